"""The one document of the application, and the assets that it names."""

from __future__ import annotations

import hashlib
import json
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse

from mock_portal.call import LANG_COOKIE, Call
from mock_portal.lang import LANGUAGES
from mock_portal.skins.shared.built import HTML_LANGUAGES, read, script_safe, words

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from mock_portal.core.portal import Portal

_HERE = Path(__file__).parent


class Shell:
    """Serves the document in the visitor's language."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        built = read(_HERE)
        self.document = built.document
        self.assets = dict(built.assets)
        self.words = {lang: words(portal, _HERE, lang) for lang in LANGUAGES}
        self.catalogues = {lang: self._catalogue(lang) for lang in LANGUAGES}

    def _catalogue(self, lang: str) -> str:
        content = json.dumps(self.words[lang], ensure_ascii=False, sort_keys=True).encode()
        name = f"words-{lang}-{hashlib.sha256(content).hexdigest()[:8]}.json"
        self.assets[name] = content
        return f"/assets/{name}"

    async def show(self, request: Request, call: Call) -> Response:
        """The document; a language in its address is remembered."""
        response = HTMLResponse(self._document(call), headers={"Cache-Control": "no-store"})
        if request.query_params.get("lang") in LANGUAGES:
            response.set_cookie(LANG_COOKIE, call.lang, samesite="lax")
        return response

    def _document(self, call: Call) -> str:
        renamed = {k: t[call.lang] for k, t in self.portal.faults.words().items() if call.lang in t}
        words = {**self.words[call.lang], **renamed}
        boot = {"lang": call.lang, "words": words, "catalogues": self.catalogues}
        return (
            self.document.replace("__LANG__", HTML_LANGUAGES[call.lang])
            .replace("__TITLE__", escape(self._text(call, "site.name")))
            .replace("__WAITING__", self._placeholder(call))
            .replace("__BOOT__", script_safe(boot))
        )

    def _placeholder(self, call: Call) -> str:
        """What shows until the script has started: grey bars, or an inert sign-in form."""
        if call.session is not None:
            return '<div class="bones"></div><div class="bones"></div><div class="bones"></div>'
        name, password = self._text(call, "sign_in.name"), self._text(call, "sign_in.password")
        title = self._text(call, "sign_in.title")
        return (
            f'<form class="early"><p class="early-title">{escape(title)}</p>'
            f"<label>{escape(name)}<input type=text disabled></label>"
            f"<label>{escape(password)}<input type=password disabled></label>"
            f"<button type=button disabled>{escape(self._text(call, 'sign_in.button'))}</button>"
            "</form>"
        )

    def _text(self, call: Call, key: str) -> str:
        return self.words[call.lang][key]
