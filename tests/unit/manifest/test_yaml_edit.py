"""Keys that are added to a manifest and taken away: the rest of it stays as it was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from ipp_bot.manifest.yaml_edit import YamlEdit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BEFORE = """\
version: 1
iprs:
  - ref: a-1  # 星云
    holder:
      name: 星云
    poa:  # of last year
      file: a.pdf
    signed:
      by:
        name: 李晓明
    empty:
    text: 星云公司
    note: a  # a person wrote this
    shots:
      - one.png
      - two.png
    classes: [9, 42]
"""
ENTRY = ("iprs", 0)


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[Callable[[YamlEdit], Any]], tuple[Any, str]]:
    """What an edit answers, and the manifest behind it; "" where nothing could be written."""

    def run(edit: Callable[[YamlEdit], Any], before: str = BEFORE) -> tuple[Any, str]:
        path = tmp_path / "m.yaml"
        path.write_bytes(before.encode())
        manifest = YamlEdit(path)
        answer = edit(manifest)
        return answer, path.read_bytes().decode() if answer and manifest.write() else ""

    return run


def replaced(old: str, new: str) -> str:
    assert BEFORE.count(old) == 1
    return BEFORE.replace(old, new)


def test_a_key_is_added_below_the_first(edited: Any) -> None:
    answer = edited(lambda manifest: manifest.add(ENTRY, "version", "V1: #2"))
    assert answer == (True, replaced("# 星云\n", "# 星云\n    version: 'V1: #2'\n"))


def test_a_mapping_is_added_a_key_a_line(edited: Any) -> None:
    value = {"number": "91350100M000100Y43", "of": {"day": None, "files": ["a.pdf", "b, c.pdf"]}}
    wanted = (
        "      name: 星云\n"
        "      identification:\n"
        "        number: 91350100M000100Y43\n"
        "        of:\n"
        "          day:\n"
        "          files: [a.pdf, 'b, c.pdf']\n"
    )
    answer = edited(lambda manifest: manifest.add((*ENTRY, "holder"), "identification", value))
    assert answer == (True, replaced("      name: 星云\n", wanted))


def test_several_keys_are_added_at_once(edited: Any) -> None:
    def add(manifest: YamlEdit) -> bool:
        return manifest.add(ENTRY, "one", "1") and manifest.add(ENTRY, "two", "2")

    assert edited(add) == (True, replaced("# 星云\n", "# 星云\n    one: '1'\n    two: '2'\n"))


@pytest.mark.parametrize(("key", "line"), [("empty", "    empty:"), ("text", "    text: 星云公司")])
def test_a_mapping_takes_the_place_of_one_text_or_of_nothing(
    edited: Any, key: str, line: str
) -> None:
    answer = edited(lambda manifest: manifest.unfold((*ENTRY, key), {"name": "星云", "kind": "x"}))
    wanted = f"    {key}:\n      name: 星云\n      kind: x\n"
    assert answer == (True, replaced(f"{line}\n", wanted))


@pytest.mark.parametrize("key", ["note", "shots", "holder", "none"])
def test_nothing_else_is_unfolded(edited: Any, key: str) -> None:
    assert edited(lambda manifest: manifest.unfold((*ENTRY, key), {"name": "x"})) == (False, "")


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        (("empty",), "    empty:\n"),
        (("text",), "    text: 星云公司\n"),
        (("classes",), "    classes: [9, 42]\n"),
        (("shots",), "    shots:\n      - one.png\n      - two.png\n"),
        (("holder", "name"), "    holder:\n      name: 星云\n"),
        (("signed", "by", "name"), "    signed:\n      by:\n        name: 李晓明\n"),
    ],
)
def test_a_key_goes_with_its_lines_and_what_it_leaves_empty(
    edited: Any, path: tuple[str, ...], lines: str
) -> None:
    answer = edited(lambda manifest: manifest.remove((*ENTRY, *path)))
    assert answer == (True, replaced(lines, ""))


@pytest.mark.parametrize("path", [("note",), ("poa", "file"), ("ref",), ("none",), ("signed",)])
def test_what_a_person_wrote_beside_it_keeps_a_key(edited: Any, path: tuple[str, ...]) -> None:
    assert edited(lambda manifest: manifest.remove((*ENTRY, *path))) == (False, "")


def test_a_comment_behind_an_item_keeps_the_list(edited: Any) -> None:
    before = replaced("- one.png", "- one.png  # the better one")
    assert edited(lambda manifest: manifest.remove((*ENTRY, "shots")), before) == (False, "")


def test_lines_end_as_they_did(edited: Any) -> None:
    before = "version: 1\r\niprs:\r\n  - ref: a\r\n    name: b\r\n"
    answer = edited(lambda manifest: manifest.add(ENTRY, "of", {"day": "2024-01-05"}), before)
    assert answer == (
        True,
        "version: 1\r\niprs:\r\n  - ref: a\r\n    of:\r\n      day: 2024-01-05\r\n    name: b\r\n",
    )


@pytest.mark.parametrize(
    "text", ["a\n    confirmed: true", "- x", "{a: b}", "&a", "'", "x # y", "\u2028", "否", "null"]
)
def test_no_text_becomes_more_than_a_text(edited: Any, text: str) -> None:
    answer, after = edited(lambda manifest: manifest.add(ENTRY, "name", text))
    assert answer
    before, now = entry_of(BEFORE), entry_of(after)
    assert now.pop("name") == text
    assert now == before


def entry_of(manifest: str) -> dict[str, Any]:
    (entry,) = yaml.load(manifest, Loader=yaml.BaseLoader)["iprs"]  # noqa: S506 - text only
    return dict(entry)
