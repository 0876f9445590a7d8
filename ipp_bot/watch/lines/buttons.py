"""Lines of the buttons that lead through the forms to the submission."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipp_bot.profile import folded
from ipp_bot.watch.lines.saves import learn_saved_notice, saving_names
from ipp_bot.watch.recording import clicks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.browser.dom.results import RecordedAction
    from ipp_bot.watch.filing import WatchedFiling
    from ipp_bot.watch.findings import Findings
    from ipp_bot.watch.recording import Step

__all__ = ["learn_buttons", "learn_covers"]


def learn_buttons(filing: WatchedFiling, findings: Findings) -> None:
    """Submit for verification with its question, Save Draft, Next."""
    clicked = list(clicks(filing.pages.forms()))
    submit = _submit(filing, [step for step, _ in clicked])
    if submit is None:
        findings.miss("the click on Submit for verification")
        return
    findings.add_label("button.submit", submit.at, _name(submit))
    _learn_question(filing, findings, submit)
    before = [
        (step, action) for step, action in clicked if step.at < submit.at and not action.dialog
    ]
    saves = saving_names(filing, before)
    for step, action in before:
        if folded(action.name) in saves:
            findings.add_label("button.save_draft", step.at, action.name)
            learn_saved_notice(filing, findings, step)
        elif filing.leads_on(step):
            findings.add_label("button.next", step.at, action.name)
    if not saves:
        findings.miss("the click on Save Draft")


def learn_covers(filing: WatchedFiling, findings: Findings) -> None:
    """Buttons of what lay over a page: with the click they went, and the page stayed."""
    forms = filing.pages.form_paths()
    closed = [
        (step, action)
        for step, action in clicks(filing.recording.steps)
        if not action.link
        and not action.in_row
        and action.role != "menuitem"
        and step.path not in forms
        and _goes(filing, step, action)
    ]
    for step, action in closed:
        findings.add_label("button.tour", step.at, action.name)
    for step, action in closed[-1:]:
        findings.add_label("button.close", step.at, action.name)


def _submit(filing: WatchedFiling, clicked: Sequence[Step]) -> Step | None:
    """The last click on a button of the form that stood there before a question came up."""
    own = [
        step
        for step in clicked
        if step.action
        and not step.action.dialog
        and step in filing.pages.details
        and _stood_before(step, clicked)
    ]
    return own[-1] if own else None


def _stood_before(step: Step, clicked: Sequence[Step]) -> bool:
    """Whether the button was on the page before the click before: else it answers that one."""
    earlier = [one for one in clicked if one.at < step.at]
    if not earlier:
        return True
    page = earlier[-1].page
    there = (*page.form.buttons, *(link.name for link in page.links))
    return earlier[-1].path != step.path or folded(_name(step)) in map(folded, there)


def _learn_question(filing: WatchedFiling, findings: Findings, submit: Step) -> None:
    """What is asked before the form goes, in a dialog of the page or of the browser."""
    steps = filing.recording.steps
    end = filing.row.step.at if filing.row else len(steps)
    for step in steps[submit.at + 1 : end]:
        if step not in filing.pages.details:
            continue
        for dialog in step.page.dialogs:
            findings.add_label("dialog.submit", step.at, _question(dialog.text, dialog.title))
        if step.action is not None and _answers(step.action, submit):
            findings.add_label("button.confirm", step.at, step.action.name)
            findings.add_label("dialog.submit", step.at, _question(step.action.question, ""))
    for question in filing.recording.questions:
        if submit.at < question.after <= end:
            findings.add_label("dialog.submit", submit.at, question.message)
    _learn_question_page(filing, findings)


def _learn_question_page(filing: WatchedFiling, findings: Findings) -> None:
    """What answers on a page of its own, which the portal shows before it sends."""
    for step in filing.pages.questions:
        if step.action is not None and step.action.name:
            findings.add_label("button.confirm", step.at, step.action.name)
    if filing.pages.questions:
        findings.miss(
            "a way to submit alone: the portal asks on a page of its own, which only a person "
            "answers (ipp-bot submit --attended)"
        )


def _answers(action: RecordedAction, submit: Step) -> bool:
    """Whether the click is on a button that came with a question."""
    if not action.name or action.kind:
        return False
    return action.dialog or folded(action.name) not in map(folded, submit.page.form.buttons)


def _question(text: str, title: str) -> str:
    """What a dialog asks, without its title and what is on its buttons."""
    words = text.removeprefix(title).strip()
    found = re.match(r"[^?？。.!！]*[?？。.!！]?", words)
    return (found[0] if found else words).strip()


def _goes(filing: WatchedFiling, step: Step, action: RecordedAction) -> bool:
    """Whether the button is gone in what the same page shows next."""
    return any(
        after.path == step.path
        and after.page.headings == step.page.headings
        and folded(action.name) not in {folded(link.name) for link in after.page.links}
        for after in filing.recording.steps[step.at + 1 : step.at + 2]
    )


def _name(step: Step) -> str:
    return step.action.name if step.action else ""
