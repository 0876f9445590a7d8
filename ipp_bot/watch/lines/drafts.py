"""How a draft is opened again: by the click that did it, or as the person says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.profile import folded
from ipp_bot.watch.questions import Question
from ipp_bot.watch.recording import clicks

if TYPE_CHECKING:
    from ipp_bot.watch.filing import WatchedFiling
    from ipp_bot.watch.findings import Findings
    from ipp_bot.watch.recording import Step

__all__ = ["learn_reopening"]

_MOST_BUTTONS = 6
"""Buttons among which a person is asked to choose."""
_LONGEST_NAME = 40
"""Characters."""


def learn_reopening(filing: WatchedFiling, findings: Findings) -> None:
    """The record's button that opened its form.

    Where nobody used it, and the form's address does not tell the record, it is asked about.
    """
    records = {step.path for step in filing.pages.record}
    for step, action in clicks(filing.recording.steps):
        if step.path in records and step not in filing.pages.details and _opens(filing, step):
            findings.add_label("button.edit", step.at, action.name)
    known = (*findings.names.get("button.edit", ()), *filing.profile.labels.get("button.edit", ()))
    by_address = "addresses.details" in findings.seen_keys()
    if known or by_address or "details" in filing.profile.addresses:
        return
    names = _own_buttons(filing, findings)
    answer = findings.ask(_question(names)) if 0 < len(names) <= _MOST_BUTTONS else ""
    if answer in names:
        findings.add_label("button.edit", filing.pages.record[-1].at, answer)
    else:
        findings.miss("how a draft is opened again: do so once before it is submitted")


def _opens(filing: WatchedFiling, step: Step) -> bool:
    """Whether the form followed on the click."""
    return any(after in filing.pages.details for after in filing.recording.after(step))


def _question(names: list[str]) -> Question:
    return Question(
        "the record's page",
        ", ".join(names),
        tuple(names),
        "Which button of the record's page opens its form again, to correct it?",
    )


def _own_buttons(filing: WatchedFiling, findings: Findings) -> list[str]:
    """What the record's page alone has to click, without what is known for something else."""
    elsewhere = {
        folded(name)
        for step in (*filing.pages.listing, *filing.pages.user_center, *filing.pages.details)
        for name in _names(step)
    }
    elsewhere |= {folded(name) for names in findings.names.values() for name in names}
    elsewhere |= {folded(name) for value in filing.values for name in value.tokens}
    others = [key for key in filing.dictionary.labels if key != "button.edit"]
    return [
        name
        for name in dict.fromkeys(name for step in filing.pages.record for name in _names(step))
        if name
        and len(name) <= _LONGEST_NAME
        and folded(name) not in elsewhere
        and not any(char.isdigit() for char in name)
        and not any(filing.is_word(name, key) for key in others)
    ]


def _names(step: Step) -> list[str]:
    return [*(link.name for link in step.page.links), *step.page.form.buttons]
