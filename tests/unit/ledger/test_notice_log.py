"""What the nightly check keeps: its turn, rows that come too late, notices told once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ipp_bot.ledger import Ledger, Notice, NoticeKind, PortalRecord

if TYPE_CHECKING:
    from ipp_bot.clock import ManualClock
    from tests.unit.ledger.conftest import Steps


def seen(number: str = "N-1", status: str = "pending", **other: Any) -> PortalRecord:
    return PortalRecord(number=number, status=status, **other)


def notice(ledger: Ledger, number: str = "N-1", about: str = "1") -> Notice:
    return Notice(
        number=number, kind=NoticeKind.APPROVED, about=about, seen_at=ledger.now(), data={"a": 1}
    )


def test_a_turn_is_one_owners_until_it_ends(ledger: Ledger, clock: ManualClock) -> None:
    assert ledger.begin_turn("acme", "one", 60) is None
    assert ledger.begin_turn("acme", "two", 60) == "one"
    assert ledger.begin_turn("other", "two", 60) is None
    assert ledger.begin_turn("acme", "one", 60) is None
    ledger.end_turn("acme", "two")
    assert ledger.begin_turn("acme", "two", 60) == "one"
    ledger.end_turn("acme", "one")
    assert ledger.begin_turn("acme", "two", 60) is None
    clock.advance(61)
    assert ledger.begin_turn("acme", "three", 60) is None


def test_a_page_read_before_never_overrides_what_came_later(
    ledger: Ledger, clock: ManualClock
) -> None:
    read_at = ledger.now()
    clock.advance(1)
    ledger.upsert_records("acme", [seen(status="approved")])
    assert ledger.merge_records("acme", [seen(status="pending")], read_at=read_at) == []
    assert ledger.known_statuses("acme") == {"N-1": "approved"}
    clock.advance(1)
    (change,) = ledger.merge_records("acme", [seen(status="rejected")], read_at=ledger.now())
    assert (change.before, change.after) == ("approved", "rejected")


def test_a_filing_in_a_workers_hands_is_left_alone(
    ledger: Ledger, clock: ManualClock, steps: Steps
) -> None:
    claim = steps.drafted()
    clock.advance(1)
    assert ledger.merge_records("acme", [seen(status="approved")], read_at=ledger.now()) == []
    ledger.release(claim)
    clock.advance(1)
    (change,) = ledger.merge_records("acme", [seen(status="approved")], read_at=ledger.now())
    assert change.filing_id == claim.filing.id


def test_changes_are_new_until_they_are_noted_down(ledger: Ledger, clock: ManualClock) -> None:
    ledger.upsert_records("acme", [seen("N-1"), seen("N-2")])
    clock.advance(1)
    ledger.upsert_records("acme", [seen("N-1", "approved")])
    changes = ledger.new_changes("acme")
    assert [(c.record.number, c.before, c.after) for c in changes] == [
        ("N-1", None, "pending"),
        ("N-2", None, "pending"),
        ("N-1", "pending", "approved"),
    ]
    ledger.add_notices("acme", [notice(ledger)], through=changes[-1].id)
    assert ledger.new_changes("acme") == []
    ledger.add_notices("acme", [notice(ledger)], through=changes[0].id)
    assert ledger.new_changes("acme") == []
    assert len(ledger.notices()) == 1


def test_a_notice_is_told_and_sent_once_each(ledger: Ledger, clock: ManualClock) -> None:
    ledger.add_notices("acme", [notice(ledger), notice(ledger, about="2")])
    first, second = ledger.notices(["acme"], unprinted=True)
    ledger.mark_delivered([first])
    assert [each.id for each in ledger.notices(unprinted=True)] == [second.id]
    assert len(ledger.notices(unsent=True)) == 2
    ledger.mark_delivered([first, second], sent=True)
    assert ledger.notices(unsent=True) == []
    assert ledger.notices(["other"]) == []
    clock.advance(10)
    assert ledger.notices(since=clock.now() - timedelta(seconds=5)) == []


def test_a_notice_brings_its_record_and_its_filing(ledger: Ledger, steps: Steps) -> None:
    claim = steps.submitted()
    ledger.upsert_records("acme", [seen(title="星云")])
    ledger.add_notices("acme", [notice(ledger), notice(ledger, "N-9")])
    mine, foreign = ledger.notices()
    assert mine.filing is not None
    assert mine.filing.id == claim.filing.id
    assert mine.record is not None
    assert mine.record.title == "星云"
    assert (foreign.record, foreign.filing) == (None, None)


def test_foreign_is_what_no_filing_owns(ledger: Ledger, steps: Steps) -> None:
    steps.submitted("r-1", "N-1")
    ledger.upsert_records(
        "acme", [seen("N-1"), seen("N-2"), seen("N-3", "draft"), seen("N-4", "vanished")]
    )
    assert [r.number for r in ledger.foreign_records("acme")] == ["N-2", "N-3"]
    ledger.add_notices(
        "acme",
        [Notice(number="N-2", kind=NoticeKind.FOREIGN, about="", seen_at=ledger.now())],
    )
    assert [r.number for r in ledger.foreign_records("acme")] == ["N-3"]


def test_a_draft_may_be_ours_while_a_first_save_is_open(ledger: Ledger, steps: Steps) -> None:
    steps.intended("r-1")
    ledger.upsert_records("acme", [seen("N-2", "draft"), seen("N-3")])
    assert [r.number for r in ledger.foreign_records("acme")] == ["N-3"]


def test_unseen_records_by_their_days(ledger: Ledger, clock: ManualClock) -> None:
    day = timedelta(days=1)
    start = clock.now()
    rows = [seen(f"N-{at}", submitted_at=start - at * day) for at in range(4)]
    ledger.upsert_records("acme", [*rows, seen("D", "draft"), seen("V", "vanished")])
    clock.advance(5)
    now = clock.now()
    assert ledger.unseen_records("acme", start) == []
    assert ledger.unseen_records("acme", now) == ["N-0", "N-1", "N-2", "N-3", "D"]
    some = ledger.unseen_records(
        "acme", now, submitted_from=start - 2 * day, submitted_before=start
    )
    assert some == ["N-1", "N-2"]


def test_reasons_are_missing_where_only_a_list_told_of_a_rejection(ledger: Ledger) -> None:
    ledger.upsert_records("acme", [seen("N-1"), seen("N-2"), seen("N-9", "rejected")])
    ledger.upsert_records("acme", [seen("N-1", "rejected"), seen("N-2", "rejected")])
    ledger.upsert_records("acme", [seen("N-2", "rejected", reasons=("certificate: unclear",))])
    assert ledger.without_reasons("acme", 10) == ["N-1"]
    ledger.add_notices("acme", [], through=ledger.new_changes("acme")[-1].id)
    assert ledger.without_reasons("acme", 10) == []


def test_what_ends_before_a_moment(ledger: Ledger, clock: ManualClock) -> None:
    soon = clock.now() + timedelta(days=3)
    ledger.upsert_records(
        "acme",
        [
            seen("N-1", "approved", valid_until=soon),
            seen("N-2", "approved"),
            seen("N-3", "pending", valid_until=soon),
        ],
    )
    ending = ledger.ending_records("acme", soon + timedelta(days=1))
    assert [record.number for record in ending] == ["N-1"]
    assert ledger.ending_records("acme", soon) == []


def test_what_was_dropped_is_known_until_a_filing_has_it_again(
    ledger: Ledger, steps: Steps
) -> None:
    claim = steps.submitted()
    steps.submitted("r-2", "N-2")
    ledger.upsert_records("acme", [seen(), seen("N-2")])
    ledger.drop(claim, reason="by hand: the client said so")
    assert ledger.dropped_numbers("acme") == {"N-1"}
    assert ledger.dropped_numbers("other") == set()
    ledger.adopt(claim, "N-1")
    assert ledger.dropped_numbers("acme") == set()
