from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ipp_bot.ledger import HistoryEvent, Ledger, PortalRecord, StatusUpdate, UploadedFile

if TYPE_CHECKING:
    from ipp_bot.clock import ManualClock
    from tests.unit.ledger.conftest import Steps

JUNE = datetime(2024, 6, 1, tzinfo=UTC)
FULL = PortalRecord(
    number="N-1",
    status="rejected",
    type="copyright",
    place="Mainland China",
    title="星云排课软件",
    registration_number="2023SR1417580",
    holder="杭州星云科技有限公司",
    submitted_at=JUNE,
    submissions=2,
    valid_until=JUNE,
    reasons=("no seal", "black and white"),
)


def test_a_record_is_kept_as_the_portal_shows_it(ledger: Ledger, clock: ManualClock) -> None:
    changes = ledger.upsert_records("acme", [FULL])
    assert changes == [StatusUpdate("N-1", None, "rejected", ("no seal", "black and white"))]
    row = ledger.record("acme", "N-1")
    assert row is not None
    for name in ("number", "status", "type", "place", "title", "registration_number", "holder"):
        assert getattr(row, name) == getattr(FULL, name)
    assert (row.submitted_at, row.submissions, row.valid_until) == (JUNE, 2, JUNE)
    assert row.reasons == FULL.reasons
    assert row.first_seen == row.last_seen == clock.now()
    assert row.owner_filing_id is None


def test_seeing_it_again_changes_only_when_it_was_seen(ledger: Ledger, clock: ManualClock) -> None:
    ledger.upsert_records("acme", [FULL])
    clock.advance(60)
    assert ledger.upsert_records("acme", [PortalRecord(number="N-1", status="rejected")]) == []
    row = ledger.record("acme", "N-1")
    assert row is not None
    assert (row.title, row.submissions, row.reasons) == (FULL.title, 2, FULL.reasons)
    assert (row.last_seen - row.first_seen).total_seconds() == 60


def test_a_new_status_is_a_change_and_its_old_reasons_are_gone(ledger: Ledger) -> None:
    ledger.upsert_records("acme", [FULL])
    changes = ledger.upsert_records("acme", [PortalRecord(number="N-1", status="pending")])
    assert changes == [StatusUpdate("N-1", "rejected", "pending")]
    row = ledger.record("acme", "N-1")
    assert row is not None
    assert (row.status, row.reasons, row.submissions) == ("pending", (), 2)


def test_the_filing_follows_its_record_and_tells_its_history(
    ledger: Ledger, clock: ManualClock, steps: Steps
) -> None:
    claim = steps.submitted()
    for status in ("pending", "pending", "approved"):
        clock.advance(60)
        changes = ledger.upsert_records("acme", [PortalRecord(number="N-1", status=status)])
        assert all(change.filing_id == claim.filing.id for change in changes)
    assert steps.now(claim).portal_status == "approved"
    told = [line for line in ledger.history(claim.filing.id) if line.kind == "portal status"]
    assert [line.text for line in told] == [
        "N-1: — → draft",
        "N-1: draft → pending",
        "N-1: pending → approved",
    ]


def test_a_record_seen_before_its_filing_knows_its_number_gets_its_owner(
    ledger: Ledger, steps: Steps
) -> None:
    claim, intent = steps.intended()
    ledger.upsert_records("acme", [PortalRecord(number="N-1", status="draft")])
    ledger.adopt(claim, "N-1")
    row = ledger.record("acme", "N-1")
    assert row is not None
    assert row.owner_filing_id == claim.filing.id
    assert intent.known_mark < row.id


def test_many_pages_at_once_and_a_number_twice(ledger: Ledger) -> None:
    rows = [PortalRecord(number=f"N-{n}", status="pending") for n in range(700)]
    rows.append(PortalRecord(number="N-5", status="approved"))
    changes = ledger.upsert_records("acme", rows)
    assert len(changes) == 700
    assert {change.after for change in changes if change.number == "N-5"} == {"approved"}
    assert len(ledger.records("acme")) == 700
    assert [row.number for row in ledger.records("acme", ["approved"])] == ["N-5"]
    assert [row.number for row in ledger.records("acme", limit=2)] == ["N-0", "N-1"]
    assert ledger.known_numbers("acme") == {f"N-{n}" for n in range(700)}
    assert ledger.known_numbers("xingyun") == set()


def test_a_registration_number_is_looked_up_in_its_account(ledger: Ledger) -> None:
    other = PortalRecord(number="N-2", status="draft", registration_number="2023SR1417580")
    ledger.upsert_records("acme", [FULL, other])
    ledger.upsert_records("xingyun", [FULL])
    assert [row.number for row in ledger.find_registration("acme", "2023SR1417580")] == [
        "N-1",
        "N-2",
    ]
    assert ledger.find_registration("acme", "2023SR9999999") == []


def test_the_mark_rises_with_each_new_record_only(ledger: Ledger) -> None:
    assert ledger.known_mark("acme") == 0
    ledger.upsert_records("acme", [PortalRecord(number="N-1", status="draft")])
    mark = ledger.known_mark("acme")
    ledger.upsert_records("acme", [PortalRecord(number="N-1", status="pending")])
    assert ledger.known_mark("acme") == mark
    ledger.upsert_records("acme", [PortalRecord(number="N-2", status="draft")])
    assert ledger.known_mark("acme") > mark


def test_a_story_is_told_in_order_of_time(ledger: Ledger, clock: ManualClock, steps: Steps) -> None:
    claim = steps.claim(steps.plan())
    clock.advance(1)
    ledger.record_files(claim, [UploadedFile("certificate", "证书.png", 1234, "ab" * 32)])
    clock.advance(1)
    ledger.attempt(claim, "retry", "the page was broken")
    clock.advance(1)
    intent = ledger.intend_first_save(claim, deadline_seconds=5)
    story = ledger.history(claim.filing.id)
    assert [line.kind for line in story] == [
        "planned",
        "claimed",
        "file",
        "retry",
        "first save intended",
    ]
    assert story[2].text == f"certificate: 证书.png (1234 bytes, {'ab' * 32})"
    assert story[3] == HistoryEvent(
        story[3].at, "retry", "the page was broken", "w1", claim.token, "li@office-2"
    )
    assert story[4].at == intent.at
