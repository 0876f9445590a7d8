"""Ways of writing one name: what two texts differ in where they mean the same."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from ipp_bot.reading.characters import mended

__all__ = ["alike", "differ_in_width", "same", "simplified", "ways"]

_DOTS = re.compile("[·•‧・･∙⋅●.．]")
_DASHES = re.compile("[‐‑‒–—―−－﹣ー]")
_NARROW = str.maketrans(
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | str.maketrans("　〔〕【】", " ()[]")
)
_VARIANTS = str.maketrans(
    "髙濵﨑嵜邉邊德靑甯寗隺喆峯羣堃犇亰産", "高滨崎崎边边德青宁宁鹤哲峰群坤犇京产"
)
"""Characters that registries write in two ways; no pairs of traditional and simplified ones."""


@lru_cache(maxsize=1)
def _converter() -> Any:  # noqa: ANN401 - the package has no types of its own
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=4096)
def simplified(character: str) -> str:
    """One character in today's writing of mainland China."""
    return str(_converter().convert(character))


def same(one: str, other: str) -> bool:
    """Whether the two are one text, blanks between ideographs aside."""
    return _blanks(one) == _blanks(other)


def _blanks(text: str) -> str:
    joined = " ".join(unicodedata.normalize("NFC", text).split())
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", joined)


def ways(one: str, other: str) -> tuple[str, ...]:
    """In which ways of writing two texts differ; none where they are the same, or mean another."""
    if same(one, other) or not alike(one, other):
        return ()
    found = []
    steps = (
        ("characters of a font's own", mended),
        ("width of characters or brackets", _narrow),
        ("middle dot", lambda text: _DOTS.sub("·", text)),
        ("dash", lambda text: _DASHES.sub("-", text)),
        ("blanks", lambda text: "".join(text.split())),
        ("capital letters", str.casefold),
        ("traditional or variant characters", _simplified),
    )
    a, b = _blanks(one), _blanks(other)
    for name, step in steps:
        changed = step(a), step(b)
        if (a != b and len({a, b}) > len(set(changed))) or _distance(*changed) < _distance(a, b):
            found.append(name)
        a, b = changed
    return tuple(found)


def _distance(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=False)) + abs(len(one) - len(other))


def alike(one: str, other: str) -> bool:
    """Whether the two mean the same text, however it is written."""
    return _plain(one) == _plain(other)


def differ_in_width(one: str, other: str) -> bool:
    """Whether the two differ in the width of letters, digits, brackets or the middle dot alone."""
    a, b = (_DOTS.sub("·", _blanks(text)).translate(_NARROW) for text in (one, other))
    return not same(one, other) and a == b


def _narrow(text: str) -> str:
    return (
        unicodedata.normalize("NFKC", text)
        .replace("〔", "(")
        .replace("〕", ")")
        .replace("【", "[")
        .replace("】", "]")
        .replace("。", ".")
    )


def _simplified(text: str) -> str:
    return str(_converter().convert(text.translate(_VARIANTS)))


def _plain(text: str) -> str:
    narrow = _DASHES.sub("-", _DOTS.sub("·", _narrow(mended(text))))
    return _simplified("".join(narrow.split()).casefold())
