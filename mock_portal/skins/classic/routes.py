"""The addresses of the classic skin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_portal.skins.classic import management, sign_in, submission
from mock_portal.skins.classic.pages import ASSETS, ClassicResponder
from mock_portal.skins.shared import records, routing
from mock_portal.skins.shared import submission as shared

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from mock_portal.call import Handler
    from mock_portal.core.portal import Portal

_HANDLERS: dict[str, tuple[str, Handler]] = {
    "root": ("/", sign_in.root),
    "sign_in_page": ("/login.htm", sign_in.sign_in_page),
    "sign_in": ("/login.htm", sign_in.sign_in),
    "check_page": ("/login/check.htm", sign_in.challenge_page),
    "check": ("/login/check.htm", sign_in.answer_challenge),
    "check_waits": ("/login/waits.htm", sign_in.challenge_state),
    "sign_out": ("/logout.htm", sign_in.sign_out),
    "language": ("/lang.htm", sign_in.choose_language),
    "home": ("/uc/index.htm", management.home),
    "choice": ("/uc/ipr/add.htm", submission.choose),
    "first_save": ("/uc/ipr/create.htm", submission.create),
    "save_choice": ("/uc/ipr/choice.htm", submission.change_choice),
    "details": ("/uc/ipr/detail.htm", submission.details),
    "save": ("/uc/ipr/save.htm", submission.save),
    "submit": ("/uc/ipr/submit.htm", submission.submit),
    "upload": ("/uc/ipr/upload.htm", shared.upload),
    "remove_file": ("/uc/ipr/remove.htm", shared.remove),
    "files": ("/uc/ipr/files.htm", submission.files),
    "poa_template": ("/uc/ipr/poa.htm", shared.template),
    "confirmation": ("/uc/ipr/success.htm", submission.confirmation),
    "list": ("/uc/ipr/list.htm", management.listing),
    "record": ("/uc/ipr/record.htm", management.record_page),
    "attachment": ("/uc/ipr/attachment.htm", records.attachment),
    "withdraw": ("/uc/ipr/withdraw.htm", management.withdraw),
    "delete": ("/uc/ipr/delete.htm", management.delete),
    "messages": ("/uc/message/list.htm", management.messages),
    "account": ("/uc/account.htm", management.account),
    "complain": ("/uc/complaint/add.htm", management.complaint_page("add", "complain")),
    "complaints": ("/uc/complaint/list.htm", management.complaint_page("list", "complaints")),
}


def routes(portal: Portal) -> list[BaseRoute]:
    """All routes of the skin."""
    return [
        routing.assets_route(portal, ASSETS),
        *routing.routes(portal, ClassicResponder(), _HANDLERS),
    ]
