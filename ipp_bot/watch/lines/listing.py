"""Lines of IPR Management: columns, the status of what was just sent, filters, links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipp_bot.portal_time import parse_time
from ipp_bot.profile import Kind, folded, token_of
from ipp_bot.watch.lines.wording import without, words_of_time
from ipp_bot.watch.pages import draft_rows
from ipp_bot.watch.questions import Question
from ipp_bot.watch.recording import clicks

if TYPE_CHECKING:
    from ipp_bot.browser.dom.results import SeenControl
    from ipp_bot.watch.filing import WatchedFiling
    from ipp_bot.watch.findings import Findings
    from ipp_bot.watch.pages import ListRow

__all__ = ["learn_list"]

_COLUMNS = ("name", "registration_number", "holder", "type", "place")
_FILTERS = ("status", "type", "keyword", "from", "to")


def learn_list(filing: WatchedFiling, findings: Findings) -> None:
    """All that the list with the record's row tells; nothing if it was not opened."""
    row = filing.row
    if row is None:
        return
    for head, cell in zip(row.table.heads, row.row.cells, strict=False):
        key = _column(filing, cell)
        if key and head:
            findings.add_label(f"record.{key}", row.step.at, head)
            findings.columns[key] = head
    _learn_status(filing, findings, row)
    _learn_draft_status(filing, findings, row)
    _learn_whether_complete(filing, findings, row)
    _learn_filters(filing, findings, row)
    _learn_links(filing, findings)


def _column(filing: WatchedFiling, cell: str) -> str:
    """What a column is, by the cell of the record."""
    if filing.number and cell == filing.number:
        return "number"
    if parse_time(cell, filing.order) is not None and not any(
        value.token_of(cell) for value in filing.values if value.kind is Kind.DATE
    ):
        return "submitted" if re.search(r"\d:\d\d", cell) else ""
    if any(words_of_time(cell, filing.dictionary.labels)):
        return "submitted"
    for key in _COLUMNS:
        value = next((one for one in filing.values if one.key == key), None)
        if value is not None and value.token_of(cell):
            return key
    if token_of(cell, filing.dictionary.types) == filing.frozen.type:
        return "type"
    return ""


def _learn_status(filing: WatchedFiling, findings: Findings, row: ListRow) -> None:
    at = filing.status_at
    if at is None:
        findings.miss("which column of the list is the status")
        return
    head, cell = row.table.heads[at], row.row.cells[at]
    findings.add_label("record.status", row.step.at, head)
    findings.columns["status"] = head
    if token_of(cell, filing.profile.statuses) != "pending":
        findings.add_words(("statuses", "pending"), row.step.at, cell)


def _learn_draft_status(filing: WatchedFiling, findings: Findings, row: ListRow) -> None:
    """What a form shows as the status of its draft, or the list before it was submitted."""
    own, known = filing.profile.statuses, filing.dictionary.statuses
    at = filing.status_at
    for before in draft_rows(filing.recording.steps, row, filing.values):
        cells = before.row.cells
        if at is not None and at < len(cells) and before.table.heads == row.table.heads:
            cell = cells[at]
            if cell != row.row.cells[at] and token_of(cell, own) != "draft":
                findings.add_words(("statuses", "draft"), before.step.at, cell)
    for step in filing.pages.details[:1]:
        for fact in step.page.facts:
            is_draft = token_of(fact.value, known) == "draft"
            if is_draft and token_of(fact.value, own) != "draft":
                findings.add_words(("statuses", "draft"), step.at, fact.value)


def _learn_whether_complete(filing: WatchedFiling, findings: Findings, row: ListRow) -> None:
    """Whether the list shows all at once is asked where it tells neither its number nor more."""
    names = {
        name
        for step in filing.pages.listing
        for name in (*(link.name for link in step.page.links), *step.page.form.buttons)
    }
    goes_on = any(
        filing.is_word(name, key)
        for name in names
        for key in ("button.next_page", "button.load_more")
    )
    if row.step.page.total is not None or goes_on or filing.profile.listing.complete:
        return
    question = Question(
        "the list of records",
        "all at once",
        ("listing.complete",),
        "The list tells neither how many records there are, nor where it goes on. Does it always "
        "show all of them at once?",
    )
    if findings.ask(question):
        findings.set_value(("listing", "complete"), row.step.at, "true")
    else:
        findings.miss("how the list shows that there are no more records")


def _learn_filters(filing: WatchedFiling, findings: Findings, row: ListRow) -> None:
    """Filters that the list shows under words that are known."""
    found: list[str] = []
    for one in row.step.page.form.controls:
        for key in _FILTERS:
            if key not in found and filing.is_word(one.label, f"filter.{key}"):
                found.append(key)
                findings.add_label(f"filter.{key}", row.step.at, one.label)
                _learn_filter_options(filing, findings, key, one, row.step.at)
                break
    findings.set_value(("listing", "filters"), row.step.at, found)


def _learn_filter_options(
    filing: WatchedFiling, findings: Findings, key: str, one: SeenControl, step: int
) -> None:
    options = one.options or ()
    shown = one.value if isinstance(one.value, str) else ""
    if key in ("status", "type") and shown and shown not in options:
        findings.add_label("filter.all", step, shown)  # a choice that stands for no filter
    for words in options:
        if filing.is_word(words, "filter.all"):
            findings.add_label("filter.all", step, words)
        for path in ("statuses", "types"):
            token = token_of(words, getattr(filing.dictionary, path))
            if token and not token_of(words, getattr(filing.profile, path)):
                findings.add_words((path, token), step, words)


def _learn_links(filing: WatchedFiling, findings: Findings) -> None:
    """Links that led to the choice, to the list, and from a row to its record."""
    choice = {step.path for step in filing.beginning}
    goals = {
        "menu.ipr_submission": choice,
        "menu.ipr_management": {step.path for step in filing.pages.listing},
    }
    records = {step.path for step in filing.pages.record}
    submits = {folded(name) for name in findings.names.get("button.submit", ())}
    for step, action in clicks(filing.recording.steps):
        after = [one for one in filing.recording.after(step) if one.path != step.path]
        if action.dialog or folded(action.name) in submits or not after:
            continue
        if action.in_row:
            name = without(action.name, filing.number)
            if name and after[0].path in records:
                findings.add_label("button.view", step.at, name)
        elif step.path not in choice:
            for key, paths in goals.items():
                if after[0].path in paths:
                    findings.add_label(key, step.at, action.name)
