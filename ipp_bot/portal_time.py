"""Times and days as the portal shows them: China's clock, several spellings."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

__all__ = ["PORTAL_ZONE", "portal_day", "portal_time"]

PORTAL_ZONE = ZoneInfo("Asia/Shanghai")
"""The time zone of the portal's dates (design, section 8)."""

_TIME = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?:\s*日)?"
    r"(?:[T\s]+(\d{1,2})[:：](\d{2})(?:[:：](\d{2})(?:\.(\d{1,6}))?)?)?\s*(UTC|GMT|Z)?",
)


def portal_time(text: str | None) -> datetime | None:
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


def portal_day(text: str | None) -> date | None:
    """The day, as the portal shows it; None if the text holds none."""
    found = _TIME.search(text or "")
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
