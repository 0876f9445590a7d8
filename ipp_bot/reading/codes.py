"""QR and bar codes on a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ipp_bot.reading.paper import Place
    from ipp_bot.reading.pictures import Pixels

__all__ = ["BarCode", "codes_on"]


@dataclass(frozen=True, slots=True)
class BarCode:
    """What a code says, and where it stands."""

    text: str
    box: Place
    turned: int = 0
    """By how many degrees its head is turned clockwise."""


def codes_on(pixels: Pixels) -> list[BarCode]:
    """The codes of a page that can be read."""
    import zxingcpp

    height, width = pixels.shape[:2]
    found = []
    for code in zxingcpp.read_barcodes(pixels):
        spot = code.position
        xs = [
            point.x / width
            for point in (spot.top_left, spot.top_right, spot.bottom_right, spot.bottom_left)
        ]
        ys = [
            point.y / height
            for point in (spot.top_left, spot.top_right, spot.bottom_right, spot.bottom_left)
        ]
        box = (min(xs), min(ys), max(xs), max(ys))
        found.append(BarCode(code.text, box, code.orientation))
    return found
