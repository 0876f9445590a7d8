"""All controls of a page as it shows them, and what the profile does not explain of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from ipp_bot.pages.content import Attachment
from ipp_bot.profile import FormField, Kind, folded

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

__all__ = ["Control", "ControlKind", "Survey", "drift"]


class ControlKind(StrEnum):
    """What a control is, found out by looking."""

    TEXT = "text"
    TEXTAREA = "textarea"
    DATE = "date"  # a native one; a picker is a text
    SELECT = "select"
    COMBOBOX = "combobox"  # its list is somewhere else
    RADIO = "radio"
    CHECKBOX = "checkbox"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Control:
    """One control with what stands beside it."""

    label: str
    kind: ControlKind
    required: bool
    options: tuple[str, ...] | None
    """None where they are seen only when it is opened."""
    value: str | tuple[str, ...]
    error: str
    disabled: bool
    multiple: bool
    files: tuple[Attachment, ...]

    @classmethod
    def of(cls, seen: dict[str, Any]) -> Self:
        """From what the script saw."""
        value = seen["value"]
        return cls(
            label=seen["label"],
            kind=ControlKind(seen["kind"]),
            required=seen["required"],
            options=None if seen["options"] is None else tuple(seen["options"]),
            value=tuple(value) if isinstance(value, list) else value,
            error=seen["error"],
            disabled=seen["disabled"],
            multiple=seen["multiple"],
            files=tuple(Attachment(**file) for file in seen["files"]),
        )


@dataclass(frozen=True, slots=True)
class Survey:
    """A whole form as it stands."""

    number: str | None
    headings: tuple[str, ...]
    buttons: tuple[str, ...]
    controls: tuple[Control, ...]

    @classmethod
    def of(cls, seen: dict[str, Any]) -> Self:
        """From what the script saw."""
        return cls(
            number=seen["number"],
            headings=tuple(seen["headings"]),
            buttons=tuple(seen["buttons"]),
            controls=tuple(Control.of(control) for control in seen["controls"]),
        )

    def under(self, field: FormField) -> tuple[Control, ...]:
        """The controls that bear a label of the field; a portal may ask one thing in two steps."""
        wanted = {folded(label) for label in field.labels}
        files = field.kind is Kind.FILES
        return tuple(
            control
            for control in self.controls
            if folded(control.label) in wanted and (control.kind is ControlKind.FILE) is files
        )


def drift(
    survey: Survey,
    fields: Sequence[FormField],
    values: Mapping[str, str | tuple[str, ...]],
    slots: Collection[str],
    buttons: Sequence[Sequence[str]],
) -> tuple[str, ...]:
    """What the profile does not explain, a line each; () if the form is the one described.

    `fields` are the form's, `values` and `slots` what is to be filled in: fields that do not apply
    beside these values may be absent, an unknown control may be there if it is not required.
    """
    lines = []
    known = {folded(label) for field in fields for label in field.labels}
    lines += [
        f"the required field “{control.label or '(without a label)'}” is not in the profile"
        for control in survey.controls
        if control.required and folded(control.label) not in known
    ]
    for field in fields:
        found = survey.under(field)
        wanted = values.get(field.key) or (("files",) if field.key in slots else None)
        if not found:
            if wanted not in (None, "", ()):
                lines.append(f"the field “{field.labels[0]}” ({field.key}) is not on the page")
            continue
        for control in found:
            lines += _missing_options(field, control, wanted)
    shown = {folded(button) for button in survey.buttons}
    lines += [
        f"the button “{labels[0]}” is not on the page"
        for labels in buttons
        if not shown & {folded(label) for label in labels}
    ]
    return tuple(lines)


def _missing_options(
    field: FormField, control: Control, wanted: str | tuple[str, ...] | None
) -> list[str]:
    if control.options is None or not field.options or not wanted:
        return []
    offered = {folded(option) for option in control.options}
    tokens = (wanted,) if isinstance(wanted, str) else wanted
    return [
        f"“{field.labels[0]}” does not offer {token!r}"
        for token in tokens
        if not offered & {folded(label) for label in field.options.get(token, (token,))}
    ]
