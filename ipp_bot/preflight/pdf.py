"""What is wrong with a PDF by its content, and the colour of a scan in it."""

from __future__ import annotations

import io
import logging
import math
import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PIL import Image
from pypdf import PasswordType, PdfReader
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import ContentStream

from ipp_bot.preflight.colour import Colour, Tone, judge_colour
from ipp_bot.preflight.finding import Finding, damaged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdf import PageObject

__all__ = ["Pdf", "examine_pdf"]

# what pypdf finds odd is told by findings, never by lines on stderr
logging.getLogger("pypdf").addHandler(logging.NullHandler())

_MOST_PAGES = 50
_SCANNED_PAGES = 3
_LEAST_SCAN = 300
_MOST_PIXELS = 120_000_000
_MOST_PICTURES = 400
_LEAST_COVER = 0.5
"""A scan covers so much of its page."""
_MOST_STROKES = 500_000
"""Bytes that place a scan on its page, the text under it included."""
_BLANKS = b"\0\t\n\f\r "
_HIDDEN_TEXT = frozenset({3, 7})
_SHOWS_TEXT = frozenset({b"Tj", b"TJ", b"'", b'"'})
_PAINTS = _SHOWS_TEXT | frozenset(
    (b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"sh", b"Do", b"INLINE IMAGE")
)
_BROKEN_PDF = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    RecursionError,
    NotImplementedError,
)
"""What a damaged PDF makes pypdf raise; it promises none of its own errors for all of them."""

_TOO_MANY_PIXELS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_BROKEN_PICTURE = (ImportError, OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError)
_Matrix = tuple[float, float, float, float]

_TABLE_AT = re.compile(rb"startxref\s+(\d+)\s*(?:%|%%|%%E|%%EO)?\s*$")


@dataclass(frozen=True, slots=True)
class Pdf:
    """What was found in a PDF."""

    findings: tuple[Finding, ...]
    size: tuple[int, int] = (0, 0)
    """Pixels of the scan; zeros if it is none."""
    pages: int = 1
    colour: Colour | None = None
    """None where nothing can be told, as for a PDF that is no scan."""


def examine_pdf(data: bytes) -> Pdf:
    """Examines the bytes of a file that is a PDF by its beginning."""
    findings = list(_around(data))
    if any(not finding.is_warning for finding in findings):
        return Pdf(tuple(findings))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole = data[data.index(b"%PDF-") :]
        if b"%%EOF" not in whole:
            whole = _TABLE_AT.sub(rb"startxref\n\1\n%%EOF", whole)
        return _examine(whole, findings)


def _around(data: bytes) -> Iterator[Finding]:
    """What stands before and behind the PDF in its file."""
    before = data[: data.index(b"%PDF-")].strip(_BLANKS)
    if before.strip(b"\xef\xbb\xbf"):
        yield Finding(
            "junk-before",
            f"has {len(before)} bytes before its beginning, which some viewers refuse",
            "open it and save it again",
            is_warning=True,
        )
    end = data.rfind(b"%%EOF")
    behind = data[end + 5 :].strip(_BLANKS)
    if end < 0 or b" obj" in behind or b"xref" in behind:
        if _has_whole_table(data):
            yield Finding(
                "no-end-marker",
                "is a whole PDF, but lacks its last marker (%%EOF); some viewers complain",
                "open it and save it again",
                is_warning=True,
            )
        else:
            yield damaged("PDF")
    elif behind:
        yield Finding(
            "junk-behind",
            f"has {len(behind)} bytes behind its end",
            "open it and save it again, unless every viewer shows it",
            is_warning=True,
        )


def _has_whole_table(data: bytes) -> bool:
    """Whether a file without its last marker ends with the address of its table all the same."""
    found = _TABLE_AT.search(data[-64:])
    start = data.index(b"%PDF-") + int(found.group(1)) if found else len(data)
    return data[start:].startswith(b"xref") or re.match(rb"\d+ \d+ obj", data[start:]) is not None


def _examine(data: bytes, findings: list[Finding]) -> Pdf:
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
            findings.append(
                Finding(
                    "encrypted",
                    "is an encrypted PDF that asks for a password",
                    "print it to a new PDF without a password",
                )
            )
            return Pdf(tuple(findings))
        pages = len(reader.pages)
        if pages == 0:
            findings.append(
                Finding("no-pages", "is a PDF without pages", "scan or download it again")
            )
            return Pdf(tuple(findings), pages=0)
        scans = _scans(reader)
    except DependencyError:
        findings.append(
            Finding(
                "encrypted",
                "is an encrypted PDF; whether it opens without a password was not looked at",
                "open it, and print it to a new PDF if it asks for a password",
                is_warning=True,
            )
        )
        return Pdf(tuple(findings))
    except (PyPdfError, *_BROKEN_PDF):
        return Pdf((damaged("PDF"),))
    except _TOO_MANY_PIXELS:
        findings.append(
            Finding(
                "too-many-pixels",
                "has a picture with so many pixels that some viewers fail at it",
                "scan it with fewer dots",
                is_warning=True,
            )
        )
        scans = None
    if pages > _MOST_PAGES:
        findings.append(
            Finding(
                "many-pages",
                f"has {pages} pages",
                "look whether it is the right document",
                is_warning=True,
            )
        )
    if scans is None:
        return Pdf(tuple(findings), pages=pages)
    return Pdf(tuple(findings), scans[0], pages, scans[1])


def _scans(reader: PdfReader) -> tuple[tuple[int, int], Colour] | None:
    """Size and colour of the scans that the first pages are; None unless all of them are scans.

    Pages with nothing on them do not count; one page in colour is enough.
    """
    size = (0, 0)
    found: list[Colour] = []
    for page in reader.pages[:_SCANNED_PAGES]:
        try:
            pictures = _pictures_of_scan(page)
        except (PyPdfError, *_BROKEN_PDF, *_BROKEN_PICTURE):
            # a picture in a coding that is not installed: a person will see it at the portal
            return None
        if pictures is None:
            return None
        if not pictures:
            continue
        size = max(size, _extent(pictures), key=math.prod)
        found.append(_strongest([judge_colour(picture) for picture in pictures]))
    return (size, _strongest(found)) if found else None


_STRENGTH = (Tone.COLOUR, Tone.SEALED, Tone.TRACES, Tone.GREY)


def _strongest(colours: list[Colour]) -> Colour:
    return min(colours, key=lambda colour: _STRENGTH.index(colour.tone))


def _extent(pictures: list[Image.Image]) -> tuple[int, int]:
    """Pixels of a page: strips lie below each other, a text's mask on its background."""
    width = max(picture.width for picture in pictures)
    strips = [picture for picture in pictures if picture.width == width]
    return width, sum(picture.height for picture in strips)


def _pictures_of_scan(page: PageObject) -> list[Image.Image] | None:
    """The pictures of a page that is a scan; none for an empty page, None for another one."""
    contents = page.get_contents()
    data = contents.get_data() if contents is not None else b""
    if contents is None or len(data) > _MOST_STROKES:
        return None if data else []  # reading the strokes of a drawing may take minutes
    stream = ContentStream(contents, page.pdf)
    if not any(operator in _PAINTS for _, operator in stream.operations):
        return []
    box = page.mediabox
    cover, has_text = _covered(stream, _pictures_named(page))
    least = _LEAST_COVER * abs(float(box.width) * float(box.height))
    if has_text or cover < least or len(page.images) > _MOST_PICTURES:
        return None
    pictures = [_picture(page, name) for name in page.images.keys()]  # noqa: SIM118 - a lazy list of pypdf's
    loaded = [picture for picture in pictures if picture is not None and _is_bearable(picture)]
    for picture in loaded:
        picture.load()
    is_whole = len(loaded) == len(pictures) > 0 and min(_extent(loaded)) >= _LEAST_SCAN
    return loaded if is_whole else None


def _picture(page: PageObject, name: str | list[str]) -> Image.Image | None:
    """A picture of the page; one in JBIG2, which office scanners write, as its empty frame.

    JBIG2 holds black and white only: for its tone nothing has to be decoded.
    """
    resources: Any = page["/Resources"]
    named: Any = resources["/XObject"].get_object() if isinstance(name, str) else {}
    held: Any = named.get(name)
    filters = held.get_object().get("/Filter", []) if held is not None else []
    last = filters[-1] if isinstance(filters, list) and filters else filters
    if last == "/JBIG2Decode":
        width, height = (int(held.get_object()[side]) for side in ("/Width", "/Height"))
        if not 0 < width * height <= _MOST_PIXELS:
            raise Image.DecompressionBombError(f"{width} x {height} pixels")
        return Image.new("1", (width, height))
    return page.images[name].image


def _is_bearable(picture: Image.Image) -> bool:
    return picture.width * picture.height <= _MOST_PIXELS


def _pictures_named(page: PageObject) -> frozenset[str]:
    resources: Any = page.get("/Resources", {})
    named: Any = resources.get_object().get("/XObject", {}).get_object()
    return frozenset(
        name for name, each in named.items() if each.get_object().get("/Subtype") == "/Image"
    )


def _covered(contents: ContentStream, pictures: frozenset[str]) -> tuple[float, bool]:
    """The area that pictures cover, and whether text is to be seen on them.

    The text of a reading machine is invisible, or lies under the scan.
    """
    area = largest = 0.0
    has_text = False
    mode = 0
    matrix: _Matrix = (1, 0, 0, 1)
    stack: list[_Matrix] = []
    for operands, operator in contents.operations:
        if operator == b"q":
            stack.append(matrix)
        elif operator == b"Q" and stack:
            matrix = stack.pop()
        elif operator == b"cm":
            matrix = _product([float(number) for number in operands[:4]], matrix)
        elif operator == b"Tr":
            mode = int(operands[0])
        elif operator in _SHOWS_TEXT:
            has_text = has_text or mode not in _HIDDEN_TEXT
        elif operator == b"INLINE IMAGE" or (operator == b"Do" and operands[0] in pictures):
            a, b, c, d = matrix
            one = abs(a * d - b * c)
            area += one
            largest = max(largest, one)
            has_text = has_text and one < largest
    return area, has_text


def _product(first: list[float], second: _Matrix) -> _Matrix:
    a, b, c, d = first
    e, f, g, h = second
    return (a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h)
