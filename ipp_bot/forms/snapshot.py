"""All controls of a page as it shows them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from ipp_bot.forms.attachments import Attachment
from ipp_bot.profile import FormField, Kind, folded

if TYPE_CHECKING:
    from ipp_bot.browser.dom.results import SeenControl, SeenForm
    from ipp_bot.site.page import Page

__all__ = ["Control", "ControlKind", "FormSnapshot", "take_snapshot"]


class ControlKind(StrEnum):
    """What a control is, found out by looking."""

    TEXT = "text"
    TEXTAREA = "textarea"
    DATE = "date"  # a native one; a picker is a text
    SEGMENTS = "segments"  # a date in parts: year, month and day are typed each for itself
    LISTS = "lists"  # a date in three native lists
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
    holding: int = 0
    """How many files the input itself holds: they go with the form, if not before."""
    opens: bool = False
    """Whether it is a button that opens a window or a chooser for files, and no input."""
    ambiguous: bool = False
    """Whether another control bears the same label, and nothing tells which is meant."""
    tags: bool = False
    """Whether each text that is typed becomes a box of its own beside the input."""
    takes_keys: bool = False
    """Whether text could be typed into it as it is."""
    rows: bool = False
    """Whether each of several texts has an input of its own."""
    adders: tuple[str, ...] = ()
    """Buttons beside a single input that are likely to add one, and that the profile lacks."""

    @classmethod
    def of(cls, seen: SeenControl) -> Self:
        """From what the script saw."""
        return cls(
            label=seen.label,
            kind=ControlKind(seen.kind),
            required=seen.required,
            options=seen.options,
            value=seen.value,
            error=seen.error,
            disabled=seen.disabled,
            multiple=seen.multiple,
            files=tuple(Attachment.of(file) for file in seen.files),
            holding=seen.holding,
            opens=seen.opens,
            ambiguous=seen.ambiguous,
            tags=seen.tags,
            takes_keys=seen.takes_keys,
            rows=seen.rows,
            adders=seen.adders,
        )


@dataclass(frozen=True, slots=True)
class FormSnapshot:
    """A whole form as it stands."""

    number: str | None
    headings: tuple[str, ...]
    buttons: tuple[str, ...]
    controls: tuple[Control, ...]

    @classmethod
    def of(cls, seen: SeenForm) -> Self:
        """From what the script saw."""
        return cls(
            number=seen.number,
            headings=seen.headings,
            buttons=seen.buttons,
            controls=tuple(Control.of(control) for control in seen.controls),
        )

    def controls_of(self, field: FormField) -> tuple[Control, ...]:
        """The controls that bear a label of the field; a portal may ask one thing in two steps."""
        wanted = {folded(label) for label in field.labels}
        files = field.kind is Kind.FILES
        return tuple(
            control
            for control in self.controls
            if folded(control.label) in wanted and (control.kind is ControlKind.FILE) is files
        )


async def take_snapshot(page: Page) -> FormSnapshot:
    """Every control of the page with its label, options, value and files; one round trip."""
    return FormSnapshot.of(await page.scripts.form_snapshot(page.portal.upload_marks))
