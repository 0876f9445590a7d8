"""What is asked on which page: the choice of the form before its fields, or together with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.profile import folded
from ipp_bot.watch.fields import CHOICE_KEYS

if TYPE_CHECKING:
    from ipp_bot.watch.filing import WatchedFiling
    from ipp_bot.watch.findings import Findings
    from ipp_bot.watch.recording import Step

__all__ = ["learn_layout"]


def learn_layout(filing: WatchedFiling, findings: Findings) -> None:
    """Whether type and place are asked with the fields, and else on how many pages."""
    pages = filing.pages
    asked: list[tuple[Step, list[str]]] = []
    chosen = {folded(one.label): key for key in CHOICE_KEYS for one in filing.fields.of(key)}
    for step in pages.forms():
        shown = [folded(one.label) for one in step.page.form.controls]
        keys = [chosen[label] for label in shown if label in chosen]
        if keys and step in pages.choice and (not asked or {*asked[-1][1]} != {*keys}):
            if asked and {*keys} & {*asked[-1][1]}:
                asked[-1] = (step, list(dict.fromkeys((*asked[-1][1], *keys))))
            else:
                asked.append((step, keys))
    if filing.is_one_page:
        findings.set_value(("steps", "one_page"), pages.details[0].at, "true")
    elif len(asked) > 1:
        choice = _with_country([keys for _, keys in asked])
        findings.set_value(("steps", "choice"), asked[0][0].at, choice)
    elif asked:
        findings.set_value(("steps", "choice"), asked[0][0].at, [["type", "place", "country"]])


def _with_country(asked: list[list[str]]) -> list[list[str]]:
    """The pages of the choice; the country is asked where the place is."""
    if any("country" in keys for keys in asked):
        return asked
    return [[*keys, "country"] if "place" in keys else keys for keys in asked]
