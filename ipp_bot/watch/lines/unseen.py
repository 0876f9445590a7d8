"""What the profile says, or lacks, and nobody has seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.watch.lines.choices import unseen_country
from ipp_bot.watch.lines.options import is_offered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipp_bot.watch.filing import WatchedFiling
    from ipp_bot.watch.findings import Findings

__all__ = ["unseen"]

_RARE = (
    "button.edit",
    "button.withdraw",
    "button.delete",
    "button.poa_template",
    "dialog.withdraw",
    "mark.duplicate",
    "mark.refused",
    "mark.session_expired",
    "mark.busy",
    "record.reasons",
)
"""What a first filing never shows, and later ones need."""


def unseen(filing: WatchedFiling, findings: Findings) -> Iterator[str]:
    """Statuses, rare words, fields and options of the form, and the other forms."""
    seen = findings.seen_keys()
    for status in filing.profile.statuses:
        if f"statuses.{status}" not in seen and status != "pending":
            yield f"the status {status}"
    for key in _RARE:
        if f"labels.{key}" not in seen:
            yield f"labels.{key}"
    yield from findings.assumed
    if unseen_country(filing):
        yield "the list of countries, and what it is called"
    yield from _unseen_in_form(filing)
    for other in filing.profile.forms:
        if other.name != filing.form.name:
            yield f"the form {other.name}"


def _unseen_in_form(filing: WatchedFiling) -> Iterator[str]:
    asked = [own for own in filing.form.fields if filing.fields.of(own.key)]
    for own in filing.form.fields:
        if own not in asked and own.key not in filing.frozen.values:
            yield f"the field {own.key} of {filing.form.name}"
    for own in asked:
        for token in own.options:
            if not is_offered(filing, own, token):
                yield f"the words for {token} of {own.key}"
