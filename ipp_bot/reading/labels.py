"""Labels found on rows, and the letters that stand behind, or below, each of them."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ipp_bot.reading.characters import half_width, is_han, is_latin
from ipp_bot.reading.geometry import Box, Letter, bounds, em_of
from ipp_bot.reading.writing import simplified

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from ipp_bot.reading.layout import Layout
    from ipp_bot.reading.rows import Row

__all__ = ["Label", "found_labels", "key_of"]

_COLONS = frozenset(":;|︰∶﹕.·-—")
"""What stands behind a label, or what readers make of the colon."""
_OPENERS = frozenset("([（【,，、;；。|*")
_BRACKETS = frozenset("[(【")
_APART = 0.6
"""Ems between a label and its value where no colon stands."""
_COLUMN = 1.4
"""Ems between a value and the label of the next column."""
_LETTER_SPACE = 3.4
"""Ems between the letters of one label at most."""
_FUZZY = 4
"""Letters of a label of which one may be misread."""
_TRANSLATION = 34
_LABEL_WORDS = frozenset({
    "address", "agent", "author", "authors", "category", "certificate", "class", "code",
    "company", "completion", "copyright", "credit", "date", "development", "expiry", "first",
    "grant", "holder", "id", "identity", "inventor", "issue", "legal", "name", "no", "number",
    "of", "owner", "patent", "patentee", "person", "principal", "publication", "reg",
    "registered", "registrant", "registration", "rights", "scope", "social", "software", "the",
    "title", "trademark", "type", "unified", "valid", "version", "work",
})  # fmt: skip
"""What translations of labels are made of."""
_MOST_LINES = 8
_NEXT_LINE = 1.7
"""Ems between the lines of a value at most."""
_FIRST_LINE = 1.4
"""Ems between a label and a value below it at most."""
_ALIGNED = 1.5
_MOVED = 6.0
_SMALL = 0.72
"""So much of a value's height have letters that somebody wrote between its lines."""
_REMARKS = frozenset("[［【(（VvＶ")


@dataclass(slots=True)
class Label:
    """A label and what belongs to it."""

    key: str
    name: str
    row: int
    start: int
    end: int
    """The first letter of the row that belongs to the value."""
    box: Box
    has_colon: bool
    is_exact: bool
    lines: list[tuple[Letter, ...]] = field(default_factory=list)
    """The value, line by line."""
    far: tuple[Letter, ...] = ()
    """What stands far behind the value on its row, before the next label."""


def key_of(letter: Letter) -> str:
    """The letter in half width and today's writing, for comparing; one character."""
    return simplified((half_width(letter.text) or " ")[0])


def found_labels(rows: Sequence[Row], layout: Layout, heading: Collection[Box] = ()) -> list[Label]:
    """The layout's labels at plausible places, in reading order, with their values.

    Args:
        rows: the page's rows.
        layout: the labels to look for.
        heading: where the letters of the page's title stand; none is a label's or a value's.
    """
    names = sorted(
        ((half_width(name), key) for key, every in layout.labels.items() for name in every),
        key=lambda pair: -len(pair[0]),
    )
    found: list[list[Label]] = []
    for index, row in enumerate(rows):
        keys = "".join(map(key_of, row.letters))
        taken: list[Label] = []
        every = [
            label
            for name, key in names
            for label in _in_row(index, row, keys, name, key, prose=layout.prose)
            if row.letters[label.start].box not in heading
        ]
        # a label that is read right goes before one that would have to be misread
        for label in sorted(every, key=lambda label: not label.is_exact):
            if all(label.end <= other.start or label.start >= other.end for other in taken):
                taken.append(label)
        found.append(_without_values(sorted(taken, key=lambda label: label.start)))
    _Values(rows, found, layout, heading).collect()
    return [label for every in found for label in every]


def _without_values(labels: list[Label]) -> list[Label]:
    """Labels without those words that are the value of the label before: 变更事项：著作权人."""
    kept: list[Label] = []
    for label in labels:
        if kept and kept[-1].has_colon and not label.has_colon and label.start == kept[-1].end:
            continue
        kept.append(label)
    return kept


def _in_row(
    index: int, row: Row, keys: str, name: str, key: str, *, prose: bool
) -> Iterator[Label]:
    size = len(name)
    for start in range(len(keys) - size + 1):
        wrong = sum(keys[start + at] != name[at] for at in range(size))
        if wrong > (1 if size >= _FUZZY else 0):
            continue
        letters = row.letters[start : start + size]
        em = em_of(letters)
        gaps = [right.box.left - left.box.right for left, right in itertools.pairwise(letters)]
        if gaps and max(gaps) > _LETTER_SPACE * em:
            continue
        end, colon = _end(keys, start + size)
        end = end if colon else _behind_translation(row, end)
        own = max(gaps, default=0.0)
        if not _begins(row, keys, start, size, em, own, exact=not wrong, colon=colon):
            continue
        if not (colon or _stands_apart(row, keys, end, em, own, start, exact=not wrong)):
            continue
        if wrong and prose and not colon:
            continue
        if key == "short_name" and start and keys[start - 1] in _BRACKETS:
            continue  # part of the name's value
        yield Label(
            key, name, index, start, end, bounds(one.box for one in letters), colon, not wrong
        )


def _end(keys: str, at: int) -> tuple[int, bool]:
    """Where the value begins, and whether a colon stands before it.

    A label may have its translation behind it, and a remark in brackets.
    """
    end = at
    while end < len(keys) and end - at < 2 and keys[end] in _COLONS:  # noqa: PLR2004 - 「：」 read as two signs
        end += 1
    if end > at:
        return end, True
    colon = keys.find(":", at, at + _TRANSLATION)
    if colon > 0 and all(is_latin(one) or one in " ./()&'-" for one in keys[at:colon]):
        return colon + 1, True
    if at < len(keys) and keys[at] == "(":
        close = keys.find(")", at, at + _TRANSLATION)
        if close > 0 and keys[close + 1 : close + 2] == ":":
            return close + 2, True
    return at, False


def _behind_translation(row: Row, at: int) -> int:
    """Where the value begins if Latin words stand nearer to the label than to what follows them."""
    end = at
    while end < len(row.letters) and _is_translating(row.letters[end].text):
        end += 1
    if not 0 < at < end:
        return at
    if end == len(row.letters):
        words = "".join(f"{' ' * one.spaced}{one.text}" for one in row.letters[at:end]).lower()
        return end if set(re.findall(r"[a-z]+", words)) <= _LABEL_WORDS else at
    before = row.letters[at].box.left - row.letters[at - 1].box.right
    behind = row.letters[end].box.left - row.letters[end - 1].box.right
    em = em_of(row.letters)
    return end if behind >= max(_APART * em, before * 1.2) else at


def _is_translating(sign: str) -> bool:
    return (is_latin(sign) and not sign.isdecimal()) or sign in "./&'’()-"


def _begins(
    row: Row, keys: str, start: int, size: int, em: float, own: float, *, exact: bool, colon: bool
) -> bool:
    if start == 0:
        return True
    gap = row.letters[start].box.left - row.letters[start - 1].box.right
    if gap >= max(_COLUMN * em, own * 1.2):
        return True
    before = keys[start - 1]
    # a colon makes a long label plain, however near it stands
    if exact and colon and (before in _OPENERS or gap >= _APART * em or size >= _FUZZY):
        return True
    if exact and start <= 3 and colon and not is_han(before):  # noqa: PLR2004 - "1." or "(1)"
        return True
    return (
        exact and len(keys) > start + 4 and (before == "日" or before.isdigit()) and gap > 0.2 * em
    )


def _stands_apart(
    row: Row, keys: str, end: int, em: float, own: float, start: int, *, exact: bool
) -> bool:
    if end >= len(keys):
        return exact
    gap = row.letters[end].box.left - row.letters[end - 1].box.right
    if gap >= max(_APART * em, own * 1.1) or (exact and row.letters[end].spaced):
        return True
    return exact and (keys[end].isdigit() or (end - start > _FUZZY and start == 0))


class _Values:
    """Gives the letters of the rows to the labels."""

    def __init__(
        self,
        rows: Sequence[Row],
        found: Sequence[list[Label]],
        layout: Layout,
        heading: Collection[Box],
    ) -> None:
        self._rows = rows
        self._heading = heading
        self._found = found
        self._layout = layout
        self._above: dict[int, Label] = {}
        """Rows that belong to the label of the row below them."""

    def collect(self) -> None:
        """Fills the labels' lines."""
        for labels in self._found:
            for place, label in enumerate(labels):
                limit = labels[place + 1].start if place + 1 < len(labels) else None
                first = self._first(label, limit)
                if first:
                    label.lines.append(first)
                    label.far = self._rows[label.row].letters[label.end + len(first) : limit]
        for labels in self._found:
            for label in labels:
                self._claim_above(label)
        for labels in self._found:
            for label in labels:
                self._continue(label)

    def _first(self, label: Label, limit: int | None) -> tuple[Letter, ...]:
        row = self._rows[label.row]
        return self._until_heading(_until_gap(row.letters[label.end : limit]))

    def _until_heading(self, letters: tuple[Letter, ...]) -> tuple[Letter, ...]:
        """The letters before those of the title."""
        return tuple(itertools.takewhile(lambda one: one.box not in self._heading, letters))

    def _right_edge(self, label: Label, index: int) -> float:
        """The x where the next column begins, on the label's own row or on that row."""
        em = em_of(self._rows[label.row].letters)
        edges = [
            other.box.left
            for row in (label.row, index)
            for other in self._found[row]
            if other.box.left > label.box.right + em
            and (not label.lines or other.box.left > label.lines[0][0].box.right)
        ]
        return min(edges, default=float("inf"))

    def _is_full(self, label: Label) -> bool:
        """Whether the value's first line reaches the edge of the text: it goes on at its left."""
        edge = max(row.box.right for row in self._rows)
        last = label.lines[-1][-1].box
        return last.right >= edge - 2.5 * last.height

    def _segment(self, index: int, left: float, right: float) -> tuple[Letter, ...]:
        """What stands in the column on that row, if it begins where the column begins."""
        row = self._rows[index]
        em = em_of(row.letters)
        inside = [
            letter
            for letter in row.letters
            if letter.box.left >= left - 1.3 * em and letter.box.right <= right + 0.2 * em
        ]
        if not inside:
            return ()
        first = row.letters.index(inside[0])
        if first and inside[0].box.left - row.letters[first - 1].box.right < _APART * em:
            return ()
        return self._until_heading(_until_gap(tuple(inside)))

    def _beside(self, index: int, label: Label, left: float) -> bool:
        """Whether something stands in the column of the labels: a label that was misread."""
        row = self._rows[index]
        em = em_of(row.letters)
        return label.box.right <= left and any(
            label.box.left - em < letter.box.left and letter.box.right < left - 0.8 * em
            for letter in row.letters
        )

    def _has_label(self, index: int, left: float, right: float) -> bool:
        return any(
            label.box.left < right and label.box.right > left - 1 for label in self._found[index]
        )

    def _claim_above(self, label: Label) -> None:
        """A label in the middle of its value: the first line stands above it."""
        above = label.row - 1
        if above < 0 or label.key not in self._layout.several_lines or self._found[above]:
            return
        row, upper = self._rows[label.row], self._rows[above]
        em = em_of(row.letters)
        left = label.lines[0][0].box.left if label.lines else label.box.right
        segment = self._segment(above, left, self._right_edge(label, above))
        if not segment or segment[0].box.left < label.box.right - 0.5 * em:
            return
        if abs(segment[0].box.left - left) > 1.3 * em and label.lines:
            return
        gap = row.box.top - upper.box.bottom
        higher = self._rows[above - 1].box.bottom if above else float("-inf")
        if gap > 0.6 * em or (label.lines and upper.box.top - higher < 2 * max(gap, 0.1 * em)):
            return
        label.lines.insert(0, segment)
        self._above[above] = label

    def _continue(self, label: Label) -> None:
        """Adds the lines below: all of a name; of other values one, lest a number be cut."""
        most = _MOST_LINES if label.key in self._layout.several_lines else 2
        left = label.lines[0][0].box.left if label.lines else label.box.left
        bottom = self._rows[label.row].box.bottom
        lefts = [left]
        if self._layout.prose and label.lines and self._is_full(label):
            lefts.append(label.box.left)
        for index in range(label.row + 1, len(self._rows)):
            row = self._rows[index]
            right = self._right_edge(label, index)
            if self._is_parted(index, label, bottom) or self._has_label(
                index, min(label.box.left, left), right
            ):
                return
            segment = self._segment(index, min(lefts), right)
            if not segment:
                continue
            misread = len(lefts) == 1 and self._beside(index, label, left)
            if misread or not _fits(segment, lefts, em_of(row.letters), first=not label.lines):
                return
            if label.lines and _is_smaller(segment, label.lines[0]):
                return
            label.lines.append(segment)
            if len(label.lines) >= most:
                return
            bottom = row.box.bottom
            lefts.append(segment[0].box.left)

    def _is_parted(self, index: int, label: Label, bottom: float) -> bool:
        """Whether the row is too far below, or another label's."""
        row = self._rows[index]
        most = _NEXT_LINE if label.lines else _FIRST_LINE
        return row.box.top - bottom > most * em_of(row.letters) or index in self._above


def _fits(segment: Sequence[Letter], lefts: Sequence[float], em: float, *, first: bool) -> bool:
    """Whether a line begins where the value's lines begin; a remark may be moved in."""
    offset = min(abs(segment[0].box.left - left) for left in lefts)
    if first:
        return offset <= _MOVED * em
    return offset <= _ALIGNED * em or segment[0].text in _REMARKS


def _is_smaller(segment: Sequence[Letter], value: Sequence[Letter]) -> bool:
    """Whether it is a note between the lines and no line of the value; a remark may be small."""
    return segment[0].text not in _REMARKS and em_of(segment) < _SMALL * em_of(value)


def _until_gap(letters: tuple[Letter, ...]) -> tuple[Letter, ...]:
    """The letters up to a gap that parts columns."""
    if not letters:
        return ()
    em = em_of(letters)
    for at in range(1, len(letters)):
        if letters[at].box.left - letters[at - 1].box.right > 5 * em:
            return letters[:at]
    return letters
