"""Characters that are taken for others: made visible beside a value that a person compares."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

__all__ = ["Look", "Piece", "pieces"]

_GROUPS = (
    "0OoQD 1lI| 2Z 5S 6b 8B",
    "己已巳 末未 土士 日曰 人入八 千干于 天夭 戊戌戍 汩汨 侯候 拔拨 晴睛 免兔",
    "大太犬 王玉主 今令",
    "刁习 由甲申 间问 折拆析 历厉 杨扬 明朋 刀力 九丸 东车 贝见 鸟乌 栗粟 徒徙 崇祟 茶荼",
    "冶治 冰水 住往 陈阵 遣遗 洒酒 毫亳 辨辩 密蜜 竞竟",
)
"""Characters of one shape or nearly so, in groups."""
_EAST_ASIAN = "\u2e80"
"""Where the blocks of East Asian scripts begin."""
_ALIKE = frozenset("".join(_GROUPS)) - {" "}


class Look(StrEnum):
    """Why a piece of a text deserves a second look."""

    PLAIN = "plain"
    DIGIT = "digit"
    """A digit that a letter resembles."""
    LETTER = "letter"
    """A letter that a digit resembles, beside a digit or an ideograph."""
    ALIKE = "alike"
    """An ideograph that another one resembles."""
    WIDE = "wide"
    """In full width: a bracket, a digit, a letter."""
    BLANK = "blank"
    """A blank or something that is not seen; written out."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters of one look."""

    text: str
    look: Look


def pieces(text: str) -> list[Piece]:
    """The text in pieces; [] where nothing in it is taken for anything else."""
    looks = [_look(text, at) for at in range(len(text))]
    found = [
        Piece(_written(run) if look is Look.BLANK else run, look)
        for look, run in (
            (look, "".join(text[at] for at in places))
            for look, places in groupby(range(len(text)), key=looks.__getitem__)
        )
    ]
    return found if any(piece.look is not Look.PLAIN for piece in found) else []


def _look(text: str, at: int) -> Look:
    character = text[at]
    around = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
    look = Look.PLAIN
    if character == " ":
        # between two words a blank is what it seems
        words = len(around) == 2 and all(one.isascii() and not one.isspace() for one in around)  # noqa: PLR2004
        look = Look.PLAIN if words else Look.BLANK
    elif character.isspace() or unicodedata.category(character) in {"Cf", "Cc", "Zs", "Co"}:
        look = Look.BLANK
    elif unicodedata.east_asian_width(character) == "F":
        look = Look.WIDE
    elif character in _ALIKE:
        if not character.isascii():
            look = Look.ALIKE
        elif character.isdigit():
            look = Look.DIGIT
        elif any(one.isdigit() or one >= _EAST_ASIAN for one in around):
            look = Look.LETTER
    return look


def _written(run: str) -> str:
    return "".join("␣" if one == " " else f"\\u{ord(one):04x}" for one in run)
