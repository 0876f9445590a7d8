"""Answers of the API: pages, records, field errors, what the middleware decides."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, JSONResponse, Response

from mock_portal.core import request_faults
from mock_portal.faults import At, FaultKind
from mock_portal.skins.shared.fields import error_text
from mock_portal.skins.shared.submission import FRESH, json_response

if TYPE_CHECKING:
    from starlette.requests import Request

    from mock_portal.call import Call
    from mock_portal.core.errors import FieldErrors
    from mock_portal.core.portal import Portal
    from mock_portal.forms import Form
    from mock_portal.lang import Problem


def page(call: Call, data: dict[str, Any], *, at: At = At.PAGE) -> JSONResponse:
    """What a page of the application shows, with the announcement or tour that may cover it."""
    fault = call.portal.faults.take(FaultKind.ANNOUNCEMENT, at)
    text_of = call.portal.words.text
    announcement = fault and fault.text("text", text_of(call.lang, "announcement.text"))
    tour = call.portal.faults.take(FaultKind.TOUR, at) is not None
    return json_response({**data, "announcement": announcement, "tour": tour})


def field_errors(call: Call, error: FieldErrors, form: Form | None = None) -> Response:
    """What is wrong, field by field."""
    words = call.portal.words
    errors = {
        name: error_text(call, form, problem) if form else words.problem_text(call.lang, problem)
        for name, problem in error.problems.items()
    }
    text = words.text(call.lang, "error.fields", count=len(errors))
    return json_response({"error": text, "errors": errors}, error.status)


class ModernResponder:
    """What the middleware decides, as JSON; for the document itself as a bare page."""

    def sign_in_required(self, request: Request, portal: Portal, lang: str) -> Response:
        """Nobody is signed in: the application goes to its sign-in page."""
        del request
        text = portal.words.text(lang, "script.expired")
        over = request_faults.current().over_page
        return json_response({"error": text, "code": "sign_in", "over": over}, 401)

    def error(
        self, request: Request, call: Call, problem: Problem, status: int, headers: dict[str, str]
    ) -> Response:
        """An error, with the key of its sentence as `code`."""
        text = call.portal.words.problem_text(call.lang, problem)
        if request.url.path.startswith("/api/"):
            data = {"error": text, "code": problem.key}
            return JSONResponse(data, status, {**FRESH, **headers})
        title = escape(call.portal.words.text(call.lang, "error.title"))
        html = (
            f'<!doctype html><html lang="{call.lang}"><meta charset="utf-8"><title>{title}</title>'
            f'<main><h1>{title}</h1><p role="alert">{escape(text)}</p></main></html>'
        )
        return HTMLResponse(html, status, {**FRESH, **headers})

    def accepted(self, request: Request, call: Call) -> Response:
        """The request is accepted and carried out later."""
        del request
        text_of = call.portal.words.text
        title = text_of(call.lang, "accepted.title")
        text = text_of(call.lang, "accepted.text")
        return json_response({"accepted": True, "title": title, "text": text}, 202)
