"""Cells that a text takes on a terminal."""

from __future__ import annotations

__all__ = ["padded", "width_of", "wrapped"]

_NOT_FIRST = frozenset("，。；：、！？）】》”’…,.;:!?)")
"""Signs that begin no line."""
_NOT_LAST = frozenset("（【《“‘(")
"""Signs that end no line."""


def width_of(text: str) -> int:
    """Cells that the text takes on a terminal; a Chinese character takes two."""
    if text.isascii():
        return len(text)
    # Imported here: most texts are ASCII, and rich takes long to load.
    from rich.cells import cell_len

    return cell_len(text)


def padded(text: str, cells: int) -> str:
    """The text with blanks behind it, at least one, up to so many cells."""
    return text + " " * max(1, cells - width_of(text))


def wrapped(text: str, cells: int) -> list[str]:
    """The text on lines of so many cells: broken at blanks and between Chinese characters."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and width_of(line) + width_of(piece.rstrip()) > cells:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> list[str]:
    """The text in parts that stay whole: words, and characters with the punctuation at them."""
    pieces: list[str] = []
    for sign in text:
        glued = bool(pieces) and (
            sign in _NOT_FIRST
            or pieces[-1][-1] in _NOT_LAST
            or (sign.isascii() and pieces[-1][-1].isascii() and pieces[-1][-1] != " ")
        )
        if glued:
            pieces[-1] += sign
        else:
            pieces.append(sign)
    return pieces
