"""Which button saves a draft, and what is told when it has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipp_bot.profile import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipp_bot.browser.dom.results import RecordedAction
    from ipp_bot.watch.filing import WatchedFiling
    from ipp_bot.watch.findings import Findings
    from ipp_bot.watch.recording import Step

__all__ = ["learn_saved_notice", "saving_names"]

_LONGEST_NOTICE = 60
"""Characters."""


def saving_names(
    filing: WatchedFiling, clicked: Iterable[tuple[Step, RecordedAction]]
) -> frozenset[str]:
    """Names of the buttons that save: the number came with it, or a notice and no new field."""
    return frozenset(
        folded(action.name)
        for step, action in clicked
        if _brings_number(filing, step)
        or (
            step in filing.pages.details
            and _new_notices(filing, step)
            and not filing.leads_on(step)
        )
    )


def learn_saved_notice(filing: WatchedFiling, findings: Findings, step: Step) -> None:
    """What the page tells after that click."""
    for after, words in _new_notices(filing, step):
        findings.add_label("mark.saved", after.at, words)


def _brings_number(filing: WatchedFiling, step: Step) -> bool:
    number = filing.number
    return bool(number) and any(
        not step.bears(number) and after.bears(number)
        for after in filing.recording.at_once_after(step)
    )


def _new_notices(filing: WatchedFiling, step: Step) -> list[tuple[Step, str]]:
    """Short notices that came with a click."""
    before = set(step.page.notices)
    return [
        (after, words)
        for after in filing.recording.at_once_after(step)
        for notice in after.page.notices
        if notice not in before
        and len(notice) <= _LONGEST_NOTICE
        and (words := _without_numbers(notice))
    ]


def _without_numbers(notice: str) -> str:
    """How a notice begins, before anything that changes from one to the next."""
    words = re.split(r"\d", notice, maxsplit=1)[0].strip()
    words = re.sub(
        r"(\s+(at|on|no\.?|number)|编号|[:：,，(（#-])+$", "", words, flags=re.IGNORECASE
    )
    return words.strip()
