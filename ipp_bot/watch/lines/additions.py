"""Texts that a list takes from a dialog of its own."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from ipp_bot.forms.snapshot import ControlKind
from ipp_bot.profile import Kind
from ipp_bot.watch.recording import clicks

if TYPE_CHECKING:
    from ipp_bot.watch.filing import WatchedFiling
    from ipp_bot.watch.findings import Findings

__all__ = ["learn_additions"]

_LISTS = {ControlKind.COMBOBOX, ControlKind.SELECT}


def learn_additions(filing: WatchedFiling, findings: Findings) -> None:
    """The button that opened such a dialog, and what the dialog asked, by the values it got."""
    for step, action in clicks(filing.pages.details):
        rest = filing.recording.steps[step.at + 1 :]
        asking = list(takewhile(lambda one: one.page.dialog is not None, rest))
        asked = asking[-1].page.dialog if asking else None
        if step.page.dialog is not None or asked is None:
            continue
        labels = {
            value.key: [control.label]
            for control in asked.controls
            for value in filing.values
            if value.is_shown(
                (control.value,) if isinstance(control.value, str) else control.value,
                ControlKind(control.kind),
            )
        }
        for key in labels:
            listed = any(one.kind in _LISTS for one in filing.fields.of(key))
            if listed and filing.value(key).kind is Kind.TEXT:
                added = {"button": [action.name], "labels": labels}
                findings.set_value(("fields", key, "add"), step.at, added)
