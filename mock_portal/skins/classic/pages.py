"""Pages of the classic skin: templates, assets, redirects, error pages."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import jinja2
from markupsafe import escape
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from mock_portal.clock import local
from mock_portal.faults import At, FaultKind

if TYPE_CHECKING:
    from starlette.requests import Request

    from mock_portal.call import Call
    from mock_portal.core.portal import Portal
    from mock_portal.lang import Problem

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
MENU = (
    ("home", "/uc/index.htm"),
    ("submission", "/uc/ipr/add.htm"),
    ("management", "/uc/ipr/list.htm"),
    ("complain", "/uc/complaint/add.htm"),
    ("complaints", "/uc/complaint/list.htm"),
    ("messages", "/uc/message/list.htm"),
    ("account", "/uc/account.htm"),
)
ASSETS = {path.name: path.read_bytes() for path in STATIC.iterdir()}
_CONTENT_TAGS = {name: hashlib.sha256(content).hexdigest()[:12] for name, content in ASSETS.items()}

_ENV = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    auto_reload=False,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENV.filters["forceescape"] = lambda text: escape(str(text))


def asset(name: str) -> str:
    """The address of an asset; it changes with the content."""
    return f"/assets/{name}?v={_CONTENT_TAGS[name]}"


def page(
    request: Request,
    call: Call,
    template: str,
    *,
    menu: str = "",
    at: At = At.PAGE,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **values: Any,  # noqa: ANN401  (whatever a template shows)
) -> Response:
    """A page in the visitor's language."""
    portal = call.portal

    def t(key: str, **args: object) -> str:
        return portal.words.text(call.lang, key, **args)

    announcement = portal.faults.take(FaultKind.ANNOUNCEMENT, at)
    tour = portal.faults.take(FaultKind.TOUR, at) if call.account else None
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    html = _ENV.get_template(template).render(
        t=t,
        local=local,
        lang=call.lang,
        account=call.account,
        csrf=values.pop("csrf", call.session.csrf if call.session else ""),
        form_token=secrets.token_hex(8),
        menu=MENU,
        place_in_menu=menu,
        here=here if request.method == "GET" else "/uc/index.htm",
        asset=asset,
        tour=tour is not None,
        announcement=announcement and announcement.text("text", t("announcement.text")),
        **values,
    )
    return HTMLResponse(html, status, {"Cache-Control": "no-store", **(headers or {})})


def redirect(address: str) -> Response:
    """Redirects with 303, so that a form's post ends at a page."""
    return RedirectResponse(address, 303, {"Cache-Control": "no-store"})


def is_script(request: Request) -> bool:
    """Whether a script of the page asks, which reads JSON."""
    return request.headers.get("x-requested-with") == "XMLHttpRequest"


class ClassicResponder:
    """What the middleware decides, as pages, or as JSON for the page's script."""

    def sign_in_required(self, request: Request, portal: Portal, lang: str) -> Response:
        """Sends to sign-in, which returns to the page."""
        if is_script(request):
            return JSONResponse({"error": portal.words.text(lang, "script.expired")}, 401)
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        if request.method == "POST":
            referer = request.headers.get("referer", "")
            base = str(request.base_url)
            known = referer.startswith(base)
            target = "/" + referer.removeprefix(base) if known else "/uc/index.htm"
        return redirect(f"/login.htm?return={quote(target, safe='')}")

    def error(
        self, request: Request, call: Call, problem: Problem, status: int, headers: dict[str, str]
    ) -> Response:
        """An error page."""
        text = call.portal.words.problem_text(call.lang, problem)
        if is_script(request):
            return JSONResponse({"error": text}, status, headers)
        title = call.portal.words.text(call.lang, "error.title")
        return page(
            request, call, "note.html", status=status, headers=headers,
            title=title, text=text, wrong=True,
        )  # fmt: skip

    def accepted(self, request: Request, call: Call) -> Response:
        """The request is accepted and carried out later."""
        if is_script(request):
            return JSONResponse({}, 202)
        text_of = call.portal.words.text
        title, text = text_of(call.lang, "accepted.title"), text_of(call.lang, "accepted.text")
        return page(request, call, "note.html", status=202, title=title, text=text, wrong=False)
