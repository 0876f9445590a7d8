"""The page's routes."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ipp_bot.ui.changes import Changes
from ipp_bot.ui.child_commands import ChildCommands
from ipp_bot.ui.handlers import Site, get_route, post_route
from ipp_bot.ui.pages import (
    chosen,
    events,
    filings,
    inbox,
    nightly,
    poa,
    review,
    run,
    settings_page,
    today,
)
from ipp_bot.ui.rendering import Renderer

if TYPE_CHECKING:
    from starlette.requests import Request

    from ipp_bot.ui.open_workspace import OpenWorkspace
    from ipp_bot.ui.wording import Wording

__all__ = ["create_app"]

_ASSETS = {
    "page.css": "text/css",
    "page.js": "text/javascript",
    "review.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}


def create_app(workspace: OpenWorkspace, words: Wording, base: str = "") -> Starlette:
    """The application below `base`; `access.Guard` has to stand in front of it."""
    commands = ChildCommands(clock=workspace.clock)
    site = Site(workspace, Renderer(words, base), commands, Changes(workspace, commands))
    routes = [
        get_route(site, "/", today.show),
        get_route(site, "/filings", filings.show_list),
        get_route(site, "/filings/{id:int}", filings.show_one),
        post_route(site, "/filings/chosen", chosen.act),
        post_route(site, "/filings/{id:int}/approve", filings.approve),
        get_route(site, "/filings/{id:int}/files/{file}", filings.send_file),
        get_route(site, "/review", review.show_list),
        get_route(site, "/review/{entry}", review.show_one),
        post_route(site, "/review/{entry}", review.confirm),
        post_route(site, "/review/{entry}/read", review.read_again),
        post_route(
            site,
            "/review/{entry}/documents",
            review.change_document,
            most_files=review.MOST_FILES,
            most_bytes=review.MOST_BYTES,
        ),
        get_route(site, "/review/{entry}/papers/{file:int}/{page:int}", review.send_page),
        get_route(site, "/inbox", inbox.show),
        post_route(
            site,
            "/inbox",
            inbox.upload,
            most_files=inbox.MOST_FILES,
            most_bytes=inbox.MOST_BYTES,
        ),
        get_route(site, "/poa", poa.show),
        get_route(site, "/poa/signed", poa.show),  # what the page asks for again after scans
        post_route(site, "/poa/fetch", poa.fetch),
        post_route(
            site,
            "/poa/signed",
            poa.take_signed,
            most_files=poa.MOST_SCANS,
            most_bytes=poa.MOST_SCANNED,
        ),
        get_route(site, "/poa/{id:int}/template", poa.send_template),
        get_route(site, "/poa/{id:int}/templates", poa.send_templates),
        post_route(
            site,
            "/poa/{id:int}/signed",
            poa.upload,
            most_files=2,
            most_bytes=2 * poa.MOST_BYTES,
        ),
        get_route(site, "/nightly", nightly.show),
        post_route(site, "/nightly/check", nightly.check),
        post_route(site, "/nightly/bundle", nightly.bundle),
        get_route(site, "/nightly/bundle/{client}", nightly.send_bundle),
        get_route(site, "/nightly/report.{kind}", nightly.send_report),
        get_route(site, "/run", run.show),
        post_route(site, "/run/submit", run.submit),
        post_route(site, "/run/stop", run.stop),
        post_route(site, "/run/login", run.login),
        post_route(site, "/run/adopt", run.adopt),
        get_route(site, "/run/pictures/{id:int}", run.send_picture),
        get_route(site, "/settings", settings_page.show),
        post_route(site, "/settings/hold", settings_page.hold),
        post_route(site, "/settings/resume", settings_page.resume),
        events.route(site),
        *(_asset(name, kind) for name, kind in _ASSETS.items()),
    ]
    return Starlette(routes=routes, exception_handlers={HTTPException: _refused})


def _asset(name: str, kind: str) -> Route:
    content = (resources.files("ipp_bot.ui") / "static" / name).read_bytes()

    async def send(_request: Request) -> Response:
        return Response(content, media_type=kind)

    return Route(f"/static/{name}", send, methods=["GET"])


async def _refused(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return PlainTextResponse(f"{status}\n", status_code=status)
