"""The one document of the application, and the assets that it names."""

from __future__ import annotations

import secrets
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, RedirectResponse, Response

from mock_portal.call import LANG_COOKIE
from mock_portal.lang import LANGUAGES
from mock_portal.skins.center.middleware import TOKEN, Widget
from mock_portal.skins.center.widget import address
from mock_portal.skins.shared.built import HTML_LANGUAGES, read, script_safe, words

if TYPE_CHECKING:
    from starlette.requests import Request

    from mock_portal.call import Call
    from mock_portal.core.portal import Portal

_HERE = Path(__file__).parent
DOCUMENT = "/ippCenter.htm"
_AROUND = {
    "bar": "<h2>工作台</h2>{frame}",
    "menu": "<table><tr><td><a href='/'>工作台</a></td><td>{frame}</td></tr></table>",
    "late": "<div></div><script>setTimeout(() => {{ document.querySelector('div').innerHTML = "
    '"{frame}" }}, 900)</script>',
    "tall": "<div style='height:500px'>工作台</div>{frame}<div style='height:900px'></div>",
}
"""What is around the application where it stands in a frame, by the setting `in_frame`."""
_FRAME = f"<iframe src='{DOCUMENT}#/account' width='1150' height='820' frameborder='0'></iframe>"


class Shell:
    """Serves the document in the visitor's language."""

    def __init__(self, portal: Portal, widget: Widget) -> None:
        self.portal = portal
        self.widget = widget
        built = read(_HERE)
        self.document = built.document
        self.assets = built.assets
        self.words = {lang: words(portal, _HERE, lang) for lang in LANGUAGES}

    async def enter(self, _request: Request) -> Response:
        """The bare address leads to the document, or shows it in a frame."""
        around = _AROUND.get(self.portal.settings.in_frame)
        if around is None:
            return RedirectResponse(DOCUMENT, 302)
        page = around.format(frame=_FRAME)
        return HTMLResponse(f"<!doctype html><meta charset=utf-8><title>工作台</title>{page}")

    async def show(self, request: Request, call: Call) -> Response:
        """The document; a language in its address is remembered."""
        token = call.session.csrf if call.session else request.cookies.get(TOKEN, "")
        token = token or secrets.token_urlsafe(18)
        headers = {
            "Cache-Control": "no-store",
            "Content-Security-Policy": "frame-ancestors 'self'",
        }
        response = HTMLResponse(self._document(call, token), headers=headers)
        response.set_cookie(TOKEN, token, samesite="lax")
        if request.query_params.get("lang") in LANGUAGES:
            response.set_cookie(LANG_COOKIE, call.lang, samesite="lax")
        return response

    def _document(self, call: Call, token: str) -> str:
        settings = self.portal.settings
        chinese = [page.strip() for page in settings.chinese_pages.split(",") if page.strip()]
        needed = LANGUAGES if chinese else (call.lang,)
        boot = {
            "lang": call.lang,
            "words": {lang: self.words[lang] for lang in needed},
            "signIn": {lang: address(self.widget, lang) for lang in LANGUAGES},
            "uploads": self.widget.origins.uploads,
            "chinesePages": chinese,
            "tour": settings.tour,
        }
        return (
            self.document.replace("__LANG__", HTML_LANGUAGES[call.lang])
            .replace("__TITLE__", escape(self.words[call.lang]["site.name"]))
            .replace("__TOKEN__", escape(token))
            .replace("__BOOT__", script_safe(boot))
        )
