"""Withdrawals and deletions: intended, closed once, and the filing is what is true then."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from ipp_bot.errors import LeaseLost, OnHold, RetryLater
from ipp_bot.ledger import Action, Ledger, Outcome, PlanVerdict, State

if TYPE_CHECKING:
    from ipp_bot.clock import ManualClock
    from ipp_bot.ledger import Claim, Intent
    from tests.unit.ledger.conftest import MakeEntry, Steps

NOON = datetime(2024, 3, 1, 12, 0, tzinfo=UTC)


def intended(
    ledger: Ledger, claim: Claim, action: Action = Action.WITHDRAW, reason: str = "sold"
) -> Intent:
    return ledger.intend_take_back(
        claim,
        action,
        status="pending",
        submitted_at=NOON,
        submissions=1,
        deadline_seconds=5,
        reason=reason,
    )


def test_an_intent_holds_what_is_needed_to_judge_it_later(ledger: Ledger, steps: Steps) -> None:
    claim = steps.submitted()
    intent = intended(ledger, claim)
    assert (intent.action, intent.reason, intent.state_before) == (
        Action.WITHDRAW,
        "sold",
        State.SUBMITTED,
    )
    assert (intent.status, intent.submitted_at, intent.submissions) == ("pending", NOON, 1)
    assert ledger.open_intent(claim.filing.id) == intent
    row = steps.now(claim)
    assert (row.state, row.number) == (State.DROP_INTENDED, "N-1")
    assert row in ledger.unfinished()
    assert "withdraw intended" in [line.kind for line in ledger.history(row.id)]


@pytest.mark.parametrize("outcome", [Outcome.DONE, Outcome.SETTLED_DONE])
@pytest.mark.parametrize("action", [Action.WITHDRAW, Action.DELETE])
def test_where_it_was_done_the_filing_is_given_up_at_once(
    ledger: Ledger, steps: Steps, action: Action, outcome: Outcome
) -> None:
    claim = steps.submitted()
    intent = intended(ledger, claim, action)
    row = ledger.close_take_back(claim, intent, outcome, note="it shows")
    assert (row.state, row.number, row.reason) == (State.REFUSED, None, "sold")
    assert (row.receipt, row.submitted_at, row.portal_status) == (None, None, None)
    assert ledger.get(row.id) == row
    assert ledger.open_intent(row.id) is None
    assert ledger.dropped_numbers("acme") == {"N-1"}
    record = ledger.record("acme", "N-1")
    assert record is not None
    assert record.owner_filing_id is None
    assert ledger.close_take_back(claim, intent, outcome) == row


@pytest.mark.parametrize("outcome", [Outcome.NOT_CLICKED, Outcome.REFUSED])
@pytest.mark.parametrize("before", [State.SUBMITTED, State.DRAFTED, State.NEEDS_PERSON])
def test_where_it_was_not_done_the_filing_is_what_it_was(
    ledger: Ledger, steps: Steps, before: State, outcome: Outcome
) -> None:
    claim = steps.submitted() if before is State.SUBMITTED else steps.drafted()
    if before is State.NEEDS_PERSON:
        ledger.set_state(claim, before, reason="a slider", hint="ipp-bot login acme")
    was = steps.now(claim)
    row = ledger.close_take_back(claim, intended(ledger, claim), outcome)
    assert row.state is before
    assert (row.number, row.receipt, row.reason, row.hint, row.submitted_at) == (
        "N-1",
        was.receipt,
        was.reason,
        was.hint,
        was.submitted_at,
    )


def test_an_unknown_one_stays_open_and_nothing_else_can_begin(
    ledger: Ledger, clock: ManualClock, steps: Steps, make_entry: MakeEntry
) -> None:
    claim = steps.submitted()
    intent = intended(ledger, claim)
    row = ledger.close_take_back(claim, intent, Outcome.UNKNOWN, note="no answer")
    assert (row.state, row.number) == (State.DROP_INTENDED, "N-1")
    with pytest.raises(ValueError, match="an intent is open"):
        intended(ledger, claim)
    with pytest.raises(ValueError, match="an intent is open"):
        ledger.drop(claim, reason="again")
    with pytest.raises(ValueError, match="is open"):
        ledger.adopt(claim, "N-1")
    with pytest.raises(ValueError, match="an intent is open"):
        ledger.intend_submit(
            claim, status="pending", submitted_at=NOON, submissions=1, deadline_seconds=5
        )
    ((_, same),) = ledger.plan([make_entry()])
    ((_, other),) = ledger.plan([make_entry(fingerprint="f2")])
    assert (same, other) == (PlanVerdict.UNCHANGED, PlanVerdict.UNDECIDED)
    assert steps.now(claim).fingerprint == "f1"
    clock.advance(2)
    assert ledger.settle_wait(intent, 300) == 303
    with pytest.raises(RetryLater) as early:
        ledger.close_take_back(claim, intent, Outcome.SETTLED_NOT_DONE)
    assert early.value.seconds == 3
    clock.advance(3)
    row = ledger.close_take_back(claim, intent, Outcome.SETTLED_NOT_DONE)
    assert (row.state, row.number, row.receipt is not None) == (State.SUBMITTED, "N-1", True)
    (*_, told) = ledger.intents_of(row.id)
    assert (told.outcome, told.note) == (Outcome.SETTLED_NOT_DONE, "no answer")


def test_who_lost_the_filing_says_nothing_of_it(
    ledger: Ledger, clock: ManualClock, steps: Steps
) -> None:
    claim = steps.submitted()
    intent = intended(ledger, claim)
    clock.advance(61)
    other = steps.claim(claim.filing, "w2")
    for outcome in (Outcome.DONE, Outcome.NOT_CLICKED, Outcome.UNKNOWN):
        with pytest.raises(LeaseLost):
            ledger.close_take_back(claim, intent, outcome)
    for outcome in (Outcome.DONE, Outcome.NOT_CLICKED, Outcome.REFUSED):
        with pytest.raises(ValueError, match="only who clicked"):
            ledger.close_take_back(other, intent, outcome)
    assert ledger.close_take_back(other, intent, Outcome.SETTLED_DONE).number is None


def test_only_a_record_can_be_taken_back_and_only_by_its_own_words(
    ledger: Ledger, steps: Steps
) -> None:
    planned = steps.claim(steps.plan("r-2"))
    with pytest.raises(ValueError, match="no record to take back"):
        intended(ledger, planned)
    claim, submit = steps.submit_intended()
    with pytest.raises(ValueError, match="takes nothing back"):
        intended(ledger, claim, Action.SUBMIT)
    with pytest.raises(ValueError, match="ends no submit"):
        ledger.close_take_back(claim, submit, Outcome.DONE)
    ledger.close_intent(claim, submit, Outcome.NOT_CLICKED)
    intent = intended(ledger, claim, Action.DELETE)
    with pytest.raises(ValueError, match="ends otherwise"):
        ledger.close_intent(claim, intent, Outcome.DONE)
    for outcome in (Outcome.PERSON, Outcome.CONTRADICTED):
        with pytest.raises(ValueError, match="ends no delete"):
            ledger.close_take_back(claim, intent, outcome)


def test_nothing_is_taken_back_while_the_filings_are_on_hold(ledger: Ledger, steps: Steps) -> None:
    claim = steps.submitted()
    ledger.hold("look first")
    with pytest.raises(OnHold):
        intended(ledger, claim)
    assert steps.now(claim).state is State.SUBMITTED


def test_one_that_is_closed_stays_as_it_was_closed(ledger: Ledger, steps: Steps) -> None:
    claim = steps.submitted()
    intent = intended(ledger, claim)
    for note in ("no answer", "still none"):
        ledger.close_take_back(claim, intent, Outcome.UNKNOWN, note=note)
    (*_, unknown) = ledger.intents_of(claim.filing.id)
    assert (unknown.is_open, unknown.note) == (True, "still none")
    ledger.close_take_back(claim, intent, Outcome.REFUSED, note="it may not")
    for other in (Outcome.NOT_CLICKED, Outcome.SETTLED_NOT_DONE):
        with pytest.raises(ValueError, match="was closed as"):
            ledger.close_take_back(claim, intent, other)
    (*_, closed) = ledger.intents_of(claim.filing.id)
    assert (closed.outcome, closed.note) == (Outcome.REFUSED, "it may not")
