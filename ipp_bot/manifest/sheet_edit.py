"""Sets single cells in a workbook that somebody made; everything else stays as it was typed."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from ipp_bot.atomic_write import replace_content
from ipp_bot.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["AUTHOR", "SheetEdit"]

AUTHOR = "ipp-bot"
"""Whose comments may be replaced: those that a draft wrote."""
_LOST = ("xl/media/", "xl/charts/", "xl/vbaProject", "xl/pivot")
"""Parts of a workbook that would be lost when it is written again."""
_LOOK = PatternFill("solid", start_color="FFF2CC")


class SheetEdit:
    """One workbook that is being edited; nothing is written before `write`."""

    def __init__(self, path: Path) -> None:
        """Opens the workbook.

        Raises:
            OSError: it cannot be read.
            UsageError: it is no .xlsx, or holds what would be lost.
        """
        self.path = path
        self._before = path.read_bytes()
        if path.suffix.lower() != ".xlsx":
            raise UsageError(
                f"{path.name} is written by hand only", hint="type true under confirmed", sent=False
            )
        with zipfile.ZipFile(io.BytesIO(self._before)) as archive:
            if any(name.startswith(_LOST) for name in archive.namelist()):
                raise UsageError(
                    f"{path.name} has pictures, charts or macros, which would be lost",
                    hint="copy the rows into a workbook of their own, or type into it by hand",
                    sent=False,
                )
        self._book = load_workbook(io.BytesIO(self._before))

    def set(
        self,
        sheet: str,
        row: int,
        column: int,
        value: str,
        comment: str | None = None,
        *,
        look: bool = False,
    ) -> None:
        """Puts a text into a cell; `comment` replaces one that a draft wrote, or none."""
        cell: Any = self._book[sheet].cell(row, column)
        cell.value = value or None
        cell.number_format = "@"
        if value:
            cell.data_type = "s"
        if comment is not None and (cell.comment is None or cell.comment.author == AUTHOR):
            cell.comment = Comment(comment, AUTHOR, height=80, width=320) if comment else None
            cell.fill = _LOOK if look else PatternFill()

    def write(self) -> None:
        """Writes the edits.

        Raises:
            OSError: the file cannot be written.
            UsageError: somebody else changed it meanwhile.
        """
        target = io.BytesIO()
        self._book.save(target)
        if not replace_content(self.path, self._before, target.getvalue()):
            raise UsageError(
                f"{self.path} was changed while it was being written",
                hint="save and close it, then type the command again",
                sent=False,
            )
