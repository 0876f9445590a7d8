"""Characters: radicals mended, widths folded, the scripts told apart."""

from __future__ import annotations

import unicodedata
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["GAP", "folded", "is_han", "is_latin", "is_private", "is_punctuation", "mended"]

GAP = "□"
"""Stands for a character that cannot be read, as in Chinese print."""

_RADICAL_FORMS = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇几⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑尣⺒巳⺓幺⺔彑⺕彐⺖忄⺗㣺"
    "⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻"
    "⺮竹⺯糹⺰纟⺱网⺲罒⺳网⺴网⺵网⺶羊⺷羊⺸羊⺹耂⺺肀⺻聿⺼肉⺽臼⺾艹⺿艹⻀艹⻁虎"
    "⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻕阜⻖阝"
    "⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞飠⻟飠⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾"
    "⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟⺀冫"
)
_RADICALS: Mapping[str, str] = MappingProxyType(
    dict(zip(_RADICAL_FORMS[::2], _RADICAL_FORMS[1::2], strict=True))
)
"""CJK radicals (U+2E80 to U+2EF3) that fonts share with a character: NFKC leaves them alone."""


def mended(text: str) -> str:
    """The text with radicals and compatibility ideographs as the characters that are meant.

    All else stays as it is printed: full-width signs are no mistake.
    """
    return "".join(map(_mended, text))


def _mended(character: str) -> str:
    if "\u2f00" <= character <= "\u2fd5" or "\uf900" <= character <= "\ufaff":
        return unicodedata.normalize("NFKC", character)
    return _RADICALS.get(character, character)


def folded(text: str) -> str:
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


def is_private(character: str) -> bool:
    """Whether nobody but the font's maker knows what it is."""
    return unicodedata.category(character) in {"Co", "Cn"} or character == "\ufffd"


def is_punctuation(character: str) -> bool:
    """Whether it is a sign between words, or a symbol."""
    return unicodedata.category(character)[0] in "PSZ"
