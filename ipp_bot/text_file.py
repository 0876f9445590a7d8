"""Reads text files; says with line and column why one cannot be read."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from ipp_bot.text_encoding import guessed_encoding, utf16_without_mark

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["SourceError", "read_text"]

SAVE_AS_UTF8 = "save it again with the encoding UTF-8"
MAX_BYTES = 64 * 1024 * 1024
"""A larger file is not read."""


class SourceError(Exception):
    """The file cannot be opened, decoded or parsed: nothing of it can be used.

    Attributes:
        path, line, column: where, both numbers from 1.
        message: what is wrong, without the path.
        hint: what to do, or "".
    """

    def __init__(self, path: Path, line: int, column: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.path, self.line, self.column = path, line, column
        self.message, self.hint = message, hint


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, or of a UTF-16 file with a byte order mark; else SourceError."""
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
    told = utf16_without_mark(data)
    if told:
        raise SourceError(path, 1, 1, told, SAVE_AS_UTF8)
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
            f"is no UTF-8 text{_guess(data)}",
            SAVE_AS_UTF8,
        ) from error


def _guess(data: bytes) -> str:
    encoding, sample = guessed_encoding(data)
    return f" (it reads as {encoding}: {sample})" if encoding else ""
