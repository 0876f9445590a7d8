"""What a portal writes into Retry-After and Date, sense or nonsense."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ipp_bot.browser.http_dates import http_date, retry_after

WEEK = 604_800.0

HEADERS = [
    ("17", 17.0),
    (" 0 ", 0.0),
    ("3600", 3600.0),
    ("99999999999999999999", WEEK),
    ("9" * 400, WEEK),
    ("Sun, 29 Nov 2026 10:01:00 GMT", 60.0),
    ("Sun, 29 Nov 2026 10:01:00 -0000", 60.0),
    ("Sun, 29 Nov 2026 18:01:00 +0800", 60.0),
    ("Sun, 29 Nov 2020 10:01:00 GMT", 0.0),
    ("Tue, 29 Nov 2036 10:01:00 GMT", WEEK),
    ("Sun, 31 Nov 2026 10:01:00 GMT", None),
    ("-5", None),
    ("²", None),
    ("1e9", None),
    ("soon", None),
    ("", None),
]


@pytest.mark.parametrize(("header", "seconds"), HEADERS)
def test_retry_after(header: str, seconds: float | None) -> None:
    assert retry_after(header, datetime(2026, 11, 29, 10, 0, tzinfo=UTC)) == seconds


def test_no_header_asks_for_no_wait() -> None:
    assert retry_after(None, None) is None


DATES = [
    ("Sun, 29 Nov 2026 10:00:00 GMT", datetime(2026, 11, 29, 10, 0, tzinfo=UTC)),
    ("Sun, 29 Nov 2026 10:00:00 -0000", datetime(2026, 11, 29, 10, 0, tzinfo=UTC)),
    ("Sun, 29 Nov 2026 18:00:00 +0800", datetime(2026, 11, 29, 10, 0, tzinfo=UTC)),
    ("yesterday", None),
]


@pytest.mark.parametrize(("header", "moment"), DATES)
def test_a_date(header: str, moment: datetime | None) -> None:
    assert http_date(header) == moment
