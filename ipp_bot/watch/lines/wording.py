"""Names of buttons as a profile has them."""

from __future__ import annotations

from ipp_bot.profile import folded

__all__ = ["without"]


def without(name: str, *parts: str) -> str:
    """A button's name without what it is about, such as a number or a file."""
    gone = {folded(part) for part in parts if part}
    return " ".join(word for word in name.split() if folded(word) not in gone)
