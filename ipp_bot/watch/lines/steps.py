"""Lines of a form of several pages: their headings, and the button that leads back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.profile import folded
from ipp_bot.watch.pages import form_parts
from ipp_bot.watch.questions import Question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.watch.filing import WatchedFiling
    from ipp_bot.watch.findings import Findings
    from ipp_bot.watch.recording import Step

__all__ = ["learn_steps"]


def learn_steps(filing: WatchedFiling, findings: Findings) -> None:
    """The pages in their order, by the heading that each alone shows; nothing for a single page."""
    parts = form_parts(filing.pages.details, filing.fields.entered_labels())
    if len(parts) < 2:  # noqa: PLR2004 - a form of one page
        return
    headings = [_own_heading(part, parts) for part in parts]
    if not all(headings):
        findings.miss("a heading of each page of the form alone")
        return
    known = [list(labels) for labels in filing.profile.steps.details]
    findings.set_value(("steps", "details"), parts[0][0].at, _merged(known, headings))
    _learn_back(filing, findings, parts)


def _own_heading(part: Sequence[Step], parts: Sequence[Sequence[Step]]) -> str:
    """The heading that all steps of the part show, and none of the others; "" if there is none."""
    others = {
        folded(heading)
        for other in parts
        if other is not part
        for step in other
        for heading in step.page.headings
    }
    always = [
        heading
        for heading in part[0].page.headings
        if folded(heading) not in others
        and all(folded(heading) in map(folded, step.page.headings) for step in part)
    ]
    return always[-1] if always else ""


def _merged(known: Sequence[Sequence[str]], seen: Sequence[str]) -> list[list[str]]:
    """The known pages with those seen: a new one stands behind the one that came before it."""
    found = [list(labels) for labels in known]
    at = -1
    for heading in seen:
        there = [n for n, labels in enumerate(found) if folded(heading) in map(folded, labels)]
        if there:
            at = there[0]
        else:
            at += 1
            found.insert(at, [heading])
    return found


def _learn_back(filing: WatchedFiling, findings: Findings, parts: Sequence[Sequence[Step]]) -> None:
    """The button that every page but the first shows; asked about where there are several."""
    named = {folded(name) for names in findings.names.values() for name in names}
    first = {folded(name) for step in parts[0] for name in step.page.form.buttons}
    later = [
        {folded(name): name for step in part for name in step.page.form.buttons}
        for part in parts[1:]
    ]
    common = set.intersection(*({*names} for names in later)) - first - named
    left = [later[0][key] for key in sorted(common)]
    known = [name for name in left if filing.is_word(name, "button.back")] or left
    at = parts[1][0].at
    if len(known) > 1:
        question = Question(
            "the pages of the form",
            ", ".join(known),
            tuple(known),
            "Which button leads back to the page before?",
        )
        known = [name for name in known if name == findings.ask(question)]
    if known:
        findings.add_label("button.back", at, known[0])
    else:
        findings.miss("the button that leads back to the page before")
