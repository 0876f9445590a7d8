"""The clock that all code is handed, so that tests can set the time and waits take none."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

__all__ = ["Clock", "ManualClock", "PortalClock", "SystemClock"]

TOLERANCE = 60.0
"""Seconds by which two clocks may differ and still be called right."""
_AGREEMENT = 5.0
"""Seconds by which two answers of a portal may differ about how wrong this clock is."""
_APART = 2.0
"""Seconds that must lie between these answers: one kept by a cache would repeat its time."""


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


class PortalClock:
    """A clock that a machine's wrong time, or one set during a run, does not lead astray.

    It goes by the portal's answers where they differ from this machine by more than a minute, and
    by the monotonic clock between them.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._base = clock.now(), clock.monotonic()
        self._doubt: tuple[timedelta, float] | None = None
        self._has_heard = False
        self.corrected_by = 0.0
        """Seconds that the portal's time is ahead of what the machine said at first."""

    def now(self) -> datetime:
        """The time of day, aware, in UTC."""
        moment, since = self._base
        return moment + timedelta(seconds=self._clock.monotonic() - since)

    def monotonic(self) -> float:
        """Seconds since some moment; never goes back."""
        return self._clock.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Waits that long; a negative time is no wait."""
        await self._clock.sleep(seconds)

    def hear(self, portal_now: datetime) -> None:
        """An answer of the portal said that it is so late.

        The first one is believed; later ones if a second one, some time after, says the same.
        """
        apart = portal_now - self.now()
        first, self._has_heard = not self._has_heard, True
        if abs(apart.total_seconds()) <= TOLERANCE:
            self._doubt = None
            return
        heard_at = self._clock.monotonic()
        if not first:
            if self._doubt is None or abs((self._doubt[0] - apart).total_seconds()) > _AGREEMENT:
                self._doubt = apart, heard_at
                return
            if heard_at - self._doubt[1] < _APART:
                return
        self._doubt = None
        self._base = portal_now, heard_at
        self.corrected_by += apart.total_seconds()


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
