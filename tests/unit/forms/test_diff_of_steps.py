"""What of one step of a form the profile does not explain, and what only all steps tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.forms.diff import changes_that_stop_step
from ipp_bot.forms.wizard_steps import mark_repeated_labels
from ipp_bot.profile import FormChange, FormChangeKind, FormField, Kind
from tests.unit.forms.snapshots import control, snapshot

if TYPE_CHECKING:
    from ipp_bot.forms import FormSnapshot

FIELDS = [
    FormField(key=key, kind=Kind.TEXT, labels=(label,), required=True)
    for key, label in (("name", "Name"), ("version", "Version"), ("holder", "Right holder"))
]
VALUES = {"name": "x", "version": "V1", "holder": "Acme"}
BUTTONS = {"button.next": ("Next",)}


def step(
    *labels: str, required: bool = True, button: str = "Next", disabled: bool = False
) -> FormSnapshot:
    controls = [control(label, required=required, disabled=disabled) for label in labels]
    return snapshot(*controls, buttons=(button,))


def told(
    *labels: str, required: bool = True, before: tuple[str, ...] = (), button: str = "Next"
) -> list[FormChange]:
    shown = step(*labels, required=required, button=button)
    return list(changes_that_stop_step(shown, FIELDS, VALUES, (), BUTTONS, "f", before))


def test_what_a_page_lacks_may_be_on_another() -> None:
    assert told("Name") == []
    assert told("Right holder", before=("name", "version")) == []


def test_a_required_field_that_nobody_knows_is_told_on_its_step() -> None:
    [change] = told("Contact phone", "Name", "Version")
    assert (change.kind, change.label) == (FormChangeKind.NEW_REQUIRED_FIELD, "Contact phone")
    assert told("Contact phone", "Name", "Version", required=False) == []


def test_a_field_that_was_renamed_is_told_by_its_words_or_by_both_neighbours() -> None:
    [by_words] = told("Name", "Version no.", "Right holder")
    [by_neighbours] = told("Name", "Release", "Right holder")
    for change in (by_words, by_neighbours):
        assert (change.kind, change.key) == (FormChangeKind.RENAMED_FIELD, "version")


def test_the_button_that_leads_on_is_looked_for() -> None:
    [change] = told("Name", button="Onwards")
    assert (change.kind, change.key) == (FormChangeKind.RENAMED_BUTTON, "button.next")


def test_a_field_whose_label_an_earlier_page_bore_is_told() -> None:
    second = mark_repeated_labels(step("Name", "Right holder"), [step("Name", "Version")])
    before = {"name", "version"}
    [change] = changes_that_stop_step(second, FIELDS, VALUES, (), BUTTONS, "f", before)
    assert (change.kind, change.key) == (FormChangeKind.SEVERAL_FIELDS, "name")
    review = mark_repeated_labels(step("Name", disabled=True), [step("Name", "Version")])
    assert changes_that_stop_step(review, FIELDS, VALUES, (), BUTTONS, "f", before) == ()
