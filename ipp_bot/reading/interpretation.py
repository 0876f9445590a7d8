"""Lines of a page as the contents of a paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ipp_bot.reading.alternatives import TWO_PAPERS, correction_on, two_said
from ipp_bot.reading.characters import is_han
from ipp_bot.reading.contents import Contents, Labels
from ipp_bot.reading.geometry import bounds, em_of
from ipp_bot.reading.kinds import contents_of, put_from_sentences
from ipp_bot.reading.labels import found_labels
from ipp_bot.reading.notices import has_sign, notice_of
from ipp_bot.reading.paper import PaperKind
from ipp_bot.reading.rows import rows_of, straightened
from ipp_bot.reading.titles import (
    has_certificate_labels,
    has_second_title,
    is_of_title,
    title_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.reading.geometry import Box, Line
    from ipp_bot.reading.labels import Label
    from ipp_bot.reading.rows import Row
    from ipp_bot.reading.values import ReadValue

__all__ = ["Interpretation", "interpreted"]

_OF_TITLE = "these are words of a paper's title"
_NEAR = 0.8
"""Ems between a value and what is written above or below it."""
_SMALLER = 0.85
_FEW = 2


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What a page is and says."""

    kind: PaperKind
    contents: Contents
    usual: tuple[str, ...] = ()
    """Keys that papers of the kind bear."""
    why: str = ""
    """Why nothing could be read; "" where something was."""
    rows: int = 0
    """How many rows of text the page has."""
    is_lookalike: bool = False
    """Whether its title says that it is none of the kinds."""

    def lines(self) -> set[int]:
        """The numbers of the lines that the values were read from."""
        return {
            letter.line
            for finding in self.contents.findings.values()
            for letter in finding.passage.letters
        }


def interpreted(lines: Sequence[Line], height: float) -> Interpretation:
    """The kind of a page and its values.

    Args:
        lines: what was read, upright.
        height: the page's height in the unit of the lines.
    """
    rows = rows_of(straightened(lines))
    title = title_of(rows)
    if title is None:
        notice = notice_of(rows, height)
        untitled = has_certificate_labels(rows) and not has_sign(rows)
        if notice is not None and not untitled:
            return Interpretation(PaperKind.OPERATING_PAGE, notice, ("holder",), rows=len(rows))
        why = "it bears no title that is known" if rows else "no text was found on it"
        why = "its labels are a certificate's, but its title cannot be read" if untitled else why
        return Interpretation(PaperKind.UNKNOWN, Contents(), why=why, rows=len(rows))
    if title.layout is None:
        return Interpretation(
            PaperKind.UNKNOWN,
            Contents(),
            why=f"{title.text} is no certificate of these kinds",
            rows=len(rows),
            is_lookalike=True,
        )
    layout = title.layout
    labels = found_labels(rows, layout, title.boxes)
    if len({(label.key, label.name) for label in labels}) < layout.least:
        why = "too few of its labels could be found"
        contents = Contents()
        if layout.kind is PaperKind.POWER_OF_ATTORNEY:
            put_from_sentences(Labels(labels), rows, contents)  # in whatever form
        return Interpretation(layout.kind, contents, layout.usual, why, len(rows))
    contents = contents_of(layout.kind, labels, rows, title)
    if layout.kind is not PaperKind.SOFTWARE_CHANGE:  # which is a correction as a whole
        corrected = correction_on(row.text for row in rows)
        _doubt_every(contents, two_said(corrected) if corrected else "")
    _doubt_every(contents, TWO_PAPERS if has_second_title(rows, title) else "")
    _doubt_written_between(contents, rows, labels)
    _doubt_titles(contents)
    return Interpretation(layout.kind, contents, layout.usual, rows=len(rows))


def _doubt_every(contents: Contents, why: str) -> None:
    """Leaves no value of a page sure of which something as a whole is to be looked at."""
    for key, found in contents.findings.items():
        contents.findings[key] = replace(found, why=found.why or why)


def _doubt_titles(contents: Contents) -> None:
    """No value that is a title's words is sure."""
    for key, found in contents.findings.items():
        parts = [found.value] if isinstance(found.value, str) else found.value
        if not found.why and any(map(is_of_title, parts)):
            contents.findings[key] = replace(found, why=_OF_TITLE)


def _doubt_written_between(
    contents: Contents, rows: Sequence[Row], labels: Sequence[Label]
) -> None:
    """What somebody wrote above or below a value, beside no label, may be there in its place."""
    taken = {letter.box for label in labels for line in label.lines for letter in line}
    taken |= {
        letter.box for found in contents.findings.values() for letter in found.passage.letters
    }
    labelled = {label.row for label in labels}
    free = [
        row
        for at, row in enumerate(rows)
        if at not in labelled and taken.isdisjoint(letter.box for letter in row.letters)
    ]
    for key, found in contents.findings.items():
        if found.why or not found.passage.letters:
            continue
        box = bounds(letter.box for letter in found.passage.letters)
        em = em_of(found.passage.letters)
        row = next((row for row in free if _is_in_place_of(found, box, em, row)), None)
        if row is not None:
            contents.findings[key] = replace(found, why=two_said(row.text))


def _is_in_place_of(found: ReadValue, box: Box, em: float, row: Row) -> bool:
    own = row.box
    overlap = min(box.right, own.right) - max(box.left, own.left)
    apart = max(own.top - box.bottom, box.top - own.bottom)
    if overlap < own.width / 2 or apart > _NEAR * em:
        return False
    digits = sum(letter.text.isdecimal() for letter in row.letters)
    words = sum(is_han(letter.text) for letter in row.letters)
    if any(sign.isdecimal() for sign in str(found.value)):
        return digits >= _FEW
    return words >= _FEW and em_of(row.letters) < _SMALLER * em
