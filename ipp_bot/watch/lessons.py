"""From a recording to lines of a profile: what the values of one entry tell of a portal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipp_bot.profile import Kind, folded
from ipp_bot.watch.bundle import LearnedPage
from ipp_bot.watch.filing import read_filing
from ipp_bot.watch.findings import Findings
from ipp_bot.watch.lines.additions import learn_additions
from ipp_bot.watch.lines.buttons import learn_buttons, learn_covers
from ipp_bot.watch.lines.drafts import learn_reopening
from ipp_bot.watch.lines.fields import learn_fields
from ipp_bot.watch.lines.known_words import learn_known_words, learn_upload_marks
from ipp_bot.watch.lines.layout import learn_layout
from ipp_bot.watch.lines.listing import learn_list
from ipp_bot.watch.lines.pages import (
    learn_addresses,
    learn_complainant,
    learn_headings,
    learn_sign_in,
)
from ipp_bot.watch.lines.record import (
    learn_record,
    learn_record_files,
    learn_submission_facts,
)
from ipp_bot.watch.lines.steps import learn_steps
from ipp_bot.watch.lines.unseen import unseen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ipp_bot.manifest import Frozen
    from ipp_bot.profile import Profile
    from ipp_bot.profile.edits import ProfileEdit
    from ipp_bot.watch.fields import FieldsSeen
    from ipp_bot.watch.known_values import KnownValue
    from ipp_bot.watch.pages import PagesSeen
    from ipp_bot.watch.questions import Ask, Question
    from ipp_bot.watch.recording import Recording, Step

__all__ = ["Lessons", "learn"]

_PARTS = (
    learn_fields,
    learn_complainant,
    learn_sign_in,
    learn_buttons,
    learn_covers,
    learn_additions,
    learn_headings,
    learn_addresses,
    learn_layout,
    learn_steps,
    learn_record,
    learn_record_files,
    learn_list,
    learn_upload_marks,
    learn_known_words,
    learn_reopening,
    learn_submission_facts,
)
"""In the order of the profile's lines; the last ones need the names of buttons, and addresses."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """What a watched filing taught."""

    number: str
    """The IPR number of the record; "" if it was not found."""
    edits: tuple[ProfileEdit, ...]
    """The lines of the profile, in the file's order."""
    steps: dict[str, int]
    """By an edit's key, the step that taught it."""
    text: str
    """The whole profile with its lines."""
    asked: list[tuple[Question, str]]
    recorded: int
    """How many actions were recorded."""
    assumed: tuple[str, ...]
    """What the profile says, or lacks, and nobody has seen."""
    missed: tuple[str, ...]
    """What this filing should have shown and did not."""
    pages: PagesSeen
    fields: FieldsSeen
    names: dict[str, list[str]]
    """What buttons and links are called, by the profile's key."""
    columns: dict[str, str]
    """The headings of the list's columns, by the profile's key."""

    def offered_texts(self, profile: Profile, form: str) -> dict[str, str]:
        """What lists offer for fields that any text may stand in, such as names of holders.

        By the text, the field's key. They are no words of the portal's.
        """
        texts = {own.key for own in profile.form(form).fields if own.kind is Kind.TEXT}
        return {
            words: key
            for one in self.fields.controls
            for key in one.keys
            if key in texts
            for words in one.options
        }

    def page_of(self, step: Step) -> LearnedPage:
        """What the step's document shows of what was learned."""
        kinds = self.pages.kinds()
        kind = next((name for name, steps in kinds.items() if step in steps), "")
        shown = {folded(one.label): one for one in step.page.form.controls}
        fields = {
            key: one.label
            for one in self.fields.controls
            if folded(one.label) in shown and kind in ("details", "ipr_submission")
            for key in one.keys
        }
        texts = {folded(link.name) for link in step.page.links}
        texts |= {folded(name) for name in step.page.form.buttons}
        buttons = {
            key: name
            for key, names in self.names.items()
            for name in names
            if folded(name) in texts
        }
        heads = {head for table in step.page.tables for head in table.heads}
        return LearnedPage(
            kind=kind,
            fields=fields,
            kinds={key: shown[folded(label)].kind for key, label in fields.items()},
            buttons=buttons,
            columns={k: h for k, h in self.columns.items() if h in heads}
            if kind == "ipr_management"
            else {},
        )


def learn(
    recording: Recording,
    frozen: Frozen,
    values: Sequence[KnownValue],
    profile: Profile,
    dictionary: Profile,
    ask: Ask,
    today: date,
) -> Lessons:
    """The lines of the profile that the recording of this entry's filing of `today` tells."""
    findings = Findings(profile, frozen.form, ask)
    filing = read_filing(recording, frozen, values, profile, dictionary, findings, today)
    for learn_part in _PARTS:
        learn_part(filing, findings)
    return Lessons(
        number=filing.number,
        edits=findings.in_order(),
        steps=findings.steps,
        text=findings.text(),
        asked=findings.asked,
        recorded=sum(step.action is not None for step in recording.steps),
        assumed=tuple(unseen(filing, findings)),
        missed=tuple(findings.missed),
        pages=filing.pages,
        fields=filing.fields,
        names=findings.names,
        columns=findings.columns,
    )
