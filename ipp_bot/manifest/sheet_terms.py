"""The last day of a patent whose term a list gives in years."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

__all__ = ["last_day"]

_TERM = re.compile(
    r"(10|15|20|十|十五|二十)\s*年(?:\(?自?(?:专利)?申请日?(?:起|起算|算起)?(?:计算)?\)?)?"
    r"|自?(?:专利)?申请日?(?:起|起算|算起)?(?:计算)?(10|15|20|十|十五|二十)\s*年"
)
_YEARS = {"十": 10, "十五": 15, "二十": 20}
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
    try:
        filed = dt.date.fromisoformat(filed_on)
    except ValueError:
        return ""
    if years != _lasts(kind, filed):
        return ""
    try:
        ends = filed.replace(year=filed.year + years)
    except ValueError:
        # filed on 29 February
        ends = dt.date(filed.year + years, 3, 1)
    return (ends - dt.timedelta(days=1)).isoformat()
