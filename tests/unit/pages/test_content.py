"""What a page shows, compared with what was meant; times and errors in the portal's words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from playwright.async_api import Error
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from ipp_bot.errors import BrowserCrashed, PageBroken, PortalDown, PortalError, PressNotMade
from ipp_bot.forms.attachments import Attachment, Upload
from ipp_bot.forms.content import FormContent, content_of, differences, doubled
from ipp_bot.forms.diff import changes_that_stop
from ipp_bot.forms.snapshot import Control, ControlKind, FormSnapshot
from ipp_bot.portal_time import portal_day, portal_time
from ipp_bot.profile import FormField, Kind
from ipp_bot.site.playwright_errors import to_ipp_bot_error

NAME = FormField(key="name", kind=Kind.TEXT, labels=("Name", "名称"), required=True)
DAY = FormField(key="completed_on", kind=Kind.DATE, labels=("Completion date",))
WORK = FormField(
    key="work",
    kind=Kind.CHOICE,
    labels=("Type of work", "Category"),
    options={
        "software": ("Software", "Software and other types of works"),
        "art": ("Art", "Other types of works", "Software and other types of works"),
        "other": ("Other", "Other types of works", "Software and other types of works"),
    },
)
CLASSES = FormField(
    key="class", kind=Kind.MULTICHOICE, labels=("Classes",), options={"9": ("9",), "42": ("42",)}
)
CERTIFICATE = FormField(key="certificate", kind=Kind.FILES, labels=("Certificate",))
FIELDS = (NAME, DAY, WORK, CLASSES, CERTIFICATE)


def control(label: str, value: str | tuple[str, ...] = "", **more: object) -> Control:
    plain: dict[str, object] = {
        "kind": ControlKind.TEXT,
        "required": False,
        "options": None,
        "error": "",
        "disabled": False,
        "multiple": False,
        "files": (),
        **more,
    }
    return Control(label=label, value=value, **plain)  # type: ignore[arg-type]


def snapshot(*controls: Control, buttons: tuple[str, ...] = ("Save",)) -> FormSnapshot:
    return FormSnapshot("IPR1", (), buttons, controls)


def test_labels_are_compared_without_width_case_and_marks() -> None:
    shown = snapshot(control("＊ ＮＡＭＥ："), control(" 名 称 *"))
    assert len(shown.under(NAME)) == 1
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
    return FormContent("IPR1", {**values, **change.pop("values", {})}, {**files, **change})  # type: ignore[dict-item]


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
        ((Attachment("a.png", int(12.3 * 1024)),), 0),
        ((Attachment("a.png", int(12.6 * 1000)),), 0),
        ((Attachment("a.png", 20 * 1024),), 2),
        ((Attachment("a.png"),), 0),
    ],
)
def test_files_are_compared_by_name_size_and_state(
    files: tuple[Attachment, ...], count: int
) -> None:
    assert len(differences(FIELDS, VALUES, FILES, shown(certificate=files))) == count


def test_a_form_that_the_profile_explains_has_not_drifted() -> None:
    page = snapshot(control("Name", required=True), control("Remark"))
    assert (
        changes_that_stop(page, [NAME, DAY], {"name": "x"}, (), {"button.save": ("Save", "保存")})
        == ()
    )


@pytest.mark.parametrize(
    ("page", "values", "slots", "word"),
    [
        (snapshot(control("Name"), control("Phone", required=True)), {}, (), "Phone"),
        (snapshot(control("Name"), control("", required=True)), {}, (), "without a label"),
        (snapshot(), {"name": "x"}, (), "name"),
        (snapshot(control("Name")), {}, ("certificate",), "certificate"),
        (snapshot(control("Type of work", options=("Art",))), {"work": "software"}, (), "software"),
        (snapshot(buttons=("Other",)), {}, (), "Save"),
    ],
)
def test_what_the_profile_does_not_explain_is_named(
    page: FormSnapshot, values: dict[str, str], slots: tuple[str, ...], word: str
) -> None:
    (change,) = changes_that_stop(page, FIELDS, values, slots, {"button.save": ("Save",)})
    assert word in change.line()
    assert change.stops


def test_a_new_name_is_found_by_words_options_or_neighbours_and_never_taken_twice() -> None:
    fields = [
        NAME,
        FormField(key="short_name", kind=Kind.TEXT, labels=("Short name",)),
        FormField(key="version", kind=Kind.TEXT, labels=("Version",), required=True),
        DAY,
    ]
    values = {"name": "x", "short_name": "y", "version": "V1", "completed_on": "2022-05-01"}
    shown = snapshot(
        control("Name", required=True),
        control("Release", required=True),
        control("Completion date"),
        control("Contact phone", required=True),
    )
    changes = {change.label: change for change in changes_that_stop(shown, fields, values, (), {})}
    assert changes["Version"].candidates == ("Release",)
    # An optional field is not taken for the one that must be filled.
    assert changes["Short name"].candidates == ()
    assert changes["Contact phone"].stops_all
    assert len(changes) == 3


def test_a_field_that_must_be_filled_now_stops_only_who_leaves_it_empty() -> None:
    remark = FormField(key="remark", kind=Kind.TEXT, labels=("Remark",))
    shown = snapshot(control("Name"), control("Remark", required=True))
    assert changes_that_stop(shown, [NAME, remark], {"name": "x", "remark": "y"}, (), {}) == ()
    (change,) = changes_that_stop(shown, [NAME, remark], {"name": "x"}, (), {})
    assert "must be filled now" in change.line()
    assert change.hits({"name": "x"}, ())
    assert not change.hits({"remark": "y"}, ())


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-24 05:41:27", datetime(2026, 11, 23, 21, 41, 27, tzinfo=UTC)),
        ("2026-11-24T05:41:27Z", datetime(2026, 11, 24, 5, 41, 27, tzinfo=UTC)),
        ("2026年11月24日 05:41", datetime(2026, 11, 23, 21, 41, tzinfo=UTC)),
        ("2026/1/4", datetime(2026, 1, 3, 16, 0, tzinfo=UTC)),
        ("2026-13-40 00:00", None),
        ("-", None),
        (None, None),
    ],
)
def test_times_are_chinas(text: str | None, moment: datetime | None) -> None:
    assert portal_time(text) == moment


def test_days_are_taken_as_shown() -> None:
    assert portal_day("2027-12-31") == date(2027, 12, 31)
    assert portal_day("2027-02-31") is None
    assert portal_day("-") is None


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Error("Page.goto: net::ERR_CONNECTION_REFUSED at http://x/"), PortalDown),
        (Error("Page.goto: net::ERR_NAME_NOT_RESOLVED at http://x/"), PortalDown),
        (Error("Target page, context or browser has been closed"), BrowserCrashed),
        (Error("Page.evaluate: Target crashed"), BrowserCrashed),
        (Exception("Connection closed while reading from the driver"), BrowserCrashed),
        (PlaywrightTimeoutError("Timeout 30000ms exceeded."), PageBroken),
        (TimeoutError(), PageBroken),
        (Error("Execution context was destroyed"), PageBroken),
    ],
)
def test_playwrights_errors_in_the_projects_words(
    error: Exception, kind: type[PortalError]
) -> None:
    told = to_ipp_bot_error(error, "saving the draft")
    assert type(told) is kind
    assert "\n" not in told.message
    assert "net::" not in told.message


def test_a_press_that_was_not_made_is_technical() -> None:
    assert issubclass(PressNotMade, PortalError)


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
    assert doubled({"certificate": [Upload("a.png", 10)]}, content) == twice
    as_sent = [Upload(name.lower(), size) for size, name in enumerate(listed)]
    assert doubled({"certificate": as_sent}, content) == ""
