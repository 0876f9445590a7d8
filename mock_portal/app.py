"""The portal as an ASGI application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette

from mock_portal import control, wire
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
"""The language of a skin that is told none; English otherwise."""
HABITS: dict[str, dict[str, Any]] = {"center": center.HABITS}
"""The settings that a skin begins with, where they are not the portal's."""


def build(portal: Portal, *, skin: str, origins: Origins) -> ASGIApp:
    """The application with one skin."""
    controlled = control.routes(portal)
    if skin in _ROUTES:
        return Headed(Starlette(routes=[*controlled, *_ROUTES[skin](portal)]), portal)
    parts = center.parts(portal, origins)
    others = {origins.sign_in: parts.sign_in, origins.uploads: parts.uploads}
    return Headed(ByPort(Starlette(routes=[*controlled, *parts.pages]), others), portal)


class Headed:
    """Puts the portal's own time on every answer, counts documents, notes connections."""

    def __init__(self, app: ASGIApp, portal: Portal) -> None:
        self.app = app
        self.portal = portal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        wire.note(scope)
        controlled = scope["path"].startswith("/_mock/")

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message["headers"])
                if not controlled and (b"content-type", b"text/html; charset=utf-8") in headers:
                    self.portal.stats.documents += 1
                date = (b"date", self.portal.clock.http_date())
                message = {**message, "headers": [*headers, date]}
            await send(message)

        await self.app(scope, receive, headed)
