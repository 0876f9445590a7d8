"""What a field of a form takes from a manifest: one function for each kind of value."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING

from ipp_bot.characters import is_private, mended
from ipp_bot.manifest.foreign_numbers import foreign_number, foreign_trademark_number
from ipp_bot.manifest.invalid_value import InvalidValue
from ipp_bot.manifest.numbers import (
    chinese_trademark_number,
    patent_number,
    software_certificate_number,
    software_registration_number,
    software_version,
    works_registration_number,
)
from ipp_bot.profile import FormField, Kind, Limits, folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = [
    "CHECKS",
    "Value",
    "choose",
    "close",
    "date_example",
    "iso_date",
    "nearest",
    "normalise",
    "texts",
]

Value = str | tuple[str, ...]

CHECKS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "software-registration-number": software_registration_number,
        "software-certificate-number": software_certificate_number,
        "software-version": software_version,
        "works-registration-number": works_registration_number,
        "trademark-number": chinese_trademark_number,
        "foreign-trademark-number": foreign_trademark_number,
        "foreign-registration-number": foreign_number,
        "patent-number": patent_number,
    }
)
"""Checks of one text that a profile may name; those that need more of the entry come later."""

_MOST_NAMES = 20
_LOOSE_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_ONE_DATE = re.compile(
    rf"[至到]?\s*(?:{_LOOSE_DATE.pattern}|((?:19|20)\d{{2}})(\d{{2}})(\d{{2}}))"
    r"(?:[\sT]*[\d:.]*Z?|\s*止)"
)
_MONTH = re.compile(
    r"(?:19|20)\d{2}\s*(?:[-/.年]\s*(?:0?[1-9]|1[0-2])|(?:0[1-9]|1[0-2]))\s*月?(?:份|\s*[-/.])?"
    r"|(?:0?[1-9]|1[0-2])\s*[-/.]\s*(?:19|20)\d{2}"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[\s,-]*(?:19|20)\d{2}",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d{2}\s*年?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u0085\u2028\u2029]")
_INVISIBLE = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
"""What copying from a web page leaves in a text; joiners, which some scripts need, are none."""
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_YES = frozenset({"yes", "true", "y", "on", "是"})
_NO = frozenset({"no", "false", "n", "off", "否"})


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The word that was probably meant, if one is similar enough."""
    match = get_close_matches(word, list(words), n=1, cutoff=0.6)
    return match[0] if match else None


def close(word: str, words: Mapping[str, object] | tuple[str, ...]) -> str:
    """A hint naming the most similar of the words, or all of them."""
    names = list(words)
    meant = nearest(word, names)
    if meant is not None:
        return f"did you mean {meant}?"
    if len(names) > _MOST_NAMES:
        return "ipp-bot schema lists what is known"
    return "one of " + ("; " if any("," in name for name in names) else ", ").join(names)


def normalise(  # noqa: PLR0911 - one line for each kind
    field: FormField, raw: object, limits: Limits
) -> Value | None:
    """The value as the portal shall get it; None for nothing; `InvalidValue` says what is wrong."""
    if raw is None or raw == [] or (isinstance(raw, str) and not raw.strip()):
        if field.required and field.default is None and not field.poa_block:
            raise InvalidValue("is empty", _example(field))
        return None
    match field.kind:
        case Kind.FILES:
            return texts(raw)
        case Kind.MULTICHOICE:
            return _several(field, raw)
        case Kind.CHOICE:
            return choose(_one(raw), field.tokens)
        case Kind.DATE:
            return iso_date(_one(raw))
        case Kind.YESNO:
            return _yes_or_no(_one(raw))
        case _:
            return _text(field, raw, limits)


def _example(field: FormField) -> str:
    match field.kind:
        case Kind.DATE:
            return f"type a date such as {date_example(field)}"
        case Kind.CHOICE | Kind.MULTICHOICE:
            names = list(field.options)
            return f"type one of {', '.join(names[:15])}{', …' if len(names) > 15 else ''}"  # noqa: PLR2004 - what fits a line
        case Kind.FILES:
            return "type the path of a file"
        case _:
            return "type it as the certificate shows it"


def date_example(field: FormField) -> str:
    """A date that the field could bear: one to come for an end, one gone by for the rest."""
    return "2030-12-31" if field.key.endswith("expires_on") else "2022-05-01"


def _one(raw: object) -> str:
    if isinstance(raw, str):
        return raw.strip()
    if isinstance(raw, list) and len(raw) == 1 and isinstance(raw[0], str):
        return raw[0].strip()
    kind = "list" if isinstance(raw, list) else "mapping"
    raise InvalidValue(f"one value is expected, not a {kind}", "write the value behind the colon")


def texts(raw: object) -> tuple[str, ...]:
    """A text, or a list of texts, as texts."""
    items = raw if isinstance(raw, list) else [raw]
    found: list[str] = []
    for item in items:
        if item is None or (isinstance(item, str) and not item.strip()):
            raise InvalidValue("has an empty line in its list", "delete the line, or fill it")
        if not isinstance(item, str):
            raise InvalidValue(
                "a text or a list of texts is expected", "write - text on a line for each of them"
            )
        found.append(item.strip())
    return tuple(found)


def _text(field: FormField, raw: object, limits: Limits) -> str:
    if field.many:
        parts = texts(raw)
        text = "; ".join(parts)
    else:
        text = _one(raw)
    # as file names of some systems have it, é may be two characters: portals store one
    text = unicodedata.normalize("NFC", text)
    bad = _CONTROL.search(text)
    if bad or (field.kind is Kind.TEXT and ("\n" in text or "\t" in text)):
        raise InvalidValue("has a line break or a control character in it", "write it on one line")
    unseen = _INVISIBLE.search(text)
    if unseen:
        raise InvalidValue(
            f"has an invisible character in it (U+{ord(unseen.group()):04X})",
            "delete it, or type the text again",
        )
    _refuse_characters(text)
    longest = field.max_length or (limits.text if field.kind is Kind.TEXT else limits.textarea)
    # a browser's maxlength counts UTF-16 units
    length = len(text.encode("utf-16-le")) // 2
    if length > longest:
        raise InvalidValue(f"has {length} characters; the portal takes {longest}", "shorten it")
    if not text:
        raise InvalidValue("is empty", _example(field))
    check = CHECKS.get(field.check)
    return check(text) if check else text


def _refuse_characters(text: str) -> None:
    """InvalidValue for characters that stand for others, or for nothing that anybody knows."""
    # a character that is assigned to nothing yet may be a new one
    private = next((c for c in text if is_private(c) and unicodedata.category(c) != "Cn"), None)
    if private is not None:
        raise InvalidValue(
            f"{text!r} has a character that only one font knows (U+{ord(private):04X})",
            "type the character that the paper shows",
        )
    right = mended(text)
    if right != text:
        wrong = next(one for one, other in zip(text, right, strict=False) if one != other)
        raise InvalidValue(
            f"{text!r} has the radical {wrong} (U+{ord(wrong):04X}) instead of a character",
            f"type {right}",
        )


def iso_date(text: str) -> str:
    """A date as YYYY-MM-DD; `InvalidValue` suggests it for other ways of writing."""
    text = unicodedata.normalize("NFKC", text)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return dt.date.fromisoformat(text).isoformat()
        except ValueError as error:
            raise InvalidValue(
                f"{text!r} is no day of the calendar", "type a date such as 2022-05-01"
            ) from error
    if re.fullmatch(r"[2-7]\d{4}", text):
        meant = (dt.date(1899, 12, 30) + dt.timedelta(days=int(text))).isoformat()
        raise InvalidValue(f"{text!r} is a day number of Excel", f"type {meant}, if it is that day")
    if len(_LOOSE_DATE.findall(text)) > 1:
        raise InvalidValue(f"{text!r} names more than one day", "type the one that is meant")
    loose = _ONE_DATE.fullmatch(text.strip())
    if loose:
        year, month, day = (int(part) for part in loose.groups() if part is not None)
        try:
            meant = dt.date(year, month, day).isoformat()
        except ValueError:
            raise InvalidValue(
                f"{text!r} is no day of the calendar", "type a date such as 2022-05-01"
            ) from None
        raise InvalidValue(f"{text!r} is not written as YYYY-MM-DD", f"type {meant}")
    if _MONTH.fullmatch(text.strip()):
        raise InvalidValue(f"{text!r} lacks the day", "take the day from the certificate")
    if _YEAR.fullmatch(text.strip()):
        hint = "take them from the certificate"
        raise InvalidValue(f"{text!r} lacks the month and the day", hint)
    raise InvalidValue(f"{text!r} is no date", "type a date as YYYY-MM-DD, such as 2022-05-01")


def _yes_or_no(text: str) -> str:
    word = text.casefold()
    if word in _YES:
        return "yes"
    if word in _NO:
        return "no"
    raise InvalidValue(f"{text!r} is neither yes nor no", "type yes or no")


def choose(text: str, index: Mapping[str, str]) -> str:
    """The token that the text names, by itself or by one of its labels."""
    token = index.get(folded(text))
    if token is None:
        names = _names(text, index)
        shown = close(text, names) if len(names) > 1 else f"type {names[0]}"
        raise InvalidValue(f"{text!r} is unknown", shown)
    return token


def _names(text: str, index: Mapping[str, str]) -> tuple[str, ...]:
    """What may be typed: tokens, or where Chinese was typed a Chinese label for each of them."""
    tokens = tuple(dict.fromkeys(index.values()))
    if not _CHINESE.search(text):
        return tokens
    labels = {token: word for word, token in reversed(list(index.items())) if _CHINESE.search(word)}
    return tuple(labels.get(token, token) for token in tokens)


def _several(field: FormField, raw: object) -> tuple[str, ...]:
    given = texts(raw)
    try:
        chosen = [choose(text, field.tokens) for text in given]
    except InvalidValue as invalid:
        names = list(field.options)
        if not all(name.isdigit() for name in names):
            raise
        hint = f"one of {names[0]} to {names[-1]}; several as [{names[0]}, {names[-1]}]"
        raise InvalidValue(invalid.message, hint) from invalid
    repeated = sorted({token for token in chosen if chosen.count(token) > 1})
    if repeated:
        raise InvalidValue(f"{', '.join(repeated)} is listed twice", "delete one of them")
    order = list(field.options)
    return tuple(sorted(chosen, key=order.index))
