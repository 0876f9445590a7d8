"""Whether print is whole: in worn copies all readings agree on another character."""

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

__all__ = ["doubtful_print"]

_OF_HAN, _OF_LATIN = 2.5, 1.1
"""Pieces of ink that an ideograph, and a letter or digit, has in whole print, in the mean."""
_SPREAD_OF_HAN, _SPREAD_OF_LATIN = 1.7, 0.15
"""Their variances."""
_OF_TWO = frozenset(':：;；!！?？="“”%')
_BROKEN_PAGE = 1.3
"""Pieces by those of whole print, in the median of a page's characters, or of its ideographs."""
_BROKEN_LINE = 1.2
"""The same for one line, beyond what its characters may have by chance."""
_DEVIATIONS = 3.0
"""So many standard deviations are chance."""
_LEAST_SCORE = 0.6
"""What is read more poorly may be no text: a seal's edge, a pattern."""
_SPECK = 8
"""Pixels that a piece has at least in a line of 64 pixels' height."""
_CONTRAST = 40
_THICK = 6.0
"""Pixels from the edge of the thickest stroke to its middle, in a line of 64 pixels' height."""
_THICKER = 2.2
"""So many times as thick as its line's strokes is one into which several ran together."""
_DARK = 0.3
"""How bright such a place is at most: in a grey scan the room between strokes is brighter."""
_BROKEN = "the print is faint or broken: strokes may be missing"
_FILLED = "its strokes run together: it may be another character"


def doubtful_print(pixels: Pixels, recognised: Sequence[Recognised]) -> dict[int, str]:
    """The numbers of the lines whose characters lost strokes, or room between them, and why.

    A digit is one piece, and ideographs have some two or three. Copies of copies and faint print
    lose thin strokes first, and what they joined falls apart: where most of a page did, no line of
    it is whole. In dark copies strokes run together.
    """
    shares: list[tuple[float, float]] = []
    of_words: list[tuple[float, float]] = []
    doubtful: dict[int, str] = {}
    for number, line in enumerate(recognised):
        if len(line.signs) == 1 or line.score < _LEAST_SCORE:
            continue
        strip = cut_out(pixels, line.quad, beside=(0.05, 0.05), above=0.0, spread=False)
        pieces, whole = _pieces_in(strip), sum(_pieces_of(sign.text) for sign in line.signs)
        chance = _DEVIATIONS * math.sqrt(sum(_spread_of(sign.text) for sign in line.signs))
        shares.append((pieces / whole, whole))
        if sum(is_han(sign.text) for sign in line.signs) * 2 > len(line.signs):
            of_words.append(shares[-1])  # digits have few strokes to lose
        if pieces > _BROKEN_LINE * whole + chance:
            doubtful[number] = _BROKEN
        elif _is_filled(strip):
            doubtful[number] = _FILLED
    if max(_median(shares), _median(of_words)) >= _BROKEN_PAGE:
        return dict.fromkeys(range(len(recognised)), _BROKEN)
    return doubtful


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
    smooth = np.asarray(cv2.GaussianBlur(strip.min(axis=2), (3, 3), 0), np.uint8)
    ink = _ink_of(smooth, 0.5)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    return int((stats[1:, cv2.CC_STAT_AREA] >= _SPECK).sum())


def _is_filled(strip: Pixels) -> bool:
    """Whether a place is much thicker than the strokes of its line."""
    depth = cv2.distanceTransform(_ink_of(strip.min(axis=2), _DARK), cv2.DIST_L2, 5)
    middle = (depth > 0) & (depth >= cv2.dilate(depth, np.ones((3, 3), np.uint8)))
    thickest = float(depth.max())
    return thickest >= _THICK and thickest >= _THICKER * float(np.median(depth[middle]))


def _ink_of(shade: Pixels, level: float) -> Pixels:
    """1 where ink is, 0 elsewhere: what is darker than the level, or brighter on a dark ground."""
    dark, bright = (float(one) for one in np.percentile(shade, (3, 97)))
    if bright - dark < _CONTRAST:
        return np.zeros(shade.shape, np.uint8)
    if (shade < (dark + bright) / 2).mean() > 0.5:  # noqa: PLR2004 - most of it is dark
        return (shade > bright - level * (bright - dark)).astype(np.uint8)
    return (shade < dark + level * (bright - dark)).astype(np.uint8)


def _median(shares: Sequence[tuple[float, float]]) -> float:
    """The share that half of the weight lies above."""
    total = sum(weight for _, weight in shares)
    below = 0.0
    for share, weight in sorted(shares):
        below += weight
        if below * 2 >= total:
            return share
    return 0.0
