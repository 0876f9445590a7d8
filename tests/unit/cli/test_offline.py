"""Commands that need no portal: check, plan, status, new, profile, ledger, purge."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot import Workspace, check, open_ledger, plan
from ipp_bot.cli import manifest_check
from ipp_bot.clock import SystemClock
from ipp_bot.errors import LedgerError
from ipp_bot.ledger import Ledger

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli.conftest import CommandLine, CommandResult


def test_a_good_manifest_is_said_to_be_good(cli: CommandLine) -> None:
    result = cli.run("check", "acme.yaml")
    assert (result.status, result.out, result.err) == (
        0,
        "3 filings in 1 manifest: no faults.\n",
        "",
    )


def test_a_check_that_lasts_tells_how_far_it_is(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest_check, "PAUSE", -1.0)
    told = cli.run("check", "acme.yaml").err.splitlines()
    assert "* 3 of 3 filings and their documents looked at" in told


def test_strict_takes_warnings_for_faults(cli: CommandLine) -> None:
    unneeded = "    power_of_attorney: {expires_on: 2035-12-31}\n    rights_scope"
    cli.change("    rights_scope", unneeded)
    lax = cli.run("check", "acme.yaml")
    assert lax.status == 0
    assert "1 warning" in lax.out
    strict = cli.run("check", "acme.yaml", "--strict")
    assert strict.status == 1
    assert "2 filings without a fault" in strict.out


def test_a_plan_brings_new_entries_into_the_ledger_and_sends_nothing(cli: CommandLine) -> None:
    result = cli.run("plan", "acme.yaml")
    assert result.status == 0
    assert [line.split()[0] for line in result.out.splitlines()[1:4]] == [
        "acme-0001",
        "acme-0002",
        "acme-0003",
    ]
    assert result.out.splitlines()[-1] == "3 filings: 3 to file."
    told = json.loads(cli.run("plan", "acme.yaml", "--only", "acme-0002", "--json").out)
    assert [(row["ref"], row["verdict"]) for row in told["plan"]] == [("acme-0002", "unchanged")]


def test_status_filters_counts_and_tells_a_story(cli: CommandLine) -> None:
    assert "no filings" in cli.run("status").out
    cli.run("plan", "acme.yaml")
    result = cli.run("status")
    assert result.out.splitlines()[-1] == "3 filings at http://127.0.0.1:8765: 3 planned"
    assert "only the first 2" in cli.run("status", "--limit", "2").out
    told = json.loads(cli.run("status", "--state", "submitted", "--json").out)
    assert told["filings"] == []
    assert told["counts"] == {"planned": 3}
    story = cli.run("status", "acme-0001").out
    assert "Acme Watchtower" in story
    assert "planned" in story.splitlines()[-1]


def test_status_finds_filings_by_their_refs(cli: CommandLine) -> None:
    cli.run("plan", "acme.yaml")

    def found(*refs: str) -> list[str]:
        options = [word for ref in refs for word in ("--ref", ref)]
        told = json.loads(cli.run("status", "--json", *options).out)
        return [filing["ref"] for filing in told["filings"]]

    assert found("acme-0002") == ["acme-0002"]
    assert found("acme-0003", "acme-0001") == ["acme-0001", "acme-0003"]
    assert found("acme-*") == found()
    assert found("acme-9*", "acme-0002") == ["acme-0002"]
    assert found("ACME-*") == []


def test_status_finds_holders_by_a_part_and_statuses_in_any_case(cli: CommandLine) -> None:
    cli.run("plan", "acme.yaml")
    every = json.loads(cli.run("status", "--json").out)["filings"]
    holder = every[0]["holder"]
    mine = [each["ref"] for each in every if each["holder"] == holder]
    for part in (holder, holder[1:-1], holder.upper()):
        found = json.loads(cli.run("status", "--holder", part, "--json").out)["filings"]
        assert [each["ref"] for each in found] == mine
    assert json.loads(cli.run("status", "--holder", "%", "--json").out)["filings"] == []
    assert cli.run("status", "--portal-status", "Pending").status == 0


def test_status_loads_no_browser(cli: CommandLine) -> None:
    cli.run("plan", "acme.yaml")
    code = (
        "import atexit, sys; from ipp_bot.cli import main; sys.argv = ['ipp-bot', 'status']; "
        "atexit.register(lambda: print(*{name.partition('.')[0] for name in sys.modules})); main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=cli.root, capture_output=True, text=True, check=True
    )
    loaded = done.stdout.splitlines()[-1].split()
    assert "sqlalchemy" in loaded
    assert not {"playwright", "jinja2", "openpyxl", "PIL", "apprise"} & set(loaded)


def test_another_address_is_said_only_of_what_was_filed(cli: CommandLine) -> None:
    cli.run("plan", "acme.yaml")
    path = cli.root / "ipp-bot.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("8765", "8766"), encoding="utf-8")
    result = cli.run("plan", "acme.yaml")
    assert "3 to file" in result.out
    assert "known at" not in result.err


def test_nothing_waits_for_a_signature(cli: CommandLine) -> None:
    assert cli.run("poa").out == "No power of attorney waits for a signature.\n"


def test_submit_without_anything_to_do(cli: CommandLine) -> None:
    result = cli.run("submit")
    assert (result.status, result.out) == (0, "Nothing to do.\n")


def test_dropping_asks_first(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    cli.run("plan", "acme.yaml")
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    result = cli.run("drop", "acme-0001")
    assert result.status == 3
    assert "--yes" in result.err
    assert "Nothing was changed." in result.out


def test_the_ledger_is_backed_up_once_and_checked(cli: CommandLine) -> None:
    cli.run("plan", "acme.yaml")
    assert cli.run("ledger", "check").out == "The ledger is sound: 3 filings.\n"
    assert cli.run("ledger", "backup", "copy.sqlite").status == 0
    assert (cli.root / "copy.sqlite").read_bytes().startswith(b"SQLite format 3")
    again = cli.run("ledger", "backup", "copy.sqlite")
    assert again.status == 2
    assert "copy.sqlite" in again.err


def test_a_copied_profile_is_usable_and_never_overwritten(cli: CommandLine) -> None:
    assert cli.run("profile", "copy").status == 0
    path = cli.root / "ipp-bot.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("{url", "{profile: alibaba-ipp.yaml, url"), encoding="utf-8")
    assert cli.run("check", "acme.yaml").status == 0
    assert cli.run("profile", "copy").status == 2


def test_purge_erases_evidence_and_copies_but_no_receipt_and_nothing_due(
    cli: CommandLine,
) -> None:
    workspace, clock = Workspace.open(cli.root), SystemClock()
    checked = check(workspace, [cli.root / "acme.yaml"], clock=clock)
    with open_ledger(workspace, clock=clock) as ledger:
        plan(workspace, ledger, checked)
    hidden = cli.root / ".ipp-bot"
    for name in (
        "evidence/acme/x.txt",
        "receipts/acme/r/receipt.json",
        "poa/old.pdf",
        "readings/0.json",
    ):
        (hidden / name).parent.mkdir(parents=True, exist_ok=True)
        (hidden / name).write_text("{}")
    (hidden / "files" / "unneeded").mkdir()
    (hidden / "files" / "unneeded" / "id.png").write_text("x")
    for path in hidden.rglob("*"):
        if path.is_file() and "ledger" not in path.name:
            old = time.time() - 100 * 86_400
            os.utime(path, (old, old))
    needed = len(list((hidden / "files").glob("*/*"))) - 1
    assert cli.run("purge", "--older-than", "200", "--yes").out.startswith("Nothing is older")
    result = cli.run("purge", "--yes")
    assert "Erased 4 files" in result.out
    assert not (hidden / "evidence" / "acme").exists()
    assert not (hidden / "readings" / "0.json").exists()
    assert not (hidden / "files" / "unneeded").exists()
    assert (hidden / "receipts" / "acme" / "r" / "receipt.json").exists()
    assert len(list((hidden / "files").glob("*/*"))) == needed > 0


def test_new_writes_a_workspace_that_needs_only_its_documents(cli: CommandLine) -> None:
    result = cli.run("new", "agency", "--sheet", "agency/list.xlsx")
    assert result.status == 0
    checked = cli.run("check", "agency/manifests", "--workspace", "agency")
    lines = [line for line in checked.out.splitlines() if line.startswith("agency/")]
    assert lines
    assert all("documents/acme-0001" in line for line in lines), checked.out
    before = {path: path.read_bytes() for path in (cli.root / "agency").rglob("*.*")}
    again = cli.run("new", "agency", "--sheet", "agency/list.xlsx")
    assert again.status == 0
    assert "nothing was written" in again.out
    assert before == {path: path.read_bytes() for path in (cli.root / "agency").rglob("*.*")}


def test_the_schema_is_json_and_knows_the_keys(cli: CommandLine) -> None:
    told = json.loads(cli.run("schema").out)
    assert "registration_number" in json.dumps(told)


def test_a_manifest_goes_into_a_sheet_and_back(cli: CommandLine) -> None:
    result = cli.run("new", "--sheet", "acme.xlsx", "--from", "acme.yaml")
    assert result.status == 0, result
    assert "ipp-bot import acme.xlsx --account acme" in result.out
    assert not (cli.root / "manifests").exists()
    result = cli.run("import", "acme.xlsx", "--account", "acme", "--to", "back.yaml")
    assert result.status == 0, result
    assert cli.run("plan", "acme.yaml").status == 0
    planned = json.loads(cli.run("plan", "back.yaml", "--json").out)["plan"]
    assert [row["verdict"] for row in planned] == ["unchanged"] * 3
    assert cli.run("new", "--sheet", "acme.xlsx", "--from", "acme.yaml").status == 2
    assert cli.run("new", "--from", "acme.yaml").status == 2
    cli.change("2023-09-30", "soon")
    result = cli.run("new", "--sheet", "other.xlsx", "--from", "acme.yaml")
    assert result.status == 1
    assert "'soon' is no date" in result.out
    assert not (cli.root / "other.xlsx").exists()


@pytest.mark.parametrize("sheet", ["sheets/acme.xlsx", "sheets/2026/acme.csv"])
def test_paths_of_a_sheet_begin_in_its_folder(cli: CommandLine, sheet: str) -> None:
    (cli.root / "sheets" / "2026").mkdir(parents=True)
    assert cli.run("new", "--sheet", sheet, "--from", "acme.yaml").status == 0
    settings = cli.root / "ipp-bot.yaml"
    settings.write_text(settings.read_text("utf-8") + "roots: [.]\n", encoding="utf-8")
    imported = cli.run("import", sheet, "--account", "acme")
    assert imported.status == 0, imported
    assert cli.run("plan", "acme.yaml").status == 0
    manifest = sheet.rpartition(".")[0] + ".yaml"
    planned = json.loads(cli.run("plan", manifest, "--json").out)["plan"]
    assert [row["verdict"] for row in planned] == ["unchanged"] * 3


@pytest.mark.parametrize("command", ["check", "plan", "submit"])
def test_rows_of_several_accounts_have_to_name_theirs(cli: CommandLine, command: str) -> None:
    assert cli.run("new", "--sheet", "acme.xlsx", "--from", "acme.yaml").status == 0
    told = cli.run(command, "acme.xlsx")
    assert told.status == 1, told
    assert told.out.startswith(
        "acme.xlsx, sheet 'IPR', cells A2, A3, A4: account: nothing says which account files it; "
        "add the column account: acme, xingyun"
    )


def test_a_new_field_is_described_in_one_place(cli: CommandLine) -> None:
    assert cli.run("profile", "copy").status == 0
    settings = cli.root / "ipp-bot.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("{url", "{profile: alibaba-ipp.yaml, url"), encoding="utf-8")
    profile = cli.root / "alibaba-ipp.yaml"
    text = profile.read_text(encoding="utf-8")
    field = "  edition:\n    kind: text\n    labels: [Edition, 版次]\n    required: true\nforms:\n"
    text = text.replace("forms:\n", field, 1).replace(
        "      - version\n", "      - version\n      - edition\n", 1
    )
    profile.write_text(text, encoding="utf-8")
    assert "edition: is missing; write edition: as" in cli.run("check", "acme.yaml").out
    cli.change("    version:", "    edition: second\n    version:", once=False)
    assert cli.run("check", "acme.yaml").status == 0
    assert (
        "edition" in json.loads(cli.run("schema").out)["$defs"]["copyright-software"]["properties"]
    )
    assert cli.run("new", "--sheet", "acme.csv", "--from", "acme.yaml").status == 0
    sheet = cli.root / "acme.csv"
    sheet.write_text(sheet.read_text("utf-8-sig").replace("edition", "版次"), encoding="utf-8")
    assert cli.run("import", "acme.csv", "--account", "acme", "--to", "back.yaml").status == 0
    assert (cli.root / "back.yaml").read_text("utf-8").count("edition: second") > 1


def test_an_account_that_is_no_name(cli: CommandLine) -> None:
    (cli.root / "list.csv").write_text("ref\nx\n")
    result = cli.run("import", "list.csv", "--account", "a/b")
    assert result.status == 2
    assert "'a/b' is no account" in result.err


def test_a_fault_of_an_account_is_told_and_counted_once(cli: CommandLine) -> None:
    cli.change("account: acme", "account: acmee")
    result = cli.run("check", "acme.yaml")
    line, count = result.out.splitlines()
    assert "account: 'acmee' is no account of ipp-bot.yaml; type one of acme, xingyun" in line
    assert count.startswith("1 fault; 0 filings without a fault")
    assert len(json.loads(cli.run("check", "acme.yaml", "--json").out)["faults"]) == 1


def test_a_sheet_becomes_a_manifest_with_the_same_content(cli: CommandLine) -> None:
    header = "ref,type,place,certificate.kind,certificate.file,work,name,version,"
    header += "registration_number,holder.name,holder.kind,completed_on,screenshots"
    row = "s-1,copyright,Mainland China,software-registration,documents/acme-0001-certificate.png,"
    row += "software,Acme Watchtower,V4.2,2024SR0558824,Acme Rights Agency Ltd.,entity,2023-09-30,"
    row += "documents/acme-0001-screenshot.png"
    (cli.root / "list.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    result = cli.run("import", "list.csv", "--account", "acme")
    assert result.status == 0, result
    assert cli.run("check", "list.yaml").out == "1 filing in 1 manifest: no faults.\n"
    assert cli.run("check", "list.csv").out == (
        "list.csv, sheet 'list.csv', cell A2: account: nothing says which account files it; "
        "add the column account: acme, xingyun\n"
        "1 fault; 0 filings without a fault, in 1 manifest.\n"
    )


def imported_again(cli: CommandLine, text: str) -> CommandResult:
    (cli.root / "list.csv").write_text(text, encoding="utf-8")
    return cli.run("import", "list.csv", "--account", "acme")


def test_importing_again_says_what_changed_and_keeps_what_somebody_edited(cli: CommandLine) -> None:
    paper = "documents/acme-0001-certificate.png,documents/acme-0001-screenshot.png"
    header = "案号,软件名称,版本号,登记号,著作权人,开发完成日期,证书扫描件,软件截图\n"
    rest = f"2024SR0558824,Acme Rights Agency Ltd.,2023-09-30,{paper}\n"
    first = f"{header}一号,Acme Watchtower,V4.2,{rest}"
    assert imported_again(cli, first).status == 0
    assert "Nothing changed since the last import." in imported_again(cli, first).out
    second = f"{first.replace('V4.2', 'V4.3')}二号,Other,V1,{rest.replace('0558824', '0558825')}"
    out = imported_again(cli, second).out
    assert "1 changed: 一号 (version)" in out
    assert "1 new: 二号" in out
    assert "1 not in the sheet any more: 二号" in imported_again(cli, first).out
    manifest = cli.root / "list.yaml"
    manifest.write_text(manifest.read_text("utf-8").replace("V4.2", "V4.4"), encoding="utf-8")
    refused = imported_again(cli, first)
    assert refused.status == 2
    assert "was written or edited by somebody" in refused.err
    assert "V4.4" in manifest.read_text("utf-8")
    assert cli.run("import", "list.csv", "--account", "acme", "--replace").status == 0
    assert "V4.2" in manifest.read_text("utf-8")


def test_an_import_tells_in_one_round_what_check_and_submit_would_refuse(cli: CommandLine) -> None:
    header = "案号,软件名称,版本号,登记号,著作权人,开发完成日期,证书扫描件,软件截图\n"
    row = "一号,星云排课软件,V1,2024SR0558824,别的公司,2025-09-30,absent.png,"
    row += "documents/acme-0001-screenshot.png\n"
    result = imported_again(cli, header + row)
    assert result.status == 1
    assert "cell G2: 证书扫描件: there is no file 'absent.png'" in result.out
    assert "was given in 2024, before completed_on 2025-09-30" in result.out
    assert (cli.root / "list.yaml").is_file()
    assert "mend them in list.csv" in result.out


def test_plan_says_title_client_and_sums(cli: CommandLine) -> None:
    cli.change("client: Acme\n", "client: Other\n")
    out = cli.run("plan", "acme.yaml").out
    assert out.splitlines()[0].split() == ["REF", "CLIENT", "TITLE", "SUBMIT", "WOULD"]
    assert "acme-0001  Other   Acme Watchtower       file it" in out
    assert out.splitlines()[-1] == "3 filings: 3 to file."


def test_a_workspace_on_a_full_disk_can_be_read_and_purged(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli.run("plan", "acme.yaml")
    old = cli.root / ".ipp-bot" / "evidence" / "old.jpg"
    old.parent.mkdir()
    old.write_bytes(b"picture")
    os.utime(old, (0, 0))
    opened = Ledger.open

    def open_where_there_is_room(path: Path, **more: Any) -> Any:
        if path.is_relative_to(cli.root):
            error = LedgerError("The ledger cannot grow: the disk is full")
            error.lacks_room = True
            raise error
        return opened(path, **more)

    monkeypatch.setattr(Ledger, "open", open_where_there_is_room)
    assert "3 planned" in cli.run("status").out
    assert "unfinished: 3 planned" in cli.run("todo").out
    assert cli.run("ledger", "check").out == "The ledger is sound: 3 filings.\n"
    assert cli.run("ledger", "backup", str(cli.root.parent / "copy.sqlite")).status == 0
    assert cli.run("poa", "--offline").status == 0
    assert cli.run("purge", "--yes").status == 0
    assert not old.exists()
    refused = cli.run("plan", "acme.yaml")
    assert (refused.status, "the disk is full" in refused.err) == (2, True)


def test_a_read_only_workspace_can_be_read(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli.run("plan", "acme.yaml")
    ledger = (cli.root / ".ipp-bot" / "ledger.sqlite").read_bytes()
    may = os.access

    def access(path: str | os.PathLike[str], mode: int) -> bool:
        return may(path, mode) and str(cli.root) not in str(path)

    monkeypatch.setattr(os, "access", access)
    assert "3 planned" in cli.run("status").out
    assert "unfinished: 3 planned" in cli.run("todo").out
    target = cli.root.parent / "report.html"
    assert cli.run("report", "-o", str(target)).status == 0
    assert "Acme Watchtower" in target.read_text("utf-8")
    refused = cli.run("plan", "acme.yaml")
    assert refused.status == 2
    assert "is read-only" in refused.err
    assert (cli.root / ".ipp-bot" / "ledger.sqlite").read_bytes() == ledger
