"""How long a worker that is to come to an end waits for the portal, and that the docs say so."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ipp_bot.clock import ManualClock
from ipp_bot.errors import PortalDown
from ipp_bot.run.pool import Patience
from ipp_bot.run.queue.worker import Worker, WorkerOptions

DOCS = Path(__file__).parents[3] / "docs" / "several-machines.md"
WORDS = {3.0: "three seconds", 120.0: "two minutes"}


def _waited(*, worked: bool) -> float:
    """Seconds after which it gives up a portal that does not come back."""
    clock = ManualClock()
    nothing: Any = SimpleNamespace()
    worker = Worker(nothing, nothing, nothing, clock, WorkerOptions(("acme",), 1, until_empty=True))
    worker._worked = worked
    while worker._fatal is None:
        worker._down(PortalDown("away"))
        clock.advance(0.5)
    return clock.monotonic()


@pytest.mark.parametrize("worked", [True, False])
def test_a_portal_that_is_away_is_given_up_after_what_the_docs_say(*, worked: bool) -> None:
    longest = Patience().later if worked else Patience().at_first
    # The pause that would come next is counted: nobody waits for a look that is not made.
    assert longest - Patience().longest_pause <= _waited(worked=worked) <= longest
    (line,) = [line for line in DOCS.read_text("utf-8").splitlines() if "portal is away" in line]
    assert WORDS[longest] in line
