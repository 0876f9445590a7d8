"""What the nightly check keeps, on PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from ipp_bot.clock import ManualClock
from ipp_bot.ledger import Ledger, Notice, NoticeKind, PortalRecord

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def ledger(database: str) -> Iterator[Ledger]:
    clock = ManualClock(datetime(2001, 1, 1, tzinfo=UTC))
    with Ledger.open(database, origin="http://127.0.0.1:1", clock=clock) as opened:
        yield opened
        assert opened.check() == []


def row(number: str, status: str = "pending") -> PortalRecord:
    return PortalRecord(number=number, status=status, submitted_at=NOW, valid_until=NOW)


def test_of_many_that_ask_at_once_one_has_the_turn(ledger: Ledger) -> None:
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda n: ledger.begin_turn("acme", f"w{n}", 60), range(6)))
    assert answers.count(None) == 1
    ledger.end_turn("acme", f"w{answers.index(None)}")
    assert ledger.begin_turn("acme", "later", 60) is None


def test_changes_and_notices(ledger: Ledger) -> None:
    read_at = ledger.now()
    ledger.merge_records("acme", [row("N-1"), row("N-2")], read_at=ledger.now())
    assert ledger.merge_records("acme", [row("N-1", "approved")], read_at=read_at) == []
    ledger.merge_records("acme", [row("N-1", "rejected")], read_at=ledger.now())
    assert ledger.without_reasons("acme", 5) == ["N-1"]
    changes = ledger.new_changes("acme")
    assert [change.after for change in changes] == ["pending", "pending", "rejected"]
    notice = Notice(
        number="N-1", kind=NoticeKind.REJECTED, about="3", seen_at=NOW, data={"reasons": []}
    )
    for _ in range(2):
        ledger.add_notices("acme", [notice], through=changes[-1].id)
    (told,) = ledger.notices(["acme"], untold=True)
    assert told.record is not None
    assert told.seen_at == NOW
    ledger.mark_delivered([told])
    ledger.mark_delivered([told], sent=True)
    assert ledger.notices(untold=True) == ledger.notices(unsent=True) == []
    assert ledger.new_changes("acme") == []
    assert [record.number for record in ledger.foreign_records("acme")] == ["N-1", "N-2"]
    assert ledger.unseen_records("acme", ledger.now(), submitted_from=NOW) == ["N-1", "N-2"]
    assert len(ledger.status_history("acme", owned=False)) == 3
    assert ledger.ending_records("acme", ledger.now()) == []
