"""The one document of the application, and the assets that it names."""

from __future__ import annotations

import hashlib
import json
import mimetypes
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from starlette.responses import HTMLResponse, Response

from mock_portal.lang import LANGUAGES
from mock_portal.middleware import LANG_COOKIE, Call

if TYPE_CHECKING:
    from starlette.requests import Request

    from mock_portal.core.portal import Portal

_HERE = Path(__file__).parent
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_TONGUES = {"en": "en", "zh": "zh-CN"}


@dataclass(frozen=True, slots=True)
class Built:
    """What the build left: the document with its gaps, and the files beside it."""

    document: str
    assets: dict[str, bytes]


def read(folder: Path = _HERE / "dist") -> Built:
    """The built application; ValueError says how to build it."""
    document = folder / "index.html"
    if not document.is_file():
        raise ValueError("the modern skin is not built: run `bash tools/build_modern.sh`")
    files = (path for path in (folder / "assets").iterdir() if path.is_file())
    return Built(document.read_text("utf-8"), {path.name: path.read_bytes() for path in files})


def words(portal: Portal, lang: str) -> dict[str, str]:
    """All words of a language: the portal's, and those that only this skin needs."""
    told = {key: portal.words.say(lang, key) for key in portal.words.keys(lang)}
    own = yaml.safe_load((_HERE / "lang" / f"{lang}.yaml").read_text("utf-8"))
    for group, entries in own.items():
        told.update({f"{group}.{key}": str(text) for key, text in entries.items()})
    return told


class Shell:
    """Serves the document in the visitor's language."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        built = read()
        self.document = built.document
        self.assets = dict(built.assets)
        self.words = {lang: words(portal, lang) for lang in LANGUAGES}
        self.catalogues = {lang: self._catalogue(lang) for lang in LANGUAGES}

    def _catalogue(self, lang: str) -> str:
        content = json.dumps(self.words[lang], ensure_ascii=False, sort_keys=True).encode()
        name = f"words-{lang}-{hashlib.sha256(content).hexdigest()[:8]}.json"
        self.assets[name] = content
        return f"/assets/{name}"

    async def show(self, request: Request, call: Call) -> Response:
        """The document; a language in its address is remembered."""
        response = HTMLResponse(self._filled(call), headers={"Cache-Control": "no-store"})
        if request.query_params.get("lang") in LANGUAGES:
            response.set_cookie(LANG_COOKIE, call.lang, samesite="lax")
        return response

    async def asset(self, request: Request) -> Response:
        """A script, a style sheet, a catalogue of words."""
        name = request.path_params["name"]
        if name not in self.assets:
            return Response(status_code=404)
        self.portal.stats.assets += 1
        return Response(self.assets[name], 200, _FOREVER, mimetypes.guess_type(name)[0])

    def _filled(self, call: Call) -> str:
        renamed = {k: t[call.lang] for k, t in self.portal.faults.words().items() if call.lang in t}
        words = {**self.words[call.lang], **renamed}
        boot = {"lang": call.lang, "words": words, "catalogues": self.catalogues}
        return (
            self.document.replace("__LANG__", _TONGUES[call.lang])
            .replace("__TITLE__", escape(self._say(call, "site.name")))
            .replace("__WAITING__", self._waiting(call))
            .replace("__BOOT__", _script_safe(boot))
        )

    def _waiting(self, call: Call) -> str:
        """What stands there until the script takes over: for strangers a sign-in form, inert."""
        if call.session is not None:
            return '<div class="bones"></div><div class="bones"></div><div class="bones"></div>'
        name, password = self._say(call, "sign_in.name"), self._say(call, "sign_in.password")
        return (
            f'<form class="early"><p class="early-title">{escape(self._say(call, "sign_in.title"))}'
            f"</p><label>{escape(name)}<input type=text disabled></label>"
            f"<label>{escape(password)}<input type=password disabled></label>"
            f"<button type=button disabled>{escape(self._say(call, 'sign_in.button'))}</button>"
            "</form>"
        )

    def _say(self, call: Call, key: str) -> str:
        return self.words[call.lang][key]


def _script_safe(data: Any) -> str:  # noqa: ANN401  (whatever the page starts with)
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
