"""Cells of .xlsx and .csv files as text, with the place of each and what is wrong with it."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
import zipfile
import zlib
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.exceptions import IllegalCharacterError, InvalidFileException

from ipp_bot.diagnostics import shown_path
from ipp_bot.errors import FaultsFound, ManifestUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

__all__ = ["Cell", "Table", "csv_bytes", "read_tables", "xlsx_bytes"]

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
_MOST_DIGITS = 15
"""Excel keeps that many digits of a number and turns the rest into zeros."""
_DECIMALS = re.compile(r"0\.(0+)")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "'")
"""What a spreadsheet program may take for a formula when it opens a CSV file."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not empty."""

    row: int
    column: int
    text: str
    problem: str = ""
    hint: str = ""

    @property
    def name(self) -> str:
        """The cell as spreadsheet programs call it, such as C3."""
        return f"{get_column_letter(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one sheet that are not empty."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


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
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
            with closing(book):
                for sheet in book.worksheets:
                    # openpyxl tells of merged cells only those who load everything at once
                    part: str = sheet._worksheet_path  # type: ignore[attr-defined]  # noqa: SLF001
                    merged = _merged(archive, part.lstrip("/"))
                    # the size that a file gives itself may be a million empty rows
                    sheet.reset_dimensions()
                    rows = (_row(row, merged) for row in sheet.iter_rows())
                    yield Table(sheet.title, tuple(row for row in rows if row))
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
                cells.append(
                    Cell(
                        cells[0].row,
                        column,
                        "",
                        f"is merged with {origin.name}",
                        "unmerge the cells and fill in each of them",
                    )
                )
    return tuple(cells)


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


def _cell(  # noqa: PLR0911 - one for each type
    cell: Any,  # noqa: ANN401 - openpyxl has four classes for it
) -> Cell | None:
    value = cell.value
    if value is None or value == "":
        return None
    row, column = cell.row, cell.column
    if cell.data_type == "f":
        return Cell(row, column, "", "is a formula", "copy the cell and paste it as a value (text)")
    if cell.data_type == "e":
        return Cell(row, column, "", f"shows the error {value}", "type the value itself")
    if isinstance(value, bool):
        return Cell(row, column, "yes" if value else "no")
    if isinstance(value, dt.datetime | dt.date):
        return Cell(row, column, value.strftime("%Y-%m-%d"))
    if isinstance(value, int | float):
        return _number(row, column, value, str(cell.number_format or ""))
    text = str(value)
    return Cell(row, column, text) if text.strip() else None


def _number(row: int, column: int, value: float, number_format: str) -> Cell:
    """A number as it is shown: 2.0 in the format 0.0 is no 2."""
    if abs(value) >= 10**_MOST_DIGITS:
        return Cell(
            row,
            column,
            "",
            f"is a number of more than {_MOST_DIGITS} digits, which Excel has rounded",
            "format the cell as text and type it again",
        )
    shown = _DECIMALS.fullmatch(number_format)
    if shown:
        return Cell(row, column, f"{value:.{len(shown.group(1))}f}")
    if re.fullmatch(r"0+", number_format) and value == int(value):
        return Cell(row, column, str(int(value)).zfill(len(number_format)))
    return Cell(row, column, str(int(value)) if value == int(value) else repr(value))


def _csv_table(path: Path, data: bytes) -> Table:
    text = _text(path, data)
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows = []
    try:
        for number, row in enumerate(reader, start=1):
            cells = tuple(
                Cell(number, column, _unguarded(value))
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
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unreadable(path, "is neither UTF-8 nor GB18030 text", "save it as CSV UTF-8")


def _unguarded(value: str) -> str:
    """Without the apostrophe that keeps a spreadsheet program from calculating a text."""
    return value[1:] if value.startswith("'") and value[1:].startswith(_FORMULA_STARTS) else value


def _guarded(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else value


def csv_bytes(rows: Sequence[Sequence[str]]) -> bytes:
    """The rows as CSV that Excel opens as UTF-8 and does not calculate."""
    target = io.StringIO(newline="")
    csv.writer(target).writerows([_guarded(value) for value in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def xlsx_bytes(
    rows: Sequence[Sequence[str]],
    *,
    choices: Mapping[int, Sequence[str]] | None = None,
    notes: Sequence[Sequence[str]] = (),
    spare: int = 0,
) -> bytes:
    """The rows as a workbook whose cells are all text, so that no zero and no digit is lost.

    `choices` gives columns (from 1) their lists; `notes` go to a second sheet; `spare` rows below
    are prepared for typing.
    """
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise TypeError("a new workbook has a sheet")
    sheet.title = "IPR"
    _write(sheet, rows)
    sheet.freeze_panes = "A2"
    last = len(rows) + spare
    for column, title in enumerate(rows[0], start=1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = max(14, min(40, len(title) + 6))
        for row in range(len(rows) + 1, last + 1):
            sheet.cell(row, column).number_format = "@"
        listed = ",".join((choices or {}).get(column, ()))
        if listed and len(listed) < 250:  # noqa: PLR2004 - Excel's limit is 255
            rule = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
            rule.showErrorMessage = False
            rule.add(f"{letter}2:{letter}{max(last, 2)}")
            sheet.add_data_validation(rule)
    if notes:
        _write(book.create_sheet("keys"), notes)
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
