"""The portal's middleware with this skin's token and languages."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mock_portal.call import Call, language
from mock_portal.lang import Problem
from mock_portal.middleware import Middleware

if TYPE_CHECKING:
    from starlette.requests import Request

    from mock_portal.call import Responder
    from mock_portal.core.portal import Portal
    from mock_portal.models import Session
    from mock_portal.origins import Origins

TOKEN = "_tb_token_"  # noqa: S105  (its name in pages, cookies and posts)
SPOKEN = {"cn": "zh", "zh_CN": "zh", "en": "en", "en_US": "en"}
_MOST = 1000


@dataclass(slots=True)
class Widget:
    """What the sign-in widget, which has no cookies in its frame, is known by."""

    origins: Origins
    visits: dict[str, None] = field(default_factory=dict)
    tickets: dict[str, str] = field(default_factory=dict)

    def visit(self) -> str:
        """A token for one showing of the widget; old ones are forgotten."""
        token = secrets.token_urlsafe(18)
        self.visits[token] = None
        while len(self.visits) > _MOST:
            del self.visits[next(iter(self.visits))]
        return token

    def ticket(self, session: Session) -> str:
        """What the page exchanges, once, for the session."""
        ticket = secrets.token_urlsafe(24)
        self.tickets[ticket] = session.token
        return ticket


class PageMiddleware(Middleware):
    """For the pages and the uploads."""

    def language(self, request: Request) -> str:
        """The language that the call names, else the visitor's."""
        named = SPOKEN.get(request.query_params.get("language", ""))
        return named or language(self.portal, request)

    async def _check_token(
        self, request: Request, call: Call, *, public: bool
    ) -> tuple[Problem | None, Call]:
        call = replace(call, form=await request.form(max_files=20))
        given = str(call.form.get(TOKEN) or request.query_params.get(TOKEN, ""))
        held = call.session.csrf if call.session else ""
        wanted = request.cookies.get(TOKEN, "") if public else held
        right = bool(wanted) and hmac.compare_digest(given.encode(), wanted.encode())
        return None if right else Problem("error.csrf"), call


class WidgetMiddleware(Middleware):
    """For the sign-in widget."""

    def __init__(self, portal: Portal, responder: Responder, widget: Widget) -> None:
        super().__init__(portal, responder)
        self.widget = widget

    def language(self, request: Request) -> str:
        """The language that the frame's address names."""
        return SPOKEN.get(request.query_params.get("lang", ""), self.portal.lang)

    async def _check_token(
        self, request: Request, call: Call, *, public: bool
    ) -> tuple[Problem | None, Call]:
        del public
        call = replace(call, form=await request.form())
        known = str(call.form.get("_csrf_token", "")) in self.widget.visits
        return None if known else Problem("error.csrf"), call
