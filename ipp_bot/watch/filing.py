"""One filing by hand: its recording, and what stands where in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ipp_bot.profile import folded
from ipp_bot.watch.fields import CHOICE_KEYS, fields_seen
from ipp_bot.watch.known_values import plainly
from ipp_bot.watch.pages import find_row, number_in, pages_seen
from ipp_bot.watch.status import status_column
from ipp_bot.watch.time_order import time_order

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ipp_bot.manifest import Frozen
    from ipp_bot.portal_time import DateOrder
    from ipp_bot.profile import Form, Profile
    from ipp_bot.watch.fields import FieldsSeen
    from ipp_bot.watch.findings import Findings
    from ipp_bot.watch.known_values import KnownValue
    from ipp_bot.watch.pages import ListRow, PagesSeen
    from ipp_bot.watch.recording import Recording, Step

__all__ = ["WatchedFiling", "read_filing"]


@dataclass(frozen=True, slots=True)
class WatchedFiling:
    """What was recorded while an entry was filed, with its fields and pages told apart."""

    recording: Recording
    frozen: Frozen
    profile: Profile
    """What is known of the portal before this filing."""
    dictionary: Profile
    """Words for the manifest's tokens that count at every portal."""
    values: tuple[KnownValue, ...]
    """The values of the entry, with the words in which they were chosen."""
    fields: FieldsSeen
    pages: PagesSeen
    row: ListRow | None
    """Where the filing stands in IPR Management."""
    number: str
    """The IPR number of the record; "" if it was not found."""
    status_at: int | None
    """The column in which IPR Management shows the status; None if that is not known."""
    order: DateOrder | None = None
    """What comes first in times whose year stands last; None if it is not known."""

    @property
    def form(self) -> Form:
        """The form that was filled."""
        return self.profile.form(self.frozen.form)

    def value(self, key: str) -> KnownValue:
        """The entry's value of that key."""
        return next(value for value in self.values if value.key == key)

    def is_word(self, words: str, key: str) -> bool:
        """Whether the words are a wording of `labels.KEY`, here or at every portal."""
        known = (*self.dictionary.labels.get(key, ()), *self.profile.labels.get(key, ()))
        return folded(words) in map(folded, known)

    @property
    def is_one_page(self) -> bool:
        """Whether type and place are asked on the same page as the fields."""
        chosen, entered = self.fields.labels(*CHOICE_KEYS), self.fields.entered_labels()
        return not self.pages.choice and any(
            {*shown} & chosen and {*shown} & entered
            for step in self.pages.details
            for shown in [{folded(one.label) for one in step.page.form.controls}]
        )

    @property
    def beginning(self) -> list[Step]:
        """The steps that show the page on which a new entry is begun."""
        return self.pages.details if self.is_one_page else self.pages.choice

    def leads_on(self, step: Step) -> bool:
        """Whether other fields of the form followed on the click."""
        entered = self.fields.entered_labels()
        before = {folded(one.label) for one in step.page.form.controls}
        return any(
            {folded(one.label) for one in after.page.form.controls} & (entered - before)
            for after in self.recording.after(step)
        )


def read_filing(
    recording: Recording,
    frozen: Frozen,
    values: Sequence[KnownValue],
    profile: Profile,
    dictionary: Profile,
    findings: Findings,
    today: date,
) -> WatchedFiling:
    """Which control is which field, which step shows which page, and where the record stands."""
    row = find_row(recording.steps, values)
    filling = recording.steps
    if row:
        filling = [s for s in recording.steps if s.path != row.step.path and s.at < row.step.at]
    promises = (
        *profile.labels.get("agreement.mark", ()),
        *dictionary.labels.get("agreement.mark", ()),
    )
    fields = fields_seen(
        filling, values, (profile, dictionary), frozen.form, findings.ask, promises
    )
    for one in fields.agreements:
        findings.add_label("agreement.tick", one.at, one.label)
    values = _with_words(values, fields)
    pages = pages_seen(recording, row, fields, filling, values, frozen.complainant)
    if not pages.record:
        findings.miss("the record's own page")
    if not row:
        findings.miss("IPR Management with the record")
    order = time_order(recording.steps, values, profile.order_of_times, today, findings)
    number, status_at = "", None
    if row:
        status_at = status_column(row, values, (profile, dictionary), findings.ask)
        others = [*pages.details, *pages.confirmation, *pages.record]
        number = number_in(row, others, values)
    return WatchedFiling(
        recording, frozen, profile, dictionary, values, fields, pages, row, number, status_at, order
    )


def _with_words(values: Sequence[KnownValue], fields: FieldsSeen) -> tuple[KnownValue, ...]:
    """The values with the words in which they were chosen: other pages show these as well."""
    found = []
    for value in values:
        words = dict(value.words)
        for one in fields.of(value.key):
            if len(one.keys) == len(one.value) == len(value.tokens) == 1:
                token = value.tokens[0]
                words[token] = words[token] | {plainly(one.value[0])}
        found.append(replace(value, words=words))
    return tuple(found)
