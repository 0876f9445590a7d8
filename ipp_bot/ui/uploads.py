"""What files are by their content; names and endings of other people's are not believed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipp_bot.atomic_write import part_file
from ipp_bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path

    from starlette.datastructures import FormData

__all__ = ["PAPERS", "SHEETS", "Upload", "harmless_name", "keep_upload", "read_uploads", "type_of"]

TEXT = "text/plain"
PAPERS = frozenset({"application/pdf", "image/png", "image/jpeg"})
SHEETS = frozenset({"application/zip", TEXT})
"""Of sheets: xlsx is a zip by its content, csv a text."""

_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"PK\x03\x04", "application/zip"),
)
_SUFFIXES = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}
_LONGEST_NAME = 120
"""Bytes of a file's name that are kept, its ending aside."""
_RESERVED = frozenset(
    {"CON", "PRN", "AUX", "NUL", *(f"{name}{at}" for name in ("COM", "LPT") for at in range(10))}
)
"""Names that mean a device on Windows."""
_HEAD = 1024
"""Bytes in which a PDF may begin."""
_UNKNOWN = "application/octet-stream"


def type_of(path: Path) -> str:
    """The type by which a file is sent: of pictures and PDFs their own, else one nobody opens."""
    try:
        with path.open("rb") as file:
            return type_by_content(file.read(_HEAD))
    except OSError:
        return _UNKNOWN


def type_by_content(head: bytes) -> str:
    """The type that a file's first bytes tell."""
    for signature, kind in _SIGNATURES:
        if head.startswith(signature) or (kind == "application/pdf" and signature in head):
            return kind
    return _UNKNOWN


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody sent, known by its content."""

    name: str
    """What it was called, made harmless: no folders, nothing hidden, no control characters."""
    content: bytes
    kind: str

    @property
    def suffix(self) -> str:
        """The ending that its content deserves."""
        return _SUFFIXES.get(self.kind, "")


def read_uploads(
    form: FormData, name: str, *, most_bytes: int, kinds: Container[str]
) -> list[Upload]:
    """The files under that name of a form.

    Raises:
        UsageError: one is empty, too large, or of another kind by its content.
    """
    found = []
    for each in form.getlist(name):
        if isinstance(each, str) or not each.filename:
            continue
        content = each.file.read(most_bytes + 1)
        kind = type_by_content(content[:_HEAD])
        if kind == _UNKNOWN and _is_text(content):
            kind = TEXT
        shown = harmless_name(each.filename)
        if not content:
            raise UsageError(f"{shown} is empty", sent=False)
        if len(content) > most_bytes:
            raise UsageError(
                f"{shown} is larger than {most_bytes // 1_000_000} MB",
                hint="scan it with fewer dots",
                sent=False,
            )
        if kind not in kinds:
            raise UsageError(
                f"{shown} is of no kind that is taken here, by its content",
                hint="PDF, PNG or JPEG; sheets: xlsx or csv",
                sent=False,
            )
        found.append(Upload(shown, content, kind))
    return found


def keep_upload(folder: Path, one: Upload) -> Path:
    """Writes the file under its name, or one with a number; the same content is kept once."""
    stem, _, suffix = one.name.rpartition(".")
    # the ending follows the content of papers; of sheets it was looked at
    ending = one.suffix or f".{suffix.lower()}"
    stem = stem or suffix
    count = 1
    target = folder / f"{stem}{ending}"
    while target.exists():
        if target.is_file() and target.read_bytes() == one.content:
            return target
        count += 1
        target = folder / f"{stem}-{count}{ending}"
    with part_file(folder) as part:
        part.write(one.content)
        part.move_to(target)
    return target


def harmless_name(name: str) -> str:
    """A file's name without folders, signs that mean something to a system, or hidden letters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(one if one.isalnum() or one in " ._-()（）" else "_" for one in last)
    stem, dot, suffix = kept.strip(" .").rpartition(".")
    stem, suffix = (stem, suffix) if dot else (suffix, "")
    short = stem.encode()[:_LONGEST_NAME].decode("utf-8", "ignore").strip(" .") or "file"
    if short.upper() in _RESERVED:
        short = f"{short}_"
    return f"{short}.{suffix[:8]}" if suffix else short


def _is_text(content: bytes) -> bool:
    try:
        return b"\0" not in content and bool(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return False
