"""Codes on templates of powers of attorney: they name the filing when the signed ones come back."""

from __future__ import annotations

import base64
import io
import math
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from ipp_bot.atomic_write import part_file
from ipp_bot.errors import PaperUnreadable
from ipp_bot.reading.codes import codes_on
from ipp_bot.reading.source import drawn_pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pypdf
    from PIL import Image

    from ipp_bot.reading.pictures import Pixels
    from ipp_bot.reading.source import DrawnPage

    Spot = tuple[int, int]

__all__ = ["TemplateCode", "code_on", "content_mark", "print_codes", "reference_of"]

_FORM = re.compile(r"IPP-POA/([A-Z2-7]{8})/([A-Z2-7]{4})/(\d{1,2})/(\d{1,2})/([A-Z2-7]{2})")
_POINTS_A_MM = 72 / 25.4
_SIDE = 22.4 * _POINTS_A_MM
"""A code with the white around it, in points."""
_EDGE = 8 * _POINTS_A_MM
"""What printers leave bare at the edges of a page."""
_QUIET = 4
"""Modules of white around a code."""
_SCALE = 2.0
"""Pixels a point of the picture in which room is looked for."""
_BARE = 12
"""How far a pixel may be from the paper's colour and still be bare."""
_TRIALS = 11
"""Places along an edge that are tried."""


@dataclass(frozen=True, slots=True)
class TemplateCode:
    """What the code on one page of a template says: no name and no number of anybody."""

    reference: str
    """Names the filing, as `reference_of` does."""
    content: str
    """Names what the template was made from, as `content_mark` does."""
    page: int
    pages: int

    @property
    def text(self) -> str:
        """As it is printed, with a check at its end."""
        body = f"IPP-POA/{self.reference}/{self.content}/{self.page}/{self.pages}"
        return f"{body}/{_short(body, 2)}"

    @classmethod
    def parsed(cls, text: str) -> TemplateCode | None:
        """The code that a text is; None for any other text, or where the check does not fit."""
        match = _FORM.fullmatch(text)
        if match is None:
            return None
        reference, content, page, pages, _check = match.groups()
        code = cls(reference, content, int(page), int(pages))
        return code if code.text == text and 1 <= code.page <= code.pages else None


def reference_of(origin: str, account: str, ref: str) -> str:
    """A short name for a filing that says nothing about it."""
    return _short(f"{origin}\n{account}\n{ref}", 8)


def content_mark(fields_hash: str) -> str:
    """A short name for the content that a template was made from."""
    return _short(fields_hash, 4)


def _short(text: str, signs: int) -> str:
    return base64.b32encode(sha256(text.encode()).digest()).decode()[:signs]


def code_on(picture: Image.Image) -> tuple[list[TemplateCode], int]:
    """The codes of templates on a page, and how many right angles clockwise make it upright."""
    found: list[TemplateCode] = []
    quarters = 0
    for code in codes_on(np.asarray(picture)):
        parsed = TemplateCode.parsed(code.text)
        if parsed is not None and parsed not in found:
            found.append(parsed)
            quarters = round(-code.turned / 90) % 4
    return found, quarters


def print_codes(template: Path, reference: str, content: str) -> bool:
    """Prints a code on each page of a PDF where it covers nothing; False if it is left as it was.

    Left alone is what is signed or locked, has no room, or would not look as before but for its
    codes.
    """
    after = _with_codes(template.read_bytes(), reference, content)
    if after is None:
        return False
    with part_file(template.parent) as part:
        part.write(after)
        part.move_to(template)
    return True


def _with_codes(source: bytes, reference: str, content: str) -> bytes | None:
    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import PyPdfError

    try:
        plain = drawn_pages(source, _SCALE)
        spots = [_room(np.asarray(page.picture)) for page in plain]
        codes = [
            TemplateCode(reference, content, number, len(plain))
            for number in range(1, len(plain) + 1)
        ]
        reader = PdfReader(io.BytesIO(source))
        if reader.is_encrypted or _is_signed(reader) or len(reader.pages) != len(plain):
            return None
        writer = PdfWriter(clone_from=reader)
        for page, seen, spot, code in zip(writer.pages, plain, spots, codes, strict=True):
            if spot is None:
                return None
            page.merge_page(_overlay(page, code.text, spot, seen))
        held = io.BytesIO()
        writer.write(held)
        marked = drawn_pages(held.getvalue(), _SCALE)
    except (PaperUnreadable, PyPdfError, ValueError, KeyError, TypeError, AttributeError, OSError):
        return None  # what one library reads and another does not is left as the portal made it
    every = zip(marked, plain, spots, codes, strict=True)
    is_right = all(_shows(new, old, spot, code) for new, old, spot, code in every)
    return held.getvalue() if is_right else None


def _is_signed(reader: pypdf.PdfReader) -> bool:
    root = reader.root_object
    form = root.get("/AcroForm")
    return "/Perms" in root or bool(form is not None and form.get_object().get("/SigFlags"))


def _room(pixels: Pixels) -> Spot | None:
    """The upper left pixel of a bare square for a code; nobody signs at the head of a page."""
    high, wide = pixels.shape[:2]
    side, edge = math.ceil(_SIDE * _SCALE), math.ceil(_EDGE * _SCALE)
    if min(high, wide) < side + 2 * edge:
        return None
    paper = np.median(pixels.reshape(-1, 3), axis=0)
    inked = (np.abs(pixels.astype(np.int16) - paper) > _BARE).any(axis=2)
    sums = np.pad(inked.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    right, low = wide - edge - side, high - edge - side
    along = [round(edge + part * (right - edge)) for part in np.linspace(0, 1, _TRIALS)]
    corners = [(right, edge), (edge, edge), (edge, low), (right, low)]
    edges = [(x, y) for y in (edge, low) for x in along]
    for x, y in (*corners, *edges):
        covered = sums[y + side, x + side] - sums[y, x + side] - sums[y + side, x] + sums[y, x]
        if not covered:
            return x, y
    return None


def _modules(text: str) -> Iterator[tuple[float, float, float, float]]:
    """The dark runs of a code: left, top, right, bottom in parts of its side with the white."""
    import zxingcpp

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    dark = np.asarray(code.to_image(scale=1, add_quiet_zones=False)) == 0
    side = len(dark) + 2 * _QUIET
    for down, row in enumerate(dark):
        edges = np.flatnonzero(np.diff(np.pad(row.astype(np.int8), 1)))
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            left, right = (start + _QUIET) / side, (end + _QUIET) / side
            yield left, (down + _QUIET) / side, right, (down + 1 + _QUIET) / side


def _overlay(page: pypdf.PageObject, text: str, spot: Spot, seen: DrawnPage) -> pypdf.PageObject:
    """A page with the code alone, in the units of the page that it is laid over."""
    from pypdf import PageObject
    from pypdf.generic import DecodedStreamObject, NameObject, RectangleObject

    a, b, c, d, e, f = seen.affine
    side = _SIDE * _SCALE
    drawn = ["0 g"]
    for left, top, right, bottom in _modules(text):
        x, y = spot[0] + left * side, spot[1] + top * side
        wide, high = (right - left) * side, (bottom - top) * side
        at = (a * x + c * y + e, b * x + d * y + f, a * wide + c * high, b * wide + d * high)
        drawn.append(" ".join([*(f"{number:.3f}" for number in at), "re"]))
    stream = DecodedStreamObject()
    stream.set_data("\n".join([*drawn, "f"]).encode())
    overlay = PageObject.create_blank_page(width=page.mediabox.width, height=page.mediabox.height)
    for box in ("/MediaBox", "/TrimBox"):
        overlay[NameObject(box)] = RectangleObject(tuple(page.mediabox))
    overlay[NameObject("/Contents")] = stream
    return overlay


def _shows(new: DrawnPage, old: DrawnPage, spot: Spot | None, code: TemplateCode) -> bool:
    """Whether the page bears the code, and beside it looks as it did."""
    if spot is None or new.picture.size != old.picture.size:
        return False
    side = math.ceil(_SIDE * _SCALE)
    before, after = np.asarray(old.picture).astype(np.int16), np.asarray(new.picture)
    changed = (np.abs(before - after) > _BARE).any(axis=2)
    changed[spot[1] : spot[1] + side, spot[0] : spot[0] + side] = False
    return not changed.any() and code_on(new.picture)[0] == [code]
