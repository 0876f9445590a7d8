"""The portal's times and days."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ipp_bot.portal_time import parse_day, parse_span, parse_time, without_time


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-24 05:41:27", datetime(2026, 11, 23, 21, 41, 27, tzinfo=UTC)),
        ("2026-11-24T05:41:27Z", datetime(2026, 11, 24, 5, 41, 27, tzinfo=UTC)),
        ("2026年11月24日 05:41", datetime(2026, 11, 23, 21, 41, tzinfo=UTC)),
        ("2026/1/4", datetime(2026, 1, 3, 16, 0, tzinfo=UTC)),
        ("2026-13-40 00:00", None),
        ("-", None),
        (None, None),
    ],
)
def test_times_are_chinas(text: str | None, moment: datetime | None) -> None:
    assert parse_time(text) == moment


def test_days_are_taken_as_shown() -> None:
    assert parse_day("2027-12-31") == date(2027, 12, 31)
    assert parse_day("2027-02-31") is None
    assert parse_day("-") is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-11-24 05:41:27", 1),
        ("创建时间：2026年11月24日 05:41", 60),
        ("Created 2026-11-24", 86_400),
        ("2026-11-24 05:41:27 – 2026-11-24 06:00:00", None),
        ("2026-13-40 00:00", None),
        ("-", None),
    ],
)
def test_a_time_stands_for_all_moments_that_it_may_mean(text: str, seconds: int | None) -> None:
    span = parse_span(text)
    length = None if span is None else (span.last - span.first).total_seconds()
    assert length == seconds


def test_what_stands_beside_a_time() -> None:
    assert without_time("2026-11-24 05:41:27 Draft created").split() == ["Draft", "created"]
