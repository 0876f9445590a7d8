"""What stands over the heading of a table for all its rows: `证照号：9151…`, `委托书：… — …`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ipp_bot.manifest.names import normalised_name
from ipp_bot.manifest.sheet_cells import days_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from ipp_bot.manifest.cells import Cell
    from ipp_bot.manifest.sheet_columns import Column, SheetTitles

__all__ = ["Block"]

_PAIR = re.compile(r"\s*([^:：]{1,20})[:：]\s*(\S.*)", re.DOTALL)
_REMARK = re.compile(r"\s*[（(][^（）()]*[）)]\s*$")
_NUMBER = "holder.identification.number"
_POWER = "power_of_attorney.file"
_UNTIL = "power_of_attorney.expires_on"
_OF_HOLDER = frozenset({_NUMBER, _UNTIL})
"""Keys of what belongs to a holder: taken for rows whose holder the block names."""
_OF_ALL = frozenset({"holder.name", "client", "account", "place", "country"})


@dataclass(frozen=True, slots=True)
class _Pair:
    column: Column
    key: str
    cell: Cell


class Block:
    """The labels with their values over one heading."""

    def __init__(self, rows: Sequence[tuple[Cell, ...]], titles: SheetTitles) -> None:
        cells = [cell for row in rows for cell in row if not cell.problem]
        self._text = normalised_name(" ".join(cell.text for cell in cells))
        self._pairs = [pair for cell in cells if (pair := _pair(cell, titles)) is not None]
        self.taken: dict[str, Cell] = {}
        """The cells of the keys that some row took."""

    def values(self, holder: str, borne: Collection[str]) -> Iterator[tuple[Column, str, Cell]]:
        """Column, key and cell of what counts for a row of this holder and has no column."""
        is_named = bool(holder) and normalised_name(holder) in self._text
        for pair in self._pairs:
            if pair.key in borne or (pair.key in _OF_HOLDER and not is_named):
                continue
            self.taken[pair.key] = pair.cell
            yield pair.column, pair.key, pair.cell


def _pair(cell: Cell, titles: SheetTitles) -> _Pair | None:
    found = _PAIR.fullmatch(cell.text)
    column = titles.column(replace(cell, text=found[1].strip())) if found else None
    if found is None or column is None or not column.keys:
        return None
    key, value = column.keys[0], _REMARK.sub("", found[2].strip())
    if key in (_POWER, _UNTIL):
        days = days_in(value)
        key, value = _UNTIL, days[-1] if days else ""
    if not value or key not in _OF_HOLDER | _OF_ALL:
        return None
    return _Pair(replace(column, keys=(key,)), key, replace(cell, text=value))
