"""Which steps of a recording show which page of the portal."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ipp_bot.portal_time import parse_time
from ipp_bot.profile import Kind, folded
from ipp_bot.watch.fields import CHOICE_KEYS
from ipp_bot.watch.known_values import plainly

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from ipp_bot.browser.dom.results import SeenTable, SeenTableRow
    from ipp_bot.watch.fields import FieldsSeen
    from ipp_bot.watch.known_values import KnownValue
    from ipp_bot.watch.recording import Recording, Step

__all__ = [
    "ListRow",
    "PagesSeen",
    "ends",
    "find_row",
    "form_parts",
    "is_record",
    "number_in",
    "pages_seen",
]

_NUMBER = re.compile(r"[A-Za-z0-9-]*\d{4,}[A-Za-z0-9-]*")
_LEAST_FACTS = 3
"""Facts of the entry that a page shows at least if it is the record's."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """The row of IPR Management in which the filing stands."""

    step: Step
    table: SeenTable
    row: SeenTableRow


@dataclass(slots=True)
class PagesSeen:
    """Steps by the page that they show."""

    user_center: list[Step] = field(default_factory=list)
    choice: list[Step] = field(default_factory=list)
    details: list[Step] = field(default_factory=list)
    confirmation: list[Step] = field(default_factory=list)
    listing: list[Step] = field(default_factory=list)
    record: list[Step] = field(default_factory=list)

    def kinds(self) -> dict[str, list[Step]]:
        """The steps under the profile's names of the pages."""
        return {
            "user_center": self.user_center,
            "ipr_submission": self.choice,
            "details": self.details,
            "confirmation": self.confirmation,
            "ipr_management": self.listing,
            "record": self.record,
        }

    def forms(self) -> list[Step]:
        """The steps that show a form to fill, in their order."""
        return sorted((*self.choice, *self.details), key=lambda step: step.at)

    def form_paths(self) -> frozenset[str]:
        """Where the forms stand."""
        return frozenset(step.path for step in self.forms())


def pages_seen(
    recording: Recording,
    row: ListRow | None,
    fields: FieldsSeen,
    filling: Iterable[Step],
    values: Sequence[KnownValue],
    complainant: str,
) -> PagesSeen:
    """Which steps show which page; `filling` are those that may show a form."""
    found = PagesSeen()
    if row:
        later = recording.steps[row.step.at :]
        found.listing = [step for step in later if step.path == row.step.path]
        found.record = [
            step for step in later if step.path != row.step.path and is_record(step, values)
        ]
    chosen = fields.labels(*CHOICE_KEYS)
    entered = fields.labels() - chosen
    for step in filling:
        shown = {folded(one.label) for one in step.page.form.controls}
        if shown & entered:
            found.details.append(step)
        elif shown & chosen:
            found.choice.append(step)
    last = found.details[-1].at if found.details else -1
    found.user_center = list(_user_center(recording, found, last, complainant))
    until = row.step.at if row else len(recording.steps)
    several = len(form_parts(found.details, entered)) > 1
    rest = _without_fields(recording.steps[last + 1 : until], found, values, several=several)
    found.details += rest
    last = rest[-1].at if rest else last
    details = {step.path for step in found.details}
    found.confirmation = [
        step
        for step in recording.steps
        if last < step.at < until and step.path not in details and step.page.headings
    ]
    return found


def form_parts(details: Sequence[Step], entered: Collection[str]) -> list[list[Step]]:
    """The pages that a form is spread over, in their order: no two have a field in common."""
    parts: list[tuple[set[str], list[Step]]] = []
    for step in details:
        if step.page.dialog is not None:
            continue
        shown = {folded(one.label) for one in step.page.form.controls} & {*entered}
        found = next((part for part in parts if _is_same_part(part, shown, step)), None)
        if found is None:
            parts.append((shown, [step]))
        else:
            found[0].update(shown)
            found[1].append(step)
    return [steps for _, steps in parts]


def _is_same_part(part: tuple[set[str], list[Step]], shown: set[str], step: Step) -> bool:
    labels, steps = part
    if labels or shown:
        return bool(labels & shown)
    return steps[0].page.headings == step.page.headings


def _without_fields(
    following: Sequence[Step], found: PagesSeen, values: Sequence[KnownValue], *, several: bool
) -> list[Step]:
    """The last pages of a form that ask for nothing more, such as a summary before Submit.

    A question that is asked on a page of its own is none: only a form of several pages has them, or
    they show what was entered. A click on a button of theirs leads on, and not to the record.
    """
    pages = [step for step in following if step.page.headings]
    elsewhere = {step.path for step in (*found.listing, *found.record)}
    end = 0
    for at, step in enumerate(pages):
        action, headings = step.action, step.page.headings
        others = [n for n in range(at, len(pages)) if pages[n].page.headings != headings]
        if (
            others
            and action is not None
            and action.name
            and not (action.kind or action.link or action.dialog)
            and (several or is_record(step, values))
            and pages[others[0]].path not in elsewhere
        ):
            end = others[0]
    return pages[:end]


def _user_center(
    recording: Recording, found: PagesSeen, last: int, complainant: str
) -> Iterator[Step]:
    wanted = plainly(complainant)
    forms = found.form_paths()
    for step in recording.steps:
        if step.at > last >= 0 or step.path in forms:
            continue
        if any(plainly(fact.value) == wanted for fact in step.page.facts):
            yield step


def _names(values: Sequence[KnownValue]) -> list[KnownValue]:
    """What tells this IPR from others: its number, or else its name."""
    return [
        next((value for value in values if value.key == key), None) or values[0]
        for key in ("registration_number", "name")
        if any(value.key == key for value in values)
    ]


def find_row(steps: Iterable[Step], values: Sequence[KnownValue]) -> ListRow | None:
    """The first row of a list that bears the entry's registration number, or else its name."""
    anchors = _names(values)
    for step in steps:
        for table in step.page.tables:
            if len(table.heads) < 3:  # noqa: PLR2004 - two cells may be a fact with its value
                continue
            for row in table.rows:
                if any(value.token_of(cell) for value in anchors for cell in row.cells):
                    return ListRow(step, table, row)
    return None


def is_record(step: Step, values: Sequence[KnownValue]) -> bool:
    """Whether the page shows the entry's values as facts, in a form of no controls."""
    plain = {plainly(fact.value) for fact in step.page.facts}
    texts = [
        value
        for value in values
        if value.kind in (Kind.TEXT, Kind.TEXTAREA) and not value.key.startswith("holder_kind")
    ]
    shown = sum(any(words & plain for words in value.words.values()) for value in texts)
    typed = [one for one in step.page.form.controls if one.kind == "text" and one.value]
    return shown >= min(_LEAST_FACTS, len(texts)) and not typed


def number_in(row: ListRow, others: Iterable[Step], values: Sequence[KnownValue]) -> str:
    """The IPR number: of the row's unknown numbers the one that other pages bear as well."""
    known = {word for value in values for words in value.words.values() for word in words}
    candidates = [
        cell
        for cell in row.row.cells
        if _NUMBER.fullmatch(cell) and plainly(cell) not in known and parse_time(cell) is None
    ]
    texts = [
        text
        for step in others
        for text in (
            step.page.address,
            step.frame,
            *(fact.value for fact in step.page.facts),
            *step.page.notices,
        )
    ]
    ranked = sorted(candidates, key=lambda one: -sum(folded(one) in folded(t) for t in texts))
    return next(iter(ranked), "")


def ends(recording: Recording, values: Sequence[KnownValue]) -> bool:
    """Whether list and record were shown after the form: nothing more is to be learned."""
    row = find_row(recording.steps, values)
    return row is not None and any(
        is_record(step, values) for step in recording.steps[row.step.at + 1 :]
    )
