"""Tells whether a picture is in colour, or grey with a seal or signature in colour.

The help page of the portal asks for a colour scan or photo of the original; a black-and-white copy
is taken only with the registrant's seal, or signature, on it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Colour", "Region", "Tone", "judge_colour"]

_SIDE = 500
"""Pictures are judged at this size: fast, and the noise of a scan averages out."""
_VIVID = 48
"""Distance of a pixel's channels (of 255) that is neither JPEG noise nor yellowed paper."""
_TINTED = 14
_PAPER_SHARE = 0.02
"""A tint on so much of the picture is coloured paper."""
_LEAST_SHARE = 0.0002
_LEAST_SIDE = 0.035
"""Colour that spans less of the picture's longer side is a speck, not a seal."""
_STRIP = 4_000_000
"""Pixels that are looked at together."""
_ORIENTATION = 0x0112
_TURNS: Mapping[object, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What Exif's orientation asks for."""


class Tone(StrEnum):
    """How much colour a picture has, and whether it is that of a seal."""

    COLOUR = "colour"
    SEALED = "sealed"  # grey, but for one compact region
    TRACES = "traces"  # grey, but for specks too small for a seal or signature
    GREY = "grey"


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a picture in hundredths of its width and height."""

    left: int
    top: int
    right: int
    bottom: int

    def __str__(self) -> str:
        across = ("left", "middle", "right")[min((self.left + self.right) // 67, 2)]
        down = ("upper", "middle", "lower")[min((self.top + self.bottom) // 67, 2)]
        where = "very middle" if down == across else f"{down} {across}"
        return f"{where} (x {self.left}–{self.right} %, y {self.top}–{self.bottom} %)"


@dataclass(frozen=True, slots=True)
class Colour:
    """The tone, and where the colour is."""

    tone: Tone
    region: Region | None = None


def judge_colour(image: Image.Image) -> Colour:
    """The tone of a picture that is loaded already, its region as a person sees it turned."""
    if image.mode in {"1", "L", "LA", "I", "I;16", "F"}:
        return Colour(Tone.GREY)
    small = _small(image)
    colour = _judge(small)
    if colour.tone is Tone.COLOUR:
        # a grey copy of a bluish or yellowish cast has one colour from ink to paper
        balanced = _without_cast(small)
        if balanced is not None:
            rest = _judge(balanced)
            return rest if rest.tone in (Tone.GREY, Tone.TRACES) else colour
    return colour


def _judge(small: Image.Image) -> Colour:
    red, green, blue = small.split()
    brightest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    chroma = ImageChops.subtract(brightest, darkest)
    total = small.width * small.height
    histogram = chroma.histogram()
    vivid = sum(histogram[_VIVID:]) / total
    tinted = sum(histogram[_TINTED:]) / total
    box = chroma.point([0] * _VIVID + [255] * (256 - _VIVID)).getbbox()
    if box is None:
        return Colour(Tone.COLOUR if tinted >= _PAPER_SHARE else Tone.GREY)
    region = Region(
        box[0] * 100 // small.width,
        box[1] * 100 // small.height,
        -(-box[2] * 100 // small.width),
        -(-box[3] * 100 // small.height),
    )
    span = max(box[2] - box[0], box[3] - box[1]) / max(small.size)
    if tinted >= _PAPER_SHARE and vivid < _LEAST_SHARE:
        return Colour(Tone.COLOUR)
    if vivid < _LEAST_SHARE or span < _LEAST_SIDE:
        return Colour(Tone.TRACES, region)
    area = (box[2] - box[0]) * (box[3] - box[1]) / total
    compact = area < 0.25 and tinted < 0.25  # noqa: PLR2004 - a quarter of the page
    return Colour(Tone.SEALED if compact else Tone.COLOUR, region)


def _without_cast(small: Image.Image) -> Image.Image | None:
    """The picture with its paper white and its ink black; None if it has neither."""
    tables: list[int] = []
    for channel in small.split():
        histogram = channel.histogram()
        ink, paper = _percentile(histogram, _INK), _percentile(histogram, _PAPER)
        if paper - ink < _LEAST_RANGE:
            return None
        tables += [
            min(255, max(0, round((value - ink) * 255 / (paper - ink)))) for value in range(256)
        ]
    return small.point(tables)


_INK, _PAPER = 0.01, 0.5
_LEAST_RANGE = 60


def _percentile(histogram: list[int], share: float) -> int:
    """The value below which that share of the pixels is."""
    left = sum(histogram) * share
    for value, count in enumerate(histogram):
        left -= count
        if left <= 0:
            return value
    return 255


def _small(image: Image.Image) -> Image.Image:
    """The picture on white, about `_SIDE` pixels long, turned as its camera says.

    It is taken in strips: a whole copy in another mode may need a gigabyte.
    """
    factor = max(1, max(image.size) // _SIDE)
    width, height = image.size
    small = Image.new("RGB", (-(-width // factor), -(-height // factor)), "white")
    rows = factor * max(1, _STRIP // (factor * width))
    for top in range(0, height, rows):
        strip = image if rows >= height else image.crop((0, top, width, min(top + rows, height)))
        small.paste(_reduced(strip, factor), (0, top // factor))
    turned = _TURNS.get(_orientation(image))
    return small if turned is None else small.transpose(turned)


def _orientation(image: Image.Image) -> object:
    try:
        return image.getexif().get(_ORIENTATION)
    except (OSError, SyntaxError, ValueError, KeyError, TypeError, struct.error):
        # the picture is readable, the camera's notes are not
        return None


def _reduced(image: Image.Image, factor: int) -> Image.Image:
    """The picture on white, each of its sides so many times shorter.

    What is transparent is weighed by its cover and put on white when it is small: on all pixels of
    a scan that takes longer than reading it.
    """
    if not _is_transparent(image):
        plain = image if image.mode == "RGB" else image.convert("RGB")
        return plain.reduce(factor) if factor > 1 else plain
    weighed = image.convert("RGBA").convert("RGBa")
    layered = (weighed.reduce(factor) if factor > 1 else weighed).convert("RGBA")
    white = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(white, layered).convert("RGB")


def _is_transparent(image: Image.Image) -> bool:
    if image.mode == "P":
        return "transparency" in image.info
    if image.mode == "RGBA":
        lowest = image.getchannel("A").getextrema()[0]
        return isinstance(lowest, tuple) or lowest < 255  # noqa: PLR2004 - covers all
    return image.mode in {"PA", "RGBa"}
