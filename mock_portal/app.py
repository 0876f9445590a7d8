"""The portal as an ASGI application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette

from mock_portal import connection_faults, control
from mock_portal.skins import classic, modern

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from mock_portal.core.portal import Portal

SKINS = {"classic": classic.routes, "modern": modern.routes}


def build(portal: Portal, *, skin: str) -> ASGIApp:
    """The application with one skin."""
    return HeadersMiddleware(
        Starlette(routes=[*control.routes(portal), *SKINS[skin](portal)]), portal
    )


class HeadersMiddleware:
    """Adds the portal's own Date header, counts HTML documents and requests of a connection."""

    def __init__(self, app: ASGIApp, portal: Portal) -> None:
        self.app = app
        self.portal = portal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        connection_faults.count_request(scope)
        is_control = scope["path"].startswith("/_mock/")

        async def send_with_date(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message["headers"])
                if not is_control and (b"content-type", b"text/html; charset=utf-8") in headers:
                    self.portal.stats.documents += 1
                date = (b"date", self.portal.clock.http_date())
                message = {**message, "headers": [*headers, date]}
            await send(message)

        await self.app(scope, receive, send_with_date)
