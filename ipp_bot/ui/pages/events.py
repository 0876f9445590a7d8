"""The one stream of events: tells open pages that something changed, so that they ask again."""

from __future__ import annotations

import asyncio
import hashlib
import time
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse
from starlette.routing import Route

from ipp_bot.errors import IppBotError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.responses import Response

    from ipp_bot.ui.handlers import Site

__all__ = ["route"]

_EVERY = 1.0
"""Seconds between two looks."""
_ALIVE_EVERY = 15
"""Looks without a change after which a comment shows that the stream still stands."""


def route(site: Site) -> Route:
    """The route of the stream."""
    changes = _Changes(site)

    async def answer(_request: Request) -> Response:
        return StreamingResponse(_events(changes), media_type="text/event-stream")

    return Route("/events", answer, methods=["GET"])


class _Changes:
    """What changes in ledger and commands, looked up once for all open pages."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._looked = 0.0
        self._mark = ""
        self._lock = asyncio.Lock()

    async def mark(self) -> str:
        """Another text once anything changed; at most `_EVERY` seconds old."""
        async with self._lock:
            if time.monotonic() - self._looked >= _EVERY * 0.9:
                self._mark = await run_in_threadpool(self._look)
                self._looked = time.monotonic()
            return self._mark

    def _look(self) -> str:
        try:
            workspace, ledger = self._site.workspace.current()
            parts = [ledger.change_mark()]
            for command in self._site.commands.all(workspace):
                if command.is_running:
                    size = (command.folder / "progress.log").stat().st_size
                    parts.append(f"{command.id} {size}")
        except (IppBotError, OSError) as error:
            parts = [str(error)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


async def _events(changes: _Changes) -> AsyncIterator[str]:
    """`data: MARK` at once and at each change."""
    told, quiet = "", 0
    while True:
        mark = await changes.mark()
        quiet = 0 if mark != told else quiet + 1
        if mark != told:
            told = mark
            yield f"data: {mark}\n\n"
        elif quiet % _ALIVE_EVERY == 0:
            yield ": \n\n"
        await asyncio.sleep(_EVERY)
