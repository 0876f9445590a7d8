"""Habits of the live portal, turned on at the classic skin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.portal.support import enter

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.portal.support import Portal, Visitor


def at_details(acme: Page, portal: Portal) -> str:
    """A draft of a patent, its details page open."""
    acme.goto(f"{portal.url}/uc/ipr/add.htm")
    acme.get_by_label("Patent", exact=True).check()
    acme.get_by_label("Place of IPR registration").select_option("Mainland China")
    acme.get_by_role("button", name="Save Draft").click()
    acme.get_by_role("button", name="Next").click()
    acme.wait_for_url("**/uc/ipr/detail.htm*")
    return str(portal.iprs()[0]["number"])


def rows(page: Page) -> Any:
    return page.locator("table.list tbody tr[data-number]")


def test_the_agreement_is_asked_for_on_the_page(acme: Page, portal: Portal) -> None:
    portal.fault("agreement")
    at_details(acme, portal)
    acme.get_by_role("button", name="Submit for verification").click()
    expect(acme.get_by_text("tick the box first")).to_be_visible()
    assert "submit" not in portal.get("stats")["requests"]
    acme.get_by_label("I have read and agree").check()
    acme.get_by_role("button", name="Submit for verification").click()
    expect(acme.get_by_role("alert").first).to_contain_text("Please correct")


def test_submit_may_be_grey_until_it_is_ticked(acme: Page, portal: Portal) -> None:
    portal.post("settings", agreement="disable")
    at_details(acme, portal)
    submit = acme.get_by_role("button", name="Submit for verification")
    expect(submit).to_be_disabled()
    acme.get_by_label("I have read and agree").check()
    expect(submit).to_be_enabled()


def test_the_server_asks_for_the_agreement_too(visitor: Visitor, portal: Portal) -> None:
    portal.fault("agreement")
    number = visitor.first_save("patent")
    assert "tick the box first" in visitor.submit(number, name="A lamp").text
    assert portal.iprs()[0]["submissions"] == 0


def test_fields_may_come_late(acme: Page, portal: Portal) -> None:
    portal.fault("late_fields", seconds=3)
    at_details(acme, portal)
    expect(acme.get_by_role("button", name="Save Draft")).to_be_visible()
    assert not acme.get_by_label("Title of the patent").is_visible()
    expect(acme.get_by_label("Title of the patent")).to_be_visible()


def test_a_tour_swallows_clicks(acme: Page, portal: Portal) -> None:
    portal.fault("tour", "list", times=1)
    acme.goto(f"{portal.url}/uc/ipr/list.htm")
    acme.get_by_role("link", name="Account").click(force=True)
    assert acme.url.endswith("/uc/ipr/list.htm")
    acme.get_by_role("button", name="Next").click()
    acme.get_by_role("button", name="Got it").click()
    acme.get_by_role("link", name="Account").click()
    acme.wait_for_url("**/uc/account.htm")


def test_the_slider_may_stand_in_a_frame(page: Page, portal: Portal) -> None:
    portal.fault("slider_in_frame", times=1)
    page.goto(portal.url)
    enter(page)
    frame = page.frame_locator("iframe[name=check]")
    expect(frame.locator("#nc_1_n1z")).to_be_visible()
    portal.post("person", account="acme")
    expect(frame.get_by_role("status")).to_contain_text("press Sign in again")
    assert portal.get("stats")["sign_ins"] == 0
    page.get_by_label("Password").fill("acme-pass1")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/uc/index.htm")


@pytest.mark.parametrize("style", ["button", "scroll"])
def test_a_list_without_end(acme: Page, portal: Portal, style: str) -> None:
    portal.post("seed", account="acme", count=24, pending=24, age_days=9, seed=3)
    portal.fault("endless_list", style=style)
    acme.goto(f"{portal.url}/uc/ipr/list.htm")
    for shown in (10, 20):
        if style == "button":
            expect(rows(acme)).to_have_count(shown)
            acme.get_by_role("button", name="Load more").click()
        else:
            expect(rows(acme).nth(shown - 1)).to_be_attached()
            acme.locator("#more").scroll_into_view_if_needed()
    expect(rows(acme)).to_have_count(24)
    expect(acme.locator("#more")).to_have_text("No more records")


def test_a_list_without_a_total(acme: Page, portal: Portal) -> None:
    portal.post("seed", account="acme", count=14, pending=14, age_days=9, seed=3)
    portal.fault("no_total")
    acme.goto(f"{portal.url}/uc/ipr/list.htm")
    expect(rows(acme)).to_have_count(10)
    expect(acme.locator(".pages .total, .pages .at")).to_have_count(0)
    acme.get_by_role("link", name="Next").click()
    expect(rows(acme)).to_have_count(4)


def test_a_silent_change_shows_on_the_page_that_opens_anew(
    visitor: Visitor, portal: Portal
) -> None:
    number = visitor.first_save("patent")
    portal.fault("silent_change", "save", field="name", style="cut")
    page = visitor.post("/uc/ipr/save.htm", iprNo=number, name="A brass lamp").text
    assert portal.iprs()[0]["fields"] == {"name": "A brass "}
    assert 'value="A brass "' in page


def test_questions_of_ownership_by_a_setting(visitor: Visitor, portal: Portal) -> None:
    portal.post("settings", ownership="required")
    number = visitor.first_save()
    page = visitor.get("/uc/ipr/detail.htm", iprNo=number).text
    assert "Is the work signed by its author?" in page
