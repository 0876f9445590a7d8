"""Headings of two rows as one: a title that is merged over columns gives way to those below it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ipp_bot.manifest.cells import Cell, Table

__all__ = ["with_one_heading"]

_LEAST_MERGED = 2
"""Titles that reach down into the second row, by which it is known to be no IPR."""


def with_one_heading(table: Table, number: int) -> Table:
    """The table with the second row of its heading, the row of that number, taken into the first.

    Where most titles are merged with the row below and others have titles of their own there, that
    row is a part of the heading.
    """
    head, below = table.rows[number], table.rows[number + 1 : number + 2]
    second = below[0] if below else ()
    first = head[0].row
    merged = [cell for cell in second if cell.merged_with == first]
    if len(merged) < _LEAST_MERGED or second[0].row != first + 1:
        return table
    own = {cell.column: cell for cell in second if not cell.merged_with and not cell.problem}
    titles: dict[int, Cell] = {cell.column: cell for cell in head}
    for column, cell in own.items():
        titles[column] = replace(cell, row=first)
    joined = tuple(titles[column] for column in sorted(titles))
    return replace(table, rows=(*table.rows[:number], joined, *table.rows[number + 2 :]))
