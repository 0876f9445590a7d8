"""YAML is read as text, with places, within bounds."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipp_bot.yaml_source import (
    Mapping,
    Scalar,
    Sequence,
    SourceError,
    find,
    parse_source,
    plain,
    read_source,
)

HERE = Path("here.yaml")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 2.0", "2.0"),
        ("a: No", "No"),
        ("a: yes", "yes"),
        ("a: 2022-05-01", "2022-05-01"),
        ("a: 0012", "0012"),
        ("a: 1_000", "1_000"),
        ("a: 12:30:45", "12:30:45"),
        ("a: 0x1F", "0x1F"),
        ("a: 1e3", "1e3"),
        ("a: !!str 7", "7"),
        ("a: '~'", "~"),
        ("a: ~", None),
        ("a: null", None),
        ("a:", None),
        ("a: 'null'", "null"),
        ("a: ''", ""),
    ],
)
def test_values_stay_as_they_were_typed(text: str, value: str | None) -> None:
    assert plain(parse_source(HERE, text).root) == {"a": value}


def test_places_count_from_one() -> None:
    source = parse_source(HERE, "a: 1\nb:\n  - x\n  - 星云: y\n")
    node, found = find(source.root, ("b", 1, "星云"))
    assert found == ("b", 1, "星云")
    assert isinstance(node, Scalar)
    assert (node.line, node.column) == (4, 9)


def test_find_stops_at_what_exists() -> None:
    node, found = find(parse_source(HERE, "a: {b: 1}").root, ("a", "c", "d"))
    assert isinstance(node, Mapping)
    assert found == ("a",)


def test_merge_keys_give_way_to_own_keys() -> None:
    text = "x: &x {a: 1, b: 2}\ny: &y {a: 5, c: 6}\nz: {<<: [*x, *y], b: 3}\n"
    source = parse_source(HERE, text)
    assert not source.problems
    root = plain(source.root)
    assert isinstance(root, dict)
    assert root["z"] == {"a": "1", "b": "3", "c": "6"}


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a: 1\na: 2\n", (2, 1), "given twice (first in line 1)"),
        ("a: !!python/name:os.system x\n", (1, 4), "tag"),
        ("a: !own x\n", (1, 4), "'!own'"),
        ("a: 1\n---\nb: 2\n", (2, 1), "second document"),
        ("? [1, 2]\n: x\n", (1, 3), "cannot be a key"),
        ("a: {<<: 5}\n", (1, 9), "only mappings can be merged"),
    ],
)
def test_problems_leave_the_rest_readable(text: str, place: tuple[int, int], words: str) -> None:
    source = parse_source(HERE, text)
    (problem,) = source.problems
    assert (problem.line, problem.column) == place
    assert words in problem.message
    assert problem.hint
    assert source.root is not None


def bomb(levels: int = 9, width: int = 9) -> str:
    lines = ["l0: &l0 [" + ",".join("x" * width) + "]"]
    lines += [
        f"l{level}: &l{level} [{','.join([f'*l{level - 1}'] * width)}]"
        for level in range(1, levels + 1)
    ]
    return "\n".join(lines)


def merge_bomb() -> str:
    big = ", ".join(f"k{number}: v" for number in range(3000))
    lines = [f"big: &big {{{big}}}", "many:"]
    lines += ["  - {<<: *big}"] * 3000
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (bomb(), "unfold to more than"),
        (merge_bomb(), "unfold to more than"),
        ("a: " + "[" * 200 + "]" * 200, "levels deep"),
        ("a: &a [*a]", "inside its own anchor"),
        ("a: &a {b: *a}", "inside its own anchor"),
        ("a: *b", "undefined alias"),
        ("\ta: 1", "a tab"),
        ("a:\n\tb: 1", "a tab"),
        ("a: b: c", "a colon stands where no key can be"),
        ("a: [1", "expected ',' or ']'"),
        ('a: "x', "while scanning a quoted scalar"),
        ("a: @x", "cannot begin a value"),
        ("a: \x07", "character that text files do not have"),
        ("a: x\n b: 1\nc", "is no YAML"),
    ],
)
def test_refused(text: str, words: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse_source(HERE, text)
    assert words in caught.value.message
    assert caught.value.hint
    assert caught.value.line >= 1


def test_aliases_within_bounds_are_shared() -> None:
    text = "h: &h {name: A, kind: entity}\nl:\n" + "  - {holder: *h}\n" * 5000
    root = parse_source(HERE, text).root
    assert isinstance(root, Mapping)
    entries = root.items["l"]
    assert isinstance(entries, Sequence)
    assert len(entries.items) == 5000
    assert plain(entries.items[-1]) == {"holder": {"name": "A", "kind": "entity"}}


@pytest.mark.parametrize(
    "data",
    [
        "名: 星云\n".encode(),
        b"\xef\xbb\xbf" + "名: 星云\n".encode(),
        "名: 星云\n".encode("utf-16"),
        "名: 星云\r\n".encode(),
    ],
    ids=["utf-8", "bom", "utf-16", "crlf"],
)
def test_encodings(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "m.yaml"
    path.write_bytes(data)
    assert plain(read_source(path).root) == {"名": "星云"}


def test_gb18030_is_named(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_bytes("a: 1\nname: 星云\n".encode("gb18030"))
    with pytest.raises(SourceError, match="GB18030") as caught:
        read_source(path)
    assert (caught.value.line, caught.value.column) == (2, 7)


@pytest.mark.parametrize("text", ["", "# only a comment\n", "\n\n", "---\n", "~\n"])
def test_empty_files_have_no_root(text: str) -> None:
    assert parse_source(HERE, text).root is None


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        read_source(tmp_path / "absent.yaml")
    with pytest.raises(SourceError, match="is a folder"):
        read_source(tmp_path)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("a: 龍騰科技有限公司\n".encode("big5"), "it reads as Big5: 龍騰科技有限公司"),
        ("a: Müller & Söhne\n".encode("cp1252"), "it reads as Western (Windows-1252): Müller"),
        ("a: 1\nname: 星云\n".encode("gb18030"), "it reads as GB18030: 星云"),
        ("a: 1\nb: 2\n".encode("utf-16-le"), "UTF-16 text without its byte order mark"),
        ("a: 1\nb: 2\n".encode("utf-16-be"), "UTF-16 text without its byte order mark"),
        ("a: 1\n".encode("utf-32"), "UTF-32"),
    ],
)
def test_other_encodings_are_called_what_they_are(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "m.yaml"
    path.write_bytes(data)
    with pytest.raises(SourceError) as caught:
        read_source(path)
    assert words in caught.value.message
    assert "UTF-8" in caught.value.hint
