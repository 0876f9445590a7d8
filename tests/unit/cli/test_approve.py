"""`approve` and `--as`: what waits is told, nobody approves his own, any change voids it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from ipp_bot.manifest.cells import xlsx_bytes

if TYPE_CHECKING:
    from tests.unit.cli.conftest import CommandLine


@pytest.fixture
def workspace(cli: CommandLine) -> CommandLine:
    settings = cli.root / "ipp-bot.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"{text}approvals: required\n", encoding="utf-8")
    return cli


def test_what_waits_is_told_by_plan_status_and_todo(workspace: CommandLine) -> None:
    planned = workspace.run("plan", "--as", "li", "--only", "acme-0001", "acme.yaml")
    assert planned.status == 3
    assert "file it; not approved yet" in planned.out
    assert "1 filing waits for an approval → ipp-bot approve acme-0001" in planned.err
    told = workspace.run("status")
    assert "awaits approval: nobody has approved it yet" in told.out
    tasks = json.loads(workspace.run("todo", "--json").out)["todo"]
    assert [(task["kind"], task["ref"]) for task in tasks if task["kind"] != "sign in"] == [
        ("approve", "acme-0001")
    ]
    # In a process of its own: what runs filings needs a loop, and another one may run here.
    submitted = subprocess.run(
        [sys.executable, "-m", "ipp_bot", "submit", "--as", "li"],
        cwd=workspace.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert submitted.returncode == 3
    assert "1 awaiting approval" in submitted.stdout
    assert "Nothing was sent." in submitted.stdout


def test_another_person_approves_and_the_story_says_who(workspace: CommandLine) -> None:
    workspace.run("--as", "Li", "plan", "--only", "acme-0001", "acme.yaml")
    own = workspace.run("approve", "acme-0001", "--as", "ＬＩ")
    assert own.status == 1
    assert "'s own: another person than ＬＩ approves it" in own.out
    approved = workspace.run("approve", "acme-0001", "--as", "wang")
    assert (approved.status, approved.out.startswith("acme-0001: approved by wang@")) == (0, True)
    assert "approved before by wang@" in workspace.run("approve", "acme-0001", "--as", "zhao").out
    assert workspace.run("plan", "--only", "acme-0001", "acme.yaml").status == 0
    story = json.loads(workspace.run("status", "acme-0001", "--json").out)["story"]
    assert [(line["kind"], line["by"].split("@")[0]) for line in story] == [
        ("planned", "Li"),
        ("approved", "wang"),
    ]


def test_a_changed_entry_waits_again(workspace: CommandLine) -> None:
    workspace.run("plan", "--as", "li", "--only", "acme-0001", "acme.yaml")
    workspace.run("approve", "acme-0001", "--as", "wang")
    before = json.loads(workspace.run("status", "--json").out)["filings"][0]
    assert before["awaits_approval"] is False
    workspace.change("version: V4.2", "version: V4.3")
    planned = workspace.run("plan", "--as", "wang", "--only", "acme-0001", "acme.yaml")
    assert planned.status == 3
    assert "not approved yet" in planned.out
    assert workspace.run("approve", "acme-0001", "--as", "wang").status == 1
    assert workspace.run("approve", "acme-0001", "--as", "li").status == 0


def test_a_changed_row_of_a_sheet_waits_again(workspace: CommandLine) -> None:
    row = {
        "account": "acme",
        "ref": "s-1",
        "type": "copyright",
        "place": "Mainland China",
        "certificate.kind": "software-registration",
        "certificate.file": "documents/acme-0002-certificate.png",
        "work": "software",
        "name": "爱可美线索管理软件",
        "version": "V1.0",
        "registration_number": "2021SR1436129",
        "holder.name": "Acme Rights Agency Ltd.",
        "holder.kind": "entity",
        "completed_on": "2021-03-08",
        "screenshots": "documents/acme-0002-screenshot-1.png",
    }
    sheet = workspace.root / "clients.xlsx"
    sheet.write_bytes(xlsx_bytes([list(row), list(row.values())]))
    first = workspace.run("plan", "--as", "li", "clients.xlsx")
    assert first.status == 3, first
    assert workspace.run("approve", "s-1", "--as", "wang").status == 0
    assert workspace.run("plan", "--as", "li", "clients.xlsx").status == 0
    workbook = load_workbook(sheet)
    workbook.worksheets[0].cell(2, 9).value = "V2.0"
    workbook.save(sheet)
    assert workspace.run("plan", "--as", "li", "clients.xlsx").status == 3


def test_who_confirmed_is_kept(workspace: CommandLine) -> None:
    workspace.run("confirm", "acme-0001", "--in", "acme.yaml", "--as", "li")
    workspace.run("plan", "--only", "acme-0001", "acme.yaml", "--as", "wang")
    assert "li@" in workspace.run("approve", "acme-0001", "--as", "li").out
    assert workspace.run("approve", "acme-0001", "--as", "wang").status == 0


def test_the_rule_stays_in_the_ledger_until_it_is_lifted_there(workspace: CommandLine) -> None:
    workspace.run("plan", "--as", "li", "--only", "acme-0001", "acme.yaml")
    refused = workspace.run("ledger", "approvals", "none")
    assert refused.status == 2
    assert "ipp-bot.yaml says approvals: required" in refused.err
    settings = workspace.root / "ipp-bot.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("required", "none"), encoding="utf-8")
    assert workspace.run("plan", "--only", "acme-0001", "acme.yaml").status == 3
    lifted = workspace.run("ledger", "approvals", "none", "--as", "boss")
    assert (lifted.status, "not required since" in lifted.out) == (0, True)
    assert workspace.run("plan", "--only", "acme-0001", "acme.yaml").status == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["approve", "acme-9", "--as", "wang"], "the ledger has no filing 'acme-9'"),
        (["approve", "acme-9", "--as", " "], "--as is given without a value"),
        (["--as", "\u200b", "status"], "is no name of a person"),
        (["approve"], "Missing argument"),
    ],
)
def test_bad_input_is_told_in_one_line(workspace: CommandLine, words: list[str], told: str) -> None:
    typed = workspace.run(*words)
    assert typed.status == 2
    assert told in typed.err


def test_an_approval_that_nobody_asked_for_is_kept_and_said_so(cli: CommandLine) -> None:
    cli.run("plan", "--as", "li", "--only", "acme-0001", "acme.yaml")
    typed = cli.run("approve", "acme-0001", "--as", "wang")
    assert typed.status == 0
    assert "Nothing waits for it: no approvals are required here." in typed.out
