"""Taking out of recorded documents what is somebody's: values become their kind, data goes."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ipp_bot.profile import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ipp_bot.profile import Profile

__all__ = ["Emptier", "Secret", "words_of"]

_LONG_DIGITS = re.compile(r"\d{5,}")
_TIMES = re.compile(r"\d{1,4}([-/.:年月]\d{1,4}){1,2}日?")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+")
_ADDRESS_IN_CSS = re.compile(r"url\([^)]*\)|@import[^;]*;|@font-face\s*\{[^}]*\}")
_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "wbr"})
_TEXTS = frozenset({"title", "placeholder", "alt", "aria-label", "value", "name", "id", "for"})
_OPERATING = frozenset({"button", "a", "label", "th", "option", "select", "legend"})
_LEAST = 2
"""Characters of a value that is searched for."""
_LEAST_PLAIN = 4
"""The same where it consists of ASCII characters alone: shorter ones stand in any text."""


@dataclass(frozen=True, slots=True)
class Secret:
    """Something that must not be in a bundle."""

    text: str
    kind: str
    """What it is, for a sentence and in place of it: `name`, `cookie`."""

    @property
    def is_searched(self) -> bool:
        """Whether it is long enough to be told from ordinary words."""
        text = self.text.strip()
        return len(text) >= (_LEAST_PLAIN if text.isascii() else _LEAST)


def words_of(*profiles: Profile) -> frozenset[str]:
    """All words that these profiles know of a portal, folded."""
    found: set[str] = set()
    for profile in profiles:
        vocabularies: list[Mapping[str, Sequence[str]]] = [
            profile.labels,
            profile.statuses,
            profile.types,
            profile.places,
            profile.countries,
        ]
        vocabularies += [
            {field.key: field.labels, **field.options}
            for form in profile.forms
            for field in form.fields
        ]
        found |= {
            folded(word)
            for vocabulary in vocabularies
            for words in vocabulary.values()
            for word in words
        }
    return frozenset(found)


class Emptier:
    """Writes recorded documents without anybody's data."""

    def __init__(self, secrets: Iterable[Secret], words: frozenset[str]) -> None:
        """`words` are the portal's own, which stay wherever they stand."""
        known = {(_plain(one.text)[0], one.kind) for one in secrets if one.is_searched}
        # The longest first: a name may hold a shorter one.
        self._known = sorted(known, key=lambda pair: -len(pair[0]))
        self._words = words

    def text(self, text: str) -> str:
        """A text without known values, numbers, times and mail addresses."""
        plain, _ = _plain(text)
        for known, kind in self._known:
            if known in plain:
                text = _replaced(text, known, f"⟦{kind}⟧")
        text = _MAIL.sub("⟦mail⟧", text)
        text = _TIMES.sub(lambda found: re.sub(r"\d", "0", found[0]), text)
        return _LONG_DIGITS.sub(lambda found: "0" * len(found[0]), text)

    def address(self, address: str) -> str:
        """An address without origin, and without the values of its query."""
        parts = urlsplit(address)
        query = "&".join(pair.partition("=")[0] + "=" for pair in parts.query.split("&") if pair)
        path, _, inner = parts.fragment.partition("?")
        keys = "&".join(pair.partition("=")[0] + "=" for pair in inner.split("&") if pair)
        fragment = f"#{path}{f'?{keys}' if keys else ''}" if parts.fragment else ""
        return self.text(f"{parts.path}{f'?{query}' if query else ''}{fragment}")

    def document(self, tree: Mapping[str, Any], styles: str) -> str:
        """The HTML of a document, whose styles lie at that address; it runs no script."""
        parts = "".join(self._element(tree, _Where()))
        head = f'<meta charset="utf-8"><link rel="stylesheet" href="{styles}">'
        return f"<!doctype html>\n{parts.replace('<head>', f'<head>{head}', 1)}\n"

    def styles(self, css: str) -> str:
        """Style rules without addresses; a value that one of them draws is left to the search."""
        return _ADDRESS_IN_CSS.sub("none", css)

    def _element(self, node: Any, where: _Where) -> Iterator[str]:  # noqa: ANN401  JSON
        if isinstance(node, str):
            yield html.escape(self._shown(node, where), quote=False)
            return
        tag: str = node["t"]
        inside = where.inside(node)
        yield f"<{tag}{''.join(self._attributes(node['a'], inside))}>"
        if tag in _VOID:
            return
        if "s" in node:
            yield '<template shadowrootmode="open">'
            for child in node["s"]:
                yield from self._element(child, inside)
            yield "</template>"
        for child in node["c"]:
            yield from self._element(child, inside)
        yield f"</{tag}>"

    def _attributes(self, attributes: Mapping[str, str], where: _Where) -> Iterator[str]:
        for name, value in attributes.items():
            kept = value
            if name == "href":
                kept = "#" if value.startswith(("#", "javascript:")) else self.address(value)
            elif name in ("style", "class", "d"):
                kept = self.text(self.styles(value)) if name != "d" else value
            elif name in ("title", "alt", "aria-label"):
                kept = self._shown(value, where)
            elif name in _TEXTS or name.startswith("aria-"):
                kept = self.text(value)
            yield f' {name}="{html.escape(kept)}"'

    def _shown(self, text: str, where: _Where) -> str:
        if not text.strip():
            return text
        if where.is_data and not where.is_operating and not self._is_word(text):
            return f"⟦{_kind(text)}⟧"
        return self.text(text)

    def _is_word(self, text: str) -> bool:
        return folded(text) in self._words or not re.search(r"\w", text)


@dataclass(frozen=True, slots=True)
class _Where:
    """Where in a document an element stands."""

    is_data: bool = False
    """Whether it stands where a record's data do: in a cell, or behind a term."""
    is_operating: bool = False
    """Whether it stands in a button, a label or a list of choices."""
    in_list: bool = False
    """Whether it stands in a table with headings."""

    def inside(self, node: Mapping[str, Any]) -> _Where:
        """The same for what stands in this element."""
        tag, role = node["t"], node["a"].get("role", "")
        if tag == "table" or role in ("table", "grid"):
            heads = _count(node, {"th"}, {"columnheader"})
            return _Where(in_list=heads > 2)  # noqa: PLR2004 - fewer may be a fact with its value
        is_cell = tag == "td" or role in ("cell", "gridcell")
        if is_cell and not _count(node, {"input", "select", "textarea"}, set()):
            return _Where(is_data=self.in_list, in_list=self.in_list)
        if tag == "dd":
            return _Where(is_data=True)
        operating = tag in _OPERATING or role in ("button", "option", "menuitem", "tab")
        # In a list of records a link may bear a record's name.
        operates = operating and not (self.is_data and tag == "a")
        return _Where(self.is_data, self.is_operating or operates, self.in_list)


def _count(node: Any, tags: set[str], roles: set[str]) -> int:  # noqa: ANN401  JSON
    if isinstance(node, str):
        return 0
    own = node["t"] in tags or node["a"].get("role", "") in roles
    return own + sum(_count(child, tags, roles) for child in node["c"])


def _kind(text: str) -> str:
    text = text.strip()
    if _TIMES.fullmatch(text) or re.fullmatch(r"[\d\s:./年月日-]+", text):
        return "date" if re.search(r"[-/.年:]", text) else "number"
    return "number" if re.search(r"\d{4,}", text) and len(text.split()) == 1 else "text"


def _plain(text: str) -> tuple[str, list[int]]:
    """The text without width, case and blanks, and where each of its characters came from."""
    signs: list[str] = []
    places: list[int] = []
    for at, char in enumerate(text):
        for sign in unicodedata.normalize("NFKC", char).casefold():
            if not sign.isspace():
                signs.append(sign)
                places.append(at)
    return "".join(signs), places


def _replaced(text: str, wanted: str, by: str) -> str:
    plain, places = _plain(text)
    found = plain.find(wanted) if wanted else -1
    while found >= 0:
        begin, end = places[found], places[found + len(wanted) - 1] + 1
        text = f"{text[:begin]}{by}{text[end:]}"
        plain, places = _plain(text)
        found = plain.find(wanted, found + len(_plain(by)[0]))
    return text
