"""What an entry becomes: values by field key, files by slot, places."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from ipp_bot.manifest import Poa

from .conftest import SOFTWARE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ipp_bot.manifest import Loaded
    from ipp_bot.profile import Profile

    Read = Callable[..., Loaded]

HEAD = "version: 1\naccount: acme\niprs:\n"
HOLDER = "    holder: {name: Acme Ltd., kind: entity}\n"
MARK = (
    HEAD
    + """\
  - ref: m
    type: 商标
    place: 中国大陆
    certificate: {file: docs/c.png}
    name: 星云
    mark_type: word
    registration_number: 第10001234号
    classes: [42, 第9类]
    expires_on: 2032-11-20
"""
    + HOLDER
)
PATENT = (
    HEAD
    + """\
  - ref: p
    type: patent
    place: Mainland China
    patent_kind: invention
    certificate: {file: docs/c.png}
    name: 一种方法
    registration_number: zl 2017 1 0601862.3
    filed_on: 2017-07-21
    granted_on: 2019-01-01
    expires_on: 2037-07-20
"""
    + HOLDER
)


def test_values_of_software(folder: Path, read: Read) -> None:
    (entry,) = read().entries
    assert entry.form == "copyright-software"
    assert entry.values == {
        "has_certificate": "yes",
        "certificate_number": "软著登字第15980140号",
        "work": "software",
        "name": "星云排课软件",
        "version": "V2.0",
        "registration_number": "2023SR1417580",
        "holder": "杭州星云科技有限公司",
        "holder_kind": "entity",
        "holder_identification_number": "91350100M000100Y43",
        "completed_on": "2022-05-01",
        "first_published_on": "2022-06-18",
        "acquisition": "original",
        "rights_scope": "all",
        "power_of_attorney_expires_on": "2030-12-31",
    }
    docs = folder.resolve() / "docs"
    assert entry.files == {
        "certificate": (docs / "c.png",),
        "screenshot": (docs / "s.png",),
        "holder_identification": (docs / "i.pdf",),
    }
    assert entry.poa == Poa(docs / "p.pdf", dt.date(2030, 12, 31))
    assert entry.title == "星云排课软件"
    assert entry.registration_number == "2023SR1417580"


@pytest.mark.parametrize(
    ("typed", "value"),
    [("2.0", "2.0"), ("No", "No"), ("1e3", "1e3"), ("0012", "0012"), ("2022-05-01", "2022-05-01")],
)
def test_traps_of_yaml_stay_as_typed(read: Read, typed: str, value: str) -> None:
    (entry,) = read(SOFTWARE.replace("V2.0", typed)).entries
    assert entry.values["version"] == value


def test_a_registration_number_with_leading_zeros(read: Read) -> None:
    text = MARK.replace("第10001234号", "00512345")
    assert read(text).entries[0].registration_number == "00512345"


@pytest.mark.parametrize("typed", ["软件", "Software", "SOFTWARE", "计算机软件"])
def test_values_may_be_chinese_or_english(read: Read, typed: str) -> None:
    (entry,) = read(SOFTWARE.replace("work: software", f"work: {typed}")).entries
    assert entry.values["work"] == "software"


def test_empty_optional_keys_are_absent(read: Read) -> None:
    (entry,) = read(SOFTWARE.replace("2022-06-18", "")).entries
    assert "first_published_on" not in entry.values


def test_poa_that_is_not_signed_yet(read: Read) -> None:
    (entry,) = read(SOFTWARE.replace("file: docs/p.pdf, ", "")).entries
    assert entry.poa == Poa(None, dt.date(2030, 12, 31))


@pytest.mark.parametrize(
    ("complainant", "needed"),
    [("杭州星云科技有限公司", False), ("杭州星云科技有限公司 ", False), ("Acme", True)],
)
def test_needs_poa(read: Read, complainant: str, *, needed: bool) -> None:
    assert read().entries[0].needs_poa(complainant) is needed


def test_positions(read: Read) -> None:
    (entry,) = read().entries
    assert entry.position("registration_number") == (13, 26)
    assert entry.position("holder") == (15, 13)
    assert entry.position("holder.identification.number") == (17, 50)
    assert entry.position("holder_identification_number") == (17, 50)
    assert entry.position("screenshots[0]") == (20, 19)
    assert entry.position("account") == (2, 10)
    assert entry.position("nothing.of.it") == (5, 5)
    assert entry.line == 5


def test_defaults_give_way_as_a_whole(read: Read) -> None:
    text = SOFTWARE.replace(
        "place: Mainland China}",
        "place: Mainland China, client: A, holder: {name: X, kind: individual}, classes: [9]}",
    )
    (entry,) = read(text).entries
    assert entry.client == "A"
    assert entry.holder == "杭州星云科技有限公司"
    assert "class" not in entry.values


def test_anchors_and_merge_keys(read: Read) -> None:
    text = SOFTWARE.replace("  - ref: acme-0001", "  - &first\n    ref: acme-0001") + (
        "  - <<: *first\n    ref: acme-0002\n    registration_number: 2023SR1417581\n"
    )
    one, two = read(text).entries
    assert (one.ref, two.ref) == ("acme-0001", "acme-0002")
    assert two.registration_number == "2023SR1417581"
    assert two.values["name"] == one.values["name"]


def test_trademark(read: Read) -> None:
    loaded = read(MARK)
    assert "type 10001234" in str(loaded.diagnostics[0])
    (entry,) = read(MARK.replace("第10001234号", "1000 1234")).entries
    assert entry.form == "trademark"
    assert entry.values["class"] == ("9", "42")
    assert entry.values["registration_number"] == "10001234"
    assert [entry.values[f"is_{word}"] for word in ("renewed", "assigned", "changed")] == ["no"] * 3
    (renewed,) = read(
        MARK.replace("第10001234号", "10001234") + "    renewed: docs/t.png\n"
    ).entries
    assert renewed.values["is_renewed"] == "yes"
    assert renewed.files["renewed"]


def test_an_image_is_asked_for_where_there_is_one(read: Read) -> None:
    text = MARK.replace("第10001234号", "10001234").replace("type: word", "type: figurative")
    (diagnostic,) = read(text).diagnostics
    assert diagnostic.key == "mark_image"
    assert "mark_type: figurative" in diagnostic.message


@pytest.mark.parametrize("classes", ["[46]", "[9, 9]", "[x]", "[]"])
def test_classes(read: Read, classes: str) -> None:
    text = MARK.replace("第10001234号", "10001234").replace("[42, 第9类]", classes)
    assert [diagnostic.key for diagnostic in read(text).diagnostics] == ["classes"]


def test_patent(read: Read) -> None:
    (entry,) = read(PATENT).entries
    assert entry.registration_number == "ZL201710601862.3"
    (diagnostic,) = read(PATENT.replace("invention", "design")).diagnostics
    assert diagnostic.key == "evaluation_report"


def test_abroad_needs_a_country(read: Read) -> None:
    text = PATENT.replace("Mainland China", "Others").replace("zl 2017 1 0601862.3", "US 1")
    (diagnostic,) = read(text).diagnostics
    assert (diagnostic.key, diagnostic.code) == ("country", "missing")
    (entry,) = read(text.replace("place: Others", "place: Others\n    country: 美国")).entries
    assert (entry.place, entry.country) == ("Others", "United States")
    (diagnostic,) = read(text.replace("place: Others", "place: HK\n    country: 美国")).diagnostics
    assert "does not go with place: Hong Kong, China" in diagnostic.message


def test_proofs(read: Read) -> None:
    text = (
        HEAD
        + """\
  - ref: t
    type: copyright
    place: Mainland China
    proof: {kind: 时间戳, file: docs/c.png}
    work: photography
    name: 晨雾
    authors: [陈雨, 王芳]
    created_on: 2023-04-12
    work_samples: docs/s.png
"""
        + HOLDER
    )
    (entry,) = read(text).entries
    assert entry.form == "copyright-proof"
    assert entry.values["proof_kind"] == "timestamp"
    assert entry.values["has_certificate"] == "no"
    assert entry.values["author"] == "陈雨; 王芳"
    assert entry.registration_number is None
    (diagnostic,) = read(text.replace("photography", "software")).diagnostics
    assert "software-registration" in diagnostic.hint
    (diagnostic,) = read(
        text + "    certificate: {kind: works-registration, file: docs/c.png}\n"
    ).diagnostics
    assert "is given beside" in diagnostic.message
    (diagnostic,) = read(
        text.replace("    proof: {kind: 时间戳, file: docs/c.png}\n", "")
    ).diagnostics
    assert "proof is missing" in diagnostic.message


def test_a_new_plain_field_needs_no_python(tmp_path: Path, read: Read, profile: Profile) -> None:
    form = profile.form("copyright-software")
    field = form.field("short_name").model_copy(
        update={"key": "nickname", "labels": ("Nickname", "昵称"), "max_length": 5}
    )
    wider = profile.model_copy(
        update={
            "forms": tuple(
                each.model_copy(update={"fields": (*each.fields, field)})
                if each.name == form.name
                else each
                for each in profile.forms
            )
        }
    )
    from ipp_bot.manifest import load

    read(SOFTWARE + "    nickname: Xing\n")
    path = tmp_path / "manifests" / "m.yaml"
    assert load([path], profile=wider).entries[0].values["nickname"] == "Xing"
    assert load([path], profile=profile).diagnostics[0].code == "unknown-key"
    read(SOFTWARE + "    nickname: Xingyun\n")
    assert "has 7 characters" in load([path], profile=wider).diagnostics[0].message


WORKS_ABROAD = (
    HEAD
    + """\
  - ref: w
    type: copyright
    place: Others
    country: United States
    certificate: {kind: works-registration, file: docs/c.png}
    work: art
    name: Mist
    registration_number: NUMBER
    authors: Chen Yu
    created_on: 2020-04-12
    registered_on: 2021-04-12
    issuing_office: An office
    work_samples: docs/s.png
"""
    + HOLDER
)


@pytest.mark.parametrize(
    ("place", "typed", "filed"),
    [
        ("Others\n    country: United States", "VA-0002345678", "VA0002345678"),
        ("Others\n    country: United States", "vau 000 598 764", "VAU000598764"),
        ("Others\n    country: United Kingdom", "VA-0002345678", "VA-0002345678"),
        ("Hong Kong, China", "HK-2021-004417", "HK-2021-004417"),
        ("Taiwan, China", "TW-2021-004417", "TW-2021-004417"),
        ("Others\n    country: Germany", "EP 1234567890", "EP 1234567890"),
    ],
)
def test_only_american_numbers_lose_their_separators(
    read: Read, place: str, typed: str, filed: str
) -> None:
    text = WORKS_ABROAD.replace("Others\n    country: United States", place)
    loaded = read(text.replace("NUMBER", typed))
    assert loaded.diagnostics == ()
    assert loaded.entries[0].registration_number == filed


def test_an_american_number_without_its_zeros_is_a_warning(read: Read) -> None:
    loaded = read(WORKS_ABROAD.replace("NUMBER", "VA 2-345-678"))
    (warning,) = loaded.diagnostics
    assert warning.is_warning
    assert "type VA0002345678" in warning.hint
    assert loaded.entries[0].registration_number == "VA 2-345-678"


@pytest.mark.parametrize(
    ("typed", "filed", "words"),
    [
        ("CN201710601862.3", "ZL201710601862.3", "an application"),
        ("ZL201710601862", "ZL201710601862.3", "lacks its check digit"),
        ("201710601862.3", "ZL201710601862.3", ""),
    ],
)
def test_patent_numbers_that_are_completed(read: Read, typed: str, filed: str, words: str) -> None:
    loaded = read(PATENT.replace("zl 2017 1 0601862.3", typed))
    assert loaded.entries[0].registration_number == filed
    warned = [warning for warning in loaded.diagnostics if words and words in warning.message]
    assert len(warned) == len(loaded.diagnostics) == bool(words)
    assert all(warning.is_warning for warning in warned)


def test_a_card_of_before_2000(read: Read) -> None:
    loaded = read(
        SOFTWARE.replace("91350100M000100Y43", "110105491231002").replace("entity", "individual")
    )
    (warning,) = loaded.diagnostics
    assert warning.is_warning
    assert "11010519491231002X" in warning.hint
    assert loaded.entries[0].values["holder_identification_number"] == "110105491231002"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("2004SR065490", "6 digits after SR; numbers of 2004 have 5"),
        ("2023SR141758", "6 digits after SR; numbers of 2023 have 7"),
        ("2004SR06549", ""),
        ("2015SR141758", ""),
    ],
)
def test_software_numbers_of_an_unusual_length(read: Read, number: str, words: str) -> None:
    loaded = read(SOFTWARE.replace("2023SR1417580", number))
    assert [words in each.message for each in loaded.diagnostics] == [True] * bool(words)
    assert len(loaded.entries) == 1


@pytest.mark.parametrize(
    ("number", "codes"),
    [
        ("2025SR1417580", []),
        ("2026SR0000001", []),
        ("2024SR1417580", ["not-printed"]),
        ("2023SR1417580", ["missing"]),
        ("2004SR06549", ["missing"]),
    ],
)
def test_a_completion_date_that_certificates_no_longer_bear(
    read: Read, number: str, codes: list[str]
) -> None:
    text = SOFTWARE.replace("2023SR1417580", number).replace("    completed_on: 2022-05-01\n", "")
    loaded = read(text)
    assert [each.code for each in loaded.diagnostics] == codes
    assert len(loaded.entries) == (codes != ["missing"])
    assert all("completed_on" not in entry.values for entry in loaded.entries)
    assert all(each.key == "completed_on" for each in loaded.diagnostics)
