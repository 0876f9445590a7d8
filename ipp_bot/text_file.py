"""A text file's content, or why it cannot be had."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["SourceError", "read_text"]

MAX_BYTES = 64 * 1024 * 1024


class SourceError(Exception):
    """The file cannot be opened or is no YAML; nothing of it can be used."""

    def __init__(self, path: Path, line: int, column: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.path, self.line, self.column = path, line, column
        self.message, self.hint = message, hint


def read_text(path: Path) -> str:
    """The file's text, UTF-8 or UTF-16 with its mark; SourceError if that cannot be had."""
    return _decoded(path, _bytes_of(path))


def _bytes_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise SourceError(path, 1, 1, "is a folder, not a file")
        if not path.exists():
            raise SourceError(path, 1, 1, "there is no such file")
        if not path.is_file():
            raise SourceError(path, 1, 1, "is no regular file")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise SourceError(
                path,
                1,
                1,
                f"is {size / 1_048_576:.0f} MB; at most {MAX_BYTES // 1_048_576} MB are read",
                "split it into several files",
            )
        return path.read_bytes()
    except OSError as error:
        raise SourceError(path, 1, 1, f"cannot be opened: {error.strerror or error}") from error


def _decoded(path: Path, data: bytes) -> str:
    encoding = "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start]
        raise SourceError(
            path,
            before.count(b"\n") + 1,
            error.start - (before.rfind(b"\n") + 1) + 1,
            "is no UTF-8 text" + (" (it reads as GB18030)" if _is_gb18030(data) else ""),
            "save it again with the encoding UTF-8",
        ) from error


def _is_gb18030(data: bytes) -> bool:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True
