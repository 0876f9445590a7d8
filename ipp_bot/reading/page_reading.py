"""The picture of a page as lines: turned upright, read, and the lines that matter read again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from statistics import fmean, median
from typing import TYPE_CHECKING

import numpy as np

from ipp_bot.reading.characters import half_width, is_han, is_latin, is_punctuation, is_symbol
from ipp_bot.reading.geometry import Box, Letter, Line
from ipp_bot.reading.ink import has_ink_below
from ipp_bot.reading.pictures import cut_out, turned
from ipp_bot.reading.recognition import Recognised, Sign, read_page, read_strip
from ipp_bot.reading.signs import is_other_form

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ipp_bot.reading.pictures import Pixels, Quad

__all__ = ["PageReading"]

_TALL = 1.5
_READABLE = 0.86
"""A mean score below this may mean that the page lies on its side, or its head."""
_SAMPLE = 8
_WIDE_BRACKETS = frozenset("（）")
_SMALL = 24
"""Pixels of a line's height below which readings agree on the wrong ideograph now and then."""
_SMALL_DOUBT = 0.09
_GOOD = 0.9
_POOR = 0.7
_BEFORE = 0.7
"""Ems before a line that are read with it the second time, lest its first character be lost."""
_BEHIND = 1.2
_SCALES = ((0.12, True), (0.02, False))
"""Ems above and below the line, and whether grey is spread: the second reading, and the third."""


@dataclass(slots=True)
class PageReading:
    """One page, read by its picture."""

    pixels: Pixels
    """Upright."""
    quarters: int
    """Right angles by which it was turned, counter-clockwise."""
    recognised: list[Recognised]

    @classmethod
    def of(cls, pixels: Pixels) -> PageReading:
        """Reads the page; turned by right angles, the turn with the best mean score counts."""
        first = read_page(pixels)
        if not first:
            return cls(pixels, 0, first)
        tall = median(_height(line.quad) / max(_width(line.quad), 1) for line in first) > _TALL
        if not tall and fmean(line.score for line in first) >= _READABLE:
            return cls(pixels, 0, first)
        quarters = _best_turn(pixels, first)
        if quarters == 0:
            return cls(pixels, 0, first)
        upright = turned(pixels, quarters)
        return cls(upright, quarters, read_page(upright))

    def lines(self) -> list[Line]:
        """What was read, a line for each of `recognised`."""
        return [self._line(number, line.signs) for number, line in enumerate(self.recognised)]

    def _line(self, number: int, signs: Sequence[Sign]) -> Line:
        quad = self.recognised[number].quad
        height = _height(quad)
        slope = float((quad[1][1] - quad[0][1]) / max(quad[1][0] - quad[0][0], 1))
        letters = tuple(
            Letter(
                text=sign.text,
                box=_level(sign.quad, height),
                place=self._place(sign.quad),
                score=min(sign.score, 0.9999),
                spaced=sign.spaced,
                line=number,
            )
            for sign in signs
            if sign.quad is not None
        )
        return Line(letters, slope)

    def _place(self, quad: Quad) -> Box:
        height, width = self.pixels.shape[:2]
        xs, ys = quad[:, 0] / width, quad[:, 1] / height
        match self.quarters:
            case 1:
                xs, ys = 1 - ys, xs
            case 2:
                xs, ys = 1 - xs, 1 - ys
            case 3:
                xs, ys = ys, 1 - xs
            case _:
                pass
        return Box(float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max()))

    def reread(self, lines: Sequence[Line], numbers: Collection[int]) -> list[Line]:
        """The lines, those of the numbers read at a second scale, and a third where two differ."""
        result = []
        for number, line in enumerate(lines):
            if number not in numbers or not line.letters:
                result.append(line)
                continue
            second = self._again(number, 0)
            compared = _compared(line, second)
            if any(letter.rivals or letter.score < _GOOD for letter in compared.letters):
                compared = _settled(line, second, self._again(number, 1))
            result.append(compared)
        return result

    def _again(self, number: int, scale: int) -> tuple[Sign, ...]:
        above, spread = _SCALES[scale]
        quad = self.recognised[number].quad
        strip = cut_out(self.pixels, quad, beside=self._room(number), above=above, spread=spread)
        return read_strip(strip)

    def has_more_below(self, letters: Sequence[Letter]) -> bool:
        """Whether ink stands below a value's last line, at its left, that no line was made of."""
        last = max(letters, key=lambda letter: letter.box.middle).line
        quad = self.recognised[last].quad
        left = min(letter.box.left for letter in letters)
        others = [line.quad for line in self.recognised]
        return has_ink_below(self.pixels, quad, left, others)

    def _room(self, number: int) -> tuple[float, float]:
        """Ems beside a line in which no other line stands, as far as they matter."""
        own = self.recognised[number].quad
        em = max(_height(own), 1.0)
        left, right = _BEFORE, _BEHIND
        for other, line in enumerate(self.recognised):
            if other == number or abs(line.quad[:, 1].mean() - own[:, 1].mean()) > em * 0.8:
                continue
            before = float(own[:, 0].min() - line.quad[:, 0].max()) / em
            behind = float(line.quad[:, 0].min() - own[:, 0].max()) / em
            if before > -1:
                left = min(left, max(before - 0.1, 0.05))
            if behind > -1:
                right = min(right, max(behind - 0.1, 0.05))
        return left, right


def _height(quad: Quad) -> float:
    return float(np.linalg.norm(quad[3] - quad[0]) + np.linalg.norm(quad[2] - quad[1])) / 2


def _width(quad: Quad) -> float:
    return float(np.linalg.norm(quad[1] - quad[0]) + np.linalg.norm(quad[2] - quad[3])) / 2


def _level(quad: Quad, height: float) -> Box:
    left, right = float(quad[:, 0].min()), float(quad[:, 0].max())
    middle = float(quad[:, 1].mean())
    return Box(left, middle - height / 2, right, middle + height / 2)


def _best_turn(pixels: Pixels, lines: Sequence[Recognised]) -> int:
    """Right angles, counter-clockwise, after which the longest lines read best."""
    longest = sorted(lines, key=lambda line: -max(_height(line.quad), _width(line.quad)))[:_SAMPLE]
    means = {}
    for quarters in range(4):
        scores = [
            _strip_score(pixels, line.quad, quarters)
            for line in longest
            if (_height(line.quad) > _width(line.quad)) == bool(quarters % 2)
        ]
        # few lines of the other direction are strays
        if len(scores) * 2 >= len(longest):
            means[quarters] = fmean(scores)
    return max(means, key=lambda turn: means[turn], default=0)


def _strip_score(pixels: Pixels, quad: Quad, quarters: int) -> float:
    # the corner that is the upper left one after the turn comes first
    moved = np.roll(quad, -quarters, axis=0)
    strip = cut_out(pixels, moved, beside=(0.1, 0.1), above=0.05, spread=False)
    signs = read_strip(strip)
    return fmean(sign.score for sign in signs) if signs else 0.0


def _aligned(line: Line, signs: Sequence[Sign]) -> tuple[list[Sign | None], dict[int, str]]:
    """For each letter the sign of the other reading, and what that has more before each place."""
    own = [_same(letter.text) for letter in line.letters]
    other = [_same(sign.text) for sign in signs]
    matched: list[Sign | None] = [None] * len(own)
    more: dict[int, str] = {}
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, own, other, autojunk=False).get_opcodes():
        if tag in {"equal", "replace"}:
            for step in range(min(a1 - a0, b1 - b0)):
                matched[a0 + step] = signs[b0 + step]
        if b1 - b0 > a1 - a0:
            within = 0 < a1 < len(own)
            extra = [
                sign
                for sign in signs[b0 + (a1 - a0) : b1]
                if within or not is_punctuation(sign.text)
            ]
            if extra and fmean(sign.score for sign in extra) >= _POOR:
                more[a1] = "".join(sign.text for sign in extra)
    return matched, more


def _is_within(line: Line, at: int) -> bool:
    return 0 < at < len(line.letters) - 1


def _same(text: str) -> str:
    """Signs that readers, and people, do not tell apart by their width."""
    return half_width(text) or text


def _compared(line: Line, signs: Sequence[Sign]) -> Line:
    """The line with what a second reading says of each letter."""
    matched, more = _aligned(line, signs)
    letters = []
    for at, (letter, sign) in enumerate(zip(line.letters, matched, strict=True)):
        rivals: list[str] = []
        text, score = letter.text, letter.score
        if sign is None:
            if _is_within(line, at) or is_symbol(letter.text) or not is_punctuation(letter.text):
                rivals.append("")
        elif _same(sign.text) != _same(letter.text):
            if not is_other_form(letter.text, sign.text):
                rivals.append(sign.text)
        else:
            score = _score_of_both(letter, sign)
            if sign.text in _WIDE_BRACKETS:
                text = sign.text  # readers waver where a bracket is wide
            if _blank_matters(line.letters, at) and sign.spaced != letter.spaced:
                rivals.append(letter.text if letter.spaced else f" {letter.text}")
        if at in more:
            rivals.append(more[at] + letter.text)
        if at == len(matched) - 1 and at + 1 in more:
            rivals.append(letter.text + more[at + 1])
        letters.append(replace(letter, text=text, score=score, rivals=tuple(rivals), readings=2))
    return replace(line, letters=tuple(letters))


def _score_of_both(letter: Letter, sign: Sign) -> float:
    """How sure two readings that agree make a character."""
    if _is_small(letter):
        return min(letter.score, sign.score) - _SMALL_DOUBT
    if is_han(letter.text):
        # a good reading of an ideograph does not make up for a poor one: a third one decides
        return min(letter.score, sign.score)
    return (letter.score + sign.score) / 2


def _is_small(letter: Letter) -> bool:
    """Whether an ideograph has too few pixels to tell it from others for sure."""
    return is_han(letter.text) and letter.box.height < _SMALL


def _blank_matters(letters: Sequence[Letter], at: int) -> bool:
    return at > 0 and (is_latin(letters[at].text) or is_latin(letters[at - 1].text))


def _settled(line: Line, second: Sequence[Sign], third: Sequence[Sign]) -> Line:
    """The line with what two more readings say: two that agree well outvote a poor one."""
    one, two = _compared(line, second), _compared(line, third)
    seconds, thirds = _aligned(line, second)[0], _aligned(line, third)[0]
    letters = []
    for at, letter in enumerate(line.letters):
        a, b = one.letters[at], two.letters[at]
        score = max(a.score, b.score)
        if not a.rivals and not b.rivals:
            # three readings agree: the best of them counts
            every = [
                a.score,
                letter.score,
                *(one.score for one in (seconds[at], thirds[at]) if one),
            ]
            best = min(every) if _is_small(letter) else max(every)
            letters.append(replace(a, score=best, readings=3))
            continue
        here, there = seconds[at], thirds[at]
        if not b.rivals or not a.rivals:
            stray, agreeing = (here, there) if a.rivals else (there, here)
            weak = stray is not None and stray.score < _POOR
            strong = agreeing is not None and min(letter.score, agreeing.score) >= _GOOD
            outvoted = strong and weak
            rivals = () if outvoted else a.rivals or b.rivals
            letters.append(replace(a, score=score, rivals=rivals, readings=3))
            continue
        agree = here is not None and there is not None and _same(here.text) == _same(there.text)
        if (
            agree
            and here is not None
            and there is not None
            and _same(here.text) != _same(letter.text)
        ):
            strong = min(here.score, there.score) >= _GOOD and letter.score < _POOR
            rivals = () if strong else (letter.text,)
            score = max(here.score, there.score)
            letters.append(replace(a, text=here.text, score=score, rivals=rivals, readings=3))
            continue
        letters.append(
            replace(a, score=score, rivals=tuple(dict.fromkeys(a.rivals + b.rivals)), readings=3)
        )
    return replace(line, letters=tuple(letters))
