"""Dates and waits in the headers of an answer."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

__all__ = ["age", "http_date", "retry_after"]

_LONGEST = 7 * 86_400.0
"""Seconds: whatever is asked for beyond that is no number that anything can be planned with."""


def http_date(text: str) -> datetime | None:
    """The moment that a Date header names; None for nonsense.

    `-0000` says that the zone is not known: of HTTP's dates it is Greenwich's.
    """
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def age(value: str | None) -> timedelta:
    """How long a cache has kept an answer before it gave it (Age)."""
    text = (value or "").strip()
    known = re.fullmatch("[0-9]+", text) is not None
    return timedelta(seconds=min(float(text), _LONGEST) if known else 0.0)


def retry_after(value: str | None, now: datetime | None) -> float | None:
    """Retry-After in seconds, a week at most: it is a number, or a date; None for nonsense."""
    text = (value or "").strip()
    if re.fullmatch("[0-9]+", text):
        return min(float(text), _LONGEST)
    until = http_date(text)
    if until is None:
        return None
    return min(max(0.0, (until - (now or datetime.now(UTC))).total_seconds()), _LONGEST)
