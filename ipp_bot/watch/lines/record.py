"""Lines of the record's own page: what it calls the record's facts, and whether it lists files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipp_bot.portal_time import parse_time
from ipp_bot.profile import Kind, folded
from ipp_bot.watch.known_values import plainly
from ipp_bot.watch.lines.wording import words_of_time
from ipp_bot.watch.questions import Question

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ipp_bot.watch.filing import WatchedFiling
    from ipp_bot.watch.findings import Findings
    from ipp_bot.watch.recording import Step

__all__ = ["learn_record", "learn_record_files", "learn_submission_facts"]

_OF_RECORDS = (
    "record.number",
    "record.status",
    "record.type",
    "record.place",
    "record.submitted",
    "record.submissions",
    "record.valid_until",
)
_LONGEST_LABEL = 20
"""Characters."""


def learn_record(filing: WatchedFiling, findings: Findings) -> None:
    """The record's facts and fields, and where its number stands."""
    for step in filing.pages.record:
        for key, label in _facts(filing, step):
            findings.add_label(f"record.{key}", step.at, label)
    for step in filing.pages.record[-1:]:
        _learn_other_labels(filing, findings, step)
    _learn_number(filing, findings)


def learn_record_files(filing: WatchedFiling, findings: Findings) -> None:
    """Whether the record never lists files is asked: it may as well have lost them."""
    if not filing.profile.record.files:
        return
    names = [
        name
        for value in filing.values
        if value.kind is Kind.FILES and filing.fields.of(value.key)
        for name in value.tokens
    ]
    shown = {text for step in filing.pages.record for text in _texts(step)}
    if not names or not shown or any(folded(name) in text for name in names for text in shown):
        return
    question = Question(
        "the record's page",
        "no file",
        ("record.files",),
        "The record's page shows none of the uploaded files. Does this portal never list them "
        "there (then they are not compared after Submit)?",
    )
    if findings.ask(question) == "record.files":
        findings.set_value(("record", "files"), filing.pages.record[-1].at, "false")
    else:
        findings.miss("the uploaded files on the record's page")


def learn_submission_facts(filing: WatchedFiling, findings: Findings) -> None:
    """Whether a record tells when, or how often, it was submitted: a click is known by that."""
    keys = ("record.submitted", "record.submissions")
    if any(filing.profile.labels.get(key) for key in keys):
        return
    if {f"labels.{key}" for key in keys} & findings.seen_keys():
        return
    times = _times(filing, filing.pages.record)
    if len(times) > 1:
        times &= _times(filing, filing.pages.confirmation)
    if len(times) == 1:
        findings.add_label("record.submitted", filing.pages.record[-1].at, times.pop())
    else:
        findings.miss("when a record was submitted, or how often: by that a submission is known")


def _times(filing: WatchedFiling, steps: Iterable[Step]) -> set[str]:
    """What these pages call moments, which no value of an entry is."""
    return {
        fact.label
        for step in steps
        for fact in step.page.facts
        if (re.search(r"\d:\d\d", fact.value) and parse_time(fact.value, filing.order) is not None)
        or any(words_of_time(fact.value, filing.dictionary.labels))
    }


def _facts(filing: WatchedFiling, step: Step) -> Iterator[tuple[str, str]]:
    """What a record's page tells of the record itself: the key and its label."""
    status = _status_words(filing)
    for fact in step.page.facts:
        if filing.number and fact.value == filing.number:
            yield "number", fact.label
        elif status and plainly(fact.value) == plainly(status):
            yield "status", fact.label
        elif filing.value("type").token_of(fact.value):
            yield "type", fact.label
        elif filing.value("place").token_of(fact.value):
            yield "place", fact.label


def _status_words(filing: WatchedFiling) -> str:
    """The words of the list for the status of what was just sent."""
    at = filing.status_at
    return filing.row.row.cells[at] if filing.row is not None and at is not None else ""


def _learn_other_labels(filing: WatchedFiling, findings: Findings, step: Step) -> None:
    """Fields that the record calls otherwise than the form does."""
    known = {folded(label) for own in filing.form.fields for label in own.labels}
    # What every record tells of itself, such as until when it is valid, is no field of this one.
    labels = (*filing.profile.labels.items(), *filing.dictionary.labels.items())
    known |= {folded(word) for key, words in labels if key in _OF_RECORDS for word in words}
    for fact in step.page.facts:
        own = [
            value.field
            for value in filing.values
            if value.field is not None and value.token_of(fact.value)
        ]
        if len(own) == 1 and folded(fact.label) not in known and own[0].kind is not Kind.FILES:
            findings.add_field_label(own[0], step.at, fact.label)


def _learn_number(filing: WatchedFiling, findings: Findings) -> None:
    """How the number is called where it is shown; whether a draft shows it at all."""
    number, pages = filing.number, filing.pages
    if not number:
        return
    for step in (*pages.details, *pages.choice, *pages.confirmation):
        for fact in step.page.facts:
            if fact.value == number:
                findings.add_label("record.number", step.at, fact.label)
    for step in filing.recording.steps:
        for notice in step.page.notices:
            findings.add_label("record.number", step.at, _before_number(notice, number))
    if pages.details and not any(step.bears(number) for step in pages.details):
        findings.set_value(("drafts_show_number",), pages.details[0].at, "false")


def _before_number(notice: str, number: str) -> str:
    """The word that stands before the number in a notice; "" if none does."""
    before, there, _ = notice.partition(number)
    found = re.search(
        r"([^\s,，.。;；:：()（）]+(?: [^\s,，.。;；:：()（）]+){0,2})\s*[:：#]?\s*$", before
    )
    return found[1] if there and found and len(found[1]) <= _LONGEST_LABEL else ""


def _texts(step: Step) -> set[str]:
    """What a page tells outside of its controls, folded."""
    page = step.page
    texts = [fact.value for fact in page.facts] + [link.name for link in page.links]
    texts += [cell for table in page.tables for row in table.rows for cell in row.cells]
    return set(map(folded, texts))
