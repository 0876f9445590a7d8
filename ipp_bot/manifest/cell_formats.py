"""What a spreadsheet program shows of a number or a date: 2 in the format `"V"0.0` shows V2.0."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

__all__ = ["Shown", "shown_value"]

_MOST_DIGITS = 15
"""Excel keeps that many digits of a number and turns the rest into zeros."""
_AS_TEXT = "format the cell as text and type it again"
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[[^\]]*\]|(?P<general>General)'
    r"|(?P<number>[#?0][#?0,]*(?:\.[0#?]*)?|\.[0#?]+)|(?P<percent>%)"
    r"|(?P<plain>[^\x00-\x7f]|[ $()+:!^&'~{}<>=-])|(?P<unknown>.)",
    re.IGNORECASE,
)
_LITERALS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


@dataclass(frozen=True, slots=True)
class Shown:
    """The text that a cell shows, or why it is not to be had."""

    text: str
    problem: str = ""
    hint: str = ""
    made_of: str = ""
    """`date` or `number`; "" for a text."""


def shown_value(value: object, number_format: str) -> Shown:
    """What a cell with the value and the format shows."""
    if isinstance(value, bool):
        return Shown("yes" if value else "no")
    if isinstance(value, dt.datetime | dt.date):
        if not re.search("d", _LITERALS.sub("", number_format), re.IGNORECASE):
            return Shown("", f"shows a date without its day (format {number_format})", _AS_TEXT)
        return Shown(value.strftime("%Y-%m-%d"), made_of="date")
    if isinstance(value, dt.time | dt.timedelta):
        return Shown("", "is a time of day to the program", _AS_TEXT)
    if isinstance(value, int | float):
        return _number(value, number_format)
    return Shown(str(value))


def _number(value: float, number_format: str) -> Shown:
    if abs(value) >= 10**_MOST_DIGITS:
        return Shown(
            "",
            f"is a number of more than {_MOST_DIGITS} digits, which Excel has rounded",
            _AS_TEXT,
        )
    text = _in_format(value, number_format)
    if text is None:
        return Shown(
            "",
            f"is the number {_general(value)}, shown in the format {number_format}",
            "format the cell as text and type what it shows",
        )
    return Shown(text, made_of="number")


def _general(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _in_format(value: float, number_format: str) -> str | None:
    """The number as the format shows it, without grouping; None for a format that is not read."""
    sections = _sections(number_format)
    if any(re.match(r"\[[<>=]", section) for section in sections):
        return None
    section = sections[0]
    if len(sections) > 1 and value < 0:
        section, value = sections[1], -value
    elif len(sections) > 2 and value == 0:  # noqa: PLR2004 - positive, negative, zero
        section = sections[2]
    if section.strip() in ("", "@") or section.casefold() == "general":
        return _general(value)
    parts = [_part(value, token) for token in _TOKEN.finditer(section)]
    numbers = sum(token.lastgroup in ("number", "general") for token in _TOKEN.finditer(section))
    return "".join(part or "" for part in parts) if numbers == 1 and None not in parts else None


def _part(value: float, token: re.Match[str]) -> str | None:
    """What one token of a format shows; None if it is not read."""
    kind = token.lastgroup
    word = token.group(kind) if kind else ""
    if kind in ("unknown", "percent"):
        return None
    if kind == "general":
        return _general(value)
    if kind == "number":
        # a comma at the end divides by a thousand
        return None if re.search(r",(?![#?0])", word) else _digits(value, word)
    return word


def _sections(number_format: str) -> list[str]:
    """The parts between semicolons that stand in no quotes."""
    return re.findall(r'(?:"[^"]*"|\\.|[^;"])+', number_format) or [""]


def _digits(value: float, pattern: str) -> str:
    whole, _, decimals = pattern.replace(",", "").partition(".")
    step = Decimal(1).scaleb(-len(decimals))
    rounded = Decimal(repr(value)).quantize(step, rounding=ROUND_HALF_UP)
    sign, digits = ("-", -rounded) if rounded < 0 else ("", rounded)
    before, _, after = f"{digits:f}".partition(".")
    optional = len(decimals) - len(decimals.rstrip("#?"))
    kept = after[: len(after) - optional]
    after = kept + after[len(after) - optional :].rstrip("0")
    before = before.lstrip("0").zfill(whole.count("0"))
    return f"{sign}{before}.{after}" if after else f"{sign}{before}"
