"""`todo`, `password` and `browser` as they are typed."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.cli.conftest import CommandLine


@pytest.fixture(autouse=True)
def _no_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]  # keyring is untyped
    yield
    keyring.set_keyring(before)


def test_todo_tells_who_cannot_sign_in_and_what_is_unfinished(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ACME_PASSWORD", raising=False)
    monkeypatch.setenv("X_PASSWORD", "x")
    cli.run("plan", "acme.yaml")
    result = cli.run("todo")
    assert result.status == 0
    assert result.out.splitlines() == [
        "sign in  acme: neither a saved session nor a password",
        "           → export ACME_PASSWORD=…, or ipp-bot password acme, or ipp-bot login acme",
        "submit   acme: unfinished: 3 planned",
        "           → ipp-bot submit",
        "To do: 1 to sign in, 1 to submit.",
    ]
    told = json.loads(cli.run("todo", "--json", "--account", "acme").out)["todo"]
    assert [task["kind"] for task in told] == ["sign in", "submit"]
    assert cli.run("todo", "--account", "xingyun").out == "Nothing to do.\n"
    assert cli.run("todo", "--account", "nobody").status == 2


def test_a_machine_without_a_keyring_is_told(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("secret\n"))
    result = cli.run("password", "acme")
    assert result.status == 2
    assert "this machine has no keyring" in result.err
    assert "secret" not in result.out + result.err
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert "no password was given" in cli.run("password", "acme").err
    assert cli.run("password", "nobody").status == 2


def test_browsers_are_listed_with_what_they_are_used_for(cli: CommandLine) -> None:
    told = json.loads(cli.run("browser", "list", "--json").out)["browsers"]
    assert [each["used_for"] for each in told].count("filing") + [
        each["used_for"] for each in told
    ].count("filing and window") == 1
    assert all(each["path"] for each in told)


def test_a_download_that_fails_says_what_else_there_is(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    result = cli.run("browser", "install")
    assert result.status == 2
    assert "PLAYWRIGHT_DOWNLOAD_HOST" in result.err
