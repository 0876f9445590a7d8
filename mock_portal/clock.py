"""The portal's clock, which tests can move; delays never run on it."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock:
    """Wall time plus an offset."""

    def __init__(self, offset: float = 0.0) -> None:
        self.offset = offset

    def now(self) -> datetime:
        """The portal's time, UTC, in whole seconds."""
        return datetime.fromtimestamp(int(time.time() + self.offset), UTC)

    def today(self) -> date:
        """The portal's date in Shanghai."""
        return self.now().astimezone(SHANGHAI).date()

    def advance(self, seconds: float) -> None:
        """Moves the clock."""
        self.offset += seconds

    def http_date(self) -> bytes:
        """The value of the Date header."""
        return format_datetime(self.now(), usegmt=True).encode()


def wall() -> float:
    """Wall time in seconds, for delays."""
    return time.time()


def iso(moment: datetime) -> str:
    """ISO text in UTC, as the store and the control routes write it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_iso(text: str) -> datetime:
    """The inverse of iso()."""
    return datetime.fromisoformat(text)


def local(moment: datetime) -> str:
    """What pages show: Shanghai time."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def day_start(day: date) -> datetime:
    """The first moment of a Shanghai day, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)


def day_after(day: date) -> datetime:
    """The first moment of the next Shanghai day, in UTC."""
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return day_start(day + timedelta(days=1))
