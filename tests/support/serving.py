"""An ASGI application served on a free loopback port from a thread of its own."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import uvicorn

from tests.support.waiting import PATIENCE, until

if TYPE_CHECKING:
    from starlette.types import ASGIApp


class Served:
    """Serves from construction until `stop`."""

    def __init__(self, application: ASGIApp, name: str) -> None:
        config = uvicorn.Config(
            application, host="127.0.0.1", port=0, log_level="error", ws="none", lifespan="off"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, name=f"portal {name}")
        self._thread.start()
        until(lambda: self._server.started or not self._thread.is_alive())
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"

    def stop(self) -> None:
        """Ends the thread."""
        self._server.should_exit = True
        self._thread.join(PATIENCE)
