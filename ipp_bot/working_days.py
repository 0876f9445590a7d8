"""Working days in China: weekends, public holidays, the weekends that make up for them; hours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Self

from ipp_bot.portal_time import PORTAL_ZONE

__all__ = [
    "OfficeHours",
    "SettleSeconds",
    "is_working_day",
    "nth_working_day",
    "working_days_between",
]

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SATURDAY = 5
_HOURS = re.compile(r"([a-z]{3})(?:\s*-\s*([a-z]{3}))?\s+(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")


@lru_cache(maxsize=1)
def _calendar() -> Any:  # noqa: ANN401 - the library's own class, imported when first needed
    import holidays

    return holidays.country_holidays("CN")


@lru_cache(maxsize=4096)
def is_working_day(day: date) -> bool:
    """Whether offices in China work on that day."""
    return bool(_calendar().is_working_day(day))


@lru_cache(maxsize=4096)
def nth_working_day(day: date, count: int) -> date:
    """The day on which `count` working days after `day` are over."""
    found = day
    while count > 0:
        found += timedelta(days=1)
        count -= is_working_day(found)
    return found


def working_days_between(first: date, last: date) -> int:
    """How many working days lie after `first`, up to and with `last`."""
    days = (last - first).days
    return sum(is_working_day(first + timedelta(days=after)) for after in range(1, days + 1))


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When people work at the portal, by its own clock; China's holidays are counted."""

    days: frozenset[int]
    """Days of the week, Monday is 0."""
    begin: time
    end: time

    @classmethod
    def of(cls, text: str) -> Self:
        """`Mon-Fri 09:00-18:00`; ValueError for anything else."""
        found = _HOURS.fullmatch(text.strip().casefold())
        if found is None:
            raise ValueError(f"{text!r} are no office hours; type Mon-Fri 09:00-18:00")
        first, last = found[1], found[2] or found[1]
        try:
            begin_day, end_day = _DAYS.index(first), _DAYS.index(last)
            begin, end = time(int(found[3]), int(found[4])), time(int(found[5]), int(found[6]))
        except ValueError as error:
            raise ValueError(f"{text!r}: there is no such day or time") from error
        if begin >= end:
            raise ValueError(f"{text!r}: the day begins after it ends")
        count = (end_day - begin_day) % 7 + 1
        days = frozenset((begin_day + after) % 7 for after in range(count))
        return cls(days, begin, end)

    def after(self, moment: datetime, seconds: float) -> datetime:
        """When so many seconds of office hours will have passed since that moment, UTC."""
        local = moment.astimezone(PORTAL_ZONE)
        day, left = local.date(), timedelta(seconds=seconds)
        while True:
            if self._works_on(day):
                begin = max(datetime.combine(day, self.begin, PORTAL_ZONE), local)
                end = datetime.combine(day, self.end, PORTAL_ZONE)
                if begin + left <= end:
                    return (begin + left).astimezone(UTC)
                left -= max(end - begin, timedelta())
            day += timedelta(days=1)

    def _works_on(self, day: date) -> bool:
        weekday = day.weekday()
        if is_working_day(day):
            return (
                weekday in self.days or weekday >= _SATURDAY
            )  # a weekend may make up for a holiday
        return weekday >= _SATURDAY and weekday in self.days and day not in _calendar()


class SettleSeconds(float):
    """Seconds after which *absent* may be believed; they stand still outside `hours`, if given."""

    hours: OfficeHours | None

    def __new__(cls, seconds: float, hours: OfficeHours | None = None) -> Self:
        """So many seconds, of office hours or of any."""
        made = super().__new__(cls, seconds)
        made.hours = hours
        return made

    def over_at(self, since: datetime) -> datetime:
        """When they will have passed since then."""
        if self.hours is None:
            return since + timedelta(seconds=self)
        return self.hours.after(since, self)
