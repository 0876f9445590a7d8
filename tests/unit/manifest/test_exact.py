"""One mistake, one fault; several mistakes, all of them, whatever else is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.manifest.conftest import SOFTWARE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ipp_bot.manifest import Loaded

    Read = Callable[..., Loaded]

CERTIFICATE = SOFTWARE[SOFTWARE.index("    certificate:") : SOFTWARE.index("    work:")]
HOLDER = SOFTWARE[SOFTWARE.index("    holder:") : SOFTWARE.index("    completed_on:")]
ENTRY = SOFTWARE[SOFTWARE.index("  - ref:") :]
ANCHORED = ENTRY.replace("- ref", "- &a\n    ref", 1)


def change(*pairs: tuple[str, str]) -> str:
    text = SOFTWARE
    for before, after in pairs:
        assert before in text, before
        text = text.replace(before, after, 1)
    return text


def told(loaded: Loaded) -> list[tuple[int, int, str]]:
    return [
        (diagnostic.line, diagnostic.column, diagnostic.key) for diagnostic in loaded.diagnostics
    ]


@pytest.mark.parametrize(
    ("pairs", "diagnostics"),
    [
        ([("    completed_on", "    compleated_on")], [(18, 5, "compleated_on")]),
        ([("kind: entity\n", "knd: entity\n")], [(16, 7, "holder.knd")]),
        ([("    certificate:", "    certificte:")], [(6, 5, "certificte")]),
        ([("{type:", "{tpye:")], [(3, 12, "tpye")]),
        ([("version: 1", "verson: 1")], [(1, 1, "verson")]),
        ([("type: copyright, ", "")], [(5, 5, "type")]),
        ([("Mainland China", "Macao")], [(3, 36, "place")]),
        ([(CERTIFICATE, "")], [(5, 5, "certificate")]),
        ([("      kind: software-registration\n", "")], [(7, 7, "certificate.kind")]),
        (
            [("    work:", "    proof: {kind: timestamp, file: docs/c.png}\n    work:")],
            [(10, 12, "proof")],
        ),
    ],
)
def test_one_mistake_is_one_fault(
    read: Read, pairs: list[tuple[str, str]], diagnostics: list[tuple[int, int, str]]
) -> None:
    assert told(read(change(*pairs))) == diagnostics


@pytest.mark.parametrize(
    ("pair", "first"),
    [
        (("{type: copyright, place", "{place"), "type"),
        ((CERTIFICATE, "    certificate: [x]\n"), "certificate"),
        (("      kind: software-registration\n", ""), "certificate.kind"),
    ],
)
def test_an_open_form_hides_no_other_fault(read: Read, pair: tuple[str, str], first: str) -> None:
    loaded = read(
        change(
            pair,
            ("    name: 星云排课软件\n", "    nothing: 1\n"),
            ("2022-05-01", "2022-13-01"),
            ("docs/s.png", "docs/nowhere.png"),
        )
    )
    keys = sorted(diagnostic.key for diagnostic in loaded.diagnostics)
    assert keys == sorted([first, "name", "nothing", "completed_on", "screenshots[0]"])


@pytest.mark.parametrize("empty", ["''", '"  "', "[]", "~", ""])
def test_nothing_is_nothing_however_it_is_written(read: Read, empty: str) -> None:
    assert not read(change(("2022-06-18", empty))).diagnostics
    assert told(read(change(("    version: V2.0", f"    version: {empty}")))) != []
    (diagnostic,) = read(change(("[docs/s.png]", empty))).diagnostics
    assert (diagnostic.key, diagnostic.message) == ("screenshots", "is empty")


@pytest.mark.parametrize("empty", ["''", "[]", "~"])
def test_what_another_key_demands_is_not_met_by_nothing(read: Read, empty: str) -> None:
    loaded = read(
        "version: 1\naccount: acme\niprs:\n"
        "  - {ref: p-1, type: patent, place: Mainland China, patent_kind: design,\n"
        "     certificate: {file: docs/c.png}, name: x, registration_number: ZL202230567893.3,\n"
        "     holder: {name: x, kind: entity}, filed_on: 2022-08-29, granted_on: 2023-01-17,\n"
        f"     expires_on: 2037-08-28, evaluation_report: {empty}}}\n"
    )
    (diagnostic,) = loaded.diagnostics
    assert (diagnostic.line, diagnostic.key) == (7, "evaluation_report")
    assert "is missing with patent_kind: design" in diagnostic.message


@pytest.mark.parametrize(
    ("iprs", "place"),
    [
        (ANCHORED + "  - *a\n", (6, 10)),
        (ANCHORED + "  - {<<: *a, name: other}\n", (23, 5)),
        (ENTRY + "  - {ref: acme-0001}\n", (22, 11)),
        ("  [{ref: a}, {ref: a}]\n", (5, 20)),
    ],
)
def test_a_ref_given_twice_in_one_line(read: Read, iprs: str, place: tuple[int, int]) -> None:
    loaded = read(SOFTWARE.replace(ENTRY, iprs))
    twice = [(f.line, f.column) for f in loaded.diagnostics if f.code == "duplicate-ref"]
    assert twice == [place]
    assert not loaded.entries


def test_a_ref_is_nothing_to_share(read: Read) -> None:
    loaded = read(
        change(("{type", "{ref: acme-0001, type"), ("- ref: acme-0001\n    cert", "- cert"))
    )
    assert told(loaded) == [(3, 12, "defaults.ref"), (5, 5, "ref")]


def test_a_country_of_the_defaults_is_for_the_places_that_need_one(read: Read) -> None:
    assert not read(change(("{type", "{country: United States, type"))).diagnostics
    (diagnostic,) = read(change(("    work:", "    country: United States\n    work:"))).diagnostics
    assert diagnostic.key == "country"
    assert "place: Others" in diagnostic.hint


@pytest.mark.parametrize("name", ["a\nb", "a\x1bb", "a\udcffb", "a\u2028b"])
def test_a_fault_is_one_line_that_any_terminal_can_show(
    folder: Path, read: Read, name: str
) -> None:
    (folder / "docs" / f"{name}.png").write_text("x")
    loaded = read(change(("docs/c.png", "docs/ab.png")), name=f"{name}.yaml")
    (line,) = map(str, loaded.diagnostics)
    line.encode()
    assert line.isprintable()
    assert "did you mean docs/a" in line


def test_a_long_value_is_cut_in_the_middle(read: Read) -> None:
    (diagnostic,) = read(change(("docs/c.png", "x" * 9000 + ".png"))).diagnostics
    assert len(str(diagnostic)) < 1000
    assert "File name too long" in str(diagnostic)
    assert len(diagnostic.message) > 9000


@pytest.mark.parametrize(
    ("name", "target", "words"),
    [
        ("gone.png", "nowhere.png", "is a link to a file that is not there"),
        ("round.png", "round.png", "leads round in a circle"),
        ("text.png", "notes.txt", "leads to 'notes.txt' and has the format .txt"),
    ],
)
def test_links_that_lead_to_no_document(
    folder: Path, read: Read, name: str, target: str, words: str
) -> None:
    (folder / "docs" / name).symlink_to(target)
    (diagnostic,) = read(change(("docs/c.png", f"docs/{name}"))).diagnostics
    assert words in diagnostic.message


@pytest.mark.parametrize("classes", ["[46]", "all", '"9, 42"'])
def test_classes_are_numbers(read: Read, classes: str) -> None:
    (diagnostic,) = read(
        "version: 1\naccount: acme\niprs:\n"
        "  - {ref: t-1, type: trademark, place: Mainland China, mark_type: word, name: x,\n"
        "     certificate: {file: docs/c.png}, registration_number: 10001234,\n"
        f"     holder: {{name: x}}, expires_on: 2032-11-20, classes: {classes}}}\n"
    ).diagnostics
    assert (diagnostic.line, diagnostic.key) == (6, "classes")
    assert diagnostic.hint == "one of 1 to 45; several as [1, 45]"


def test_a_full_width_date_is_a_date(read: Read) -> None:
    (entry,) = read(change(("2022-05-01", "２０２２-０５-０１"))).entries
    assert entry.values["completed_on"] == "2022-05-01"


def test_an_example_of_an_end_lies_ahead(read: Read) -> None:
    (diagnostic,) = read(change((", expires_on: 2030-12-31", ""))).diagnostics
    assert diagnostic.hint == "write expires_on: 2030-12-31"
