"""Running the portal: a socket on loopback, one ready line, a clean end."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import sys
from typing import TYPE_CHECKING

import uvicorn

from mock_portal.connection_faults import PortalProtocol

if TYPE_CHECKING:
    from collections.abc import Generator

    from starlette.types import ASGIApp

    from mock_portal.core.portal import Portal

HOST = "127.0.0.1"
_BACKLOG = 512


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leaves signals to run(), so that a signal is a clean exit with status 0."""
        yield


def listen(port: int) -> socket.socket:
    """A listening socket on loopback; OSError if the port is taken."""
    # asyncio turns Nagle's delay (40 ms an answer) off only for sockets that name their protocol
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((HOST, port))
        sock.listen(_BACKLOG)
    except OSError:
        sock.close()
        raise
    return sock


def origin(sock: socket.socket, host: str = HOST) -> str:
    """The address of a listening socket."""
    return f"http://{host}:{sock.getsockname()[1]}"


def run(app: ASGIApp, portal: Portal, socks: list[socket.socket], ready: str) -> None:
    """Serves until SIGTERM or SIGINT; `ready` is told once it does."""
    config = uvicorn.Config(
        app,
        http=PortalProtocol,
        ws="none",
        lifespan="off",
        log_level="error",
        access_log=False,
        date_header=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )
    asyncio.run(_serve(_Server(config), portal, socks, ready))


async def _serve(
    server: uvicorn.Server, portal: Portal, socks: list[socket.socket], ready: str
) -> None:
    def stop() -> None:
        portal.faults.clear()  # hanging answers let go
        server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, stop)
        except NotImplementedError:  # the loops of Windows take none
            signal.signal(number, lambda *_about: loop.call_soon_threadsafe(stop))
    serving = asyncio.create_task(server.serve(sockets=socks))
    while not server.started and not serving.done():  # noqa: ASYNC110
        await asyncio.sleep(0.005)  # uvicorn has no event for it
    sys.stdout.write(f"mock portal ready at {ready}\n")
    sys.stdout.flush()
    await serving
