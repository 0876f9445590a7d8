"""Templates and assets of the classic skin."""

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

    from mock_portal.core.errors import Problem
    from mock_portal.core.portal import Portal
    from mock_portal.gate import Call

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
_TAGS = {name: hashlib.sha256(content).hexdigest()[:12] for name, content in ASSETS.items()}

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
    """The address of an asset, which changes with its content."""
    return f"/assets/{name}?v={_TAGS[name]}"


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
        return portal.words.say(call.lang, key, **args)

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


def told_size(portal: Portal, lang: str, size: int) -> str:
    """A size as pages show it, exact in brackets."""
    kilo = size / 1024
    short = f"{kilo:.1f} KB" if kilo < 1024 else f"{kilo / 1024:.2f} MB"  # noqa: PLR2004
    return f"{short} ({size:,} {portal.words.say(lang, 'script.bytes')})"


def go(address: str) -> Response:
    """Redirects a browser, a form's post to a page."""
    return RedirectResponse(address, 303, {"Cache-Control": "no-store"})


def scripted(request: Request) -> bool:
    """Whether a script of ours asks, which reads JSON."""
    return request.headers.get("x-requested-with") == "XMLHttpRequest"


class ClassicResponder:
    """The gate's words as pages, or as JSON for the pages' script."""

    def sign_in_required(self, request: Request, portal: Portal, lang: str) -> Response:
        """Sends to sign-in, which returns to the page."""
        if scripted(request):
            return JSONResponse({"error": portal.words.say(lang, "script.expired")}, 401)
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        if request.method == "POST":
            referer = request.headers.get("referer", "")
            base = str(request.base_url)
            known = referer.startswith(base)
            target = "/" + referer.removeprefix(base) if known else "/uc/index.htm"
        return go(f"/login.htm?return={quote(target, safe='')}")

    def trouble(
        self, request: Request, call: Call, problem: Problem, status: int, headers: dict[str, str]
    ) -> Response:
        """An error page."""
        text = call.portal.words.tell(call.lang, problem)
        if scripted(request):
            return JSONResponse({"error": text}, status, headers)
        title = call.portal.words.say(call.lang, "error.title")
        return page(
            request, call, "note.html", status=status, headers=headers,
            title=title, text=text, wrong=True,
        )  # fmt: skip

    def accepted(self, request: Request, call: Call) -> Response:
        """The request is in hand."""
        if scripted(request):
            return JSONResponse({}, 202)
        say = call.portal.words.say
        title, text = say(call.lang, "accepted.title"), say(call.lang, "accepted.text")
        return page(request, call, "note.html", status=202, title=title, text=text, wrong=False)
