"""Pictures of pages: seals taken out, seals and colour noted, lines cut out at another scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

    Pixels = NDArray[np.uint8]
    Quad = NDArray[np.float32]

__all__ = ["Ground", "cut_out", "ground_of", "is_bare", "turned"]

_SIDE = 1900
"""Pixels of the longer side at which a page is read."""
_SMALL = 480
"""Pixels of the longer side at which colour is judged."""
_RED = 26
"""How much more red than green and blue a seal's pixel has."""
_VIVID = 40
_COLOUR_SHARE = 0.0008
_SEAL_SIDE = 0.07
"""A seal's side at least, in parts of the page's longer side."""
_SEAL_SHAPE = 2.2
"""A seal's longer side by its shorter one at most: a red title is longer."""
_INK, _BARE = 0.42, 0.58
"""How bright the red channel is of ink under a seal at most, and of paper under it at least."""
_LINE_HEIGHT = 64
_SHADE = 20
"""How much darker than paper ink is."""
_INK_SHARE = 0.002
"""So much of a page may be specks and its edge's shadow."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A page's picture, ready for reading."""

    pixels: Pixels
    """Blue, green, red; seals in red taken out."""
    seal: bool
    colour: bool


def ground_of(image: Image.Image) -> Ground:
    """The picture in the size for reading, seals taken out by the red channel."""
    longer = max(image.size)
    if longer > _SIDE:
        scale = _SIDE / longer
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        pixels = np.asarray(image)
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    else:
        pixels = np.asarray(image)
    if pixels.ndim == 2:  # noqa: PLR2004 - no channels: grey
        return Ground(np.ascontiguousarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR)), False, False)  # noqa: FBT003
    pixels = np.ascontiguousarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
    seals, colour = _seals(pixels)
    for left, top, right, bottom in seals:
        _lift(pixels[top:bottom, left:right])
    return Ground(pixels, bool(seals), colour)


def is_bare(pixels: Pixels) -> bool:
    """Whether hardly anything is on the page, as on the back of another."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    high, wide = grey.shape
    inner = grey[high // 25 : -(high // 25) or None, wide // 25 : -(wide // 25) or None]
    return bool((inner < np.median(inner) - _SHADE).mean() < _INK_SHARE)


def _seals(pixels: Pixels) -> tuple[list[tuple[int, int, int, int]], bool]:
    """The rectangles of seals in red, and whether the page is in colour."""
    scale = min(1.0, _SMALL / max(pixels.shape[:2]))
    size = (max(1, int(pixels.shape[1] * scale)), max(1, int(pixels.shape[0] * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.int16)
    # tinted paper, or a lamp's light, is no colour
    paper = np.median(small.reshape(-1, 3), axis=0)
    balanced = small - (paper - paper.mean())
    chroma = balanced.max(axis=2) - balanced.min(axis=2)
    colour = bool((chroma > _VIVID).mean() > _COLOUR_SHARE)
    blue, green, red = balanced[..., 0], balanced[..., 1], balanced[..., 2]
    mask = ((red - np.maximum(green, blue)) > _RED).astype(np.uint8)
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    found = []
    least = _SEAL_SIDE * max(size)
    for index in range(1, count):
        left, top, width, height, _area = (int(one) for one in stats[index])
        longer, shorter = max(width, height), max(1, min(width, height))
        if shorter < least * 0.6 or longer < least or longer / shorter > _SEAL_SHAPE:
            continue
        if longer > 0.6 * max(size):
            continue  # a frame around the page
        found.append(
            (
                max(0, int((left - 3) / scale)),
                max(0, int((top - 3) / scale)),
                int((left + width + 3) / scale),
                int((top + height + 3) / scale),
            )
        )
    return found, colour


def _lift(part: Pixels) -> None:
    """Replaces what is red in the part by what the red channel shows of it: nearly paper."""
    values = part.astype(np.int16)
    red = values[..., 2]
    excess = red - np.maximum(values[..., 0], values[..., 1])
    paper = int(np.percentile(red, 90))
    # JPEG washes the colour out at a stroke's edge
    stamped = cv2.dilate((excess > _RED * 2 // 3).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    # a stamped pixel is paper under the seal's ink, or dark ink under it
    lifted = np.clip((red - _INK * paper) * (paper / max(1.0, (_BARE - _INK) * paper)), 0, paper)
    for channel in range(3):
        part[..., channel] = np.where(stamped, lifted, values[..., channel]).astype(np.uint8)


def turned(pixels: Pixels, quarters: int) -> Pixels:
    """The picture turned counter-clockwise by that many right angles."""
    return np.ascontiguousarray(np.rot90(pixels, quarters))


def cut_out(
    pixels: Pixels, quad: Quad, *, beside: tuple[float, float], above: float, spread: bool
) -> Pixels:
    """A line as a level strip of 64 pixels' height.

    Args:
        pixels: the page.
        quad: upper left, upper right, lower right, lower left of the line.
        beside: ems of what stands left of it, and right of it.
        above: ems of what stands above and below it.
        spread: whether grey is spread from black to white.
    """
    upper_left, upper_right, lower_right, lower_left = quad
    height = (
        float(np.linalg.norm(lower_left - upper_left) + np.linalg.norm(lower_right - upper_right))
        / 2
    )
    width = (
        float(np.linalg.norm(upper_right - upper_left) + np.linalg.norm(lower_right - lower_left))
        / 2
    )
    height, width = max(height, 1.0), max(width, 1.0)
    scale = _LINE_HEIGHT / (height * (1 + 2 * above))
    margin_x, margin_y = beside[0] * height * scale, above * height * scale
    target = np.array(
        [
            [margin_x, margin_y],
            [margin_x + width * scale, margin_y],
            [margin_x + width * scale, margin_y + height * scale],
            [margin_x, margin_y + height * scale],
        ],
        np.float32,
    )
    margin_right = beside[1] * height * scale
    size = (max(8, round(width * scale + margin_x + margin_right)), _LINE_HEIGHT)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), target)
    strip = cv2.warpPerspective(
        pixels, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    if not spread:
        return np.asarray(strip, np.uint8)
    grey = cv2.cvtColor(strip, cv2.COLOR_BGR2GRAY)
    low, high = np.percentile(grey, (2, 90))
    level = np.clip((grey.astype(np.float32) - low) * (255 / max(high - low, 24)), 0, 255)
    return np.asarray(cv2.cvtColor(level.astype(np.uint8), cv2.COLOR_GRAY2BGR), np.uint8)
