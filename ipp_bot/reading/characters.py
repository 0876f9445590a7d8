"""Characters: radicals mended, widths folded, the scripts told apart."""

from __future__ import annotations

import unicodedata

from ipp_bot.characters import is_private, mended

__all__ = [
    "GAP",
    "half_width",
    "is_han",
    "is_latin",
    "is_private",
    "is_punctuation",
    "is_symbol",
    "mended",
]

GAP = "□"
"""Stands for a character that cannot be read, as in Chinese print."""


def half_width(text: str) -> str:
    """The text in half width without blanks, for looking labels and numbers up."""
    return "".join(unicodedata.normalize("NFKC", mended(text)).split())


def is_han(character: str) -> bool:
    """Whether it is an ideograph."""
    return (
        "\u4e00" <= character <= "\u9fff"
        or "\u3400" <= character <= "\u4dbf"
        or "\U00020000" <= character <= "\U000323af"
        or character == "〇"
    )


def is_latin(character: str) -> bool:
    """Whether it is a letter or digit of a script that writes blanks between words."""
    return character.isalnum() and not is_han(character) and ord(character) < 0x2E80  # noqa: PLR2004 - where the East Asian blocks begin


def is_punctuation(character: str) -> bool:
    """Whether it is a sign between words, or a symbol."""
    return unicodedata.category(character)[0] in "PSZ"


def is_symbol(character: str) -> bool:
    """Whether it is drawn for itself, such as ☑ or ■, and no sign between words."""
    return unicodedata.category(character) == "So"
