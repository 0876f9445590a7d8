"""What the portal says against a form that was sent, with the fields that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.errors import FieldError, Refused
from ipp_bot.profile import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipp_bot.profile import FormField
    from ipp_bot.site.irreversible_click import ClickOutcome
    from ipp_bot.site.page import Page

__all__ = ["key_of_label", "refusal"]


def key_of_label(fields: Iterable[FormField], label: str) -> str:
    """The key of the field that bears the label; "" if none does."""
    wanted = folded(label)
    for field in fields:
        if wanted in {folded(known) for known in field.labels}:
            return field.key
    return ""


def refusal(page: Page, fields: Iterable[FormField], outcome: ClickOutcome) -> Refused | None:
    """The error for an outcome in which the portal complains; None if it does not.

    `Refused.fields` bear the manifest's keys, "" for notices and for labels of no field.
    """
    fields, state = tuple(fields), outcome.state
    duplicate = [words for words in state.notices if page.mentions(words, "mark.duplicate")]
    refused = [words for words in state.notices if page.mentions(words, "mark.refused")]
    if not (outcome.field_errors or duplicate or refused):
        return None
    errors = [FieldError(key_of_label(fields, e.field), e.message) for e in outcome.field_errors]
    errors += [FieldError("", words) for words in (*duplicate, *refused)]
    beside_fields = [
        f"{error.field}: {error.message}" if error.field else error.message
        for error in outcome.field_errors
    ]
    told = "; ".join([*beside_fields, *duplicate, *refused])
    return Refused(f"The portal refused: {told}", fields=errors, sent=False)
