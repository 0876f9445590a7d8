"""What a list's own codes for types of IPR stand for, by the numbers of the rows that have them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipp_bot.manifest.invalid_value import InvalidValue
from ipp_bot.manifest.number_text import DASHES, tidy
from ipp_bot.manifest.numbers import patent_kinds, patent_number, software_year, works_year
from ipp_bot.manifest.sheet_words import implied_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["CODE", "types_of_codes"]

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,5}")
"""A code, and no word for a type."""
_MARK = re.compile(r"\d{6,8}")


def types_of_codes(rows: Iterable[tuple[str, str]]) -> dict[str, dict[str, str]]:
    """Type and kind by code, of rows of a code and a registration number.

    A code counts where all numbers that say what they are say the same, at least one of them.
    """
    found: dict[str, list[Mapping[str, str]]] = {}
    for code, number in rows:
        if CODE.fullmatch(code) and (said := _type_of(number)):
            found.setdefault(code, []).append(said)
    meant: dict[str, dict[str, str]] = {}
    for code, said_by_each in found.items():
        same = set.intersection(*(set(said.items()) for said in said_by_each))
        if any(key == "type" for key, _ in same):
            meant[code] = dict(same)
    return meant


def _type_of(number: str) -> Mapping[str, str]:
    """What the number of a right says that it is; nothing where it may be several."""
    plain = tidy(DASHES.sub("-", number))
    if software_year(plain):
        return implied_by("软件著作权")
    if works_year(plain):
        return implied_by("作品登记")
    if _MARK.fullmatch(plain):
        return {"type": "trademark"}
    try:
        kind = patent_kinds(patent_number(number))
    except InvalidValue:
        return {}
    return {"type": "patent", "patent_kind": kind} if kind else {}
