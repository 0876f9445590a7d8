"""Reads sheets: one row an IPR, one column a key, in the words of manifests or of agencies."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from ipp_bot.diagnostics import Diagnostic, Severity
from ipp_bot.errors import ManifestUnreadable
from ipp_bot.manifest.cells import Table, read_tables
from ipp_bot.manifest.sheet_columns import is_chinese
from ipp_bot.manifest.sheet_guesses import bears_numbers
from ipp_bot.manifest.sheet_header import SheetHeader
from ipp_bot.manifest.sheet_heading import with_one_heading
from ipp_bot.manifest.sheet_holders import slips_of_names
from ipp_bot.manifest.sheet_origin import SheetPlace
from ipp_bot.manifest.sheet_report import SheetReport
from ipp_bot.manifest.sheet_rows import RowReader
from ipp_bot.manifest.sheet_source import SheetRow, SheetSource
from ipp_bot.manifest.sheet_tables import heading_row, tables_in, without_settled
from ipp_bot.manifest.sheet_words import is_done, is_for_readers

if TYPE_CHECKING:
    from pathlib import Path

    from ipp_bot.manifest.document_paths import DocumentPaths
    from ipp_bot.manifest.row_papers import ListPapers
    from ipp_bot.profile import Profile

__all__ = ["SheetRead", "SheetRow", "read_sheet"]

_LEAST_COLUMNS = 3
"""Cells of a row that may be one of a list."""


@dataclass(frozen=True, slots=True)
class SheetRead:
    """What `read_sheet` found."""

    rows: tuple[SheetRow, ...]
    diagnostics: tuple[Diagnostic, ...]
    is_untrusted: bool
    """A fault outside the rows: none of them may be filed."""

    @property
    def is_faulty(self) -> bool:
        """Whether anything is more than a warning."""
        return not all(diagnostic.is_warning for diagnostic in self.diagnostics)


def read_sheet(
    path: Path,
    *,
    account: str,
    profile: Profile,
    documents: DocumentPaths | None = None,
    only_account: bool = False,
    papers: ListPapers | None = None,
) -> SheetRead:
    """The rows of every sheet with IPRs, as entries; `account` files the rows that name none.

    `documents` finds the files that cells name; without it they are not looked for. With
    `only_account` a row of another account is a fault. `papers` are what a folder has for rows
    whose cells name no files.
    """
    source = SheetSource(path.absolute(), account, profile, documents, only_account, papers)
    reader = _SheetReader(source)
    for table in read_tables(path):
        reader.add(table)
    reader.read_rows()
    return reader.result()


@dataclass(slots=True)
class _SheetReader:
    source: SheetSource
    diagnostics: list[Diagnostic] = field(default_factory=list)
    rows: list[SheetRow] = field(default_factory=list)
    readers: list[RowReader] = field(default_factory=list)
    reports: list[SheetReport] = field(default_factory=list)
    sheets: int = 0
    without_place: list[str] = field(default_factory=list)
    """Sheets without a column that says a place."""
    unread: list[Diagnostic] = field(default_factory=list)
    """Of sheets that may be lists, of whose titles too few are known."""
    untrusted: bool = False

    def add(self, table: Table) -> None:
        number = heading_row(table, self.source.titles)
        if number is not None and is_done(table.name) and not table.is_hidden:
            self._tell_done(table, number)
            return
        if number is None:
            self._tell_unread(table)
            return
        for each, heading in tables_in(table, number, self.source.titles):
            # a form to be filled in, or a kind of which there is nothing
            if self.readers and not _has_rows(each, heading):
                continue
            self._add_table(with_one_heading(each, heading, self.source.titles), heading)

    def _add_table(self, table: Table, number: int) -> None:
        table, settled = without_settled(table, number, self.source.titles)
        row, below = table.rows[number], table.rows[number + 1 :]
        self.sheets += 1
        titles = {cell.column: " ".join(cell.text.split()) for cell in row}
        words = self.source.words if any(map(is_chinese, titles.values())) else None
        place = SheetPlace(table.name, titles, words=words)
        report = SheetReport(self.source.path, place)
        if table.is_hidden:
            report.add(
                row[0],
                "",
                f"the sheet is hidden; rows that would be imported: {len(below)}",
                "show it (right click on a tab, Unhide) and import again, or delete it",
            )
        else:
            header = SheetHeader(table, number, self.source.profile, self.source.titles, report)
            if not {"place", "country"} & header.borne and table.name not in self.without_place:
                self.without_place.append(table.name)
            header.report_hidden(below)
            self.readers.append(RowReader(self.source, table, header, report))
        for each in settled:
            report.tell_rows(each.cells, each.why)
        self.reports.append(report)

    def read_rows(self) -> None:
        """Reads the rows of all sheets, once it is known what any of them says of holders."""
        made = [reader.header for reader in self.readers if reader.header.made_refs]
        if made:
            made[0].tell_made_refs([ref for header in made for ref in header.made_refs])
        slips = slips_of_names(name for reader in self.readers for name in reader.holders())
        for reader in self.readers:
            self.rows += reader.read()
            reader.tell_slips(slips)
            reader.header.tell_unknown()
        for report in self.reports:
            self.untrusted = self.untrusted or report.is_untrusted
            self.diagnostics += report.diagnostics

    def _tell_done(self, table: Table, number: int) -> None:
        """Remembers a sheet of what is filed already, by its name."""
        report = SheetReport(self.source.path, SheetPlace(table.name))
        report.add(
            table.rows[number][0],
            "",
            f"by its name the sheet lists what is done; none of its "
            f"{len(table.rows) - number - 1} rows is filed",
            "name it otherwise if its rows are to be filed",
            severity=Severity.WARNING,
            code="done-sheet",
        )
        self.unread += report.diagnostics

    def _tell_unread(self, table: Table) -> None:
        """Remembers a sheet that may be a list, but of whose titles too few are known."""
        rows = [row for row in table.rows if len(row) >= _LEAST_COLUMNS]
        if table.is_hidden or len(rows) <= 1 or is_for_readers(table.name):
            return
        head = next((row for row in rows if not any(cell.is_spanned for cell in row)), rows[0])
        below = [row for row in rows if row[0].row > head[0].row]
        unknown = [
            " ".join(cell.text.split()) for cell in head if self.source.titles.column(cell) is None
        ]
        is_list = bears_numbers([cell.text for row in below for cell in row])
        report = SheetReport(self.source.path, SheetPlace(table.name))
        report.add(
            head[0],
            "",
            f"the sheet is not read, and none of its {len(below)} rows is filed: too few of its "
            f"titles are known; unknown: {', '.join(unknown)}",
            "name its columns as ipp-bot new --sheet FILE.xlsx does (sheet 说明), if it is a list",
            severity=Severity.FAULT if is_list else Severity.WARNING,
            code="unread-sheet",
        )
        self.untrusted = self.untrusted or is_list
        self.unread += report.diagnostics

    def result(self) -> SheetRead:
        if not self.sheets and not self.untrusted:
            raise ManifestUnreadable(
                f"{self.source.path.name} has no sheet with a column ref (编号, 案号)",
                hint="ipp-bot new --sheet FILE.xlsx writes one with all columns",
                sent=False,
            )
        self.diagnostics += self.unread
        if not self.rows and not self.untrusted:
            self.diagnostics.append(
                Diagnostic(self.source.path, 2, 1, "", "has no row below its header")
            )
            self.untrusted = True
        if self.without_place and self.rows:
            self.diagnostics.append(self._assumed_place())
        return SheetRead(tuple(self.rows), tuple(self.diagnostics), self.untrusted)

    def _assumed_place(self) -> Diagnostic:
        return Diagnostic(
            self.source.path,
            1,
            1,
            "place",
            f"no column says it; {next(iter(self.source.profile.places))} is taken for all rows of "
            f"{', '.join(self.without_place)}",
            "add the column 注册地 if that is wrong",
            "place-assumed",
            Severity.WARNING,
            title="注册地" if self._is_chinese else "",
            words=partial(self.source.words.told, "place", titles={}) if self._is_chinese else None,
        )

    @property
    def _is_chinese(self) -> bool:
        return any(reader.header.is_chinese for reader in self.readers)


def _has_rows(table: Table, number: int) -> bool:
    below = table.rows[number + 1 :]
    return any(sum(not cell.is_spanned for cell in row) >= _LEAST_COLUMNS for row in below)
