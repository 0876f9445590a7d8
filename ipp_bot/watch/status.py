"""Where IPR Management shows the status of what was just sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipp_bot.profile import folded, token_of
from ipp_bot.watch.known_values import plainly
from ipp_bot.watch.questions import Question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.profile import Profile
    from ipp_bot.watch.known_values import KnownValue
    from ipp_bot.watch.pages import ListRow
    from ipp_bot.watch.questions import Ask

__all__ = ["status_column"]

_EMPTY = ("", "-", "–", "—", "--")


def status_column(
    found: ListRow, values: Sequence[KnownValue], profiles: Sequence[Profile], ask: Ask
) -> int | None:
    """The column that shows none of the known values, no number, time or button.

    Where several are left, `ask`; None if nobody knows.
    """
    heads = found.table.heads
    cells = found.row.cells[: len(heads)]
    for statuses in (profile.statuses for profile in profiles):
        for at, cell in enumerate(cells):
            if token_of(cell, statuses) == "pending":
                return at
    known = {word for value in values for words in value.words.values() for word in words}
    names = {folded(link.name) for link in found.step.page.links}
    left = [
        at
        for at, cell in enumerate(cells)
        if cell not in _EMPTY
        and plainly(cell) not in known
        and not re.search(r"\d", cell)
        and folded(cell) not in names
        and not all(folded(part) in names for part in cell.split())
    ]
    if len(left) > 1:
        question = Question(
            "the list of records",
            ", ".join(cells[at] for at in left),
            tuple(heads[at] for at in left if heads[at]),
            f"Which column of the list says how far it is: {', '.join(cells[at] for at in left)}?",
        )
        answer = ask(question)
        left = [at for at in left if answer and heads[at] == answer]
    return left[0] if left else None
