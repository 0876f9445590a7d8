from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.portal.support import SOFTWARE, Visitor, errors, picture

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.portal.support import Portal


def choose(page: Page) -> str:
    page.get_by_role("link", name="IPR Submission").click()
    page.get_by_label("Copyright", exact=True).check()
    page.get_by_label("Place of IPR registration").select_option(label="Mainland China")
    page.get_by_role("button", name="Save Draft").click()
    return page.locator("dd.number").inner_text()


def test_a_person_files_a_software_copyright(acme: Page, portal: Portal, tmp_path: Path) -> None:
    paper = tmp_path / "0001.png"
    paper.write_bytes(picture())
    number = choose(acme)
    expect(acme.get_by_role("status")).to_contain_text("Draft saved at")
    acme.get_by_role("button", name="Next").click()
    expect(acme.get_by_role("heading", name="IPR Details")).to_be_visible()
    expect(acme.locator("dd.number")).to_have_text(number)
    acme.get_by_label("Yes").check()
    acme.get_by_label("Registration certificate", exact=True).set_input_files(paper)
    acme.get_by_label("Software and other types of works").check()
    acme.get_by_label("Category of work").select_option(label="Computer software")
    acme.get_by_label("Name of the work").fill("星云排课软件")
    acme.get_by_label("Version").fill("V2.0")
    acme.get_by_label("Registration number").fill("2023SR1417580")
    acme.get_by_label("Copyright owner").fill("Acme Rights Agency Ltd.")
    acme.get_by_label("Entity").check()
    acme.get_by_label("Completion date of development").fill("2022-05-01")
    acme.get_by_label("How the right was acquired").select_option(label="Original acquisition")
    acme.get_by_label("All rights").check()
    acme.get_by_label("Screenshot of the operational page").set_input_files(paper)
    expect(acme.locator(".file .mark")).to_have_text(["Uploaded", "Uploaded"])
    acme.get_by_role("button", name="Save Draft").click()
    expect(acme.get_by_role("status")).to_contain_text("Draft saved at")
    expect(acme.get_by_label("Name of the work")).to_have_value("星云排课软件")
    acme.get_by_role("button", name="Submit for verification").click()
    expect(acme.get_by_role("heading", name="Submitted successfully")).to_be_visible()
    expect(acme.locator(".summary")).to_contain_text(number)
    expect(acme.locator(".summary")).to_contain_text("Pending verification")
    acme.locator("main").get_by_role("link", name="IPR Management").click()
    expect(acme.locator(f"tr[data-number={number}]")).to_contain_text("Pending verification")
    [record] = portal.iprs()
    assert (record["number"], record["status"], record["submissions"]) == (number, "pending", 1)
    assert (record["type"], record["place"]) == ("copyright", "Mainland China")
    assert record["fields"] == {
        "work": "software",
        "name": "星云排课软件",
        "version": "V2.0",
        "registration_number": "2023SR1417580",
        "holder": "Acme Rights Agency Ltd.",
        "holder_kind": "entity",
        "completed_on": "2022-05-01",
        "acquisition": "original",
        "rights_scope": "all",
        "certificate_kind": "software-registration",
    }
    assert [a["slot"] for a in record["attachments"]] == ["certificate", "screenshot"]


def test_next_opens_only_after_save_draft(acme: Page, portal: Portal) -> None:
    acme.get_by_role("link", name="IPR Submission").click()
    expect(acme.get_by_role("button", name="Next")).to_be_disabled()
    assert portal.iprs() == []
    choose(acme)
    expect(acme.get_by_role("button", name="Next")).to_be_enabled()
    acme.get_by_label("Trademark").check()
    expect(acme.get_by_role("button", name="Next")).to_be_disabled()
    assert len(portal.iprs()) == 1


def test_the_choice_is_checked(acme: Page, portal: Portal) -> None:
    acme.get_by_role("link", name="IPR Submission").click()
    expect(acme.get_by_label("Country or region")).to_be_hidden()
    acme.get_by_label("Place of IPR registration").select_option(label="Others")
    expect(acme.get_by_label("Country or region")).to_be_visible()
    acme.get_by_role("button", name="Save Draft").click()
    expect(acme.get_by_text("Please choose the IPR type.")).to_be_visible()
    expect(acme.get_by_text("Please choose the country or region.")).to_be_visible()
    assert portal.iprs() == []


def test_a_draft_may_be_incomplete_but_not_malformed(portal: Portal, visitor: Visitor) -> None:
    number = visitor.first_save()
    answer = visitor.post("/uc/ipr/save.htm", iprNo=number, has_certificate="yes", name="A")
    assert "Draft saved at" in answer.text
    assert portal.iprs()[0]["fields"] == {"name": "A"}
    bad = {"has_certificate": "yes", "work_group": "joined", "work": "software"}
    answer = visitor.post(
        "/uc/ipr/save.htm", iprNo=number, **bad, completed_on="2022-13-01", name="x" * 201
    )
    assert set(errors(answer)) == {"completed_on", "name"}
    assert portal.iprs()[0]["fields"] == {"name": "A"}


def test_a_submission_is_checked_field_by_field_and_keeps_the_input(
    acme: Page, portal: Portal
) -> None:
    choose(acme)
    acme.get_by_role("button", name="Next").click()
    acme.get_by_label("Yes").check()
    acme.get_by_label("Software and other types of works").check()
    acme.get_by_label("Category of work").select_option("software")
    acme.get_by_label("Name of the work").fill("星云")
    acme.get_by_role("button", name="Submit for verification").click()
    expect(acme.get_by_role("alert").first).to_contain_text("Please correct the")
    version = acme.get_by_label("Version")
    expect(version).to_have_attribute("aria-invalid", "true")
    expect(version).to_have_accessible_description("This field is required.")
    expect(acme.get_by_label("Name of the work")).to_have_value("星云")
    expect(acme.get_by_label("Yes")).to_be_checked()
    assert portal.iprs()[0]["status"] == "draft"


def test_dates_are_checked_against_the_portals_clock(portal: Portal, visitor: Visitor) -> None:
    number = visitor.first_save()
    today = portal.get("clock")["today"]
    portal.post("clock", advance_seconds=-86400)
    visitor.sign_in()
    fields = {**SOFTWARE, "completed_on": today, "first_published_on": "2020-01-01"}
    found = errors(visitor.submit(number, **fields))
    assert found["completed_on"] == "The date must not be in the future."
    assert found["first_published_on"].endswith("Completion date of development")


def test_what_is_sent_cannot_be_sent_or_changed_again(portal: Portal, visitor: Visitor) -> None:
    number = visitor.file_software()
    answer = visitor.submit(number, **SOFTWARE)
    assert answer.status_code == 409
    assert "has already been submitted" in answer.text
    assert visitor.post("/uc/ipr/save.htm", iprNo=number, name="B").status_code == 409
    assert visitor.upload(number, "certificate").status_code == 409
    [record] = portal.iprs()
    assert record["submissions"] == 1
    assert visitor.get("/uc/ipr/detail.htm", iprNo=number).url.path == "/uc/ipr/record.htm"


def test_duplicates_are_taken_like_a_careless_portal_does(portal: Portal, visitor: Visitor) -> None:
    first, second = visitor.file_software(), visitor.file_software()
    assert first != second
    assert {r["status"] for r in portal.iprs()} == {"pending"}


def test_records_of_others_do_not_exist(portal: Portal, visitor: Visitor) -> None:
    number = visitor.file_software()
    other = Visitor(portal.url)
    other.sign_in("xingyun", "xingyun-pass1")
    assert other.get("/uc/ipr/record.htm", iprNo=number).status_code == 404
    assert other.post("/uc/ipr/withdraw.htm", iprNo=number).status_code == 404
    assert number not in other.get("/uc/ipr/list.htm").text
    other.client.close()


def test_the_saved_mark_does_not_outlive_a_reload(portal: Portal, visitor: Visitor) -> None:
    answer = visitor.post("/uc/ipr/create.htm", type="patent", place="Mainland China")
    assert "Draft saved at" in answer.text
    again = visitor.get(str(answer.url).removeprefix(portal.url))
    assert "Draft saved at" not in again.text
    assert re.search(r"IPR\d{14}", again.text)
