from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.portal.support import enter

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.portal.support import Portal, Visitor


def test_any_page_sends_to_sign_in_and_returns_after(page: Page, portal: Portal) -> None:
    page.goto(portal.url + "/uc/ipr/list.htm?status=draft")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    enter(page)
    expect(page).to_have_url(portal.url + "/uc/ipr/list.htm?status=draft")
    assert portal.get("stats")["sign_ins"] == 1


def test_a_wrong_password_says_so_and_keeps_the_name(page: Page, portal: Portal) -> None:
    page.goto(portal.url + "/login.htm")
    enter(page, password="wrong")
    expect(page.get_by_role("alert")).to_have_text("The username or password is incorrect.")
    expect(page.get_by_label("Username or email")).to_have_value("acme")
    assert portal.get("stats")["sign_ins"] == 0


def test_user_center_shows_the_complainant_and_its_menu(acme: Page) -> None:
    expect(acme.locator("dd.complainant")).to_have_text("Acme Rights Agency Ltd.")
    menu = acme.get_by_role("navigation", name="User Center").get_by_role("link")
    assert menu.all_inner_texts() == [
        "Home", "IPR Submission", "IPR Management", "Submit a complaint", "Manage Complaints",
        "Reminders & Alerts", "Account",
    ]  # fmt: skip


def test_thirty_idle_minutes_of_the_portals_clock_end_a_session(
    portal: Portal, visitor: Visitor
) -> None:
    portal.post("clock", advance_seconds=29 * 60)
    assert visitor.get("/uc/index.htm").url.path == "/uc/index.htm"
    portal.post("clock", advance_seconds=31 * 60)
    answer = visitor.get("/uc/account.htm")
    assert answer.url.path == "/login.htm"
    assert answer.url.params["return"] == "/uc/account.htm"


def test_sign_in_returns_only_to_this_portal(portal: Portal, stranger: Visitor) -> None:
    stranger.sign_in()
    for evil in ("//evil.example/", "https://evil.example/", "/\\evil.example"):
        answer = stranger.client.get(portal.url + "/login.htm", params={"return": evil})
        assert answer.headers["location"] == "/uc/index.htm"


def test_posts_need_the_token(portal: Portal, visitor: Visitor) -> None:
    visitor.token = "stolen"
    answer = visitor.post("/uc/ipr/create.htm", type="copyright", place="Mainland China")
    assert answer.status_code == 403
    assert portal.iprs() == []


def test_signing_out_ends_the_session(acme: Page, portal: Portal) -> None:
    acme.get_by_role("button", name="Sign out").click()
    acme.goto(portal.url + "/uc/index.htm")
    expect(acme.get_by_role("heading", name="Sign in")).to_be_visible()


def test_the_slider_refuses_a_machine_and_opens_for_a_person(page: Page, portal: Portal) -> None:
    portal.fault("slider", "sign_in")
    page.goto(portal.url + "/login.htm")
    enter(page)
    handle = page.get_by_role("button", name="Slide to verify")
    box = handle.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 900, box["y"] + 20, steps=20)
    page.mouse.up()
    expect(page.get_by_role("alert")).to_have_text("Verification failed. Please try again.")
    assert portal.post("person", account="acme") == {"passed": 1}
    page.wait_for_url("**/uc/index.htm")


def test_a_hand_can_move_the_slider(page: Page, portal: Portal) -> None:
    portal.fault("slider", "sign_in")
    page.goto(portal.url + "/login.htm")
    enter(page)
    box = page.get_by_role("button", name="Slide to verify").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    for step in range(1, 40):
        page.mouse.move(box["x"] + 20 + step * step * 0.6, box["y"] + 20 + step % 5)
        page.wait_for_timeout(10)
    page.mouse.up()
    page.wait_for_url("**/uc/index.htm")


def test_the_code_comes_by_mail(page: Page, portal: Portal) -> None:
    portal.fault("email_code", "sign_in")
    page.goto(portal.url + "/login.htm")
    enter(page)
    page.get_by_label("Verification code").fill("none")
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_role("alert")).to_have_text("The verification code is incorrect.")
    page.get_by_label("Verification code").fill(portal.get("mailbox", account="acme")["codes"][0])
    page.get_by_role("button", name="Verify").click()
    page.wait_for_url("**/uc/index.htm")


def test_many_wrong_passwords_call_for_the_slider(stranger: Visitor) -> None:
    for _ in range(5):
        assert stranger.sign_in(password="wrong").url.path == "/login.htm"
    assert stranger.sign_in().url.path == "/login/check.htm"
