"""A text that remembers the letters it was read from."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice, pairwise, product
from statistics import median
from typing import TYPE_CHECKING

from ipp_bot.reading.characters import GAP, is_han, is_latin, is_private, is_punctuation
from ipp_bot.reading.signs import has_room, is_other_form, look_alike, settled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ipp_bot.reading.geometry import Letter

__all__ = ["Passage"]

_SURE = 0.9
"""A score that a character must have in its best reading to be sure."""
_SURE_SIGN = 0.45
_READINGS = 2
_MOST_VARIANTS = 64
_BREAK = "\u2028"
"""A line's end between two letters of a script that writes blanks: nobody can tell whether one
stood there."""
_SEAM = "\u2029"
"""A blank in a picture between an ideograph and a letter: the layout's, or the text's."""
_FULL_WIDTH = frozenset("，。；：、（）《》【】“”！？")
_BRACKETS = frozenset("()[]")
_HOLE = 0.95
"""Ems that a gap is wider than the usual one of its line where a character is missing."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters, each with the letter that it came from; None for a blank."""

    parts: tuple[tuple[str, Letter | None], ...]

    @classmethod
    def of(cls, lines: Sequence[Sequence[Letter]]) -> Passage:
        """The lines as one text: blanks only where the script has them."""
        parts: list[tuple[str, Letter | None]] = []
        for number, line in enumerate(lines):
            for at, letter in enumerate(line):
                text = GAP if is_private(letter.text) else letter.text
                if parts:
                    before = parts[-1][0]
                    apart = letter.spaced or (at > 0 and line[at - 1].line != letter.line)
                    if at == 0 and number > 0 and is_latin(before) and is_latin(text):
                        parts.append((_BREAK, None))
                    elif apart and _has_blank(before, text, seen=letter.score < 1):
                        seen = letter.score < 1 and is_han(before) != is_han(text)
                        parts.append((_SEAM if seen else " ", None))
                parts.append((text, letter))
        return cls(settled(parts))

    @property
    def text(self) -> str:
        """The text."""
        return _blanks("".join(text for text, _ in self.parts))

    @property
    def letters(self) -> list[Letter]:
        """The letters, in order."""
        return [letter for _, letter in self.parts if letter is not None]

    def cut(self, start: int, end: int | None = None) -> Passage:
        """Some of it, without blanks at its ends."""
        parts = list(self.parts[start:end])
        while parts and parts[0][0].isspace():
            parts.pop(0)
        while parts and parts[-1][0].isspace():
            parts.pop()
        if parts and (letter := parts[0][1]) is not None and letter.rivals:
            parts[0] = (parts[0][0], replace(letter, rivals=_inked(letter)))
        return Passage(tuple(parts))

    def without(self, match: re.Match[str]) -> Passage:
        """What stands before and after the match."""
        return Passage(self.parts[: match.start()] + self.parts[match.end() :]).cut(0)

    def stripped(self, signs: str) -> Passage:
        """The passage without the signs at its ends."""
        text = self.text
        start = len(text) - len(text.lstrip(signs))
        return self.cut(start, len(text.rstrip(signs)))

    def squeezed(self) -> Passage:
        """The passage without its blanks, and without doubts whether one stands there."""
        return Passage(
            tuple(
                (text, replace(letter, rivals=_inked(letter)))
                for text, letter in self.parts
                if letter is not None
            )
        )

    def split(self, pattern: str) -> list[Passage]:
        """The parts between the matches; none is empty."""
        pieces, start, text = [], 0, self.text
        for match in re.finditer(pattern, text):
            pieces.append(self.cut(start, match.start()))
            start = match.end()
        pieces.append(self.cut(start))
        return [piece for piece in pieces if piece.parts]

    def variants(self) -> Iterator[str]:
        """What the readings make of it, the likeliest first; at most 64."""
        options = [
            (text, *(letter.rivals if letter is not None else ("",) if text == _SEAM else ()))
            for text, letter in self.parts
        ]
        # few places differ at a time: a product of all would be endless
        for choice in islice(product(*options), _MOST_VARIANTS):
            yield _blanks("".join(choice))

    def doubt(self, *, is_checked: Callable[[str], bool] | None = None) -> str:
        """Why a person should look; "" where nothing speaks against it.

        `is_checked` tells of a text whether its own check digit proves it.
        """
        letters = self.letters
        if not letters:
            return "nothing could be read"
        if GAP in self.text:
            return "a character cannot be read"
        proven = is_checked is not None and is_checked(self.text)
        doubts = (_doubt(letter, proven=proven) for letter in letters)
        if why := next(filter(None, doubts), ""):
            return why
        return self._doubtful_room()

    def doubtful_word(self) -> str:
        """Why a Latin word of a picture is in doubt; "" where none is."""
        if all(letter.score == 1 for letter in self.letters):
            return ""
        for word in re.findall(r"[A-Za-z0-9]+", self.text):
            if sign := look_alike(word):
                return f"{sign!r} in {word!r} may be another letter or digit"
        return ""

    def _doubtful_room(self) -> str:
        """Where something, or a blank, may stand between the letters; "" for nowhere."""
        if any(text == _BREAK for text, _ in self.parts):
            return "a line breaks within it: a blank may stand there or not"
        if any(text == _SEAM for text, _ in self.parts):
            return "room within it may be a blank or not"
        if has_room(self.letters):
            return "there is room in it, as where a sign or a character was not seen"
        hole = _has_hole(self.letters)
        return "there is a gap in it, as where a character is covered" if hole else ""


def _inked(letter: Letter) -> tuple[str, ...]:
    """The rivals of a letter, blanks aside."""
    every = (rival.strip() if rival else rival for rival in letter.rivals)
    return tuple(dict.fromkeys(rival for rival in every if rival != letter.text))


def _blanks(text: str) -> str:
    return text.replace(_BREAK, " ").replace(_SEAM, " ")


def _doubt(letter: Letter, *, proven: bool) -> str:
    """What speaks against one letter; less where a check digit proves the whole."""
    if not proven:
        if letter.rivals:
            if not _inked(letter):
                return f"whether a blank stands before {letter.text!r} is not plain"
            if all(is_other_form(letter.text, rival) for rival in letter.rivals):
                return f"{letter.text!r} may be {' or '.join(map(repr, letter.rivals))}"
            others = " or ".join(repr(rival) if rival else "nothing" for rival in letter.rivals)
            return f"{letter.text!r} was read as {others} too"
        if letter.readings < _READINGS:
            return "it was read only once"
    least = _SURE_SIGN if proven or is_punctuation(letter.text) else _SURE
    return f"{letter.text!r} is hard to read" if letter.score < least else ""


def _has_blank(before: str, after: str, *, seen: bool) -> bool:
    """Whether a blank between the two says something; in pictures a bracket has room of its own."""
    if is_han(before) and is_han(after):
        return False
    if is_punctuation(before) and is_punctuation(after):
        return False
    if before in _FULL_WIDTH or after in _FULL_WIDTH:
        return False
    beside = (before in _BRACKETS and not is_latin(after)) or (
        after in _BRACKETS and not is_latin(before)
    )
    return not (seen and beside)


def _has_hole(letters: Sequence[Letter]) -> bool:
    """Whether two neighbours stand wider apart than the others of their line."""
    gaps = [
        (after.box.left - before.box.right, max(before.box.height, after.box.height))
        for before, after in pairwise(letters)
        if after.box.left >= before.box.left and is_han(before.text) and is_han(after.text)
    ]
    if not gaps:
        return False
    usual = median(gap for gap, _ in gaps)
    return any(gap - usual > _HOLE * em and gap > usual * 2 for gap, em in gaps)
