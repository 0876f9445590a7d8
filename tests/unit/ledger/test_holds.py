"""A hold: nothing irreversible is announced any more; what was announced before ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipp_bot.clock import ManualClock
from ipp_bot.errors import OnHold
from ipp_bot.ledger import Ledger, Outcome, State
from tests.unit.ledger.conftest import MakeEntry, Steps

if TYPE_CHECKING:
    from pathlib import Path

    from ipp_bot.ledger import Claim


def intend_submit(ledger: Ledger, claim: Claim) -> None:
    ledger.intend_submit(
        claim, status="draft", submitted_at=None, submissions=0, deadline_seconds=5.0
    )


def test_no_click_is_announced_while_on_hold(ledger: Ledger, make_entry: MakeEntry) -> None:
    steps = Steps(ledger, make_entry)
    planned, drafted = steps.claim(steps.plan("r-1")), steps.drafted("r-2", "N-2")
    ledger.hold("li@office-2", "the client withdrew")
    with pytest.raises(OnHold, match="by li@office-2: the client withdrew") as first:
        ledger.intend_first_save(planned, deadline_seconds=5.0)
    assert (first.value.sent, first.value.hint) == (False, "ipp-bot resume")
    with pytest.raises(OnHold):
        intend_submit(ledger, drafted)
    rows = [ledger.get(claim.filing.id) for claim in (planned, drafted)]
    assert [row.state for row in rows] == [State.PLANNED, State.DRAFTED]
    assert ledger.resume() is not None
    intend_submit(ledger, drafted)
    assert ledger.get(drafted.filing.id).state is State.SUBMIT_INTENDED


def test_what_was_announced_before_ends_as_it_ended(ledger: Ledger, make_entry: MakeEntry) -> None:
    claim, intent = Steps(ledger, make_entry).submit_intended()
    ledger.hold("li@office-2")
    done = ledger.close_intent(claim, intent, Outcome.DONE, receipt={"number": "N-1"})
    assert done.state is State.SUBMITTED


def test_the_first_reason_stands_until_it_is_lifted(ledger: Ledger) -> None:
    first = ledger.hold("li@office-2", "first")
    assert ledger.hold("wu@office-3", "second") == first
    assert ledger.current_hold() == first
    assert ledger.resume() == first
    assert (ledger.current_hold(), ledger.resume()) == (None, None)


def test_a_hold_is_of_one_portal_and_of_all_who_open_its_ledger(tmp_path: Path) -> None:
    def opened(origin: str) -> Ledger:
        return Ledger.open(tmp_path / "l.sqlite", origin=origin, clock=ManualClock())

    with opened("http://a") as one, opened("http://a") as same, opened("http://b") as other:
        one.hold("li@office-2")
        assert (same.current_hold() is None, other.current_hold() is None) == (False, True)
        with pytest.raises(OnHold):
            same.require_no_hold()
        other.require_no_hold()
