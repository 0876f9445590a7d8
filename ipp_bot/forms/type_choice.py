"""What a portal asks before the details: type, place, country."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ipp_bot.profile import FormChangeKind, FormField, Kind, folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ipp_bot.forms.snapshot import FormSnapshot
    from ipp_bot.profile import FormChange
    from ipp_bot.site.portal import Portal

__all__ = ["CHOICE", "choice_fields", "of_the_choice", "without_details"]

CHOICE = ("type", "place", "country")


def choice_fields(
    portal: Portal, keys: Sequence[str], wanted: Mapping[str, str] | None = None
) -> tuple[FormField, ...]:
    """The questions, with all that the profile knows; a token that it lacks is a word."""
    profile = portal.profile
    known = {"type": profile.types, "place": profile.places, "country": profile.countries}
    options = {key: dict(known[key]) for key in keys}
    for key, token in (wanted or {}).items():
        options[key].setdefault(token, (token,))
    return tuple(
        FormField(
            key=key,
            kind=Kind.CHOICE,
            labels=portal.labels(f"{key}.label"),
            required=True,
            options=options[key],
        )
        for key in keys
        if portal.labels(f"{key}.label")
    )


def of_the_choice(portal: Portal, changes: Sequence[FormChange]) -> list[FormChange]:
    """Without what is new on a portal of one page: that is compared with the form's fields."""
    new = (FormChangeKind.NEW_REQUIRED_FIELD, FormChangeKind.NEW_FIELD)
    one_page = portal.profile.steps.one_page
    return [change for change in changes if not (one_page and change.kind in new)]


def without_details(portal: Portal, snapshot: FormSnapshot) -> FormSnapshot:
    """What a portal of one page asks beyond the details, which are compared once the record is."""
    profile = portal.profile
    if not profile.steps.one_page:
        return snapshot
    asked = {folded(label) for key in CHOICE for label in portal.labels(f"{key}.label")}
    known = {
        folded(label) for form in profile.forms for field in form.fields for label in field.labels
    }
    controls = [c for c in snapshot.controls if folded(c.label) not in known - asked]
    return replace(snapshot, controls=tuple(controls))
