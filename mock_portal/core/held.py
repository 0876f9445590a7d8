"""What faults hold back: it goes on when its time is over, or when a test releases it."""

from __future__ import annotations

import asyncio
from contextlib import suppress


class Held:
    """Requests and deeds that wait."""

    def __init__(self) -> None:
        self.releases = 0
        """How often all were released."""
        self._released = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        """Returns after so many seconds, or at the next release."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._released.wait()

    def release(self) -> None:
        """Whatever waits now goes on."""
        self.releases += 1
        self._released.set()
        self._released = asyncio.Event()
