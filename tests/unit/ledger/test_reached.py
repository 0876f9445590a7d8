"""Rare states are counted over processes, and cost nothing where nobody counts."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from ipp_bot.ledger import Action, Ledger, Outcome
from ipp_bot.reached import VARIABLE, RareState, counts_in, reached

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.ledger.conftest import Steps

NOON = datetime(2024, 3, 1, 12, 0, tzinfo=UTC)
KILLED = (
    "import os; from ipp_bot.reached import RareState, reached;"
    "reached(RareState.ADOPTION); os.kill(os.getpid(), 9)"
)


def test_states_of_several_processes_are_added_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "reached.txt"
    reached(RareState.ADOPTION)
    assert counts_in(path) == {}
    monkeypatch.setenv(VARIABLE, str(path))
    reached(RareState.LEASE_LOST)
    assert subprocess.run([sys.executable, "-c", KILLED], check=False).returncode == -9
    subprocess.run([sys.executable, "-c", KILLED], check=False)
    assert counts_in(path) == {RareState.LEASE_LOST: 1, RareState.ADOPTION: 2}


@pytest.fixture
def met(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "reached.txt"
    monkeypatch.setenv(VARIABLE, str(path))
    return path


def test_the_ledger_tells_how_unknown_clicks_ended(ledger: Ledger, steps: Steps, met: Path) -> None:
    claim, save = steps.intended("r-1")
    ledger.close_intent(claim, save, Outcome.UNKNOWN, note="no answer")
    ledger.close_intent(claim, save, Outcome.SETTLED_DONE, number="N-1")
    again = ledger.intend_submit(
        claim, status="rejected", submitted_at=None, submissions=1, deadline_seconds=5.0
    )
    ledger.close_intent(claim, again, Outcome.UNKNOWN, note="no answer")
    ledger.close_intent(claim, again, Outcome.SETTLED_DONE)
    assert counts_in(met) == {
        RareState.UNKNOWN_FIRST_SAVE: 1,
        RareState.ADOPTION: 1,
        RareState.UNKNOWN_SUBMISSION: 1,
        RareState.RESOLVED_AS_SENT: 1,
        RareState.RECONCILED_AMENDMENT: 1,
    }


def test_only_what_was_sent_before_and_looked_up_is_a_reconciled_amendment(
    ledger: Ledger, steps: Steps, met: Path
) -> None:
    for ref, submissions, submitted_at, looked_up in (
        ("r-1", 0, None, True),  # sent for the first time
        ("r-2", 1, None, False),  # the portal answered
        ("r-3", 0, NOON, True),  # that it was sent before is told by its time alone
    ):
        claim = steps.drafted(ref, f"N-{ref}")
        intent = ledger.intend_submit(
            claim,
            status="rejected",
            submitted_at=submitted_at,
            submissions=submissions,
            deadline_seconds=5.0,
        )
        if looked_up:
            ledger.close_intent(claim, intent, Outcome.UNKNOWN, note="no answer")
        ledger.close_intent(claim, intent, Outcome.SETTLED_DONE if looked_up else Outcome.DONE)
        amended = counts_in(met).get(RareState.RECONCILED_AMENDMENT, 0)
        assert amended == (ref == "r-3")
    withdrawn = ledger.intend_take_back(
        claim,
        Action.WITHDRAW,
        status="pending",
        submitted_at=NOON,
        submissions=1,
        deadline_seconds=5.0,
        reason="sold",
    )
    ledger.close_take_back(claim, withdrawn, Outcome.UNKNOWN)
    ledger.close_take_back(claim, withdrawn, Outcome.SETTLED_DONE)
    assert counts_in(met)[RareState.RECONCILED_AMENDMENT] == 1


def test_a_dead_workers_lease_is_told_with_the_step_it_was_in(
    ledger: Ledger, steps: Steps, met: Path
) -> None:
    steps.submit_intended("r-1")
    assert ledger.expire_leases("w1") == 1
    assert counts_in(met) == {RareState.WORKER_DIED: 1, RareState.TAKEN_OVER_SUBMISSION: 1}
