"""What a form shows, compared with what was meant."""

from __future__ import annotations

import pytest

from ipp_bot.forms import Attachment, FormContent, Upload, differences, duplicated_upload
from ipp_bot.forms.content import content_of, lost_entry, shows_all
from ipp_bot.forms.snapshot import ControlKind
from ipp_bot.profile import FormField, Kind
from tests.unit.forms.snapshots import (
    DAY,
    FIELDS,
    NAME,
    WORK,
    control,
    snapshot,
)


def test_labels_are_compared_without_width_case_and_marks() -> None:
    shown = snapshot(control("＊ ＮＡＭＥ："), control(" 名 称 *"))
    assert len(shown.controls_of(NAME)) == 1
    assert content_of(snapshot(control("name :", "x ")), [NAME]).values == {"name": "x"}


@pytest.mark.parametrize(
    ("steps", "token"),
    [
        ((("Type of work", "Software"),), "software"),
        (
            (("Type of work", "Software and other types of works"), ("Category", "Software")),
            "software",
        ),
        ((("Type of work", "Other types of works"), ("Category", "Art")), "art"),
        ((("Type of work", "Other types of works"), ("Category", "")), ""),
        ((("Type of work", "Other types of works"),), ""),
    ],
)
def test_a_choice_may_be_asked_in_two_steps(steps: tuple[tuple[str, str], ...], token: str) -> None:
    shown = snapshot(*(control(label, value) for label, value in steps))
    assert content_of(shown, [WORK]).values["work"] == token


@pytest.mark.parametrize(
    ("wanted", "seen", "differs"),
    [
        (("42", "9"), ("42", "9"), False),
        (("42", "9"), ("9", "42"), False),  # as the list has them
        (("9", "42"), ("42", "9"), True),
        (("9", "42", "35"), ("9", "35", "42"), False),
        (("9", "42", "35"), ("35", "9", "42"), True),
        (("9", "42"), ("9",), True),
        (("9",), ("9", "9"), True),
    ],
)
def test_choices_stand_as_they_were_meant_or_as_the_list_has_them(
    wanted: tuple[str, ...], seen: tuple[str, ...], *, differs: bool
) -> None:
    options = {"9": ("Class 9",), "35": ("Class 35",), "42": ("Class 42",)}
    classes = FormField(key="class", kind=Kind.MULTICHOICE, labels=("Class",), options=options)
    texts = tuple(f"Class {one}" for one in seen)
    chips = content_of(snapshot(control("Class", texts, kind=ControlKind.COMBOBOX)), [classes])
    assert bool(differences([classes], {"class": wanted}, {}, chips)) is differs
    # Boxes to tick stand where they are, whatever was ticked first.
    boxes = content_of(snapshot(control("Class", texts, kind=ControlKind.CHECKBOX)), [classes])
    assert bool(differences([classes], {"class": wanted}, {}, boxes)) is (
        sorted(wanted) != sorted(seen)
    )


@pytest.mark.parametrize(
    ("text", "place", "country"),
    [
        ("Others / Japan", "others", "JP"),
        ("Other countries / regions / Japan", "others", "JP"),
        ("Other countries / regions / Korea / South", "others", "KR"),
        ("Other countries / regions", "others", ""),
        ("Hong Kong", "HK", ""),
        ("Japan / Others", "", ""),
    ],
)
def test_words_of_a_level_may_have_its_sign(text: str, place: str, country: str) -> None:
    options = {"HK": ("Hong Kong",), "others": ("Others", "Other countries / regions")}
    asked = FormField(key="place", kind=Kind.CHOICE, labels=("Place",), options=options)
    lands = {"JP": ("Japan",), "KR": ("Korea / South",)}
    lower = FormField(key="country", kind=Kind.CHOICE, labels=("Place",), options=lands)
    seen = snapshot(control("Place", text, kind=ControlKind.COMBOBOX))
    assert content_of(seen, [asked, lower]).values == {"place": place, "country": country}


@pytest.mark.parametrize("text", ["2022-05-01", "2022/5/1", "2022年5月1日", " 2022.05.01 "])
def test_dates_are_read_in_any_spelling(text: str) -> None:
    assert content_of(snapshot(control("Completion date", text)), [DAY]).values == {
        "completed_on": "2022-05-01"
    }


VALUES: dict[str, str | tuple[str, ...]] = {
    "name": "A\r\nB",
    "completed_on": "2022-05-01",
    "work": "art",
    "class": ("42", "9"),
}
FILES = {"certificate": [Upload("a.png", 12_595)]}


def shown(**change: object) -> FormContent:
    values = {"name": "A\nB", "completed_on": "2022-05-01", "work": "art", "class": ("9", "42")}
    files = {"certificate": (Attachment("a.png", 12_595, exact=True),)}
    return FormContent("IPR1", {**values, **change.pop("values", {})}, {**files, **change})  # type: ignore[dict-item]  # a test changes what it likes


def test_a_form_that_shows_what_was_meant() -> None:
    assert differences(FIELDS, VALUES, FILES, shown()) == ()


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"name": "A B"}, "name"),
        ({"completed_on": ""}, "completed_on"),
        ({"work": "software"}, "work"),
        ({"class": ("9",)}, "class"),
    ],
)
def test_each_value_that_differs_is_named(values: dict[str, object], word: str) -> None:
    (line,) = differences(FIELDS, VALUES, FILES, shown(values=values))
    assert word in line


def test_a_value_that_nobody_meant_is_a_difference() -> None:
    meant = {key: value for key, value in VALUES.items() if key != "name"}
    (line,) = differences(FIELDS, meant, FILES, shown())
    assert line.startswith("name")


@pytest.mark.parametrize(
    ("files", "count"),
    [
        ((), 1),
        ((Attachment("a.png", 12_594, exact=True),), 2),
        ((Attachment("b.png", 12_595, exact=True),), 2),
        ((Attachment("a.png", 12_595, exact=True, state="uploading"),), 2),
        ((Attachment("a.png", 12_595, exact=True), Attachment("a.png", 12_595, exact=True)), 1),
        ((Attachment("a.png", 12.3 * 1024, digit=102.4),), 0),
        ((Attachment("a.png", 12.6 * 1024, digit=102.4),), 0),
        ((Attachment("a.png", 12.3 * 1024, digit=10.24),), 0),
        ((Attachment("a.png", 12.28 * 1024, digit=10.24),), 2),
        ((Attachment("a.png", 13 * 1024, digit=1024),), 0),
        ((Attachment("a.png", 20 * 1024),), 2),
        ((Attachment("a.png"),), 0),
    ],
)
def test_files_are_compared_by_name_size_and_state(
    files: tuple[Attachment, ...], count: int
) -> None:
    assert len(differences(FIELDS, VALUES, FILES, shown(certificate=files))) == count


@pytest.mark.parametrize(
    ("listed", "twice"),
    [
        (["a.png"], ""),
        (["a.png", "b.png"], ""),
        (["a.png", "A.PNG"], "a.png"),
        (["a.png", "a.png", "b.png"], "a.png"),
        (["b.png", "b.png"], ""),
    ],
)
def test_a_document_that_is_listed_more_often_than_it_was_sent(
    listed: list[str], twice: str
) -> None:
    content = FormContent("IPR1", {}, {"certificate": tuple(Attachment(name) for name in listed)})
    assert duplicated_upload({"certificate": [Upload("a.png", 10)]}, content) == twice
    as_sent = [Upload(name.lower(), size) for size, name in enumerate(listed)]
    assert duplicated_upload({"certificate": as_sent}, content) == ""


def test_what_a_page_lost_of_what_was_entered_is_named() -> None:
    file = (Attachment("a.png", 10),)
    entered = FormContent("IPR1", {"name": "x", "version": "V1"}, {"certificate": file})
    assert lost_entry(entered, FormContent("IPR1", {"name": "x"}, {})) == ""
    assert lost_entry(entered, FormContent("IPR1", {"name": ""}, {})) == "name was 'x' and is ''"
    lost = FormContent("IPR1", {}, {"certificate": ()})
    assert lost_entry(entered, lost) == "certificate has lost a.png"


def test_a_form_that_shows_all_that_was_entered_may_show_more() -> None:
    file = (Attachment("a.png", 10),)
    entered = FormContent("IPR1", {"name": "x"}, {"certificate": file})
    more = FormContent("IPR1", {"name": "x", "version": ""}, {"certificate": file})
    assert shows_all(more, entered)
    assert not shows_all(FormContent("IPR1", {"name": "x"}, {}), entered)
    assert not shows_all(FormContent("IPR1", {}, {"certificate": file}), entered)
