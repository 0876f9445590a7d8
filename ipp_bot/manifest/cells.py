"""Reads and writes .xlsx and .csv files as cells of text, each with its row and column."""

from __future__ import annotations

import codecs
import csv
import io
import re
import warnings
import zipfile
import zlib
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.exceptions import IllegalCharacterError, InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from ipp_bot.diagnostics import shown_path
from ipp_bot.errors import FaultsFound, ManifestUnreadable
from ipp_bot.manifest.cell_formats import shown_value
from ipp_bot.manifest.workbook_parts import NOTHING_HIDDEN, Hidden, hidden_parts, misnamed
from ipp_bot.text_encoding import guessed_encoding, is_surely_gb18030, utf16_without_mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

__all__ = ["Cell", "Table", "csv_bytes", "read_tables", "xlsx_bytes"]

SAVE_AS_CSV_UTF8 = "save it as CSV UTF-8"
_TAKE_IT_AWAY = "open it in Excel, take the password away and save it again as .xlsx"
_MOST_BYTES = 64 * 1024 * 1024
_MOST_UNPACKED = 512 * 1024 * 1024
_BLOCK = 1 << 20
_OVERLAP = 200
_MOST_MERGED = 20_000
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
_Span: TypeAlias = tuple[int, int, int]
_BROKEN_BOOK = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    NotImplementedError,
    SyntaxError,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
)
"""What a damaged workbook makes zipfile, the XML parser and openpyxl raise."""
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "'")
"""What a spreadsheet program may take for a formula when it opens a CSV file."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not empty."""

    row: int
    column: int
    text: str
    problem: str = ""
    """What is wrong with the cell, so that its text is not used."""
    hint: str = ""
    made_of: str = ""
    """`date` or `number` if the program holds the cell as one; "" for a text."""
    merged_with: int = 0
    """The row that has the text of a cell that is merged with it, above in the same column."""
    is_spanned: bool = False
    """Whether a cell to its left, in the same row, is merged over it."""
    is_struck: bool = False
    """Whether its text is struck out, as people do with what is settled."""

    @property
    def name(self) -> str:
        """The cell as spreadsheet programs call it, such as C3."""
        return f"{get_column_letter(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one sheet that are not empty."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    is_hidden: bool = False
    hidden: Hidden = NOTHING_HIDDEN
    """Rows and columns that the sheet does not show."""
    days_from_1904: bool = False
    """Whether the workbook counts days from 1904 on, as old ones of Macs do."""
    section: str = ""
    """What stands over the heading of one of several tables of a sheet."""


def read_tables(path: Path) -> tuple[Table, ...]:
    """Every sheet of the file; ManifestUnreadable if it cannot be opened or is no sheet."""
    try:
        if path.exists() and not path.is_file():
            raise _unreadable(path, "is no regular file", "name a .xlsx or .csv file")
        size = path.stat().st_size
        if size > _MOST_BYTES:
            raise _unreadable(path, f"is {size // 1_048_576} MB", "split it into several files")
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, f"cannot be opened: {error.strerror or error}") from error
    suffix = path.suffix.lower()
    told = misnamed(data, suffix)
    if told is not None:
        raise _unreadable(path, *told)
    if suffix == ".csv":
        return (_csv_table(path, data),)
    if suffix in {".xlsx", ".xlsm"}:
        return tuple(_workbook(path, data))
    hint = "save it as .xlsx or .csv"
    raise _unreadable(path, f"has the format {suffix or 'of no name'}", hint)


def _unreadable(path: Path, message: str, hint: str = "") -> ManifestUnreadable:
    return ManifestUnreadable(f"{shown_path(path.absolute())}: {message}", hint=hint, sent=False)


def _workbook(path: Path, data: bytes) -> Iterator[Table]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
            if unpacked > _MOST_UNPACKED:
                raise _unreadable(path, "unpacks to more than a sheet needs", "save it as .csv")
            if any(item.flag_bits & 1 for item in archive.infolist()):
                raise _unreadable(path, "is protected by a password", _TAKE_IT_AWAY)
            with warnings.catch_warnings():
                # what openpyxl leaves out of a workbook is nothing that a sheet's cells hold
                warnings.simplefilter("ignore")
                book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
            with closing(book):
                for sheet in book.worksheets:
                    # openpyxl tells of merged cells only those who load everything at once
                    part: str = sheet._worksheet_path  # type: ignore[attr-defined]  # xlsx only  # noqa: SLF001
                    merged = _merged(archive, part.lstrip("/"))
                    # the size that a file gives itself may be a million empty rows
                    sheet.reset_dimensions()
                    rows = (_row(row, merged) for row in sheet.iter_rows())
                    with warnings.catch_warnings():
                        warnings.simplefilter("ignore")
                        filled = tuple(row for row in rows if row)
                    yield Table(
                        sheet.title,
                        _with_merged(filled),
                        sheet.sheet_state != "visible",
                        hidden_parts(archive, part.lstrip("/")),
                        book.epoch == CALENDAR_MAC_1904,
                    )
    except _BROKEN_BOOK as error:
        raise _unreadable(path, "is no .xlsx file", "save it again as .xlsx") from error


def _row(row: Sequence[Any], merged: Mapping[int, Sequence[_Span]]) -> tuple[Cell, ...]:
    cells = [cell for cell in map(_cell, row) if cell is not None]
    if not cells:
        return ()
    there = {cell.column for cell in cells}
    for first_row, first, last in merged.get(cells[0].row, ()):
        for column in range(first, last + 1):
            if column not in there and (cells[0].row, column) != (first_row, first):
                origin = Cell(first_row, first, "")
                if first == last:
                    # one column: each of its rows shows the same value
                    cells.append(Cell(cells[0].row, column, "", merged_with=first_row))
                    continue
                cells.append(
                    Cell(
                        cells[0].row,
                        column,
                        "",
                        f"is merged with {origin.name}",
                        "unmerge the cells and fill in each of them",
                        is_spanned=first_row == cells[0].row,
                    )
                )
    return tuple(cells)


def _with_merged(rows: tuple[tuple[Cell, ...], ...]) -> tuple[tuple[Cell, ...], ...]:
    """The rows with the text of cells that are merged down one column in each of their rows."""
    if not any(cell.merged_with for row in rows for cell in row):
        return rows
    texts = {(cell.row, cell.column): cell for row in rows for cell in row if not cell.merged_with}
    filled: list[tuple[Cell, ...]] = []
    for row in rows:
        cells = (
            cell
            if not cell.merged_with
            else replace(origin, row=cell.row, merged_with=cell.merged_with)
            if (origin := texts.get((cell.merged_with, cell.column)))
            else None
            for cell in row
        )
        whole = sorted((c for c in cells if c is not None), key=lambda cell: cell.column)
        filled.append(tuple(whole))
    return tuple(filled)


def _merged(archive: zipfile.ZipFile, part: str) -> Mapping[int, Sequence[_Span]]:
    """By row: the first row and the columns of merged cells."""
    found: dict[int, list[_Span]] = {}
    before = b""
    with archive.open(part) as source:
        while block := source.read(_BLOCK):
            text = before + block
            end = 0
            for match in _MERGED.finditer(text):
                end = match.end()
                bounds = range_boundaries(match.group(1).decode())
                left, top, right, bottom = (bound or 0 for bound in bounds)
                for row in range(top, min(bottom, top + _MOST_MERGED) + 1):
                    found.setdefault(row, []).append((top, left, right))
            before = text[max(end, len(text) - _OVERLAP) :]
    return found


def _cell(cell: Any) -> Cell | None:  # noqa: ANN401 - openpyxl has four classes for it
    value = cell.value
    if value is None or value == "":
        return None
    row, column = cell.row, cell.column
    if cell.data_type == "f":
        return Cell(row, column, "", "is a formula", "copy the cell and paste it as a value (text)")
    if cell.data_type == "e":
        return Cell(row, column, "", f"shows the error {value}", "type the value itself")
    shown = shown_value(value, str(cell.number_format or ""))
    if not shown.text.strip() and not shown.problem:
        return None
    is_struck = bool(cell.font.strike)
    return Cell(
        row, column, shown.text, shown.problem, shown.hint, shown.made_of, is_struck=is_struck
    )


def _csv_table(path: Path, data: bytes) -> Table:
    text = _text(path, data)
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows = []
    try:
        for number, row in enumerate(reader, start=1):
            cells = tuple(
                Cell(number, column, _unescaped(value))
                for column, value in enumerate(row, start=1)
                if value.strip()
            )
            if cells:
                rows.append(cells)
    except csv.Error as error:
        raise _unreadable(
            path, f"line {reader.line_num} is no CSV: {error}", "look whether a quote is missing"
        ) from error
    return Table(path.name, tuple(rows))


def _text(path: Path, data: bytes) -> str:
    told = utf16_without_mark(data)
    if told:
        raise _unreadable(path, told, SAVE_AS_CSV_UTF8)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030") if is_surely_gb18030(data) else ("utf-8-sig",)
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    guess, sample = guessed_encoding(data)
    if not guess:
        raise _unreadable(path, "is neither UTF-8 nor GB18030 text", SAVE_AS_CSV_UTF8)
    raise _unreadable(
        path,
        f"is no UTF-8 text; it may be {guess}, where it reads {sample!r}",
        f"open it in that encoding, look whether all is right, and {SAVE_AS_CSV_UTF8}",
    )


def _unescaped(value: str) -> str:
    """Without the apostrophe that keeps a spreadsheet program from calculating a text."""
    return value[1:] if value.startswith("'") and value[1:].startswith(_FORMULA_STARTS) else value


def _escaped(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else value


def csv_bytes(rows: Sequence[Sequence[str]]) -> bytes:
    """The rows as CSV that Excel opens as UTF-8 and does not calculate."""
    target = io.StringIO(newline="")
    csv.writer(target).writerows([_escaped(value) for value in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def xlsx_bytes(
    rows: Sequence[Sequence[str]],
    *,
    choices: Mapping[int, Sequence[str]] | None = None,
    notes: Sequence[Sequence[str]] = (),
    spare: int = 0,
    title: str = "IPR",
    notes_title: str = "keys",
) -> bytes:
    """The rows as a workbook whose cells are all text, so that no zero and no digit is lost.

    `choices` gives columns (from 1) their lists; `notes` go to a second sheet; `spare` rows below
    are prepared for typing.
    """
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise TypeError("a new workbook has a sheet")
    sheet.title = title
    _write(sheet, rows)
    sheet.freeze_panes = "A2"
    last = len(rows) + spare
    for column, name in enumerate(rows[0], start=1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = max(14, min(40, len(name) + 6))
        for row in range(len(rows) + 1, last + 1):
            sheet.cell(row, column).number_format = "@"
        listed = ",".join((choices or {}).get(column, ()))
        if listed and len(listed) < 250:  # noqa: PLR2004 - Excel's limit is 255
            rule = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
            rule.showErrorMessage = False
            rule.add(f"{letter}2:{letter}{max(last, 2)}")
            sheet.add_data_validation(rule)
    if notes:
        _write(book.create_sheet(notes_title), notes)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _write(sheet: Any, rows: Sequence[Sequence[str]]) -> None:  # noqa: ANN401 - openpyxl's sheet
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if value:
                cell = sheet.cell(number, column)
                try:
                    cell.value = value
                except IllegalCharacterError as error:
                    raise FaultsFound(
                        f"{value!r} has a control character, which no sheet can hold"
                    ) from error
                # a text that begins with = must not become a formula
                cell.data_type = "s"
                cell.number_format = "@"
                cell.quotePrefix = value.startswith(_FORMULA_STARTS)
