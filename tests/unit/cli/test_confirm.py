"""Drafted entries are refused until a person has compared them with their papers."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from ipp_bot.manifest.cells import xlsx_bytes

if TYPE_CHECKING:
    from tests.unit.cli.conftest import CommandLine

MANIFEST = """\
version: 1   # 手写的注释 stays
account: acme
defaults: {type: copyright, place: Mainland China}
iprs:
  - ref: acme-0001
    confirmed: false   # not yet
    certificate: {kind: software-registration, file: papers/certificate.png}
    work: software
    name: 爱可美线索管理软件
    version: V1.0
    registration_number: 2021SR1436129
    holder: {name: Acme Rights Agency Ltd., kind: entity}
    completed_on: 2021-03-08
    screenshots: [papers/screenshot.png]
  - {ref: acme-0002, confirmed: no, work: software, name: 考勤软件, version: V1.0,
     certificate: {kind: software-registration, file: papers/certificate.png},
     registration_number: 2021SR1436130, completed_on: 2021-03-08,
     holder: {name: Acme Rights Agency Ltd., kind: entity}, screenshots: papers/screenshot.png}
"""
NOT_CONFIRMED = (
    "acme.yaml:6:16: confirmed: acme-0001 is not confirmed; compare it with its papers, then: "
    "ipp-bot confirm acme-0001 --in acme.yaml\n"
)


@pytest.fixture
def drafted(cli: CommandLine) -> CommandLine:
    cli.manifest.write_text(MANIFEST, encoding="utf-8")
    papers = cli.root / "papers"
    papers.mkdir()
    documents = cli.root / "documents"
    shutil.copy(documents / "acme-0002-certificate.png", papers / "certificate.png")
    shutil.copy(documents / "acme-0002-screenshot-1.png", papers / "screenshot.png")
    return cli


@pytest.mark.parametrize("command", ["submit", "plan", "check"])
def test_an_unconfirmed_entry_is_refused_in_one_line(drafted: CommandLine, command: str) -> None:
    typed = drafted.run(command, "--only", "acme-0001", "acme.yaml")
    assert (
        typed.status,
        typed.out.replace("1 fault; 0 filings without a fault, in 1 manifest.\n", ""),
    ) == (
        1,
        NOT_CONFIRMED,
    )


def test_confirm_writes_the_key_and_nothing_else(drafted: CommandLine) -> None:
    typed = drafted.run("confirm", "acme-0001", "acme-0002", "--in", "acme.yaml")
    assert (typed.status, typed.err) == (0, "")
    assert typed.out == (
        "acme-0001: confirmed with 2 papers (acme.yaml:6)\n"
        "acme-0002: confirmed with 2 papers (acme.yaml:15)\n"
    )
    written = drafted.manifest.read_text(encoding="utf-8")
    (mark,) = {word for word in written.replace(",", " ").split() if word.startswith("papers-")}
    assert written == MANIFEST.replace("confirmed: false", f"confirmed: {mark}").replace(
        "confirmed: no,", f"confirmed: {mark},"
    )
    assert drafted.run("check", "acme.yaml").out == "2 filings in 1 manifest: no faults.\n"
    again = drafted.run("confirm", "acme-0001", "--in", "acme.yaml", "--json")
    assert (again.status, json.loads(again.out)) == (0, {"confirmed": [], "faults": []})


def test_another_paper_takes_the_confirmation_away(drafted: CommandLine) -> None:
    drafted.run("confirm", "acme-0001", "acme-0002", "--in", "acme.yaml")
    (drafted.root / "papers" / "elsewhere").mkdir()
    moved = drafted.root / "papers" / "elsewhere" / "a.png"
    (drafted.root / "papers" / "screenshot.png").rename(moved)
    drafted.change("papers/screenshot.png", "papers/elsewhere/a.png", once=False)
    assert drafted.run("check", "acme.yaml").status == 0
    shutil.copy(drafted.root / "documents" / "acme-0001-screenshot.png", moved)
    typed = drafted.run("submit", "--only", "acme-0001", "acme.yaml")
    assert typed.status == 1
    assert "confirmed: the papers of acme-0001 are others than were confirmed; " in typed.out


@pytest.mark.parametrize("word", ["true", "yes", "是", "True"])
def test_a_person_may_type_the_key(drafted: CommandLine, word: str) -> None:
    drafted.change("confirmed: false", f"confirmed: {word}")
    assert drafted.run("check", "--only", "acme-0001", "acme.yaml").status == 0


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("perhaps", "'perhaps' is no confirmation; type true or false, or let ipp-bot confirm"),
        ("papers-12", "'papers-12' is no confirmation"),
        ("", "confirmed: is empty"),
        ("[true]", "confirmed: one text is expected"),
    ],
)
def test_another_word_confirms_nothing(drafted: CommandLine, word: str, told: str) -> None:
    drafted.change("confirmed: false", f"confirmed: {word}")
    typed = drafted.run("check", "--only", "acme-0001", "acme.yaml")
    assert typed.status == 1
    assert told in typed.out


def test_an_entry_with_faults_is_not_confirmed(drafted: CommandLine) -> None:
    drafted.change("    completed_on: 2021-03-08\n", "    completed_on:\n")
    typed = drafted.run("confirm", "acme-0001", "--in", "acme.yaml")
    assert typed.status == 1
    assert "completed_on: is empty" in typed.out
    assert typed.err == "error: 1 fault; nothing was confirmed.\n"
    assert "papers-" not in drafted.manifest.read_text(encoding="utf-8")


def test_what_needs_no_confirmation_and_what_is_not_there(drafted: CommandLine) -> None:
    drafted.change("    confirmed: false   # not yet\n", "")
    typed = drafted.run("confirm", "acme-0001", "--in", "acme.yaml")
    assert typed.out == "acme-0001: needs no confirmation: nobody drafted it (acme.yaml:5)\n"
    typed = drafted.run("confirm", "acme-0009", "--in", "acme.yaml")
    assert (typed.status, typed.err) == (
        2,
        (
            "error: no entry has the ref 'acme-0009' in acme.yaml. Nothing was sent. "
            "→ --in FILE names another manifest or sheet\n"
        ),
    )
    typed = drafted.run("confirm", "acme-0001")
    assert typed.err.startswith("error: nothing was drafted in this workspace. Nothing was sent.")


def test_a_key_under_defaults_is_told(drafted: CommandLine) -> None:
    drafted.change("    confirmed: false   # not yet\n", "")
    drafted.change("defaults: {", "defaults: {confirmed: false, ")
    typed = drafted.run("confirm", "acme-0001", "--in", "acme.yaml")
    assert typed.status == 2
    assert "the key confirmed cannot be written where it stands" in typed.err
    assert "type confirmed: papers-" in typed.err


def test_a_row_of_a_sheet_is_confirmed_in_its_cell(drafted: CommandLine) -> None:
    row = {
        "ref": "acme-0001",
        "confirmed": "false",
        "type": "copyright",
        "place": "Mainland China",
        "certificate.kind": "software-registration",
        "certificate.file": "papers/certificate.png",
        "work": "software",
        "name": "爱可美线索管理软件",
        "version": "V1.0",
        "registration_number": "2021SR1436129",
        "holder.name": "Acme Rights Agency Ltd.",
        "completed_on": "2021-03-08",
        "screenshots": "papers/screenshot.png",
    }
    sheet = drafted.root / "clients.xlsx"
    sheet.write_bytes(xlsx_bytes([list(row), list(row.values())]))
    typed = drafted.run("confirm", "acme-0001", "--in", "clients.xlsx")
    assert (typed.status, typed.out) == (
        0,
        "acme-0001: confirmed with 2 papers (clients.xlsx:2)\n",
    )
    book = load_workbook(sheet)
    cells = {title.value: cell.value for title, cell in zip(*book["IPR"].iter_rows(), strict=True)}
    assert str(cells.pop("confirmed")).startswith("papers-")
    del row["confirmed"]
    assert cells == row
    assert drafted.run("import", "clients.xlsx", "--account", "acme").status == 0
    assert drafted.run("check", "clients.yaml").status == 0
