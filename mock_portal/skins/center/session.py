"""Who is signed in at the pages' origin, and how the widget's word becomes a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_portal.call import SESSION_COOKIE, Call
from mock_portal.core import accounts
from mock_portal.skins.center.middleware import TOKEN
from mock_portal.skins.center.responses import SESSION_EXPIRED, answer, refusal
from mock_portal.skins.shared.sign_in import set_session_cookie

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from mock_portal.skins.center.middleware import Widget


async def session(_request: Request, call: Call) -> Response:
    """The account and the token of its posts."""
    user = call.user
    told = {
        "username": user.username,
        "complainant": user.complainant,
        "email": user.email,
        "identity": user.identity.value,
    }
    return answer({"account": told, "token": call.user_session.csrf})


class Entry:
    """Exchanges the widget's ticket for the session's cookies."""

    def __init__(self, widget: Widget) -> None:
        self.widget = widget

    async def open(self, _request: Request, call: Call) -> Response:
        """A ticket opens the session that it was made for, once."""
        token = self.widget.tickets.pop(str(call.form.get("st", "")), "")
        opened = accounts.session_of(call.portal, token)
        if opened is None:
            return refusal(SESSION_EXPIRED, call.portal.words.text(call.lang, "script.expired"))
        response = answer({"token": opened.csrf})
        set_session_cookie(response, opened)
        response.set_cookie(TOKEN, opened.csrf, samesite="lax")
        return response


async def leave(_request: Request, call: Call) -> Response:
    """Signs out."""
    accounts.sign_out(call.portal, call.user_session)
    response = answer({})
    response.delete_cookie(SESSION_COOKIE)
    return response
