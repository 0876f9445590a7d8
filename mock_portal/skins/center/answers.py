"""What the calls answer: an envelope of success, data, errorCode and message."""

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
SESSION_EXPIRED = "FAIL_SYS_SESSION_EXPIRED"
_CODES = {
    "error.csrf": "FAIL_SYS_TOKEN_EXOIRED",  # spelt as the family spells it
    "error.not_found": "NOT_FOUND",
    "error.duplicate": "DUPLICATE",
}
_BROKEN = frozenset({"error.server", "error.maintenance", "upload.failed"})
"""Troubles of the server itself, which have a status of their own."""


def answer(data: dict[str, Any]) -> JSONResponse:
    """What was asked for."""
    told = {"success": True, "data": data, "errorCode": "", "message": ""}
    return JSONResponse(told, headers=FRESH)


def refusal(
    code: str,
    message: str,
    data: dict[str, Any] | None = None,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """Why it was not done; the status is 200 unless the server itself is unwell."""
    told = {"success": False, "data": data, "errorCode": code, "message": message}
    return JSONResponse(told, status, {**FRESH, **(headers or {})})


def page(call: Call, data: dict[str, Any], *, at: At = At.PAGE) -> JSONResponse:
    """What a page shows, with what may lie over it and the words that were changed."""
    faults = call.portal.faults
    told = faults.take(FaultKind.ANNOUNCEMENT, at)
    text = call.portal.words.say(call.lang, "announcement.text")
    words = {key: texts[call.lang] for key, texts in faults.words().items() if call.lang in texts}
    more = {
        "announcement": told and told.text("text", text),
        "tour": faults.take(FaultKind.TOUR, at) is not None,
        "words": words,
    }
    return answer({**data, **more})


def field_errors(call: Call, error: FieldErrors, form: Form | None = None) -> Response:
    """What is wrong, field by field."""
    say, tell = call.portal.words.say, call.portal.words.tell
    told = {
        name: error_text(call, form, problem) if form else tell(call.lang, problem)
        for name, problem in error.problems.items()
    }
    text = say(call.lang, "error.fields", count=len(told))
    return refusal("FIELD_ERRORS", text, {"errors": told})


class CenterResponder:
    """The gate's words in the envelope; for a document as a bare page."""

    def sign_in_required(self, request: Request, portal: Portal, lang: str) -> Response:
        """Nobody is signed in: the application shows the widget."""
        del request
        over = {"overPage": operation.current().over_page}
        return refusal(SESSION_EXPIRED, portal.words.say(lang, "script.expired"), over)

    def trouble(
        self, request: Request, call: Call, problem: Problem, status: int, headers: dict[str, str]
    ) -> Response:
        """What went wrong."""
        text = call.portal.words.tell(call.lang, problem)
        if request.url.path.endswith(".htm"):
            return _bare(call, text, status, headers)
        code = _CODES.get(problem.key, problem.key.rpartition(".")[2].upper())
        shown = status if problem.key in _BROKEN else 200
        return refusal(code, text, status=shown, headers=headers)

    def accepted(self, request: Request, call: Call) -> Response:
        """The request is in hand."""
        del request
        say = call.portal.words.say
        title, text = say(call.lang, "accepted.title"), say(call.lang, "accepted.text")
        return answer({"processing": True, "title": title, "text": text})


def _bare(call: Call, text: str, status: int, headers: dict[str, str]) -> Response:
    title = escape(call.portal.words.say(call.lang, "error.title"))
    html = (
        f'<!doctype html><html lang="{call.lang}"><meta charset="utf-8"><title>{title}</title>'
        f'<main><h1>{title}</h1><p role="alert">{escape(text)}</p></main></html>'
    )
    return HTMLResponse(html, status, {**FRESH, **headers})
