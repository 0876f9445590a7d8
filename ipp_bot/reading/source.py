"""Files as pages: the text layer of a PDF page as lines, and its picture."""

from __future__ import annotations

import hashlib
import io
import math
import re
import threading
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageOps, UnidentifiedImageError

from ipp_bot.errors import PaperUnreadable
from ipp_bot.reading.characters import is_private, mended
from ipp_bot.reading.geometry import Box, Letter, Line, bounds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pypdfium2

__all__ = [
    "MOST_PAGES",
    "DrawnPage",
    "Page",
    "Pages",
    "drawn_pages",
    "joined",
    "opened",
    "pages_of",
]

PICTURE_SIDE = 1900
"""Pixels of the longer side of a page's picture: about 160 dots an inch of A4."""
_MOST_PIXELS = 400_000_000
MOST_PAGES = 200
"""Of a file so many pages are read at most."""
_COVERED = 0.7
"""A picture on so much of the page is a scan."""
_INVISIBLE = 3
"""The mode of text that a scanner's own reader lays under its picture."""
_LEAST_TEXT = 12
_MADE_AT = re.compile(rb"(/CreationDate\(D:)\d{14}(?=[^)]*\)/Creator\(PDFium\))")
_FILE_NUMBER = re.compile(rb"/ID\[<([0-9A-F]{32})><\1>\]")
"""The time and the number that PDFium gives what it writes."""
_lock = threading.Lock()
"""PDFium works for one thread at a time."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a file."""

    number: int
    """From 1."""
    lines: tuple[Line, ...]
    """The text layer, upright; empty for scans and pictures."""
    picture: Image.Image
    """As a viewer shows it, RGB or L."""
    is_signed: bool = False
    """Whether its file bears a digital signature."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a file, each made when it is asked for; those behind the 200th are left out."""

    every: Iterator[Page]
    left_out: int = 0


@contextmanager
def opened(path: Path) -> Iterator[Pages]:
    """The pages of a PDF or picture.

    Raises:
        PaperUnreadable: the file is no PDF or picture, is damaged, or asks for a password.
    """
    try:
        with path.open("rb") as file:
            head = file.read(1024)
    except OSError as error:
        raise PaperUnreadable(f"{path} cannot be read: {error.strerror or error}") from error
    if b"%PDF-" in head:
        with _document(path) as document:
            count = min(len(document), MOST_PAGES)
            every = (_pdf_page(document, index) for index in range(count))
            yield Pages(every, len(document) - count)
    else:
        yield Pages(iter([Page(1, (), _picture(path))]))


def pages_of(path: Path, first: int, count: int) -> bytes:
    """A PDF of so many pages of a PDF from that one on (from 1), as they are there.

    Raises:
        PaperUnreadable: the file cannot be opened.
    """
    with _document(path) as document, _lock, closing(type(document).new()) as part:
        part.import_pages(document, list(range(first - 1, first - 1 + count)))
        return _saved(part)


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """The picture of a PDF's page, and where its pixels lie on the page."""

    picture: Image.Image
    affine: tuple[float, float, float, float, float, float]
    """a to f: pixel (x, y) is at (a x + c y + e, b x + d y + f) in the page's own units."""


def drawn_pages(content: bytes, scale: float) -> list[DrawnPage]:
    """The pages of a PDF as a viewer shows them, with so many pixels a point.

    Raises:
        PaperUnreadable: it cannot be opened.
    """
    import pypdfium2

    found = []
    with _document(content) as document:
        try:
            for index in range(min(len(document), MOST_PAGES)):
                with (
                    _lock,
                    closing(document[index]) as page,
                    closing(page.render(scale=scale)) as bitmap,
                ):
                    picture = bitmap.to_pil().convert("RGB")
                    found.append(DrawnPage(picture, _affine(page, picture.size)))
        except pypdfium2.PdfiumError as error:
            index = len(found)
            raise PaperUnreadable(f"page {index + 1} of the PDF is damaged") from error
    return found


def _affine(
    page: pypdfium2.PdfPage, size: tuple[int, int]
) -> tuple[float, float, float, float, float, float]:
    import ctypes

    from pypdfium2 import raw

    wide, high = size
    across, down = ctypes.c_double(), ctypes.c_double()

    def at(x: int, y: int) -> tuple[float, float]:
        raw.FPDF_DeviceToPage(
            page.raw, 0, 0, wide, high, 0, x, y, ctypes.byref(across), ctypes.byref(down)
        )
        return across.value, down.value

    (e, f), (right_x, right_y), (low_x, low_y) = at(0, 0), at(wide, 0), at(0, high)
    return (
        (right_x - e) / wide, (right_y - f) / wide, (low_x - e) / high, (low_y - f) / high, e, f
    )  # fmt: skip


def joined(parts: Sequence[tuple[Path, int, int]]) -> bytes:
    """A PDF of pages of PDFs and of pictures, as they are there.

    Args:
        parts: file, page (from 1), and by how many right angles it is turned clockwise.

    Raises:
        PaperUnreadable: a file cannot be opened.
    """
    import pypdfium2

    with _lock:
        whole = pypdfium2.PdfDocument.new()
    with closing(whole):
        for path, number, quarters in parts:
            with path.open("rb") as file:
                is_pdf = b"%PDF-" in file.read(1024)
            with _document(path if is_pdf else _as_pdf(path)) as document, _lock:
                whole.import_pages(document, [number - 1])
                with closing(whole[len(whole) - 1]) as page:
                    page.set_rotation((page.get_rotation() + 90 * quarters) % 360)
        with _lock:
            return _saved(whole)


def _saved(document: pypdfium2.PdfDocument) -> bytes:
    """The document's bytes, the same for the same pages whenever it is made.

    PDFium writes the time and a random number into it, by which a paper that is cut out once more
    would be another one than what was confirmed or sent.
    """
    target = io.BytesIO()
    document.save(target)
    content = _MADE_AT.sub(rb"\g<1>20000101000000", target.getvalue())
    numbers = list(_FILE_NUMBER.finditer(content))
    if not numbers:
        return content
    before, behind = content[: numbers[-1].start()], content[numbers[-1].end() :]
    number = hashlib.sha256(before + behind).hexdigest()[:32].upper().encode()
    return b"%s/ID[<%s><%s>]%s" % (before, number, number, behind)


def _as_pdf(path: Path) -> bytes:
    held = io.BytesIO()
    _picture(path).save(held, "PDF", resolution=200, quality=92)
    return held.getvalue()


def _picture(path: Path) -> Image.Image:
    try:
        with Image.open(path) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise PaperUnreadable(f"{path} has too many pixels", hint="scan it with fewer dots")
            if image.format == "JPEG" and max(image.size) > 2 * PICTURE_SIDE:
                image.draft(None, (PICTURE_SIDE, PICTURE_SIDE))
            upright = ImageOps.exif_transpose(image)
            return _plain(upright)
    except UnidentifiedImageError as error:
        raise PaperUnreadable(f"{path} is no picture and no PDF") from error
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise PaperUnreadable(f"{path} is a damaged picture: {error}") from error


def _plain(image: Image.Image) -> Image.Image:
    """The picture in RGB or L; what is transparent becomes white."""
    if image.mode in {"1", "I", "I;16", "F"}:
        return image.convert("L")
    if image.mode in {"RGB", "L"}:
        return image
    if "A" in image.mode or "transparency" in image.info:
        layered = image.convert("RGBA")
        ground = Image.new("RGBA", layered.size, (255, 255, 255, 255))
        return Image.alpha_composite(ground, layered).convert("RGB")
    return image.convert("RGB")


@contextmanager
def _document(source: Path | bytes) -> Iterator[pypdfium2.PdfDocument]:
    import pypdfium2

    path = "it" if isinstance(source, bytes) else source
    try:
        with _lock:
            document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise PaperUnreadable(
                f"{path} asks for a password", hint="print it to a new PDF without a password"
            ) from error
        raise PaperUnreadable(f"{path} is a damaged PDF") from error
    try:
        yield document
    finally:
        with _lock:
            document.close()


def _pdf_page(document: pypdfium2.PdfDocument, index: int) -> Page:
    import pypdfium2
    from pypdfium2 import raw

    try:
        with _lock, closing(document[index]) as page:
            lines = () if _is_scan(page) else tuple(_text_lines(page))
            scale = PICTURE_SIDE / max(page.get_size())
            with closing(page.render(scale=scale)) as bitmap:
                # the bitmap's memory goes with the bitmap
                picture = bitmap.to_pil().convert("RGB")
            is_signed = raw.FPDF_GetSignatureCount(document.raw) > 0
            return Page(index + 1, lines, picture, is_signed)
    except pypdfium2.PdfiumError as error:
        raise PaperUnreadable(f"page {index + 1} of the PDF is damaged") from error


def _is_scan(page: pypdfium2.PdfPage) -> bool:
    """Whether a picture covers the page and text is unseen or under it: somebody's own reading."""
    from pypdfium2 import raw

    width, height = page.get_size()
    visible = unseen = 0
    covering = False
    for item in page.get_objects(max_depth=2):
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            if (right - left) * (top - bottom) >= _COVERED * width * height:
                covering = True
                unseen += visible
                visible = 0
        elif item.type == raw.FPDF_PAGEOBJ_TEXT:
            if raw.FPDFTextObj_GetTextRenderMode(item.raw) == _INVISIBLE:
                unseen += 1
            else:
                visible += 1
    return (covering and not visible) or (unseen > 0 and not visible)


@dataclass(frozen=True, slots=True)
class _Glyph:
    text: str
    box: Box
    angle: float


def _glyphs(page: pypdfium2.PdfPage) -> Iterator[_Glyph]:
    import ctypes

    from pypdfium2 import raw

    scale = 16
    wide, high = (round(side * scale) for side in page.get_size())
    across, down = ctypes.c_int(), ctypes.c_int()

    def shown(x: float, y: float) -> tuple[float, float]:
        raw.FPDF_PageToDevice(
            page.raw, 0, 0, wide, high, 0, x, y, ctypes.byref(across), ctypes.byref(down)
        )
        return across.value / scale, down.value / scale

    with closing(page.get_textpage()) as text_page:
        count = text_page.count_chars()
        for index in range(count):
            code = raw.FPDFText_GetUnicode(text_page.raw, index)
            character = chr(code)
            if character in "\r\n\ufffe" or raw.FPDFText_IsGenerated(text_page.raw, index) == 1:
                continue
            if not code or raw.FPDFText_HasUnicodeMapError(text_page.raw, index) == 1:
                character = "\ufffd"  # the font does not say what its glyph is
            left, bottom, right, top = text_page.get_charbox(index, loose=True)
            corners = [shown(left, bottom), shown(right, top)]
            angle = raw.FPDFText_GetCharAngle(text_page.raw, index)
            yield _Glyph(
                mended(character),
                bounds(Box(x, y, x, y) for x, y in corners),
                angle + page.get_rotation() * math.pi / 180,
            )


def _text_lines(page: pypdfium2.PdfPage) -> Iterator[Line]:
    glyphs = list(_glyphs(page))
    if sum(not glyph.text.isspace() for glyph in glyphs) < _LEAST_TEXT:
        return
    # a right angle, as most of the letters have it
    turns = [round(glyph.angle / (math.pi / 2)) % 4 for glyph in glyphs]
    turn = max(set(turns), key=turns.count)
    width, height = page.get_size()
    letters: list[Letter] = []
    spaced = False
    for glyph in glyphs:
        if glyph.text.isspace():
            spaced = True
            continue
        place = Box(
            glyph.box.left / width,
            glyph.box.top / height,
            glyph.box.right / width,
            glyph.box.bottom / height,
        )
        box = _upright(glyph.box, turn, width, height)
        text = "\ufffd" if is_private(glyph.text) else glyph.text
        letter = Letter(text, box, place, spaced=spaced, readings=2)
        if letters and _breaks(letters[-1], letter):
            yield Line(tuple(letters))
            letters = []
        letters.append(letter)
        spaced = False
    if letters:
        yield Line(tuple(letters))


def _breaks(before: Letter, after: Letter) -> bool:
    """Whether the letter begins another line, or stands far away on the same."""
    em = max(before.box.height, after.box.height)
    return (
        abs(after.box.middle - before.box.middle) > em * 0.5
        or after.box.left - before.box.right > em * 4
        or after.box.left < before.box.left - em * 0.3
    )


def _upright(box: Box, turn: int, width: float, height: float) -> Box:
    """The box on the page turned so that text runs from left to right."""
    match turn:
        case 1:  # read from the head to the foot
            return Box(box.top, width - box.right, box.bottom, width - box.left)
        case 2:
            return Box(width - box.right, height - box.bottom, width - box.left, height - box.top)
        case 3:
            return Box(height - box.bottom, box.left, height - box.top, box.right)
        case _:
            return box
