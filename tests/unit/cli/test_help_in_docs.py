"""The help texts in docs/reference.md are the program's own; IPP_BOT_WRITE_DOCS=1 writes them."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ipp_bot.cli import main
from ipp_bot.cli.commands import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REFERENCE = Path(__file__).resolve().parents[3] / "docs" / "reference.md"
BLOCK = re.compile(r"<!-- help: (ipp-bot[^>]*?) -->\n```text\n(.*?)```\n", re.DOTALL)
COMMAND = re.compile(r"^  ([a-z]+)  ", re.MULTILINE)


@pytest.fixture
def helped(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], str]:
    monkeypatch.setenv("COLUMNS", "80")

    def told(command: str) -> str:
        with pytest.raises(SystemExit):
            main([*command.split()[1:], "--help"])
        return capsys.readouterr().out

    return told


def commands(helped: Callable[[str], str], command: str = "ipp-bot") -> Iterator[str]:
    yield command
    _, _, listed = helped(command).partition("Commands:\n")
    for name in COMMAND.findall(listed):
        yield from commands(helped, f"{command} {name}")


def test_every_command_is_in_the_reference_with_its_own_words(
    helped: Callable[[str], str],
) -> None:
    now = {command: helped(command) for command in commands(helped)}
    text = REFERENCE.read_text(encoding="utf-8")
    if os.environ.get("IPP_BOT_WRITE_DOCS"):
        head, _, rest = text.partition("<!-- help texts begin -->\n")
        _, _, tail = rest.partition("<!-- help texts end -->\n")
        blocks = "\n".join(
            f"### {command}\n\n<!-- help: {command} -->\n```text\n{words}```\n"
            for command, words in now.items()
        )
        text = f"{head}<!-- help texts begin -->\n\n{blocks}\n<!-- help texts end -->\n{tail}"
        REFERENCE.write_text(text, encoding="utf-8")
    assert dict(BLOCK.findall(text)) == now


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_begins_its_help_as_the_list_says(
    helped: Callable[[str], str], name: str
) -> None:
    words = " ".join(helped(f"ipp-bot {name}").split())
    assert COMMANDS[name] in words


def test_every_command_of_the_design_is_there(helped: Callable[[str], str]) -> None:
    names = set(commands(helped))
    wanted = "demo check plan submit login sync status poa adopt drop report doctor worker schedule"
    wanted += " profile ledger purge schema new import todo password"
    missing = {f"ipp-bot {name}" for name in wanted.split()} - names
    assert not missing
    assert {"ipp-bot browser list", "ipp-bot browser install"} <= names
    assert {"ipp-bot profile copy", "ipp-bot ledger backup", "ipp-bot ledger check"} <= names


def test_no_help_names_a_type_of_python(helped: Callable[[str], str]) -> None:
    found = {command: re.findall(r"<[^>\n]*>", helped(command)) for command in commands(helped)}
    assert {command: types for command, types in found.items() if types} == {}
    assert "\n  PATH...  Manifests" in helped("ipp-bot check")
    assert "\n  REF  The whole story" in helped("ipp-bot status")
    assert "\n  PATH...  清单" in helped("ipp-bot --lang zh check")
