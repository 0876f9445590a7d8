"""The sign-in widget: a page of another origin that the application shows in a frame."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.responses import HTMLResponse, JSONResponse, Response

from mock_portal.core import accounts
from mock_portal.core.challenges import Challenge, ChallengeKind
from mock_portal.core.errors import Refused
from mock_portal.lang import LANGUAGES
from mock_portal.skins.shared.built import HTML_LANGUAGES, script_safe, words
from mock_portal.skins.shared.sign_in import is_passed, masked_email
from mock_portal.skins.shared.submission import FRESH

if TYPE_CHECKING:
    from starlette.requests import Request

    from mock_portal.call import Call
    from mock_portal.core.portal import Portal
    from mock_portal.skins.center.middleware import Widget

_HERE = Path(__file__).parent
_PAGE = (_HERE / "mini_login" / "mini_login.html").read_text("utf-8")
_ASSETS = {p.name: p.read_bytes() for p in (_HERE / "mini_login").iterdir() if p.suffix != ".html"}
_TYPES = {".js": "text/javascript", ".css": "text/css"}


def address(widget: Widget, lang: str) -> str:
    """The frame's address in a language."""
    told = {
        "lang": "zh_CN" if lang == "zh" else "en_US",
        "appName": "ippcenter",
        "styleType": "auto",
        "notLoadSsoView": "true",
    }
    return f"{widget.origins.sign_in}/mini_login.htm?{urlencode(told)}"


class SignIn:
    """The handlers of the widget."""

    def __init__(self, portal: Portal, widget: Widget) -> None:
        self.widget = widget
        self.words = {lang: words(portal, _HERE, lang) for lang in LANGUAGES}

    async def show(self, _request: Request, call: Call) -> Response:
        """The widget's page, which nobody but the portal may frame."""
        said = self.words[call.lang]
        told = {
            "csrf": self.widget.visit(),
            "parent": self.widget.origins.pages,
            "lang": "zh_CN" if call.lang == "zh" else "en_US",
            "tab": call.portal.settings.sign_in_tab,
            "words": {k: v for k, v in said.items() if k.startswith(("sign_in.", "widget."))},
        }
        html = _PAGE.replace("__LANG__", HTML_LANGUAGES[call.lang]).replace(
            "__VIEW__", script_safe(told)
        )
        policy = f"frame-ancestors {self.widget.origins.pages}"
        return HTMLResponse(html, headers={**FRESH, "Content-Security-Policy": policy})

    async def asset(self, request: Request) -> Response:
        """The widget's script and style sheet."""
        name = str(request.path_params["name"])
        if name not in _ASSETS:
            return Response(status_code=404)
        return Response(_ASSETS[name], headers=FRESH, media_type=_TYPES[Path(name).suffix])

    async def enter(self, _request: Request, call: Call) -> Response:
        """Name and password, and the check that was passed before this press."""
        name, password = (str(call.form.get(key, "")) for key in ("loginId", "password2"))
        passed = str(call.form.get("ncToken", ""))
        try:
            outcome = accounts.sign_in(call.portal, name, password, "", passed=passed)
        except Refused as refusal:
            text = call.portal.words.problem_text(call.lang, refusal.problem)
            return _told({"resultCode": 5013, "titleMsg": text}, done=False)
        if not isinstance(outcome, Challenge):
            return _told({"resultCode": 100, "st": self.widget.ticket(outcome)})
        told = {
            "resultCode": 3000,
            "ask": "code" if outcome.kind is ChallengeKind.EMAIL_CODE else "slider",
            "ncToken": outcome.token,
            "email": masked_email(call, outcome),
        }
        return _told(told, done=False)

    async def check(self, _request: Request, call: Call) -> Response:
        """What the person did; a passed check is good for the next press of Sign in."""
        challenge = call.portal.challenges.find(str(call.form.get("ncToken", "")))
        if challenge is not None:
            challenge.solved = is_passed(challenge, call)
        return _told({"solved": bool(challenge and challenge.solved)})

    async def waits(self, request: Request, call: Call) -> Response:
        """Whether a person has passed the check meanwhile."""
        challenge = call.portal.challenges.find(request.query_params.get("ncToken", ""))
        return _told({"solved": bool(challenge and challenge.solved)})


def _told(data: dict[str, Any], *, done: bool = True) -> Response:
    content = {"data": data, "success": done, "status": 0}
    return JSONResponse({"content": content, "hasError": False}, headers=FRESH)
