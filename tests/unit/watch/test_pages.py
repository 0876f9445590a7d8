"""Which steps show which page, where a draft was opened again and where a portal asks first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from ipp_bot.browser.dom.results import (
    RecordedAction,
    SeenControl,
    SeenDocument,
    SeenFact,
    SeenForm,
    SeenTable,
    SeenTableRow,
)
from ipp_bot.forms.snapshot import ControlKind as Control
from ipp_bot.profile import Kind
from ipp_bot.watch.fields import FieldsSeen, SeenField, removal_boxes
from ipp_bot.watch.known_values import KnownValue, plainly
from ipp_bot.watch.pages import draft_rows, ends, find_row, pages_seen
from ipp_bot.watch.recording import Recording, Step

if TYPE_CHECKING:
    from ipp_bot.browser.dom.results import ControlKind

VALUES = tuple(
    KnownValue(key, Kind.TEXT, (text,), {text: frozenset({plainly(text)})})
    for key, text in (
        ("registration_number", "2023SR0671096"),
        ("name", "星云校园通"),
        ("version", "V5.0"),
    )
)
STATUSES = ({"draft": ("Draft",), "pending": ("Pending",)},)


def control(label: str, value: str, kind: ControlKind = "text") -> SeenControl:
    """A control that shows a value."""
    return SeenControl(
        label=label,
        kind=kind,
        required=False,
        options=None,
        value=value,
        error="",
        multiple=False,
        ambiguous=False,
        disabled=False,
        files=(),
        holding=0,
        opens=False,
    )


def click(name: str) -> RecordedAction:
    """A click on a button of that name."""
    return RecordedAction(
        what="press",
        role="button",
        name=name,
        label="",
        kind="",
        required=False,
        options=(),
        value=(),
        files=(),
        dialog=False,
        link="",
        in_row=False,
    )


class Visit:
    """Steps, one after the other."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def show(
        self,
        path: str,
        *controls: SeenControl,
        heading: str = "",
        status: str = "",
        facts: bool = False,
        clicked: str = "",
        header: tuple[str, ...] = (),
    ) -> Visit:
        """One more: a form, a list with the entry in that status, or the entry's record."""
        told = [SeenFact(value.key, value.tokens[0]) for value in VALUES] if facts else []
        cells = ("7", "星云校园通", status)
        table = SeenTable(("No.", "Title", "State"), (SeenTableRow(cells, ()),))
        address = f"https://ipp.example{path}"
        page = SeenDocument(
            address,
            "",
            (heading or path,),
            (),
            (),
            SeenForm(None, (), (), controls),
            None,
            (),
            tuple(told),
            (table,) if status else (),
            (),
            None,
            header,
        )
        action = click(clicked) if clicked else None
        self.steps.append(Step(len(self.steps), action, page, "", address))
        return self

    def form(self, clicked: str = "") -> Visit:
        """The form, filled in."""
        shown = (control("Name", "星云校园通"), control("Version", "V5.0"))
        return self.show("/form", *shown, clicked=clicked)


def record(visit: Visit) -> Recording:
    """The recording of the visit."""
    return Recording(list(visit.steps))


@pytest.mark.parametrize(
    ("draft", "sent"), [("Draft", "Pending"), ("Entwurf", "In Prüfung"), ("Entwurf", "Pending")]
)
def test_a_draft_that_is_opened_again_is_no_end(draft: str, sent: str) -> None:
    visit = Visit().form().show("/list", status=draft).show("/record", facts=True)
    assert not ends(record(visit), VALUES, STATUSES)
    visit.form().show("/list", status=sent)
    assert not ends(record(visit), VALUES, STATUSES)
    visit.show("/record", facts=True)
    assert ends(record(visit), VALUES, STATUSES)
    row = find_row(visit.steps, VALUES)
    assert row is not None
    assert row.row.cells[2] == sent
    assert [one.row.cells[2] for one in draft_rows(visit.steps, row, VALUES)] == [draft]


def test_a_status_that_nobody_knows_ends_nothing_by_itself() -> None:
    visit = Visit().form().show("/list", status="In Prüfung").show("/record", facts=True)
    assert not ends(record(visit), VALUES, STATUSES)


def test_what_a_list_looks_for_is_no_form() -> None:
    visit = Visit().form().show("/list", control("Search", "星云校园通"), status="Pending")
    row = find_row(visit.steps, VALUES)
    assert row is not None
    assert row.step.at == 1
    assert draft_rows(visit.steps, row, VALUES) == []


def test_a_page_that_asks_before_it_sends_is_no_confirmation() -> None:
    visit = Visit().form(clicked="Submit").show("/sure", heading="Sure?", clicked="Yes")
    visit.show("/done", heading="Received").show("/list", status="Pending")
    fields = [
        SeenField(label, Control.TEXT, (), False, {}, False, 0, (key,))  # noqa: FBT003
        for label, key in (("Name", "name"), ("Version", "version"))
    ]
    row = find_row(visit.steps, VALUES)
    pages = pages_seen(record(visit), row, FieldsSeen(fields), visit.steps[:-1], VALUES, "Acme")
    assert [step.path for step in pages.questions] == ["/sure#"]
    assert [step.path for step in pages.confirmation] == ["/done#"]


def test_a_name_at_the_head_of_every_page_is_that_of_the_first_one() -> None:
    head = ("IPP", "Welcome, Acme Ltd.")
    visit = Visit().show("/home", header=head).show("/news", header=head)
    visit.show("/form", control("Name", "星云校园通"), header=head)
    visit.show("/list", status="Pending", header=head)
    fields = FieldsSeen([SeenField("Name", Control.TEXT, (), False, {}, False, 0, ("name",))])  # noqa: FBT003
    row = find_row(visit.steps, VALUES)
    rest = visit.steps[:-1]

    def user_center(complainant: str) -> list[str]:
        pages = pages_seen(record(visit), row, fields, rest, VALUES, complainant)
        return [step.path for step in pages.user_center]

    assert user_center("Acme Ltd.") == ["/home#"]
    assert user_center("Acme") == []


def test_boxes_that_came_with_stored_files_take_them_away() -> None:
    file = replace(control("Deed", "", "file"), holding=1)
    agree, gone = control("I agree", "no", "checkbox"), control("Take away", "no", "checkbox")
    visit = Visit().show("/form", agree, agree).show("/form", agree, agree, file)
    visit.show("/form", agree, agree, gone, gone, file)
    assert removal_boxes(visit.steps) == {"takeaway": "Take away"}
