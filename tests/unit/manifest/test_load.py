"""Every fault says where, what, and what to type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from ipp_bot.manifest import load

from .conftest import LONG_NAME, SOFTWARE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ipp_bot.manifest import Loaded
    from ipp_bot.profile import Profile

    Read = Callable[..., Loaded]

ENTRY = SOFTWARE.split("iprs:\n")[1]


def change(*pairs: tuple[str, str]) -> str:
    text = SOFTWARE
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def test_a_good_manifest(read: Read) -> None:
    loaded = read()
    assert not loaded.diagnostics
    assert not loaded.unreadable
    assert [entry.ref for entry in loaded.entries] == ["acme-0001"]
    assert loaded.files == 1


def test_the_fault_reads_as_the_manual_shows_it(
    folder: Path, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    loaded = read(change(("2023SR1417580", "软著登字第15980140号")), name="acme.yaml")
    (diagnostic,) = loaded.diagnostics
    assert str(diagnostic) == (
        "manifests/acme.yaml:13:26: registration_number: '软著登字第15980140号' is a certificate "
        "number; the registration number looks like 2023SR1417580"
    )


CASES = {
    "missing file": ([("docs/c.png", "docs/x.png")], 8, "certificate.file", "there is no file"),
    "similar file": ([("docs/s.png", "docs/ss.png")], 20, "screenshots[0]", "did you mean docs/s"),
    "wrong extension": ([("docs/s.png", "docs/notes.txt")], 20, "screenshots[0]", "png, pdf"),
    "backslash": ([("docs/s.png", "docs\\\\s.png")], 20, "screenshots[0]", "type docs/s.png"),
    "folder": ([("docs/c.png", "docs")], 8, "certificate.file", "is a folder"),
    "address": ([("docs/c.png", "http://x/c.png")], 8, "certificate.file", "download"),
    "outside": ([("docs/c.png", "../secret.png")], 8, "certificate.file", "outside"),
    "absolute": ([("docs/c.png", "/etc/hostname")], 8, "certificate.file", "outside"),
    "link out": ([("docs/c.png", "docs/link.png")], 8, "certificate.file", "a link that leads out"),
    "listed twice": (
        [("[docs/s.png]", "[docs/s.png, docs/s.png]")],
        20,
        "screenshots[1]",
        "listed twice",
    ),
    "too many files": (
        [
            (
                "[docs/s.png]",
                "[docs/s.png, docs/t.png, docs/c.png, docs/p.pdf, docs/i.pdf, docs/inner.png]",
            )
        ],
        20,
        "screenshots",
        "has 6 files",
    ),
    "unknown key": ([("    version:", "    verson:")], 12, "verson", "did you mean version?"),
    "unknown inner key": ([("kind: entity", "knd: entity")], 16, "holder.knd", "kind"),
    "other form's key": (
        [("    work: software", "    work: software\n    authors: x")],
        11,
        "authors",
        "delete it",
    ),
    "no such day": ([("2022-05-01", "2022-02-30")], 18, "completed_on", "no day of the calendar"),
    "slashes": ([("2022-05-01", "2022/5/1")], 18, "completed_on", "type 2022-05-01"),
    "chinese date": ([("2022-05-01", "2022年5月1日")], 18, "completed_on", "type 2022-05-01"),
    "no date": ([("2022-05-01", "yesterday")], 18, "completed_on", "YYYY-MM-DD"),
    "missing key": ([("    version: V2.0\n", "")], 5, "version", "is missing"),
    "empty key": ([("version: V2.0", "version:")], 12, "version", "is empty"),
    "null": ([("version: V2.0", "version: ~")], 12, "version", "is empty"),
    "missing holder": ([("    holder:\n", "    client:\n")], 5, "holder", "write holder: {name"),
    "text for a mapping": (
        [("{file: docs/p.pdf, expires_on: 2030-12-31}", "docs/p.pdf")],
        21,
        "power_of_attorney",
        "a mapping is expected",
    ),
    "list for a text": ([("version: V2.0", "version: [a, b]")], 12, "version", "not a list"),
    "long text": ([("星云排课软件", "云" * 201)], 11, "name", "has 201 characters"),
    "control character": ([("V2.0", '"V\\u0007"')], 12, "version", "control character"),
    "line break": ([("V2.0", '"V\\n2"')], 12, "version", "on one line"),
    "invisible character": ([("V2.0", '"V\\u200b2"')], 12, "version", "(U+200B)"),
    "unfit file name": ([("docs/s.png", '"docs/a:b.png"')], 20, "screenshots[0]", "has ':' in"),
    "long file name": (
        [("docs/s.png", f"docs/{LONG_NAME}")],
        20,
        "screenshots[0]",
        "of 154 characters",
    ),
    "option": ([("kind: entity", "kind: company group")], 16, "holder.kind", "entity"),
    "wrong work": ([("work: software", "work: art")], 10, "work", "works-registration"),
    "bad ref": ([("acme-0001", "a b")], 5, "ref", "letters, digits"),
    "ref of dots": ([("acme-0001", "..")], 5, "ref", "names a folder"),
    "long ref": ([("acme-0001", "a" * 65)], 5, "ref", "1 to 64"),
    "certificate number": (
        [("软著登字第15980140号", "2023SR1417580")],
        9,
        "certificate.number",
        "registration number",
    ),
    "credit code": (
        [("91350100M000100Y43", "91350100M000100Y44")],
        17,
        "holder.identification.number",
        "ask for 3",
    ),
    "empty poa file": (
        [("file: docs/p.pdf,", "file: ,")],
        21,
        "power_of_attorney.file",
        "leave the key out",
    ),
    "poa without date": (
        [(", expires_on: 2030-12-31", "")],
        21,
        "power_of_attorney.expires_on",
        "is missing",
    ),
    "unknown kind": (
        [("software-registration", "software")],
        7,
        "certificate.kind",
        "software-registration",
    ),
    "unknown place": ([("Mainland China", "China")], 3, "place", "Mainland China"),
    "place not served": ([("Mainland China", "香港")], 3, "place", "is not filed for Hong Kong"),
    "unknown type": ([("type: copyright", "type: copyrights")], 3, "type", "copyright"),
    "version": ([("version: 1\n", "version: 2\n")], 1, "version", "type version: 1"),
    "version 1.0": ([("version: 1\n", "version: 1.0\n")], 1, "version", "type version: 1"),
    "no version": ([("version: 1\n", "")], 1, "version", "write version: 1"),
    "no account": ([("account: acme\n", "")], 1, "account", "write account"),
    "empty account": ([("account: acme", "account:")], 2, "account", "is empty"),
    "account with a path": ([("account: acme", "account: ../x")], 2, "account", "no account"),
    "top key": ([("account: acme", "account: acme\nacount: x")], 3, "acount", "account"),
    "no iprs": ([("iprs:\n" + ENTRY, "")], 1, "iprs", "is missing"),
    "no list": ([("iprs:\n" + ENTRY, "iprs: {a: 1}\n")], 4, "iprs", "a list of IPRs"),
    "empty list": ([("iprs:\n" + ENTRY, "iprs: []\n")], 4, "iprs", "lists no IPR"),
    "text in the list": ([("iprs:\n" + ENTRY, "iprs: [x]\n")], 4, "iprs[0]", "a mapping"),
    "defaults no mapping": (
        [("{type: copyright, place: Mainland China}", "x")],
        3,
        "defaults",
        "a mapping is expected",
    ),
    "duplicate yaml key": (
        [("    version: V2.0", "    version: V2.0\n    version: V3.0")],
        13,
        "version",
        "twice",
    ),
    "tag": ([("V2.0", "!!python/object:os.x V2.0")], 12, "", "delete the tag"),
}


@pytest.mark.parametrize("case", CASES)
def test_bad(read: Read, case: str) -> None:
    pairs, line, key, words = CASES[case]
    loaded = read(change(*pairs))
    diagnostics = [diagnostic for diagnostic in loaded.diagnostics if diagnostic.key == key]
    assert len(diagnostics) == 1, [str(diagnostic) for diagnostic in loaded.diagnostics]
    assert diagnostics[0].line == line
    assert words in str(diagnostics[0])
    assert diagnostics[0].hint
    assert re.match(r".+/m\.yaml:\d+:\d+: ", str(diagnostics[0]))
    assert not loaded.entries
    assert not loaded.unreadable


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("# nothing\n", "is empty"),
        ("- a\n", "is a list, not a mapping"),
        ("hello\n", "is a text, not a mapping"),
    ],
)
def test_no_manifest_at_all(read: Read, text: str, words: str) -> None:
    (diagnostic,) = read(text).diagnostics
    assert words in diagnostic.message
    assert "version: 1" in diagnostic.hint


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        (change(("name: 星云排课软件", "name: [星云")), ":12:12", "that begins in line 11"),
        (change(("    work:", "\twork:")), ":10:1", "a tab"),
        (change(("V2.0", "V2: 0")), ":12:16", "put the text in quotes"),
        (change(("V2.0", "V\x00")), ":12:15", "character"),
        (SOFTWARE.encode("gb18030"), ":9:15", "save it again with the encoding UTF-8"),
        (change(("V2.0", "*v")), ":12:14", "undefined alias"),
    ],
)
def test_unreadable(read: Read, text: str | bytes, where: str, words: str) -> None:
    loaded = read(text)
    (error,) = loaded.unreadable
    assert where in error.line()
    assert words in error.line()
    assert error.exit_status == 2
    assert not loaded.entries
    assert not loaded.diagnostics


def test_all_faults_at_once_in_the_order_of_the_file(read: Read) -> None:
    loaded = read(change(("docs/c.png", "docs/x.png"), ("V2.0", ""), ("2022-06-18", "18.6.2022")))
    assert [diagnostic.key for diagnostic in loaded.diagnostics] == [
        "certificate.file",
        "version",
        "first_published_on",
    ]
    assert [entry.is_flawed for entry in loaded.flawed] == [True]
    assert loaded.flawed[0].files["screenshot"]


def test_a_faulty_entry_leaves_the_others(read: Read) -> None:
    other = ENTRY.replace("acme-0001", "acme-0002").replace("2022-05-01", "x")
    loaded = read(SOFTWARE + other)
    assert [entry.ref for entry in loaded.entries] == ["acme-0001"]
    assert [diagnostic.ref for diagnostic in loaded.diagnostics] == ["acme-0002"]


def test_after_a_thousand_faulty_entries_the_rest_is_not_looked_at(read: Read) -> None:
    broken = ENTRY.replace("version: V2.0", "version: ''")
    assert broken != ENTRY
    entries = "".join(broken.replace("acme-0001", f"a-{at}") for at in range(1_003))
    good = ENTRY.replace("acme-0001", "good-1")
    loaded = read(SOFTWARE.replace(ENTRY, good + entries))
    assert loaded.entries == ()  # nothing of a file is filed that was not read to its end
    last = loaded.diagnostics[-1]
    assert (last.code, last.message) == (
        "too-many-faults",
        "3 more entries were not looked at, because 1,000 before have faults",
    )
    assert len({each.ref for each in loaded.diagnostics}) == 1_001


def test_a_fault_of_the_defaults_is_told_once(read: Read) -> None:
    text = change(("place: Mainland China", "place: Mainland China, colour: red"))
    loaded = read(text + ENTRY.replace("acme-0001", "acme-0002"))
    assert len({diagnostic.line for diagnostic in loaded.diagnostics}) == 1
    assert {diagnostic.key for diagnostic in loaded.diagnostics} == {"colour"}


def test_duplicate_refs_name_both_places(folder: Path, read: Read, profile: Profile) -> None:
    read(name="a.yaml")
    read(name="b.yaml")
    loaded = load([folder], profile=profile)
    (diagnostic,) = loaded.diagnostics
    assert diagnostic.path.name == "b.yaml"
    assert diagnostic.line == 5
    assert "a.yaml:5" in diagnostic.message
    assert not loaded.entries
    assert len(loaded.flawed) == 2


def test_duplicate_refs_of_two_accounts(folder: Path, read: Read, profile: Profile) -> None:
    read(name="a.yaml")
    read(change(("account: acme", "account: xingyun")), name="b.yaml")
    assert [diagnostic.key for diagnostic in load([folder], profile=profile).diagnostics] == ["ref"]


def test_folders_are_searched(folder: Path, read: Read, profile: Profile) -> None:
    read(name="a.yaml")
    (folder / "ipp-bot.yaml").write_text("portal: {}\n")
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "x.yaml").write_text("nonsense")
    (folder / "sub").mkdir()
    (folder / "sub" / "b.yml").write_text(
        "version: 1\naccount: acme\niprs: [{ref: x, type: copyright, place: Others}]\n"
    )
    loaded = load([folder, folder / "a.yaml"], profile=profile)
    assert loaded.files == 2
    assert {diagnostic.path.name for diagnostic in loaded.diagnostics} == {"b.yml"}


def test_what_is_not_there(tmp_path: Path, profile: Profile) -> None:
    (tmp_path / "empty").mkdir()
    loaded = load([tmp_path / "absent.yaml", tmp_path / "empty"], profile=profile)
    assert "no such file" in loaded.unreadable[0].line()
    assert "holds no manifest" in loaded.unreadable[1].line()


def test_an_allowed_root(tmp_path: Path, read: Read) -> None:
    text = change(("docs/c.png", "../secret.png"))
    assert not read(text, roots=(tmp_path,)).diagnostics
    assert not read(
        change(("docs/c.png", str(tmp_path / "secret.png"))), roots=(tmp_path,)
    ).diagnostics


def test_links_inside_the_folder_are_followed(folder: Path, read: Read) -> None:
    (entry,) = read(change(("docs/c.png", "docs/inner.png"))).entries
    assert entry.files["certificate"] == ((folder / "docs" / "c.png").resolve(),)


def test_characters_of_two_parts_become_one(read: Read) -> None:
    (entry,) = read(change(("version: V2.0", "version: Cafe\u0301"))).entries
    assert entry.values["version"] == "Caf\u00e9"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_and_line_ends(read: Read, encoding: str) -> None:
    assert not read(SOFTWARE.replace("\n", "\r\n").encode(encoding)).diagnostics


def test_many_entries_share_what_they_can(read: Read) -> None:
    text = SOFTWARE + "".join(
        ENTRY.replace("acme-0001", f"acme-{number:05d}") for number in range(2, 300)
    )
    loaded = read(text)
    assert len(loaded.entries) == 299
    assert not loaded.diagnostics


def test_a_manifest_that_is_too_long_is_not_told_of_aliases(
    read: Callable[..., Loaded], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ipp_bot.yaml_source.MAX_EXPANSION", 30)
    (error,) = read(SOFTWARE).unreadable
    assert "has more than 30 values" in error.message
    assert "split it into several manifests" in error.message
