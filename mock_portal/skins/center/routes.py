"""The addresses of this skin, at three origins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute, Route

from mock_portal.skins.center import holders, management, session, submission
from mock_portal.skins.center.middleware import PageMiddleware, Widget, WidgetMiddleware
from mock_portal.skins.center.responses import CenterResponder
from mock_portal.skins.center.shell import DOCUMENT, Shell
from mock_portal.skins.center.widget import SignIn
from mock_portal.skins.shared import routing

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from mock_portal.call import Handler
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


_CALLS: dict[str, tuple[str, Handler]] = {
    "session": ("/center/session.json", session.session),
    "sign_out": ("/center/logout.json", session.leave),
    "home": ("/center/home.json", management.home),
    "account": ("/center/account.json", management.plain),
    "complain": ("/center/complaint.json", management.plain),
    "messages": ("/center/notices.json", management.notices),
    "choice": ("/right/options.json", submission.options),
    "first_save": ("/right/create.json", submission.create),
    "save_choice": ("/right/change.json", submission.change_choice),
    "details": ("/right/detail.json", submission.details),
    "form": ("/right/form.json", submission.fields),
    "save": ("/right/save.json", submission.save),
    "submit": ("/right/submit.json", submission.submit),
    "remove_file": ("/right/removeFile.json", submission.remove),
    "files": ("/right/files.json", submission.files),
    "poa_template": ("/right/poa.pdf", submission.template),
    "confirmation": ("/right/result.json", submission.result),
    "list": ("/right/list.json", management.listing),
    "record": ("/right/record.json", management.record_page),
    "attachment": ("/right/file", management.file),
    "withdraw": ("/right/withdraw.json", management.withdraw),
    "delete": ("/right/delete.json", management.delete),
    "holder": ("/holder/add.json", holders.add),
}


def parts(portal: Portal, origins: Origins) -> Parts:
    """The three parts; ValueError if the application is not built."""
    portal.store.plain_numbers = True
    widget = Widget(origins)
    responder = CenterResponder()
    middleware = PageMiddleware(portal, responder)
    shell = Shell(portal, widget)
    own: dict[str, tuple[str, Handler]] = {
        "root": (DOCUMENT, shell.show),
        "session_open": ("/center/st.json", session.Entry(widget).open),
    }
    pages = [
        Route("/", shell.enter),
        routing.assets_route(portal, shell.assets),
        *routing.operations(middleware, {**own, **_CALLS}),
        routing.not_found(portal, responder),
    ]
    sign_in = _sign_in(WidgetMiddleware(portal, responder, widget), SignIn(portal, widget))
    return Parts(pages, sign_in=sign_in, uploads=_uploads(middleware, origins))


def _sign_in(middleware: WidgetMiddleware, form: SignIn) -> ASGIApp:
    handlers: dict[str, tuple[str, Handler]] = {
        "sign_in_page": ("/mini_login.htm", form.show),
        "sign_in": ("/newlogin/login.do", form.enter),
        "check": ("/newlogin/check.do", form.check),
        "check_waits": ("/newlogin/wait.do", form.waits),
    }
    assets = Route("/mini_login/{name}", form.asset)
    return Starlette(routes=[assets, *routing.operations(middleware, handlers)])


def _uploads(middleware: PageMiddleware, origins: Origins) -> ASGIApp:
    handlers: dict[str, tuple[str, Handler]] = {"upload": ("/upload.json", submission.upload)}
    return CORSMiddleware(
        Starlette(routes=routing.operations(middleware, handlers)),
        allow_origins=[origins.pages],
        allow_methods=["POST"],
        allow_headers=["X-Requested-With"],
        allow_credentials=True,
        max_age=600,
    )
