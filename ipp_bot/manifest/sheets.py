"""Reads sheets: one row an IPR, one column a key, in the words of manifests or of agencies."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ipp_bot.diagnostics import Diagnostic, Severity
from ipp_bot.errors import ManifestUnreadable
from ipp_bot.manifest.cells import Cell, Table, read_tables
from ipp_bot.manifest.document_paths import DocumentPaths
from ipp_bot.manifest.entry import pack
from ipp_bot.manifest.entry_builder import EntryBuilder, ManifestHead
from ipp_bot.manifest.number_text import tidy
from ipp_bot.manifest.numbers import software_year, works_year
from ipp_bot.manifest.sheet_cells import cell_value, is_empty, put, token_for
from ipp_bot.manifest.sheet_columns import (
    BASE,
    Column,
    SheetTitles,
    fields_of,
    forms_for,
    keys_of,
    options_of,
)
from ipp_bot.manifest.sheet_origin import SheetPlace, column_letters
from ipp_bot.manifest.sheet_words import implied_by
from ipp_bot.profile import FormField, Kind, Profile, folded
from ipp_bot.yaml_source import Mapping, Node, Scalar, find

if TYPE_CHECKING:
    from collections.abc import Mapping as TypingMapping
    from collections.abc import Sequence
    from pathlib import Path

    from ipp_bot.manifest.entry import Entry

__all__ = ["SheetRead", "SheetRow", "read_sheet"]

_LEAST_COLUMNS = 3
_LEAST_WITHOUT_REF = 4
_MOST_NAMED = 10
_TITLE_ROWS = 10
"""Rows at the top among which the header is looked for."""
_CHINESE = ("\u4e00", "\u9fff")
_YES = frozenset({"是", "有", "yes", "y", "true", "已", "√", "✓"})
_QUESTION = "?"
_KINDS = ("software-registration", "works-registration")
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
    entry: Entry | None = None
    """None where a cell could not be read."""


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
) -> SheetRead:
    """The rows of every sheet with IPRs, as entries; `account` files the rows that name none.

    `documents` finds the files that cells name; without it they are not looked for. With
    `only_account` a row of another account is a fault.
    """
    reader = _SheetReader(path.absolute(), account, profile, documents, only_account)
    for table in read_tables(path):
        reader.add(table)
    return reader.result()


@dataclass(slots=True)
class _SheetReader:
    path: Path
    account: str
    profile: Profile
    documents: DocumentPaths | None
    only_account: bool
    titles: SheetTitles = field(init=False)
    fields: dict[str, FormField] = field(init=False)
    builder: EntryBuilder = field(init=False)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    rows: list[SheetRow] = field(default_factory=list)
    refs: dict[str, str] = field(default_factory=dict)
    sheets: int = 0
    without_place: list[str] = field(default_factory=list)
    """Sheets without a column that says a place."""
    untrusted: bool = False

    def __post_init__(self) -> None:
        self.titles = SheetTitles(self.profile)
        self.fields = fields_of(self.profile)
        self.builder = EntryBuilder(self.profile)

    def add(self, table: Table) -> None:
        number = self._header_row(table)
        if number is None:
            return
        row, below = table.rows[number], table.rows[number + 1 :]
        self.sheets += 1
        sheet = _OneSheet(self, table, row, above=table.rows[:number])
        if table.is_hidden:
            sheet.report(
                row[0],
                "",
                f"the sheet is hidden; rows that would be imported: {len(below)}",
                "show it (right click on a tab, Unhide) and import again, or delete it",
            )
        else:
            sheet.read(below)
        self.untrusted = self.untrusted or sheet.is_untrusted
        self.diagnostics += sheet.diagnostics

    def _header_row(self, table: Table) -> int | None:
        """The row among the first that has the titles of columns; None for a sheet without IPRs."""
        best: tuple[int, int] | None = None
        for number, row in enumerate(table.rows[:_TITLE_ROWS]):
            known = [self.titles.column(cell) for cell in row if not cell.problem]
            keys = {column.keys[0] for column in known if column is not None and column.keys}
            # below the first row `ref` may be a word of a text about the columns
            if "ref" in keys and (not number or len(keys) >= _LEAST_COLUMNS):
                return number
            if len(keys) >= _LEAST_WITHOUT_REF and (best is None or len(keys) > best[1]):
                best = (number, len(keys))
        return None if best is None else best[0]

    def result(self) -> SheetRead:
        if not self.sheets:
            raise ManifestUnreadable(
                f"{self.path.name} has no sheet with a column ref (编号, 案号)",
                hint="ipp-bot new --sheet FILE.xlsx writes one with all columns",
                sent=False,
            )
        if not self.rows and not self.untrusted:
            self.diagnostics.append(Diagnostic(self.path, 2, 1, "", "has no row below its header"))
            self.untrusted = True
        if self.without_place and self.rows:
            self.diagnostics.append(self._assumed_place())
        return SheetRead(tuple(self.rows), tuple(self.diagnostics), self.untrusted)

    def _assumed_place(self) -> Diagnostic:
        return Diagnostic(
            self.path,
            1,
            1,
            "place",
            f"no column says it; {next(iter(self.profile.places))} is taken for all rows of "
            f"{', '.join(self.without_place)}",
            "add the column 注册地 if that is wrong",
            "place-assumed",
            Severity.WARNING,
        )


class _OneSheet:
    """One sheet with IPRs, while it is read."""

    def __init__(
        self,
        reader: _SheetReader,
        table: Table,
        header: tuple[Cell, ...],
        above: Sequence[tuple[Cell, ...]],
    ) -> None:
        self._reader = reader
        self._table = table
        self._header = header
        self._is_chinese = any(_CHINESE[0] <= c <= _CHINESE[1] for h in header for c in h.text)
        self.diagnostics: list[Diagnostic] = []
        self.is_untrusted = False
        self._columns: dict[int, Column] = {}
        self._unnamed: set[int] = set()
        self._place = SheetPlace(table.name, {cell.column: cell.text.strip() for cell in header})
        self._implied = self._implied_by_names(above)
        self._forms = forms_for(reader.profile, self._implied)
        self._keys: dict[tuple[tuple[str, str], ...], frozenset[str]] = {}

    def _implied_by_names(self, above: Sequence[tuple[Cell, ...]]) -> dict[str, str]:
        """What the sheet's name, the rows above its header, the file's name or its titles say."""
        lines = [" ".join(cell.text for cell in row) for row in above]
        titles = " ".join(cell.text for cell in self._header)
        for text in (self._table.name, *lines, self._reader.path.stem, titles):
            if implied := implied_by(text):
                return dict(implied)
        return {}

    def report(
        self,
        cell: Cell,
        key: str,
        message: str,
        hint: str = "",
        *,
        severity: Severity = Severity.FAULT,
        ref: str = "",
        code: str = "cell",
    ) -> None:
        """Adds a diagnostic at the cell; a fault without a ref makes all rows untrusted."""
        if severity is Severity.FAULT and not ref:
            self.is_untrusted = True
        self.diagnostics.append(
            self._place.placed(
                Diagnostic(
                    self._reader.path,
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
        )

    def read(self, rows: Sequence[tuple[Cell, ...]]) -> None:
        """Reads header and rows."""
        self._read_header()
        self._tell_hidden(rows)
        first = len(self.diagnostics)
        for row in rows:
            if self._is_no_row(row):
                continue
            self._read_row(row)
        self.diagnostics[first:] = sorted(
            self.diagnostics[first:], key=lambda each: (each.line, each.column)
        )

    def _is_no_row(self, row: tuple[Cell, ...]) -> bool:
        """Whether nothing but columns to leave out is filled in: a sum, a remark, a number."""
        return not any(
            cell.column not in self._columns or self._columns[cell.column].keys for cell in row
        )

    def _read_header(self) -> None:
        keys = keys_of(self._forms)
        borne: dict[str, str] = {}
        for cell in self._header:
            if cell.problem:
                self._columns[cell.column] = Column(cell.column, cell.text)
                self.report(cell, "", cell.problem, cell.hint)
                continue
            column = self._reader.titles.column(cell)
            if column is None:
                self._columns[cell.column] = Column(cell.column, cell.text)
                meant = self._reader.titles.nearest(cell.text)
                hint = f"did you mean {meant}? or " if meant else ""
                hint += "begin its title with # to leave the column out"
                self.report(cell, "", f"unknown column {cell.text!r}", hint)
                continue
            key = column.key_in(keys)
            if key and key in borne and not column.is_key:
                # 类型 beside 商标类型: another thing that the title may stand for
                key = next((other for other in column.keys if other not in borne), key)
                column = replace(column, keys=(key,))
            if key and folded(borne.get(key, "")) == folded(cell.text):
                self._columns[cell.column] = Column(cell.column, cell.text)
                self.report(
                    cell,
                    "",
                    f"the column {cell.text!r} is there twice",
                    "delete one of the two, or begin its title with #",
                )
                continue
            if key:
                borne[key] = cell.text
            self._columns[cell.column] = column
        if "ref" not in borne:
            self.report(
                self._header[0],
                "",
                "no column has your own numbers, by which ipp-bot knows each IPR for ever",
                "add a column 案号 (or 编号, ref), and fill it in",
            )
        self._borne = frozenset(borne)
        if not {"place", "country"} & self._borne:
            self._reader.without_place.append(self._table.name)

    def _name(self, key: str) -> str:
        return self._reader.titles.name(key, chinese=self._is_chinese)

    def _tell_hidden(self, rows: Sequence[tuple[Cell, ...]]) -> None:
        """A fault for rows and columns that nobody sees: should they be filed?"""
        table = self._table
        unseen = [row[0] for row in rows if row and row[0].row in table.hidden.rows]
        if unseen:
            rows_named = ", ".join(str(cell.row) for cell in unseen[:_MOST_NAMED])
            if len(unseen) > _MOST_NAMED:
                rows_named += f" and {len(unseen) - _MOST_NAMED} more"
            what = f"rows {rows_named} are" if len(unseen) > 1 else f"row {rows_named} is"
            why = ", perhaps by the filter" if table.hidden.by_filter else ""
            self.report(
                unseen[0],
                "",
                f"{what} hidden{why}",
                "show them to import them too, or copy what you see into a sheet of its own",
            )
        for number, column in self._columns.items():
            if column.keys and number in table.hidden.columns:
                cell = next((c for row in rows for c in row if c.column == number), None)
                if cell is not None:
                    self.report(
                        cell,
                        column.key_in(keys_of(self._forms)),
                        "the column is hidden, and has cells",
                        "show the column and look at it, or delete it",
                    )

    def _read_row(self, row: tuple[Cell, ...]) -> None:
        keys = self._keys_for(row)
        ref = self._text_of(row, "ref", keys)
        entry = Mapping(row[0].row, row[0].column)
        account = self._reader.account
        clean = True
        for cell in row:
            column = self._column_of(cell)
            key = f"{_QUESTION}{column.asks_for}" if column.asks_for else column.key_in(keys)
            if not key:
                continue
            if cell.problem:
                self.report(cell, key.lstrip(_QUESTION), cell.problem, cell.hint, ref=ref)
                clean = False
            elif key == "account":
                account = self._account(cell, ref)
            else:
                clean = self._take(entry, column, key, cell, keys, ref) and clean
        self._complete(entry, row)
        clean = self._questions(entry, row, ref) and clean
        self._unique(entry)
        built = self._build(entry, account, row) if clean else None
        letters = {
            column.key_in(keys): column_letters(number)
            for number, column in self._columns.items()
            if column.keys
        }
        self._reader.rows.append(SheetRow(account, entry, self._place, letters, built))

    def _keys_for(self, row: tuple[Cell, ...]) -> frozenset[str]:
        """The keys that the row's entry may have, by its type as far as that is known."""
        implied = self._implied_of(row)
        stamp = tuple(sorted(implied.items()))
        if stamp not in self._keys:
            self._keys[stamp] = keys_of(forms_for(self._reader.profile, implied))
        return self._keys[stamp]

    def _implied_of(self, row: tuple[Cell, ...]) -> dict[str, str]:
        profile = self._reader.profile
        base = frozenset(BASE)
        named = self._text_of(row, "type", base)
        kind = self._text_of(row, "certificate.kind", base)
        token = profile.type_tokens.get(folded(named))
        implied = dict(self._implied)
        if named:
            said = dict(implied_by(named)) or ({"type": token} if token else {})
            if said.get("type", implied.get("type")) != implied.get("type") or len(said) > 1:
                implied = said
        kind = token_for("certificate.kind", kind, _KINDS) or kind
        if kind in _KINDS:
            implied["certificate.kind"] = kind
            implied.pop("proof.kind", None)
        return self._refined(implied, row)

    def _refined(self, implied: dict[str, str], row: tuple[Cell, ...]) -> dict[str, str]:
        """With the kind of a copyright that the number says, where nothing else does."""
        if implied.get("type", "copyright") != "copyright":
            return implied
        if "certificate.kind" in implied or "proof.kind" in implied:
            return implied
        number = tidy(self._text_of(row, "registration_number", frozenset({"registration_number"})))
        said = "软件著作权" if software_year(number) else "作品登记" if works_year(number) else ""
        return {**implied, **implied_by(said)} if said else implied

    def _text_of(self, row: tuple[Cell, ...], key: str, keys: frozenset[str]) -> str:
        for cell in row:
            column = self._columns.get(cell.column)
            if column is not None and column.key_in(keys) == key and not cell.problem:
                return cell.text.strip()
        return ""

    def _column_of(self, cell: Cell) -> Column:
        column = self._columns.get(cell.column)
        if column is None:
            column = Column(cell.column, "")
            self._columns[cell.column] = column
            self.report(
                cell,
                "",
                "has no title above it",
                "name the column in the header; begin with # to leave it out",
            )
        return column

    def _account(self, cell: Cell, ref: str) -> str:
        named, own = cell.text.strip(), self._reader.account
        if self._reader.only_account and own and named != own:
            self.report(
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
        described = self._reader.fields.get(key)
        if key.startswith(_QUESTION):
            return True
        is_date = described is not None and described.kind is Kind.DATE
        if cell.made_of == "date" and key in keys and not is_date:
            self.report(
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
                self.report(
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
            self.report(
                cell,
                key,
                f"is merged with row {cell.merged_with}, whose value is taken: {cell.text}",
                "unmerge the cells if that is wrong",
                severity=Severity.WARNING,
                ref=ref,
                code="merged",
            )
        held, found = find(entry, tuple(key.split(".")))
        if held is not None and len(found) == key.count(".") + 1 and not isinstance(held, Mapping):
            return self._told_twice(held, key, cell, ref)
        node = cell_value(
            cell,
            key,
            described,
            options=options_of(self._reader.profile, key),
            exact=column.is_key,
            days_from_1904=self._table.days_from_1904,
        )
        put(entry, key, cell, node)
        if key in ("place", "country", "type") and isinstance(node, Scalar) and not column.is_key:
            self._take_meaning(entry, key, cell, node)
        return True

    def _told_twice(self, held: Node, key: str, cell: Cell, ref: str) -> bool:
        """Two columns for one key: fine where one of them is empty in each row, else a fault."""
        other = self._columns.get(held.column)
        self.report(
            cell,
            key,
            f"{other.title if other else ''!r} is filled in as well, and both are {key}",
            "empty one of the two cells, or begin the title of one column with #",
            ref=ref,
        )
        return False

    def _take_meaning(self, entry: Mapping, key: str, cell: Cell, node: Scalar) -> None:
        """What an agency's word for place or type means to a manifest."""
        profile = self._reader.profile
        words = folded(node.text)
        if key == "type":
            if words not in profile.type_tokens and (implied := implied_by(node.text)):
                _put_text(entry, "type", cell, implied["type"])
            for other in _SAID_BY_TYPE:
                token = self._option(other, node.text)
                if token and other not in self._borne:
                    _put_text(entry, other, cell, token)
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
        token = token_for(key, text, options_of(self._reader.profile, key))
        words = folded(text)
        for form in self._reader.profile.forms:
            for each in form.fields:
                if token is None and each.dotted == key:
                    token = each.tokens.get(words)
        return token or ""

    def _complete(self, entry: Mapping, row: tuple[Cell, ...]) -> None:
        """Adds what the sheet says of all its rows: type and kind, the place."""
        here = Cell(row[0].row, row[0].column, "")
        for key, value in self._implied_of(row).items():
            if not _has(entry, key):
                _put_text(entry, key, here, value)
        if not _has(entry, "place") and not {"place", "country"} & self._borne:
            _put_text(entry, "place", here, next(iter(self._reader.profile.places)))

    def _questions(self, entry: Mapping, row: tuple[Cell, ...], ref: str) -> bool:
        """Whether each question that is answered with yes has the file that proves it."""
        clean = True
        for cell in row:
            asks_for = self._columns[cell.column].asks_for
            if not asks_for or folded(cell.text) not in _YES or asks_for in entry.items:
                continue
            self.report(
                cell,
                asks_for,
                f"is {cell.text!r}, but no column has the file that proves it",
                f"add the column {self._name(asks_for)} with the path of the file",
                ref=ref,
            )
            clean = False
        return clean

    def _build(self, node: Mapping, account: str, row: tuple[Cell, ...]) -> Entry:
        reader = self._reader
        documents = reader.documents or DocumentPaths(
            reader.path.parent, roots=(), formats=reader.profile.limits.formats
        )
        head = ManifestHead(reader.path, account, pack(row[0].row, row[0].column), None, documents)
        entry, diagnostics = reader.builder.build(head, node)
        for diagnostic in diagnostics:
            if diagnostic.code != "file" or reader.documents is not None:
                self._report_of_entry(diagnostic)
        return replace(entry, sheet=self._place)

    def _report_of_entry(self, diagnostic: Diagnostic) -> None:
        """Reports a diagnostic of the entry at its cell; of a missing key, at the empty cell."""
        if diagnostic.code != "missing":
            self.diagnostics.append(self._place.placed(diagnostic))
            return
        fields = self._reader.fields
        inner = [key for key in fields if key.startswith(f"{diagnostic.key}.")]
        inner = inner or [diagnostic.key]
        keys = keys_of(self._forms)
        empty = [n for n, column in self._columns.items() if column.key_in(keys) in inner]
        example = diagnostic.hint.partition(": ")[2].partition(", here or")[0]
        do = "fill it in" if empty else f"add the column {self._name(inner[0])}"
        hint = do if not example or example.startswith("{") else f"{do}: {example}"
        # a column that is not there is missing once, not in each row
        column = empty[0] if empty else self._header[0].column
        line = diagnostic.line if empty else self._header[0].row
        placed = self._place.placed(replace(diagnostic, line=line, column=column, hint=hint))
        title = placed.title if empty else self._name(inner[0])
        self.diagnostics.append(replace(placed, title=title))

    def _unique(self, entry: Mapping) -> None:
        ref = entry.items.get("ref")
        if isinstance(ref, Scalar):
            cell = Cell(ref.line, ref.column, ref.text)
            here = f"{self._table.name!r} {cell.name}"
            first = self._reader.refs.setdefault(ref.text, here)
            if first != here:
                self.report(
                    cell,
                    "ref",
                    f"{ref.text!r} is given twice (first in {first})",
                    "give each IPR a ref of its own",
                    ref=ref.text,
                    code="duplicate-ref",
                )


def _has(entry: Mapping, key: str) -> bool:
    node, found = find(entry, tuple(key.split(".")))
    return node is not None and len(found) == key.count(".") + 1


def _put_text(entry: Mapping, key: str, cell: Cell, text: str) -> None:
    put(entry, key, cell, Scalar(cell.row, cell.column, text, is_plain=False))
