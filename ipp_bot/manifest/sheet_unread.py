"""The cells of a list's rows in columns that nothing is filed from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.manifest.cells import read_tables
from ipp_bot.manifest.sheet_origin import column_letters
from ipp_bot.manifest.sheet_words import ORDINALS, bare_title

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from ipp_bot.manifest.sheet_source import SheetRow

__all__ = ["unread_texts"]


def unread_texts(
    path: Path, rows: Sequence[SheetRow]
) -> Mapping[tuple[str, int], Mapping[str, str]]:
    """By sheet and number of the row: the texts below titles that stand for no key."""
    known = {(row.place.name, row.node.line): row for row in rows}
    found: dict[tuple[str, int], dict[str, str]] = {}
    for table in read_tables(path):
        for cells in table.rows:
            row = known.get((table.name, cells[0].row))
            if row is None:
                continue
            letters = set(row.columns.values())
            titles = row.place.titles
            found[table.name, cells[0].row] = {
                titles[cell.column]: cell.text.strip()
                for cell in cells
                if column_letters(cell.column) not in letters
                and bare_title(titles.get(cell.column, "")) not in {*ORDINALS, ""}
                and not cell.problem
            }
    return found
