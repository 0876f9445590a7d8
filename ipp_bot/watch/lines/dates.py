"""How the portal writes days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.forms.snapshot import ControlKind
from ipp_bot.profile import Kind, folded
from ipp_bot.watch.known_values import days_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipp_bot.watch.filing import WatchedFiling
    from ipp_bot.watch.findings import Findings

__all__ = ["learn_date_format"]

_PATTERNS = ("YYYY{}MM{}DD", "DD{}MM{}YYYY", "MM{}DD{}YYYY", "YYYY年MM月DD日")


def learn_date_format(filing: WatchedFiling, findings: Findings) -> None:
    """The pattern that fits all days that were typed."""
    typed = [
        (value, one)
        for value in filing.values
        if value.kind is Kind.DATE
        for one in filing.fields.of(value.key)
        if one.kind is ControlKind.TEXT
    ]
    if not typed:
        return
    common = set.intersection(
        *({*_patterns(one.value[0], value.tokens[0])} for value, one in typed)
    )
    if filing.profile.date_format in common:
        return
    if len(common) == 1:
        findings.set_value(("date_format",), typed[-1][1].at, common.pop())
    elif common:
        findings.miss(f"the order of day and month: {' or '.join(sorted(common))}")


def _patterns(shown: str, day: str) -> Iterator[str]:
    """The patterns in which a day may have been written."""
    if day not in days_in(shown):
        return
    year, month, date = day.split("-")
    sign = next((char for char in shown if not char.isdigit()), "-")
    for pattern in _PATTERNS:
        made = pattern.replace("{}", sign)
        text = made.replace("YYYY", year).replace("MM", month).replace("DD", date)
        if folded(text) == folded(shown):
            yield made
