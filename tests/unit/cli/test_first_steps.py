"""Commands of the first hour: `new`, `password`, `schedule`, `report`."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import keyring
import keyring.backend
import keyring.errors
import pytest
from openpyxl import load_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.unit.cli.conftest import CommandLine


class MemoryKeyring(keyring.backend.KeyringBackend):
    """A keyring that lasts as long as a test."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring is untyped
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError


@pytest.fixture
def memory_keyring() -> Iterator[MemoryKeyring]:
    before, backend = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


def test_a_password_is_kept_and_forgotten(
    cli: CommandLine, memory_keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ACME_PASSWORD", raising=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO("secret-1\r\n"))
    kept = cli.run("password", "acme")
    assert (kept.status, "secret-1" in kept.out + kept.err) == (0, False)
    assert list(memory_keyring.kept.values()) == ["secret-1"]
    assert "is out of the keyring" in cli.run("password", "acme", "--forget").out
    assert memory_keyring.kept == {}
    assert "was not in the keyring" in cli.run("password", "acme", "--forget").out


def test_no_password_keeps_nothing(
    cli: CommandLine, memory_keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    result = cli.run("password", "acme")
    assert (result.status, memory_keyring.kept) == (2, {})
    assert "no password was given" in result.err


def test_a_variable_that_counts_more_is_told(
    cli: CommandLine, memory_keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACME_PASSWORD", "another")
    monkeypatch.setattr(sys, "stdin", io.StringIO("secret-1\n"))
    assert "counts more" in cli.run("password", "acme").err
    assert len(memory_keyring.kept) == 1


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--systemd", "--at", "03:05"), "OnCalendar=*-*-* 03:05:00"),
        (("--cron", "--at", "23:30"), "30 23 * * *"),
        (("--windows", "--at", "02:00"), "02:00"),
    ],
)
def test_the_nightly_run_is_printed(cli: CommandLine, words: tuple[str, ...], line: str) -> None:
    result = cli.run("schedule", *words)
    assert result.status == 0
    assert line in result.out
    assert str(cli.root) in result.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--at", "24:00"), "no time of the day"),
        (("--at", "2"), "no time of the day"),
        (("--at", "02:60"), "no time of the day"),
        (("--cron", "--windows"), "exclude each other"),
        (("--windows", "--install"), "only printed"),
    ],
)
def test_what_is_no_schedule_is_refused(
    cli: CommandLine, words: tuple[str, ...], told: str
) -> None:
    result = cli.run("schedule", *words)
    assert (result.status, result.out) == (2, "")
    assert told in result.err


def test_a_sheet_of_one_type_has_its_columns_only(cli: CommandLine) -> None:
    result = cli.run("new", "--sheet", "list.xlsx", "--type", "software")
    assert result.status == 0, result.err
    heads = [str(cell.value) for cell in load_workbook("list.xlsx").worksheets[0][1]]
    assert any("登记号" in head for head in heads)
    assert not any("类别" in head for head in heads)  # classes are a trademark's


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--sheet", "list.xlsx", "--type", "songs"), "there is no type 'songs'"),
        (("--sheet", "list.docx", "--type", "software"), "is no sheet"),
        (("--sheet", "there.xlsx", "--type", "software"), "is never overwritten"),
        (("--sheet", "there.xlsx", "--from", "acme.yaml"), "is never overwritten"),
    ],
)
def test_no_sheet_is_made_of_that(cli: CommandLine, words: tuple[str, ...], told: str) -> None:
    there = cli.root / "there.xlsx"
    there.write_bytes(b"mine")
    result = cli.run("new", *words)
    assert result.status == 2
    assert told in result.err
    assert there.read_bytes() == b"mine"


def test_a_workspace_that_is_there_stays_as_it_is(cli: CommandLine, tmp_path: Path) -> None:
    first = cli.run("new", str(tmp_path / "fresh"))
    assert first.status == 0
    settings = tmp_path / "fresh" / "ipp-bot.yaml"
    settings.write_text("mine", encoding="utf-8")
    again = cli.run("new", str(tmp_path / "fresh"))
    assert "nothing was written" in again.out
    assert settings.read_text(encoding="utf-8") == "mine"


def test_a_report_that_cannot_be_written_is_told(cli: CommandLine) -> None:
    (cli.root / "taken.html").mkdir()
    result = cli.run("report", "-o", "taken.html")
    assert result.status == 2
    assert "taken.html cannot be written" in result.err
