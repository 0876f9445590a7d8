"""Lines of what the pages show in words that the shipped profile has for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.forms.snapshot import ControlKind
from ipp_bot.profile import Kind, folded
from ipp_bot.watch.fields import removal_boxes
from ipp_bot.watch.lines.wording import without, words_of_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ipp_bot.watch.filing import WatchedFiling
    from ipp_bot.watch.findings import Findings
    from ipp_bot.watch.recording import Step

__all__ = ["learn_known_words", "learn_upload_marks"]

_FORM_BUTTONS = ("button.upload", "button.add_file", "button.remove_file", "button.poa_template")
_LIST_BUTTONS = ("button.search", "button.reset", "button.next_page", "button.load_more")
_RECORD_BUTTONS = ("button.edit", "button.withdraw", "button.delete")
_USER_CENTER_BUTTONS = ("sign_out.button", "menu.home")
_MENU = ("menu.user_center", "menu.ipr_submission", "menu.ipr_management")
_DIALOG_BUTTONS = ("button.confirm", "button.cancel", "button.close")
_RECORD_OR_LIST = (
    "record.submissions",
    "record.submitted",
    "record.valid_until",
    "record.action",
)
_RECORD_ALONE = ("record.status", "record.type", "record.place", "record.number")


def learn_upload_marks(filing: WatchedFiling, findings: Findings) -> None:
    """What stands beside a file that has come, and takes it away."""
    slots = {
        one.label for one in filing.fields.controls if one.kind is ControlKind.FILE and one.keys
    }
    names = {
        folded(name) for value in filing.values if value.kind is Kind.FILES for name in value.tokens
    }
    for label in removal_boxes(filing.pages.details).values():
        findings.add_label("button.remove_file", filing.pages.details[-1].at, label)
    for step in reversed(filing.pages.details):
        for slot in step.page.slots:
            if slot.label not in slots:
                continue
            buttons = {folded(without(button, *names)) for button in slot.buttons}
            for key in ("mark.uploaded", "button.remove_file", "button.upload"):
                for word in filing.dictionary.labels.get(key, ()):
                    if folded(word) in buttons or (
                        key == "mark.uploaded" and folded(word) in folded(slot.text)
                    ):
                        findings.add_label(key, step.at, word)


def learn_known_words(filing: WatchedFiling, findings: Findings) -> None:
    """Buttons, links, buttons of dialogs, facts and columns."""
    pages = filing.pages
    _learn_buttons(filing, findings, _FORM_BUTTONS, (*pages.details, *pages.choice))
    _learn_buttons(filing, findings, _LIST_BUTTONS, pages.listing)
    _learn_buttons(filing, findings, _RECORD_BUTTONS, pages.record)
    _learn_buttons(filing, findings, _USER_CENTER_BUTTONS, pages.user_center)
    _learn_buttons(filing, findings, _MENU, filing.recording.steps)
    for step in filing.recording.steps:
        for dialog in step.page.dialogs:
            for key in _DIALOG_BUTTONS:
                for name in dialog.buttons:
                    if filing.is_word(name, key):
                        findings.add_label(key, step.at, name)
    for key in _RECORD_OR_LIST:
        _learn_facts(filing, findings, key, (*pages.record, *pages.listing[:1]))
    for key in _RECORD_ALONE:
        _learn_facts(filing, findings, key, pages.record)
    _learn_facts(filing, findings, "record.status", pages.details)
    _learn_words_of_time(filing, findings, (*pages.record, *pages.confirmation, *pages.listing))


def _learn_buttons(
    filing: WatchedFiling, findings: Findings, keys: Sequence[str], steps: Iterable[Step]
) -> None:
    for step in steps:
        names = {link.name for link in step.page.links} | {*step.page.form.buttons}
        for name in sorted(names):
            for key in keys:
                if filing.is_word(name, key):
                    findings.add_label(key, step.at, name)


def _learn_facts(
    filing: WatchedFiling, findings: Findings, key: str, steps: Iterable[Step]
) -> None:
    for step in steps:
        heads = [head for table in step.page.tables for head in table.heads]
        for label in (*(fact.label for fact in step.page.facts), *heads):
            if filing.is_word(label, key):
                findings.add_label(key, step.at, label)


def _learn_words_of_time(filing: WatchedFiling, findings: Findings, steps: Iterable[Step]) -> None:
    """How the pages say how long ago something was, as far as the shipped profile knows it."""
    for step in steps:
        cells = [cell for table in step.page.tables for row in table.rows for cell in row.cells]
        for text in (*(fact.value for fact in step.page.facts), *cells):
            for key, words in words_of_time(text, filing.dictionary.labels):
                findings.add_label(key, step.at, words)
