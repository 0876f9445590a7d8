"""Headings of two rows as one: titles below a title that is merged over them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ipp_bot.manifest.sheet_title_parts import HEADINGS

if TYPE_CHECKING:
    from ipp_bot.manifest.cells import Table
    from ipp_bot.manifest.sheet_columns import SheetTitles

__all__ = ["with_one_heading"]

_LEAST_MERGED = 2
"""Titles that reach down into the second row, by which it is known to be no IPR."""


def with_one_heading(table: Table, number: int, titles: SheetTitles) -> Table:
    """The table with the second row of its heading, the row of that number, taken into the first.

    A row is a part of the heading where several titles are merged with it from above and others
    have titles of their own there; without merged cells (a CSV file) where all that it has are
    known titles. Each then bears the heading over it: `权利人 › 名称`.
    """
    head, below = table.rows[number], table.rows[number + 1 : number + 2]
    second = below[0] if below else ()
    first = head[0].row
    if not second or second[0].row != first + 1:
        return table
    merged = [cell for cell in second if cell.merged_with == first]
    own = {cell.column: cell for cell in second if not cell.merged_with and not cell.problem}
    joined = {cell.column: cell for cell in head}
    over = None
    for column in range(head[0].column, max((cell.column for cell in second), default=0) + 1):
        above = joined.get(column)
        over = above if above is not None and not above.is_spanned else over
        if column in own:
            text = f"{over.text}{HEADINGS}{own[column].text}" if over else own[column].text
            first_below = over is None or over.column == column
            joined[column] = replace(own[column], row=first, text=text, is_spanned=not first_below)
    if len(merged) < _LEAST_MERGED:
        # as if none were the first below its heading, which is known by that alone
        taken = [replace(joined[column], is_spanned=True) for column in own]
        are_titles = [titles.column(cell) is not None and not cell.made_of for cell in taken]
        if len(own) < _LEAST_MERGED or not all(are_titles):
            return table
    row = tuple(joined[column] for column in sorted(joined))
    return replace(table, rows=(*table.rows[:number], row, *table.rows[number + 2 :]))
