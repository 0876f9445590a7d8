"""The addresses of this skin, at three origins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.datastructures import FormData
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute, Route

from mock_portal.faults import At
from mock_portal.lang import Problem
from mock_portal.middleware import Call, language
from mock_portal.skins.center import holders, management, session, submission
from mock_portal.skins.center.middleware import PageMiddleware, Widget, WidgetMiddleware
from mock_portal.skins.center.responses import CenterResponder
from mock_portal.skins.center.shell import DOCUMENT, Shell
from mock_portal.skins.center.widget import SignIn
from mock_portal.skins.shared.routing import assets_route

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp

    from mock_portal.core.portal import Portal
    from mock_portal.origins import Origins

HABITS: dict[str, Any] = {
    "agreement": "ask",
    "ownership": "optional",
    "tour": True,
    "holder_book": True,
    "template_opens": "tab",
}


@dataclass(frozen=True, slots=True)
class Parts:
    """What is served where."""

    pages: list[BaseRoute]
    sign_in: ASGIApp
    uploads: ASGIApp


def parts(portal: Portal, origins: Origins) -> Parts:
    """The three parts; ValueError if the application is not built."""
    portal.store.plain_numbers = True
    widget = Widget(origins)
    responder = CenterResponder()
    middleware = PageMiddleware(portal, responder)
    return Parts(
        pages=_pages(portal, widget, middleware, responder),
        sign_in=Starlette(routes=_sign_in(portal, widget, responder)),
        uploads=_uploads(middleware, origins),
    )


def _sign_in(portal: Portal, widget: Widget, responder: CenterResponder) -> list[BaseRoute]:
    at = WidgetMiddleware(portal, responder, widget).route
    form = SignIn(portal, widget)
    return [
        Route("/mini_login/{name}", form.asset),
        at("/mini_login.htm", form.show, name="sign_in_page", public=True),
        at("/newlogin/login.do", form.enter, name="sign_in", method="POST", at=At.SIGN_IN,
           public=True),
        at("/newlogin/check.do", form.check, name="check", method="POST", public=True),
        at("/newlogin/wait.do", form.waits, name="check_waits", public=True),
    ]  # fmt: skip


def _uploads(middleware: PageMiddleware, origins: Origins) -> ASGIApp:
    at = middleware.route
    routes = [
        at("/upload.json", submission.upload, name="upload", method="POST", at=At.UPLOAD),
    ]
    return CORSMiddleware(
        Starlette(routes=routes),
        allow_origins=[origins.pages],
        allow_methods=["POST"],
        allow_headers=["X-Requested-With"],
        allow_credentials=True,
        max_age=600,
    )


def _pages(
    portal: Portal, widget: Widget, middleware: PageMiddleware, responder: CenterResponder
) -> list[BaseRoute]:
    at = middleware.route
    shell = Shell(portal, widget)

    async def missing(request: Request) -> Response:
        call = Call(portal, language(portal, request), None, None, FormData())
        return responder.error(request, call, Problem("error.page_not_found"), 404, {})

    return [
        Route("/", shell.enter),
        assets_route(portal, shell.assets),
        at(DOCUMENT, shell.show, name="root", public=True),
        at("/center/session.json", session.session, name="session"),
        at("/center/st.json", session.Entry(widget).open, name="session_open", method="POST",
           public=True),
        at("/center/logout.json", session.leave, name="sign_out", method="POST"),
        at("/center/home.json", management.home, name="home"),
        at("/center/account.json", management.plain, name="account"),
        at("/center/complaint.json", management.plain, name="complain"),
        at("/center/notices.json", management.notices, name="messages"),
        at("/right/options.json", submission.options, name="choice"),
        at("/right/create.json", submission.create, name="first_save", method="POST",
           at=At.FIRST_SAVE),
        at("/right/change.json", submission.change_choice, name="save_choice", method="POST",
           at=At.SAVE),
        at("/right/detail.json", submission.details, name="details", at=At.RECORD),
        at("/right/form.json", submission.fields, name="form"),
        at("/right/save.json", submission.save, name="save", method="POST", at=At.SAVE),
        at("/right/submit.json", submission.submit, name="submit", method="POST", at=At.SUBMIT),
        at("/right/removeFile.json", submission.remove, name="remove_file", method="POST"),
        at("/right/files.json", submission.files, name="files"),
        at("/right/poa.pdf", submission.template, name="poa_template", at=At.POA_TEMPLATE),
        at("/right/result.json", submission.result, name="confirmation"),
        at("/right/list.json", management.listing, name="list", at=At.LIST),
        at("/right/record.json", management.record_page, name="record", at=At.RECORD),
        at("/right/file", management.file, name="attachment"),
        at("/right/withdraw.json", management.withdraw, name="withdraw", method="POST"),
        at("/right/delete.json", management.delete, name="delete", method="POST"),
        at("/holder/add.json", holders.add, name="holder", method="POST"),
        Route("/{rest:path}", missing),
    ]  # fmt: skip
