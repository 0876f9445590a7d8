"""The TCP connection under a request: faults reset it or cut an answer short."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import Response
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Message, Receive, Scope, Send

_FLUSH_SECONDS = 0.05
_IDLE_SECONDS = 0.02


@dataclass(slots=True)
class Connection:
    """An open connection, since when, and how many requests came by it."""

    transport: asyncio.Transport
    since: float
    requests: int = 0


_OPEN: dict[tuple[str, int], Connection] = {}


class PortalProtocol(H11Protocol):
    """Uvicorn's protocol, its transport known by the client's address."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # TCP only
        """Remembers the transport."""
        super().connection_made(transport)
        if self.client:
            _OPEN[self.client] = Connection(transport, time.monotonic())

    def connection_lost(self, exc: Exception | None) -> None:
        """Forgets the transport."""
        if self.client:
            _OPEN.pop(self.client, None)
        super().connection_lost(exc)


def transport_of(scope: Scope) -> asyncio.Transport | None:
    """The transport that a request came by."""
    connection = _connection(scope)
    return connection.transport if connection else None


def count_request(scope: Scope) -> None:
    """Counts a request of a connection."""
    connection = _connection(scope)
    if connection is not None:
        connection.requests += 1
        if connection.requests == 1 and time.monotonic() - connection.since > _IDLE_SECONDS:
            connection.requests += 1  # opened ahead of need: browsers take it for a used one


def from_browser(request: Request) -> bool:
    """Whether a browser sent this request."""
    return "sec-fetch-mode" in request.headers


def will_resend(request: Request) -> bool:
    """Whether a browser would send this request again by itself if the connection died now."""
    connection = _connection(request.scope)
    return from_browser(request) and bool(connection and connection.requests > 1)


def _connection(scope: Scope) -> Connection | None:
    client = scope.get("client")
    return _OPEN.get((client[0], client[1])) if client else None


async def reset(request: Request) -> Response:
    """Cuts the connection at once, with a TCP reset; the response is for nobody."""
    transport = transport_of(request.scope)
    if transport is not None:
        sock = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
        await asyncio.sleep(0)  # let uvicorn see that the client is gone
        await asyncio.sleep(0)
    return Response(status_code=500)


class Truncated(Response):
    """Half of another response, then the end of the connection."""

    def __init__(self, inner: Response) -> None:
        super().__init__(status_code=inner.status_code)
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the head and half the body."""
        messages: list[Message] = []

        async def collect(message: Message) -> None:
            messages.append(message)

        await self.inner(scope, receive, collect)
        start = messages[0]
        body = b"".join(m.get("body", b"") for m in messages[1:])
        if not body:
            # an answer without a body has no half: promise a page and break off in its head
            body = b"<!doctype html>\n<html lang=en>\n<head>\n<meta charset=utf-8>".ljust(4096)
            kept = [h for h in start["headers"] if h[0] not in {b"content-length", b"location"}]
            length = (b"content-length", str(len(body)).encode())
            kept += [length, (b"content-type", b"text/html; charset=utf-8")]
            start = {**start, "status": 200, "headers": kept}
        await send(start)
        half = body[: len(body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        await asyncio.sleep(_FLUSH_SECONDS)
        transport = transport_of(scope)
        if transport is not None:
            transport.close()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
