"""The operations that every skin offers, each under an address of its own."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.datastructures import FormData
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from mock_portal.call import Call, Handler, Responder, language
from mock_portal.faults import At
from mock_portal.lang import Problem
from mock_portal.middleware import Middleware

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request

    from mock_portal.core.portal import Portal


@dataclass(frozen=True, slots=True)
class Operation:
    """What the middleware must know of a handler, whatever its address."""

    method: str = "GET"
    at: At = At.PAGE  # the faults that meet it
    public: bool = False  # nobody needs to be signed in


OPERATIONS: dict[str, Operation] = {
    "root": Operation(public=True),
    "language": Operation(public=True),
    "session": Operation(),
    "session_open": Operation("POST", public=True),
    "sign_in_page": Operation(public=True),
    "sign_in": Operation("POST", At.SIGN_IN, public=True),
    "check_page": Operation(public=True),
    "check": Operation("POST", public=True),
    "check_waits": Operation(public=True),
    "sign_out": Operation("POST"),
    "home": Operation(),
    "choice": Operation(),
    "first_save": Operation("POST", At.FIRST_SAVE),
    "save_choice": Operation("POST", At.SAVE),
    "details": Operation(at=At.RECORD),
    "form": Operation(),
    "holder": Operation("POST"),
    "save": Operation("POST", At.SAVE),
    "submit": Operation("POST", At.SUBMIT),
    "upload": Operation("POST", At.UPLOAD),
    "remove_file": Operation("POST"),
    "files": Operation(),
    "poa_template": Operation(at=At.POA_TEMPLATE),
    "confirmation": Operation(),
    "list": Operation(at=At.LIST),
    "record": Operation(at=At.RECORD),
    "attachment": Operation(),
    "withdraw": Operation("POST", At.WITHDRAW),
    "delete": Operation("POST", At.DELETE),
    "messages": Operation(),
    "account": Operation(),
    "complain": Operation(),
    "complaints": Operation(),
}
"""By the names that `GET /_mock/stats` counts under."""


def routes(
    portal: Portal, responder: Responder, handlers: Mapping[str, tuple[str, Handler]]
) -> list[BaseRoute]:
    """A skin's operations (name → path and handler); every other address is not found."""
    found = operations(Middleware(portal, responder), handlers)
    return [*found, not_found(portal, responder)]


def operations(
    middleware: Middleware, handlers: Mapping[str, tuple[str, Handler]]
) -> list[BaseRoute]:
    """The routes of some operations (name → path and handler) behind a middleware."""
    return [
        middleware.route(
            path,
            handler,
            name=name,
            method=OPERATIONS[name].method,
            at=OPERATIONS[name].at,
            public=OPERATIONS[name].public,
        )
        for name, (path, handler) in handlers.items()
    ]


def not_found(portal: Portal, responder: Responder) -> Route:
    """Every address that no route before it knows."""

    async def missing(request: Request) -> Response:
        call = Call(portal, language(portal, request), None, None, FormData())
        return responder.error(request, call, Problem("error.page_not_found"), 404, {})

    return Route("/{rest:path}", missing)


def assets_route(portal: Portal, assets: Mapping[str, bytes]) -> Route:
    """Scripts and style sheets; their names or queries change with their content."""
    return Route("/assets/{name}", _asset_handler(portal, assets))


def _asset_handler(
    portal: Portal, assets: Mapping[str, bytes]
) -> Callable[[Request], Awaitable[Response]]:
    async def asset(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in assets:
            return Response(status_code=404)
        portal.stats.assets += 1
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(assets[name], 200, headers, mimetypes.guess_type(name)[0])

    return asset
