"""In what a portal differs from its profile: one change each, with what it stops."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ipp_bot.errors import PortalChanged
from ipp_bot.profile.model import FormField, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

__all__ = ["FormChange", "FormChangeKind", "FormChanged"]


class FormChangeKind(StrEnum):
    """What is different."""

    NEW_REQUIRED_FIELD = "new required field"
    NEW_FIELD = "new field"  # it may be left empty
    RENAMED_FIELD = "renamed field"  # the profile's is gone, and one much like it is new
    MISSING_FIELD = "missing field"
    NOW_REQUIRED = "now required"
    NO_LONGER_REQUIRED = "no longer required"
    RENAMED_OPTION = "renamed option"
    MISSING_OPTION = "missing option"
    NEW_OPTION = "new option"
    RENAMED_BUTTON = "renamed button"
    MISSING_BUTTON = "missing button"
    SEVERAL_FIELDS = "several fields"  # of one label, and nothing tells which is meant
    SEVERAL_OPTIONS = "several options"  # of the same words, and nothing tells which is meant


_HARMLESS = {FormChangeKind.NEW_FIELD, FormChangeKind.NO_LONGER_REQUIRED, FormChangeKind.NEW_OPTION}
_FOR_ALL = {
    FormChangeKind.NEW_REQUIRED_FIELD,
    FormChangeKind.RENAMED_BUTTON,
    FormChangeKind.MISSING_BUTTON,
}


@dataclass(frozen=True, slots=True)
class FormChange:
    """One thing in which a page differs from the profile."""

    kind: FormChangeKind
    key: str = ""
    """The field's key, or the profile's dotted key of a label: `button.submit`, `place`."""
    label: str = ""
    """The profile's word for it; of something new, the portal's."""
    token: str = ""
    """The option's token."""
    candidates: tuple[str, ...] = ()
    """What the portal shows that it may be called now, the likeliest first."""
    form: str = ""
    """The form on whose page it was seen; "" where the page belongs to all."""
    takes: Kind = Kind.TEXT
    """How a new field takes its value."""
    options: tuple[str, ...] = ()
    """What a new field offers."""
    field: FormField | None = None
    """The profile's field, where it is about one."""

    @property
    def stops(self) -> bool:
        """Whether a filing can be stopped by it."""
        return self.kind not in _HARMLESS

    @property
    def stops_all(self) -> bool:
        """Whether no filing of the form can go through."""
        if self.kind in _FOR_ALL:
            return True
        gone = self.kind in (FormChangeKind.RENAMED_FIELD, FormChangeKind.MISSING_FIELD)
        return gone and self.field is not None and self.field.required and not self.field.when

    def hits(self, values: Mapping[str, object], slots: Collection[str]) -> bool:
        """Whether it stops a filing of that form with these values and documents."""
        if not self.stops:
            return False
        if self.kind in (
            FormChangeKind.RENAMED_FIELD,
            FormChangeKind.MISSING_FIELD,
            FormChangeKind.SEVERAL_FIELDS,
        ):
            return bool(values.get(self.key)) or self.key in slots
        if self.kind is FormChangeKind.NOW_REQUIRED:
            applies = self.field is None or self.field.applies(values)
            return applies and not values.get(self.key) and self.key not in slots
        if self.kind in (
            FormChangeKind.RENAMED_OPTION,
            FormChangeKind.MISSING_OPTION,
            FormChangeKind.SEVERAL_OPTIONS,
        ):
            value = values.get(self.key)
            return self.token in value if isinstance(value, tuple) else value == self.token
        return True

    def line(self) -> str:
        """The change in a sentence without a full stop."""
        named = f"“{self.label or '(without a label)'}”"
        known = f"{named} ({self.key})"
        option = f"{named} does not offer “{self.token}” ({self.key})"
        sentences = {
            FormChangeKind.NEW_REQUIRED_FIELD: f"the required field {named} is not in the profile",
            FormChangeKind.NEW_FIELD: f"the field {named} is not in the profile",
            FormChangeKind.RENAMED_FIELD: f"the field {known} is not on the page",
            FormChangeKind.MISSING_FIELD: f"the field {known} is not on the page",
            FormChangeKind.NOW_REQUIRED: self._demand(known),
            FormChangeKind.NO_LONGER_REQUIRED: f"the field {known} may be left empty now",
            FormChangeKind.RENAMED_OPTION: option,
            FormChangeKind.MISSING_OPTION: option,
            FormChangeKind.NEW_OPTION: f"{known} offers “{self.token}”, "
            "which is not in the profile",
            FormChangeKind.RENAMED_BUTTON: f"the button {named} is not on the page",
            FormChangeKind.MISSING_BUTTON: f"the button {named} is not on the page",
            FormChangeKind.SEVERAL_FIELDS: f"there are several fields {known}, "
            "and nothing tells which is meant",
            FormChangeKind.SEVERAL_OPTIONS: f"{named} offers “{self.token}” ({self.key}) more than"
            " once, and nothing tells which is meant",
        }
        perhaps = " or ".join(f"“{words}”" for words in self.candidates)
        return sentences[self.kind] + (f"; now {perhaps}?" if perhaps else "")

    def _demand(self, known: str) -> str:
        if self.field is None or self.field.printed_until is None:
            return f"the field {known} must be filled now"
        return (
            f"the field {known} must be filled, but the manifest lacks {self.field.dotted}: "
            f"certificates since {self.field.printed_until} do not bear it, a person finds it in "
            "the application for registration (登记申请表)"
        )


class FormChanged(PortalChanged):
    """Fields, options or buttons are not those of the profile."""

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        sent: bool | None = None,
        changes: Sequence[FormChange] = (),
    ) -> None:
        super().__init__(message, hint=hint, sent=sent)
        self.changes = tuple(changes)

    @property
    def stops_all(self) -> bool:
        """Whether no other filing of the same form can go through either."""
        return any(change.stops_all for change in self.changes)
