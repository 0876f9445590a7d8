"""Which changes are news, and when time alone makes news."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from ipp_bot.flows.notices import ending, foreign, from_change, overdue
from ipp_bot.ledger import RecordRow, StatusChange
from ipp_bot.working_days import is_working_day, nth_working_day, working_days_between

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)


def record(**other: Any) -> RecordRow:
    values: dict[str, Any] = {
        "id": 1, "number": "N1", "account": "acme", "type": "copyright", "place": "x",
        "status": "pending", "title": "t", "registration_number": "", "holder": "",
        "submitted_at": NOW, "submissions": 1, "valid_until": None, "reasons": (),
        "first_seen": NOW - timedelta(days=100), "last_seen": NOW, "owner_filing_id": 7,
    }  # fmt: skip
    return RecordRow(**values | other)


def kinds(before: str | None, after: str, **other: Any) -> list[str]:
    mine = record(status=after, **other)
    change = StatusChange(id=3, at=NOW, before=before, after=after, reasons=(), record=mine)
    return [notice.kind.value for notice in from_change(change, NOW)]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (None, "draft", []),
        (None, "rejected", ["rejected"]),
        ("draft", "pending", []),
        ("pending", "approved", ["approved"]),
        ("pending", "expiring", ["approved"]),
        ("pending", "rejected", ["rejected"]),
        ("pending", "withdrawn", ["withdrawn"]),
        ("rejected", "pending", []),
        ("approved", "expiring", []),
        ("expiring", "approved", []),
        ("expired", "approved", ["approved"]),
        ("approved", "rejected", ["revoked"]),
        ("approved", "pending", ["revoked"]),
        ("expiring", "withdrawn", ["revoked"]),
        ("approved", "vanished", ["vanished"]),
        ("draft", "vanished", ["vanished"]),
        ("vanished", "approved", ["returned"]),
    ],
)
def test_what_a_change_is_called(before: str | None, after: str, told: list[str]) -> None:
    assert kinds(before, after) == told


def test_a_foreign_draft_that_is_gone_is_no_news() -> None:
    assert kinds("draft", "vanished", owner_filing_id=None) == []
    assert kinds("approved", "vanished", owner_filing_id=None) == ["vanished"]
    assert kinds(None, "approved", owner_filing_id=None) == []


def test_public_holidays_count_for_the_review_time() -> None:
    # 2026-02-16 to 2026-02-20 are Spring Festival, a working week elsewhere.
    assert not is_working_day(date(2026, 2, 17))
    sent = date(2026, 2, 13)
    assert nth_working_day(sent, 3) > date(2026, 2, 20)
    assert working_days_between(date(2026, 3, 2), date(2026, 3, 9)) == 5


def test_overdue_from_the_day_after_the_review_time() -> None:
    monday = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    for days, count in ((3, 0), (4, 1)):
        now = monday + timedelta(days=days)
        assert len(list(overdue([record(submitted_at=monday)], now, 3))) == count
    assert list(overdue([record(submitted_at=None)], NOW, 3)) == []


@pytest.mark.parametrize(
    ("days", "about"),
    [(31, None), (30, "30:"), (8, "30:"), (7, "7:"), (0, "7:"), (-1, "IPR:")],
)
def test_an_end_is_told_at_30_and_at_7_days_and_when_it_came(days: int, about: str | None) -> None:
    end = datetime(2026, 3, 10, tzinfo=UTC) + timedelta(days=days)
    found = list(ending(record(status="approved", valid_until=end), None, date(2026, 3, 10), NOW))
    assert [notice.about.startswith(about or "?") for notice in found] == ([True] if about else [])
    if found:
        assert found[0].kind.value == ("expired" if days < 0 else "expiring")


def test_what_ended_before_anybody_looked_is_no_news() -> None:
    end = NOW - timedelta(days=400)
    assert list(ending(record(status="expired", valid_until=end), None, NOW.date(), NOW)) == []


def test_foreign_but_given_up_is_no_news() -> None:
    found = foreign([record(status="withdrawn"), record(status="approved")], NOW)
    assert [notice.data["status"] for notice in found] == ["approved"]
