"""Working days in China: weekends, public holidays, and the weekends that make up for them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

__all__ = ["is_working_day", "nth_working_day", "working_days_between"]


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
