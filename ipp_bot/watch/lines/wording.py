"""Names of buttons, and how long ago something was, as a profile has them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipp_bot.profile import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["without", "words_of_time"]

_OF_TIME = ("time.now", "time.minutes_ago", "time.hours_ago", "time.days_ago")


def without(name: str, *parts: str) -> str:
    """A button's name without what it is about, such as a number or a file."""
    gone = {folded(part) for part in parts if part}
    return " ".join(word for word in name.split() if folded(word) not in gone)


def words_of_time(text: str, labels: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """The profile's keys and words that tell how long ago something was, if the text does so."""
    for key in _OF_TIME:
        for words in labels.get(key, ()):
            pattern = re.escape(folded(words)).replace(re.escape("{n}"), r"\d{1,4}")
            if re.fullmatch(pattern, folded(text)):
                yield key, words
