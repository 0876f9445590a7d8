"""Rules between fields, and documents in their places."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from ipp_bot.manifest import load
from ipp_bot.preflight import DocumentCache, examine

from .conftest import encoded, page, seal, text_pdf

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ipp_bot.diagnostics import Diagnostic
    from ipp_bot.profile import Profile

    Examine = Callable[..., list[Diagnostic]]

ACME = "Acme Rights Agency Ltd."
TODAY = dt.date(2026, 11, 23)
HEAD = "version: 1\naccount: acme\niprs:\n"
SOFTWARE = """\
  - ref: a-1
    type: copyright
    place: Mainland China
    certificate: {kind: software-registration, file: c.png}
    work: software
    name: 星云
    version: V1
    registration_number: 2023SR1417580
    holder: {name: Acme Rights Agency Limited, kind: entity}
    completed_on: 2022-05-01
    first_published_on: 2022-06-18
    screenshots: s.png
"""
OTHER = SOFTWARE.replace(
    "{name: Acme Rights Agency Limited, kind: entity}",
    "{name: 杭州星云科技有限公司, kind: entity, "
    "identification: {file: i.png, number: 91350100M000100Y43}}",
) + ("    power_of_attorney: {file: p.png, expires_on: 2028-01-01}\n")
PATENT = """\
  - ref: p-1
    type: patent
    place: Mainland China
    patent_kind: invention
    certificate: {file: c.png}
    name: 一种方法
    registration_number: ZL201710601862.3
    filed_on: 2017-07-21
    granted_on: 2019-01-01
    expires_on: 2037-07-20
    holder: {name: Acme Rights Agency Ltd., kind: entity}
"""
WORKS = """\
  - ref: w-1
    type: copyright
    place: Mainland China
    certificate: {kind: works-registration, file: c.png}
    work: art
    name: 星云小熊
    registration_number: 国作登字-2021-F-00268255
    authors: 李
    holder: {name: Acme Rights Agency Ltd., kind: entity}
    created_on: 2020-11-02
    registered_on: 2021-03-15
    work_samples: s.png
"""


@pytest.fixture
def examined(tmp_path: Path, profile: Profile) -> Examine:
    """Examines a manifest whose documents are all good, unless written before."""
    good = encoded(seal(page((253, 246, 230))))

    def call(
        text: str, *pairs: tuple[str, str], complainants: dict[str, str] | None = None
    ) -> list[Diagnostic]:
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        for name in ("c.png", "s.png", "i.png", "p.png"):
            if not (tmp_path / name).exists():
                (tmp_path / name).write_bytes(good)
        (tmp_path / "m.yaml").write_text(HEAD + text, "utf-8")
        loaded = load([tmp_path / "m.yaml"], profile=profile)
        assert not loaded.diagnostics, [str(diagnostic) for diagnostic in loaded.diagnostics]
        names = {"acme": ACME} if complainants is None else complainants
        return examine(loaded.entries, profile=profile, complainants=names, today=TODAY)

    return call


@pytest.mark.parametrize("text", [SOFTWARE, OTHER, PATENT, WORKS])
def test_good(examined: Examine, text: str) -> None:
    assert examined(text) == []


@pytest.mark.parametrize(
    ("text", "pair", "key", "code"),
    [
        (SOFTWARE, ("2022-06-18", "2022-04-30"), "first_published_on", "date-order"),
        (SOFTWARE, ("2022-06-18", "2026-11-24"), "first_published_on", "date-future"),
        (SOFTWARE, ("2023SR1417580", "2021SR1417580"), "registration_number", "number-year"),
        (SOFTWARE, ("2023SR1417580", "2031SR1417580"), "registration_number", "number-year"),
        (
            SOFTWARE,
            ("Acme Rights Agency Limited", "Other Ltd."),
            "power_of_attorney",
            "poa-missing",
        ),
        (WORKS, ("2020-11-02", "2021-05-01"), "registered_on", "date-order"),
        (WORKS, ("2020-11-02", "2022-05-01"), "registration_number", "number-year"),
        (PATENT, ("2019-01-01", "2016-01-01"), "granted_on", "date-order"),
        (PATENT, ("2037-07-20", "2025-07-20"), "expires_on", "right-expired"),
        (PATENT, ("ZL201710601862.3", "ZL201220687633.0"), "patent_kind", "patent-kind"),
        (OTHER, ("2028-01-01", "2026-11-23"), "power_of_attorney.expires_on", "poa-expired"),
        (OTHER, ("2028-01-01", "2020-01-01"), "power_of_attorney.expires_on", "poa-expired"),
        (
            OTHER,
            (", number: 91350100M000100Y43", ""),
            "holder.identification.number",
            "identification-missing",
        ),
        (OTHER, ("file: i.png, ", ""), "holder.identification.file", "identification-missing"),
    ],
)
def test_faults(examined: Examine, text: str, pair: tuple[str, str], key: str, code: str) -> None:
    diagnostics = [diagnostic for diagnostic in examined(text, pair) if diagnostic.code == code]
    assert key in [diagnostic.key for diagnostic in diagnostics]
    for diagnostic in diagnostics:
        assert diagnostic.hint
        assert diagnostic.line > 1
        assert diagnostic.ref
        assert not diagnostic.is_warning


@pytest.mark.parametrize(
    ("text", "pair", "key", "code"),
    [
        (OTHER, ("杭州星云科技有限公司", ACME), "power_of_attorney", "poa-unneeded"),
        (OTHER, ("2028-01-01", "2026-12-01"), "power_of_attorney.expires_on", "poa-expiring"),
        (OTHER, ("杭州星云科技有限公司", "李晓明"), "holder.kind", "holder-kind"),
        (SOFTWARE, ("kind: entity", "kind: individual"), "holder.kind", "holder-kind"),
        (WORKS, ("2021-03-15", "2022-03-15"), "registered_on", "number-year"),
        (PATENT, ("2017-07-21", "2016-07-21"), "filed_on", "number-year"),
    ],
)
def test_warnings(examined: Examine, text: str, pair: tuple[str, str], key: str, code: str) -> None:
    (diagnostic,) = examined(text, pair)
    assert (diagnostic.key, diagnostic.code) == (key, code)
    assert diagnostic.is_warning
    assert ": warning: " in str(diagnostic)


def test_without_a_workspace_the_poa_is_not_judged(examined: Examine) -> None:
    assert examined(SOFTWARE, ("Acme Rights Agency Limited", "Other Ltd."), complainants={}) == []


def test_an_account_that_is_not_in_the_settings(examined: Examine) -> None:
    (diagnostic,) = examined(SOFTWARE, complainants={"other": "X"})
    assert (diagnostic.line, diagnostic.column, diagnostic.code) == (2, 10, "account")
    assert "other" in diagnostic.hint


def test_an_account_is_told_once_and_only_if_it_is_a_name(
    tmp_path: Path, examined: Examine, profile: Profile
) -> None:
    examined(SOFTWARE)
    (tmp_path / "m.yaml").write_text(HEAD.replace("acme", "../x") + SOFTWARE, "utf-8")
    loaded = load([tmp_path / "m.yaml"], profile=profile)
    found = examine(loaded.flawed, profile=profile, complainants={"acme": ACME}, today=TODAY)
    assert [diagnostic.code for diagnostic in (*loaded.diagnostics, *found)] == ["value"]


def test_an_international_patent_was_filed_years_before_its_number(examined: Examine) -> None:
    pct = ("ZL201710601862.3", "ZL201780601862.1")
    assert examined(PATENT, pct, ("2017-07-21", "2015-01-30"), ("2037-07-20", "2035-01-29")) == []


def test_one_number_in_two_entries(examined: Examine) -> None:
    (diagnostic,) = examined(SOFTWARE + SOFTWARE.replace("a-1", "a-2"))
    assert diagnostic.code == "duplicate-number"
    assert "m.yaml:11" in diagnostic.message
    assert diagnostic.line == 23


@pytest.mark.parametrize(
    ("name", "key", "line"),
    [
        ("c.png", "certificate.file", 7),
        ("s.png", "screenshots", 15),
        ("i.png", "holder.identification.file", 12),
        ("p.png", "power_of_attorney.file", 16),
    ],
)
def test_a_bad_document_is_told_at_its_key(
    tmp_path: Path, examined: Examine, name: str, key: str, line: int
) -> None:
    (tmp_path / name).write_bytes(b"%PDF-1.4")
    diagnostics = examined(OTHER)
    assert {(diagnostic.key, diagnostic.line) for diagnostic in diagnostics} == {(key, line)}
    assert "extension" in {diagnostic.code for diagnostic in diagnostics}


def test_a_bad_document_of_a_list_is_told_at_its_line(tmp_path: Path, examined: Examine) -> None:
    (tmp_path / "p.png").write_bytes(b"")
    several = "screenshots:\n      - s.png\n      - c.png\n      - p.png\n"
    (diagnostic,) = examined(SOFTWARE, ("screenshots: s.png\n", several))
    assert (diagnostic.line, diagnostic.column, diagnostic.key) == (18, 9, "screenshots[2]")


def test_only_certificates_and_powers_of_attorney_must_be_in_colour(
    tmp_path: Path, examined: Examine
) -> None:
    for name in ("c.png", "s.png", "i.png", "p.png"):
        (tmp_path / name).write_bytes(encoded(page()))
    diagnostics = examined(OTHER)
    assert [diagnostic.key for diagnostic in diagnostics] == [
        "certificate.file",
        "power_of_attorney.file",
    ]
    assert all(diagnostic.is_warning and "seal" in diagnostic.message for diagnostic in diagnostics)


def test_documents_that_are_not_sent_are_not_judged(tmp_path: Path, examined: Examine) -> None:
    (tmp_path / "p.png").write_bytes(b"broken")
    (diagnostic,) = examined(OTHER, ("杭州星云科技有限公司", ACME))
    assert diagnostic.code == "poa-unneeded"


def test_flawed_entries_are_judged_by_what_they_have(tmp_path: Path, profile: Profile) -> None:
    (tmp_path / "c.png").write_bytes(b"hello")
    (tmp_path / "s.png").write_bytes(encoded(page()))
    text = SOFTWARE.replace("V1", "").replace("2022-06-18", "2021-01-01").replace("Acme", "X")
    (tmp_path / "m.yaml").write_text(HEAD + text, "utf-8")
    loaded = load([tmp_path / "m.yaml"], profile=profile)
    assert [diagnostic.key for diagnostic in loaded.diagnostics] == ["version"]
    found = examine(loaded.flawed, profile=profile, complainants={"acme": ACME}, today=TODAY)
    assert sorted(diagnostic.code for diagnostic in found) == [
        "date-order",
        "format",
        "identification-missing",
        "identification-missing",
        "poa-missing",
    ]


def test_shared_documents_are_judged_once(tmp_path: Path, profile: Profile) -> None:
    for name in ("c.png", "s.png"):
        (tmp_path / name).write_bytes(encoded(page()))
    entries = "".join(
        SOFTWARE.replace("a-1", f"a-{number}").replace("1417580", f"{1000000 + number}")
        for number in range(300)
    )
    (tmp_path / "m.yaml").write_text(HEAD + entries, "utf-8")
    cache = DocumentCache()
    loaded = load([tmp_path / "m.yaml"], profile=profile)
    found = examine(loaded.entries, profile=profile, complainants={}, today=TODAY, cache=cache)
    assert cache.examined == 1
    assert len(found) == 300


@pytest.mark.parametrize(("pages", "told"), [(2, False), (4, False), (12, True)])
def test_many_certificates_in_one_file(
    tmp_path: Path, examined: Examine, pages: int, *, told: bool
) -> None:
    (tmp_path / "c.pdf").write_bytes(text_pdf(pages))
    found = examined(SOFTWARE, ("file: c.png", "file: c.pdf"))
    assert [each.code for each in found] == ["many-certificates"] * told
    assert all(each.is_warning and "has 12 pages" in each.message for each in found)


@pytest.mark.parametrize(
    ("holder", "complainant", "told"),
    [
        ("龍騰科技有限公司", "龙腾科技有限公司", True),
        ("髙桥商贸有限公司", "高桥商贸有限公司", True),
        ("龙飞科技有限公司", "龙腾科技有限公司", False),
    ],
)
def test_a_holder_that_differs_in_writing_only(
    examined: Examine, holder: str, complainant: str, *, told: bool
) -> None:
    found = examined(
        SOFTWARE, ("Acme Rights Agency Limited", holder), complainants={"acme": complainant}
    )
    (missing,) = (each for each in found if each.code == "poa-missing")
    assert ("differ only in writing" in missing.message) is told
