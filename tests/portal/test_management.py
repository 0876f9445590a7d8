from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.portal.support import SOFTWARE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.portal.support import Portal, Visitor

ALL = {"from": "2000-01-01", "to": "2099-12-31"}


def listed(answer: Any) -> list[str]:
    return re.findall(r'<tr data-number="(\w+)"', answer.text)


def test_the_default_view_shows_fifteen_days_only(portal: Portal, visitor: Visitor) -> None:
    portal.post("seed", account="acme", count=60, pending=60, age_days=60, seed=3)
    visitor.file_software()
    recent = visitor.get("/uc/ipr/list.htm")
    total = int(re.findall(r"Total: (\d+)", recent.text)[0])
    assert 1 < total < 40
    assert "Total: 61" in visitor.get("/uc/ipr/list.htm", **ALL).text


def test_paging_shows_every_record_once_newest_first(portal: Portal, visitor: Visitor) -> None:
    seeded = portal.post("seed", account="acme", count=23, approved=5, age_days=90, seed=1)
    seen = []
    for page in (1, 2, 3):
        numbers = listed(visitor.get("/uc/ipr/list.htm", page=page, **ALL))
        assert len(numbers) == (10 if page < 3 else 3)
        seen += numbers
    assert sorted(seen) == sorted(seeded["numbers"])
    when = {r["number"]: r["submitted_at"] or r["created_at"] for r in portal.iprs()}
    assert [when[n] for n in seen] == sorted(when.values(), reverse=True)


def test_filters(portal: Portal, visitor: Visitor) -> None:
    portal.post("seed", account="acme", count=12, approved=4, rejected=3, pending=2, seed=1)
    patent = visitor.first_save("patent")
    assert listed(visitor.get("/uc/ipr/list.htm", type="patent")) == [patent]
    for status, count in (("approved", 4), ("rejected", 3), ("pending", 2)):
        assert len(listed(visitor.get("/uc/ipr/list.htm", status=status))) == count
    assert listed(visitor.get("/uc/ipr/list.htm", keyword=patent.lower())) == [patent]
    wanted = portal.iprs()[0]
    for key in ("name", "registration_number"):
        found = visitor.get("/uc/ipr/list.htm", keyword=wanted["fields"][key])
        assert wanted["number"] in listed(found)
    assert listed(visitor.get("/uc/ipr/list.htm", keyword="100%_")) == []
    day = portal.get("clock")["today"]
    assert patent in listed(visitor.get("/uc/ipr/list.htm", **{"from": day, "to": day}))
    assert listed(visitor.get("/uc/ipr/list.htm", to="2001-01-01")) == []


def test_a_person_searches_and_turns_pages(acme: Page, portal: Portal) -> None:
    portal.post("seed", account="acme", count=14, pending=14, age_days=300, seed=1)
    acme.get_by_role("link", name="IPR Management").click()
    acme.get_by_label("Submission date from").fill("2000-01-01")
    acme.get_by_role("button", name="Search").click()
    expect(acme.get_by_text("Total: 14")).to_be_visible()
    acme.get_by_role("link", name="Next page").click()
    expect(acme.locator(".at")).to_have_text("Page 2 of 2")
    expect(acme.locator("tr[data-number]")).to_have_count(4)
    expect(acme.get_by_label("Submission date from")).to_have_value("2000-01-01")
    acme.get_by_role("link", name="View IPR").first.click()
    expect(acme.get_by_role("heading", name="IPR record")).to_be_visible()


def test_columns(acme: Page, portal: Portal) -> None:
    acme.goto(portal.url + "/uc/ipr/list.htm")
    assert acme.get_by_role("columnheader").all_inner_texts() == [
        "IPR no.", "Type", "Name", "Registration no.", "Holder", "Place", "Submitted", "Status",
        "Valid until", "Action",
    ]  # fmt: skip


def test_a_rejected_record_is_corrected_and_sent_again(
    acme: Page, portal: Portal, visitor: Visitor
) -> None:
    number = visitor.file_software(registration_number="软著登字第15980140号")
    portal.post("review", number=number, decision="reject", reasons=["NUMBER_FORMAT"])
    acme.goto(f"{portal.url}/uc/ipr/record.htm?iprNo={number}")
    reasons = acme.locator(".reasons li")
    expect(reasons).to_have_attribute("data-code", "NUMBER_FORMAT")
    expect(reasons).to_contain_text("Registration number: The registration number is not correct")
    acme.get_by_role("link", name="Edit").click()
    acme.get_by_label("Registration number").fill("2023SR1417580")
    acme.get_by_role("button", name="Save Draft").click()
    assert portal.iprs()[0]["status"] == "rejected"
    portal.post("clock", advance_seconds=60)
    acme.get_by_role("button", name="Submit for verification").click()
    expect(acme.locator(".summary")).to_contain_text("Pending verification")
    [record] = portal.iprs()
    assert (record["submissions"], record["reasons"]) == (2, [])
    events = [h["event"] for h in record["history"]]
    assert events == ["created", "submitted", "rejected", "submitted"]
    assert record["submitted_at"] > record["history"][1]["at"]


def test_an_approved_record_that_is_edited_is_pending_again(
    portal: Portal, visitor: Visitor
) -> None:
    number = visitor.file_software()
    portal.post("review", number=number, decision="approve")
    page = visitor.get("/uc/ipr/detail.htm", iprNo=number).text
    assert "Save Draft" not in page
    assert "Submit for verification" in page
    visitor.submit(number, **SOFTWARE)
    assert portal.iprs()[0]["status"] == "pending"


def test_pending_is_withdrawn_for_good(acme: Page, portal: Portal, visitor: Visitor) -> None:
    number = visitor.file_software()
    acme.goto(f"{portal.url}/uc/ipr/record.htm?iprNo={number}")
    expect(acme.get_by_role("button", name="Delete")).to_have_count(0)
    acme.on("dialog", lambda dialog: dialog.accept())
    acme.get_by_role("button", name="Withdraw").click()
    expect(acme.locator(".summary")).to_contain_text("Withdrawn")
    expect(acme.get_by_role("link", name="Edit")).to_have_count(0)
    assert portal.iprs()[0]["status"] == "withdrawn"
    assert visitor.post("/uc/ipr/withdraw.htm", iprNo=number).status_code == 409


def test_drafts_are_deleted_and_sent_records_not(
    acme: Page, portal: Portal, visitor: Visitor
) -> None:
    number, draft = visitor.file_software(), visitor.first_save()
    assert visitor.post("/uc/ipr/delete.htm", iprNo=number).status_code == 409
    acme.goto(f"{portal.url}/uc/ipr/record.htm?iprNo={draft}")
    acme.on("dialog", lambda dialog: dialog.accept())
    acme.get_by_role("button", name="Delete").click()
    acme.wait_for_url("**/list.htm")
    assert [r["number"] for r in portal.iprs()] == [number]


def test_approvals_run_out_by_the_clock(portal: Portal, visitor: Visitor) -> None:
    today = date.fromisoformat(portal.get("clock")["today"])
    ends = (today + timedelta(days=100)).isoformat()
    number = visitor.first_save("patent")
    visitor.upload(number, "certificate")
    visitor.submit(
        number, patent_kind="invention", name="A lamp", registration_number="ZL201710601862.3",
        holder="Acme Rights Agency Ltd.", holder_kind="entity", filed_on="2017-01-01",
        granted_on="2018-01-01", expires_on=ends,
    )  # fmt: skip
    portal.post("review", number=number, decision="approve")
    for days, status in ((0, "approved"), (69, "approved"), (1, "expiring"), (30, "expiring")):
        portal.post("clock", advance_seconds=days * 86400)
        assert portal.iprs()[0]["status"] == status, days
    visitor.sign_in()
    assert f"valid until {ends} only" in visitor.get("/uc/message/list.htm").text
    portal.post("clock", advance_seconds=86400)
    assert portal.iprs()[0]["status"] == "expired"
    visitor.sign_in()
    assert listed(visitor.get("/uc/ipr/list.htm", status="expired", **ALL)) == [number]


def test_the_list_and_a_record_fit_a_telephone(acme: Page, portal: Portal) -> None:
    seeded = portal.post("seed", account="acme", count=3, approved=1)
    acme.set_viewport_size({"width": 360, "height": 700})
    width = "document.documentElement.scrollWidth"
    acme.goto(portal.url + "/uc/ipr/list.htm")
    assert acme.evaluate(width) <= 360
    acme.goto(f"{portal.url}/uc/ipr/record.htm?iprNo={seeded['numbers'][0]}")
    assert acme.evaluate(width) <= 360
