"""What of a form the profile does not explain."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from ipp_bot.forms.diff import (
    button_changes,
    changes_that_stop,
    form_changed_error,
    unrecognised_buttons,
)
from ipp_bot.profile import FormChange, FormChangeKind, FormField, Kind, load_profile
from ipp_bot.profile.model import NewOption
from tests.unit.forms.snapshots import DAY, FIELDS, NAME, control, snapshot

if TYPE_CHECKING:
    from ipp_bot.forms import FormSnapshot


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


def test_a_demand_for_what_certificates_no_longer_bear_says_where_it_is_found() -> None:
    field = DAY.model_copy(update={"required": True, "printed_until": dt.date(2024, 4, 23)})
    page = snapshot(control("Name", required=True), control("Completion date", required=True))
    (change,) = changes_that_stop(page, [NAME, field], {"name": "x"}, (), {})
    assert "the manifest lacks completed_on" in change.line()
    assert "certificates since 2024-04-23 do not bear it" in change.line()
    assert "登记申请表" in change.line()
    values = {"name": "x", "completed_on": "2022-05-01"}
    assert changes_that_stop(page, [NAME, field], values, (), {}) == ()


@pytest.mark.parametrize(
    ("key", "names"),
    [
        (
            "short_name",
            "“Short name”, “Software short name”, “Abbreviation”, “软件简称” and 1 more, in",
        ),
        ("version", "“Version”, "),
        ("holder_identification", "“"),
    ],
)
def test_a_filing_that_lacks_a_field_is_never_told_to_delete_it(key: str, names: str) -> None:
    profile = load_profile("alibaba-ipp")
    field = next(one for one in profile.form("copyright-software").fields if one.key == key)
    gone = FormChange(
        FormChangeKind.MISSING_FIELD, key, field.labels[0], form="copyright-software", field=field
    )
    error = form_changed_error(profile, [gone])
    assert "delete" not in error.hint
    assert error.hint.startswith(f"looked for: {names}")
    assert "in the form's document and its shadow roots" in error.hint
    assert "show only after another answer, or stand in a tab or panel that is closed" in error.hint


def test_a_button_that_adds_to_a_list_is_taken_for_no_other() -> None:
    shipped = load_profile("alibaba-ipp")
    form = shipped.forms[0]
    adds = NewOption(button=("Add a right holder",))
    fields = [
        field.model_copy(update={"add": adds}) if field.key == "holder" else field
        for field in form.fields
    ]
    known = form.model_copy(update={"fields": tuple(fields)})
    profile = shipped.model_copy(update={"forms": (known,)})
    wanted = {"button.save_draft": ("Save Draft",), "button.submit": ("Submit",)}

    def told(*shown: str) -> list[tuple[str, tuple[str, ...]]]:
        changes = button_changes(unrecognised_buttons(profile, shown, wanted), wanted)
        return [(change.kind, change.candidates) for change in changes]

    assert told("Add a right holder", "Save Draft") == [("missing button", ())]
    renamed = told("Add a right holder", "Save Draft", "Send for review")
    assert renamed == [("renamed button", ("Send for review",))]
