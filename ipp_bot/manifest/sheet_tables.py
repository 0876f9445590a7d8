"""The tables of a sheet: several below each other, and rows that are settled."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ipp_bot.manifest.sheet_words import implied_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.manifest.cells import Cell, Table
    from ipp_bot.manifest.sheet_columns import SheetTitles

__all__ = ["SettledRows", "heading_row", "is_status", "tables_in", "without_settled"]

_LEAST_COLUMNS = 3
_LEAST_WITHOUT_REF = 4
_TITLE_ROWS = 10
"""Rows at the top among which the first heading is looked for."""
_KNOWN_OF_HEADING = 0.6
"""The part of its cells that are known titles in every later heading."""
_LONGEST_SECTION = 10
_BRACKETS = re.compile(r"[（(【\[][^）)】\]]*[）)】\]]")
_NUMBERING = re.compile(r"^(?:[^\w（(]+|[一二三四五六七八九十\d]+[、.．)）])+|\W+$")
_STRUCK_OF_ROW = 0.6
"""The part of its cells that are struck out in a row that is settled."""
_TO_FILE = re.compile(
    r"(?:[^-－—，,；;：:]{0,8}[-－—，,；;：:])?(?:本批|本次|本月|待|要|需|拟|可|应)?(?:报|申报|提交|备案|递交)|未(?:报|申报|提交|备案)|"
    r"to ?do|to file|pending|open",
    re.IGNORECASE,
)
_SETTLED = re.compile(
    r"[√✓✔☑].*|(?:客户)?已(?:经)?(?:报|申报|提交|备案|递交|完成|办结|办完|做|通过|归档).*|"
    r"(?:客户)?(?:要求)?(?:暂|先)?(?:缓|停|搁置)(?:报|办)?|暂不.*|(?:不|勿|无需|不用|不必|先不)(?:要|再)?(?:报|申报|提交|备案|做|办).*|"
    r"作废|放弃|撤销|撤回|取消|done|filed|skip(?:ped)?|cancell?ed|on hold",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SettledRows:
    """Rows that are not filed, by a cell of each."""

    cells: tuple[Cell, ...]
    title: str = ""
    """Of the column that says so; "" for rows that are struck out."""

    @property
    def why(self) -> str:
        """What is told of them."""
        if not self.title:
            return "struck out: not filed"
        words = ", ".join(dict.fromkeys(cell.text.strip() for cell in self.cells))
        return f"not filed: {self.title!r} is {words}"


def heading_row(table: Table, titles: SheetTitles) -> int | None:
    """The row among the first that has the titles of columns; None for a sheet without IPRs."""
    best: tuple[int, int] | None = None
    for number, row in enumerate(table.rows[:_TITLE_ROWS]):
        keys = _keys(row, titles)
        # below the first row `ref` may be a word of a text about the columns
        if "ref" in keys and (not number or len(keys) >= _LEAST_COLUMNS):
            return number
        if len(keys) >= _LEAST_WITHOUT_REF and (best is None or len(keys) > best[1]):
            best = (number, len(keys))
    return None if best is None else best[0]


def tables_in(table: Table, number: int, titles: SheetTitles) -> list[tuple[Table, int]]:
    """The tables of a sheet whose first heading is the row of that number, and that of each.

    A later row is a heading where most of its cells are titles. What stands alone in the row over
    it is what its table is called, and no row of the table before. Each table bears the rows over
    the first heading too, without what that table is called.
    """
    rows = table.rows
    headings = [number]
    for at, row in enumerate(rows):
        follows = at and rows[at - 1][0].row == row[0].row - 1 and at - 1 in headings
        if not follows and at != number and _is_heading(row, titles):
            headings.append(at)
    headings.sort()
    named = [at - 1 if at and len(_own(rows[at - 1])) == 1 else at for at in headings]
    ends = [*named[1:], len(rows)]
    found: list[tuple[Table, int]] = []
    for first, at, end in zip(named, headings, ends, strict=True):
        section = _section(rows[first]) if first < at else ""
        part = (*rows[: named[0]], *rows[first:end])
        found.append((replace(table, rows=part, section=section), len(part) - (end - at)))
    return found


def _section(row: tuple[Cell, ...]) -> str:
    """The kind of right that stands alone over a heading: `二、商标（4件）` is 商标."""
    whole = _own(row)[0].text.strip()
    text = _NUMBERING.sub("", _BRACKETS.sub("", whole) or whole)
    is_short = len(text) <= _LONGEST_SECTION and not re.search(r"\d", text)
    return text if is_short and implied_by(text) else ""


def is_status(texts: Sequence[str]) -> bool:
    """Whether cells say of each row that it is to be filed, or is settled, and nothing else."""
    words = [text.strip() for text in texts if text.strip()]
    return bool(words) and all(_TO_FILE.fullmatch(w) or _SETTLED.fullmatch(w) for w in words)


def without_settled(
    table: Table, number: int, titles: SheetTitles
) -> tuple[Table, Sequence[SettledRows]]:
    """The table without rows that are struck out, or that a column says are done or not wanted.

    Such a column, of which the portal asks nothing, has no other words, and some rows to be filed.
    """
    below = table.rows[number + 1 :]
    struck = [row for row in below if _is_struck(row)]
    told = [SettledRows(tuple(row[0] for row in struck))] if struck else []
    left = [row for row in below if row not in struck]
    for title in table.rows[number]:
        column = titles.column(title)
        if column is not None and (column.keys or column.asks_for):
            continue
        cells = [cell for row in left for cell in row if cell.column == title.column]
        done = [cell for cell in cells if _SETTLED.fullmatch(cell.text.strip())]
        others = [cell for cell in cells if cell not in done]
        if done and others and all(_TO_FILE.fullmatch(cell.text.strip()) for cell in others):
            lines = {cell.row for cell in done}
            left = [row for row in left if row[0].row not in lines]
            told.append(SettledRows(tuple(done), " ".join(title.text.split())))
    return replace(table, rows=(*table.rows[: number + 1], *left)), told


def _is_heading(row: tuple[Cell, ...], titles: SheetTitles) -> bool:
    own = _own(row)
    if any(cell.made_of or cell.merged_with for cell in own):
        return False
    known = [cell for cell in own if titles.column(cell) is not None]
    keys = _keys(row, titles)
    return len(keys) >= _LEAST_WITHOUT_REF and len(known) >= _KNOWN_OF_HEADING * len(own)


def _keys(row: tuple[Cell, ...], titles: SheetTitles) -> set[str]:
    known = [titles.column(cell) for cell in row if not cell.problem]
    return {column.keys[0] for column in known if column is not None and column.keys}


def _own(row: tuple[Cell, ...]) -> list[Cell]:
    return [cell for cell in row if not cell.is_spanned and not cell.problem]


def _is_struck(row: tuple[Cell, ...]) -> bool:
    own = [cell for cell in _own(row) if not cell.merged_with]
    struck = sum(cell.is_struck for cell in own)
    return struck > 0 and struck >= _STRUCK_OF_ROW * len(own)
