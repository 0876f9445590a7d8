"""What a column bears whose title nobody knows, by what stands in its cells."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from ipp_bot.manifest.number_text import tidy
from ipp_bot.manifest.numbers import software_year, works_year
from ipp_bot.manifest.sheet_cells import token_for
from ipp_bot.manifest.sheet_columns import fields_of, options_of
from ipp_bot.profile import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from ipp_bot.profile import Profile

__all__ = ["KINDS", "PATH", "are_options", "bears_numbers", "certain_key", "guessed_keys"]

_SHARE = 0.6
"""The part of the cells that has to look so."""
_LEAST = 2
_DAY = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}")
PATH = re.compile(r"\.(?:pdf|png|jpe?g|gif|bmp|tiff?)\b", re.IGNORECASE)
"""What a cell with the path of a paper has."""
_COMPANY = re.compile(
    r"(?:公司|厂|中心|大学|学院|研究院|研究所|合作社|工作室|事务所|集团)$|ltd\.?$|inc\.?$"
)
_IDENTITY = re.compile(r"[0-9A-Z]{17}[0-9A-Z]")
_MARK = re.compile(r"第?[1-9]\d{6,7}号?|软著登字.*")
"""The number of a trademark or a certificate, which no other column of a list looks like."""
KINDS = ("work", "mark_type", "patent_kind")
"""Keys of the kind of a right of one type."""
_CHOICES = ("type", "acquisition", "rights_scope", "work", "mark_type", "patent_kind")


def _is_number(text: str) -> bool:
    number = tidy(text)
    return bool(software_year(number) or works_year(number) or re.fullmatch(r"ZL[\dX.]+", number))


_SHAPES: tuple[tuple[Callable[[str], object], tuple[str, ...]], ...] = (
    (lambda text: "软著登字" in text, ("certificate.number",)),
    (_is_number, ("registration_number",)),
    (lambda text: _IDENTITY.fullmatch(text.upper()), ("holder.identification.number",)),
    (_COMPANY.search, ("holder.name",)),
    (PATH.search, ("certificate.file", "screenshots", "work_samples", "power_of_attorney.file")),
    (
        _DAY.search,
        (
            *("completed_on", "created_on", "first_published_on", "registered_on"),
            *("filed_on", "granted_on", "expires_on", "power_of_attorney.expires_on"),
        ),
    ),
)
"""What cells look like, with the keys that may stand for it."""


def bears_numbers(texts: Sequence[str]) -> bool:
    """Whether some of the cells are numbers of registered rights."""
    cells = [unicodedata.normalize("NFKC", text).strip() for text in texts]
    return sum(bool(_is_number(cell) or _MARK.fullmatch(cell)) for cell in cells) >= _LEAST


def guessed_keys(
    texts: Sequence[str], profile: Profile, keys: Collection[str], borne: Collection[str]
) -> tuple[str, ...]:
    """The keys of these, borne by no column yet, that most of the cells look like."""
    cells = [unicodedata.normalize("NFKC", text).strip() for text in texts if text.strip()]
    if len(cells) < _LEAST:
        return ()
    for key in _CHOICES:
        known = [_token(key, cell, profile) for cell in cells]
        if key in keys and key not in borne and _most(known):
            return (key,)
    for looks, may_be in _SHAPES:
        if _most([looks(cell) for cell in cells]):
            return tuple(key for key in may_be if key in keys and key not in borne)
    return ()


def are_options(texts: Sequence[str], key: str, profile: Profile) -> bool:
    """Whether every cell is an option of the key."""
    return all(_token(key, text.strip(), profile) for text in texts)


def certain_key(
    texts: Sequence[str], profile: Profile, keys: Collection[str], borne: Collection[str]
) -> str:
    """The one key that every cell looks like; "" where another column may look alike."""
    cells = [unicodedata.normalize("NFKC", text).strip() for text in texts if text.strip()]
    guessed = guessed_keys(cells, profile, keys, borne)
    if len(guessed) != 1:
        return ""
    (key,) = guessed
    match key:
        case "registration_number":
            looks = [_is_number(cell) for cell in cells]
        case "certificate.number":
            looks = ["软著登字" in cell for cell in cells]
        case "acquisition" | "rights_scope":
            looks = [bool(_token(key, cell, profile)) for cell in cells]
        case _:
            looks = [False]
    return key if all(looks) else ""


def _token(key: str, cell: str, profile: Profile) -> str | None:
    words = fields_of(profile)[key].tokens if key in fields_of(profile) else {}
    return token_for(key, cell, options_of(profile, key)) or words.get(folded(cell))


def _most(found: Sequence[object]) -> bool:
    return sum(map(bool, found)) >= max(_LEAST, _SHARE * len(found))
