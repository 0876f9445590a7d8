"""What is wrong with one sheet, each thing at its cell."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ipp_bot.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ipp_bot.manifest.cells import Cell
    from ipp_bot.manifest.sheet_origin import SheetPlace

__all__ = ["SheetReport"]


@dataclass(slots=True)
class SheetReport:
    """The diagnostics of one sheet, in the order in which they are found."""

    path: Path
    place: SheetPlace
    diagnostics: list[Diagnostic] = field(default_factory=list)
    is_untrusted: bool = False
    """A fault outside the rows: none of them may be filed."""

    def add(
        self,
        cell: Cell,
        key: str,
        message: str,
        hint: str = "",
        *,
        severity: Severity = Severity.FAULT,
        ref: str = "",
        code: str = "cell",
        title: str = "",
    ) -> None:
        """Adds a diagnostic at the cell; a fault without a ref makes all rows untrusted.

        `title`: of what is missing, what its column would be called.
        """
        if severity is Severity.FAULT and not ref:
            self.is_untrusted = True
        placed = self.place.placed(
            Diagnostic(
                self.path,
                cell.row,
                cell.column,
                key,
                message,
                hint,
                code,
                severity,
                ref,
            )
        )
        self.diagnostics.append(replace(placed, title=title or placed.title))

    def tell_rows(self, cells: Sequence[Cell], message: str) -> None:
        """Adds one warning for several rows, with a cell of each."""
        self.add(cells[0], "", message, severity=Severity.WARNING, code="rows")
        named = tuple(cell.name for cell in cells)
        self.diagnostics[-1] = replace(self.diagnostics[-1], cells=named)
