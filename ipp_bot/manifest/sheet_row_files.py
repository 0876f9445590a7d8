"""The documents of a row: where its cells, its folder or the list's papers have them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipp_bot.diagnostics import Severity
from ipp_bot.manifest.cells import Cell
from ipp_bot.manifest.sheet_cells import has_key, put, put_text
from ipp_bot.manifest.sheet_files import RowNamed, SheetFiles
from ipp_bot.profile import Kind
from ipp_bot.yaml_source import Mapping, Node, Scalar, find
from ipp_bot.yaml_source import Sequence as SequenceNode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ipp_bot.manifest.cells import Table
    from ipp_bot.manifest.sheet_header import SheetHeader
    from ipp_bot.manifest.sheet_report import SheetReport
    from ipp_bot.manifest.sheet_source import SheetSource

__all__ = ["RowFiles"]

_MONTH = re.compile(r"((?:19|20)\d{2})\s*[年.\-/]\s*(\d{1,2})\s*月?")
"""A month without its day."""
_FILLED_IN = {
    "holder.identification.number": "holder-from-paper",
    "power_of_attorney.expires_on": "end-from-paper",
}
"""Keys that are taken from the paper where the list has nothing under them, with their codes."""
_CERTIFICATE_NUMBER = "certificate.number"
_HOLDER_PAPER = "holder.identification.file"


class RowFiles:
    """Puts the documents into the entries of a sheet's rows, and tells where they were found."""

    def __init__(
        self,
        source: SheetSource,
        table: Table,
        header: SheetHeader,
        report: SheetReport,
        rows: Sequence[tuple[Cell, ...]],
    ) -> None:
        self._source = source
        self._table = table
        self._header = header
        self._report = report
        self._files = self._files_of(rows)

    def take(
        self, entry: Mapping, row: tuple[Cell, ...], keys: frozenset[str], ref: str
    ) -> set[str]:
        """Puts what belongs to the row into its entry; the keys whose documents are in doubt."""
        if self._files is not None:
            self._find_files(entry, self._files, ref)
            if self._source.papers is None:
                self._take_folder(entry, self._files, row, keys)
        return self._take_papers(entry, row, keys, ref)

    def _files_of(self, rows: Sequence[tuple[Cell, ...]]) -> SheetFiles | None:
        """The files below the list's folder, as these rows may take them."""
        documents = self._source.documents
        if documents is None:
            return None
        named = []
        for row in rows:
            keys = self._header.keys_for(row)
            name, client, holder = (
                self._header.text_of(row, key, keys) for key in ("name", "client", "holder.name")
            )
            ordinal = self._header.ordinal_of(row)
            named.append(RowNamed(row[0].row, ordinal, name, (client, holder)))
        return SheetFiles(documents, named)

    def _find_files(self, entry: Mapping, files: SheetFiles, ref: str) -> None:
        """Takes files that are not where a path says from where the row's papers are."""
        nodes = list(self.nodes_of(entry))
        taken = files.found(entry.line, [node.text for _, node in nodes])
        for key, node in nodes:
            found = taken.get(node.text)
            if found is not None:
                self._report.add(
                    Cell(node.line, node.column, node.text),
                    key,
                    f"{node.text} is not there; {found} is taken",
                    "type the path if another one is meant",
                    severity=Severity.WARNING,
                    ref=ref,
                    code="found-elsewhere",
                )
                node.text = found

    def _take_folder(
        self, entry: Mapping, files: SheetFiles, row: tuple[Cell, ...], keys: frozenset[str]
    ) -> None:
        """Puts the papers into the entry that its own folder has, where no column names them."""
        wanted = [
            key
            for key in keys
            if (described := self._source.fields.get(key)) is not None
            and described.kind is Kind.FILES
            and key not in self._header.borne
            and not has_key(entry, key)
        ]
        here = self._header.cell_of_ref(row)
        if not wanted:
            return
        found = files.of_folder(entry.line, sorted(wanted))
        papers = [node.text for _, node in self.nodes_of(entry)]
        if _HOLDER_PAPER in wanted and has_key(entry, "power_of_attorney"):
            named = files.of_client(entry.line, _HOLDER_PAPER, (*papers, *found.values()))
            found = {**named, **found}
        for key, path in found.items():
            put_text(entry, key, here, path)
            self._report.add(
                here,
                key,
                f"{path} is taken, from the folder with this row's papers",
                f"add the column {self._header.name(key)} if another file is meant",
                severity=Severity.WARNING,
                ref=self._header.ref_of(row, keys),
                code="taken-from-folder",
                title=self._header.name(key),
            )

    def _take_papers(
        self, entry: Mapping, row: tuple[Cell, ...], keys: frozenset[str], ref: str
    ) -> set[str]:
        """Puts the papers into the entry that a folder has for it; the keys that are in doubt."""
        papers = self._source.papers
        found = papers.rows.get((self._table.name, entry.line)) if papers is not None else None
        if found is None:
            return set()
        here = self._header.cell_of_ref(row)
        for key, paths in found.files.items():
            name = self._header.name(key)
            if key in found.by_name:
                self._report.add(
                    here,
                    key,
                    f"{', '.join(paths)} is taken by name alone; nothing on it says so",
                    f"add the column {name} if another file is meant",
                    severity=Severity.WARNING,
                    ref=ref,
                    code="taken-by-name",
                    title=name,
                )
            if key in found.named_for:
                self._report.add(
                    here,
                    key,
                    f"{', '.join(paths)} is taken by what it says; by its name it is of "
                    f"{found.named_for[key]}",
                    "give the file its right name, or the column its right number",
                    severity=Severity.WARNING,
                    ref=ref,
                    code="named-for-another",
                    title=name,
                )
            files: list[Node] = [
                Scalar(here.row, here.column, path, is_plain=False) for path in paths
            ]
            put(
                entry,
                key,
                here,
                files[0] if len(files) == 1 else SequenceNode(here.row, here.column, files),
            )
        for key, (value, path) in found.says.items():
            if key in keys:
                self._take_said(entry, key, value, path, here, ref)
        holder, _ = find(entry, ("holder", "name"))
        if found.other_holder and isinstance(holder, Scalar):
            self._report.add(
                Cell(holder.line, holder.column, holder.text),
                "holder.name",
                f"another row with the same papers of its holder has {found.other_holder}",
                "compare both with the papers: one is misspelt, or they are of two holders",
                severity=Severity.WARNING,
                ref=ref,
                code="other-holder",
            )
        for key, why in found.doubts.items():
            name = self._header.name(key)
            hint = f"name the folder or file by the row's number, or add the column {name}"
            self._report.add(here, key, why, hint, ref=ref, code="papers-unsure", title=name)
        return set(found.doubts)

    def _take_said(
        self, entry: Mapping, key: str, value: str, path: str, here: Cell, ref: str
    ) -> None:
        """Puts in what a paper says where the list has nothing, a month, or digits alone.

        Whatever else the list leaves out is told when its papers are compared.
        """
        node, _ = find(entry, tuple(key.split(".")))
        if not has_key(entry, key):
            if key in _FILLED_IN:
                put_text(entry, key, here, value)
                self._tell_said(here, key, f"{value} is taken from {path}", ref, _FILLED_IN[key])
        elif isinstance(node, Scalar) and key == _CERTIFICATE_NUMBER:
            if _digits(node.text) == _digits(value) and node.text.strip() != value:
                cell = Cell(node.line, node.column, node.text)
                self._tell_said(
                    cell, key, f"{value} is taken from {path}", ref, "number-from-paper"
                )
                node.text = value
        elif isinstance(node, Scalar) and (month := _MONTH.fullmatch(node.text.strip())):
            year, number = month.groups()
            if value.startswith(f"{year}-{int(number):02}-"):
                cell = Cell(node.line, node.column, node.text)
                told = f"of {node.text} the day is taken from {path}: {value}"
                self._tell_said(cell, key, told, ref, "day-from-paper")
                node.text = value

    def _tell_said(self, cell: Cell, key: str, message: str, ref: str, code: str) -> None:
        name = self._header.name(key)
        hint = f"type it into the column {name} if that is wrong"
        self._report.add(
            cell,
            key,
            message,
            hint,
            severity=Severity.WARNING,
            ref=ref,
            code=code,
            title=name,
        )

    def nodes_of(self, entry: Mapping) -> Iterator[tuple[str, Scalar]]:
        """Every name of a file in the entry, with its key."""
        for key, described in self._source.fields.items():
            if described.kind is not Kind.FILES:
                continue
            node, found = find(entry, tuple(key.split(".")))
            if node is None or len(found) != key.count(".") + 1:
                continue
            for each in node.items if isinstance(node, SequenceNode) else [node]:
                if isinstance(each, Scalar):
                    yield key, each


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdecimal())
