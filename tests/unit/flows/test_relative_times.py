"""What is told by how long ago it was proves a new submission only where no reading contradicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from ipp_bot.flows.submission_end import was_resubmitted
from ipp_bot.ledger import Action, Intent
from ipp_bot.pages import Record
from ipp_bot.pages.relative_times import span_in_words
from ipp_bot.profile import load_profile

if TYPE_CHECKING:
    from collections.abc import Sequence

NOW = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
RECORD = Record(
    number="1", status="rejected", type="copyright", place="Mainland China", submitted_at=None,
    submissions=None, valid_until=None, reasons=(), values={}, texts={}, attachments={}, actions=(),
)  # fmt: skip
INTENT = Intent(
    id=1, filing_id=1, account="acme", token=1, action=Action.SUBMIT, at=NOW, deadline_seconds=60,
    fingerprint="", entry="", type="copyright", place="Mainland China", registration_number="",
    known_mark=0, status="rejected", submitted_at=None, submissions=None, outcome=None,
    is_open=True, lease_end=None, closed_at=None, receipt=None, note="",
)  # fmt: skip


def labels(key: str) -> Sequence[str]:
    """The shipped profile's words."""
    return load_profile("alibaba-ipp").labels.get(key, ())


def shown(words: str, after: timedelta = timedelta()) -> Record:
    """A record that is read so long after the click."""
    return replace(RECORD, submitted_about=span_in_words(words, labels, NOW + after))


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("刚刚", (-10, 0)),
        ("3 minutes ago", (-4, -2)),
        ("3 分钟前", (-4, -2)),
        ("an hour ago", (-120, 0)),
        ("昨天", (-2880, 0)),
        ("12 DAYS AGO", (-13 * 1440, -11 * 1440)),
    ],
)
def test_words_mean_all_moments_that_they_may_mean(words: str, minutes: tuple[int, int]) -> None:
    span = span_in_words(words, labels, NOW)
    assert span is not None
    first, last = minutes
    aside = timedelta(seconds=30)
    assert span.first == NOW + timedelta(minutes=first) - aside
    assert span.last == NOW + timedelta(minutes=last) + aside


@pytest.mark.parametrize("words", ["", "-", "in 3 minutes", "2026-11-30 08:00", "3 months ago"])
def test_other_words_mean_none(words: str) -> None:
    assert span_in_words(words, labels, NOW) is None


def test_without_the_portals_clock_nothing_is_known() -> None:
    assert span_in_words("刚刚", labels, None) is None


@pytest.mark.parametrize(
    ("before", "after", "later", "done"),
    [
        ("2 days ago", "刚刚", timedelta(minutes=1), True),
        ("2 days ago", "2 days ago", timedelta(hours=3), False),
        ("2 days ago", "3 days ago", timedelta(hours=30), False),
        ("5 minutes ago", "刚刚", timedelta(minutes=1), False),
        ("2 hours ago", "1 minute ago", timedelta(minutes=2), True),
        ("", "刚刚", timedelta(minutes=1), True),
        ("", "", timedelta(minutes=1), False),
    ],
)
def test_a_submission_is_new_only_if_it_is_so_in_any_case(
    before: str, after: str, later: timedelta, *, done: bool
) -> None:
    intent = replace(INTENT, submitted_at=shown(before).submitted_by)
    assert was_resubmitted(intent, shown(after, later)) is done


def test_a_time_in_full_that_comes_after_words_is_no_new_submission() -> None:
    sent = NOW - timedelta(hours=23)
    intent = replace(INTENT, submitted_at=shown("23 hours ago").submitted_by)
    assert not was_resubmitted(intent, replace(RECORD, submitted_at=sent))
    assert was_resubmitted(intent, replace(RECORD, submitted_at=NOW + timedelta(minutes=1)))
