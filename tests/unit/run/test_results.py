"""Nothing is told as unsent that the ledger does not know to be so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipp_bot.clock import ManualClock
from ipp_bot.errors import (
    BrowserCrashed,
    BrowserMissing,
    ExitStatus,
    IppBotError,
    NeedsPerson,
    OutcomeUnknown,
)
from ipp_bot.ledger import Claim, Ledger, Outcome, PlannedEntry, State
from ipp_bot.run.results import FilingOutcome, FilingResult, asked_of_ledger, tell_what_was_done

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(path, origin="http://127.0.0.1:1", clock=ManualClock()) as opened:
        yield opened


def _planned(ledger: Ledger) -> Claim:
    entry = PlannedEntry(account="acme", ref="r-1", entry_json="{}", fingerprint="f1")
    ((filing, _),) = ledger.plan([entry])
    claim = ledger.claim(filing.id, "w1", 60.0)
    assert claim is not None
    return claim


def _drafted(ledger: Ledger) -> Claim:
    claim = _planned(ledger)
    first = ledger.intend_first_save(claim, deadline_seconds=5.0)
    ledger.close_intent(claim, first, Outcome.DONE, number="N-1")
    return claim


def _asked(ledger: Ledger, result: FilingResult) -> FilingResult:
    number = result.filing.id
    return asked_of_ledger(result, ledger.get(number), ledger.open_intent(number))


STOPPED = [FilingOutcome.NOT_BEGUN, FilingOutcome.UNFINISHED, FilingOutcome.FAILED]


@pytest.mark.parametrize("outcome", STOPPED)
def test_a_press_without_an_answer_is_no_failure_that_sent_nothing(
    outcome: FilingOutcome, ledger: Ledger
) -> None:
    claim = _drafted(ledger)
    before = ledger.get(claim.filing.id)
    ledger.intend_submit(
        claim, status="draft", submitted_at=None, submissions=0, deadline_seconds=5.0
    )
    error = BrowserCrashed("the browser went away", sent=False)
    told = _asked(ledger, FilingResult(before, outcome, error))
    assert (told.outcome, told.filing.state) == (FilingOutcome.UNKNOWN, State.SUBMIT_INTENDED)
    assert isinstance(told.error, OutcomeUnknown)
    assert told.error.sent is None
    assert told.error.line() == (
        "it is not known how its submission ended, and nobody could look: the browser went away"
    )


@pytest.mark.parametrize("outcome", STOPPED)
def test_a_confirmed_submission_is_not_told_as_unanswered(
    outcome: FilingOutcome, ledger: Ledger
) -> None:
    claim = _drafted(ledger)
    before = ledger.get(claim.filing.id)
    press = ledger.intend_submit(
        claim, status="draft", submitted_at=None, submissions=0, deadline_seconds=5.0
    )
    ledger.close_intent(claim, press, Outcome.UNKNOWN, note="confirmed, then: the session ended")
    error = NeedsPerson("a slider, which only a person can pass", hint="ipp-bot login", sent=False)
    told = _asked(ledger, FilingResult(before, outcome, error))
    assert told.outcome is FilingOutcome.UNKNOWN
    assert told.error is not None
    assert told.error.line() == (
        "the portal confirmed its submission, and its record could not be read since: a slider, "
        "which only a person can pass. It was sent. → ipp-bot login"
    )


def test_a_first_save_that_nobody_looked_up_is_told_as_such(ledger: Ledger) -> None:
    claim = _planned(ledger)
    ledger.intend_first_save(claim, deadline_seconds=5.0)
    told = _asked(ledger, FilingResult(claim.filing, FilingOutcome.NOT_BEGUN))
    assert told.outcome is FilingOutcome.UNKNOWN
    assert told.error is not None
    assert told.error.line() == (
        "it is not known how its first save ended → ipp-bot submit finds out what became of it"
    )


def test_what_was_submitted_meanwhile_is_told_as_submitted(ledger: Ledger) -> None:
    claim = _drafted(ledger)
    before = ledger.get(claim.filing.id)
    press = ledger.intend_submit(
        claim, status="draft", submitted_at=None, submissions=0, deadline_seconds=5.0
    )
    ledger.close_intent(claim, press, Outcome.DONE, receipt={"receipt": 1})
    error = IppBotError("nobody can sign in", sent=False)
    told = _asked(ledger, FilingResult(before, FilingOutcome.NOT_BEGUN, error))
    assert (told.outcome, told.exit_status) == (FilingOutcome.SUBMITTED, ExitStatus.DONE)
    assert told.error is None


def test_what_needs_a_person_beside_an_open_press_does_not_say_unsent(ledger: Ledger) -> None:
    claim = _drafted(ledger)
    ledger.intend_submit(
        claim, status="draft", submitted_at=None, submissions=0, deadline_seconds=5.0
    )
    error = NeedsPerson("a slider", sent=False)
    row = ledger.get(claim.filing.id)
    told = _asked(ledger, FilingResult(row, FilingOutcome.NEEDS_PERSON, error))
    assert told.outcome is FilingOutcome.NEEDS_PERSON
    assert error.line() == "a slider"


def test_where_nothing_was_pressed_it_is_said(ledger: Ledger) -> None:
    row = ledger.get(_planned(ledger).filing.id)
    error = IppBotError("nobody can sign in", sent=False)
    told = _asked(ledger, FilingResult(row, FilingOutcome.NOT_BEGUN, error))
    assert (told.outcome, told.error) == (FilingOutcome.NOT_BEGUN, error)
    assert error.line() == "nobody can sign in. Nothing was sent."


def test_an_error_that_ends_a_run_names_the_open_presses() -> None:
    error = BrowserMissing("the browser does not start", sent=False)
    tell_what_was_done(error)
    assert error.line() == "the browser does not start. Nothing was sent."
    tell_what_was_done(error, open_clicks=["r-1", "r-2"])
    assert error.line() == (
        "the browser does not start; how a click of r-1, r-2 ended is not known"
        " → then ipp-bot submit finds out what became of it"
    )


def test_an_error_that_ends_a_run_does_not_deny_what_was_submitted() -> None:
    error = BrowserMissing("the browser does not start.", sent=False)
    tell_what_was_done(error, submitted=2)
    assert error.line() == "the browser does not start; submitted before that: 2"


@pytest.mark.parametrize("error", [None, NeedsPerson("a slider", sent=False)])
def test_what_has_a_draft_is_unfinished_and_not_called_not_begun(
    error: IppBotError | None, ledger: Ledger
) -> None:
    claim = _planned(ledger)
    queued = claim.filing
    first = ledger.intend_first_save(claim, deadline_seconds=5.0)
    ledger.close_intent(claim, first, Outcome.DONE, number="N-1")
    told = _asked(ledger, FilingResult(queued, FilingOutcome.NOT_BEGUN, error))
    assert (told.outcome, told.filing.number) == (FilingOutcome.UNFINISHED, "N-1")
    assert told.exit_status is (ExitStatus.FAILED if error is None else ExitStatus.PERSON)
