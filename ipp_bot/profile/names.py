"""Names in the head of a page, where a greeting may stand before them."""

from __future__ import annotations

import re

from ipp_bot.profile.base import folded

__all__ = ["is_named"]

_GREETING = re.compile(r"[,，:：!！]+")
_MOST_WORDS = 3
"""Words of a greeting."""


def is_named(text: str, name: str) -> bool:
    """Whether the text is that name, or a greeting and then nothing but that name."""
    wanted = folded(name)
    begins = [0, *(found.end() for found in _GREETING.finditer(text))]
    starts = [text[at:] for at in begins if len(text[:at].split()) <= _MOST_WORDS]
    return bool(wanted) and any(folded(rest) == wanted for rest in starts)
