"""One request as handlers see it, and what a skin has to answer by itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from mock_portal.lang import LANGUAGES

if TYPE_CHECKING:
    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.responses import Response

    from mock_portal.core.portal import Portal
    from mock_portal.lang import Problem
    from mock_portal.models import Account, Session

SESSION_COOKIE = "ipp_session"
LANG_COOKIE = "ipp_lang"
VISIT_COOKIE = "ipp_visit"


@dataclass(frozen=True, slots=True)
class Call:
    """One request as handlers see it: language, session, account and posted form."""

    portal: Portal
    lang: str
    session: Session | None
    account: Account | None
    form: FormData

    @property
    def user(self) -> Account:
        """The signed-in account; LookupError on a public page that nobody is signed in at."""
        if self.account is None:
            raise LookupError("this page needs no sign-in")
        return self.account

    @property
    def user_session(self) -> Session:
        """The session; LookupError on a public page that nobody is signed in at."""
        if self.session is None:
            raise LookupError("this page needs no sign-in")
        return self.session


Handler = Callable[["Request", Call], Awaitable["Response"]]


class Responder(Protocol):
    """How a skin answers what the middleware decides."""

    def sign_in_required(self, request: Request, portal: Portal, lang: str) -> Response:
        """Nobody is signed in."""

    def error(
        self, request: Request, call: Call, problem: Problem, status: int, headers: dict[str, str]
    ) -> Response:
        """An error page."""

    def accepted(self, request: Request, call: Call) -> Response:
        """The request is accepted (202); it is carried out later."""


def language(portal: Portal, request: Request) -> str:
    """The language that the visitor chose, or the portal's own."""
    chosen = request.query_params.get("lang") or request.cookies.get(LANG_COOKIE, "")
    return chosen if chosen in LANGUAGES else portal.lang
