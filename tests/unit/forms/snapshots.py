"""Fields, controls and snapshots for the tests of forms."""

from __future__ import annotations

from ipp_bot.forms.snapshot import Control, ControlKind, FormSnapshot
from ipp_bot.profile import FormField, Kind

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
    return Control(label=label, value=value, **plain)  # type: ignore[arg-type]  # the rest of the control


def snapshot(*controls: Control, buttons: tuple[str, ...] = ("Save",)) -> FormSnapshot:
    return FormSnapshot("IPR1", (), buttons, controls)
