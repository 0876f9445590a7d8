"""The addresses of the modern skin: one document, its assets, the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_portal.skins.modern import management, sign_in, submission
from mock_portal.skins.modern.responses import ModernResponder
from mock_portal.skins.modern.shell import Shell
from mock_portal.skins.shared import records, routing
from mock_portal.skins.shared import submission as shared

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from mock_portal.call import Handler
    from mock_portal.core.portal import Portal

_API: dict[str, tuple[str, Handler]] = {
    "session": ("/api/session", sign_in.session),
    "sign_in_page": ("/api/login", sign_in.sign_in_page),
    "sign_in": ("/api/login", sign_in.sign_in),
    "check_page": ("/api/login/check", sign_in.challenge_page),
    "check": ("/api/login/check", sign_in.answer_challenge),
    "check_waits": ("/api/login/waits", sign_in.challenge_state),
    "sign_out": ("/api/logout", sign_in.sign_out),
    "home": ("/api/home", management.home),
    "choice": ("/api/ipr/choice", submission.choose),
    "first_save": ("/api/ipr/create", submission.create),
    "save_choice": ("/api/ipr/choice", submission.change_choice),
    "details": ("/api/ipr/detail", submission.details),
    "save": ("/api/ipr/save", submission.save),
    "submit": ("/api/ipr/submit", submission.submit),
    "upload": ("/api/ipr/upload", shared.upload),
    "remove_file": ("/api/ipr/remove", shared.remove),
    "files": ("/api/ipr/files", submission.files),
    "poa_template": ("/api/ipr/poa", shared.template),
    "confirmation": ("/api/ipr/success", submission.confirmation),
    "list": ("/api/ipr/list", management.listing),
    "record": ("/api/ipr/record", management.record_page),
    "attachment": ("/api/ipr/attachment", records.attachment),
    "withdraw": ("/api/ipr/withdraw", management.withdraw),
    "delete": ("/api/ipr/delete", management.delete),
    "messages": ("/api/messages", management.messages),
    "account": ("/api/account", management.empty_page),
    "complain": ("/api/complaint/add", management.empty_page),
    "complaints": ("/api/complaint/list", management.empty_page),
}


def routes(portal: Portal) -> list[BaseRoute]:
    """All routes of the skin; ValueError if the application is not built."""
    shell = Shell(portal)
    return [
        routing.assets_route(portal, shell.assets),
        *routing.routes(portal, ModernResponder(), {"root": ("/", shell.show), **_API}),
    ]
