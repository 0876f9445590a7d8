"""Where IPR Management shows the status of a record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipp_bot.profile import folded, token_of
from ipp_bot.watch.known_values import plainly

if TYPE_CHECKING:
    from ipp_bot.watch.filing import WatchedFiling

__all__ = ["status_column"]

_EMPTY = ("", "-", "–", "—", "--")


def status_column(filing: WatchedFiling) -> int | None:
    """The column that shows none of the known values, no number, time or button."""
    if filing.row is None:
        return None
    cells = filing.row.row.cells[: len(filing.row.table.heads)]
    for statuses in (filing.profile.statuses, filing.dictionary.statuses):
        for at, cell in enumerate(cells):
            if token_of(cell, statuses) == "pending":
                return at
    known = {word for value in filing.values for words in value.words.values() for word in words}
    names = {folded(link.name) for link in filing.row.step.page.links}
    left = [
        at
        for at, cell in enumerate(cells)
        if cell not in _EMPTY
        and plainly(cell) not in known
        and not re.search(r"\d", cell)
        and folded(cell) not in names
        and not all(folded(part) in names for part in cell.split())
    ]
    return left[0] if len(left) == 1 else None
