"""What the scripts of a page fetch: what was asked for, in its order, and what is not answered."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Request

__all__ = ["ScriptRequests"]

_KEPT = 200
"""How many answers are remembered."""


@dataclass(eq=False, slots=True)
class _Asked:
    """A request that a script has made."""

    path: str
    """Its address without what stands behind the question mark."""
    order: int
    at: float
    failed: bool = False


class ScriptRequests:
    """The requests of one page by fetch and XMLHttpRequest."""

    def __init__(self) -> None:
        self.begun = 0
        """How many there were in all the page's life: a later one has a higher number."""
        self._open: dict[Request, _Asked] = {}
        self._ended: deque[_Asked] = deque(maxlen=_KEPT)
        """In the order of their ends."""
        self._document: Request | None = None
        """The one for another document, while that is on its way."""
        self._changed = asyncio.Event()

    # ------------------------------------------------------------------ what the tab tells

    def begin(self, request: Request) -> None:
        """Note a request that was made just now."""
        self.begun += 1
        path = request.url.partition("?")[0]
        self._open[request] = _Asked(path, self.begun, time.monotonic())
        self._tell()

    def fail(self, request: Request) -> None:
        """Note that what it brings is no answer; it has still to end."""
        if (asked := self._open.get(request)) is not None:
            asked.failed = True

    def end(self, request: Request) -> None:
        """Note that it has ended: answered whole, or failed."""
        if request is self._document:
            self._document = None
        if (asked := self._open.pop(request, None)) is not None:
            self._ended.append(asked)
        self._tell()

    def withdraw(self, request: Request) -> None:
        """Note that the page wants no answer to it any more."""
        self._open.pop(request, None)

    def leave(self, request: Request | None = None) -> None:
        """Forget what the document has asked for: this request is to bring another one."""
        self._document = request
        self._open.clear()
        self._ended.clear()
        self._tell()

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    # ------------------------------------------------------------------ what is asked

    @property
    def any(self) -> bool:
        """Whether this document has made one."""
        return bool(self._open or self._ended)

    @property
    def waiting(self) -> bool:
        """Whether one is not answered yet."""
        return bool(self._open)

    def failed(self, since: int) -> bool:
        """Whether all that were made after the first `since` have failed, and there was one."""
        later = [asked for asked in self._ended if asked.order > since]
        return bool(later) and all(asked.failed for asked in later)

    def overtaken(self, since: int) -> bool:
        """Whether an older request of the same address was answered after the newer ones.

        Newer are those that were made after the first `since`.
        """
        paths = self._paths(since)
        good = [asked for asked in self._ended if asked.path in paths and not asked.failed]
        return bool(good) and good[-1].order <= since

    async def answered(self, since: int) -> None:
        """Wait until one that was made after the first `since` has ended, and all of them have.

        Not while another document is on its way.
        """
        while (
            self._document is not None
            or not any(asked.order > since for asked in self._ended)
            or any(asked.order > since for asked in self._open.values())
        ):
            await self._changed.wait()

    async def idle(self, since: int, *, patience: float, within: float) -> None:
        """Wait until no answer is to come that the page may draw.

        Those that were made after the first `since`, and others of their addresses, are waited
        for; any other one until it is `patience` seconds old, since some are kept open for ever.
        TimeoutError after `within` seconds.
        """
        async with asyncio.timeout(within):
            while self._open:
                paths, now = self._paths(since), time.monotonic()
                left = [
                    asked.at + patience - now
                    for asked in self._open.values()
                    if asked.path not in paths
                ]
                if len(left) == len(self._open) and max(left) <= 0:
                    return
                with suppress(TimeoutError):
                    # It may be the patience with one of them that ends first.
                    pause = max(left) if len(left) == len(self._open) else within
                    await asyncio.wait_for(self._changed.wait(), pause)

    def _paths(self, since: int) -> set[str]:
        known = [*self._open.values(), *self._ended]
        return {asked.path for asked in known if asked.order > since}
