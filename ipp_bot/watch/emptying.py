"""Taking out of recorded documents what is somebody's: values become their kind, data goes."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass, replace
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
_SIZE = re.compile(
    r"(?<![\d.,])(?:\d{3,}|\d{1,3}(?:,\d{3})+|[\d,]*\d\.\d+|\d{1,3}(?:,\d{3})+\.\d+)"
    r"(?=\s?(?:[KMG]i?)?B\b|\s?字节)"
)
_COMPANY = re.compile(
    r"[\w()（）·]{2,}?(?:有限责任公司|有限公司|股份公司)"
    r"|[A-Z][\w&'-]*(?:,? (?:[A-Z][\w&'-]*|of|and|&))*,? (?:Co\.,? ?Ltd\b\.?|Ltd\b\.?|Limited\b"
    r"|Inc\b\.?|LLC\b|LLP\b|GmbH\b|S\.A\.|Corp\b\.?|Corporation\b)"
)
"""What calls itself a company."""
_CUT = re.compile(r"…|\.{3,}|⋯")
_DRAWN_BY_CSS = re.compile(r"(content:\s*)(\"[^\"]{4,}\"|'[^']{4,}')")
_PERSONS = re.compile(
    r"user|account|avatar|member|nick|login-?name|greeting|welcome|profile", re.IGNORECASE
)
"""Classes of what shows who is signed in."""
_LONGEST_PERSON = 60
"""Characters."""
_LONGEST_LINE = 300
"""Characters of what is looked through as one text, whatever it is split into."""
_INLINE = frozenset(
    {"a", "b", "bdi", "em", "font", "i", "mark", "s", "small", "span", "strong", "u", "wbr"}
)
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
        text = self._without_cut(text)
        if not self._is_word(text):
            text = _COMPANY.sub("⟦company⟧", text)
        text = _SIZE.sub(lambda found: re.sub(r"\d", "0", found[0]), text)
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
        """Style rules without addresses, and without the values that they draw."""
        css = _ADDRESS_IN_CSS.sub("none", css)
        return _DRAWN_BY_CSS.sub(lambda found: f"{found[1]}{self.text(found[2])}", css)

    def _without_cut(self, text: str) -> str:
        """The text without the beginnings of known values that end in three dots."""
        at = 0
        while found := _CUT.search(text, at):
            before, places = _plain(text[: found.start()])
            for known, kind in self._known:
                least = _LEAST_PLAIN if known.isascii() else _LEAST
                lengths = range(min(len(known), len(before)), least - 1, -1)
                length = next((one for one in lengths if before.endswith(known[:one])), 0)
                if length:
                    begin = places[len(before) - length]
                    text = f"{text[:begin]}⟦{kind}⟧{text[found.start() :]}"
                    break
            at = text.index(found[0], at if at < len(text) else 0) + len(found[0])
        return text

    def _is_split(self, node: Mapping[str, Any]) -> bool:
        """Whether a known value stands in the element's line, and in none of its parts alone."""
        texts = [one for one in node["c"] if isinstance(one, str)]
        inner = [one for one in node["c"] if not isinstance(one, str)]
        if not inner or any(one["t"] not in _INLINE for one in inner):
            return False
        parts = [_plain(one)[0] for one in (*texts, *map(_whole_text, inner))]
        line = _plain(_whole_text(node))[0]
        return len(line) <= _LONGEST_LINE and any(
            known in line and not any(known in part for part in parts) for known, _ in self._known
        )

    def _element(self, node: Any, where: _Where) -> Iterator[str]:  # noqa: ANN401  JSON
        if isinstance(node, str):
            yield html.escape(self._shown(node, where), quote=False)
            return
        tag: str = node["t"]
        inside = where.inside(node)
        if self._is_split(node):
            inside = replace(inside, is_somebodys=True)
        yield f"<{tag}{''.join(self._attributes(node['a'], inside))}>"
        if tag in _VOID:
            return
        if "s" in node:
            yield '<template shadowrootmode="open">'
            for child in node["s"]:
                yield from self._element(child, inside)
            yield "</template>"
        records = _records(node)
        for child in node["c"]:
            is_record = id(child) in records
            yield from self._element(child, replace(inside, is_data=True) if is_record else inside)
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
        emptied = where.is_somebodys or (where.is_data and not where.is_operating)
        if emptied and not self._is_word(text):
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
    is_somebodys: bool = False
    """Whether it tells who is signed in, or holds a part of a value; a button may do so too."""

    def inside(self, node: Mapping[str, Any]) -> _Where:
        """The same for what stands in this element."""
        tag, role = node["t"], node["a"].get("role", "")
        if tag == "table" or role in ("table", "grid"):
            heads = _count(node, {"th"}, {"columnheader"})
            more = self.is_somebodys
            return _Where(in_list=heads > 2, is_somebodys=more)  # noqa: PLR2004 - fewer may be a fact with its value
        is_cell = tag == "td" or role in ("cell", "gridcell")
        if is_cell and not _count(node, {"input", "select", "textarea"}, set()):
            return replace(self, is_data=self.in_list, is_operating=False)
        if tag == "dd":
            return replace(self, is_data=True, is_operating=False, in_list=False)
        operating = tag in _OPERATING or role in ("button", "option", "menuitem", "tab")
        # In a list of records a link may bear a record's name.
        operates = operating and not (self.is_data and tag == "a")
        return _Where(
            self.is_data,
            self.is_operating or operates,
            self.in_list,
            self.is_somebodys or _shows_person(node),
        )


def _count(node: Any, tags: set[str], roles: set[str]) -> int:  # noqa: ANN401  JSON
    if isinstance(node, str):
        return 0
    own = node["t"] in tags or node["a"].get("role", "") in roles
    return own + sum(_count(child, tags, roles) for child in node["c"])


def _whole_text(node: Any) -> str:  # noqa: ANN401  JSON
    return node if isinstance(node, str) else "".join(map(_whole_text, node["c"]))


def _shows_person(node: Mapping[str, Any]) -> bool:
    """Whether the element is made to show who is signed in, and nothing else."""
    named = f"{node['a'].get('class', '')} {node['a'].get('id', '')}"
    if not _PERSONS.search(named) or _count(node, {"input", "select", "textarea", "nav"}, set()):
        return False
    return len(_whole_text(node).strip()) <= _LONGEST_PERSON


def _is_line_with_number(text: str) -> bool:
    return len(text) <= _LONGEST_LINE and bool(_LONG_DIGITS.search(text))


def _records(node: Mapping[str, Any]) -> frozenset[int]:
    """Those children, by their ids, that are records of a list without cells: each has numbers."""
    groups: dict[tuple[str, str], list[Any]] = {}
    for child in node["c"]:
        if not isinstance(child, str):
            key = (child["t"], child["a"].get("class", ""))
            groups.setdefault(key, []).append(child)
    return frozenset(
        id(child)
        for (tag, _), group in groups.items()
        if len(group) > 1 and tag not in ("tr", "tbody", "td", "option")
        if not any(_count(one, {"input", "select", "textarea"}, {"combobox"}) for one in group)
        if all(_is_line_with_number(_whole_text(one)) for one in group)
        for child in group
    )


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
            if not sign.isspace() and unicodedata.category(sign) != "Cf":
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
