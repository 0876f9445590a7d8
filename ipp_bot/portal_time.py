"""Times and days as the portal shows them: China's clock, several spellings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from typing import NamedTuple, overload
from zoneinfo import ZoneInfo

__all__ = [
    "PORTAL_ZONE",
    "DateOrder",
    "TimeSpan",
    "day_of",
    "orders_of",
    "parse_day",
    "parse_span",
    "parse_time",
    "start_of_day",
    "without_time",
]

PORTAL_ZONE = ZoneInfo("Asia/Shanghai")
"""The time zone of the portal's dates (design, section 8)."""

_YEAR_FIRST = re.compile(
    r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})(?:\s*日)?"
)
_YEAR_LAST = re.compile(r"(?<![\d/.-])(\d{1,2}) ?[-/.] ?(\d{1,2}) ?[-/.] ?(\d{4})(?![\d/.-])")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<m>{'|'.join(_MONTHS)})[a-z]*\.?"
_NTH = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_NAMED = (
    re.compile(rf"(?<!\d){_NTH}[\s-]+{_MONTH},?[\s-]+(?P<y>\d{{4}})(?!\d)", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}\s+{_NTH},?\s+(?P<y>\d{{4}})(?!\d)", re.IGNORECASE),
)
_CLOCK = (
    r"(?P<hour>\d{1,2})[:：](?P<minute>\d{2})"
    r"(?:[:：](?P<second>\d{2})(?:\.(?P<fraction>\d{1,6})\d*)?)?(?:\s*(?P<half>[ap])\.?m\b\.?)?"
)
_BEHIND = re.compile(
    rf"(?:(?P<sign>T)|[\s,]+(?:at\s+)?|(?=[上下中凌早晚]))"
    rf"(?P<part>上午|下午|中午|凌晨|早上|晚上)?\s*{_CLOCK}",
    re.IGNORECASE,
)
_BEFORE = re.compile(rf"(?<![\d:：.]){_CLOCK},?\s+(?:on\s+)?$", re.IGNORECASE)
_ZONE = re.compile(r"\s*(?P<name>UTC|GMT|Z)?(?P<offset>[+-]\d{2}:?\d{2})?")
_LATE = {"下午", "晚上", "中午", "p"}
_NOON = 12


class DateOrder(StrEnum):
    """What comes first in days like 01/02/2026, which may mean two; told by the profile only."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


class TimeSpan(NamedTuple):
    """The moments that a time may mean: one that is told to the minute means sixty seconds."""

    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class _Told:
    """A day in a text, with the time of the day if one stands there."""

    start: int
    end: int
    day: date | None
    """None for a day that no calendar has."""
    first: datetime | None
    length: timedelta


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


def parse_time(text: str | None, order: DateOrder | None = None) -> datetime | None:
    """The moment, UTC; None if the text holds none. Without a zone it is China's time.

    A day in digits with the year at its end is read only if its `order` is known.
    """
    told = next(iter(_all_told(text, order)), None)
    return None if told is None else told.first


def parse_span(text: str | None, order: DateOrder | None = None) -> TimeSpan | None:
    """The moments, UTC, that the one time in the text may mean; None for none, or for several."""
    times = _all_told(text, order)
    if len(times) != 1 or times[0].first is None:
        return None
    return TimeSpan(times[0].first, times[0].first + times[0].length)


def without_time(text: str, order: DateOrder | None = None) -> str:
    """What stands in the text beside its times."""
    for told in reversed(_all_told(text, order)):
        text = f"{text[: told.start]} {text[told.end :]}"
    return text


def parse_day(text: str | None, order: DateOrder | None = None) -> date | None:
    """The day, as the portal shows it; None if the text holds none."""
    told = next(iter(_all_told(text, order)), None)
    return None if told is None else told.day


def orders_of(text: str) -> dict[DateOrder, date]:
    """By order, the day that the first one with its year at the end means in it; {} for none."""
    found = _YEAR_LAST.search(text)
    if found is None:
        return {}
    days = {order: _day_in_order(found, order) for order in DateOrder}
    return {order: day for order, day in days.items() if day is not None}


def _all_told(text: str | None, order: DateOrder | None) -> list[_Told]:
    """The times in their order."""
    text = text or ""
    days = [(found, _day(found["y"], _number(found["m"]), found["d"])) for found in _parted(text)]
    if order is not None:
        days += [(found, _day_in_order(found, order)) for found in _YEAR_LAST.finditer(text)]
    told: list[_Told] = []
    for found, day in sorted(days, key=lambda pair: pair[0].start()):
        end = told[-1].end if told else 0
        if found.start() >= end:
            told.append(_with_clock(text, found, day, end))
    return told


def _parted(text: str) -> list[re.Match[str]]:
    return [found for pattern in (_YEAR_FIRST, *_NAMED) for found in pattern.finditer(text)]


def _number(month: str) -> int:
    return int(month) if month.isdigit() else _MONTHS.index(month.casefold()) + 1


def _day(year: str, month: str | int, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _day_in_order(found: re.Match[str], order: DateOrder) -> date | None:
    one, other, year = found.groups()
    return _day(year, other, one) if order is DateOrder.DAY_FIRST else _day(year, one, other)


def _with_clock(text: str, found: re.Match[str], day: date | None, after: int) -> _Told:
    """The day with the time that stands behind it, or else before it."""
    start, end = found.span()
    clock = behind = _BEHIND.match(text, end)
    if behind is not None:
        end = behind.end()
    elif before := _BEFORE.search(text[after:start]):
        clock, start = before, after + before.start()
    zone = _ZONE.match(text, end)
    is_iso = behind is not None and bool(behind["sign"])
    tz, width = _zone_of(zone, any_offset=is_iso) if zone else (PORTAL_ZONE, 0)
    first = None if day is None else _moment(day, clock, tz)
    if clock is None:
        length = timedelta(days=1)
    else:
        length = timedelta(seconds=1) if clock["second"] else timedelta(minutes=1)
    return _Told(start, end + width, day, first, length)


def _zone_of(zone: re.Match[str], *, any_offset: bool) -> tuple[tzinfo, int]:
    """The zone behind a time, and how wide it is; what may be the end of a span of time is none."""
    offset, width = zone["offset"], len(zone[0])
    if offset and (any_offset or zone["name"] or offset[0] == "+"):
        minutes = int(offset[1:3]) * 60 + int(offset[-2:])
        return timezone(timedelta(minutes=-minutes if offset[0] == "-" else minutes)), width
    return (UTC, width - len(offset or "")) if zone["name"] else (PORTAL_ZONE, 0)


def _moment(day: date, clock: re.Match[str] | None, tz: tzinfo) -> datetime | None:
    if clock is None:
        return datetime.combine(day, time(), tz).astimezone(UTC)
    hour, half = int(clock["hour"]), (clock["half"] or "").casefold()
    part = half or clock.groupdict().get("part") or ""
    if part and hour <= _NOON:
        hour = hour % _NOON + (_NOON if part in _LATE else 0)
    if part == "中午" and int(clock["hour"]) == _NOON - 1:
        hour = _NOON - 1
    try:
        at = time(
            hour,
            int(clock["minute"]),
            int(clock["second"] or 0),
            int((clock["fraction"] or "0").ljust(6, "0")),
        )
    except ValueError:
        return None
    return datetime.combine(day, at, tz).astimezone(UTC)
