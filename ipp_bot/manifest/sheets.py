"""Converts sheets to manifests and back: one row an IPR, one column a key."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from ipp_bot.diagnostics import Diagnostic, Severity
from ipp_bot.errors import FaultsFound, ManifestUnreadable
from ipp_bot.manifest.cells import Cell, Table, csv_bytes, read_tables, xlsx_bytes
from ipp_bot.manifest.document_paths import DocumentPaths
from ipp_bot.manifest.entry_builder import EntryBuilder, ManifestHead
from ipp_bot.manifest.values import nearest
from ipp_bot.profile import FormField, Kind, Profile, folded
from ipp_bot.yaml_source import Data, Mapping, Node, Scalar, plain, read_source
from ipp_bot.yaml_source import Sequence as SequenceNode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["SheetRead", "export_sheet", "read_sheet", "template"]

_BASE = {
    "account": ("account", "账户", "账号"),
    "ref": ("ref", "编号", "内部编号", "案号"),
    "client": ("client", "客户", "委托方"),
    "type": ("type", "IPR type", "类型", "知识产权类型"),
    "place": ("place", "Place of registration", "注册地", "登记地"),
    "country": ("country", "Country or region", "国家", "国家或地区"),
    "certificate.kind": ("certificate.kind", "Kind of certificate", "证书类型", "证书种类"),
}
_LOOSE_DATE = re.compile(r"\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\s*")
_SPARE_ROWS = 200
_NO_TITLE = "?"
_LEAST_COLUMNS = 3
_MOST_NAMED = 10
_FIRST_DAY, _LAST_DAY = 20_000, 80_000
"""Day numbers of Excel from 1954 to 2119."""
_TITLE_ROWS = 10
"""Rows at the top among which the header is looked for."""


@dataclass(frozen=True, slots=True)
class SheetRead:
    """What `read_sheet` found: a manifest's text, and the diagnostics by sheet, row and column."""

    rows: int
    diagnostics: tuple[Diagnostic, ...]
    manifest: str
    """The YAML text; "" if there is a fault."""


def read_sheet(path: Path, *, account: str, profile: Profile) -> SheetRead:
    """The rows of every sheet that has a column `ref`, as one manifest for the account.

    Documents are not looked for: their paths will be read from where the manifest is put.
    """
    reader = _SheetReader(path.absolute(), account, profile)
    for table in read_tables(path):
        reader.add(table)
    return reader.result()


def template(profile: Profile, suffix: str) -> bytes:
    """An empty sheet with every key as a column, .xlsx with lists to choose from, or .csv."""
    columns = [key for key in _columns(profile) if key != "account"]
    if suffix == ".csv":
        return csv_bytes([columns])
    fields = _fields(profile)
    choices: dict[int, Sequence[str]] = {}
    notes = [["key", "kind", "labels", "options", "help"]]
    for number, key in enumerate(columns, start=1):
        described = fields.get(key)
        options = _options(profile, key)
        if options and not (described and described.kind is Kind.MULTICHOICE):
            choices[number] = options
        labels = described.labels if described else _BASE[key][1:]
        kind = described.kind.value if described else "text"
        help_ = described.help if described else ""
        notes.append([key, kind, " / ".join(labels), ", ".join(options), help_])
    return xlsx_bytes([columns], choices=choices, notes=notes, spare=_SPARE_ROWS)


def export_sheet(manifest: Path, *, profile: Profile, suffix: str) -> bytes:
    """The manifest as a sheet that `read_sheet` turns into the same entries; defaults written out.

    ManifestUnreadable or FaultsFound if there is no list of IPRs in it.
    """
    source = read_source(manifest)
    root = source.root
    iprs = root.items.get("iprs") if isinstance(root, Mapping) else None
    if not isinstance(root, Mapping) or not isinstance(iprs, SequenceNode) or source.problems:
        raise FaultsFound(f"{manifest} is no manifest", hint=f"ipp-bot check {manifest}")
    defaults = plain(root.items.get("defaults"))
    entries: list[dict[str, str]] = []
    for item in iprs.items:
        own = plain(item)
        if isinstance(own, dict):
            whole = {**(defaults if isinstance(defaults, dict) else {}), **own}
            entries.append(dict(_flat(whole, "")))
    used = {key for entry in entries for key in entry}
    columns = [key for key in _columns(profile) if key in used]
    columns += sorted(used - set(columns))
    rows = [columns, *([entry.get(key, "") for key in columns] for entry in entries)]
    return csv_bytes(rows) if suffix == ".csv" else xlsx_bytes(rows)


def _flat(data: Data, at: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _flat(value, f"{at}.{key}" if at else key)
    elif isinstance(data, list):
        # a closing line break tells that the cell is a list, however its texts look
        yield at, "".join(f"{item}\n" for item in data if isinstance(item, str))
    elif data is not None:
        # a text with a semicolon must not be taken for a list either
        yield at, f"{data}\n" if re.search(r"[;；]", data) else data


def _fields(profile: Profile) -> dict[str, FormField]:
    """The first description of every dotted key."""
    found: dict[str, FormField] = {}
    for form in profile.forms:
        for each in form.fields:
            if each.in_manifest:
                found.setdefault(each.dotted, each)
    return found


def _columns(profile: Profile) -> tuple[str, ...]:
    return (*_BASE, *_fields(profile))


def _options(profile: Profile, key: str) -> tuple[str, ...]:
    if key == "type":
        return tuple(profile.types)
    if key == "place":
        return tuple(profile.places)
    if key == "country":
        return tuple(profile.countries)
    if key == "certificate.kind":
        forms = (form for form in profile.forms if form.proof == "certificate")
        return tuple(dict.fromkeys(kind for form in forms for kind in form.kinds))
    found: dict[str, None] = {}
    for form in profile.forms:
        for each in form.fields:
            if each.dotted == key and each.in_manifest:
                found.update(dict.fromkeys(each.options))
    return tuple(found)


def _headers(profile: Profile) -> dict[str, str]:
    """Every key and every label that names one key only, folded."""
    named: dict[str, set[str]] = {}
    for key, words in _BASE.items():
        for word in words:
            named.setdefault(folded(word), set()).add(key)
    for form in profile.forms:
        for each in form.fields:
            if each.in_manifest:
                for label in each.labels:
                    named.setdefault(folded(label), set()).add(each.dotted)
    headers = {word: keys.pop() for word, keys in named.items() if len(keys) == 1}
    for key, each in _fields(profile).items():
        headers.setdefault(folded(each.key), key)
        headers[folded(key)] = key
    headers.update({folded(key): key for key in _BASE})
    return headers


@dataclass(slots=True)
class _SheetReader:
    path: Path
    account: str
    profile: Profile
    headers: dict[str, str] = field(init=False)
    fields: dict[str, FormField] = field(init=False)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    entries: list[Mapping] = field(default_factory=list)
    refs: dict[str, str] = field(default_factory=dict)
    sheets: int = 0

    def __post_init__(self) -> None:
        self.headers = _headers(self.profile)
        self.fields = _fields(self.profile)

    def add(self, table: Table) -> None:
        if not table.rows:
            return
        for number, row in enumerate(table.rows[:_TITLE_ROWS]):
            keys = {self.headers.get(folded(cell.text)) for cell in row} - {None}
            # below the first row `ref` may be a word of a text about the columns
            if "ref" in keys and (not number or len(keys) >= _LEAST_COLUMNS):
                below = table.rows[number + 1 :]
                if table.is_hidden:
                    self.sheets += 1
                    self._report(
                        table,
                        row[0],
                        "",
                        f"the sheet is hidden; rows that would be imported: {len(below)}",
                        "show it (right click on a tab, Unhide) and import again, or delete it",
                    )
                    return
                columns = self._header(table, row)
                self._tell_hidden(table, columns, below)
                self._rows(table, columns, below)
                return

    def _tell_hidden(
        self, table: Table, columns: dict[int, str], rows: Sequence[tuple[Cell, ...]]
    ) -> None:
        """A fault for rows and columns that nobody sees: should they be filed?"""
        unseen = [row[0] for row in rows if row and row[0].row in table.hidden.rows]
        if unseen:
            numbers = ", ".join(str(cell.row) for cell in unseen[:_MOST_NAMED])
            more = f" and {len(unseen) - _MOST_NAMED} more" if len(unseen) > _MOST_NAMED else ""
            how = "are" if len(unseen) > 1 else "is"
            how += " hidden, perhaps by the filter" if table.hidden.by_filter else " hidden"
            self._report(
                table,
                unseen[0],
                "",
                f"{'rows' if len(unseen) > 1 else 'row'} {numbers}{more} {how}",
                "show them to import them too, or copy what you see into a sheet of its own",
            )
        for column, key in columns.items():
            if key and column in table.hidden.columns:
                cell = next((c for row in rows for c in row if c.column == column), None)
                if cell is not None:
                    self._report(
                        table,
                        cell,
                        key,
                        "the column is hidden, and has cells",
                        "show the column and look at it, or delete it",
                    )

    def _rows(
        self, table: Table, columns: dict[int, str], rows: Sequence[tuple[Cell, ...]]
    ) -> None:
        self.sheets += 1
        first = len(self.diagnostics)
        builder = EntryBuilder(self.profile)
        documents = DocumentPaths(self.path.parent, roots=(), formats=self.profile.limits.formats)
        head = ManifestHead(self.path, self.account, 0, None, documents)
        for row in rows:
            node, clean = self._row(table, columns, row)
            if clean:
                _, diagnostics = builder.build(head, node)
                for diagnostic in diagnostics:
                    # documents are looked for when the manifest is checked where it lies
                    if diagnostic.code != "file":
                        self._report_of_entry(table, columns, diagnostic)
            self.entries.append(node)
        self.diagnostics[first:] = sorted(
            self.diagnostics[first:], key=lambda diagnostic: (diagnostic.line, diagnostic.column)
        )

    def result(self) -> SheetRead:
        if not self.sheets:
            raise ManifestUnreadable(
                f"{self.path.name} has no sheet with a column ref",
                hint="ipp-bot new --sheet FILE.xlsx writes one with all columns",
                sent=False,
            )
        if not self.entries:
            self.diagnostics.append(Diagnostic(self.path, 2, 1, "", "has no row below its header"))
        diagnostics = tuple(self.diagnostics)
        faulty = not all(diagnostic.is_warning for diagnostic in diagnostics)
        return SheetRead(len(self.entries), diagnostics, "" if faulty else self._yaml())

    def _report(
        self,
        table: Table,
        cell: Cell,
        key: str,
        message: str,
        hint: str,
        severity: Severity = Severity.FAULT,
    ) -> None:
        where = f"sheet {table.name!r}, cell {cell.name}: {message}"
        self.diagnostics.append(
            Diagnostic(self.path, cell.row, cell.column, key, where, hint, "cell", severity)
        )

    def _report_of_entry(
        self, table: Table, columns: dict[int, str], diagnostic: Diagnostic
    ) -> None:
        """Reports a diagnostic of the entry at its cell; of a missing key, at the empty cell."""
        if diagnostic.code != "missing":
            cell = Cell(diagnostic.line, diagnostic.column, "")
            self._report(
                table,
                cell,
                diagnostic.key,
                diagnostic.message,
                diagnostic.hint,
                diagnostic.severity,
            )
            return
        inner = [key for key in self.fields if key.startswith(f"{diagnostic.key}.")] or [
            diagnostic.key
        ]
        empty = [number for number, key in columns.items() if key in inner]
        cell = Cell(diagnostic.line, empty[0] if empty else diagnostic.column, "")
        example = diagnostic.hint.partition(": ")[2].partition(", here or")[0]
        do = "fill it in" if empty else f"add the column {inner[0]}"
        hint = do if not example or example.startswith("{") else f"{do}: {example}"
        self._report(table, cell, diagnostic.key, diagnostic.message, hint)

    def _header(self, table: Table, row: tuple[Cell, ...]) -> dict[int, str]:
        """Which key each column bears, "" if none."""
        named = [(cell, self.headers.get(folded(cell.text))) for cell in row]
        columns: dict[int, str] = {}
        for cell, key in named:
            if key is None or key in columns.values():
                columns[cell.column] = ""
            if cell.problem:
                self._report(table, cell, "", cell.problem, cell.hint)
            elif cell.text.lstrip().startswith("#"):
                continue
            elif key is None:
                meant = nearest(cell.text.strip(), sorted(set(self.headers.values())))
                hint = f"did you mean {meant}? or " if meant else ""
                hint += "begin its title with # to leave the column out"
                self._report(table, cell, "", f"unknown column {cell.text!r}", hint)
            elif columns.get(cell.column) == "":
                self._report(
                    table,
                    cell,
                    key,
                    f"the column {cell.text!r} is there twice",
                    "delete one of the two",
                )
            else:
                columns[cell.column] = key
        return columns

    def _row(
        self, table: Table, columns: dict[int, str], row: tuple[Cell, ...]
    ) -> tuple[Mapping, bool]:
        """The row as an entry with the cells' places, and whether all its cells could be read."""
        entry = Mapping(row[0].row, row[0].column)
        clean = True
        for cell in row:
            key = columns.setdefault(cell.column, _NO_TITLE)
            if key == _NO_TITLE:
                self._report(
                    table,
                    cell,
                    "",
                    "has no title above it",
                    "name the column in the header; begin with # to leave it out",
                )
                columns[cell.column] = ""
            elif not key:
                continue
            elif cell.problem:
                self._report(table, cell, key, cell.problem, cell.hint)
                clean = False
            elif key == "account":
                if cell.text.strip() != self.account:
                    self._report(
                        table,
                        cell,
                        key,
                        f"{cell.text!r} is not {self.account!r}",
                        "import each account's rows with --account and a sheet of its own",
                    )
            elif cell.made_of == "date" and self._kind(key) is not Kind.DATE:
                self._report(
                    table,
                    cell,
                    key,
                    f"is the date {cell.text} to the program, whatever was typed",
                    "format the cell as text and type it again",
                )
                clean = False
            else:
                _put(entry, tuple(key.split(".")), cell, self._value(table, key, cell))
        self._unique(table, entry)
        return entry, clean

    def _kind(self, key: str) -> Kind:
        described = self.fields.get(key)
        return described.kind if described else Kind.TEXT

    def _value(self, table: Table, key: str, cell: Cell) -> Node:
        described = self.fields.get(key)
        kind = described.kind if described else Kind.TEXT
        many = described is not None and (described.many or kind in (Kind.FILES, Kind.MULTICHOICE))
        text = cell.text
        if many and ("\n" in text or ";" in text or "；" in text or kind is Kind.MULTICHOICE):
            parts = _split(text, kind)
            items: list[Node] = [
                Scalar(cell.row, cell.column, part, is_plain=False) for part in parts
            ]
            return SequenceNode(cell.row, cell.column, items)
        if kind is Kind.DATE:
            if cell.made_of == "number" and re.fullmatch(r"\d{5}", text):
                text = _day(int(text), from_1904=table.days_from_1904) or text
            loose = _LOOSE_DATE.fullmatch(text)
            if loose:
                year, month, day = loose.groups()
                text = f"{year}-{month.zfill(2)}-{day.zfill(2)}"
        return Scalar(cell.row, cell.column, text.strip(), is_plain=False)

    def _unique(self, table: Table, entry: Mapping) -> None:
        ref = entry.items.get("ref")
        if isinstance(ref, Scalar):
            cell = Cell(ref.line, ref.column, ref.text)
            first = self.refs.setdefault(ref.text, f"{table.name!r} {cell.name}")
            if first != f"{table.name!r} {cell.name}":
                self._report(
                    table,
                    cell,
                    "ref",
                    f"{ref.text!r} is given twice (first in {first})",
                    "give each IPR a ref of its own",
                )

    def _yaml(self) -> str:
        body = {"version": 1, "account": self.account, "iprs": [plain(e) for e in self.entries]}
        note = f"# Imported from {self.path.name}.\n"
        return note + yaml.dump(
            body, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000
        )


def _day(number: int, *, from_1904: bool) -> str:
    """The day of a day number, which is how the program holds a date; "" for another number."""
    if not _FIRST_DAY <= number <= _LAST_DAY:
        return ""
    first = dt.date(1904, 1, 1) if from_1904 else dt.date(1899, 12, 30)
    return (first + dt.timedelta(days=number)).isoformat()


def _split(text: str, kind: Kind) -> list[str]:
    """A cell's list: by its lines if it has several, else by semicolons (classes: commas too)."""
    if "\n" in text:
        parts = text.split("\n")
    elif kind is Kind.MULTICHOICE:
        parts = re.split(r"[,，;；、\s]+", text)
    else:
        parts = re.split(r"[;；]", text)
    return [part.strip() for part in parts if part.strip()]


def _put(entry: Mapping, key_path: tuple[str, ...], cell: Cell, value: Node) -> None:
    here = entry
    for step in key_path[:-1]:
        inner = here.items.get(step)
        if not isinstance(inner, Mapping):
            inner = Mapping(cell.row, cell.column)
            here.items[step] = inner
            here.keys[step] = Scalar(cell.row, cell.column, step, is_plain=True)
        here = inner
    here.items[key_path[-1]] = value
    here.keys[key_path[-1]] = Scalar(cell.row, cell.column, key_path[-1], is_plain=True)


class _Dumper(yaml.SafeDumper):
    """Writes dates without quotes, since a manifest's reader takes every value as text."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002 - the base class says so
        return True


_Dumper.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if not tag.endswith(":timestamp")]
    for first, rules in yaml.SafeDumper.yaml_implicit_resolvers.items()
}
