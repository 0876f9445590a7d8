"""What the page scripts return; `tools/page_script_types.py` writes the scripts' types of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = [
    "Aim",
    "CalendarRest",
    "CalendarStep",
    "ClickAnswer",
    "ClickReceipt",
    "ConfirmationPage",
    "Cover",
    "Departure",
    "FactText",
    "FieldComplaint",
    "FieldsPresent",
    "FilledForm",
    "FormAtClick",
    "HeaderTexts",
    "LastClick",
    "ListFilter",
    "Missed",
    "NextRecord",
    "Nothing",
    "OpenDialogs",
    "OpenOptions",
    "OpenSearch",
    "PreparedClick",
    "RecordedAction",
    "RecordedStep",
    "SeenControl",
    "SeenDialog",
    "SeenDocument",
    "SeenFact",
    "SeenFile",
    "SeenForm",
    "SeenLink",
    "SeenList",
    "SeenPage",
    "SeenReason",
    "SeenRecord",
    "SeenRow",
    "SeenSignInForm",
    "SeenSlot",
    "SeenTab",
    "SeenTable",
    "SeenTableRow",
    "SeenTags",
    "SeenTextRows",
    "SelectedOption",
    "SelectedText",
    "ShownValue",
    "SignInAnswer",
    "SignInChallenge",
    "StepChange",
    "UntickedBoxes",
    "WizardStep",
]

ControlKind: TypeAlias = Literal[
    "text",
    "textarea",
    "date",
    "segments",
    "lists",
    "select",
    "combobox",
    "radio",
    "checkbox",
    "file",
]
FillResult: TypeAlias = Literal["set", "same", "custom", "absent"]
UploadState: TypeAlias = Literal["failed", "done", "uploading", "unknown", "held"]


@dataclass(frozen=True, slots=True)
class Nothing:
    """It is done, or it is so: there is nothing more to tell."""


@dataclass(frozen=True, slots=True)
class Missed:
    """The page moved beneath the pointer, and the document held the click back."""

    missed: Literal[True]


@dataclass(frozen=True, slots=True)
class SeenDialog:
    """An open dialog."""

    title: str
    text: str
    """Up to 600 characters."""
    buttons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page at a glance."""

    page: str | None
    """Its kind, as the profile tells pages apart; None of a page that it does not know."""
    number: str | None
    """The IPR number that it shows."""
    links: dict[str, str]
    """The addresses of the menu's entries, "" where there is none."""
    status: int
    """The HTTP status; -1 if the browser shows an error of its own, 0 if it does not tell."""
    broken: str
    """What such an error says."""
    headings: tuple[str, ...]
    notices: tuple[str, ...]
    dialogs: tuple[SeenDialog, ...]
    address: str
    says: str
    """How a page begins that the profile does not know; up to 200 characters."""


@dataclass(frozen=True, slots=True)
class FieldComplaint:
    """What a page says is wrong with a control."""

    label: str
    error: str


@dataclass(frozen=True, slots=True)
class Cover:
    """What lies over an element."""

    typed: bool
    """Whether it can be typed into."""
    text: str
    """Up to 80 characters."""
    buttons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Aim:
    """Where to click, in CSS pixels of the window; or why it cannot be done now."""

    ready: bool
    why: str = ""
    covered: bool = False
    cover: Cover | None = None
    x: float = 0
    y: float = 0
    found: bool = True
    """Whether it is there at all."""


@dataclass(frozen=True, slots=True)
class PreparedClick:
    """The document marked for an irreversible click, with an `Aim` at the button."""

    shown: SeenPage
    count: int
    """How many buttons bear the name."""
    ready: bool
    why: str = ""
    covered: bool = False
    cover: Cover | None = None
    x: float = 0
    y: float = 0
    red: tuple[str, ...] = ()
    """What stands in red on the page before the click."""


@dataclass(frozen=True, slots=True)
class ClickAnswer:
    """What a page shows after an irreversible click."""

    shown: SeenPage
    mistakes: tuple[FieldComplaint, ...]
    same: bool
    """Whether it is the document that was clicked."""


@dataclass(frozen=True, slots=True)
class ClickReceipt:
    """What the marked document felt of a click."""

    same: bool
    """Whether it is still there."""
    hit: bool
    late: bool
    """Whether the click came after its deadline, and was held back."""


@dataclass(frozen=True, slots=True)
class LastClick:
    """Whether the last click was held back, since it would have met something else."""

    missed: bool


@dataclass(frozen=True, slots=True)
class ListFilter:
    """Whether what is typed into a control may filter its list."""

    typed: bool


@dataclass(frozen=True, slots=True)
class OpenSearch:
    """Whether keys go to a box that came with an open list, by which it is searched."""

    focused: bool


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as a slot lists it."""

    name: str
    size: float | None
    """Bytes as far as the page tells them, None if the page does not tell."""
    exact: bool
    """Whether the size is told in bytes."""
    digit: float
    """Bytes that one of the last shown digit stands for; 0 if the page does not tell the size."""
    state: UploadState
    fixed: bool
    """Whether nothing on the page takes it away."""
    boxed: bool
    """Whether a box takes it away when the form is saved."""
    link: str
    """The address that the file's name links to; "" if it is no link."""


@dataclass(frozen=True, slots=True)
class SeenControl:
    """A control with what stands beside it."""

    label: str
    kind: ControlKind
    required: bool
    options: tuple[str, ...] | None
    """None where they are seen only when it is opened."""
    value: str | tuple[str, ...]
    error: str
    multiple: bool
    ambiguous: bool
    """Whether another control bears the same label, and nothing tells which is meant."""
    disabled: bool
    files: tuple[SeenFile, ...]
    holding: int
    """How many files the input itself holds."""
    opens: bool
    """Whether it is a button through which files go, and no input."""
    tags: bool = False
    """Whether each text that is typed becomes a box of its own beside the input."""
    takes_keys: bool = False
    """Whether text can be typed into it as it is."""
    rows: bool = False
    """Whether each of several texts has an input of its own."""
    adders: tuple[str, ...] = ()
    """Buttons beside a single input that are likely to add one, and that the profile lacks."""


@dataclass(frozen=True, slots=True)
class SelectedText:
    """Whether what is typed next takes the place of what a control shows."""

    taken: bool
    missed: bool
    """Whether the click before was held back, since it would have met something else."""


@dataclass(frozen=True, slots=True)
class SeenTextRows:
    """How many inputs a field has whose texts have one each."""

    count: int


@dataclass(frozen=True, slots=True)
class SeenTags:
    """What a control shows of texts that are typed one after the other."""

    texts: tuple[str, ...]
    typed: str
    """What stands in its input and counts for nothing yet."""
    hint: str
    """What it says of how it is filled in."""
    focused: bool
    """Whether keys go to it."""


@dataclass(frozen=True, slots=True)
class SeenForm:
    """A whole form as it stands."""

    number: str | None
    headings: tuple[str, ...]
    buttons: tuple[str, ...]
    controls: tuple[SeenControl, ...]


@dataclass(frozen=True, slots=True)
class FormAtClick:
    """A form, or the step of it that is shown, as it was when a person clicked."""

    form: SeenForm
    at: int
    """The position of the step; -1 where it is not known, or the form has but one."""
    sends: bool
    """Whether the click was on a button that sends the form."""


@dataclass(frozen=True, slots=True)
class FilledForm:
    """What came of filling a form."""

    outcome: tuple[tuple[str, str, FillResult], ...]
    """Of each control the field's key, the label, and the result."""
    opened: bool
    """Whether a calendar stays open that the script has opened."""
    snapshot: SeenForm


@dataclass(frozen=True, slots=True)
class UntickedBoxes:
    """Boxes that stand alone and are not ticked."""

    words: tuple[str, ...]
    missed: bool
    """Whether the click before was held back, since it would have met something else."""


@dataclass(frozen=True, slots=True)
class FieldsPresent:
    """Whether a control of each field is there."""

    there: bool


@dataclass(frozen=True, slots=True)
class SeenRow:
    """A row of a list of records."""

    values: dict[str, str]
    """By the key of the column."""
    link: str | None
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeenTab:
    """A tab over a list that shows the records of one status; "*" is that of all."""

    status: str
    count: int | None
    """How many records it says to have."""
    chosen: bool


@dataclass(frozen=True, slots=True)
class SeenList:
    """A list of records."""

    rows: tuple[SeenRow, ...] | None
    """None if the page shows no such list."""
    more: bool
    next: str
    """The address of the next page, "" where only a click leads there."""
    grows: bool
    """Whether a button adds more rows to those that are shown."""
    ends: bool
    """Whether the page shows that the list goes no further."""
    page: str
    tabs: tuple[SeenTab, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class SeenReason:
    """A reason of a rejection."""

    field: str
    """The label of the field that it is about, "" if it names none."""
    message: str


@dataclass(frozen=True, slots=True)
class SeenRecord:
    """All that a record's page tells, by the keys that were asked for."""

    facts: dict[str, tuple[str, ...]]
    fields: dict[str, tuple[str, ...]]
    """What stands beside each field's labels: a group that a choice is of may stand there, too."""
    files: dict[str, tuple[SeenFile, ...]]
    reasons: tuple[SeenReason, ...]
    events: tuple[str, ...]
    """Lines and rows that bear one of the words for an event."""
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactText:
    """The value beside a label; None if there is none."""

    text: str | None


@dataclass(frozen=True, slots=True)
class HeaderTexts:
    """What the head of a page says, tooltips and names of pictures included."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignInChallenge:
    """What only a person can pass, "" if nothing."""

    met: str


@dataclass(frozen=True, slots=True)
class ShownValue:
    """What a control shows."""

    value: str


@dataclass(frozen=True, slots=True)
class SeenSignInForm:
    """What a form to sign in with calls its parts; "" for what is not there."""

    username: str
    password: str
    button: str


@dataclass(frozen=True, slots=True)
class SignInAnswer:
    """What came of a try to sign in."""

    shown: SeenPage
    wrong: str
    """What the page says of a wrong password; "" if it does not."""


@dataclass(frozen=True, slots=True)
class OpenDialogs:
    """The dialogs that were left open, since one of them asks something."""

    left: tuple[SeenDialog, ...]


@dataclass(frozen=True, slots=True)
class ConfirmationPage:
    """A question that stands on a page of its own."""

    page: str | None
    text: str
    yes: int
    """How many buttons confirm it."""


@dataclass(frozen=True, slots=True)
class Departure:
    """What followed a click that was to leave the document or to ask something."""

    dialogs: tuple[SeenDialog, ...]
    bubble: bool
    left: bool
    """Whether another document has come."""


@dataclass(frozen=True, slots=True)
class CalendarRest:
    """A calendar that has come to rest."""

    open: bool
    missed: bool = False
    """Whether the click before was held back, since it would have met something else."""


@dataclass(frozen=True, slots=True)
class CalendarStep:
    """The step towards a month, such as "next month"; "" if there is none to make."""

    step: str
    months: int
    """How many months there are to go."""


@dataclass(frozen=True, slots=True)
class OpenOptions:
    """The options of an open list, as far as they are drawn."""

    options: tuple[str, ...]
    more: bool
    """Whether the list was scrolled on to further ones."""
    found: bool
    chosen: bool
    """Whether the wanted option is marked as chosen."""
    at: Aim | None = None
    """The wanted option, where it was aimed at."""


@dataclass(frozen=True, slots=True)
class SelectedOption:
    """The control shows the option, unless the click was held back (`missed`)."""

    missed: bool
    open: bool = False
    """Whether its list is still open."""


@dataclass(frozen=True, slots=True)
class WizardStep:
    """The step of a form that is shown."""

    at: int
    """Its position, -1 if it is none of them."""
    ends: bool
    """Whether it is the last one."""


@dataclass(frozen=True, slots=True)
class StepChange:
    """What followed a click on Next or Back."""

    at: int
    shown: SeenPage
    mistakes: tuple[FieldComplaint, ...]
    ends: bool = False
    again: bool = False
    """Whether the portal has sent the same step once more."""


@dataclass(frozen=True, slots=True)
class NextRecord:
    """The page that was left for a new record; "" where that did not come about."""

    left: str


@dataclass(frozen=True, slots=True)
class SeenFact:
    """A text with the value beside it, or behind its colon."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class SeenTableRow:
    """A row of any table."""

    cells: tuple[str, ...]
    links: tuple[str, ...]
    """The addresses of its links."""


@dataclass(frozen=True, slots=True)
class SeenTable:
    """Any table, whatever it is about."""

    heads: tuple[str, ...]
    rows: tuple[SeenTableRow, ...]


@dataclass(frozen=True, slots=True)
class SeenSlot:
    """What stands around a control for files."""

    label: str
    text: str
    buttons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeenLink:
    """A button or a link; a button has no address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class SeenDocument:
    """All that a document shows, for somebody who knows nothing of it."""

    address: str
    title: str
    headings: tuple[str, ...]
    notices: tuple[str, ...]
    dialogs: tuple[SeenDialog, ...]
    form: SeenForm
    dialog: SeenForm | None
    """What an open dialog asks; None where none is open."""
    slots: tuple[SeenSlot, ...]
    facts: tuple[SeenFact, ...]
    tables: tuple[SeenTable, ...]
    links: tuple[SeenLink, ...]
    total: int | None
    """How many records it says that there are; None where it says nothing of that."""
    header: tuple[str, ...] = ()
    """What the head of the page says, outside of its content."""


@dataclass(frozen=True, slots=True)
class RecordedAction:
    """What a person did, and what it was done at."""

    what: Literal["press", "set", "key"]
    role: str
    name: str
    """The accessible name of a button, link or option; "" of a control."""
    label: str
    """What the control is called."""
    kind: str
    """The control's kind; "" of what is none."""
    required: bool
    options: tuple[str, ...]
    """All that the control, or its list while it was open, was seen to offer."""
    value: tuple[str, ...]
    files: tuple[str, ...]
    """The names of the files that were given."""
    dialog: bool
    """Whether it stands in a dialog."""
    link: str
    """The address that it leads to."""
    in_row: bool
    """Whether it stands in a row of a table."""
    question: str = ""
    """What the box says that is placed over the page around it, and is no dialog by its role."""


@dataclass(frozen=True, slots=True)
class RecordedStep:
    """An action with the document as it stood before, or a state of the document without one."""

    action: RecordedAction | None
    page: SeenDocument
    tree: str
    """The document without what was entered into it, as JSON; "" where it was not taken."""
