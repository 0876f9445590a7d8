"""The addresses that a portal lives at: one, or three whose parts are different origins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


@dataclass(frozen=True, slots=True)
class Origins:
    """Where the pages are, where one signs in, where files are sent."""

    pages: str
    sign_in: str
    uploads: str


class ByPort:
    """Hands a request to the application of the port that it came by."""

    def __init__(self, pages: ASGIApp, others: dict[str, ASGIApp]) -> None:
        self.pages = pages
        self.others = {int(origin.rpartition(":")[2]): app for origin, app in others.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        server = scope.get("server")
        app = self.others.get(server[1], self.pages) if server else self.pages
        await app(scope, receive, send)
