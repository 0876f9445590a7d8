"""Which empty draft came of which first save, by the seconds in which both were made."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ipp_bot.portal_time import TimeSpan

__all__ = ["draft_of_click"]

_FINEST = timedelta(minutes=1)
"""A time of creation that is told less exactly than that proves nothing."""


def draft_of_click(
    clicked: TimeSpan,
    created: Mapping[str, TimeSpan | None],
    *,
    sent: Sequence[TimeSpan] = (),
    perhaps: Sequence[TimeSpan] = (),
) -> tuple[str, str]:
    """The draft that a click at that time left, else "" and why none is taken.

    Each other draft has to be explained by a click of its own: by one that was `sent`, or by one
    that `perhaps` was if the draft was made at another time than this click.
    """
    made = {number: span for number, span in created.items() if span is not None}
    timely = [number for number, span in made.items() if _may_be_of(span, clicked)]
    if len(made) < len(created):
        return "", "nothing shows when it was made"
    if not timely:
        return "", "made at another time"
    if any(span.last - span.first > _FINEST for span in made.values()):
        return "", "nothing shows at which minute it was made"
    clicks = [*sent, *perhaps]
    explained_by = {
        number: [
            index
            for index, other in enumerate(clicks)
            if _may_be_of(span, other) and (index < len(sent) or number not in timely)
        ]
        for number, span in made.items()
    }
    for number in reversed(timely):
        if _one_each([found for other, found in explained_by.items() if other != number]):
            return number, ""
    return "", "more drafts than clicks"


def _may_be_of(made: TimeSpan, clicked: TimeSpan) -> bool:
    return made.first <= clicked.last and made.last >= clicked.first


def _one_each(choices: Sequence[Sequence[int]]) -> bool:
    """Whether each can have one of its choices that no other one has."""
    holder: dict[int, int] = {}

    def give(to: int, asked: set[int]) -> bool:
        for choice in choices[to]:
            if choice in asked:
                continue
            asked.add(choice)
            if choice not in holder or give(holder[choice], asked):
                holder[choice] = to
                return True
        return False

    return all(give(to, set()) for to in range(len(choices)))
