"""What a reviewer sees in a file: readable, coloured, blank, its words."""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageStat

if TYPE_CHECKING:
    from pathlib import Path

logging.getLogger("pypdf").setLevel(logging.ERROR)

MARK = "ipp-poa-template"  # among the template's keywords: tells a bare template from a POA
_LEAST_SIDE = 100  # pixels
_COLOURFUL = 40  # distance between the channels of a pixel that has colour
_COLOUR_SHARE = 0.0005  # a small red seal on a page
_BLANK_SPREAD = 3.0
_MOST_PAGES = 5


@dataclass(frozen=True, slots=True)
class Facts:
    """One file as a reviewer sees it."""

    readable: bool
    coloured: bool | None  # None: drawn, not scanned
    blank: bool
    words: str  # text of a PDF, description of a picture; empty if there is none
    bare_template: bool = False  # the portal's own POA template, nothing added


_BROKEN = Facts(readable=False, coloured=None, blank=True, words="")


@lru_cache(maxsize=4096)
def read_facts(path: Path) -> Facts:
    """The facts of a stored file; files are named by their content, so they never change."""
    content = path.read_bytes()
    return _read_pdf(content) if b"%PDF-" in content[:1024] else _read_picture(content)


def _read_picture(content: bytes) -> Facts:
    try:
        with Image.open(io.BytesIO(content)) as image:
            words = " ".join(str(v) for v in image.info.values() if isinstance(v, str))
            words += " " + str(image.getexif().get(0x010E, ""))
            small = min(image.size) < _LEAST_SIDE
            image.thumbnail((600, 600))
            picture = image.convert("RGB")
    except (OSError, ValueError, SyntaxError):
        return _BROKEN
    return Facts(
        readable=not small,
        coloured=_has_colour(picture),
        blank=ImageStat.Stat(picture.convert("L")).stddev[0] < _BLANK_SPREAD,
        words=words.strip(),
    )


def _has_colour(picture: Image.Image) -> bool:
    red, green, blue = picture.split()
    highest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    lowest = ImageChops.darker(ImageChops.darker(red, green), blue)
    histogram = ImageChops.difference(highest, lowest).histogram()
    return sum(histogram[_COLOURFUL:]) > _COLOUR_SHARE * picture.width * picture.height


def _read_pdf(content: bytes) -> Facts:
    # a tenth of the portal's start, and only the reviewer needs it
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content))
        pages = reader.pages[:_MOST_PAGES]
        words = "\n".join(page.extract_text() for page in pages).strip()
        pictures = [_read_picture(image.data) for page in pages for image in page.images]
        metadata = reader.metadata
        keywords = str(metadata.get("/Keywords", "")) if metadata else ""
        annotated = any(page.get("/Annots") for page in pages)
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError):
        return _BROKEN
    return Facts(
        readable=bool(pages),
        coloured=any(p.coloured for p in pictures) if pictures else None,
        blank=not words and not pictures,
        words=words,
        bare_template=MARK in keywords and not pictures and not annotated,
    )
