"""The portal's times and days."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ipp_bot.portal_time import parse_day, parse_time


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
