"""In what a portal differs from its profile: one change each, with what it stops."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ipp_bot.profile.model import FormField, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = ["Change", "ChangeKind"]


class ChangeKind(StrEnum):
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


_HARMLESS = {ChangeKind.NEW_FIELD, ChangeKind.NO_LONGER_REQUIRED, ChangeKind.NEW_OPTION}
_FOR_ALL = {
    ChangeKind.NEW_REQUIRED_FIELD,
    ChangeKind.RENAMED_BUTTON,
    ChangeKind.MISSING_BUTTON,
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing in which a page differs from the profile."""

    kind: ChangeKind
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
        gone = self.kind in (ChangeKind.RENAMED_FIELD, ChangeKind.MISSING_FIELD)
        return gone and self.field is not None and self.field.required and not self.field.when

    def hits(self, values: Mapping[str, object], slots: Collection[str]) -> bool:
        """Whether it stops a filing of that form with these values and documents."""
        if not self.stops:
            return False
        if self.kind in (
            ChangeKind.RENAMED_FIELD,
            ChangeKind.MISSING_FIELD,
            ChangeKind.SEVERAL_FIELDS,
        ):
            return bool(values.get(self.key)) or self.key in slots
        if self.kind is ChangeKind.NOW_REQUIRED:
            applies = self.field is None or self.field.applies(values)
            return applies and not values.get(self.key) and self.key not in slots
        if self.kind in (
            ChangeKind.RENAMED_OPTION,
            ChangeKind.MISSING_OPTION,
            ChangeKind.SEVERAL_OPTIONS,
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
            ChangeKind.NEW_REQUIRED_FIELD: f"the required field {named} is not in the profile",
            ChangeKind.NEW_FIELD: f"the field {named} is not in the profile",
            ChangeKind.RENAMED_FIELD: f"the field {known} is not on the page",
            ChangeKind.MISSING_FIELD: f"the field {known} is not on the page",
            ChangeKind.NOW_REQUIRED: f"the field {known} must be filled now",
            ChangeKind.NO_LONGER_REQUIRED: f"the field {known} may be left empty now",
            ChangeKind.RENAMED_OPTION: option,
            ChangeKind.MISSING_OPTION: option,
            ChangeKind.NEW_OPTION: f"{known} offers “{self.token}”, which is not in the profile",
            ChangeKind.RENAMED_BUTTON: f"the button {named} is not on the page",
            ChangeKind.MISSING_BUTTON: f"the button {named} is not on the page",
            ChangeKind.SEVERAL_FIELDS: f"there are several fields {known}, and nothing tells which"
            " is meant",
            ChangeKind.SEVERAL_OPTIONS: f"{named} offers “{self.token}” ({self.key}) more than"
            " once, and nothing tells which is meant",
        }
        perhaps = " or ".join(f"“{words}”" for words in self.candidates)
        return sentences[self.kind] + (f"; now {perhaps}?" if perhaps else "")
