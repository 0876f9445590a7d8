"""Ownership notices on the operating pages of software."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipp_bot.reading import values
from ipp_bot.reading.characters import is_han
from ipp_bot.reading.contents import Contents
from ipp_bot.reading.passage import Passage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.reading.rows import Row

__all__ = ["has_sign", "notice_of"]

_NOTICE = re.compile(
    r"©|\(c\)|copyright|all\s*rights\s*reserved|版权所有|著作权人|著作权归|版权归|保留所有权利",
    re.IGNORECASE,
)
_SIGN = re.compile(r"©|copyright|all\s*rights\s*reserved|版权所有|保留所有权利", re.IGNORECASE)
_PHRASES = re.compile(
    r"copyright|all\s*rights\s*reserved\.?|版权所有|著作权人|著作权归|著作权所有|版权归|保留(?:所有|一切)?权利|翻版必究"
    r"|侵权必究|本软件|所有$|©|\(c\)|（c）"
    # 年 behind a blank begins the owner's name.
    r"|(?:19|20)\d{2}年?(?:\s*[-–—~至]\s*(?:(?:19|20)\d{2}年?|今|present))?"
    r"|[\u4e00-\u9fff]?ICP[备证].*$|\bby\b|[Vv]\d+(?:\.\d+)+",
    re.IGNORECASE,
)
_STRAY = re.compile(r"^[@cCoO0〇○◎®Q]\s+|^[@®◎○]|\s+[@cC]$")
_HEAD = 0.3
"""The name of a program stands in so much of the page at its head."""


def has_sign(rows: Sequence[Row]) -> bool:
    """Whether a notice is one beyond doubt; 著作权人 is a label of certificates too."""
    return any(_SIGN.search("".join(letter.text for letter in row.letters)) for row in rows)


def notice_of(rows: Sequence[Row], height: float) -> Contents | None:
    """What an operating page says of its owner and its name; None where it bears no notice.

    Args:
        rows: the page's rows.
        height: the page's height in the unit of the rows.
    """
    contents = Contents()
    found = False
    for row in reversed(rows):
        passage = Passage.of([row.letters])
        if not _NOTICE.search(passage.text):
            continue
        found = True
        holder = _owner(passage)
        if holder is not None:
            contents.put("holder", values.text(holder))
            break
    if not found:
        return None
    for row in rows:
        if row.box.bottom > _HEAD * height:
            break
        name, version = values.version_of(Passage.of([row.letters]))
        if version is not None and len(name.parts) > 1:
            contents.put("name", values.text(name))
            contents.put("version", version)
            break
    return contents


def _owner(passage: Passage) -> Passage | None:
    rest = passage
    while match := _PHRASES.search(rest.text):
        before, after = rest.cut(0, match.start()), rest.cut(match.end())
        rest = max((before, after), key=_weight)
    rest = rest.stripped(" :：,，。;；-–—|·")
    if match := _STRAY.match(rest.text):
        rest = rest.cut(match.end())
    rest = rest.stripped(" :：,，。;；-–—|·")
    return rest if _weight(rest) > 1 else None


def _weight(passage: Passage) -> int:
    return sum(2 if is_han(text) else text.isalpha() for text, _ in passage.parts)
