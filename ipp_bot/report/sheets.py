"""The report as a workbook or as one table of comma-separated values."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from ipp_bot.atomic_write import write_shared
from ipp_bot.report.printable import printable
from ipp_bot.report.translations import STATUSES, Translations

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from ipp_bot.report.data import ReportData, Row


__all__ = ["write_csv", "write_xlsx"]

_COLUMNS = (
    "client",
    "holder",
    "account",
    "ref",
    "number",
    "status",
    "name",
    "registration",
    "type",
    "submitted",
    "valid_until",
    "confirmed_by",
    "approved_by",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(data: ReportData, path: Path) -> Path:
    """Every filing and foreign record by client and holder, for any spreadsheet."""
    words = Translations(data.scope.lang)
    path.parent.mkdir(parents=True, exist_ok=True)
    # The mark at the beginning tells Excel that the text is UTF-8.
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow([words(key) for key in _COLUMNS])
    writer.writerows([_escape_formula(cell) for cell in _cells(row, words)] for row in data.rows)
    write_shared(path, table.getvalue().encode("utf-8-sig"))
    return path


def write_xlsx(data: ReportData, path: Path) -> Path:
    """A sheet by client and holder, one of all filings, one of what changed; a hold comes first."""
    words = Translations(data.scope.lang)
    book = Workbook(write_only=True)
    if data.hold is not None:
        when = data.hold.since.astimezone().strftime("%Y-%m-%d %H:%M")
        told = [words("hold", when=when, by=data.hold.by)]
        told += [words("hold_why", why=data.hold.why)] if data.hold.why else []
        _sheet(book, words("on_hold"), [words("on_hold")], [[line] for line in told])
    _sheet(book, f"{words('client')} – {words('holder')}", *_by_client(data.rows, words))
    _sheet(
        book,
        words("filings"),
        [words(key) for key in _COLUMNS],
        (_cells(row, words) for row in data.rows),
    )
    _sheet(book, words("changes"), *_changes(data, words))
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = io.BytesIO()
    book.save(whole)
    write_shared(path, whole.getvalue())
    return path


def _cells(row: Row, words: Translations) -> list[Any]:
    return [
        row.client,
        row.holder,
        row.account,
        words("foreign") if row.is_foreign else row.ref,
        row.number,
        words.status(row.status),
        row.title,
        row.registration_number,
        row.type,
        row.submitted,
        row.valid_until,
        row.confirmed_by,
        row.approved_by,
    ]


def _by_client(rows: Iterable[Row], words: Translations) -> tuple[list[str], list[list[Any]]]:
    """How many of each status a client has for each holder."""
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows:
        mine = counts.setdefault((row.client, row.holder), {})
        mine[row.status] = mine.get(row.status, 0) + 1
    used = [status for status in STATUSES if any(mine.get(status) for mine in counts.values())]
    head = [words("client"), words("holder"), words("count"), *map(words.status, used)]
    body = [
        [client, holder, sum(mine.values()), *(mine.get(status, 0) for status in used)]
        for (client, holder), mine in sorted(counts.items())
    ]
    return head, body


def _changes(data: ReportData, words: Translations) -> tuple[list[str], list[list[Any]]]:
    keys = ("when", "kind", "number", "ref", "client", "holder", "account", "name", "details")
    head = [words(key) for key in (*keys, "field", "portal_says", "means", "mend", "then")]
    body: list[list[Any]] = []
    for item in data.items:
        front: list[Any] = [
            item.at.astimezone().replace(tzinfo=None, microsecond=0),
            words.kind(item.kind),
            item.number,
            item.ref,
            item.client,
            item.holder,
            item.account,
            item.title,
            item.text,
        ]
        # One line a reason, so that each can be given to somebody.
        for why in item.reasons or (None,):
            about = [why.field, why.words, why.plain, why.place] if why else [""] * 4
            body.append([*front, *about, item.command])
    return head, body


def _sheet(
    book: Any,  # noqa: ANN401 - openpyxl's workbook
    title: str,
    head: Sequence[str],
    rows: Iterable[Sequence[Any]],
) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for at in range(1, len(head) + 1):
        sheet.column_dimensions[get_column_letter(at)].width = 22
    top = [_cell(sheet, text) for text in head]
    for cell in top:
        cell.font = Font(bold=True)
    sheet.append(top)
    count = 1
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(head))}{count}"


def _cell(sheet: Any, value: Any) -> Any:  # noqa: ANN401 - openpyxl's sheets and cells
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value=value)
    cell = WriteOnlyCell(sheet, value=printable(value)[:32000])
    # What begins with = is a text here, never a formula.
    cell.data_type = "s"
    return cell


def _escape_formula(value: object) -> str:
    """A text that no spreadsheet takes for a formula."""
    text = "" if value is None else printable(str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text
