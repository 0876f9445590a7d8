"""Pictures of places on papers, for a person to look at."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import ImageDraw

from ipp_bot.reading.source import opened

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PIL import Image

    from ipp_bot.reading.paper import Place

__all__ = ["excerpts", "page_picture"]

_WIDEST = 900
_WHOLE = (520, 520)
"""The largest picture of a whole page."""
_BESIDE = 0.05
_ABOVE = 0.025
"""What is shown around a place, in parts of the page."""
_FRAME = "#d00000"


def excerpts(path: Path, places: Sequence[tuple[int, Place | None]]) -> list[bytes | None]:
    """A JPEG for each page and place, the place framed; the whole page for no place.

    None where the file has no such page.

    Raises:
        PaperUnreadable: the file is no PDF or picture, is damaged, or asks for a password.
    """
    made: list[bytes | None] = [None] * len(places)
    last = max((page for page, _ in places), default=0)
    with opened(path) as pages:
        for page in pages.every:
            for index, (number, place) in enumerate(places):
                if number == page.number:
                    made[index] = _jpeg(_excerpt(page.picture, place))
            if page.number >= last:
                break
    return made


def page_picture(path: Path, number: int, *, turned: int = 0) -> bytes | None:
    """A JPEG of a whole page, turned clockwise by so many right angles; None without that page.

    Raises:
        PaperUnreadable: the file is no PDF or picture, is damaged, or asks for a password.
    """
    with opened(path) as pages:
        for page in pages.every:
            if page.number == number:
                return _jpeg(page.picture.rotate(-90 * turned, expand=True))
    return None


def _excerpt(picture: Image.Image, place: Place | None) -> Image.Image:
    if place is None:
        whole = picture.copy()
        whole.thumbnail(_WHOLE)
        return whole
    width, height = picture.size
    left, top, right, bottom = place
    around = (
        round(max(0.0, left - _BESIDE) * width),
        round(max(0.0, top - _ABOVE) * height),
        round(min(1.0, right + _BESIDE) * width),
        round(min(1.0, bottom + _ABOVE) * height),
    )
    cut = picture.crop(around).convert("RGB")
    frame = (left * width, top * height, right * width, bottom * height)
    thick = max(2, width // 500)
    ImageDraw.Draw(cut).rectangle(
        (
            frame[0] - around[0] - 2 * thick,
            frame[1] - around[1] - 2 * thick,
            frame[2] - around[0] + 2 * thick,
            frame[3] - around[1] + 2 * thick,
        ),
        outline=_FRAME,
        width=thick,
    )
    cut.thumbnail((_WIDEST, _WIDEST))
    return cut


def _jpeg(picture: Image.Image) -> bytes:
    held = io.BytesIO()
    picture.convert("RGB").save(held, "JPEG", quality=80)
    return held.getvalue()
