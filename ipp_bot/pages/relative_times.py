"""Moments that a page tells by how long ago they were: just now, 3 minutes ago."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from ipp_bot.portal_time import TimeSpan
from ipp_bot.profile import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

__all__ = ["span_in_words"]

_UNITS = {
    "time.minutes_ago": timedelta(minutes=1),
    "time.hours_ago": timedelta(hours=1),
    "time.days_ago": timedelta(days=1),
}
_JUST_NOW = timedelta(minutes=10)
"""How long ago that may be."""
_CLOCKS_DIFFER = timedelta(seconds=30)


def span_in_words(
    text: str, labels: Callable[[str], Sequence[str]], now: datetime | None
) -> TimeSpan | None:
    """From when to when a moment was that is told in these words; None for other words.

    Some count what is begun, others what is over, and all go on counting: two such texts tell an
    order only if these spans do not meet. `{n}` stands for the number in the profile's words.
    """
    wanted = folded(text)
    if now is None or not wanted:
        return None
    if wanted in map(folded, labels("time.now")):
        return TimeSpan(now - _JUST_NOW - _CLOCKS_DIFFER, now + _CLOCKS_DIFFER)
    for key, unit in _UNITS.items():
        for words in labels(key):
            pattern = re.escape(folded(words)).replace(re.escape("{n}"), r"(\d{1,4})")
            if found := re.fullmatch(pattern, wanted):
                count = int(found[1]) if found.groups() else 1
                first = now - unit * (count + 1) - _CLOCKS_DIFFER
                return TimeSpan(first, now - unit * max(count - 1, 0) + _CLOCKS_DIFFER)
    return None
