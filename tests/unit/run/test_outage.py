"""Pauses of an outage, and how long a worker waits for the portal, as the docs say."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ipp_bot.clock import ManualClock
from ipp_bot.errors import LedgerError, PortalDown
from ipp_bot.run.outage import Outage, Patience
from ipp_bot.run.queue.worker import Worker, WorkerOptions

DOCS = Path(__file__).parents[3] / "docs" / "several-machines.md"
WORDS = {3.0: "three seconds", 120.0: "two minutes"}


def _waited(*, worked: bool) -> float:
    """Seconds after which it gives up a portal that does not come back."""
    clock = ManualClock()
    nothing: Any = SimpleNamespace()
    worker = Worker(nothing, nothing, nothing, clock, WorkerOptions(("acme",), 1, until_empty=True))
    if worked:
        worker.outage.end()
    while worker.fatal is None:
        worker.pause_all(PortalDown("away"))
        clock.advance(0.5)
    return clock.monotonic()


@pytest.mark.parametrize("worked", [True, False])
def test_a_portal_that_is_away_is_given_up_after_what_the_docs_say(*, worked: bool) -> None:
    longest = Patience().later if worked else Patience().at_first
    # The pause that would come next is counted: nobody waits for a look that is not made.
    assert longest - Patience().longest_pause <= _waited(worked=worked) <= longest
    (line,) = [line for line in DOCS.read_text("utf-8").splitlines() if "portal is away" in line]
    assert WORDS[longest] in line


def test_pauses_grow_to_the_longest_and_begin_anew_when_something_worked() -> None:
    outage = Outage(ManualClock(), Patience(longest_pause=5.0))
    away = PortalDown("away")
    assert [outage.pause_after(away).seconds for _ in range(6)] == [0.5, 1.0, 2.0, 4.0, 5.0, 5.0]
    assert outage.is_on
    outage.end()
    assert not outage.is_on
    assert outage.pause_after(away).seconds == 0.5


def test_the_portal_says_when_to_come_back() -> None:
    outage = Outage(ManualClock(), Patience())
    pause = outage.pause_after(PortalDown("maintenance", retry_after=600.0))
    assert (pause.seconds, pause.exceeds_patience) == (600.0, True)


def test_a_ledger_that_is_away_is_waited_for_although_nothing_has_worked_yet() -> None:
    clock = ManualClock()
    outage = Outage(clock, Patience(at_first=3.0, later=120.0))
    assert not outage.pause_after(LedgerError("locked")).exceeds_patience
    clock.advance(100.0)
    assert not outage.pause_after(LedgerError("locked")).exceeds_patience
    assert outage.pause_after(PortalDown("away")).exceeds_patience
