"""What the calls answer: an envelope of success, data, errorCode and message."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from mock_portal.core import request_faults
from mock_portal.faults import At, FaultKind
from mock_portal.skins.shared.fields import error_text
from mock_portal.skins.shared.submission import FRESH

if TYPE_CHECKING:
    from starlette.requests import Request

    from mock_portal.call import Call
    from mock_portal.core.errors import FieldErrors
    from mock_portal.core.portal import Portal
    from mock_portal.forms import Form
    from mock_portal.lang import Problem

SESSION_EXPIRED = "FAIL_SYS_SESSION_EXPIRED"
_CODES = {
    "error.csrf": "FAIL_SYS_TOKEN_EXOIRED",  # spelt as the family spells it
    "error.not_found": "NOT_FOUND",
    "error.duplicate": "DUPLICATE",
}
_BROKEN = frozenset({"error.server", "error.maintenance", "upload.failed"})
"""Errors of the server itself, which have a status of their own."""


def answer(data: dict[str, Any]) -> JSONResponse:
    """What was asked for."""
    envelope = {"success": True, "data": data, "errorCode": "", "message": ""}
    return JSONResponse(envelope, headers=FRESH)


def refusal(
    code: str,
    message: str,
    data: dict[str, Any] | None = None,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """Why it was not done; the status is 200 unless the server itself is unwell."""
    envelope = {"success": False, "data": data, "errorCode": code, "message": message}
    return JSONResponse(envelope, status, {**FRESH, **(headers or {})})


def page(call: Call, data: dict[str, Any], *, at: At = At.PAGE) -> JSONResponse:
    """What a page shows, with what may lie over it and the words that were changed."""
    faults = call.portal.faults
    fault = faults.take(FaultKind.ANNOUNCEMENT, at)
    text = call.portal.words.text(call.lang, "announcement.text")
    more = {
        "announcement": fault and fault.text("text", text),
        "tour": faults.take(FaultKind.TOUR, at) is not None,
        "words": changed_words(call),
    }
    return answer({**data, **more})


def changed_words(call: Call) -> dict[str, str]:
    """What is called something else; each call whose answer a page draws tells it."""
    changed = call.portal.faults.words()
    return {key: texts[call.lang] for key, texts in changed.items() if call.lang in texts}


def field_errors(call: Call, error: FieldErrors, form: Form | None = None) -> Response:
    """What is wrong, field by field."""
    words = call.portal.words
    errors = {
        name: error_text(call, form, problem) if form else words.problem_text(call.lang, problem)
        for name, problem in error.problems.items()
    }
    text = words.text(call.lang, "error.fields", count=len(errors))
    return refusal("FIELD_ERRORS", text, {"errors": errors})


class CenterResponder:
    """What the middleware decides, in the envelope; for a document as a bare page."""

    def sign_in_required(self, request: Request, portal: Portal, lang: str) -> Response:
        """Nobody is signed in: the application, which is loaded anew, shows the widget."""
        if request.url.path.endswith(".htm"):
            return RedirectResponse(request.url.path, 302, FRESH)
        over = {"overPage": request_faults.current().over_page}
        return refusal(SESSION_EXPIRED, portal.words.text(lang, "script.expired"), over)

    def error(
        self, request: Request, call: Call, problem: Problem, status: int, headers: dict[str, str]
    ) -> Response:
        """What went wrong."""
        text = call.portal.words.problem_text(call.lang, problem)
        if request.url.path.endswith(".htm"):
            return _bare(call, text, status, headers)
        code = _CODES.get(problem.key, problem.key.rpartition(".")[2].upper())
        shown = status if problem.key in _BROKEN else 200
        return refusal(code, text, status=shown, headers=headers)

    def accepted(self, request: Request, call: Call) -> Response:
        """The request is in hand."""
        del request
        text_of = call.portal.words.text
        title, text = text_of(call.lang, "accepted.title"), text_of(call.lang, "accepted.text")
        return answer({"processing": True, "title": title, "text": text})


def _bare(call: Call, text: str, status: int, headers: dict[str, str]) -> Response:
    title = escape(call.portal.words.text(call.lang, "error.title"))
    html = (
        f'<!doctype html><html lang="{call.lang}"><meta charset="utf-8"><title>{title}</title>'
        f'<main><h1>{title}</h1><p role="alert">{escape(text)}</p></main></html>'
    )
    return HTMLResponse(html, status, {**FRESH, **headers})
