"""Ink that no line was made of: a last character on a line of its own is easily missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipp_bot.reading.pictures import Pixels, Quad

__all__ = ["has_ink_below"]

_BEFORE, _WIDE, _DEEP = 0.4, 2.6, 1.6
"""Ems left of the value's beginning, right of it and below its last line that are looked at."""
_LEAST, _MOST = 0.45, 1.35
"""Ems that a character is high; frames and rules are not."""
_NARROW = 0.2
_DARK = 0.45
"""How dark ink is, between the paper and the line's own ink."""
_LEAST_CONTRAST = 40


def has_ink_below(pixels: Pixels, quad: Quad, left: float, read: Iterable[Quad]) -> bool:
    """Whether something like a character stands below a line where the next would begin.

    Args:
        pixels: the page.
        quad: the last line of a value: upper left, upper right, lower right, lower left.
        left: the x where the value's lines begin.
        read: every line of the page that was read; what lies in them is known.
    """
    em = float(np.linalg.norm(quad[3] - quad[0]) + np.linalg.norm(quad[2] - quad[1])) / 2
    run = float(quad[2][0] - quad[3][0])
    slope = float(quad[2][1] - quad[3][1]) / run if run else 0.0
    base = float(quad[3][1]) + slope * (left - float(quad[3][0]))
    height, width = pixels.shape[:2]
    x0, x1 = max(0, round(left - _BEFORE * em)), min(width, round(left + _WIDE * em))
    y0, y1 = max(0, round(base)), min(height, round(base + _DEEP * em))
    above = max(0, round(base - em))
    if x1 - x0 < em or y1 - y0 < _LEAST * em:
        return False
    grey = cv2.cvtColor(pixels[above:y1, x0:x1], cv2.COLOR_BGR2GRAY)
    ink, paper = (float(one) for one in np.percentile(grey, (2, 85)))
    if paper - ink < _LEAST_CONTRAST:
        return False
    dark = (grey[y0 - above :] < paper - _DARK * (paper - ink)).astype(np.uint8)
    for other in read:
        spread = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32) * 0.12 * em
        corners = np.asarray(other + spread - (x0, y0), np.int32)
        cv2.fillPoly(dark, [corners], 0)
    side = max(1, round(0.12 * em))
    joined = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    return any(
        _LEAST * em <= int(stats[index][3]) <= _MOST * em
        and _NARROW * em <= int(stats[index][2]) <= _MOST * em
        for index in range(1, count)
    )
