"""What is wrong with a document by its content: format, size, damage, pixels, colour."""

from __future__ import annotations

import hashlib
import io
import math
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING

from PIL import Image, UnidentifiedImageError

from ipp_bot.preflight.colour import judge_colour
from ipp_bot.preflight.document import Document
from ipp_bot.preflight.finding import Finding, damaged
from ipp_bot.preflight.kept import read_kept, write_kept

if TYPE_CHECKING:
    from pathlib import Path

    from ipp_bot.preflight.kept import Stamp
    from ipp_bot.profile import Limits

__all__ = ["Document", "DocumentCache", "Finding"]

_NAMES = {"jpg": "JPEG", "png": "PNG", "gif": "GIF", "bmp": "BMP", "pdf": "PDF"}
_SAME = {"jpeg": "jpg"}
_LOOKED_AT = 1000
"""Pixels of a side that a JPEG is decoded to; the colour is judged on fewer."""
_PNG_END = b"\0\0\0\0IEND\xaeB`\x82"

_BROKEN_PICTURE = (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError)


class DocumentCache:
    """Examines every content once, however many entries and names share it.

    With a file, what was found is kept there for later runs, for files that did not change since.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._by_stamp: dict[Stamp, str] = {}
        self._by_hash: dict[tuple[str, bool], Document] = {}
        self._file = file
        self.examined = 0
        """How many contents were examined."""
        if file is not None:
            self._by_stamp, self._by_hash = read_kept(file)

    def document(self, path: Path, limits: Limits, *, colour: bool = True) -> Document:
        """The document at the path; a finding says if it cannot be read.

        Without `colour` the tone of a picture is not judged, which takes the longest.
        """
        try:
            stat = path.stat()
            if stat.st_size > limits.file_bytes:
                with path.open("rb") as source:
                    kind = sniff(source.read(2048))[0]
                return Document("", stat.st_size, kind, (_too_big(stat.st_size, limits),))
            stamp = (str(path), stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino)
            known = self._known(self._by_stamp.get(stamp, ""), colour=colour)
            if known is None:
                known = self._read(path, limits, colour=colour)
                self._by_stamp[stamp] = known.sha256
        except OSError as error:
            reason = error.strerror or str(error)
            finding = Finding("unreadable", f"cannot be read: {reason}", "look at its permissions")
            return Document("", 0, "", (finding,))
        return known

    def save(self) -> None:
        """Keeps what was found, where the cache has a file; one that cannot be written is none."""
        if self._file is not None and self.examined:
            write_kept(self._file, self._by_stamp, self._by_hash)

    def _known(self, digest: str, *, colour: bool) -> Document | None:
        """What is known of the content; a document whose tone was judged serves both."""
        return self._by_hash.get((digest, True)) or (
            None if colour else self._by_hash.get((digest, False))
        )

    def _read(self, path: Path, limits: Limits, *, colour: bool) -> Document:
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        known = self._known(digest, colour=colour)
        if known is None:
            self.examined += 1
            known = _examined(data, digest, limits, colour=colour)
            self._by_hash[digest, colour] = known
        return known


def _examined(data: bytes, digest: str, limits: Limits, *, colour: bool) -> Document:
    """The document; where a library fails at it, with a warning: no paper stops the others."""
    try:
        return examine_content(data, digest, limits, colour=colour)
    except Exception as error:  # noqa: BLE001 - libraries raise whatever a damaged paper makes of them
        finding = Finding(
            "unexamined",
            f"could not be looked into ({type(error).__name__})",
            "open it and look at every page; if it is whole, save it again",
            is_warning=True,
        )
        return Document(digest, len(data), sniff(data[:2048])[0], (finding,))


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


def examine_content(data: bytes, digest: str, limits: Limits, *, colour: bool) -> Document:
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
        from ipp_bot.preflight.pdf import examine_pdf

        pdf = examine_pdf(data)
        return Document(digest, len(data), "pdf", pdf.findings, *pdf.size, pdf.pages, pdf.colour)
    with warnings.catch_warnings():
        # What Pillow warns of is no news to the user, but for pictures of gigabytes: a finding.
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        return _picture(data, digest, kind, limits, colour=colour)


def _picture(data: bytes, digest: str, kind: str, limits: Limits, *, colour: bool) -> Document:
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
        ended = jpeg_with_its_end(data) if kind == "jpg" else b""
        if not ended:
            return Document(digest, len(data), kind, (damaged(f"{_NAMES[kind]} picture"),))
        whole = _picture(ended, digest, kind, limits, colour=colour)
        return replace(whole, size=len(data), findings=(_ENDLESS, *whole.findings))
    findings = []
    if not _is_whole(data, kind):
        findings.append(damaged(f"{_NAMES[kind]} picture"))
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
    tone = judge_colour(image) if colour else None
    return Document(digest, len(data), kind, tuple(findings), width, height, 1, tone)


_ENDLESS = Finding(
    "no-end-marker",
    "is a whole picture, but lacks JPEG's last marker; some viewers complain",
    "open it and save it again",
    is_warning=True,
)


def jpeg_with_its_end(data: bytes) -> bytes:
    """A JPEG that lacks nothing but its last marker, with it; b"" if more is missing.

    What stands behind a whole picture changes nothing in it; where a part is missing, it is taken
    for that part.
    """
    body = data.rstrip(b"\xff")
    try:
        pictures = [_small_pixels(body + filler + _JPEG_END) for filler in _FILLERS]
    except (UnidentifiedImageError, *_BROKEN_PICTURE):
        return b""
    return body + _JPEG_END if len(set(pictures)) == 1 else b""


_JPEG_END = b"\xff\xd9"
_FILLERS = (b"", b"\x55" * 64, b"\x93\x2c" * 40)


def _small_pixels(data: bytes) -> bytes:
    image = Image.open(io.BytesIO(data), formats=["JPEG"])
    image.draft(None, (_LOOKED_AT, _LOOKED_AT))
    image.load()
    return hashlib.sha256(image.tobytes()).digest()


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
