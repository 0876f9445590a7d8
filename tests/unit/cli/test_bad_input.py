"""Whatever is wrong: one clear line, the right exit status, no traceback, nothing sent."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from ipp_bot.cli import app as program
from ipp_bot.errors import PortalDown

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli.conftest import CommandLine

FAULTS = [
    ("short_name: W", "shrt_name: W", ":17:", "shrt_name"),
    ("completed_on: 2023-09-30", "completed_on: 2023-13-30", ":20:", "completed_on"),
    ("ref: acme-0002", "ref: acme-0001", ":25:", "given twice"),
    (
        "registration_number: 2024SR0558824",
        "registration_number: 软著登字第15980140号",
        ":19:26:",
        "is a certificate number; the registration number looks like 2023SR1417580",
    ),
    ("documents/acme-0001-cert", "documents/nowhere-cert", ":13:", "certificate.file"),
]


@pytest.mark.parametrize(("before", "after", "where", "words"), FAULTS)
def test_a_fault_is_one_line_with_its_place(
    cli: CommandLine, before: str, after: str, where: str, words: str
) -> None:
    cli.change(before, after)
    result = cli.run("check", "acme.yaml")
    assert result.status == 1
    [line] = [line for line in result.out.splitlines() if line.startswith("acme.yaml:")]
    assert where in line
    assert words in line


@pytest.mark.parametrize("command", ["submit", "plan"])
def test_a_fault_anywhere_stops_before_the_ledger_is_begun(cli: CommandLine, command: str) -> None:
    cli.change("short_name: W", "shrt_name: W")
    result = cli.run(command, "acme.yaml")
    assert result.status == 1
    assert "Nothing was sent." in result.err
    assert "--skip-faulty" in result.err
    assert not (cli.root / ".ipp-bot").exists()


def test_faults_for_machines_are_one_document(cli: CommandLine) -> None:
    cli.change("short_name: W", "shrt_name: W")
    result = cli.run("submit", "acme.yaml", "--json")
    told = json.loads(result.out)
    assert result.status == told["exit_status"] == 1
    assert told["faults"][0]["line"] == 17
    assert told["filings"] == []


USAGE = [
    (["check", "nowhere.yaml"], "nowhere.yaml:1:1: there is no such file"),
    (["submit", "nowhere.yaml"], "nowhere.yaml:1:1: there is no such file"),
    (["check", "list.xlsx"], "is no .xlsx file"),
    (["check", "notes.txt"], "notes.txt is no manifest"),
    (["check", "syntax.yaml"], "syntax.yaml:4:"),
    (["submit", "syntax.yaml"], "is no YAML"),
    (["submit", "acme.yaml", "--only", "acme-9999"], "acme-9999"),
    (["submit", "--amend"], "--amend"),
    (["submit", "--only", "acme-0001"], "no unfinished filing 'acme-0001'"),
    (["status", "acme-9999"], "acme-9999"),
    (["status", "--state", "lost"], "awaiting POA"),
    (["status", "--account", "nobody"], "no account 'nobody' (known: acme, xingyun)"),
    (["status", "--portal-status", "lost"], "one of draft, pending, approved, rejected"),
    (["poa", "acme-0001"], "acme-0001"),
    (["login", "nobody"], "no account 'nobody'"),
    (["submit", "--workspace", "nowhere"], "ipp-bot new"),
    (["--workspace", "nowhere", "status"], "ipp-bot new"),
    (["profile", "copy", "nowhere"], "alibaba-ipp"),
    (["submit", "--sesions", "4"], "--sessions"),
    (["sumbit"], "submit"),
    (["sync", "--since", "99999999d"], "--since '99999999d' is no moment"),
    (["sync", "--since", "0001-01-01"], "--since '0001-01-01' is no moment"),
    (["sync", "--since", "²d"], "--since '²d' is no moment"),
    (["report", "--client", ""], "--client is given without a value"),  # "$CLIENT" of none
    (["report", "--holder="], "--holder is given without a value"),
    (["report", "--since", " "], "--since is given without a value"),
    (["status", "--account", "acme", "--account", ""], "--account is given without a value"),
    (["--workspace", "", "status"], "--workspace is given without a value"),
    (["status", "--as", ""], "--as is given without a value"),
    (["drop", "acme-0001", "--reason", ""], "--reason is given without a value"),
    (["submit", "--sessions", "0"], "greater than or equal to 1"),
]


@pytest.mark.parametrize(("words", "said"), USAGE, ids=[" ".join(words) for words, _ in USAGE])
def test_wrong_usage_is_told_on_stderr_and_ends_with_2(
    cli: CommandLine, words: list[str], said: str
) -> None:
    (cli.root / "notes.txt").write_text("hello")
    (cli.root / "list.xlsx").write_bytes(b"PK")
    (cli.root / "syntax.yaml").write_text("version: 1\niprs:\n  - ref: [a\n")
    result = cli.run(*words)
    assert result.status == 2
    assert said in result.err
    assert result.out == ""


SETTINGS = [
    ("sesions: 4", "ipp-bot.yaml:5:10: sesions: unknown key"),
    ("database: mysql://x", "ipp-bot.yaml:5:11: database: type sqlite"),
    ("roots: [", "ipp-bot.yaml:"),
    ("portal: {}", "portal: is given twice"),
    ("browser: [a]", "ipp-bot.yaml:5:10: browser: type the path of a browser, or {channel"),
    ("browser: {channel: firefox}", "5:20: browser.channel: Input should be 'chrome', 'msedge'"),
    ("browser: {window: maybe}", "5:19: browser.window: Input should be a valid boolean"),
    ("evidence: 7", "5:11: evidence: Input should be a valid dictionary. Nothing"),
    ("roots: 7", "5:8: roots: Input should be a valid tuple. Nothing"),
    ("browser: {windw: true}", "5:18: browser.windw: unknown key"),
    ("browser: {attach: 9222}", "5:19: browser.attach: "),
    ('browser: {attach: "127.0.0.1:9222"}', "no such address; type http://127.0.0.1:9222"),
    ('browser: {attach: "http://office-2:9222"}', "is on another machine, where passwords"),
    (
        'browser: {attach: "http://127.0.0.1:9222", profile: x}',
        "browser: attach takes a browser as it was started; leave out path, channel and profile",
    ),
    ("browser: {path: a, channel: chrome}", "browser: path and channel name a browser each"),
    ("browser: {profile: ..}", "browser: profile: .. is no folder of its own"),
]


@pytest.mark.parametrize(("line", "said"), SETTINGS)
def test_settings_are_refused_with_their_place(cli: CommandLine, line: str, said: str) -> None:
    path = cli.root / "ipp-bot.yaml"
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    result = cli.run("check", "acme.yaml")
    assert result.status == 2
    assert said in result.err


VARIABLES = [
    ("IPP_BOT_ACCOUNTS", "{", "the variable IPP_BOT_ACCOUNTS is no JSON"),
    ("IPP_BOT_ACCOUNTS", "[]", "the variable IPP_BOT_ACCOUNTS: accounts: Input should be"),
    ("IPP_BOT_ACCOUNTS", '{"a": {}}', "the variable IPP_BOT_ACCOUNTS: accounts.a.username: "),
    ("ipp_bot_roots", "a", "the variable ipp_bot_roots is no JSON"),
    ("IPP_BOT_PORTAL", '{"url": 1}', "the variable IPP_BOT_PORTAL: portal.url: Input should be"),
    ("IPP_BOT_PORTAL__URL", "ftp://x", "the variable IPP_BOT_PORTAL__URL: portal.url: 'ftp://x'"),
    ("IPP_BOT_PORTAL__SETTLE_SECONDS", "inf", "portal.settle_seconds: Input should be a finite"),
    ("IPP_BOT_BROWSER", "{", "the variable IPP_BOT_BROWSER: browser: it is no JSON"),
    ("IPP_BOT_BROWSER__CHANNEL", "opera", "the variable IPP_BOT_BROWSER__CHANNEL: browser.channel"),
    ("IPP_BOT_SESSIONS", "x", "the variable IPP_BOT_SESSIONS: sessions: Input should be"),
]


@pytest.mark.parametrize(("name", "value", "said"), VARIABLES)
def test_a_variable_is_refused_by_its_name(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    result = cli.run("check", "acme.yaml")
    assert result.status == 2
    assert said in result.err
    assert "Nothing was sent." in result.err


def test_an_unknown_account_names_the_known_ones(cli: CommandLine) -> None:
    cli.change("account: acme", "account: acmee")
    result = cli.run("check", "acme.yaml")
    assert result.status == 1
    assert "acmee" in result.out
    assert "xingyun" in result.out


def test_no_browser(cli: CommandLine) -> None:
    path = cli.root / "ipp-bot.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "browser: /no/where\n", encoding="utf-8")
    result = cli.run("submit", "acme.yaml")
    assert result.status == 2
    assert "/no/where" in result.err
    assert "Nothing was sent." in result.err


@pytest.mark.skipif(shutil.which("google-chrome") is not None, reason="it is installed")
def test_a_channel_that_is_not_installed(cli: CommandLine) -> None:
    path = cli.root / "ipp-bot.yaml"
    path.write_text(f"{path.read_text('utf-8')}browser: {{channel: chrome}}\n", encoding="utf-8")
    result = cli.run("submit", "acme.yaml")
    assert result.status == 2
    assert "Google Chrome was not found on this machine (browser.channel: chrome)" in result.err
    assert "browser: PATH" in result.err


def test_a_variable_may_be_a_path(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IPP_BOT_BROWSER", "/no/where")
    result = cli.run("submit", "acme.yaml")
    assert result.status == 2
    assert "The configured browser /no/where is not a program" in result.err


def test_a_driver_that_dies_at_its_start(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYWRIGHT_NODEJS_PATH", "/bin/false")
    result = cli.run("sync")
    assert result.status == 2
    assert "driver ended at its start" in result.err
    assert len(result.err.splitlines()) == 1


def test_a_workspace_that_cannot_be_written(cli: CommandLine) -> None:
    (cli.root / ".ipp-bot").write_text("a file where a folder should be")
    result = cli.run("submit", "acme.yaml")
    assert result.status == 2
    assert ".ipp-bot" in result.err
    assert len(result.err.splitlines()) == 1


def test_a_torn_ledger(cli: CommandLine) -> None:
    (cli.root / ".ipp-bot").mkdir()
    (cli.root / ".ipp-bot" / "ledger.sqlite").write_bytes(b"no database " * 500)
    result = cli.run("status")
    assert result.status == 2
    assert "ledger.sqlite" in result.err


def test_a_ledger_of_a_newer_version(cli: CommandLine) -> None:
    cli.run("plan", "acme.yaml")
    with closing(sqlite3.connect(cli.root / ".ipp-bot" / "ledger.sqlite")) as ledger, ledger:
        ledger.execute("UPDATE ledger_version SET version_num = '9999_of_the_future'")
    result = cli.run("status")
    assert result.status == 2
    assert "newer" in result.err
    assert len(result.err.splitlines()) == 1


def test_a_mistake_of_ours_is_a_line_and_a_log(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(**_arguments: object) -> None:
        raise ZeroDivisionError("a mistake")

    monkeypatch.setattr(program, "app", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    result = cli.run("check", "acme.yaml")
    assert result.status == 1
    [line] = result.err.splitlines()
    log = line.rpartition(" ")[2]
    assert "ZeroDivisionError" in line
    assert "Traceback" in (tmp_path / log).read_text()


def test_a_folder_that_cannot_be_copied_is_an_error_of_the_disk(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = "[Errno 28] No space left on device: 'demo/a.yaml'"

    def full(**_arguments: object) -> None:
        raise shutil.Error([("a.yaml", "demo/a.yaml", why), ("b.yaml", "demo/b.yaml", why)])

    monkeypatch.setattr(program, "app", full)
    result = cli.run("demo")
    told = "demo/a.yaml: No space left on device → the disk is full: free some space, then type it"
    assert (result.status, result.err) == (2, f"error: {told} again\n")


def test_an_error_for_machines(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(**_arguments: object) -> None:
        raise PortalDown("nobody answers", hint="ipp-bot doctor", sent=False)

    monkeypatch.setattr(program, "app", down)
    result = cli.run("status", "--json")
    told = json.loads(result.out)["error"]
    assert told["kind"] == "PortalDown"
    assert told["sent"] is False
    assert result.status == told["exit_status"] == 1
    assert result.err == "error: nobody answers. Nothing was sent. → ipp-bot doctor\n"
