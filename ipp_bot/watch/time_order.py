"""In which order a portal shows the parts of a day whose year stands last."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from ipp_bot.portal_time import DateOrder, orders_of
from ipp_bot.profile import Kind
from ipp_bot.watch.questions import Question

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from ipp_bot.watch.findings import Findings
    from ipp_bot.watch.known_values import KnownValue
    from ipp_bot.watch.recording import Step

__all__ = ["time_order"]


def time_order(
    steps: Sequence[Step],
    values: Sequence[KnownValue],
    known: DateOrder | None,
    today: date,
    findings: Findings,
) -> DateOrder | None:
    """What comes first in times with the year at their end; learned, asked, or told to be missing.

    A part above twelve is the day. So is what makes one of the entry's days of it, or for a moment
    today's: nothing else of an entry is about to happen.
    """
    shown = {text: step.at for step in steps for text in _texts(step) if orders_of(text)}
    possible = {*DateOrder}.intersection(*(orders_of(text) for text in shown))
    if not shown or known in possible:
        return known
    proven = possible if len(possible) == 1 else _proven(shown, values, today) & possible
    if len(proven) == 1:
        [order] = proven
    else:
        text = next(
            (text for text in shown if len({*orders_of(text).values()}) > 1), next(iter(shown))
        )
        question = Question(
            "times",
            text,
            tuple(order.value for order in DateOrder),
            f"Which comes first in “{text}”: the day or the month?",
        )
        answer = findings.ask(question) if possible else ""
        if answer not in question.keys:
            findings.miss(f"which comes first in “{text}”, the day or the month")
            return known
        order = DateOrder(answer)
    findings.set_value(("time_order",), next(iter(shown.values())), order.value)
    return order


def _proven(
    shown: Mapping[str, int], values: Sequence[KnownValue], today: date
) -> frozenset[DateOrder]:
    """The orders in which a text means a day that is known, and would not in the other one."""
    own = {token for value in values if value.kind is Kind.DATE for token in value.tokens}
    found: set[DateOrder] = set()
    for text in shown:
        days = orders_of(text)
        is_moment = re.search(r"\d:\d\d", text) is not None
        fitting = {
            order
            for order, day in days.items()
            if day.isoformat() in own or (is_moment and abs(day - today) <= timedelta(days=1))
        }
        found |= fitting if len({days[order] for order in fitting}) == 1 == len(fitting) else set()
    return frozenset(found)


def _texts(step: Step) -> Iterator[str]:
    """What a page tells, and not what is entered into it."""
    page = step.page
    yield from (fact.value for fact in page.facts)
    yield from page.notices
    yield from (cell for table in page.tables for row in table.rows for cell in row.cells)
