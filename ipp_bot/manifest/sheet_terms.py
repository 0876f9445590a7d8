"""The last day of a patent whose term a list gives in years."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

__all__ = ["last_day", "last_day_by_law"]

_TERM = re.compile(
    r"(10|15|20|十|十五|二十)\s*年(?:\(?自?(?:专利)?申请日?(?:起|起算|算起)?(?:计算)?\)?)?"
    r"|自?(?:专利)?申请日?(?:起|起算|算起)?(?:计算)?(10|15|20|十|十五|二十)\s*年"
)
_YEARS = {"十": 10, "十五": 15, "二十": 20}
_NUMBER = re.compile(r"(?:ZL)?20\d{2}([12389])\d{7}[.-]?[\dX]")
"""The number of a patent since 2003, whose fifth digit says of what kind it is."""
_KINDS = {
    "1": "invention",
    "2": "utility-model",
    "3": "design",
    "8": "invention",
    "9": "utility-model",
}
_LONGER_DESIGNS = dt.date(2021, 6, 1)
"""From this filing day on a design lasts 15 years, before 10 (art. 42 of the Patent Law)."""


def _lasts(kind: str, filed: dt.date) -> int:
    match kind:
        case "invention":
            return 20
        case "utility-model":
            return 10
        case "design":
            return 15 if filed >= _LONGER_DESIGNS else 10
    return 0


def last_day(kind: str, filed_on: str, text: str) -> str:
    """The day before the term's anniversary of filing; "" unless the text is the law's term."""
    match = _TERM.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    if match is None:
        return ""
    said = match[1] or match[2]
    years = int(said) if said.isdecimal() else _YEARS[said]
    filed = _day(filed_on)
    return _before_anniversary(filed, years) if filed and years == _lasts(kind, filed) else ""


def last_day_by_law(number: str, filed_on: str) -> str:
    """The last day of a patent of Mainland China, by its number and filing day; "" for another."""
    match = _NUMBER.fullmatch("".join(unicodedata.normalize("NFKC", number).split()).upper())
    filed = _day(filed_on)
    if match is None or filed is None:
        return ""
    return _before_anniversary(filed, _lasts(_KINDS[match[1]], filed))


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _before_anniversary(filed: dt.date, years: int) -> str:
    try:
        ends = filed.replace(year=filed.year + years)
    except ValueError:
        # filed on 29 February
        ends = dt.date(filed.year + years, 3, 1)
    return (ends - dt.timedelta(days=1)).isoformat()
