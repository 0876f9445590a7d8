from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.portal.modern.support import Api, Person
    from tests.portal.support import Portal


def at_home(page: Page) -> None:
    expect(page.get_by_role("heading", name="User Center", level=1)).to_be_visible()


def test_a_wrong_password_is_told(person: Person) -> None:
    person.open("/uc/index")
    person.sign_in(password="wrong")
    person.told("The username or password is incorrect.")
    person.sign_in()
    at_home(person.page)
    expect(person.page.get_by_role("banner")).to_contain_text("Acme Rights Agency Ltd.")


def test_sign_in_returns_to_the_page_that_was_asked_for(person: Person, portal: Portal) -> None:
    [number] = portal.post("seed", account="acme", count=1, approved=1, age_days=1, seed=1)[
        "numbers"
    ]
    person.open(f"/uc/ipr/record/{number}")
    person.told("Please sign in to continue.")
    person.sign_in()
    expect(person.page.get_by_role("heading", name="IPR record")).to_be_visible()


def test_signing_out_ends_the_session(acme: Person, portal: Portal) -> None:
    acme.button("Sign out").click()
    expect(acme.page.get_by_role("heading", name="Sign in")).to_be_visible()
    acme.open("/uc/ipr/list")
    expect(acme.page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert portal.get("stats")["sign_ins"] == 1


def test_a_session_that_ends_leads_to_sign_in_and_back(acme: Person, portal: Portal) -> None:
    number = acme.first_save("Patent")
    acme.button("Next").click()
    expect(acme.page.get_by_role("heading", name="IPR Details")).to_be_visible()
    portal.fault("expire_session", "submit", times=1)
    acme.button("Submit for verification").click()
    expect(acme.page.get_by_role("heading", name="Sign in")).to_be_visible()
    acme.sign_in()
    expect(acme.page.get_by_role("heading", name="IPR Details")).to_be_visible()
    expect(acme.page.locator("table").first).to_contain_text(number)
    assert portal.iprs()[0]["submissions"] == 0


@pytest.mark.parametrize("kind", ["slider", "email_code"])
def test_what_only_a_person_passes(person: Person, portal: Portal, kind: str) -> None:
    portal.fault(kind, times=1)
    person.open("/uc/index")
    person.sign_in()
    page = person.page
    expect(page.get_by_role("heading", name="Security verification")).to_be_visible()
    if kind == "slider":
        expect(page.get_by_role("button", name="Slide to verify")).to_be_visible()
        portal.post("person", account="acme")
    else:
        code = portal.get("mailbox", account="acme")["codes"][0]
        page.get_by_label("Verification code").fill("000000" if code != "000000" else "1")
        person.button("Verify").click()
        person.told("The verification code is incorrect.")
        page.get_by_label("Verification code").fill(code)
        person.button("Verify").click()
    at_home(page)


def test_a_machines_straight_pull_does_not_pass_the_slider(person: Person, portal: Portal) -> None:
    portal.fault("slider", times=1)
    person.open("/uc/index")
    person.sign_in()
    page = person.page
    handle = page.get_by_role("button", name="Slide to verify")
    box, track = handle.bounding_box(), page.locator(".nc").bounding_box()
    assert box
    assert track
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 5, y)
    page.mouse.down()
    page.mouse.move(track["x"] + track["width"] + 40, y, steps=20)
    page.mouse.up()
    person.told("Verification failed. Please try again.")
    assert portal.get("stats")["sign_ins"] == 0


def test_posts_without_the_token_are_refused(api: Api, portal: Portal) -> None:
    api.token = "guess"
    answer = api.post("/ipr/create", type="patent", place="Mainland China")
    assert (answer.status_code, answer.json()["code"]) == (403, "error.csrf")
    assert api.upload("IPR1", "certificate", b"x").status_code == 403
    assert portal.iprs() == []


def test_strangers_get_nothing_of_the_api(api: Api) -> None:
    number = api.first_save()
    api.client.cookies.clear()
    for path in ("/session", "/home", "/ipr/list", "/account"):
        assert api.get(path).status_code == 401
    assert api.get("/ipr/record", iprNo=number).status_code == 401
    other = type(api)(api.url, api.client)
    other.sign_in("xingyun", "xingyun-pass1")
    assert other.get("/ipr/record", iprNo=number).status_code == 404
    assert other.post("/ipr/delete", iprNo=number).status_code == 404
