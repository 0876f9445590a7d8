"""An empty draft is a click's where each other one is explained by a click of its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ipp_bot.flows.drafts_of_clicks import draft_of_click
from ipp_bot.portal_time import TimeSpan

NOON = datetime(2024, 3, 1, 12, 0, tzinfo=UTC)
ANOTHER_TIME = "made at another time"
TOO_MANY = "more drafts than clicks"
NO_MINUTE = "nothing shows at which minute it was made"
NO_TIME = "nothing shows when it was made"


def span(first: float, last: float) -> TimeSpan:
    """From so many seconds after noon to so many."""
    return TimeSpan(NOON + timedelta(seconds=first), NOON + timedelta(seconds=last))


@pytest.mark.parametrize(
    ("others", "drafts", "taken", "why"),
    [
        # Clicks and drafts by their seconds after noon; the own click is from 0 to 5.
        ([], {"N-1": (3, 3)}, "N-1", ""),
        ([], {"N-1": (0, 0)}, "N-1", ""),
        ([], {"N-1": (5, 5)}, "N-1", ""),
        ([], {"N-1": (-60, 0)}, "N-1", ""),
        ([], {"N-1": (5, 65)}, "N-1", ""),
        ([], {"N-1": (-61, -1)}, "", ANOTHER_TIME),
        ([], {"N-1": (6, 6)}, "", ANOTHER_TIME),
        ([], {"N-1": (-61, 0)}, "", NO_MINUTE),
        ([], {"N-1": None}, "", NO_TIME),
        ([], {}, "", ANOTHER_TIME),
        # One more than there are clicks: somebody else made one of them.
        ([], {"N-2": (3, 3), "N-1": (2, 2)}, "", TOO_MANY),
        ([], {"N-2": (30, 30), "N-1": (2, 2)}, "", TOO_MANY),
        # What another click left at another time is that one's.
        ([(28, 33)], {"N-2": (30, 30), "N-1": (2, 2)}, "N-1", ""),
        ([(28, 33)], {"N-2": (30, 30)}, "", ANOTHER_TIME),
        ([(28, 33)], {"N-2": (27, 27), "N-1": (2, 2)}, "", TOO_MANY),
        ([(28, 33)], {"N-2": (4, 4), "N-1": (2, 2)}, "", TOO_MANY),
        ([(28, 33)], {"N-3": (31, 31), "N-2": (30, 30), "N-1": (2, 2)}, "", TOO_MANY),
        ([(28, 33), (29, 34)], {"N-3": (31, 31), "N-2": (30, 30), "N-1": (2, 2)}, "N-1", ""),
        # Two clicks of the same seconds: the oldest first.
        ([(1, 6)], {"N-2": (4, 4), "N-1": (2, 2)}, "N-1", ""),
        # The oldest one can only be the other click's, and so on.
        ([(-4, 1)], {"N-2": (4, 4), "N-1": (1, 1)}, "N-2", ""),
        ([(4, 9)], {"N-2": (4, 4), "N-1": (1, 1)}, "N-1", ""),
        ([(1, 6), (2, 7)], {"N-3": (6, 6), "N-2": (7, 7), "N-1": (0, 0)}, "N-1", ""),
        ([(2, 7), (1, 6)], {"N-3": (6, 6), "N-2": (6, 6), "N-1": (7, 7)}, "", ANOTHER_TIME),
        ([(2, 9), (2, 6), (8, 9)], {"a": (3, 3), "b": (8, 8), "c": (6, 6), "d": (0, 0)}, "d", ""),
        ([(2, 9), (2, 6)], {"a": (3, 3), "b": (8, 8), "c": (6, 6), "d": (0, 0)}, "", TOO_MANY),
        # What may be either's gives way to what is one's alone.
        ([(2, 9), (2, 6)], {"c": (3, 3), "b": (8, 8), "a": (0, 0)}, "a", ""),
        ([(2, 9), (7, 9)], {"c": (3, 3), "b": (6, 6), "a": (0, 0)}, "", TOO_MANY),
        # What is not told of one may be told of all.
        ([(28, 33)], {"N-2": None, "N-1": (2, 2)}, "", NO_TIME),
        ([(28, 33)], {"N-2": (0, 86_400), "N-1": (2, 2)}, "", NO_MINUTE),
    ],
)
def test_a_draft_is_taken_where_all_are_explained(
    others: list[tuple[float, float]],
    drafts: dict[str, tuple[float, float] | None],
    taken: str,
    why: str,
) -> None:
    created = {number: None if made is None else span(*made) for number, made in drafts.items()}
    clicks = [span(*clicked) for clicked in others]
    assert draft_of_click(span(0, 5), created, sent=clicks) == (taken, why)


@pytest.mark.parametrize(
    ("sent", "perhaps", "drafts", "taken", "why"),
    [
        # Died before anybody saw its request leave: a draft of those seconds may well be its own.
        ([], [(28, 33)], {"N-2": (30, 30), "N-1": (2, 2)}, "N-1", ""),
        ([], [(28, 33)], {"N-2": (27, 27), "N-1": (2, 2)}, "", TOO_MANY),
        ([(28, 33)], [(30, 35)], {"N-3": (31, 31), "N-2": (30, 30), "N-1": (2, 2)}, "N-1", ""),
        ([], [(28, 33)], {"N-3": (31, 31), "N-2": (30, 30), "N-1": (2, 2)}, "", TOO_MANY),
        # In the seconds of this click two drafts are one too many, if one of them was somebody's.
        ([], [(1, 6)], {"N-2": (4, 4), "N-1": (2, 2)}, "", TOO_MANY),
        ([], [(4, 9)], {"N-2": (5, 5), "N-1": (2, 2)}, "", TOO_MANY),
        ([], [(4, 9)], {"N-2": (6, 6), "N-1": (2, 2)}, "N-1", ""),
        ([], [(4, 9)], {"N-2": (4, 6), "N-1": (2, 2)}, "", TOO_MANY),
    ],
)
def test_a_click_of_which_nothing_was_seen_to_leave_explains_what_was_made_at_another_time(
    sent: list[tuple[float, float]],
    perhaps: list[tuple[float, float]],
    drafts: dict[str, tuple[float, float]],
    taken: str,
    why: str,
) -> None:
    created = {number: span(*made) for number, made in drafts.items()}
    told = draft_of_click(
        span(0, 5),
        created,
        sent=[span(*clicked) for clicked in sent],
        perhaps=[span(*clicked) for clicked in perhaps],
    )
    assert told == (taken, why)
