"""Holders of a list whose names are almost alike: one of the two may be a slip."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ipp_bot.manifest.names import normalised_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["slips_of_names"]

_NUMERALS = frozenset("0123456789一二三四五六七八九十")
"""What tells plants and branches of one company apart."""
_LEAST = 6
"""Letters of names that are compared."""


def slips_of_names(names: Iterable[str]) -> dict[str, str]:
    """The rarer name of each pair that differs in one letter, with the other one.

    Of two that are given as often the one that comes later counts as the slip.
    """
    counted = Counter(names)
    places = {name: at for at, name in enumerate(counted)}
    compared = {name: normalised_name(name) for name in counted}
    written = {text: name for name, text in reversed(compared.items()) if len(text) >= _LEAST}
    alike: dict[str, str] = {}
    slips: dict[str, str] = {}
    for text, name in reversed(written.items()):
        others = [written.get(shorter) for shorter in _without_each(text, "")]
        others += [alike.setdefault(pattern, name) for pattern in _without_each(text, "\0")]
        for other in others:
            if other is not None and other != name:
                rare, usual = sorted((other, name), key=places.__getitem__, reverse=True)
                if counted[rare] > counted[usual]:
                    rare, usual = usual, rare
                slips.setdefault(rare, usual)
    return slips


def _without_each(text: str, instead: str) -> Iterator[str]:
    for at, sign in enumerate(text):
        if sign not in _NUMERALS:
            yield f"{text[:at]}{instead}{text[at + 1 :]}"
