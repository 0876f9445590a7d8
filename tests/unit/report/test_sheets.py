"""Workbooks and comma-separated values: by client and holder, and no formulas."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from ipp_bot.report.sheets import write_csv, write_xlsx

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.report import Scene


def test_csv_has_every_filing_and_no_formula(busy: Scene, tmp_path: Path) -> None:
    path = write_csv(busy.gather(), tmp_path / "r.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["IPR number"] for row in rows} == {"N1", "N2", "N3"}
    clients = {row["IPR number"]: row["Client"] for row in rows}
    assert clients["N2"] == "'=1+1"


def test_xlsx_counts_by_client_and_holder(busy: Scene, tmp_path: Path) -> None:
    book = load_workbook(write_xlsx(busy.gather(), tmp_path / "r.xlsx"))
    counts, filings, changes = (book[name] for name in book.sheetnames)
    table = [[cell.value for cell in row] for row in counts.iter_rows()]
    head = table[0]
    mine = dict(zip(head, next(row for row in table if row[0] == "星云"), strict=True))
    assert mine["Count"] == 1
    assert mine["rejected"] == 1
    assert filings.max_row == 4
    assert "f" not in {cell.data_type for row in filings.iter_rows() for cell in row}
    texts = [str(cell.value) for row in changes.iter_rows() for cell in row]
    assert any("m.yaml:8:7" in text for text in texts)


def test_a_hold_is_the_first_sheet_until_it_is_lifted(busy: Scene, tmp_path: Path) -> None:
    busy.ledger.hold("li@office-2", "=the client called")
    book = load_workbook(write_xlsx(busy.gather(), tmp_path / "held.xlsx"))
    assert book.sheetnames[0] == "On hold"
    rows = [cell for row in book["On hold"].iter_rows(min_row=2) for cell in row]
    assert str(rows[0].value).endswith("by li@office-2: nothing is submitted until ipp-bot resume.")
    assert (rows[1].value, rows[1].data_type) == ("Why: =the client called", "s")
    chinese = load_workbook(write_xlsx(busy.gather(lang="zh"), tmp_path / "zh.xlsx"))
    assert chinese.sheetnames[0] == "已暂停"
    busy.ledger.resume()
    assert len(load_workbook(write_xlsx(busy.gather(), tmp_path / "free.xlsx")).sheetnames) == 3


def test_a_scope_keeps_others_out(busy: Scene) -> None:
    data = busy.gather(client="星云")
    assert [row.number for row in data.rows] == ["N1"]
    assert {item.number for item in data.items} == {"N1"}
