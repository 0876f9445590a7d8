"""What is wrong with a document by its content: format, size, damage, pixels, colour."""

from __future__ import annotations

import hashlib
import io
import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, UnidentifiedImageError

from ipp_bot.preflight.colour import Colour, judge_colour

if TYPE_CHECKING:
    from pathlib import Path

    from pypdf import PageObject, PdfReader

    from ipp_bot.profile import Limits

__all__ = ["Document", "DocumentCache", "Finding"]

_NAMES = {"jpg": "JPEG", "png": "PNG", "gif": "GIF", "bmp": "BMP", "pdf": "PDF"}
_SAME = {"jpeg": "jpg"}
_MOST_PIXELS = 120_000_000
_MOST_PAGES = 50
_SCANNED_PAGES = 3
_LEAST_SCAN = 300
_MOST_STROKES = 500_000
"""Bytes that place a scan on its page, the text under it included."""
_LOOKED_AT = 1000
"""Pixels of a side that a JPEG is decoded to; the colour is judged on fewer."""
_PNG_END = b"\0\0\0\0IEND\xaeB`\x82"

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

_BROKEN_PICTURE = (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, or should be looked at, in a document."""

    code: str
    message: str
    hint: str
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """What was found about a file's content; its name does not matter here."""

    sha256: str
    size: int
    format: str
    """jpg, png, gif, bmp, pdf; or "" if it is none of them."""
    findings: tuple[Finding, ...]
    width: int = 0
    height: int = 0
    pages: int = 1
    colour: Colour | None = None
    """None where it is not known, as for a PDF that is no scan."""


class DocumentCache:
    """Examines every content once, however many entries and names share it."""

    def __init__(self) -> None:
        self._by_stamp: dict[tuple[str, int, int, int], Document] = {}
        self._by_hash: dict[str, Document] = {}
        self.examined = 0
        """How many contents were examined."""

    def document(self, path: Path, limits: Limits) -> Document:
        """The document at the path; a finding says if it cannot be read."""
        try:
            stat = path.stat()
            stamp = (str(path), stat.st_mtime_ns, stat.st_size, stat.st_ino)
            known = self._by_stamp.get(stamp)
            if known is None:
                known = self._read(path, stat.st_size, limits)
                self._by_stamp[stamp] = known
        except OSError as error:
            reason = error.strerror or str(error)
            finding = Finding("unreadable", f"cannot be read: {reason}", "look at its permissions")
            return Document("", 0, "", (finding,))
        return known

    def _read(self, path: Path, size: int, limits: Limits) -> Document:
        if size > limits.file_bytes:
            with path.open("rb") as source:
                kind = sniff(source.read(2048))[0]
            return Document("", size, kind, (_too_big(size, limits),))
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        if digest not in self._by_hash:
            self.examined += 1
            self._by_hash[digest] = examine_content(data, digest, limits)
        return self._by_hash[digest]


def _too_big(size: int, limits: Limits) -> Finding:
    # rounded up, lest 8.01 MB read "is 8.0 MB; the portal takes 8 MB"
    rounded = math.ceil(size * 10 / 1_048_576) / 10
    return Finding(
        "too-big",
        f"is {rounded:.1f} MB; the portal takes {limits.file_bytes / 1_048_576:.0f} MB",
        "scan it with fewer dots, or save it as JPEG",
    )


_MAGIC = (
    ("jpg", "JPEG", b"\xff\xd8\xff"),
    ("png", "PNG", b"\x89PNG\r\n\x1a\n"),
    ("gif", "GIF", b"GIF8"),
    ("bmp", "BMP", b"BM"),
    ("pdf", "PDF", b"%PDF-"),
    ("", "a TIFF picture", b"II*\0"),
    ("", "a TIFF picture", b"MM\0*"),
    ("", "a Word or Excel document, or a ZIP archive", b"PK\x03\x04"),
    ("", "an old Word or Excel document", b"\xd0\xcf\x11\xe0"),
    ("", "a RAR archive", b"Rar!"),
    ("", "a WebP picture", b"RIFF"),
    ("", "a web page", b"<!DOCTYPE html"),
    ("", "a web page", b"<html"),
    ("", "an SVG or XML file", b"<?xml"),
    ("", "an SVG or XML file", b"<svg"),
)


def sniff(head: bytes) -> tuple[str, str]:
    """The format of a file's first bytes, and its name in words."""
    for kind, name, magic in _MAGIC:
        if head.startswith(magic):
            return kind, name
    if head[4:8] == b"ftyp":
        return "", "a HEIC picture or a film"
    # a PDF may have some bytes in front of its head
    return ("pdf", "PDF") if b"%PDF-" in head[:1024] else ("", "no picture or PDF")


def examine_content(data: bytes, digest: str, limits: Limits) -> Document:
    """Examines the content; `digest` is its SHA-256."""
    if not data:
        finding = Finding("empty", "is empty (0 bytes)", "scan or download it again")
        return Document(digest, 0, "", (finding,))
    kind, name = sniff(data[:2048])
    if not kind:
        wanted = ", ".join(limits.formats)
        finding = Finding("format", f"is {name} by its content", f"save it as one of {wanted}")
        return Document(digest, len(data), "", (finding,))
    if kind == "pdf":
        return _pdf(data, digest)
    with warnings.catch_warnings():
        # What Pillow warns of is no news to the user, but for pictures of gigabytes: a finding.
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        return _picture(data, digest, kind, limits)


def _damaged(what: str) -> Finding:
    return Finding("damaged", f"is a damaged or truncated {what}", "scan or download it again")


def _picture(data: bytes, digest: str, kind: str, limits: Limits) -> Document:
    try:
        image = Image.open(io.BytesIO(data), formats=[_NAMES[kind]])
        width, height = image.size
        # a JPEG's decoder leaves out what the look at a small copy does not need
        image.draft(None, (_LOOKED_AT, _LOOKED_AT))
        image.load()
        frames = getattr(image, "n_frames", 1) if kind in ("gif", "png") else 1
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        finding = Finding("too-many-pixels", "has too many pixels", "scan it with fewer dots")
        return Document(digest, len(data), kind, (finding,))
    except (UnidentifiedImageError, *_BROKEN_PICTURE):
        return Document(digest, len(data), kind, (_damaged(f"{_NAMES[kind]} picture"),))
    findings = []
    if not _is_whole(data, kind):
        findings.append(_damaged(f"{_NAMES[kind]} picture"))
    if frames > 1:
        findings.append(
            Finding(
                "animation",
                f"is an animation of {frames} pictures; a reviewer may see the first only",
                "save the picture that counts, without the others",
                is_warning=True,
            )
        )
    findings += _resolution(width, height, limits.least_pixels)
    colour = judge_colour(image)
    return Document(digest, len(data), kind, tuple(findings), width, height, 1, colour)


def _is_whole(data: bytes, kind: str) -> bool:
    """Whether the mark of the format's end is there; Pillow reads a picture without it.

    Some programs leave a little behind the mark.
    """
    match kind:
        case "png":
            return _PNG_END in data
        case "gif":
            return b"\0;" in data[-1024:]
        case _:
            return True


def _resolution(width: int, height: int, least: int) -> list[Finding]:
    if max(width, height) >= least:
        return []
    return [
        Finding(
            "resolution",
            f"has {width}×{height} pixels; a reviewer can hardly read it",
            f"scan it with {least} pixels or more on the longer side",
            is_warning=True,
        )
    ]


def _pdf(data: bytes, digest: str) -> Document:
    # Imported here: it takes as long as checking twenty manifests without a PDF.
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    tail = data[-2048:]
    if b"%%EOF" not in tail:
        return Document(digest, len(data), "pdf", (_damaged("PDF"),))
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            finding = Finding(
                "encrypted", "is an encrypted PDF", "print it to a new PDF without a password"
            )
            return Document(digest, len(data), "pdf", (finding,))
        pages = len(reader.pages)
        if pages == 0:
            finding = Finding("no-pages", "is a PDF without pages", "scan or download it again")
            return Document(digest, len(data), "pdf", (finding,), pages=0)
        scan = _scan(reader)
    except (PyPdfError, *_BROKEN_PDF):
        return Document(digest, len(data), "pdf", (_damaged("PDF"),))
    findings = []
    if pages > _MOST_PAGES:
        findings.append(
            Finding(
                "many-pages",
                f"has {pages} pages",
                "look whether it is the right document",
                is_warning=True,
            )
        )
    width, height = scan.size if scan else (0, 0)
    colour = judge_colour(scan) if scan else None
    return Document(digest, len(data), "pdf", tuple(findings), width, height, pages, colour)


def _may_be_scan(page: PageObject) -> bool:
    """A scan places one picture; reading the strokes of a drawing may take minutes."""
    contents = page.get_contents()
    return (
        contents is not None
        and "/XObject" in page["/Resources"].get_object()  # type: ignore[operator]
        and len(contents.get_data()) <= _MOST_STROKES
    )


def _scan(reader: PdfReader) -> Image.Image | None:
    """The picture that one of the first pages consists of; None if the PDF is no scan."""
    from pypdf.errors import PyPdfError

    for page in reader.pages[:_SCANNED_PAGES]:
        try:
            pictures = list(page.images) if _may_be_scan(page) else []
            if len(pictures) != 1 or page.extract_text().strip():
                return None
            image = pictures[0].image
            if image is None or image.width * image.height > _MOST_PIXELS:
                return None
            image.load()
        except (ImportError, PyPdfError, *_BROKEN_PDF, *_BROKEN_PICTURE):
            # a picture in a coding that is not installed: a person will see it at the portal
            return None
        if min(image.size) >= _LEAST_SCAN:
            return image
    return None


def extension_finding(path: Path, document: Document) -> Finding | None:
    """What is wrong with the name: the portal compares it with the content."""
    named = path.suffix.lower().lstrip(".")
    named = _SAME.get(named, named)
    if not document.format or named == document.format:
        return None
    return Finding(
        "extension",
        f"is called .{path.suffix.lstrip('.')} but is a {_NAMES[document.format]} by its content",
        f"rename it to {path.stem}.{document.format}",
    )
