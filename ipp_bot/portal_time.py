"""Times and days as the portal shows them: China's clock, several spellings."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple, overload
from zoneinfo import ZoneInfo

__all__ = [
    "PORTAL_ZONE",
    "TimeSpan",
    "day_of",
    "parse_day",
    "parse_span",
    "parse_time",
    "start_of_day",
    "without_time",
]

PORTAL_ZONE = ZoneInfo("Asia/Shanghai")
"""The time zone of the portal's dates (design, section 8)."""

_TIME = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?:\s*日)?"
    r"(?:[T\s]+(\d{1,2})[:：](\d{2})(?:[:：](\d{2})(?:\.(\d{1,6}))?)?)?\s*(UTC|GMT|Z)?",
)


@overload
def day_of(moment: datetime) -> date: ...


@overload
def day_of(moment: datetime | None) -> date | None: ...


def day_of(moment: datetime | None) -> date | None:
    """The date at the portal at that moment."""
    return None if moment is None else moment.astimezone(PORTAL_ZONE).date()


@overload
def start_of_day(day: date) -> datetime: ...


@overload
def start_of_day(day: date | None) -> datetime | None: ...


def start_of_day(day: date | None) -> datetime | None:
    """When a day begins at the portal, UTC."""
    return None if day is None else datetime.combine(day, time(), PORTAL_ZONE).astimezone(UTC)


def parse_time(text: str | None) -> datetime | None:
    """The moment, UTC; None if the text holds none. Without a zone it is China's time."""
    found = _TIME.search(text or "")
    if not found:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    try:
        moment = datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            int((fraction or "0").ljust(6, "0")),
            tzinfo=UTC if zone else PORTAL_ZONE,
        )
    except ValueError:
        return None
    return moment.astimezone(UTC)


class TimeSpan(NamedTuple):
    """The moments that a time may mean: one that is told to the minute means sixty seconds."""

    first: datetime
    last: datetime


def parse_span(text: str | None) -> TimeSpan | None:
    """The moments, UTC, that the one time in the text may mean; None for none, or for several."""
    times = _TIME.findall(text or "")
    moment = parse_time(text)
    if len(times) != 1 or moment is None:
        return None
    hour, second = times[0][3], times[0][5]
    length = timedelta(seconds=1) if second else timedelta(minutes=1)
    return TimeSpan(moment, moment + (length if hour else timedelta(days=1)))


def without_time(text: str) -> str:
    """What stands in the text beside its times."""
    return _TIME.sub(" ", text)


def parse_day(text: str | None) -> date | None:
    """The day, as the portal shows it; None if the text holds none."""
    found = _TIME.search(text or "")
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
