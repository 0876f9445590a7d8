from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from playwright.sync_api import expect

from tests.support.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.portal.modern.support import Api, Person
    from tests.portal.support import Portal


def at_details(acme: Person, kind: str = "Patent") -> str:
    number: str = acme.first_save(kind)
    acme.button("Next").click()
    expect(acme.page.get_by_role("heading", name="IPR Details")).to_be_visible()
    return number


def complete(acme: Person, paper: Path) -> str:
    """A patent that may be submitted."""
    number = at_details(acme)
    acme.answer("Kind of patent", "Invention")
    acme.fill("Title of the patent", "A lamp")
    acme.fill("Patent number", "ZL201710601862.3")
    acme.fill("Patentee", "Acme Rights Agency Ltd.")
    acme.answer("The patentee is", "Entity")
    for label, day in [
        ("Filing date", "2017-07-21"), ("Grant date", "2020-01-01"),
        ("Expiration date", "2037-07-21"),
    ]:  # fmt: skip
        acme.date(label, day)
    acme.upload("Patent certificate", paper)
    expect(acme.marks()).to_have_text(["Uploaded"])
    return number


def test_maintenance_shows_on_the_page_and_one_may_try_again(acme: Person, portal: Portal) -> None:
    portal.fault("maintenance", "list", times=1)
    acme.open("/uc/ipr/list")
    expect(acme.page.get_by_role("alert")).to_contain_text("under maintenance")
    acme.button("Try again").click()
    expect(acme.page.get_by_role("heading", name="IPR Management")).to_be_visible()


def test_the_document_itself_may_fail(person: Person, portal: Portal) -> None:
    portal.fault("status", "any", code=503, times=1)
    person.open("/uc/index")
    expect(person.page.get_by_role("alert")).to_contain_text("system is busy")


def test_retry_after_is_told_by_the_api(api: Api, portal: Portal) -> None:
    portal.fault("status", "list", code=429, retry_after=7, times=1)
    answer = api.get("/ipr/list")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")


@pytest.mark.parametrize(("kind", "drafts"), [("reset_before", 0), ("reset_after", 1)])
def test_a_dropped_first_save_is_told_and_not_repeated(
    acme: Person, portal: Portal, kind: str, drafts: int
) -> None:
    acme.open("/uc/ipr/add")
    acme.answer("IPR type", "Patent")
    acme.pick("Place of IPR registration", "Mainland China")
    portal.fault(kind, "first_save", times=1)
    acme.button("Save Draft").click()
    acme.told("The network connection failed.")
    expect(acme.button("Next")).to_be_disabled()
    assert len(portal.iprs()) == drafts


def test_half_an_answer_is_told_as_a_network_failure(acme: Person, portal: Portal) -> None:
    portal.fault("truncate", "list", times=1)
    acme.open("/uc/ipr/list")
    expect(acme.page.get_by_role("alert")).to_contain_text("The network connection failed.")


def test_late_commit_that_is_answered(acme: Person, portal: Portal, paper: Path) -> None:
    complete(acme, paper)
    portal.fault("late_commit", "submit", seconds=0.5, answer="given", times=1)
    acme.button("Submit for verification").click()
    expect(acme.page.get_by_text("Request received")).to_be_visible()
    until(lambda: portal.iprs()[0]["status"] == "pending")
    assert portal.iprs()[0]["submissions"] == 1


@pytest.mark.parametrize("native", [True, False])
def test_submit_may_ask_once_more(
    acme: Person, portal: Portal, paper: Path, *, native: bool
) -> None:
    portal.fault("confirm_dialog", native=native)
    complete(acme, paper)
    page = acme.page
    if native:
        page.once("dialog", lambda dialog: dialog.dismiss())
        acme.button("Submit for verification").click()
        assert portal.iprs()[0]["status"] == "draft"
        page.once("dialog", lambda dialog: dialog.accept())
        acme.button("Submit for verification").click()
    else:
        acme.button("Submit for verification").click()
        dialog = page.get_by_role("dialog", name="Please confirm")
        expect(dialog).to_contain_text("Are you sure to submit this IPR for verification?")
        assert portal.iprs()[0]["status"] == "draft"
        acme.button("Confirm", within=dialog).click()
    expect(page.get_by_role("heading", name="Submitted successfully")).to_be_visible()
    assert portal.iprs()[0]["submissions"] == 1


def test_an_announcement_covers_the_page(acme: Person, portal: Portal) -> None:
    portal.fault("announcement", "list", times=1, text="Upgrade tonight")
    acme.open("/uc/ipr/list")
    dialog = acme.page.get_by_role("dialog", name="Announcement")
    expect(dialog).to_contain_text("Upgrade tonight")
    acme.page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    acme.button("I understand", within=dialog).click()
    expect(dialog).to_be_hidden()


def test_a_form_may_change_under_the_clients_hands(acme: Person, portal: Portal) -> None:
    portal.post(
        "faults",
        faults=[
            {"kind": "rename_label", "field": "name", "label": "Patent title"},
            {"kind": "remove_option", "field": "patent_kind", "option": "design"},
            {"kind": "new_required_field", "field": "inventor", "label": "Inventor"},
        ],
    )
    at_details(acme)
    expect(acme.row("Patent title")).to_be_visible()
    expect(acme.row("Title of the patent")).to_have_count(0)
    expect(acme.row("Kind of patent").get_by_role("radio")).to_have_count(2)
    acme.button("Submit for verification").click()
    expect(acme.row("Inventor")).to_contain_text("This field is required.")


def test_an_upload_may_fail_or_hang(acme: Person, portal: Portal, paper: Path) -> None:
    at_details(acme)
    portal.fault("upload_fail", times=1)
    acme.upload("Patent certificate", paper)
    expect(acme.row("Patent certificate")).to_contain_text("Upload failed. Please try again later.")
    expect(acme.marks()).to_have_text(["Upload failed"])
    portal.fault("upload_stall")
    acme.upload("Patent certificate", paper)
    expect(acme.marks()).to_have_text(["Upload failed", "Uploading"])
    expect(acme.page.get_by_role("progressbar")).to_be_visible()
    portal.client.delete(portal.url + "/_mock/faults")
    expect(acme.marks()).to_have_text(["Upload failed", "Uploaded"])


def test_duplicates_are_refused_under_their_field(
    acme: Person, portal: Portal, paper: Path
) -> None:
    portal.fault("refuse_duplicates")
    first = complete(acme, paper)
    acme.button("Submit for verification").click()
    expect(acme.page.get_by_role("heading", name="Submitted successfully")).to_be_visible()
    complete(acme, paper)
    acme.button("Submit for verification").click()
    expect(acme.row("Patent number")).to_contain_text(first)


def test_a_shared_wizard_takes_the_draft_last_opened(api: Api, portal: Portal) -> None:
    first, second = api.first_save(), api.first_save()
    portal.fault("shared_wizard")
    api.get("/ipr/detail", iprNo=first)
    api.get("/ipr/detail", iprNo=second)
    api.post("/ipr/save", iprNo=first, has_certificate="yes", name="A")
    named = {r["number"]: r["fields"].get("name") for r in portal.iprs()}
    assert named == {first: None, second: "A"}


def test_latency_holds_an_answer_back(api: Api, portal: Portal) -> None:
    portal.fault("latency", "list", seconds=2)
    with pytest.raises(httpx.ReadTimeout):
        api.client.get(f"{api.url}/api/ipr/list", timeout=0.3)
    assert api.get("/home").status_code == 200
