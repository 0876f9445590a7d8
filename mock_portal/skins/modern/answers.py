"""What the API says: records, pages, troubles, as JSON."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, JSONResponse, Response

from mock_portal.core import operation
from mock_portal.faults import At, FaultKind
from mock_portal.skins.classic.fields import error_text

if TYPE_CHECKING:
    from starlette.requests import Request

    from mock_portal.core.errors import FieldErrors, Problem
    from mock_portal.core.portal import Portal
    from mock_portal.forms import Form
    from mock_portal.gate import Call

FRESH = {"Cache-Control": "no-store"}


def answer(data: dict[str, Any], status: int = 200) -> JSONResponse:
    """Data that nobody keeps."""
    return JSONResponse(data, status, FRESH)


def page(call: Call, data: dict[str, Any], *, at: At = At.PAGE) -> JSONResponse:
    """What a page of the application shows, with the announcement that may cover it."""
    told = call.portal.faults.take(FaultKind.ANNOUNCEMENT, at)
    say = call.portal.words.say
    announcement = told and told.text("text", say(call.lang, "announcement.text"))
    tour = call.portal.faults.take(FaultKind.TOUR, at) is not None
    return answer({**data, "announcement": announcement, "tour": tour})


def field_errors(call: Call, error: FieldErrors, form: Form | None = None) -> Response:
    """What is wrong, field by field."""
    say, tell = call.portal.words.say, call.portal.words.tell
    told = {
        name: error_text(call, form, problem) if form else tell(call.lang, problem)
        for name, problem in error.problems.items()
    }
    text = say(call.lang, "error.fields", count=len(told))
    return answer({"error": text, "errors": told}, error.status)


class ModernResponder:
    """The gate's words as JSON; for the document itself as a bare page."""

    def sign_in_required(self, request: Request, portal: Portal, lang: str) -> Response:
        """Nobody is signed in: the application goes to its sign-in page."""
        del request
        text = portal.words.say(lang, "script.expired")
        over = operation.current().over_page
        return answer({"error": text, "code": "sign_in", "over": over}, 401)

    def trouble(
        self, request: Request, call: Call, problem: Problem, status: int, headers: dict[str, str]
    ) -> Response:
        """What went wrong."""
        text = call.portal.words.tell(call.lang, problem)
        if request.url.path.startswith("/api/"):
            told = {"error": text, "code": problem.key}
            return JSONResponse(told, status, {**FRESH, **headers})
        title = escape(call.portal.words.say(call.lang, "error.title"))
        html = (
            f'<!doctype html><html lang="{call.lang}"><meta charset="utf-8"><title>{title}</title>'
            f'<main><h1>{title}</h1><p role="alert">{escape(text)}</p></main></html>'
        )
        return HTMLResponse(html, status, {**FRESH, **headers})

    def accepted(self, request: Request, call: Call) -> Response:
        """The request is in hand."""
        del request
        say = call.portal.words.say
        title, text = say(call.lang, "accepted.title"), say(call.lang, "accepted.text")
        return answer({"accepted": True, "title": title, "text": text}, 202)
