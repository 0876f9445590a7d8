"""What a sheet's cells say: dates, lists, paths and choices as people type them."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING

from ipp_bot.manifest.sheet_words import EMPTY, UNPUBLISHED, VALUE_WORDS, bare_title
from ipp_bot.profile import FormField, Kind, folded
from ipp_bot.yaml_source import Mapping, Node, Scalar, find
from ipp_bot.yaml_source import Sequence as SequenceNode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.manifest.cells import Cell

__all__ = ["cell_value", "days_in", "has_key", "is_empty", "put", "put_text", "token_for"]

_DAY = (
    r"(?<!\d)(?:(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)\s*日?"
    r"|((?:19|20)\d{2})(\d{2})(\d{2})(?!\d))"
)
_DAYS = re.compile(_DAY)
_BEFORE_DAY = re.compile(r"\s*(?:有效期|期限|自|从|于)?\s*[:：]?\s*(?:截至|截止|截|至|到)?\s*")
_BETWEEN_DAYS = re.compile(r"\s*(?:0?0:00(?::00)?)?\s*起?\s*(?:[至到~～—–\-]+|to)\s*")
_BEHIND_DAY = re.compile(r"\s*(?:0?0:00(?::00)?)?\s*(?:止|为止|截止|届满|到期|起)?\s*")
_FIRST_DAY, _LAST_DAY = 20_000, 80_000
"""Day numbers of Excel from 1954 to 2119."""
_AFTER_ENDING = re.compile(r"(?:(?<=\.\w{3})|(?<=\.\w{4}))\s*[,，、＋+&]\s*")
"""A sign between the names of files."""
_REMARK = re.compile(r"(\.\w{3,4})\s*[（(][^（()）]*[）)]$")
"""A remark in brackets behind the name of a file."""
_LABEL = re.compile(r"(?:作品|软著|商标|专利)?(?:登记号|注册号|专利号|编号)\s*[:：]\s*")
_NUMBER_IN_WORDS = re.compile(r"第\s*([\dA-Za-z]+)\s*号")
_NUMBERED = re.compile(r"(?:第?\s*\d{1,2}\s*类?[\s,，;；、/|｜和及+.]*)+")


def token_for(key: str, text: str, options: Sequence[str]) -> str | None:
    """The option that an agency's word stands for; None where the profile's own words count."""
    for words in dict.fromkeys((folded(text), bare_title(text))):
        for token, names in VALUE_WORDS.get(key, {}).items():
            if token in options and any(folded(name) == words for name in names):
                return token
    return None


def is_empty(key: str, text: str, described: FormField | None) -> bool:
    """Whether the cell's text says that there is nothing, where nothing may be."""
    words = folded(text) or text.strip()
    if key == "first_published_on" and words in UNPUBLISHED:
        return True
    if words not in EMPTY:
        return False
    return (
        described is None
        or not described.required
        or described.poa_block
        or described.default is not None
        or described.printed_until is not None
    )


def cell_value(
    cell: Cell,
    key: str,
    described: FormField | None,
    *,
    options: Sequence[str],
    exact: bool,
    days_from_1904: bool,
) -> Node:
    """The cell as a manifest's node; `exact` reads it to the letter, as a manifest's export.

    `options` are what the key's choice has in any form.
    """
    kind = described.kind if described else Kind.TEXT
    many = described is not None and (described.many or kind in (Kind.FILES, Kind.MULTICHOICE))
    text = cell.text
    if many:
        parts = _parts(text, kind, key, exact=exact)
        if parts is not None:
            items: list[Node] = [
                Scalar(cell.row, cell.column, part, is_plain=False) for part in parts
            ]
            return SequenceNode(cell.row, cell.column, items)
    if kind is Kind.DATE:
        text = _date(cell, key, exact=exact, days_from_1904=days_from_1904)
    elif not exact:
        if kind is Kind.FILES:
            text = _path(text)
        if key == "registration_number":
            text = _LABEL.sub("", text.strip())
            found = _NUMBER_IN_WORDS.fullmatch(unicodedata.normalize("NFKC", text))
            text = found.group(1) if found else text
        if key == "version":
            text = unicodedata.normalize("NFKC", text)
        named = described.tokens.get(bare_title(text)) if described is not None else None
        is_remark = folded(text) != bare_title(text)
        text = token_for(key, text, options) or (named if named and is_remark else text)
    return Scalar(cell.row, cell.column, text.strip(), is_plain=False)


def _date(cell: Cell, key: str, *, exact: bool, days_from_1904: bool) -> str:
    """The day of the cell as YYYY-MM-DD, or its text where that is no single day.

    Of a span the last day counts, for a key that says when something ends.
    """
    text = unicodedata.normalize("NFKC", cell.text)
    if cell.made_of == "number" and re.fullmatch(r"\d{5}", text):
        text = _day(int(text), from_1904=days_from_1904) or text
    days = list(_DAYS.finditer(text))
    if not days or len(days) > 1 + (key.endswith("expires_on") and not exact):
        return cell.text
    before, behind = text[: days[0].start()], text[days[-1].end() :]
    between = text[days[0].end() : days[-1].start()]
    if not _BEHIND_DAY.fullmatch(behind) or (exact and before.strip()):
        return cell.text
    if not _BEFORE_DAY.fullmatch(before) or (between and not _BETWEEN_DAYS.fullmatch(between)):
        return cell.text
    year, month, day = (int(part) for part in days[-1].groups() if part is not None)
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return cell.text


def days_in(text: str) -> list[str]:
    """Every day that stands in a text, as YYYY-MM-DD; what is no day of a calendar is none."""
    days: list[str] = []
    for found in _DAYS.finditer(unicodedata.normalize("NFKC", text)):
        year, month, day = (int(part) for part in found.groups() if part is not None)
        with contextlib.suppress(ValueError):
            days.append(dt.date(year, month, day).isoformat())
    return days


def _day(number: int, *, from_1904: bool) -> str:
    """The day of a day number, which is how the program holds a date; "" for another number."""
    if not _FIRST_DAY <= number <= _LAST_DAY:
        return ""
    first = dt.date(1904, 1, 1) if from_1904 else dt.date(1899, 12, 30)
    return (first + dt.timedelta(days=number)).isoformat()


def _parts(text: str, kind: Kind, key: str, *, exact: bool) -> list[str] | None:
    """A cell's list, None for a single text: by its lines if it has several, else by its marks."""
    if "\n" in text:
        parts = text.split("\n")
    elif kind is Kind.MULTICHOICE:
        if not exact and _NUMBERED.fullmatch(text.strip()):
            return [str(int(number)) for number in re.findall(r"\d+", text)]
        parts = re.split(r"[,，;；、\s]+", text)
    elif ";" in text or "；" in text:
        parts = re.split(r"[;；]", text)
    elif not exact and kind is Kind.FILES and _AFTER_ENDING.search(text):
        parts = _AFTER_ENDING.split(text)
    elif not exact and key == "authors" and "、" in text:
        parts = text.split("、")
    else:
        return None
    if kind is Kind.FILES and not exact:
        parts = [_path(part) for part in parts]
    return [part.strip() for part in parts if part.strip()]


def _path(text: str) -> str:
    """A path as Windows writes it, with / between its folders."""
    bare = _REMARK.sub(r"\1", text.strip())
    return bare.removeprefix(".\\").replace("\\", "/")


def put(entry: Mapping, key: str, cell: Cell, value: Node) -> None:
    """Puts a value under a dotted key, with the cell as the place of keys that are made for it."""
    here = entry
    *outer, last = key.split(".")
    for step in outer:
        inner = here.items.get(step)
        if not isinstance(inner, Mapping):
            inner = Mapping(cell.row, cell.column)
            here.items[step] = inner
            here.keys[step] = Scalar(cell.row, cell.column, step, is_plain=True)
        here = inner
    here.items[last] = value
    here.keys[last] = Scalar(cell.row, cell.column, last, is_plain=True)


def put_text(entry: Mapping, key: str, cell: Cell, text: str) -> None:
    """Puts a text under a dotted key, with the cell as its place."""
    put(entry, key, cell, Scalar(cell.row, cell.column, text, is_plain=False))


def has_key(entry: Mapping, key: str) -> bool:
    """Whether the entry has a value under the dotted key."""
    node, found = find(entry, tuple(key.split(".")))
    return node is not None and len(found) == key.count(".") + 1
