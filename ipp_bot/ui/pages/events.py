"""The one stream of events: tells open pages that something changed, so that they ask again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse
from starlette.routing import Route

from ipp_bot.ui.changes import LOOKED_EVERY

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.responses import Response

    from ipp_bot.ui.changes import Changes
    from ipp_bot.ui.handlers import Site

__all__ = ["route"]

_ALIVE_EVERY = 15
"""Looks without a change after which a comment shows that the stream still stands."""


def route(site: Site) -> Route:
    """The route of the stream."""

    async def answer(_request: Request) -> Response:
        return StreamingResponse(_events(site.changes), media_type="text/event-stream")

    return Route("/events", answer, methods=["GET"])


async def _events(changes: Changes) -> AsyncIterator[str]:
    """`data: MARK` at once and at each change."""
    told, quiet = "", 0
    while True:
        mark = await run_in_threadpool(changes.mark)
        quiet = 0 if mark != told else quiet + 1
        if mark != told:
            told = mark
            yield f"data: {mark}\n\n"
        elif quiet % _ALIVE_EVERY == 0:
            yield ": \n\n"
        await asyncio.sleep(LOOKED_EVERY)
