"""The clock that all code is handed, so that tests can set the time and waits take none."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

__all__ = ["Clock", "ManualClock", "SystemClock"]


class Clock(Protocol):
    """The time, and waiting."""

    def now(self) -> datetime:
        """The time of day, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds since some moment; never goes back."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Waits that long; a negative time is no wait."""
        ...


class SystemClock:
    """The time of this machine."""

    def now(self) -> datetime:
        """The time of day, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since some moment; never goes back."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Waits that long; a negative time is no wait."""
        await asyncio.sleep(max(seconds, 0.0))


class ManualClock:
    """A clock that stands still until it is moved; its sleeps move it and take no time."""

    def __init__(self, start: datetime = datetime(2024, 3, 1, 8, 0, tzinfo=UTC)) -> None:
        self._start = start
        self._passed = 0.0
        self._lock = threading.Lock()
        self.slept: list[float] = []
        """Every wait that was asked for, in order."""

    def now(self) -> datetime:
        """The time of day, aware, in UTC."""
        return self._start + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        """Seconds since the start."""
        return self._passed

    def advance(self, seconds: float) -> None:
        """Moves the clock on."""
        if seconds < 0:
            raise ValueError("A clock does not go back")
        with self._lock:
            self._passed += seconds

    async def sleep(self, seconds: float) -> None:
        """Moves the clock on by that much and lets other tasks run."""
        self.slept.append(seconds)
        self.advance(max(seconds, 0.0))
        await asyncio.sleep(0)
