"""The rows of a sheet, each as an entry of a manifest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ipp_bot.diagnostics import Severity
from ipp_bot.manifest.cells import Cell
from ipp_bot.manifest.document_paths import DocumentPaths
from ipp_bot.manifest.entry import pack
from ipp_bot.manifest.entry_builder import ManifestHead
from ipp_bot.manifest.names import normalised_name
from ipp_bot.manifest.number_text import tidy
from ipp_bot.manifest.sheet_cells import has_key, put_text
from ipp_bot.manifest.sheet_completion import RowCompletion
from ipp_bot.manifest.sheet_missing import EntryFaults
from ipp_bot.manifest.sheet_origin import column_letters
from ipp_bot.manifest.sheet_row_files import RowFiles
from ipp_bot.manifest.sheet_source import SheetRow
from ipp_bot.manifest.sheet_values import QUESTION, RowValues
from ipp_bot.profile import folded
from ipp_bot.yaml_source import Mapping, Scalar

if TYPE_CHECKING:
    from collections.abc import Mapping as TypingMapping

    from ipp_bot.manifest.cells import Table
    from ipp_bot.manifest.entry import Entry
    from ipp_bot.manifest.sheet_header import SheetHeader
    from ipp_bot.manifest.sheet_report import SheetReport
    from ipp_bot.manifest.sheet_source import SheetSource

__all__ = ["RowReader"]

_YES = frozenset({"是", "有", "yes", "y", "true", "已", "√", "✓"})
_ASKED_LATER = (
    "account",
    "holder.kind",
    "holder.identification.file",
    "holder.identification.number",
    "power_of_attorney",
)
"""Keys that are asked for once account and holder are known."""
_ON_CERTIFICATES = (
    "short_name",
    "version",
    "certificate.number",
    "authors",
    "classes",
    "acquisition",
    "rights_scope",
    "completed_on",
    "created_on",
    "first_published_on",
    "registered_on",
    "expires_on",
    "filed_on",
    "granted_on",
)
"""Keys that are asked for where a certificate says what the sheet does not."""


class RowReader:
    """Reads the rows below one header."""

    def __init__(
        self, source: SheetSource, table: Table, header: SheetHeader, report: SheetReport
    ) -> None:
        self.header = header
        self._source = source
        self._table = table
        self._report = report
        self._rows = [row for row in header.below if not header.is_no_row(row)]
        for row in self._rows:
            holder, number = (
                header.text_of(row, key, header.keys_for(row))
                for key in ("holder.name", "holder.identification.number")
            )
            if holder and number:
                known = source.numbers.setdefault(normalised_name(holder), {})
                known.setdefault(tidy(number), number)
        self._values = RowValues(source, table, header, report)
        self._completion = RowCompletion(source.profile, header, report, source.numbers)
        self._files = RowFiles(source, table, header, report, self._rows)
        self._faults = EntryFaults(source, header, report)

    def read(self) -> list[SheetRow]:
        """The rows that have something to file; what is wrong with them is reported by cell."""
        diagnostics = self._report.diagnostics
        first = len(diagnostics)
        found = [self._read_row(row) for row in self._rows]
        self._values.tell_merged()
        self.header.tell_block()
        diagnostics[first:] = sorted(diagnostics[first:], key=lambda each: (each.line, each.column))
        return found

    def holders(self) -> list[str]:
        """The name of each row's holder."""
        return [name for row in self._rows if (name := self._holder_of(row))]

    def tell_slips(self, slips: TypingMapping[str, str]) -> None:
        """Warns of holders whose names are almost those of others: the name, and the other."""
        for row in self._rows:
            keys = self.header.keys_for(row)
            cell = self.header.cell_of(row, "holder.name", keys)
            if cell is not None and (usual := slips.get(cell.text.strip())):
                self._report.add(
                    cell,
                    "holder.name",
                    f"differs in one letter from {usual}, another holder of this list",
                    "look at the certificate which of the two it is",
                    severity=Severity.WARNING,
                    ref=self.header.ref_of(row, keys),
                    code="almost-alike",
                )

    def _holder_of(self, row: tuple[Cell, ...]) -> str:
        return self.header.text_of(row, "holder.name", self.header.keys_for(row))

    def _read_row(self, row: tuple[Cell, ...]) -> SheetRow:
        keys = self.header.keys_for(row)
        ref = self.header.text_of(row, "ref", keys)
        entry = Mapping(row[0].row, row[0].column)
        if made := self.header.made_ref(row):
            ref = made
            put_text(entry, "ref", Cell(row[0].row, row[0].column, made), made)
        account = self._source.account
        faulty: set[str] = set()
        for cell in row:
            column = self.header.column_of(cell)
            key = f"{QUESTION}{column.asks_for}" if column.asks_for else column.key_in(keys)
            if not key:
                continue
            if cell.problem:
                self._report.add(cell, key.lstrip(QUESTION), cell.problem, cell.hint, ref=ref)
                faulty.add(key.lstrip(QUESTION))
            elif key == "account":
                account = self._values.account(cell, ref)
            elif not self._values.take(entry, column, key, cell, keys, ref):
                faulty.add(key)
        holder = self._holder_of(row)
        for column, key, cell in self.header.block.values(holder, self.header.borne):
            if key in keys and not has_key(entry, key):
                self._values.take(entry, column, key, cell, keys, ref)
        faulty |= self._values.finish(entry, ref)
        self._completion.complete(entry, row, keys)
        faulty |= self._files.take(entry, row, keys, ref)
        faulty |= self._questions(entry, row, ref)
        self._unique(entry)
        built = self._build(entry, account, row, keys, faulty)
        columns = self.header.columns_by_key(keys)
        letters = {key: column_letters(number) for key, number in columns.items()}
        return SheetRow(
            account,
            entry,
            self._report.place,
            letters,
            built.form,
            self.header.ordinal_of(row),
            built,
            bool(faulty),
        )

    def _questions(self, entry: Mapping, row: tuple[Cell, ...], ref: str) -> set[str]:
        """The keys of files that would prove what a question is answered with yes to."""
        missing: set[str] = set()
        for cell in row:
            asks_for = self.header.columns[cell.column].asks_for
            if not asks_for or folded(cell.text) not in _YES or asks_for in entry.items:
                continue
            self._report.add(
                cell,
                asks_for,
                f"is {cell.text!r}, but no column has the file that proves it",
                f"add the column {self.header.name(asks_for)} with the path of the file",
                ref=ref,
            )
            missing.add(asks_for)
        return missing

    def _build(
        self,
        node: Mapping,
        account: str,
        row: tuple[Cell, ...],
        keys: frozenset[str],
        faulty: set[str],
    ) -> Entry:
        """The row's entry; what is wrong with it is told, but of keys that are faulty anyway."""
        reader = self._source
        documents = reader.documents or DocumentPaths(
            reader.path.parent, roots=(), formats=reader.profile.limits.formats
        )
        head = ManifestHead(reader.path, account, pack(row[0].row, row[0].column), None, documents)
        entry, diagnostics = reader.builder.build(head, node)
        for diagnostic in diagnostics:
            is_told = any(
                key == diagnostic.key or key.startswith(f"{diagnostic.key}.") for key in faulty
            )
            if not is_told and (diagnostic.code != "file" or reader.documents is not None):
                self._faults.report(diagnostic, keys)
        columns = self.header.columns_by_key(keys)
        asked = (*(key for key, _ in self._files.nodes_of(node)), *_ASKED_LATER, *_ON_CERTIFICATES)
        without = {key: self.header.name(key) for key in asked if key not in columns}
        if "power_of_attorney" in without:
            without["power_of_attorney"] = self.header.name("power_of_attorney.expires_on")
        without |= {key: self.header.name(key) for key in self.header.block.taken}
        place = replace(self._report.place, columns=columns, names=without)
        return replace(entry, sheet=place)

    def _unique(self, entry: Mapping) -> None:
        ref = entry.items.get("ref")
        if isinstance(ref, Scalar):
            cell = Cell(ref.line, ref.column, ref.text)
            here = f"{self._table.name!r} {cell.name}"
            first = self._source.refs.setdefault(ref.text, here)
            if first != here:
                self._report.add(
                    cell,
                    "ref",
                    f"{ref.text!r} is given twice (first in {first})",
                    "give each IPR a ref of its own",
                    ref=ref.text,
                    code="duplicate-ref",
                )
