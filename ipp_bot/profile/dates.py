"""How a portal writes a day: `YYYY-MM-DD`, `DD/MM/YYYY`, `MM/DD/YYYY`; told by the profile only."""

from __future__ import annotations

import re

__all__ = ["ISO", "day_in", "pattern_fault", "written"]

ISO = "YYYY-MM-DD"
_PARTS = ("YYYY", "MM", "DD")


def pattern_fault(pattern: str) -> str:
    """What is wrong with a pattern, or ""."""
    if any(pattern.count(part) != 1 for part in _PARTS) or re.sub("YYYY|MM|DD", "", pattern) == "":
        return f"{pattern!r} is no way to write a day; type YYYY, MM and DD, each once, with signs"
    return ""


def written(day: str, pattern: str) -> str:
    """An ISO day as the pattern writes it; anything else as it is."""
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", day)
    if not found:
        return day
    for part, digits in zip(_PARTS, found.groups(), strict=True):
        pattern = pattern.replace(part, digits)
    return pattern


def day_in(text: str, pattern: str) -> str:
    """The ISO day that a text in that pattern names, or ""; a leading zero may be left out."""
    made = re.escape(pattern)
    for part, digits in (
        ("YYYY", r"(?P<y>\d{4})"),
        ("MM", r"(?P<m>\d{1,2})"),
        ("DD", r"(?P<d>\d{1,2})"),
    ):
        made = made.replace(part, digits)
    found = re.fullmatch(made, text.strip())
    return f"{found['y']}-{found['m'].zfill(2)}-{found['d'].zfill(2)}" if found else ""
