"""Lines drawn through printed letters: what they cross out is not what the paper says."""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ipp_bot.reading.geometry import Box, Letter
    from ipp_bot.reading.pictures import Pixels

__all__ = ["is_crossed_out"]

_WINDOW = 3
"""Letters at once: no strokes of so many neighbours make one straight line."""
_SMALL_WINDOW = 6
"""The same for small letters, whose strokes run into each other."""
_SMALL = 16
"""Pixels of a small letter's height."""
_MIDDLE = (0.28, 0.72)
"""The part of a letter's height that a line through it crosses; underlines are below."""
_SLOPES = np.linspace(-0.14, 0.14, 29)
_INKED = 0.93
"""The share of a line's pixels that are ink."""
_LEAST_HEIGHT = 6
"""Pixels of a letter that can be judged."""
_CONTRAST = 40


def is_crossed_out(pixels: Pixels, letters: Sequence[Letter]) -> bool:
    """Whether a line runs through some of the letters.

    Args:
        pixels: the page as a viewer shows it.
        letters: of one value, in reading order; they may stand on several lines.
    """
    return any(_has_line(part) for part in _parts(pixels, letters))


def _parts(pixels: Pixels, letters: Sequence[Letter]) -> Iterator[Pixels]:
    """Cuttings of neighbours on a line, upright."""
    high, wide = pixels.shape[:2]
    heights = [abs(one.place.bottom - one.place.top) * high for one in letters]
    widths = [abs(one.place.right - one.place.left) * wide for one in letters]
    is_small = bool(letters) and min(median(heights), median(widths) * 2) < _SMALL
    window = _SMALL_WINDOW if is_small else _WINDOW
    for start in range(len(letters) - window + 1):
        some = letters[start : start + window]
        if not _are_neighbours(some):
            continue
        places = [letter.place for letter in some]
        left, right = (round(side * wide) for side in _ends(places, "left", "right"))
        top, bottom = (round(side * high) for side in _ends(places, "top", "bottom"))
        part = pixels[max(top, 0) : bottom, max(left, 0) : right]
        # a page that is turned has its lines upright
        yield np.rot90(part) if part.shape[0] > part.shape[1] else part


def _are_neighbours(letters: Sequence[Letter]) -> bool:
    boxes = [letter.box for letter in letters]
    em = max(box.height for box in boxes)
    return all(
        abs(after.middle - before.middle) < em / 2 and -em / 2 < after.left - before.right < em
        for before, after in pairwise(boxes)
    )


def _ends(places: Sequence[Box], first: str, last: str) -> tuple[float, float]:
    return min(getattr(one, first) for one in places), max(getattr(one, last) for one in places)


def _has_line(part: Pixels) -> bool:
    if part.shape[0] < _LEAST_HEIGHT or part.shape[1] < part.shape[0] * 1.2:
        return False
    shade = part.min(axis=2).astype(np.float32)  # a red line is ink as well
    dark, bright = np.percentile(shade, (5, 90))
    if bright - dark < _CONTRAST:
        return False
    ink = shade < (dark + bright) / 2
    if ink.mean() > 0.5:  # noqa: PLR2004 - most of it: bright letters on a dark ground
        ink = ~ink
    high, wide = ink.shape
    across = np.arange(wide)
    lines = np.arange(high * _MIDDLE[0], high * _MIDDLE[1], 0.5)
    for slope in _SLOPES:
        at = (lines[:, None] + slope * (across - wide / 2)[None, :]).astype(int)
        inside = (at >= 0) & (at < high)
        share = np.where(inside, ink[np.clip(at, 0, high - 1), across[None, :]], 0).mean(axis=1)
        if share.max() >= _INKED:
            return True
    return False
