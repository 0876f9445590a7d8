from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from tests.portal.center.support import Calls, Person, Started
    from tests.portal.support import Portal


def pull(page: Page, handle: Locator, track: Locator, *, like_a_person: bool) -> None:
    """Moves the slider to its end, as a person or as a machine."""
    box, room = handle.bounding_box(), track.bounding_box()
    assert box
    assert room
    x, y = box["x"] + 10, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    steps = 24
    for n in range(1, steps + 1):
        share = (n / steps) ** (2 if like_a_person else 1)
        shake = (n * 7 % 5) - 2 if like_a_person else 0
        page.mouse.move(x + share * (room["width"] + 30), y + shake)
        page.evaluate("() => new Promise(requestAnimationFrame)")
    page.mouse.up()


def test_the_widget_stands_in_place_of_the_page_at_an_unchanged_address(
    person: Person, portal: Portal, started: Started
) -> None:
    person.open("/rights/list?tab=pending")
    box = person.page.locator("iframe#alibaba-login-box")
    expect(box).to_be_visible()
    address = str(box.get_attribute("src"))
    assert address.startswith(f"{started.sign_in}/mini_login.htm?")
    assert started.sign_in.startswith("http://localhost:")
    assert person.page.url == f"{portal.url}/ippCenter.htm#/rights/list?tab=pending"
    person.sign_in()
    expect(person.heading("list.title")).to_be_visible()
    assert person.page.url.endswith("#/rights/list?tab=pending")
    expect(person.page.get_by_role("banner")).to_contain_text("Acme Rights Agency Ltd.")
    assert portal.get("stats")["sign_ins"] == 1


def test_a_wrong_password_is_told_in_the_frame(person: Person) -> None:
    person.open("/home")
    person.sign_in(password="wrong")
    expect(person.frame.locator("#login-error")).to_have_text(person.words["sign_in.wrong"])
    person.sign_in()
    expect(person.heading("menu.home")).to_be_visible()


@pytest.mark.parametrize("kind", ["slider", "slider_in_frame"])
def test_after_the_slider_sign_in_is_pressed_again(
    person: Person, portal: Portal, kind: str
) -> None:
    portal.fault(kind)
    person.open("/home")
    person.sign_in()
    handle, track = person.frame.locator("#nc_1_n1z"), person.frame.locator("#nc_1_wrapper")
    expect(handle).to_be_visible()
    pull(person.page, handle, track, like_a_person=False)
    expect(person.frame.locator("#login-error")).to_have_text(person.words["sign_in.slider_failed"])
    pull(person.page, handle, track, like_a_person=True)
    expect(track).to_contain_text(person.words["sign_in.slider_passed"])
    assert portal.get("stats")["sign_ins"] == 0
    expect(person.frame.locator("#fm-login-password")).to_have_value("acme-pass1")
    person.press_sign_in()
    expect(person.heading("menu.home")).to_be_visible()


def test_tests_may_play_the_person(person: Person, portal: Portal) -> None:
    portal.fault("slider_in_frame", times=1)
    person.open("/home")
    person.sign_in()
    expect(person.frame.locator("#nc_1_n1z")).to_be_visible()
    portal.post("person", account="acme")
    expect(person.frame.locator("#nc_1_wrapper")).to_have_class(re.compile("nc_ok"))
    person.press_sign_in()
    expect(person.heading("menu.home")).to_be_visible()


def test_a_code_by_email_is_asked_in_the_frame(person: Person, portal: Portal) -> None:
    portal.fault("email_code", times=1)
    person.open("/home")
    person.sign_in()
    person.frame.locator("#fm-check-code").fill("1")
    verify = person.frame.get_by_role("button", name=person.words["sign_in.verify"])
    verify.click()
    expect(person.frame.locator("#login-error")).to_be_visible()
    code = portal.get("mailbox", account="acme")["codes"][0]
    person.frame.locator("#fm-check-code").fill(code)
    verify.click()
    expect(person.frame.get_by_text(person.words["sign_in.slider_passed"])).to_be_visible()
    person.press_sign_in()
    expect(person.heading("menu.home")).to_be_visible()


@pytest.mark.parametrize("tab", ["sms", "qr"])
def test_another_tab_may_stand_in_front(person: Person, portal: Portal, tab: str) -> None:
    portal.post("settings", sign_in_tab=tab)
    person.open("/home")
    expect(person.frame.locator(f"#tab-{tab}")).to_have_class(re.compile("current"))
    expect(person.frame.locator("#fm-login-id")).to_have_count(0)
    person.frame.locator("#tab-password").click()
    person.sign_in()
    expect(person.heading("menu.home")).to_be_visible()


def test_a_session_that_ends_under_a_press_shows_the_widget_over_the_page(
    acme: Person, portal: Portal
) -> None:
    acme.to_form()
    address = acme.page.url
    acme.fill(acme.field("name"), "A lamp")
    portal.fault("expire_session", "save", times=1)
    acme.button("details.save").click()
    over = acme.page.locator(".login-mask iframe#alibaba-login-box")
    expect(over).to_be_visible()
    assert acme.page.url == address
    assert portal.iprs()[0]["fields"] == {}
    acme.sign_in()
    expect(over).to_have_count(0)
    expect(acme.row(acme.field("name")).locator("input")).to_have_value("A lamp")
    assert portal.iprs()[0]["fields"] == {}
    acme.button("details.save").click()
    acme.toast(acme.words["center.saved"].partition("{")[0])
    assert portal.iprs()[0]["fields"] == {"name": "A lamp"}


def test_a_session_that_ends_before_a_page_shows_the_widget_in_its_place(
    acme: Person, portal: Portal
) -> None:
    portal.fault("expire_session", "list", times=1)
    acme.menu("menu.management")
    expect(acme.page.locator(".login-place iframe")).to_be_visible()
    acme.sign_in()
    expect(acme.heading("list.title")).to_be_visible()


def test_session_over_page_covers_even_a_page_that_loads(acme: Person, portal: Portal) -> None:
    portal.fault("session_over_page", "list", times=1)
    acme.menu("menu.management")
    over = acme.page.locator(".login-mask iframe")
    expect(over).to_be_visible()
    expect(acme.page.get_by_role("navigation")).to_be_visible()
    acme.sign_in()
    expect(acme.heading("list.title")).to_be_visible()
    expect(over).to_have_count(0)


def test_a_session_that_ends_with_a_document_leads_to_the_widget(
    acme: Person, portal: Portal
) -> None:
    portal.fault("expire_session", request="root", times=1)
    acme.page.reload()
    expect(acme.page.locator(".login-place iframe")).to_be_visible()
    acme.sign_in()
    expect(acme.heading("menu.home")).to_be_visible()


def test_who_is_not_signed_in_meets_no_end_of_a_session(portal: Portal) -> None:
    portal.fault("expire_session", request="root")
    assert portal.client.get(f"{portal.url}/ippCenter.htm").status_code == 200
    (fault,) = portal.get("faults")["faults"]
    assert (fault["met"], fault["fired"]) == (0, 0)


def test_a_fault_may_meet_one_request_alone(calls: Calls, portal: Portal) -> None:
    portal.fault("expire_session", request="choice", skip=1)
    for path in ("/center/home.json", "/right/options.json", "/right/list.json"):
        assert calls.get(path).json()["success"], path
    told = calls.get("/right/options.json").json()
    assert told["errorCode"] == "FAIL_SYS_SESSION_EXPIRED"
    (fault,) = portal.get("faults")["faults"]
    assert (fault["met"], fault["fired"]) == (2, 1)


def test_a_session_that_ends_under_an_upload(acme: Person, portal: Portal, paper: Path) -> None:
    acme.to_form()
    portal.fault("expire_session", "upload", times=1)
    row = acme.row(acme.field("certificate"))
    row.locator("input[type=file]").set_input_files(paper)
    expect(acme.page.locator(".login-mask iframe")).to_be_visible()
    expect(row.locator(".next-upload-list-item-error")).to_have_count(1)
    acme.sign_in()
    # the input knows the file already: only the button makes it forget
    with acme.page.expect_file_chooser() as chooser:
        acme.button("center.upload", within=row).click()
    chooser.value.set_files(paper)
    expect(row.locator(".next-upload-list-item-done")).to_have_count(1)


def test_signing_out(acme: Person, portal: Portal) -> None:
    acme.button("menu.sign_out").click()
    expect(acme.page.locator(".login-place iframe")).to_be_visible()
    acme.open("/rights/list")
    expect(acme.page.locator(".login-place iframe")).to_be_visible()
    assert portal.get("stats")["requests"]["sign_out"] == 1


def test_an_expired_token_is_an_error_in_json(calls: Calls, portal: Portal) -> None:
    calls.token = "guess"
    answer = calls.post("/right/create.json", rightType="patent", region="Mainland China")
    assert answer.status_code == 200
    told = answer.json()
    assert (told["success"], told["errorCode"]) == (False, "FAIL_SYS_TOKEN_EXOIRED")
    assert calls.upload("2417307", "certificate", b"x").json()["success"] is False
    assert portal.iprs() == []


def test_strangers_get_nothing_of_the_calls(calls: Calls) -> None:
    number = calls.first_save()
    token = calls.token
    calls.client.cookies.clear()
    for path in ("/center/session.json", "/center/home.json", "/right/list.json"):
        assert calls.get(path).json()["errorCode"] == "FAIL_SYS_SESSION_EXPIRED"
    calls.token = token
    assert calls.get("/right/record.json", id=number).json()["data"] == {"overPage": False}
    calls.sign_in("xingyun")
    assert calls.get("/right/record.json", id=number).json()["errorCode"] == "NOT_FOUND"
    assert calls.post("/right/delete.json", id=number).json()["errorCode"] == "NOT_FOUND"


def test_a_ticket_is_good_once(calls: Calls) -> None:
    answer = calls.post("/center/st.json", st="guess")
    assert answer.json()["errorCode"] in {"FAIL_SYS_SESSION_EXPIRED", "FAIL_SYS_TOKEN_EXOIRED"}


def test_only_the_pages_may_frame_the_widget_and_send_files(calls: Calls) -> None:
    page = calls.client.get(f"{calls.sign_in_url}/mini_login.htm")
    assert page.headers["content-security-policy"] == f"frame-ancestors {calls.url}"
    asked = {"Access-Control-Request-Method": "POST"}
    for origin, status in ((calls.url, 200), ("http://evil.example", 400)):
        answer = calls.client.options(
            f"{calls.uploads_url}/upload.json", headers={"Origin": origin, **asked}
        )
        assert answer.status_code == status
        allowed = answer.headers.get("access-control-allow-origin")
        assert allowed == (origin if status == 200 else None)
