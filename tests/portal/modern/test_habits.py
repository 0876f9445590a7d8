"""Habits of the live portal, turned on at the modern skin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.portal.modern.support import Person
    from tests.portal.support import Portal


def at_details(acme: Person) -> str:
    """A draft of a patent, its details page open."""
    number: str = acme.first_save("Patent")
    acme.button("Next").click()
    expect(acme.page.get_by_role("heading", name="IPR Details")).to_be_visible()
    return number


def rows(acme: Person) -> Any:
    return acme.page.locator("tr.ant-table-row")


def test_the_agreement_is_asked_for_on_the_page(acme: Person, portal: Portal) -> None:
    portal.fault("agreement")
    at_details(acme)
    acme.button("Submit for verification").click()
    acme.told("tick the box first")
    assert "submit" not in portal.get("stats")["requests"]
    acme.page.get_by_role("checkbox", name="I have read and agree").check()
    acme.button("Submit for verification").click()
    acme.told("Please correct the")


def test_submit_may_be_grey_until_it_is_ticked(acme: Person, portal: Portal) -> None:
    portal.fault("agreement", style="disable")
    at_details(acme)
    expect(acme.button("Submit for verification")).to_be_disabled()
    acme.page.get_by_role("checkbox", name="I have read and agree").check()
    expect(acme.button("Submit for verification")).to_be_enabled()


def test_fields_may_come_late(acme: Person, portal: Portal) -> None:
    number = acme.first_save("Patent")
    portal.fault("late_fields", seconds=3)
    acme.button("Next").click()
    expect(acme.button("Save Draft")).to_be_visible()
    expect(acme.page.locator("table").first).to_contain_text(number)
    expect(acme.page.locator(".late-mask")).to_be_visible()
    expect(acme.row("Title of the patent")).to_have_count(0)
    expect(acme.row("Title of the patent")).to_be_visible()


def test_a_tour_swallows_clicks(acme: Person, portal: Portal) -> None:
    portal.fault("tour", "list", times=1)
    acme.open("/uc/ipr/list")
    expect(acme.page.locator(".tour svg")).to_be_visible()
    acme.button("Next").click()
    acme.button("Got it").click()
    expect(acme.page.locator(".tour")).to_have_count(0)


def test_the_slider_may_stand_in_a_frame(person: Person, portal: Portal) -> None:
    portal.fault("slider_in_frame", times=1)
    person.open("/uc/index")
    person.sign_in()
    frame = person.page.frame_locator("iframe[name=check]")
    expect(frame.locator("#nc_1_n1z")).to_be_visible()
    portal.post("person", account="acme")
    expect(frame.get_by_text("press Sign in again")).to_be_visible()
    assert portal.get("stats")["sign_ins"] == 0
    person.button("Sign in").click()
    expect(person.page.get_by_role("heading", name="User Center", level=1)).to_be_visible()


@pytest.mark.parametrize("at", ["save", "list"])
def test_sign_in_may_come_over_the_page(acme: Person, portal: Portal, at: str) -> None:
    at_details(acme)
    acme.fill("Title of the patent", "A lamp")
    portal.fault("session_over_page", at, times=1)
    if at == "save":
        acme.button("Save Draft").click()
    else:
        acme.page.get_by_role("link", name="IPR Management").click()
    address = acme.page.url
    frame = acme.page.frame_locator("iframe[name=ipp-login]")
    frame.get_by_label("Username or email").and_(frame.locator("input:enabled")).fill("acme")
    frame.get_by_label("Password").and_(frame.locator("input:enabled")).fill("acme-pass1")
    frame.get_by_role("button", name="Sign in").click()
    expect(acme.page.locator(".login-over")).to_have_count(0)
    assert acme.page.url == address
    if at == "list":
        expect(acme.page.get_by_role("heading", name="IPR Management")).to_be_visible()
        return
    expect(acme.row("Title of the patent").locator("input")).to_have_value("A lamp")
    acme.button("Save Draft").click()
    acme.told("Draft saved at")
    assert portal.iprs()[0]["fields"] == {"name": "A lamp"}


@pytest.mark.parametrize("style", ["button", "scroll"])
def test_a_list_without_end(acme: Person, portal: Portal, style: str) -> None:
    portal.post("seed", account="acme", count=24, pending=24, age_days=9, seed=3)
    portal.fault("endless_list", style=style)
    acme.open("/uc/ipr/list")
    for shown in (10, 20):
        if style == "button":
            expect(rows(acme)).to_have_count(shown)
            acme.button("Load more").click()
        else:
            expect(rows(acme).nth(shown - 1)).to_be_attached()
            acme.page.locator(".more").scroll_into_view_if_needed()
    expect(rows(acme)).to_have_count(24)
    expect(acme.page.locator(".more")).to_have_text("No more records")


def test_a_list_without_a_total(acme: Person, portal: Portal) -> None:
    portal.post("seed", account="acme", count=14, pending=14, age_days=9, seed=3)
    portal.fault("no_total")
    acme.open("/uc/ipr/list")
    expect(rows(acme)).to_have_count(10)
    expect(acme.page.locator(".ant-pagination")).to_have_count(0)
    acme.button("Next page").click()
    expect(rows(acme)).to_have_count(4)
    expect(acme.button("Next page")).to_be_disabled()


def test_the_answer_to_save_draws_what_was_sent(acme: Person, portal: Portal) -> None:
    at_details(acme)
    acme.fill("Title of the patent", "A brass lamp")
    portal.fault("silent_change", "save", field="name")
    acme.button("Save Draft").click()
    acme.told("Draft saved at")
    box = acme.row("Title of the patent").locator("input")
    expect(box).to_have_value("A brass lamp")
    acme.page.reload()
    expect(box).to_have_value("A brass ")
