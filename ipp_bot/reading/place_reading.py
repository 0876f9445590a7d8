"""One place of a page read by itself, because a person drew a box around it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from ipp_bot.reading.characters import is_han
from ipp_bot.reading.reader import require_installed
from ipp_bot.reading.source import opened

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ipp_bot.reading.paper import Place
    from ipp_bot.reading.pictures import Pixels
    from ipp_bot.reading.recognition import Recognised
    from ipp_bot.reading.source import Page

__all__ = ["read_place"]

_MARGIN = 24
"""Pixels of white around what is read."""
_TALL = 64
"""Pixels of height up to which a place is enlarged."""
_ENLARGED = 2.0


def read_place(path: Path, number: int, box: Place, *, turned: int = 0) -> tuple[str, ...]:
    """What stands in a box of a page: by the text layer and by the picture, each reading once.

    Args:
        path: a PDF, or a picture.
        number: the page, from 1.
        box: left, top, right and bottom in parts of the page as it is turned.
        turned: by how many right angles the page is turned clockwise.

    Raises:
        ReadingNotInstalled: the extra `read` is not there.
        PaperUnreadable: the file is no PDF or picture, is damaged, or asks for a password.
    """
    require_installed()
    with opened(path) as pages:
        for page in pages.every:
            if page.number == number:
                told = _by_text_layer(page, box) if not turned else ""
                seen = _reader().submit(_by_picture, page, box, turned).result()
                return tuple(dict.fromkeys(one for one in (told, seen) if one))
    return ()


@cache
def _reader() -> ThreadPoolExecutor:
    """One thread for all places: each that reads keeps an engine in memory.

    It takes one core, and stands back behind nothing: a person waits for it.
    """
    from ipp_bot.reading.recognition import use_cores

    return ThreadPoolExecutor(1, "place", use_cores, (1,))


def _by_text_layer(page: Page, box: Place) -> str:
    left, top, right, bottom = box
    rows = []
    for line in page.lines:
        inside = [
            letter
            for letter in line.letters
            if left <= (letter.place.left + letter.place.right) / 2 <= right
            and top <= (letter.place.top + letter.place.bottom) / 2 <= bottom
        ]
        rows.append("".join(f"{' ' * one.spaced}{one.text}" for one in inside).strip())
    return _joined([row for row in rows if row])


def _by_picture(page: Page, box: Place, turned: int) -> str:
    # Imported here: these packages are of the extra `read`.
    import cv2

    from ipp_bot.reading.pictures import ground_of
    from ipp_bot.reading.recognition import read_page, release_memory

    pixels = ground_of(page.picture.rotate(-90 * turned, expand=True)).pixels
    height, width = pixels.shape[:2]
    left, top, right, bottom = box
    part: Pixels = pixels[
        int(top * height) : max(int(top * height) + 1, round(bottom * height)),
        int(left * width) : max(int(left * width) + 1, round(right * width)),
    ]
    if part.shape[0] < _TALL:
        part = cv2.resize(part, None, fx=_ENLARGED, fy=_ENLARGED, interpolation=cv2.INTER_CUBIC)  # type: ignore[assignment]  # bytes stay bytes
    white = (255, 255, 255)
    part = cv2.copyMakeBorder(  # type: ignore[assignment]  # bytes stay bytes
        part, _MARGIN, _MARGIN, _MARGIN, _MARGIN, cv2.BORDER_CONSTANT, value=white
    )
    found = read_page(part)
    release_memory()
    return _joined([_text(line) for line in _in_order(found)])


def _in_order(lines: Sequence[Recognised]) -> list[Recognised]:
    """Rows from above, each from the left."""
    rows: list[list[Recognised]] = []
    for line in sorted(lines, key=lambda one: float(one.quad[:, 1].mean())):
        middle = float(line.quad[:, 1].mean())
        last = rows[-1][0].quad if rows else None
        if last is not None and last[:, 1].min() <= middle <= last[:, 1].max():
            rows[-1].append(line)
        else:
            rows.append([line])
    return [
        line for row in rows for line in sorted(row, key=lambda one: float(one.quad[:, 0].min()))
    ]


def _text(line: Recognised) -> str:
    return "".join(f"{' ' * sign.spaced}{sign.text}" for sign in line.signs).strip()


def _joined(rows: Sequence[str]) -> str:
    """The rows as one text: with a blank between them, but not within Chinese."""
    if not rows:
        return ""
    parts = [rows[0]]
    for before, row in pairwise(rows):
        parts.append(row if is_han(before[-1]) or is_han(row[0]) else f" {row}")
    return "".join(parts)
