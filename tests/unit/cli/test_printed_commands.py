"""Commands that messages print: they exist, and what a shell would split or read is quoted."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ipp_bot.cli.commands import COMMANDS
from ipp_bot.diagnostics import Diagnostic, typed_path
from ipp_bot.manifest.sheet_origin import grouped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.cli.conftest import CommandLine

PACKAGE = Path(__file__).resolve().parents[3] / "ipp_bot"
PATHS = re.compile(r"path|file|manifest|folder|sheet|target|root", re.IGNORECASE)
QUOTED = re.compile(r"^(?:typed_path|shlex\.quote)\(|^filing\.|^typed$|\.typed\(")


def printed() -> Iterator[tuple[str, ast.JoinedStr]]:
    """Every f-string with a command in it, and where it stands."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and "ipp-bot " in ast.unparse(node):
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", node


def test_no_path_stands_in_a_command_as_it_is() -> None:
    found = []
    for where, node in printed():
        is_command = False
        for part in node.values:
            if isinstance(part, ast.Constant):
                said = str(part.value)
                begins = re.search(rf"ipp-bot (?:{'|'.join(COMMANDS)})\b[^;]*$", said)
                is_command = begins is not None or (is_command and ";" not in said)
            elif is_command and isinstance(part, ast.FormattedValue):
                value = ast.unparse(part.value)
                is_bare = value.count(".") and PATHS.search(value) and not QUOTED.search(value)
                if is_bare or re.match(r"(?:shown_path|str|os\.fspath)\(", value):
                    found.append(f"{where}: {value}")
    assert found == []


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        (Path("list.xlsx"), "list.xlsx"),
        (Path("/srv/客户 甲/总表.xlsx"), "'/srv/客户 甲/总表.xlsx'"),
        (Path("O'Brien.csv"), "'O'\"'\"'Brien.csv'"),
        (Path("-v.xlsx"), "./-v.xlsx"),
        (Path("$HOME & co.yaml"), "'$HOME & co.yaml'"),
    ],
)
def test_a_path_is_typed_so_that_a_shell_takes_it_whole(path: Path, typed: str) -> None:
    assert typed_path(path) == typed


def test_a_command_for_many_entries_names_them_all_and_its_file_as_it_is() -> None:
    refs = [f"NORDVIK-{number:03}-{'x' * 20}" for number in range(30)]
    folder = f"'我的 {refs[0]} 表.xlsx'"
    told = [
        Diagnostic(
            Path("list.xlsx"),
            row,
            3,
            "power_of_attorney.file",
            "bears no seal",
            f"if the paper was read wrongly: ipp-bot confirm {ref} --in {folder} --key k",
            "paper-seal",
            ref=ref,
            sheet="商标",
            cells=(f"C{row}",),
        )
        for row, ref in enumerate(refs, start=2)
    ]
    (one,) = grouped(told)
    assert f"ipp-bot confirm {' '.join(refs)} --in {folder} --key k" in str(one)


def test_a_command_names_the_workspace_where_a_person_stands_elsewhere(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = cli.root / "my desk"
    elsewhere.mkdir()
    manifest = str(cli.root / "acme.yaml")
    cli.change("ref: acme-0001", "ref: acme-0001\n    confirmed: false")
    assert "then: ipp-bot confirm acme-0001 --in acme.yaml" in cli.run("check", manifest).out
    monkeypatch.chdir(elsewhere)
    for given in (
        ["--workspace", "..", "check", manifest],
        ["check", "--workspace", "..", manifest],
    ):
        shown = cli.run(*given).out
        (command,) = re.findall(r"then: ipp-bot (.*)", shown)
        assert command == f"--workspace .. confirm acme-0001 --in {typed_path(Path(manifest))}"
    assert cli.run(*shlex.split(command)).status == 0
