from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from ipp_bot.errors import AlreadyFiled, RetryLater
from ipp_bot.ledger import (
    NOT_SEEN,
    Action,
    Ledger,
    Outcome,
    PortalRecord,
    State,
    Supervision,
    settle_at,
)
from tests.unit.ledger.conftest import SUBMITTED_BY_LI

if TYPE_CHECKING:
    from ipp_bot.clock import ManualClock
    from tests.unit.ledger.conftest import MakeEntry, Steps

NOON = datetime(2024, 3, 1, 12, 0, tzinfo=UTC)


def test_an_intent_holds_what_is_needed_to_judge_the_press_later(
    ledger: Ledger, clock: ManualClock, steps: Steps
) -> None:
    ledger.upsert_records("acme", [PortalRecord(number="N-0", status="approved")])
    claim = steps.claim(steps.plan())
    clock.advance(3)
    intent = ledger.intend_first_save(claim, deadline_seconds=5)
    assert (intent.action, intent.at, intent.deadline_seconds) == (
        Action.FIRST_SAVE,
        clock.now(),
        5,
    )
    assert (intent.fingerprint, intent.entry) == ("f1", claim.filing.entry)
    assert (intent.type, intent.place) == ("copyright", "Mainland China")
    assert intent.registration_number == "2023SR-r-1"
    assert intent.known_mark == ledger.known_mark("acme") > 0
    assert (intent.outcome, intent.is_open, intent.token) == (None, True, claim.token)
    assert ledger.open_intent(claim.filing.id) == intent
    assert steps.now(claim).state is State.FIRST_SAVE_INTENDED


def test_a_submission_intends_with_what_the_portal_showed(ledger: Ledger, steps: Steps) -> None:
    claim = steps.drafted()
    intent = ledger.intend_submit(
        claim, status="rejected", submitted_at=NOON, submissions=1, deadline_seconds=5
    )
    assert (intent.action, intent.status) == (Action.SUBMIT, "rejected")
    assert (intent.submitted_at, intent.submissions) == (NOON, 1)
    assert ledger.open_intent(claim.filing.id) == intent
    assert steps.now(claim).state is State.SUBMIT_INTENDED


@pytest.mark.parametrize(
    "outcome", [Outcome.NOT_CLICKED, Outcome.REFUSED, Outcome.SETTLED_NOT_DONE]
)
def test_a_press_that_was_not_done_leads_back(
    ledger: Ledger, clock: ManualClock, steps: Steps, outcome: Outcome
) -> None:
    claim, intent = steps.intended()
    ledger.renew(claim, 6)
    clock.advance(5.5)
    if outcome is Outcome.SETTLED_NOT_DONE:
        clock.advance(0.6)
        claim = steps.claim(claim.filing, "w2")
    filing = ledger.close_intent(claim, intent, outcome)
    assert (filing.state, filing.number) == (State.PLANNED, None)
    assert ledger.open_intent(filing.id) is None
    assert ledger.get(filing.id) == filing
    again = ledger.intend_first_save(claim, deadline_seconds=5)
    ledger.close_intent(claim, again, Outcome.DONE, number="N-1")
    submit = ledger.intend_submit(
        claim, status="draft", submitted_at=None, submissions=0, deadline_seconds=5
    )
    filing = ledger.close_intent(claim, submit, Outcome.NOT_CLICKED)
    assert (filing.state, filing.number) == (State.DRAFTED, "N-1")


def test_a_refusal_can_be_written_down_in_one_go(ledger: Ledger, steps: Steps) -> None:
    claim, intent = steps.submit_intended()
    filing = ledger.close_intent(
        claim,
        intent,
        Outcome.REFUSED,
        state=State.REFUSED,
        note="The certificate is not legible",
        hint="ipp-bot check",
    )
    assert (filing.state, filing.reason, filing.hint) == (
        State.REFUSED,
        "The certificate is not legible",
        "ipp-bot check",
    )


@pytest.mark.parametrize("outcome", [Outcome.DONE, Outcome.SETTLED_DONE])
def test_a_first_save_that_was_done_gives_the_number(
    ledger: Ledger, steps: Steps, outcome: Outcome
) -> None:
    claim, intent = steps.intended()
    filing = ledger.close_intent(claim, intent, outcome, number="N-1")
    assert (filing.state, filing.number) == (State.DRAFTED, "N-1")
    record = ledger.record("acme", "N-1")
    assert record is not None
    assert (record.owner_filing_id, record.status) == (filing.id, "draft")
    assert record.registration_number == "2023SR-r-1"


@pytest.mark.parametrize("outcome", [Outcome.DONE, Outcome.SETTLED_DONE])
def test_a_submission_that_was_done_leaves_a_receipt(
    ledger: Ledger, steps: Steps, outcome: Outcome
) -> None:
    claim, intent = steps.submit_intended()
    receipt = {"number": "N-1", "files": ["证书.png"]}
    filing = ledger.close_intent(
        claim, intent, outcome, number="N-1", submitted_at=NOON, receipt=receipt
    )
    assert (filing.state, filing.submitted_at, filing.receipt) == (
        State.SUBMITTED,
        NOON,
        {**receipt, "people": SUBMITTED_BY_LI, "previous": "0" * 64},
    )
    assert ledger.get(filing.id) == filing
    with pytest.raises(ValueError, match="submitted already"):
        ledger.intend_submit(
            claim, status="pending", submitted_at=NOON, submissions=1, deadline_seconds=5
        )


def test_an_unknown_press_stays_open_until_it_is_settled(
    ledger: Ledger, clock: ManualClock, steps: Steps
) -> None:
    claim, intent = steps.submit_intended()
    filing = ledger.close_intent(claim, intent, Outcome.UNKNOWN, note="connection reset")
    assert filing.state is State.SUBMIT_INTENDED
    still = ledger.open_intent(filing.id)
    assert still is not None
    assert (still.outcome, still.note, still.closed_at) == (
        Outcome.UNKNOWN,
        "connection reset",
        None,
    )
    with pytest.raises(ValueError, match="reconcile"):
        ledger.intend_submit(
            claim, status="draft", submitted_at=None, submissions=0, deadline_seconds=5
        )
    clock.advance(10)
    assert ledger.close_intent(claim, still, Outcome.SETTLED_DONE).state is State.SUBMITTED


def test_what_a_person_must_judge_stays_open_unless_it_is_settled(
    ledger: Ledger, steps: Steps
) -> None:
    claim, intent = steps.submit_intended()
    filing = ledger.close_intent(claim, intent, Outcome.PERSON, note="withdrawn meanwhile")
    assert (filing.state, filing.reason) == (State.NEEDS_PERSON, "withdrawn meanwhile")
    assert ledger.open_intent(filing.id) is not None
    ledger.close_intent(claim, intent, Outcome.PERSON, note="Li looked", settled=True)
    assert ledger.open_intent(filing.id) is None


def test_closing_twice_alike_is_harmless_and_otherwise_refused(
    ledger: Ledger, steps: Steps
) -> None:
    claim, intent = steps.intended()
    once = ledger.close_intent(claim, intent, Outcome.DONE, number="N-1")
    assert ledger.close_intent(claim, intent, Outcome.DONE, number="N-1") == once
    for other in (Outcome.NOT_CLICKED, Outcome.CONTRADICTED):
        with pytest.raises(ValueError, match="closed as"):
            ledger.close_intent(claim, intent, other)
    assert steps.now(claim) == once


def test_outcomes_that_do_not_fit_are_refused(ledger: Ledger, steps: Steps) -> None:
    claim, intent = steps.intended()
    with pytest.raises(ValueError, match="has a number"):
        ledger.close_intent(claim, intent, Outcome.DONE)
    with pytest.raises(ValueError, match="does not lead"):
        ledger.close_intent(claim, intent, Outcome.DONE, number="N-1", state=State.REFUSED)
    with pytest.raises(ValueError, match="does not lead"):
        ledger.close_intent(claim, intent, Outcome.NOT_CLICKED, state=State.SUBMITTED)
    other = steps.claim(steps.plan("r-2"))
    with pytest.raises(ValueError, match="another filing"):
        ledger.close_intent(other, intent, Outcome.UNKNOWN)
    _, theirs = steps.intended("r-3")
    with pytest.raises(ValueError, match="another filing"):
        ledger.close_intent(claim, theirs, Outcome.UNKNOWN)
    assert ledger.open_intent(claim.filing.id) == intent


def test_presses_out_of_order_are_refused(ledger: Ledger, steps: Steps) -> None:
    claim = steps.claim(steps.plan())
    with pytest.raises(ValueError, match="no record"):
        ledger.intend_submit(
            claim, status=None, submitted_at=None, submissions=None, deadline_seconds=5
        )
    with pytest.raises(ValueError, match="record already"):
        ledger.intend_first_save(steps.drafted("r-2", "N-2"), deadline_seconds=5)


def test_only_who_pressed_says_how_it_ended_others_settle(
    ledger: Ledger, clock: ManualClock, steps: Steps
) -> None:
    claim, intent = steps.intended()
    clock.advance(61)
    heir = steps.claim(claim.filing, "w2")
    for outcome in (Outcome.NOT_CLICKED, Outcome.DONE, Outcome.REFUSED):
        with pytest.raises(ValueError, match="only who clicked"):
            ledger.close_intent(heir, intent, outcome, number="N-1")
    assert ledger.close_intent(heir, intent, Outcome.SETTLED_NOT_DONE).state is State.PLANNED


def test_it_is_too_early_to_say_not_done_while_somebody_may_still_press(
    ledger: Ledger, clock: ManualClock, steps: Steps
) -> None:
    claim, intent = steps.intended()
    clock.advance(10)
    heir = steps.claim(claim.filing, "w1", 60)  # the same owner, started anew
    with pytest.raises(RetryLater) as wait:
        ledger.close_intent(heir, intent, Outcome.SETTLED_NOT_DONE)
    assert wait.value.seconds == pytest.approx(50)
    clock.advance(50)
    heir = steps.claim(claim.filing, "w1", 60)
    assert ledger.close_intent(heir, intent, Outcome.SETTLED_NOT_DONE).state is State.PLANNED


def test_a_crashed_press_is_settled_after_its_lease_and_the_wait_does_not_run_away(
    ledger: Ledger, clock: ManualClock, steps: Steps
) -> None:
    claim, intent = steps.intended()  # the lease ends after 60 s, the deadline after 5 s
    due = clock.now() + timedelta(seconds=60 + 8)
    assert settle_at(intent, steps.now(claim), 8) == due
    clock.advance(61)
    heir = steps.claim(claim.filing, "w2", 60)
    assert ledger.settle_wait(intent, 8) == pytest.approx(7)
    ledger.renew(heir, 600)
    assert ledger.settle_wait(intent, 8) == pytest.approx(7)
    clock.advance(8)
    assert ledger.settle_wait(intent, 8) == 0


def test_who_says_unknown_presses_no_more_so_the_lease_does_not_count(
    ledger: Ledger, clock: ManualClock, steps: Steps
) -> None:
    claim, intent = steps.intended()
    clock.advance(2)
    ledger.close_intent(claim, intent, Outcome.UNKNOWN)
    assert ledger.settle_wait(intent, 8) == pytest.approx(5 - 2 + 8)
    clock.advance(4)
    ledger.renew(claim, 600)
    assert ledger.settle_wait(intent, 8) == pytest.approx(8 - 1)


def test_a_released_press_is_settled_from_its_release(
    ledger: Ledger, clock: ManualClock, steps: Steps
) -> None:
    claim, intent = steps.intended()
    clock.advance(20)
    ledger.release(claim)
    assert ledger.settle_wait(intent, 8) == pytest.approx(8)


def test_a_number_belongs_to_one_filing(ledger: Ledger, steps: Steps) -> None:
    steps.drafted("r-1", "N-1")
    claim, intent = steps.intended("r-2")
    with pytest.raises(AlreadyFiled, match="r-1"):
        ledger.close_intent(claim, intent, Outcome.DONE, number="N-1")
    assert ledger.open_intent(claim.filing.id) == intent
    assert steps.now(claim).number is None
    # Another account counts by itself.
    steps.drafted("r-3", "N-1", account="xingyun")


def test_twins_do_not_both_make_a_record(ledger: Ledger, steps: Steps) -> None:
    first, intent = steps.intended("r-1", registration_number="2023SR1")
    second = steps.claim(steps.plan("r-2", registration_number="2023SR1"))
    with pytest.raises(AlreadyFiled, match="right now by r-1") as refused:
        ledger.intend_first_save(second, deadline_seconds=5)
    assert refused.value.sent is False
    ledger.close_intent(first, intent, Outcome.DONE, number="N-1")
    with pytest.raises(AlreadyFiled, match="as N-1 by r-1"):
        ledger.intend_first_save(second, deadline_seconds=5)
    assert ledger.open_intent(second.filing.id) is None
    # Another kind of right, another account, or a record that fell: no twin.
    patent = steps.claim(steps.plan("r-3", registration_number="2023SR1", type="patent"))
    ledger.intend_first_save(patent, deadline_seconds=5)
    other = steps.claim(steps.plan("r-4", registration_number="2023SR1", account="xingyun"))
    ledger.intend_first_save(other, deadline_seconds=5)
    ledger.upsert_records("acme", [PortalRecord(number="N-1", status="withdrawn")])
    ledger.intend_first_save(second, deadline_seconds=5)


def test_filings_without_a_registration_number_are_no_twins(ledger: Ledger, steps: Steps) -> None:
    steps.intended("r-1", registration_number="")
    steps.intended("r-2", registration_number="")
    assert ledger.counts() == {State.FIRST_SAVE_INTENDED: 2}


def test_a_record_that_is_sent_anew_is_pending_and_its_next_verdict_is_news(
    ledger: Ledger, steps: Steps, make_entry: MakeEntry
) -> None:
    claim = steps.submitted()
    ledger.upsert_records("acme", [PortalRecord(number="N-1", status="rejected", reasons=("a",))])
    ledger.release(claim)
    ((filing, _),) = ledger.plan([make_entry(fingerprint="f2")], amend=True)
    claim = steps.claim(filing)
    intent = ledger.intend_submit(
        claim, status="rejected", submitted_at=None, submissions=1, deadline_seconds=5.0
    )
    sent = ledger.close_intent(claim, intent, Outcome.DONE, receipt={"number": "N-1"})
    assert sent.portal_status == "pending"
    again = PortalRecord(number="N-1", status="rejected", reasons=("b",))
    [change] = ledger.upsert_records("acme", [again])
    assert (change.before, change.after, change.reasons) == ("pending", "rejected", ("b",))
    assert steps.now(claim).portal_status == "rejected"


def test_a_window_that_went_with_its_run_ends_the_time_of_the_click(
    ledger: Ledger, clock: ManualClock, steps: Steps
) -> None:
    claim = steps.drafted()
    intent = ledger.intend_submit(
        claim,
        status="draft",
        submitted_at=None,
        submissions=0,
        deadline_seconds=1800,
        supervision=Supervision.ATTENDED,
    )
    assert intent.owner == "w1"
    clock.advance(10)
    ledger.expire_leases("w1")
    heir = steps.claim(claim.filing, "w2")
    assert ledger.settle_wait(intent, 8) == pytest.approx(1800 - 10 + 8)
    clock.advance(20)
    ledger.note_window_gone(heir, intent)
    assert ledger.settle_wait(intent, 8) == pytest.approx(8)
    ledger.note_window_gone(heir, intent)  # a moment that is noted stays
    clock.advance(3)
    assert ledger.settle_wait(intent, 8) == pytest.approx(5)
    clock.advance(5)
    closed = ledger.close_intent(heir, intent, Outcome.SETTLED_NOT_DONE)
    assert closed.state is State.DRAFTED
    with pytest.raises(ValueError, match="nobody is to click"):
        ledger.note_window_gone(heir, intent)


def test_where_no_person_was_to_click_there_is_no_window(ledger: Ledger, steps: Steps) -> None:
    claim, intent = steps.submit_intended()
    with pytest.raises(ValueError, match="nobody is to click"):
        ledger.note_window_gone(claim, intent)


def test_a_window_that_is_gone_ends_the_wait_for_its_click(
    ledger: Ledger, clock: ManualClock, steps: Steps
) -> None:
    """Nobody clicks there any more: what was left of the deadline needs no waiting for."""
    waits = []
    for ref, after in (("r-0", 0.0), ("r-1", 7.0), ("r-2", 90.0)):
        claim = steps.drafted(ref, f"N-{ref}")
        intent = ledger.intend_submit(
            claim, status="draft", submitted_at=None, submissions=0, deadline_seconds=60.0
        )
        ledger.renew(claim, 300)
        clock.advance(after)
        ledger.close_intent(claim, intent, Outcome.UNKNOWN, window_gone=True)
        (*_, kept) = ledger.intents_of(claim.filing.id)
        waits.append(kept.deadline_seconds)
    assert waits == [0.0, 7.0, 60.0]


def test_where_no_record_is_known_each_one_is_new(steps: Steps) -> None:
    _, intent = steps.intended()
    assert intent.known_mark == 0


def test_what_was_sent_is_noted_of_one_click_alone(ledger: Ledger, steps: Steps) -> None:
    _, before = steps.intended("r-1")
    mine, intent = steps.intended("r-2")
    _, after = steps.intended("r-3")
    ledger.note_sent(mine, intent)
    notes = [(one.id, one.note) for each in (1, 2, 3) for one in ledger.intents_of(each)]
    assert notes == [(before.id, ""), (intent.id, "sent"), (after.id, "")]


def test_only_the_notes_of_this_filings_clicks_without_an_answer_are_told(
    ledger: Ledger, steps: Steps
) -> None:
    claim, intent = steps.submit_intended("r-1", "N-1")
    ledger.close_intent(claim, intent, Outcome.UNKNOWN, note="mine")
    other, theirs = steps.submit_intended("r-2", "N-2")
    ledger.close_intent(other, theirs, Outcome.UNKNOWN, note="theirs")
    saved, first = steps.intended("r-3")
    ledger.close_intent(saved, first, Outcome.UNKNOWN, note="a first save")
    both, first = steps.intended("r-4")
    ledger.close_intent(both, first, Outcome.UNKNOWN, note="its first save")
    ledger.close_intent(both, first, Outcome.SETTLED_DONE, number="N-4")
    later = ledger.intend_submit(
        both, status="draft", submitted_at=None, submissions=0, deadline_seconds=5
    )
    ledger.close_intent(both, later, Outcome.UNKNOWN, note="its submission")
    assert ledger.unknown_notes(both.filing.id, Action.FIRST_SAVE) == ["its first save"]
    assert ledger.unknown_notes(claim.filing.id, Action.SUBMIT) == ["mine"]
    assert ledger.unknown_notes(saved.filing.id, Action.SUBMIT) == []
    assert ledger.unknown_notes(saved.filing.id, Action.FIRST_SAVE) == ["a first save"]


@pytest.mark.parametrize(
    ("submitted_after", "seen_after", "worst"),
    [
        (70.0, 70.0, 70.0),  # the portal's own time, to the last second
        (70.6, 70.0, 71.0),  # its clock may be ahead by one
        (71.0, 70.0, 71.0),
        (1.0, 70.0, 1.0),
        (72.0, 70.0, 0.0),  # a time that has not come yet says nothing
        (-1.0, 70.0, 0.0),  # nor does one before the click
        (0.0, 70.0, 0.0),
    ],
)
def test_the_lag_is_no_longer_than_what_has_passed(
    ledger: Ledger,
    clock: ManualClock,
    steps: Steps,
    submitted_after: float,
    seen_after: float,
    worst: float,
) -> None:
    claim, intent = steps.submit_intended()
    ledger.renew(claim, 300)
    ledger.close_intent(claim, intent, Outcome.UNKNOWN)
    clock.advance(seen_after)
    ledger.close_intent(
        claim,
        intent,
        Outcome.SETTLED_DONE,
        receipt={},
        submitted_at=intent.at + timedelta(seconds=submitted_after),
    )
    assert ledger.worst_lag() == worst
    told = [event.text for event in ledger.history(claim.filing.id) if event.kind == "lag"]
    assert told == ([f"{worst:.0f}"] if worst else [])


def test_the_lag_counts_the_vain_looks_of_this_filing_alone(
    ledger: Ledger, clock: ManualClock, steps: Steps
) -> None:
    earlier = steps.claim(steps.plan("r-0"), seconds=300)
    claim, intent = steps.submit_intended("r-1", "N-1")
    other = steps.claim(steps.plan("r-2"), seconds=300)
    ledger.renew(claim, 300)
    ledger.attempt(claim, NOT_SEEN)  # at the moment of the click itself
    ledger.close_intent(claim, intent, Outcome.UNKNOWN)
    clock.advance(20)
    ledger.attempt(claim, NOT_SEEN)
    clock.advance(20)
    for kind in ("again", "retry"):
        ledger.attempt(claim, kind, "of another kind")
    for one in (earlier, other):
        ledger.attempt(one, NOT_SEEN)
    clock.advance(20)
    ledger.close_intent(claim, intent, Outcome.SETTLED_DONE, receipt={})
    assert ledger.worst_lag() == 20.0


def test_where_nothing_tells_when_it_was_done_there_is_no_lag(
    ledger: Ledger, clock: ManualClock, steps: Steps
) -> None:
    claim, intent = steps.submit_intended()
    ledger.renew(claim, 300)
    ledger.close_intent(claim, intent, Outcome.UNKNOWN)
    clock.advance(30)
    ledger.close_intent(claim, intent, Outcome.SETTLED_DONE, receipt={})
    assert ledger.worst_lag() == 0.0
    assert "lag" not in [event.kind for event in ledger.history(claim.filing.id)]


def test_not_done_is_said_at_the_deadline_and_no_second_before(
    ledger: Ledger, clock: ManualClock, steps: Steps
) -> None:
    claim, intent = steps.submit_intended()
    ledger.close_intent(claim, intent, Outcome.UNKNOWN)
    clock.advance(4.5)
    with pytest.raises(RetryLater) as early:
        ledger.close_intent(claim, intent, Outcome.SETTLED_NOT_DONE)
    assert early.value.seconds == pytest.approx(0.5)
    clock.advance(0.5)
    assert ledger.close_intent(claim, intent, Outcome.SETTLED_NOT_DONE).state is State.DRAFTED


def test_the_longest_lag_is_kept(ledger: Ledger, clock: ManualClock, steps: Steps) -> None:
    kept = []
    for ref, lag in (("r-1", 30.0), ("r-2", 50.0), ("r-3", 40.0)):
        claim, intent = steps.submit_intended(ref, f"N-{ref}")
        ledger.renew(claim, 300)
        ledger.close_intent(claim, intent, Outcome.UNKNOWN)
        clock.advance(60)
        submitted_at = intent.at + timedelta(seconds=lag)
        ledger.close_intent(claim, intent, Outcome.SETTLED_DONE, submitted_at=submitted_at)
        kept.append(ledger.worst_lag())
    assert kept == [30.0, 50.0, 50.0]


def test_only_a_click_that_was_looked_up_has_a_lag(
    ledger: Ledger, clock: ManualClock, steps: Steps
) -> None:
    """A portal that answers tells its time of submission, and was waited for by nobody."""
    claim, intent = steps.submit_intended()
    clock.advance(30)
    submitted_at = intent.at + timedelta(seconds=20)
    ledger.close_intent(claim, intent, Outcome.DONE, submitted_at=submitted_at, receipt={})
    assert ledger.worst_lag() == 0.0


def test_what_a_person_changed_is_what_is_sent(ledger: Ledger, steps: Steps) -> None:
    claim, intent = steps.submit_intended()
    edited = ledger.note_edited(claim, intent, '{"name": "Nebula 2"}')
    assert edited.entry == '{"name": "Nebula 2"}'
    assert ledger.open_intent(claim.filing.id) == edited
    assert "edited" in [event.kind for event in ledger.history(claim.filing.id)]
    ledger.close_intent(claim, intent, Outcome.NOT_CLICKED)
    with pytest.raises(ValueError, match="the intent is closed"):
        ledger.note_edited(claim, intent, "{}")


def test_a_contradicted_submission_is_a_persons_and_keeps_its_receipt_to_itself(
    ledger: Ledger, steps: Steps
) -> None:
    claim, intent = steps.submit_intended()
    filing = ledger.close_intent(
        claim, intent, Outcome.CONTRADICTED, receipt={"number": "N-1"}, note="name is 'A'"
    )
    assert (filing.state, filing.reason) == (State.NEEDS_PERSON, "name is 'A'")
    assert filing.receipt is None
    assert ledger.open_intent(filing.id) is None
    (*_, closed) = ledger.intents_of(filing.id)
    assert closed.receipt == {"number": "N-1"}
    saved, first = steps.intended("r-2")
    with pytest.raises(ValueError, match="a first save sends nothing"):
        ledger.close_intent(saved, first, Outcome.CONTRADICTED, number="N-2")


def test_that_something_was_sent_is_remembered_with_what_came_after(
    ledger: Ledger, clock: ManualClock, steps: Steps
) -> None:
    notes = []
    for ref, sent in (("r-1", True), ("r-2", False)):
        claim, intent = steps.submit_intended(ref, f"N-{ref}")
        ledger.renew(claim, 300)
        if sent:
            ledger.note_sent(claim, intent)
        ledger.close_intent(claim, intent, Outcome.UNKNOWN, note="no answer")
        notes.append(ledger.intents_of(claim.filing.id)[-1].note)
        clock.advance(60)
        ledger.close_intent(claim, intent, Outcome.SETTLED_NOT_DONE, note="it is a draft")
        notes.append(ledger.intents_of(claim.filing.id)[-1].note)
    assert notes == [
        "sent; no answer",
        "sent; no answer; it is a draft",
        "no answer",
        "no answer; it is a draft",
    ]
