"""The portal as an ASGI application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette

from mock_portal import connection_faults, control
from mock_portal.origins import ByPort, Origins
from mock_portal.skins import center, classic, modern

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from mock_portal.core.portal import Portal

_ROUTES: dict[str, Callable[[Portal], list[BaseRoute]]] = {
    "classic": classic.routes,
    "modern": modern.routes,
}
SKINS = (*_ROUTES, "center")
SEVERAL_ORIGINS = frozenset({"center"})
"""Skins that sign in at one origin and take files at another."""
LANG = {"center": "zh"}
"""The language of a skin if none is given; English for the others."""
HABITS: dict[str, dict[str, Any]] = {"center": center.HABITS}
"""The settings that a skin starts with, where they differ from the portal's."""


def build(portal: Portal, *, skin: str, origins: Origins) -> ASGIApp:
    """The application with one skin."""
    controls = control.routes(portal)
    if skin in _ROUTES:
        return HeadersMiddleware(Starlette(routes=[*controls, *_ROUTES[skin](portal)]), portal)
    parts = center.parts(portal, origins)
    others = {origins.sign_in: parts.sign_in, origins.uploads: parts.uploads}
    pages = Starlette(routes=[*controls, *parts.pages])
    return HeadersMiddleware(ByPort(pages, others), portal)


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
