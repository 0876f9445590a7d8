"""Signs that a picture does not tell apart by their shape: measured where that is possible.

Brackets, commas, colons and the like exist in full and in half width, a dash may be an ideograph,
and a layout puts room where the text has no blank. What was measured counts; what can neither be
measured nor taken as it was read becomes a letter with rivals, so that a person looks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise
from statistics import median
from types import MappingProxyType
from typing import TYPE_CHECKING

from ipp_bot.reading.characters import is_han

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ipp_bot.reading.geometry import Letter

__all__ = ["Part", "has_room", "is_other_form", "look_alike", "settled"]

Part = tuple[str, "Letter | None"]

_WIDE: Mapping[str, str] = MappingProxyType(
    dict(zip("()[],:;?!~&+/%=", "（）［］，：；？！～＆＋／％＝", strict=True))
)
_NARROW: Mapping[str, str] = MappingProxyType({wide: narrow for narrow, wide in _WIDE.items()})
_OPENING: Mapping[str, str] = MappingProxyType({"(": ")", "[": "]"})
_CLOSING = frozenset(_OPENING.values())
_INK_AT_LEFT = frozenset(")],:;?!")
"""Signs that leave the right half of a full-width cell empty."""
_BROAD = frozenset("&+~%=")
"""Signs that nearly fill a full-width cell in half width already."""
_DOTS = frozenset("•‧・∙⋅･")
_MIDDLE_DOTS = _DOTS | {"·"}
_DASHES = frozenset("-‐‑‒–—―－−﹣")
_STROKES = _DASHES | {"一"}
_AFTER_ONE = frozenset(
    "体站键种码线号品家期点带路次人生切致起些般定样款套条张个代步本册章节卷部集回届级类流直"
    "日月年天周层楼村城方网通心等对百千万二三四五六七八九十"
)
_BEFORE_ONE = frozenset("第统唯合专归划单万同之逐初十百千零〇二三四五六七八九")
"""Ideographs that make a usual word, or a number, with 一."""
_LEAST_PITCHES = 2
_BETWEEN = (1.7, 1.9)
"""From ideograph to ideograph over the sign, in pitches of the line: half width, full width."""
_BETWEEN_BROAD = (1.75, 2.1)
_BESIDE = (0.8, 1.05)
"""From an ideograph to a sign whose cell is empty on that side."""

_ROOM, _ROOM_BY_LATIN = 1.3, 1.2
"""From an ideograph to the next, or to a letter: pitches at which something may stand between."""


class _Width(Enum):
    NARROW = "half width"
    WIDE = "full width"


@dataclass(frozen=True, slots=True)
class _Vote:
    width: _Width
    is_firm: bool
    """Whether ideographs on both sides were measured."""


def is_other_form(one: str, other: str) -> bool:
    """Whether two signs are one in other widths or lengths, as 一 and a dash are in pictures."""
    return _NARROW.get(one, one) == _NARROW.get(other, other) or any(
        one in alike and other in alike for alike in (_STROKES, _MIDDLE_DOTS)
    )


def settled(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts, signs read from a picture in the form that was measured, the others in doubt."""
    settling = _Settling(list(parts))
    settling.settle()
    return tuple(settling.parts)


class _Settling:
    """The parts of one passage while the forms of their signs are found."""

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts
        self._pitches = _pitches([letter for _, letter in parts if letter is not None])

    def settle(self) -> None:
        """Decides each sign."""
        opened: list[int] = []
        for at, (text, letter) in enumerate(self.parts):
            if letter is None or letter.score == 1:
                continue  # a text layer says what it means
            sign = _NARROW.get(text, text)
            if sign in _OPENING:
                opened.append(at)
            elif sign in _CLOSING and opened and self._is_pair(opened[-1], at):
                self._pair(opened.pop(), at)
            elif sign in _CLOSING:
                self._lone_bracket(at)
            elif sign in _WIDE:
                self._single(at)
            else:
                self._stroke_or_dot(at, text)
        for at in opened:
            self._lone_bracket(at)

    def _is_pair(self, start: int, end: int) -> bool:
        first, last = self._sign(start), self._sign(end)
        return _OPENING.get(first) == last

    def _sign(self, at: int) -> str:
        text = self.parts[at][0]
        return _NARROW.get(text, text)

    def _pair(self, start: int, end: int) -> None:
        """Both of a pair have one width."""
        votes = [vote for at in (start, end) if (vote := self._vote(at)) is not None]
        widths = {vote.width for vote in votes}
        read = {
            _Width.WIDE if self.parts[at][0] in _NARROW else _Width.NARROW for at in (start, end)
        }
        told = widths.pop() if len(widths) == 1 else None
        if told is None:
            width = _Width.WIDE if _Width.WIDE in read else _Width.NARROW
            by_han = self._is_by_han(start) or self._is_by_han(end)
            sure = read == {_Width.WIDE} or (not votes and read == {_Width.NARROW} and not by_han)
        else:
            width = told
            sure = read == {told} or len(votes) > 1
        for at in (start, end):
            self._put_width(at, width, sure=sure)

    def _single(self, at: int) -> None:
        if not self._is_by_han(at):
            return
        vote = self._vote(at)
        read = _Width.WIDE if self.parts[at][0] in _NARROW else _Width.NARROW
        if vote is None:
            self._put_width(at, read, sure=False)
        else:
            self._put_width(at, vote.width, sure=vote.is_firm or vote.width is read)

    def _stroke_or_dot(self, at: int, text: str) -> None:
        if text in _DOTS:
            self._put(at, "·")
        elif text in _DASHES and self._is_by_han(at):
            self._put(at, text, "—" if text == "-" else "-")
        elif text == "一" and self._may_be_a_dash(at):
            self._put(at, text, "—")

    def _lone_bracket(self, at: int) -> None:
        """A bracket without its other half may be a sign of another kind."""
        if 0 < at < len(self.parts) - 1:
            self._put(at, self.parts[at][0], "·")

    def _put_width(self, at: int, width: _Width, *, sure: bool) -> None:
        narrow = self._sign(at)
        wide = _WIDE[narrow]
        text, other = (wide, narrow) if width is _Width.WIDE else (narrow, wide)
        self._put(at, text, *(() if sure else (other,)))

    def _put(self, at: int, text: str, *rivals: str) -> None:
        letter = self.parts[at][1]
        if letter is not None:
            every = dict.fromkeys((*letter.rivals, *rivals))
            every.pop(text, None)
            self.parts[at] = (text, replace(letter, text=text, rivals=tuple(every)))

    def _beside(self, at: int, step: int) -> Letter | None:
        """The letter beside it on its line; None where a blank or the line's end stands there."""
        if not 0 <= at + step < len(self.parts):
            return None
        own, other = self.parts[at][1], self.parts[at + step][1]
        if own is None or other is None or other.line != own.line:
            return None
        return other

    def _is_by_han(self, at: int) -> bool:
        return any(
            0 <= beside < len(self.parts) and is_han(self.parts[beside][0])
            for beside in (at - 1, at + 1)
        )

    def _vote(self, at: int) -> _Vote | None:
        """The width of a sign by the room that it takes; None where that is not plain."""
        own = self.parts[at][1]
        pitch = self._pitches.get(own.line) if own is not None else None
        if own is None or pitch is None:
            return None
        before, after = self._beside(at, -1), self._beside(at, 1)
        before = before if before is not None and is_han(before.text) else None
        after = after if after is not None and is_han(after.text) else None
        sign = self._sign(at)
        if before is not None and after is not None:
            limits = _BETWEEN_BROAD if sign in _BROAD else _BETWEEN
            return _voted(_centre(after) - _centre(before), pitch, limits, is_firm=True)
        if sign in _OPENING and before is not None:
            return _voted(_centre(own) - _centre(before), pitch, _BESIDE, is_firm=False)
        if sign in _INK_AT_LEFT and after is not None:
            return _voted(_centre(after) - _centre(own), pitch, _BESIDE, is_firm=False)
        return None

    def _may_be_a_dash(self, at: int) -> bool:
        """Whether 一 stands between two letters with which it makes no usual word or number."""
        if not 0 < at < len(self.parts) - 1:
            return False
        before, after = self.parts[at - 1][0], self.parts[at + 1][0]
        return before not in _BEFORE_ONE and after not in _AFTER_ONE


def has_room(letters: Sequence[Letter]) -> bool:
    """Whether letters of a picture stand so far apart, without a blank, that one may be lost."""
    pitches = _pitches(letters)
    return any(
        one.score < 1
        and one.line == other.line
        and not other.spaced
        and one.line in pitches
        and _centre(other) - _centre(one)
        > pitches[one.line] * (_ROOM if is_han(one.text) and is_han(other.text) else _ROOM_BY_LATIN)
        for one, other in pairwise(letters)
        if (is_han(one.text) and other.text.isalnum())
        or (is_han(other.text) and one.text.isalnum())
    )


def look_alike(word: str) -> str:
    """The first letter or digit of a Latin word that may be the other: C1oud, O2O, Al."""
    upper = sum(sign.isupper() for sign in word)
    for at, sign in enumerate(word):
        beside = word[max(at - 1, 0) : at] + word[at + 1 : at + 2]
        by_digit, by_letter = any(map(str.isdigit, beside)), any(map(str.isalpha, beside))
        if sign in "01" and by_letter and not by_digit:
            return sign
        if sign in "OIl" and by_digit and not by_letter:
            return sign
        if sign == "I" and len(beside) > 1 and beside.islower():
            return sign
        if sign == "l" and upper and upper == len(word) - 1:
            return sign
    return ""


def _voted(
    distance: float, pitch: float, limits: tuple[float, float], *, is_firm: bool
) -> _Vote | None:
    narrow, wide = limits
    if distance >= wide * pitch:
        return _Vote(_Width.WIDE, is_firm)
    return _Vote(_Width.NARROW, is_firm) if distance <= narrow * pitch else None


def _pitches(letters: Sequence[Letter]) -> dict[int, float]:
    """From the middle of an ideograph to that of the next, usually, by line."""
    steps: dict[int, list[float]] = {}
    for one, other in pairwise(letters):
        if is_han(one.text) and is_han(other.text) and one.line == other.line:
            steps.setdefault(one.line, []).append(_centre(other) - _centre(one))
    return {
        line: pitch
        for line, found in steps.items()
        if len(found) >= _LEAST_PITCHES and (pitch := median(found)) > 0
    }


def _centre(letter: Letter) -> float:
    return (letter.box.left + letter.box.right) / 2
