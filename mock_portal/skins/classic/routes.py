"""The addresses of the classic skin."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING

from starlette.datastructures import FormData
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from mock_portal.core.errors import Problem
from mock_portal.faults import At
from mock_portal.middleware import Call, Middleware, language
from mock_portal.skins.classic import access, management, submission
from mock_portal.skins.classic.render import ASSETS, ClassicResponder

if TYPE_CHECKING:
    from starlette.requests import Request

    from mock_portal.core.portal import Portal


def routes(portal: Portal) -> list[BaseRoute]:
    """All routes of the skin."""
    responder = ClassicResponder()
    gate = Middleware(portal, responder)
    at = gate.route

    async def asset(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in ASSETS:
            return Response(status_code=404)
        portal.stats.assets += 1
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(ASSETS[name], 200, headers, mimetypes.guess_type(name)[0])

    async def missing(request: Request) -> Response:
        call = Call(portal, language(portal, request), None, None, FormData())
        return responder.trouble(request, call, Problem("error.page_not_found"), 404, {})

    return [
        Route("/assets/{name}", asset),
        at("/", access.root, name="root", public=True),
        at("/login.htm", access.show, name="sign_in_page", public=True),
        at("/login.htm", access.enter, name="sign_in", method="POST", at=At.SIGN_IN, public=True),
        at("/login/check.htm", access.show_check, name="check_page", public=True),
        at("/login/check.htm", access.check, name="check", method="POST", public=True),
        at("/login/waits.htm", access.waits, name="check_waits", public=True),
        at("/logout.htm", access.leave, name="sign_out", method="POST"),
        at("/lang.htm", access.choose_language, name="language", public=True),
        at("/uc/index.htm", management.home, name="home"),
        at("/uc/ipr/add.htm", submission.choose, name="choice"),
        at("/uc/ipr/create.htm", submission.create, name="first_save", method="POST",
           at=At.FIRST_SAVE),
        at("/uc/ipr/choice.htm", submission.change_choice, name="save_choice", method="POST",
           at=At.SAVE),
        at("/uc/ipr/detail.htm", submission.details, name="details", at=At.RECORD),
        at("/uc/ipr/save.htm", submission.save, name="save", method="POST", at=At.SAVE),
        at("/uc/ipr/submit.htm", submission.submit, name="submit", method="POST", at=At.SUBMIT),
        at("/uc/ipr/upload.htm", submission.upload, name="upload", method="POST", at=At.UPLOAD),
        at("/uc/ipr/remove.htm", submission.remove, name="remove_file", method="POST"),
        at("/uc/ipr/files.htm", submission.files, name="files"),
        at("/uc/ipr/poa.htm", submission.template, name="poa_template", at=At.POA_TEMPLATE),
        at("/uc/ipr/success.htm", submission.confirmation, name="confirmation"),
        at("/uc/ipr/list.htm", management.listing, name="list", at=At.LIST),
        at("/uc/ipr/record.htm", management.record_page, name="record", at=At.RECORD),
        at("/uc/ipr/attachment.htm", management.attachment, name="attachment"),
        at("/uc/ipr/withdraw.htm", management.withdraw, name="withdraw", method="POST"),
        at("/uc/ipr/delete.htm", management.delete, name="delete", method="POST"),
        at("/uc/message/list.htm", management.messages, name="messages"),
        at("/uc/account.htm", management.account, name="account"),
        at("/uc/complaint/add.htm", management.complaint_page("add", "complain"), name="complain"),
        at("/uc/complaint/list.htm", management.complaint_page("list", "complaints"),
           name="complaints"),
        Route("/{rest:path}", missing),
    ]  # fmt: skip
