"""The rows of a sheet, each as an entry of a manifest."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ipp_bot.diagnostics import Severity
from ipp_bot.manifest.cells import Cell
from ipp_bot.manifest.document_paths import DocumentPaths
from ipp_bot.manifest.entry import pack
from ipp_bot.manifest.entry_builder import EntryBuilder, ManifestHead
from ipp_bot.manifest.file_words import slots_named
from ipp_bot.manifest.identification import is_resident_identity_number
from ipp_bot.manifest.names import normalised_name
from ipp_bot.manifest.number_text import tidy
from ipp_bot.manifest.sheet_cells import cell_value, is_empty, put, token_for
from ipp_bot.manifest.sheet_columns import BASE, Column, SheetTitles, fields_of, options_of
from ipp_bot.manifest.sheet_files import RowNamed, SheetFiles
from ipp_bot.manifest.sheet_origin import column_letters
from ipp_bot.manifest.sheet_terms import last_day
from ipp_bot.manifest.sheet_words import implied_by
from ipp_bot.manifest.values import date_example
from ipp_bot.profile import FormField, Kind, Profile, folded
from ipp_bot.yaml_source import Mapping, Node, Scalar, find
from ipp_bot.yaml_source import Sequence as SequenceNode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Mapping as TypingMapping
    from pathlib import Path

    from ipp_bot.diagnostics import Diagnostic
    from ipp_bot.manifest.cells import Table
    from ipp_bot.manifest.entry import Entry
    from ipp_bot.manifest.row_papers import ListPapers
    from ipp_bot.manifest.sheet_header import SheetHeader
    from ipp_bot.manifest.sheet_origin import SheetPlace
    from ipp_bot.manifest.sheet_report import SheetReport

__all__ = ["RowReader", "SheetRow", "SheetSource"]

_TWO = 2
_YES = frozenset({"是", "有", "yes", "y", "true", "已", "√", "✓"})
_QUESTION = "?"
_IN_BRACKETS = re.compile(r"[（(]([^（()）]+)[）)]")
_ALL_OF = re.compile(r"[和及与&+＋]|\band\b")
"""What stands between titles of which a cell holds all, and not the one that its row needs."""
_ASKED_LATER = (
    "account",
    "holder.kind",
    "holder.identification.file",
    "holder.identification.number",
    "power_of_attorney",
)
"""Keys that are asked for once account and holder are known."""
_HOLDER_NUMBER = "holder.identification.number"
_HOLDER_PAPER = "holder.identification.file"
_NUMBERS = ("registration_number", "certificate.number")
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
_MOST_OPTIONS = 15
_SAID_BY_TYPE = ("patent_kind", "work", "mark_type")
"""Keys that a word for the type may answer as well: `发明专利`, `美术作品`."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as an entry of a manifest, with the account that files it."""

    account: str
    node: Mapping
    place: SheetPlace
    columns: TypingMapping[str, str]
    """The letter of the column that bears each key."""
    form: str
    """The name of the form that fits the row best."""
    ordinal: str = ""
    """Its running number (序号), "" where no column has one."""
    entry: Entry | None = None
    """None where a cell could not be read."""


@dataclass(frozen=True, slots=True)
class SheetSource:
    """What all sheets of a file are read with."""

    path: Path
    account: str
    profile: Profile
    documents: DocumentPaths | None
    only_account: bool
    papers: ListPapers | None = None
    titles: SheetTitles = field(init=False)
    fields: dict[str, FormField] = field(init=False)
    builder: EntryBuilder = field(init=False)
    refs: dict[str, str] = field(default_factory=dict)
    """Where each ref was met first."""
    numbers: dict[str, dict[str, str]] = field(default_factory=dict)
    """The identification numbers that any row gives for a holder, as compared and as typed."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "titles", SheetTitles(self.profile))
        object.__setattr__(self, "fields", fields_of(self.profile))
        object.__setattr__(self, "builder", EntryBuilder(self.profile))


class RowReader:
    """Reads the rows below one header."""

    def __init__(
        self, source: SheetSource, table: Table, header: SheetHeader, report: SheetReport
    ) -> None:
        self.header = header
        self._source = source
        self._table = table
        self._report = report
        self._merged: list[Cell] = []
        self._rows = [row for row in header.below if not header.is_no_row(row)]
        for row in self._rows:
            holder, number = (
                header.text_of(row, key, header.keys_for(row))
                for key in ("holder.name", _HOLDER_NUMBER)
            )
            if holder and number:
                known = source.numbers.setdefault(normalised_name(holder), {})
                known.setdefault(tidy(number), number)

    def read(self) -> list[SheetRow]:
        """The rows that have something to file; what is wrong with them is reported by cell."""
        diagnostics = self._report.diagnostics
        first = len(diagnostics)
        files = self._files_of(self._rows)
        found = [self._read_row(row, files) for row in self._rows]
        self._tell_merged()
        diagnostics[first:] = sorted(diagnostics[first:], key=lambda each: (each.line, each.column))
        return found

    def _tell_merged(self) -> None:
        """One warning for all cells that have their value from a row above."""
        if not self._merged:
            return
        first = self._merged[0]
        self._report.add(
            first,
            "",
            f"cells are merged with rows above, whose values are taken; the first with row "
            f"{first.merged_with}: {first.text}",
            "unmerge the cells if that is wrong",
            severity=Severity.WARNING,
            code="merged",
        )
        told = self._report.diagnostics[-1]
        cells = tuple(cell.name for cell in self._merged)
        self._report.diagnostics[-1] = replace(told, cells=cells)

    def _read_row(self, row: tuple[Cell, ...], files: SheetFiles | None) -> SheetRow:
        keys = self.header.keys_for(row)
        ref = self.header.text_of(row, "ref", keys)
        entry = Mapping(row[0].row, row[0].column)
        if made := self.header.made_ref(row):
            ref = made
            _put_text(entry, "ref", Cell(row[0].row, row[0].column, made), made)
        account = self._source.account
        faulty: set[str] = set()
        for cell in row:
            column = self.header.column_of(cell)
            key = f"{_QUESTION}{column.asks_for}" if column.asks_for else column.key_in(keys)
            if not key:
                continue
            if cell.problem:
                self._report.add(cell, key.lstrip(_QUESTION), cell.problem, cell.hint, ref=ref)
                faulty.add(key.lstrip(_QUESTION))
            elif key == "account":
                account = self._account(cell, ref)
            elif not self._take(entry, column, key, cell, keys, ref):
                faulty.add(key)
        self._complete(entry, row, keys)
        if files is not None:
            self._find_files(entry, files, ref)
            if self._source.papers is None:
                self._take_folder(entry, files, row, keys)
        faulty |= self._take_papers(entry, row, ref)
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
            None if faulty else built,
        )

    def _account(self, cell: Cell, ref: str) -> str:
        named, own = cell.text.strip(), self._source.account
        if self._source.only_account and own and named != own:
            self._report.add(
                cell,
                "account",
                f"{named!r} is not {own!r}",
                "import each account's rows with --account and a sheet of its own",
                ref=ref,
            )
        return named

    def _take(
        self,
        entry: Mapping,
        column: Column,
        key: str,
        cell: Cell,
        keys: frozenset[str],
        ref: str,
    ) -> bool:
        """Puts the cell's value into the entry; False if the cell cannot be used."""
        described = self._source.fields.get(key)
        if key.startswith(_QUESTION):
            return True
        is_date = described is not None and described.kind is Kind.DATE
        if cell.made_of == "date" and key in keys and not is_date:
            self._report.add(
                cell,
                key,
                f"is the date {cell.text} to the program, whatever was typed",
                "format the cell as text and type it again",
                ref=ref,
            )
            return False
        if not column.is_key:
            # a dash for what this type of IPR does not have is no value
            if is_empty(key, cell.text, described if key in keys else None):
                return True
            if key not in keys:
                self._report.add(
                    cell,
                    key,
                    "is left out: the portal does not ask for it with this type of IPR",
                    "empty the cell, or begin the column's title with #",
                    severity=Severity.WARNING,
                    ref=ref,
                    code="left-out",
                )
                return True
        if cell.merged_with:
            self._merged.append(cell)
        held, found = find(entry, tuple(key.split(".")))
        if held is not None and len(found) == key.count(".") + 1 and not isinstance(held, Mapping):
            return self._told_twice(held, key, cell, ref)
        node = cell_value(
            cell,
            key,
            described,
            options=options_of(self._source.profile, key),
            exact=column.is_key,
            days_from_1904=self._table.days_from_1904,
        )
        if key in _NUMBERS and isinstance(node, Scalar) and node.text != cell.text.strip():
            self._report.add(
                cell,
                key,
                f"of {cell.text} the number is taken: {node.text}",
                "",
                severity=Severity.WARNING,
                ref=ref,
                code="number-bare",
            )
        self._put(entry, column, key, cell, keys, node)
        if key in ("place", "country", "type") and isinstance(node, Scalar) and not column.is_key:
            self._take_meaning(entry, key, cell, node)
        return True

    def _put(
        self, entry: Mapping, column: Column, key: str, cell: Cell, keys: frozenset[str], node: Node
    ) -> None:
        """Puts the node under its key; of several files each under its own, for 证书和截图."""
        fields = self._source.fields
        several = [
            other
            for other in column.keys
            if other in keys and other in fields and fields[other].kind is Kind.FILES
        ]
        items = node.items if isinstance(node, SequenceNode) else []
        texts = [item.text for item in items if isinstance(item, Scalar)]
        order = _by_names(texts, several)
        if order and _ALL_OF.search(column.title):
            for own, at in order.items():
                put(entry, own, cell, items[at])
        else:
            put(entry, key, cell, node)

    def _told_twice(self, held: Node, key: str, cell: Cell, ref: str) -> bool:
        """Two columns for one key: fine where one of them is empty in each row, else a fault."""
        other = self.header.columns.get(held.column)
        self._report.add(
            cell,
            key,
            f"{other.title if other else ''!r} is filled in as well, and both are {key}",
            "empty one of the two cells, or begin the title of one column with #",
            ref=ref,
        )
        return False

    def _take_meaning(self, entry: Mapping, key: str, cell: Cell, node: Scalar) -> None:
        """What an agency's word for place or type means to a manifest."""
        profile = self._source.profile
        words = folded(node.text)
        if key == "type":
            if words not in profile.type_tokens and (implied := implied_by(node.text)):
                _put_text(entry, "type", cell, implied["type"])
            return
        place = token_for("place", node.text, tuple(profile.places)) or profile.place_tokens.get(
            words
        )
        country = profile.country_tokens.get(words)
        if place is not None and (key == "place" or place not in profile.places_with_country):
            _put_text(entry, "place", cell, place)
            if key == "country":
                entry.items.pop("country")
                entry.keys.pop("country")
        elif country is not None:
            if key == "country" and "place" in entry.items:
                return
            _put_text(entry, "place", cell, profile.places_with_country[0])
            _put_text(entry, "country", cell, country)

    def _option(self, key: str, text: str) -> str:
        """The option of the key that the text names; "" for none."""
        options = options_of(self._source.profile, key)
        # of 商标（组合） what stands in brackets counts as well
        for words in (text, *_IN_BRACKETS.findall(text)):
            token = token_for(key, words, options)
            for form in self._source.profile.forms:
                for each in form.fields:
                    if token is None and each.dotted == key:
                        token = each.tokens.get(folded(words))
            if token is not None:
                return token
        return ""

    def _complete(self, entry: Mapping, row: tuple[Cell, ...], keys: frozenset[str]) -> None:
        """Adds what other cells say: the type's word, an identity number, the sheet of all rows."""
        here = Cell(row[0].row, row[0].column, "")
        if _HOLDER_NUMBER in keys:
            self._take_holder_number(entry, row, keys)
        named = self.header.text_of(row, "type", frozenset(BASE))
        for key in _SAID_BY_TYPE:
            token = self._option(key, named) if named and key in keys else ""
            if token and not _has(entry, key):
                _put_text(entry, key, here, token)
        number, _ = find(entry, ("holder", "identification", "number"))
        is_resident = isinstance(number, Scalar) and is_resident_identity_number(number.text)
        if isinstance(number, Scalar) and is_resident and not _has(entry, "holder.kind"):
            at = Cell(number.line, number.column, number.text)
            _put_text(entry, "holder.kind", at, "individual")
        self._take_term(entry)
        for key, value in self.header.implied_of(row).items():
            if not _has(entry, key):
                _put_text(entry, key, here, value)
        if not _has(entry, "place") and not {"place", "country"} & self.header.borne:
            _put_text(entry, "place", here, next(iter(self._source.profile.places)))

    def _take_holder_number(
        self, entry: Mapping, row: tuple[Cell, ...], keys: frozenset[str]
    ) -> None:
        """The number that the list gives for the same holder elsewhere, where a power needs it."""
        cell = next(
            (
                cell
                for cell in row
                if self.header.column_of(cell).key_in(keys) == "holder.name" and not cell.problem
            ),
            None,
        )
        if cell is None or _has(entry, _HOLDER_NUMBER) or not _has(entry, "power_of_attorney"):
            return
        known = list(self._source.numbers.get(normalised_name(cell.text), {}).values())
        if len(known) == 1:
            _put_text(entry, _HOLDER_NUMBER, cell, known[0])
            name = self.header.name(_HOLDER_NUMBER)
            self._report.add(
                cell,
                _HOLDER_NUMBER,
                f"another row of {cell.text} has the number {known[0]}, which is taken",
                f"add the column {name} if that is wrong",
                severity=Severity.WARNING,
                ref=self._ref_of(row, keys),
                code="same-holder",
                title=name,
            )

    def _ref_of(self, row: tuple[Cell, ...], keys: frozenset[str]) -> str:
        """The row's own number, or the one that is made of its running number."""
        return self.header.made_ref(row) or self.header.text_of(row, "ref", keys)

    def _take_term(self, entry: Mapping) -> None:
        """The last day of a patent of which the list says how many years it lasts."""
        ends, filed, kind = (
            entry.items.get(key) for key in ("expires_on", "filed_on", "patent_kind")
        )
        if not (
            isinstance(ends, Scalar) and isinstance(filed, Scalar) and isinstance(kind, Scalar)
        ):
            return
        token = self._option("patent_kind", kind.text) or kind.text
        last = last_day(token, filed.text, ends.text)
        if last:
            ref = entry.items.get("ref")
            self._report.add(
                Cell(ends.line, ends.column, ends.text),
                "expires_on",
                f"of {ends.text}, filed on {filed.text}, the last day is taken: {last}",
                "type the day if that is wrong",
                severity=Severity.WARNING,
                ref=ref.text if isinstance(ref, Scalar) else "",
                code="term",
            )
            ends.text = last

    def _files_of(self, rows: Sequence[tuple[Cell, ...]]) -> SheetFiles | None:
        """The files below the list's folder, as these rows may take them."""
        documents = self._source.documents
        if documents is None:
            return None
        named = []
        for row in rows:
            keys = self.header.keys_for(row)
            name, client, holder = (
                self.header.text_of(row, key, keys) for key in ("name", "client", "holder.name")
            )
            ordinal = self.header.ordinal_of(row)
            named.append(RowNamed(row[0].row, ordinal, name, (client, holder)))
        return SheetFiles(documents, named)

    def _find_files(self, entry: Mapping, files: SheetFiles, ref: str) -> None:
        """Takes files that are not where a path says from where the row's papers are."""
        nodes = list(self._file_nodes(entry))
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
            and key not in self.header.borne
            and not _has(entry, key)
        ]
        here = self.header.cell_of_ref(row)
        if not wanted:
            return
        found = files.of_folder(entry.line, sorted(wanted))
        papers = [node.text for _, node in self._file_nodes(entry)]
        if _HOLDER_PAPER in wanted and _has(entry, "power_of_attorney"):
            named = files.of_client(entry.line, _HOLDER_PAPER, (*papers, *found.values()))
            found = {**named, **found}
        for key, path in found.items():
            _put_text(entry, key, here, path)
            self._report.add(
                here,
                key,
                f"{path} is taken, from the folder with this row's papers",
                f"add the column {self.header.name(key)} if another file is meant",
                severity=Severity.WARNING,
                ref=self._ref_of(row, keys),
                code="taken-from-folder",
                title=self.header.name(key),
            )

    def _take_papers(self, entry: Mapping, row: tuple[Cell, ...], ref: str) -> set[str]:
        """Puts the papers into the entry that a folder has for it; the keys that are in doubt."""
        papers = self._source.papers
        found = papers.rows.get((self._table.name, entry.line)) if papers is not None else None
        if found is None:
            return set()
        here = self.header.cell_of_ref(row)
        for key, paths in found.files.items():
            name = self.header.name(key)
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
            files: list[Node] = [
                Scalar(here.row, here.column, path, is_plain=False) for path in paths
            ]
            put(
                entry,
                key,
                here,
                files[0] if len(files) == 1 else SequenceNode(here.row, here.column, files),
            )
        for key, why in found.doubts.items():
            name = self.header.name(key)
            hint = f"name the folder or file by the row's number, or add the column {name}"
            self._report.add(here, key, why, hint, ref=ref, code="papers-unsure", title=name)
        return set(found.doubts)

    def _file_nodes(self, entry: Mapping) -> Iterator[tuple[str, Scalar]]:
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
                self._report_of_entry(diagnostic, keys)
        columns = self.header.columns_by_key(keys)
        asked = (*(key for key, _ in self._file_nodes(node)), *_ASKED_LATER, *_ON_CERTIFICATES)
        without = {key: self.header.name(key) for key in asked if key not in columns}
        place = replace(self._report.place, columns=columns, names=without)
        return replace(entry, sheet=place)

    def _report_of_entry(self, diagnostic: Diagnostic, keys: frozenset[str]) -> None:
        """Reports a diagnostic of the entry at its cell; of a missing key, at the empty cell."""
        if diagnostic.code != "missing":
            self._report.diagnostics.append(self._report.place.placed(diagnostic))
            return
        if diagnostic.key == "ref" and "ref" not in self.header.borne:
            return  # the header has told it
        fields = self._source.fields
        inner = [key for key in fields if key.startswith(f"{diagnostic.key}.")]
        inner = inner or [diagnostic.key]
        empty = [n for n, column in self.header.columns.items() if column.key_in(keys) in inner]
        hint = self._how_to_fill(inner[0], is_there=bool(empty))
        # a column that is not there is missing once, not in each row
        column = empty[0] if empty else self.header.cells[0].column
        line = diagnostic.line if empty else self.header.cells[0].row
        if not empty and self._is_paper(inner[0]):
            line, column = diagnostic.line, self.header.column_of_ref
        placed = self._report.place.placed(replace(diagnostic, line=line, column=column, hint=hint))
        title = placed.title if empty else self.header.name(inner[0])
        self._report.diagnostics.append(replace(placed, title=title))

    def _how_to_fill(self, key: str, *, is_there: bool) -> str:
        """What to type for a key that is missing, in the words of this sheet."""
        name, described = self.header.name(key), self._source.fields.get(key)
        match described.kind if described else None:
            case None:
                return "fill it in" if is_there else f"add the column {name}"
            case Kind.FILES if self._source.papers is not None and not is_there:
                folder = self._source.papers.folder
                return f"put it into {folder}, named by the row's number; or add the column {name}"
            case Kind.FILES if not is_there:
                return (
                    f"add the column {name}: the path of a file, or keep the papers in a folder: "
                    f"ipp-bot import {self._source.path.name} --papers FOLDER"
                )
            case Kind.FILES:
                what = "the path of a file"
            case Kind.CHOICE | Kind.MULTICHOICE if described and described.options:
                words = self.header.words_for(described)
                names = [*words[:_MOST_OPTIONS], *["…"][: len(words) > _MOST_OPTIONS]]
                what = f"one of {', '.join(names)}"
            case Kind.DATE if described:
                what = date_example(described)
            case _:
                what = "as the certificate shows it"
        return f"fill it in: {what}" if is_there else f"add the column {name}: {what}"

    def _is_paper(self, key: str) -> bool:
        """Whether the key is a document that a folder may have for each row."""
        described = self._source.fields.get(key)
        is_file = described is not None and described.kind is Kind.FILES
        return is_file and self._source.papers is not None

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


def _by_names(files: Sequence[str], keys: Sequence[str]) -> dict[str, int]:
    """The file of each key: in their order, unless names of files say it otherwise; else {}."""
    if len(files) != len(keys) or len(keys) < _TWO:
        return {}
    named = [set(slots_named(PurePosixPath(file))) & set(keys) for file in files]
    found = {
        key: own[0]
        for key in keys
        if len(own := [at for at, said in enumerate(named) if key in said]) == 1
    }
    left = [at for at in range(len(files)) if at not in found.values()]
    for key in keys:
        if key not in found and left:
            found[key] = left.pop(0)
    fits = all(key in named[at] or not named[at] for key, at in found.items())
    return found if fits and len(found) == len(keys) else {}


def _has(entry: Mapping, key: str) -> bool:
    node, found = find(entry, tuple(key.split(".")))
    return node is not None and len(found) == key.count(".") + 1


def _put_text(entry: Mapping, key: str, cell: Cell, text: str) -> None:
    put(entry, key, cell, Scalar(cell.row, cell.column, text, is_plain=False))
