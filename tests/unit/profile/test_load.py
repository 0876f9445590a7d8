"""Profiles: the shipped one agrees with itself, an own one's faults have places."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import ipp_bot.profile
from ipp_bot.errors import ProfileError
from ipp_bot.profile import Form, FormField, Kind, Profile, folded, index_of, load_profile

SHIPPED = Path(ipp_bot.profile.__file__).parent / "alibaba-ipp.yaml"


@pytest.fixture(scope="module")
def profile() -> Profile:
    return load_profile("alibaba-ipp")


def every_field(profile: Profile) -> list[tuple[Form, FormField]]:
    return [(form, field) for form in profile.forms for field in form.fields]


def test_every_copyright_path_has_one_form(profile: Profile) -> None:
    for place in profile.places:
        kinds = [
            (form.proof, kind)
            for form in profile.forms
            if form.type == "copyright" and place in form.places
            for kind in form.kinds
        ]
        assert len(kinds) == len(set(kinds))
        assert ("certificate", "works-registration") in kinds


@pytest.mark.parametrize("kind", ["trademark", "patent"])
def test_other_types_have_one_form_a_place(profile: Profile, kind: str) -> None:
    places = [place for form in profile.forms if form.type == kind for place in form.places]
    assert sorted(places) == sorted(profile.places)


def test_every_field_is_known_in_both_languages(profile: Profile) -> None:
    for form, field in every_field(profile):
        languages = {any(ord(c) > 0x2E80 for c in label) for label in field.labels}
        assert languages == {True, False}, (form.name, field.key)


def test_the_labels_of_one_form_are_told_apart(profile: Profile) -> None:
    for form in profile.forms:
        first = [folded(field.labels[0]) for field in form.fields]
        assert len(first) == len(set(first)), form.name


def test_manifest_keys_of_one_form_are_told_apart(profile: Profile) -> None:
    for form in profile.forms:
        keys = [field.dotted for field in form.fields if field.in_manifest]
        assert len(keys) == len(set(keys)), form.name


def test_software_accepts_one_option_or_two(profile: Profile) -> None:
    labels = profile.form("copyright-software").field("work").options["software"]
    assert {"Software", "Software and other types of works"} <= set(labels)


def test_classes_unfold(profile: Profile) -> None:
    field = profile.form("trademark").field("class")
    assert list(field.options) == [str(number) for number in range(1, 46)]
    assert field.options["9"] == ("9", "Class 9", "第9类", "9类")
    assert field.kind is Kind.MULTICHOICE


def test_general_words_may_stand_for_every_work_but_software(profile: Profile) -> None:
    works = profile.form("copyright-works").field("work").options
    assert len(works) == 14
    assert all("Other types of works" in labels[1:] for labels in works.values())
    software = profile.form("copyright-software").field("work").options["software"]
    assert "Other types of works" not in software


def test_shared_fields_are_overridden_in_one_form_only(profile: Profile) -> None:
    software = profile.form("copyright-software").field("registration_number")
    proof = profile.form("copyright-proof").field("registration_number")
    assert software.required
    assert not proof.required
    assert software.check == "software-registration-number"


def test_conditions(profile: Profile) -> None:
    report = profile.form("patent").field("evaluation_report")
    assert report.is_required({"patent_kind": "design"})
    assert not report.is_required({"patent_kind": "invention"})
    assert report.applies({"patent_kind": "invention"})
    abroad = profile.form("patent-abroad").field("evaluation_report")
    assert not abroad.is_required({"patent_kind": "design"})
    renewed = profile.form("trademark").field("renewed")
    assert renewed.applies({"is_renewed": "yes"})
    assert not renewed.applies({"is_renewed": "no"})


def test_index_leaves_out_what_is_ambiguous() -> None:
    index = index_of({"a": ("One", "Both"), "b": ("Two", "both:"), "both": ("Three",)})
    assert index == {"a": "a", "one": "a", "b": "b", "two": "b", "both": "both", "three": "both"}


def test_loading_twice_gives_the_same_object() -> None:
    assert load_profile("alibaba-ipp") is load_profile(str(SHIPPED))


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = SHIPPED.read_text("utf-8")
    assert old in text
    path = tmp_path / "own.yaml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("press_deadline: 20", "press_deadline: soon", "timings.press_deadline"),
        ("drafts_show_number: true", "drafts_show_numbers: true", "unknown key"),
        ("https://ipp.alibabagroup.com", "http://ipp.alibabagroup.com", "is no origin"),
        ("      - short_name", "      - shortname", "'shortname' is not described"),
        ("    type: trademark", "    type: mark", "is not among types"),
        ("kind: multichoice", "kind: several", "Input should be"),
        ("  one_page: false", "  one_page: perhaps", "steps.one_page"),
        ("[[type, place, country]]", "[[type], [country]]", "type and place are asked"),
        ("[[type, place, country]]", "[[type, colour]]", "steps.choice.0.1"),
        ("  details: []", "  details: [[Basics]]", "two pages or more"),
        ("  details: []", "  details: [[Basics], [BASICS]]", "bear the same heading"),
        ("filters: [status,", "filters: [state,", "listing.filters.0"),
        ("  sign_in: /", "  login: /", "'login' is no page"),
        ("  sign_in: /", "  record: /records", "{number}"),
        ("      except: [software]", "      but: [software]", "general: `labels`"),
        ("name: alibaba-ipp", "name: [alibaba-ipp", "is no YAML"),
        ("name: alibaba-ipp", "name: alibaba-ipp\nname: x", "given twice"),
    ],
)
def test_faults_of_a_profile_are_told(tmp_path: Path, old: str, new: str, words: str) -> None:
    with pytest.raises(ProfileError) as caught:
        load_profile(changed(tmp_path, old, new))
    assert words in caught.value.message
    assert "own.yaml:" in caught.value.message
    assert caught.value.exit_status == 2


def test_a_fault_has_its_line(tmp_path: Path) -> None:
    path = changed(tmp_path, "action: 10", "action: -1")
    line = path.read_text("utf-8").splitlines().index("  action: -1") + 1
    with pytest.raises(ProfileError, match=rf"own.yaml:{line}:11: timings.action"):
        load_profile(path)


def test_a_field_added_to_the_yaml_is_known(tmp_path: Path) -> None:
    new = "fields:\n  colour:\n    kind: text\n    labels: [Colour, 颜色]\n"
    path = changed(tmp_path, "fields:\n  has_certificate:", f"{new}  has_certificate:")
    text = path.read_text("utf-8").replace(
        "      - short_name", "      - short_name\n      - colour"
    )
    path.write_text(text, "utf-8")
    assert load_profile(path).form("copyright-software").field("colour").kind is Kind.TEXT


def test_unknown_names(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="no profile 'nowhere'") as caught:
        load_profile("nowhere")
    assert "alibaba-ipp" in caught.value.hint
    with pytest.raises(ProfileError, match="No such file"):
        load_profile(tmp_path / "absent.yaml")


def test_the_shipped_profile_is_read_by_every_yaml_reader() -> None:
    """The faster reader takes what the other refuses, and not every machine has it."""
    assert yaml.load(SHIPPED.read_text(encoding="utf-8"), yaml.SafeLoader)["name"] == "alibaba-ipp"
