"""The HTML report as a file: whole, harmless, and in need of nothing from elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from PIL import Image

from ipp_bot.ledger import NoticeKind
from ipp_bot.report.html import html_of, write_html
from ipp_bot.report.notify import digest_of
from ipp_bot.report.sheets import write_xlsx

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.report import Scene

EVIL = '<script>alert("x")</script>'


@pytest.fixture
def path(busy: Scene, tmp_path: Path) -> Path:
    folder = busy.workspace.folder("receipts/acme/acme-0001")
    Image.new("RGB", (1200, 900), "steelblue").save(folder / "confirmation.jpg")
    return write_html(busy.gather(), tmp_path / "out" / "report.html")


def test_what_the_portal_says_is_escaped(busy: Scene, tmp_path: Path) -> None:
    text = html_of(busy.gather(), tmp_path)
    assert EVIL not in text
    assert text.count("&lt;script&gt;alert(") >= 3
    assert len(re.findall(r"<script\b", text)) == 1


def test_what_steers_or_hides_is_written_out_in_every_format(busy: Scene, tmp_path: Path) -> None:
    busy.show("N1", "rejected", "certificate: a\x1b[31mb\u202ec")
    busy.tell("N1", NoticeKind.REJECTED, reasons=[{"field": "x", "words": "a\x1b[31mb\u202ec"}])
    data = busy.gather()
    book = load_workbook(write_xlsx(data, tmp_path / "report.xlsx"))
    cells = [str(cell) for sheet in book for row in sheet.values for cell in row]
    digest = digest_of(data.items)
    for text in (html_of(data, tmp_path), "\n".join(cells), digest.title + digest.body):
        assert "a\\x1b[31mb\\u202ec" in text
        assert "\x1b" not in text
        assert "\u202e" not in text


def test_it_needs_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", text)
    assert "url(" not in text
    assert "@import" not in text


def test_a_hold_is_told_until_it_is_lifted(busy: Scene, tmp_path: Path) -> None:
    assert 'role="note"' not in html_of(busy.gather(), tmp_path)
    busy.ledger.hold("li@office-2", "the client <called>")
    held = html_of(busy.gather(), tmp_path)
    assert "by li@office-2: nothing is submitted until ipp-bot resume." in held
    assert "Why: the client &lt;called&gt;" in held
    assert "由 li@office-2 暂停" in html_of(busy.gather(lang="zh"), tmp_path)
    busy.ledger.resume()
    assert "li@office-2" not in html_of(busy.gather(), tmp_path)


def test_a_thumbnail_opens_the_evidence(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    (link,) = re.findall(r'<a href="([^"]+)"[^>]*><img src="data:image/jpeg', text)
    assert (path.parent / link).resolve().is_file()


def test_in_chinese(busy: Scene, tmp_path: Path) -> None:
    text = html_of(busy.gather(lang="zh"), tmp_path)
    assert '<html lang="zh-CN">' in text
    assert "扫描件不清晰或缺页" in text
    assert "What changed" not in text


def test_an_empty_ledger_has_a_report_too(scene: Scene, tmp_path: Path) -> None:
    text = html_of(scene.gather(), tmp_path)
    assert "Nothing changed." in text
    assert "Nothing to show yet." in text


def test_a_reason_names_its_place_and_the_command(busy: Scene, tmp_path: Path) -> None:
    text = html_of(busy.gather(), tmp_path)
    assert "m.yaml:8:7" in text
    assert "ipp-bot submit --amend --only acme-0001" in text
    busy.show("N1", "pending")
    assert "--amend" not in html_of(busy.gather(), tmp_path), "it was sent again since"


def test_what_ipp_bot_filed_comes_first_and_what_it_dropped_is_nobody_elses(busy: Scene) -> None:
    before = busy.gather().rows
    assert [row.number for row in before] == ["N2", "N1", "N3"]
    assert [row.is_foreign for row in before] == [False, False, True]
    filing = busy.ledger.find("acme", "acme-0002")
    assert filing
    claim = busy.ledger.claim(filing.id, "w", 60)
    assert claim
    busy.ledger.drop(claim, reason="by hand")
    dropped = {row.number: row for row in busy.gather().rows}["N2"]
    assert (dropped.ref, dropped.is_foreign) == ("", False)


def test_a_filing_that_no_check_has_seen_yet_is_submitted_not_a_draft(scene: Scene) -> None:
    scene.show("N1", "draft")
    scene.file("acme-0001", "N1")
    assert [row.status for row in scene.gather().rows] == ["submitted"]
    scene.show("N1", "pending")
    assert [row.status for row in scene.gather().rows] == ["pending"]


def test_a_row_of_the_table_takes_little_room(busy: Scene, tmp_path: Path) -> None:
    """A report of 5,000 filings stays under 3 MB: pictures and events apart, 400 bytes a row."""
    table = html_of(busy.gather(), tmp_path).split('id="t-filings"')[1].split("</tbody>")[0]
    rows = re.sub(r"<ol>.*?</ol>|<img [^>]*>", "", table, flags=re.DOTALL).split("<tr data-key")[1:]
    assert len(rows) == 3
    assert max(len(row.encode()) for row in rows) < 500
