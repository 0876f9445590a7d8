"""In Chinese no line of the command line is English, but for names, values, keys and commands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from ipp_bot.cli.commands import COMMANDS
from ipp_bot.cli.spoken_language import _FILE
from ipp_bot.language.width import width_of
from ipp_bot.settings import FILE_NAME

if TYPE_CHECKING:
    from tests.unit.cli.conftest import CommandLine

CHINESE = re.compile(r"[\u4e00-\u9fff]")
NO_PROSE = re.compile(
    r"`[^`]*`|'[^']*'|“[^”]*”|ipp-bot [^，。；：]*|pip install \S+|/\S+|https?:\S+|--?\w[\w-]*"
    r"|\w+(?:[._/-]\w+)+|\{[^}]*\}|<[^>]*>|\b[A-Z][A-Z_]+\b"
)
ENGLISH = re.compile(r"\b[a-z]+(?: [a-z]+)+\b|\b(?:the|is|are|not|of|and|with|has|was)\b")
FOREIGN = {"headless shell", "deflate stream", "dropped by hand"}
"""What others say (the name of a program, a compression), and what the ledger would keep."""


@pytest.fixture
def chinese(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """The command line as `lang: zh` in the settings has it."""
    monkeypatch.setenv("COLUMNS", "100")
    settings = cli.root / "ipp-bot.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + "lang: zh\n", encoding="utf-8")
    return cli


def english_in(text: str) -> list[str]:
    """The lines that say something in English."""
    found = []
    for line in text.splitlines():
        bare = NO_PROSE.sub(" | ", line)
        words = [each for each in ENGLISH.findall(bare) if each not in FOREIGN]
        if words:
            found.append(line)
    return found


def test_what_is_english_is_found() -> None:
    assert english_in("错误：the file is gone") == ["错误：the file is gone"]
    assert english_in("* submitting things") == ["* submitting things"]
    assert english_in("清单 → ipp-bot submit --only acme-1 manifests/acme.yaml") == []
    assert english_in("holder.kind: 缺少此项；请写 holder: {name: …, kind: entity}") == []


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_is_chinese(chinese: CommandLine, name: str) -> None:
    told = chinese.run(*([name] if name else []), "--help")
    assert told.status == 0
    assert english_in(told.out.replace("COMMAND", "")) == []
    assert CHINESE.search(told.out)
    assert max(map(width_of, told.out.splitlines())) <= 80


LINES = [
    ("check", "acme.yaml"),
    ("check",),
    ("check", "nothing"),
    ("check", "documents"),
    ("check", "acme.yaml", "--only", "nope"),
    ("check", "acme.yaml", "--html", "x.html"),
    ("plan", "acme.yaml"),
    ("submit", "acme.yaml", "--unattended", "--queue"),
    ("submit", "--amend"),
    ("submit", "--attended", "--queue", "acme.yaml"),
    ("submit", "--only", "nope"),
    ("submit", "--nosuch"),
    ("submit", "--sessions", "x"),
    ("status",),
    ("status", "nope"),
    ("status", "--state", "gone"),
    ("status", "--portal-status", "gone"),
    ("todo",),
    ("hold", "--why", "测试"),
    ("status", "--limit", "1"),
    ("resume",),
    ("resume",),
    ("report", "-o", "x.doc"),
    ("report", "--zip", "x.zip"),
    ("report", "--client", "无", "--zip", "x.zip"),
    ("report", "--since", "when"),
    ("report", "-o", "r.csv"),
    ("ledger", "check"),
    ("ledger", "approvals"),
    ("ledger", "backup", "acme.yaml"),
    ("poa",),
    ("poa", "nope"),
    ("purge", "--yes"),
    ("adopt", "nope", "IPR1"),
    ("drop", "nope"),
    ("approve", "nope"),
    ("confirm", "nope"),
    ("draft", "nothing", "--account", "acme", "--out", "d.yaml"),
    ("draft", "documents", "--account", "acme", "--out", "d.txt"),
    ("read", "nothing"),
    ("new", "--type", "software"),
    ("new", "--sheet", "x.txt"),
    ("new", "--sheet", "x.xlsx", "--type", "nix"),
    ("import", "acme.yaml"),
    ("login", "nobody"),
    ("password", "nobody"),
    ("profile", "copy", "nix"),
    ("profile", "test", "acme.yaml"),
    ("schema", "--profile", "nix"),
    ("schedule", "--at", "25:00"),
    ("schedule", "--cron", "--windows"),
    ("schedule", "--windows", "--install"),
    ("worker",),
    ("worker", "--sync-at", "25:00"),
    ("sync", "--account", "nobody"),
    ("watch", "acme.yaml", "--only", "nope"),
    ("rehearse", "nothing"),
    ("doctor", "acme.yaml"),
    ("--lang", "fr", "status"),
    ("nosuch",),
]


@pytest.mark.parametrize("words", LINES, ids=" ".join)
def test_what_a_command_says_is_chinese(chinese: CommandLine, words: tuple[str, ...]) -> None:
    told = chinese.run(*words)
    assert english_in(told.out) == []
    assert english_in(told.err) == []


FAULTS = [
    ("version: 1", "version: 9"),
    ("account: acme", "account: acmee"),
    ("type: copyright", "type: copyleft"),
    ("place: Mainland China", "place: Moon"),
    ("iprs:", "ipr:"),
    ("ref: acme-0001", "ref: a b"),
    ("kind: software-registration", "kind: software"),
    ("completed_on: 2", "completed_on: 9"),
    ("name: ", "nam: "),
    ("holder:", "holder: 某公司 #"),
    ("ref: acme-0001", "ref：acme-0001"),
    ("ref: acme-0001", "ref: [a, b"),
    ("ref: acme-0001", "\tref: acme-0001"),
    ("ref: acme-0001", "ref: *nothing"),
    ("registration_number: ", "registration_number: 软著登字第"),
    ("registration_number: ", "registration_number: 流水号"),
    ("certificate:", "proof:"),
]


@pytest.mark.parametrize(("before", "after"), FAULTS, ids=lambda text: text.strip())
def test_faults_of_manifests_are_chinese(chinese: CommandLine, before: str, after: str) -> None:
    chinese.change(before, after)
    told = chinese.run("check", "acme.yaml")
    assert told.status in {1, 2}
    assert english_in(told.out) == []
    assert english_in(told.err) == []
    assert CHINESE.search(told.out + told.err)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty"),
        (b"%PDF-1.4 broken", "broken"),
        (b"PK\x03\x04zip", "zip"),
        (b"<html>", "page"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_faults_of_documents_are_chinese(chinese: CommandLine, content: bytes, name: str) -> None:
    for path in (chinese.root / "documents").glob("acme-0001*"):
        path.write_bytes(content)
    told = chinese.run("check", "acme.yaml")
    assert (told.status, english_in(told.out), english_in(told.err)) == (1, [], []), name


def test_json_is_the_same_in_every_language(chinese: CommandLine) -> None:
    chinese.change("completed_on: 2", "completed_on: 9")
    for words in (("check", "acme.yaml"), ("status",), ("todo",), ("report",), ("ledger", "check")):
        in_chinese = chinese.run(*words, "--json").out
        assert in_chinese == chinese.run("--lang", "en", *words, "--json").out
        assert words[0] != "check" or '"code": "date-order"' in in_chinese


@pytest.mark.parametrize(
    ("arguments", "setting", "variable", "machine", "spoken"),
    [
        ((), "", "", "C", "en"),
        ((), "", "", "zh_CN.UTF-8", "zh"),
        ((), "lang: zh", "", "C", "zh"),
        ((), "lang: en", "", "zh_CN", "en"),
        ((), "lang: auto", "", "zh_CN", "zh"),
        ((), "lang: en", "zh", "C", "zh"),
        (("--lang", "en"), "lang: zh", "zh", "zh_CN", "en"),
        (("--lang=zh",), "lang: en", "en", "C", "zh"),
    ],
)
def test_where_the_language_comes_from(
    cli: CommandLine,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    setting: str,
    variable: str,
    machine: str,
    spoken: str,
) -> None:
    settings = cli.root / "ipp-bot.yaml"
    settings.write_text(f"{settings.read_text(encoding='utf-8')}{setting}\n", encoding="utf-8")
    monkeypatch.setenv("LC_ALL", machine)
    if variable:
        monkeypatch.setenv("IPP_BOT_LANG", variable)
    for words in (("status", "--help"), ("todo",), ("check", "nothing"), ("status", "--nosuch")):
        told = cli.run(*arguments, *words)
        assert bool(CHINESE.search(told.out + told.err)) is (spoken == "zh"), words


def test_the_settings_file_has_the_name_that_the_settings_say() -> None:
    assert _FILE == FILE_NAME
