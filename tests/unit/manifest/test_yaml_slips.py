"""What YAML reads otherwise than it looks is told, where it stands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ipp_bot.yaml_source import SourceError, parse_source, plain
from tests.unit.manifest.conftest import SOFTWARE

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.manifest import Loaded

PATH = Path("m.yaml")


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("name: 排课系统 #2\nb: c", (1, 7), "'#2' behind it is a comment"),
        ("list:\n  - 排课 #编程\n", (2, 5), "'#编程' behind it is a comment"),
        ("name: 音符 #\nb: c", (1, 7), "'#' behind it is a comment"),
        ("name: C # 3\nb: c", (1, 7), "'# 3' behind it is a comment"),
        ("name: 排课系统\t#2\nb: c", (1, 7), "'#2' behind it is a comment"),
        ("name: 排课\n  系统\nb: 1", (1, 7), "between 课 and 系"),
        ("name: '排课\n  系统'", (1, 7), "between 课 and 系"),
        ('name: "排课\n  系统"', (1, 7), "between 课 and 系"),
        ("name: 星云\n  ABC系统", (1, 7), "between 云 and A"),
        ("name: >\n  排课\n  系统\nb: 1", (1, 7), "between 课 and 系"),
        ("kind: ［9］\n", (1, 7), "its brackets are full-width"),
    ],
)
def test_warnings(text: str, place: tuple[int, int], words: str) -> None:
    source = parse_source(PATH, text)
    assert source.problems == []
    (warning,) = source.warnings
    assert (warning.line, warning.column) == place
    assert words in warning.message


@pytest.mark.parametrize(
    "text",
    [
        "kind: entity  # company",
        "a: x # read from certs/a.pdf, page 1",
        "a: x # 2 of them",
        "a: 'x #2'",
        "a: x#2",
        "a: # 2\nb: c",
        "name: Acme\n  Ltd",
        'name: "排课\\\n  系统"',
        "name: |\n  排课\n  系统\n",
        "a: [1, 2] # x",
        "url: http://a.b/#c",
    ],
)
def test_no_warning(text: str) -> None:
    source = parse_source(PATH, text)
    assert source.problems == []
    assert source.warnings == []


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("name： 排课\nb: 1", (1, 5), "full-width colon"),
        ("a: 1\nname:\u3000排课\nb: 1", (2, 6), "a blank that YAML does not know"),
        ("a: 1\nname:\u00a0排课\nb: 1", (2, 6), "a blank that YAML does not know"),
        ("a: 1\nname :\u2003排课\nb: 1", (2, 7), "a blank that YAML does not know"),
        ("a: 1\nname :排课\nb: 1", (2, 7), "the colon behind name has no blank behind it"),
        ("x:\n  -\u3000ref: a\n    b: 1", (2, 4), "the dash of a list's item has no plain blank"),
        ("x:\n  -ref: a\n    b: 1", (2, 4), "the dash of a list's item has no plain blank"),
        ("a: 1\nname: *星云\nb: 1", (2, 8), "'*' cannot begin a value"),
        ("a: 1\nname: &星云\nb: 1", (2, 8), "'&' cannot begin a value"),
        ("a: 1\nname: !星云\nb: 1", (2, 8), "'!' cannot begin a value"),
        ("a: 1\nname：排课\n", (2, 5), "full-width colon"),
        ("a: 1\nb:\n  c: 2\n  name：排课\n  d: 3\n", (4, 7), "full-width colon"),
        ("version：1\naccount: a", (1, 8), "full-width colon"),
        ("- ref: a\n－ ref: b\n", (2, 1), "full-width dash"),
        ("l:\n  — ref: b\n    c: d\n", (2, 3), "full-width dash"),
        ("＃ comment\na: 1", (1, 1), "full-width #"),
        ("x: {name: 排课系统 #2, kind: entity}\ny: 1", (1, 16), "in the line is lost"),
        ("kind:entity\nname: x", (1, 6), "no blank behind it"),
        ("a: 1\nb: ［9\nc：2\nd: 1", (3, 2), "full-width colon"),
        ("a:\n  b: V2.0\n  name：x\n", (3, 7), "full-width colon"),
    ],
)
def test_files_that_cannot_be_read(text: str, place: tuple[int, int], words: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse_source(PATH, text)
    assert (caught.value.line, caught.value.column) == place
    assert words in caught.value.message


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a: {name：x, kind: y}", (1, 9), "full-width colon"),
        ("a: 1\n\u3000b: 2", (2, 1), "full-width blank"),
        ("a: 1\n\u00a0b: 2", (2, 1), "full-width blank"),
        ("classes: [9，42]", (1, 11), "commas are full-width"),
        ("a:\n  b: V2.0\n   name：x\n", (3, 8), "full-width colon"),
        ("l:\n  － ref: b\n", (2, 3), "full-width dash"),
    ],
)
def test_problems(text: str, place: tuple[int, int], words: str) -> None:
    (problem,) = parse_source(PATH, text).problems
    assert (problem.line, problem.column) == place
    assert words in problem.message


def test_a_warning_in_a_manifest_leaves_its_entry(read: Callable[..., Loaded]) -> None:
    loaded = read(SOFTWARE.replace("星云排课软件", "排课系统 #2"))
    (warning,) = loaded.diagnostics
    assert warning.is_warning
    assert (warning.key, warning.ref, warning.line) == ("name", "acme-0001", 11)
    assert loaded.entries[0].values["name"] == "排课系统"
    quoted = read(SOFTWARE.replace("星云排课软件", "'排课系统 #2'"))
    assert quoted.diagnostics == ()
    assert quoted.entries[0].values["name"] == "排课系统 #2"


def test_crlf_keeps_the_lines() -> None:
    source = parse_source(PATH, "a: 1\r\nb: 排课 #2\r\nc: 3\r\n")
    assert plain(source.root) == {"a": "1", "b": "排课", "c": "3"}
    assert [(each.line, each.column) for each in source.warnings] == [(2, 4)]
