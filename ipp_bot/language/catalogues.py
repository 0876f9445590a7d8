"""The catalogues of messages: gettext's text format (.po), a file for each part of the program."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

__all__ = ["PAGE", "messages_of_page", "messages_of_sentences", "read_catalogue"]

PAGE = "page.po"
"""Headings, buttons and labels of the local web page: asked for by their message, never found in
a sentence."""

_LINE = re.compile(r'^(?:(msgid_plural|msgid|msgstr)(?:\[(\d+)\])? )?"((?:[^"\\]|\\.)*)"$')
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


def read_catalogue(text: str) -> dict[str, str]:
    """The messages of a catalogue with their translation; of several forms the first."""
    found: dict[str, str] = {}
    parts: dict[str, str] = {}
    at = ""

    def keep() -> None:
        if parts.get("msgid") and parts.get("msgstr"):
            found[parts["msgid"]] = parts["msgstr"]
        parts.clear()

    for line in text.splitlines():
        match = _LINE.match(line)
        if match is None:
            continue
        word, form, quoted = match.groups()
        if word == "msgid":
            keep()
        if word is not None:
            at = f"{word}{form}" if form not in (None, "0") else word
        parts[at] = parts.get(at, "") + _unescaped(quoted)
    keep()
    return found


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found.group(1), found.group(1)), text)


@lru_cache(maxsize=1)
def messages_of_page() -> dict[str, str]:
    """The messages of the local web page."""
    place = resources.files("ipp_bot.language") / "zh" / PAGE
    return read_catalogue(place.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def messages_of_sentences() -> dict[str, str]:
    """The messages by which sentences are found."""
    found: dict[str, str] = {}
    for place in (resources.files("ipp_bot.language") / "zh").iterdir():
        if place.name.endswith(".po") and place.name != PAGE:
            found |= read_catalogue(place.read_text(encoding="utf-8"))
    return found
