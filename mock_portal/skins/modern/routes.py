"""The addresses of the modern skin: one document, its assets, the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import FormData
from starlette.routing import BaseRoute, Route

from mock_portal.core.errors import Problem
from mock_portal.faults import At
from mock_portal.middleware import Call, Middleware, language
from mock_portal.skins.modern import access, management, submission
from mock_portal.skins.modern.answers import ModernResponder
from mock_portal.skins.modern.shell import Shell

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from mock_portal.core.portal import Portal


def routes(portal: Portal) -> list[BaseRoute]:
    """All routes of the skin; ValueError if the application is not built."""
    shell = Shell(portal)
    responder = ModernResponder()
    at = Middleware(portal, responder).route

    async def missing(request: Request) -> Response:
        call = Call(portal, language(portal, request), None, None, FormData())
        return responder.trouble(request, call, Problem("error.page_not_found"), 404, {})

    return [
        Route("/assets/{name}", shell.asset),
        at("/", shell.show, name="root", public=True),
        at("/api/session", access.session, name="session"),
        at("/api/login", access.visit, name="sign_in_page", public=True),
        at("/api/login", access.enter, name="sign_in", method="POST", at=At.SIGN_IN, public=True),
        at("/api/login/check", access.show_check, name="check_page", public=True),
        at("/api/login/check", access.check, name="check", method="POST", public=True),
        at("/api/login/waits", access.waits, name="check_waits", public=True),
        at("/api/logout", access.leave, name="sign_out", method="POST"),
        at("/api/home", management.home, name="home"),
        at("/api/ipr/choice", submission.choose, name="choice"),
        at("/api/ipr/create", submission.create, name="first_save", method="POST",
           at=At.FIRST_SAVE),
        at("/api/ipr/choice", submission.change_choice, name="save_choice", method="POST",
           at=At.SAVE),
        at("/api/ipr/detail", submission.details, name="details", at=At.RECORD),
        at("/api/ipr/save", submission.save, name="save", method="POST", at=At.SAVE),
        at("/api/ipr/submit", submission.submit, name="submit", method="POST", at=At.SUBMIT),
        at("/api/ipr/upload", submission.upload, name="upload", method="POST", at=At.UPLOAD),
        at("/api/ipr/remove", submission.remove, name="remove_file", method="POST"),
        at("/api/ipr/files", submission.files, name="files"),
        at("/api/ipr/poa", submission.template, name="poa_template", at=At.POA_TEMPLATE),
        at("/api/ipr/success", submission.confirmation, name="confirmation"),
        at("/api/ipr/list", management.listing, name="list", at=At.LIST),
        at("/api/ipr/record", management.record_page, name="record", at=At.RECORD),
        at("/api/ipr/attachment", management.attachment, name="attachment"),
        at("/api/ipr/withdraw", management.withdraw, name="withdraw", method="POST"),
        at("/api/ipr/delete", management.delete, name="delete", method="POST"),
        at("/api/messages", management.messages, name="messages"),
        at("/api/account", management.plain, name="account"),
        at("/api/complaint/add", management.plain, name="complain"),
        at("/api/complaint/list", management.plain, name="complaints"),
        Route("/{rest:path}", missing),
    ]  # fmt: skip
