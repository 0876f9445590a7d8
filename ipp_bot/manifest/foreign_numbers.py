"""Numbers of offices outside mainland China: filed as their papers have them.

A check takes the text of a manifest and returns the number to file, or raises `InvalidValue`.
"""

from __future__ import annotations

import re

from ipp_bot.manifest.invalid_value import InvalidValue
from ipp_bot.manifest.number_text import narrow, refuse_rounded

__all__ = [
    "foreign_number",
    "foreign_trademark_number",
    "us_copyright_number",
    "us_copyright_number_in_full",
]

_US_COPYRIGHT = re.compile(r"[A-Z]{2}\d{10}|[A-Z]{3}\d{9}")
_US_PREFIXES = frozenset(
    ["TX", "TXU", "VA", "VAU", "PA", "PAU", "SR", "SRU", "RE", "CSN", "JP", "JPU", "GP", "MW"]
)
_US_WORDS = re.compile(
    r"^(?:U\.?\s?S\.?(?:A\.?)?|United States)\s+(?:copyright\s*)?(?:office\s*)?"
    r"(?:reg(?:istration|\.)?\s*)?(?:no\.?|number)?\s*:?\s*(?=[A-Z]{2,3}[\s-]*\d)",
    re.IGNORECASE,
)
_US_LENGTH = 12
_FOREIGN_BETWEEN = re.compile(r"[;；、，\n]+|,\s+|\s(?:and|und|et)\s|\s?[&和及]\s?")
_LEAST_DIGITS = 5
"""A part of a foreign number with so many digits is a number of its own."""


def foreign_trademark_number(text: str) -> str:
    """The registration number of a trademark outside mainland China, without words around it."""
    number = foreign_number(text)
    digits = re.search(r"\d[\d,./-]*", number)
    if not digits:
        raise InvalidValue(f"{text!r} has no digits", "type the number only, such as 5123456")
    if re.match(r"(?:no|nr|reg|registration|注册|第)", number, re.IGNORECASE):
        raise InvalidValue(f"{text!r} has words around the number", f"type {digits.group()}")
    return number


def foreign_number(text: str) -> str:
    """A number of another office as its paper has it; only width and blanks are made one."""
    number = narrow(text)
    if not number:
        raise InvalidValue("is empty", "type the number as the certificate shows it")
    refuse_rounded(text)
    parts = [part for part in _FOREIGN_BETWEEN.split(number) if part.strip()]
    whole = [part.strip() for part in parts if len(re.findall(r"\d", part)) >= _LEAST_DIGITS]
    if len(whole) > 1:
        raise InvalidValue(
            f"{text!r} has {'two' if len(whole) == 2 else len(whole)} numbers: {', '.join(whole)}",  # noqa: PLR2004
            "write an entry for each of them, each with its own certificate",
        )
    said = _US_WORDS.sub("", number)
    return us_copyright_number(said) if said != number else number


def us_copyright_number(number: str) -> str:
    """A number of the copyright register of the United States, without blanks and hyphens.

    The office's rule: twelve characters, two or three letters and zero-padded digits. A number that
    has fewer stays as it is; `us_copyright_number_in_full` tells what it would be.
    """
    bare = re.sub(r"[\s-]", "", number).upper()
    prefix = bare.rstrip("0123456789")
    return bare if prefix in _US_PREFIXES and _US_COPYRIGHT.fullmatch(bare) else number


def us_copyright_number_in_full(number: str) -> str:
    """The twelve characters of a number that was written without its zeros; "" if it is none."""
    parts = re.fullmatch(r"([A-Z]{2,3})(\d+)", re.sub(r"[\s-]", "", number).upper())
    if parts is None or parts.group(1) not in _US_PREFIXES:
        return ""
    letters, digits = parts.groups()
    room = _US_LENGTH - len(letters)
    return letters + digits.zfill(room) if len(digits) < room else ""
