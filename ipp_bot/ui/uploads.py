"""What files are by their content; names and endings of other people's are not believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["type_of"]

_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
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
