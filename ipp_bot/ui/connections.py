"""Connections to the page: those of strangers are few and short, so that they shut nobody out.

Every user of the machine can connect to the port. A connection counts as a stranger's until a
request came over it that bears the cookie or opens the one-time link. What sends no whole request
within some seconds is closed; where strangers have too many, the oldest of theirs makes room for a
new one, so that a new connection of the person's own browser is always taken.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

    from starlette.types import Scope

__all__ = ["Connection", "keep_open"]

MOST_STRANGERS = 256
"""Connections of strangers at one time."""
SECONDS = 10.0
"""How long a connection may take to send a request, the first one and each that follows."""
_NAME = "ipp_bot.connection"
_numbers = itertools.count()


class Connection(H11Protocol):
    """One connection of a browser, or of whoever connects."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as of the base class
        super().__init__(*args, **kwargs)
        self.number = next(_numbers)
        self.is_strange = True
        self._limit: asyncio.TimerHandle | None = None
        self._page = self.app
        self.app = self._answer

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Takes the connection; the oldest of strangers goes where there are too many."""
        super().connection_made(transport)
        self._begin_waiting()
        strangers = [one for one in self.connections if isinstance(one, Connection)]
        strangers = [one for one in strangers if one.is_strange]
        if len(strangers) > MOST_STRANGERS:
            oldest = min(strangers, key=lambda one: one.number)
            oldest.is_strange = False  # it is on its way out
            oldest.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forgets the connection."""
        self._end_waiting()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Takes what was received; a whole request ends the waiting for it."""
        super().handle_events()
        if self.cycle is not None and not self.cycle.response_complete:
            self._end_waiting()

    def on_response_complete(self) -> None:
        """Waits for the next request."""
        self._begin_waiting()
        super().on_response_complete()

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - as uvicorn has it
        await self._page({**scope, _NAME: self}, receive, send)

    def _begin_waiting(self) -> None:
        if self._limit is None:
            self._limit = self.loop.call_later(SECONDS, self._close)

    def _end_waiting(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None

    def _close(self) -> None:
        self._limit = None
        self.transport.abort()


def keep_open(scope: Scope) -> None:
    """Tells the connection of a request that it is no stranger's."""
    connection = scope.get(_NAME)
    if isinstance(connection, Connection):
        connection.is_strange = False
