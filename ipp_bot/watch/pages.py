"""Which steps of a recording show which page of the portal."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ipp_bot.portal_time import orders_of, parse_time
from ipp_bot.profile import Kind, folded, token_of
from ipp_bot.profile.names import is_named
from ipp_bot.watch.fields import CHOICE_KEYS
from ipp_bot.watch.known_values import plainly

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from ipp_bot.browser.dom.results import SeenTable, SeenTableRow
    from ipp_bot.watch.fields import FieldsSeen
    from ipp_bot.watch.known_values import KnownValue
    from ipp_bot.watch.recording import Recording, Step

    Vocabulary = Mapping[str, Sequence[str]]
    """Words by the token that they stand for."""

__all__ = [
    "ListRow",
    "PagesSeen",
    "draft_rows",
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
_LEAST_ENTERED = 2
"""Texts of the entry that the controls of its form show at least."""


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
    questions: list[Step] = field(default_factory=list)
    """Pages that ask something before they send, up to the click that answers."""
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
    later = [
        step
        for step in recording.steps
        if last < step.at < until and step.path not in details and step.page.headings
    ]
    asked = _last_answer(later, {step.path for step in (*found.listing, *found.record)})
    found.questions, found.confirmation = later[:asked], later[asked:]
    return found


def _last_answer(pages: Sequence[Step], elsewhere: Collection[str]) -> int:
    """How many of these pages end with a click on a button that led to another one of them."""
    return max(
        (
            at
            for at in range(1, len(pages))
            if (action := pages[at - 1].action) is not None
            and action.name
            and not (action.kind or action.link or action.in_row or action.role == "menuitem")
            and pages[at].path not in elsewhere
            and pages[at].page.headings != pages[at - 1].page.headings
        ),
        default=0,
    )


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
    before = [s for s in recording.steps if not s.at > last >= 0 and s.path not in forms]
    told = [s for s in before if any(plainly(fact.value) == wanted for fact in s.page.facts)]
    if told:
        yield from told
        return
    # Every page may show it at its head: then it is the first one, where one has signed in.
    elsewhere = {step.path for step in (*found.listing, *found.record)}
    headed = [
        s
        for s in before
        if s.path not in elsewhere and any(is_named(text, complainant) for text in s.page.header)
    ]
    yield from (step for step in headed if step.path == headed[0].path)


def _names(values: Sequence[KnownValue]) -> list[KnownValue]:
    """What tells this IPR from others: its number, or else its name."""
    return [
        next((value for value in values if value.key == key), None) or values[0]
        for key in ("registration_number", "name")
        if any(value.key == key for value in values)
    ]


def find_row(steps: Sequence[Step], values: Sequence[KnownValue]) -> ListRow | None:
    """The row of a list that bears the entry's registration number, or else its name.

    The first one after the form was shown last: a draft that was opened again over the list stood
    there as well.
    """
    rows = list(_rows(steps, values))
    filled = _last_filled(steps, values) if rows else -1
    later = (row for row in rows if row.step.at > filled)
    return next(later, None) or next(iter(rows), None)


def draft_rows(steps: Sequence[Step], row: ListRow, values: Sequence[KnownValue]) -> list[ListRow]:
    """The rows of the entry before the form was shown last, when it was a draft."""
    until = min(_last_filled(steps, values), row.step.at)
    return [one for one in _rows(steps, values) if one.step.at < until]


def _rows(steps: Iterable[Step], values: Sequence[KnownValue]) -> Iterator[ListRow]:
    anchors = _names(values)
    for step in steps:
        for table in step.page.tables:
            if len(table.heads) < 3:  # noqa: PLR2004 - two cells may be a fact with its value
                continue
            for row in table.rows:
                if any(value.token_of(cell) for value in anchors for cell in row.cells):
                    yield ListRow(step, table, row)


def _last_filled(steps: Sequence[Step], values: Sequence[KnownValue]) -> int:
    """The position of the last step that shows the form with what was entered; -1 of none."""
    return next((step.at for step in reversed(steps) if _is_filled(step, values)), -1)


def _is_filled(step: Step, values: Sequence[KnownValue]) -> bool:
    """Whether controls show several texts of the entry: one alone may be what a list looks for."""
    entered = {
        plainly(control.value)
        for control in step.page.form.controls
        if isinstance(control.value, str) and control.value
    }
    texts = [value for value in values if value.kind in (Kind.TEXT, Kind.TEXTAREA)]
    shown = sum(any(words & entered for words in value.words.values()) for value in texts)
    return shown >= min(_LEAST_ENTERED, len(texts))


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
        if _NUMBER.fullmatch(cell) and plainly(cell) not in known and not _is_time(cell)
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


def _is_time(text: str) -> bool:
    return parse_time(text) is not None or bool(orders_of(text))


def ends(
    recording: Recording, values: Sequence[KnownValue], statuses: Sequence[Vocabulary]
) -> bool:
    """Whether list and record were shown after the submission: nothing more is to be learned.

    The draft may be opened again over the list before that: only a status that is known, and is no
    draft's, or another row than the draft had tells that it was submitted.
    """
    row = find_row(recording.steps, values)
    if row is None:
        return False
    known = {token_of(cell, words) for words in statuses for cell in row.row.cells} - {""}
    before = draft_rows(recording.steps, row, values)
    if "draft" in known or not (known or any(one.row.cells != row.row.cells for one in before)):
        return False
    return any(is_record(step, values) for step in recording.steps[row.step.at + 1 :])
