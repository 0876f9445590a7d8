"""Lines of a page as the contents of a paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipp_bot.reading.contents import Contents
from ipp_bot.reading.kinds import contents_of
from ipp_bot.reading.labels import found_labels
from ipp_bot.reading.notices import has_sign, notice_of
from ipp_bot.reading.paper import PaperKind
from ipp_bot.reading.rows import rows_of, straightened
from ipp_bot.reading.titles import has_certificate_labels, title_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.reading.geometry import Line

__all__ = ["Interpretation", "interpreted"]


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
    labels = found_labels(rows, layout)
    if len({(label.key, label.name) for label in labels}) < layout.least:
        return Interpretation(
            layout.kind, Contents(), layout.usual, "too few of its labels could be found", len(rows)
        )
    contents = contents_of(layout.kind, labels, rows, title.text)
    return Interpretation(layout.kind, contents, layout.usual, rows=len(rows))
