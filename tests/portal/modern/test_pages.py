from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.portal.modern.support import Api, Person
    from tests.portal.support import Portal


def seeded(portal: Portal, **counts: int) -> list[str]:
    numbers: list[str] = portal.post("seed", account="acme", seed=1, **counts)["numbers"]
    return numbers


def test_pages_change_without_loading_a_document(acme: Person, portal: Portal) -> None:
    page = acme.page
    for name, title in [
        ("IPR Submission", "IPR Submission"),
        ("IPR Management", "IPR Management"),
        ("Submit a complaint", "Submit a complaint"),
        ("Manage Complaints", "Manage Complaints"),
        ("Reminders & Alerts", "Reminders & Alerts"),
        ("Account", "Account"),
        ("Home", "User Center"),
    ]:
        page.get_by_role("navigation").get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
        expect(page).to_have_title(re.compile(re.escape(title)))
    stats = portal.get("stats")
    assert (stats["documents"], stats["sign_ins"]) == (1, 1)
    assert {"home", "choice", "list", "messages", "account"} <= set(stats["requests"])


def test_the_list_shows_ten_a_page_and_at_first_the_last_days_only(
    acme: Person, portal: Portal
) -> None:
    page = acme.page
    seeded(portal, count=27, pending=27, age_days=10)
    portal.post("clock", advance_seconds=0)
    acme.open("/uc/ipr/list")
    rows = page.locator("tbody tr[data-row-key]")
    expect(rows).to_have_count(10)
    expect(page.get_by_text("Total: 27")).to_be_visible()
    seen = set(page.locator("tbody a").all_inner_texts())
    page.get_by_role("listitem", name="2", exact=True).or_(page.get_by_title("2")).first.click()
    expect(rows.first).not_to_contain_text(min(seen))
    page.get_by_title("Next Page").get_by_role("button").click()
    expect(rows).to_have_count(7)
    expect(page.get_by_title("Next Page").get_by_role("button")).to_be_disabled()
    portal.post("clock", advance_seconds=20 * 86400)
    page.reload()
    acme.sign_in()
    acme.open("/uc/ipr/list")
    expect(page.get_by_text("No IPRs found.")).to_be_visible()
    acme.date("Submission date from", "2000-01-01")
    acme.button("Search").click()
    expect(page.get_by_text("Total: 27")).to_be_visible()


def test_filters_narrow_the_list(acme: Person, portal: Portal) -> None:
    page = acme.page
    numbers = seeded(portal, count=9, pending=3, approved=3, rejected=3, age_days=5)
    acme.open("/uc/ipr/list")
    rows = page.locator("tbody tr[data-row-key]")
    expect(rows).to_have_count(9)
    acme.pick("Status", "Rejected")
    acme.button("Search").click()
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("Rejected")
    acme.button("Reset").click()
    expect(rows).to_have_count(9)
    acme.fill("Keyword", numbers[4])
    acme.row("Keyword").locator("input").press("Enter")
    expect(rows).to_have_count(1)
    assert f"keyword={numbers[4]}" in page.url


def test_a_drawer_shows_a_record_without_leaving_the_list(acme: Person, portal: Portal) -> None:
    page = acme.page
    [number] = seeded(portal, count=1, rejected=1, age_days=1)
    acme.open("/uc/ipr/list")
    page.get_by_role("button", name=f"View {number}").click()
    drawer = page.get_by_role("dialog", name="Record details")
    expect(drawer).to_contain_text(number)
    expect(drawer).to_contain_text("Reasons for rejection")
    drawer.get_by_role("button", name="Close").click()
    expect(drawer).to_be_hidden()
    page.get_by_role("link", name=number).click()
    expect(page.get_by_role("heading", name="IPR record")).to_be_visible()


def test_withdrawing_and_deleting_ask_first(acme: Person, portal: Portal) -> None:
    page = acme.page
    pending, rejected = seeded(portal, count=2, pending=1, rejected=1, age_days=1)
    if portal.iprs()[0]["status"] != "pending":
        pending, rejected = rejected, pending
    acme.open(f"/uc/ipr/record/{pending}")
    acme.button("Withdraw").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Withdraw this verification request?")
    acme.button("Cancel", within=dialog).click()
    expect(dialog).to_be_hidden()
    acme.button("Withdraw").click()
    acme.button("Confirm", within=dialog).click()
    acme.told("The verification request has been withdrawn.")
    expect(page.locator("table").first).to_contain_text("Withdrawn")
    acme.open(f"/uc/ipr/record/{rejected}")
    acme.button("Delete").click()
    acme.button("Confirm", within=dialog).click()
    expect(page.get_by_role("heading", name="IPR Management")).to_be_visible()
    assert [(r["number"], r["status"]) for r in portal.iprs()] == [(pending, "withdrawn")]


def test_the_language_changes_where_one_stands(acme: Person, portal: Portal) -> None:
    page = acme.page
    [number] = seeded(portal, count=1, approved=1, age_days=1)
    acme.open(f"/uc/ipr/record/{number}")
    expect(page.get_by_role("heading", name="IPR record")).to_be_visible()
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", name="知识产权记录")).to_be_visible()
    expect(page.locator("table").first).to_contain_text("审核通过")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.reload()
    expect(page.get_by_role("heading", name="知识产权记录")).to_be_visible()
    acme.open("/uc/ipr/list", lang="en")
    expect(page.get_by_role("heading", name="IPR Management")).to_be_visible()


def test_on_a_narrow_screen_the_menu_is_a_drawer(acme: Person) -> None:
    page = acme.page
    page.set_viewport_size({"width": 400, "height": 800})
    page.get_by_role("button", name="Open the menu").click()
    menu = page.get_by_role("dialog", name="User Center")
    menu.get_by_role("link", name="IPR Submission").click()
    expect(page.get_by_role("heading", name="IPR Submission")).to_be_visible()
    expect(menu).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 400


def test_an_unknown_record_and_an_unknown_address(acme: Person, api: Api) -> None:
    acme.open("/uc/ipr/record/IPR20000101000001")
    expect(acme.page.get_by_role("alert")).to_have_text("The IPR does not exist.")
    assert api.client.get(api.url + "/uc/ipr/add.htm").status_code == 404
    assert api.get("/nothing").json()["error"] == "The page does not exist."


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_before_the_script_runs_a_form_stands_there_inert(
    browser: Browser, portal: Portal, lang: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{portal.url}/?lang={lang}")
    expect(page.get_by_label("Password" if lang == "en" else "密码")).to_be_disabled()
    expect(page.get_by_role("button")).to_be_disabled()
    expect(page.locator("#root")).to_have_attribute("aria-busy", "true")
    context.close()
