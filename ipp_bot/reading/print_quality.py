"""Whether print is whole: where thin strokes are gone, readings agree on another character."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import cv2
import numpy as np

from ipp_bot.reading.characters import is_han, is_latin
from ipp_bot.reading.pictures import cut_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.reading.pictures import Pixels
    from ipp_bot.reading.recognition import Recognised

__all__ = ["broken_lines"]

_OF_HAN, _OF_LATIN = 2.5, 1.1
"""Pieces of ink that an ideograph, and a letter or digit, has in whole print, in the mean."""
_SPREAD_OF_HAN, _SPREAD_OF_LATIN = 1.7, 0.15
"""Their variances."""
_OF_TWO = frozenset(':：;；!！?？="“”%')
_BROKEN_PAGE = 1.3
"""Pieces by those of whole print, in the median of a page's characters."""
_BROKEN_LINE = 1.2
"""The same for one line, beyond what its characters may have by chance."""
_DEVIATIONS = 3.0
"""So many standard deviations are chance."""
_LEAST_SCORE = 0.6
"""What is read more poorly may be no text: a seal's edge, a pattern."""
_SPECK = 8
"""Pixels that a piece has at least in a line of 64 pixels' height."""
_CONTRAST = 40


def broken_lines(pixels: Pixels, recognised: Sequence[Recognised]) -> set[int]:
    """The numbers of the lines whose characters are broken into pieces: of a page's most, all.

    A digit is one piece, and ideographs have some two or three. Copies of copies and faint print
    lose thin strokes first, and what they joined falls apart.
    """
    shares: list[tuple[float, float]] = []
    broken = set()
    for number, line in enumerate(recognised):
        if len(line.signs) == 1 or line.score < _LEAST_SCORE:
            continue
        strip = cut_out(pixels, line.quad, beside=(0.05, 0.05), above=0.0, spread=False)
        pieces, whole = _pieces_in(strip), sum(_pieces_of(sign.text) for sign in line.signs)
        chance = _DEVIATIONS * math.sqrt(sum(_spread_of(sign.text) for sign in line.signs))
        shares.append((pieces / whole, whole))
        if pieces > _BROKEN_LINE * whole + chance:
            broken.add(number)
    return set(range(len(recognised))) if _median(shares) >= _BROKEN_PAGE else broken


def _pieces_of(sign: str) -> float:
    if is_han(sign):
        return _OF_HAN
    if is_latin(sign):
        return _OF_LATIN
    return 2.0 if sign in _OF_TWO else 1.0


def _spread_of(sign: str) -> float:
    return _SPREAD_OF_HAN if is_han(sign) else _SPREAD_OF_LATIN


def _pieces_in(strip: Pixels) -> int:
    """Pieces of ink on the strip, specks aside."""
    shade = cv2.GaussianBlur(strip.min(axis=2), (3, 3), 0)
    dark, bright = (float(one) for one in np.percentile(shade, (3, 90)))
    if bright - dark < _CONTRAST:
        return 0
    ink = (shade < (dark + bright) / 2).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    return int((stats[1:, cv2.CC_STAT_AREA] >= _SPECK).sum())


def _median(shares: Sequence[tuple[float, float]]) -> float:
    """The share that half of the weight lies above."""
    total = sum(weight for _, weight in shares)
    below = 0.0
    for share, weight in sorted(shares):
        below += weight
        if below * 2 >= total:
            return share
    return 0.0
