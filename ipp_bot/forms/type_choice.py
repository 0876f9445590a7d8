"""What a portal asks before the details: type, place and country, as fields of a form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ipp_bot.profile import FormChangeKind, FormField, Kind, folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ipp_bot.forms.snapshot import FormSnapshot
    from ipp_bot.profile import FormChange
    from ipp_bot.site.portal import Portal

__all__ = ["CHOICE", "choice_fields", "without_form_fields", "without_new_fields"]

CHOICE = ("type", "place", "country")
"""The keys of all that may be asked."""


def choice_fields(
    portal: Portal, keys: Sequence[str], wanted: Mapping[str, str] | None = None
) -> tuple[FormField, ...]:
    """The fields of these keys; a wanted token that the profile lacks is its own label."""
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


def without_new_fields(portal: Portal, changes: Sequence[FormChange]) -> list[FormChange]:
    """The changes without new fields, which on a portal of one page may be the form's."""
    new = (FormChangeKind.NEW_REQUIRED_FIELD, FormChangeKind.NEW_FIELD)
    one_page = portal.profile.steps.one_page
    return [change for change in changes if not (one_page and change.kind in new)]


def without_form_fields(portal: Portal, snapshot: FormSnapshot) -> FormSnapshot:
    """The snapshot without the form's fields, which a portal of one page shows as well."""
    profile = portal.profile
    if not profile.steps.one_page:
        return snapshot
    asked = {folded(label) for key in CHOICE for label in portal.labels(f"{key}.label")}
    known = {
        folded(label) for form in profile.forms for field in form.fields for label in field.labels
    }
    controls = [c for c in snapshot.controls if folded(c.label) not in known - asked]
    return replace(snapshot, controls=tuple(controls))
