from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipp_bot.errors import AlreadyFiled, LeaseLost, Refused
from ipp_bot.ledger import Claim, Intent, Ledger, Outcome, PortalRecord, State, UploadedFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.clock import ManualClock
    from tests.unit.ledger.conftest import MakeEntry, Steps


def test_a_filing_is_lent_to_one_at_a_time(
    ledger: Ledger, clock: ManualClock, steps: Steps
) -> None:
    filing = steps.plan()
    first = steps.claim(filing, "w1", 60)
    assert (first.token, first.filing.lease_owner) == (1, "w1")
    assert ledger.claim(filing.id, "w2", 60) is None
    clock.advance(60)
    second = steps.claim(filing, "w2", 60)
    assert second.token == 2


def test_the_same_owner_may_claim_again_and_its_old_claim_is_void(
    ledger: Ledger, steps: Steps
) -> None:
    filing = steps.plan()
    old = steps.claim(filing, "w1")
    new = steps.claim(filing, "w1")
    assert new.token == old.token + 1
    with pytest.raises(LeaseLost):
        ledger.attempt(old, "note")
    ledger.attempt(new, "note")


def test_renewing_makes_the_lease_last_and_keeps_the_token(
    ledger: Ledger, clock: ManualClock, steps: Steps
) -> None:
    claim = steps.claim(steps.plan(), "w1", 60)
    clock.advance(59)
    renewed = ledger.renew(claim, 60)
    assert renewed.token == claim.token
    clock.advance(59)
    assert ledger.claim(claim.filing.id, "w2", 60) is None
    ledger.attempt(claim, "an old handle of the same claim is as good")


def test_releasing_lends_to_the_next_at_once(ledger: Ledger, steps: Steps) -> None:
    claim = steps.claim(steps.plan())
    ledger.release(claim)
    assert steps.now(claim).lease_owner is None
    assert steps.claim(claim.filing, "w2").token == 2
    ledger.release(claim)
    assert steps.now(claim).lease_owner == "w2"


def test_a_dead_owner_is_buried_and_its_press_is_settled_from_then_on(
    ledger: Ledger, clock: ManualClock, steps: Steps
) -> None:
    claim, intent = steps.intended()
    living = steps.claim(steps.plan("r-2"), "w2")
    assert ledger.lease_owners() == ["w1", "w2"]
    clock.advance(6)
    assert ledger.expire_leases("w1") == 1
    assert ledger.settle_wait(intent, 8) == pytest.approx(8)
    with pytest.raises(LeaseLost):
        ledger.attempt(claim, "from the grave")
    ledger.attempt(living, "note")
    assert ledger.lease_owners() == ["w2"]
    assert steps.claim(claim.filing, "w3").token == claim.token + 2


def _intent(ledger: Ledger, claim: Claim) -> Intent:
    intent = ledger.open_intent(claim.filing.id)
    assert intent is not None
    return intent


WRITES: dict[str, Callable[[Ledger, Claim], object]] = {
    "renew": lambda ledger, claim: ledger.renew(claim, 60),
    "intend_first_save": lambda ledger, claim: ledger.intend_first_save(claim, deadline_seconds=5),
    "intend_submit": lambda ledger, claim: ledger.intend_submit(
        claim, status=None, submitted_at=None, submissions=0, deadline_seconds=5
    ),
    "close_intent": lambda ledger, claim: ledger.close_intent(
        claim, _intent(ledger, claim), Outcome.DONE, number="N-7"
    ),
    "begin_adoption": lambda ledger, claim: ledger.begin_adoption(
        claim, _intent(ledger, claim), 0.0
    ),
    "set_state": lambda ledger, claim: ledger.set_state(claim, State.NEEDS_PERSON),
    "update_entry": lambda ledger, claim: ledger.update_entry(
        claim, entry_json="{}", fingerprint="f9"
    ),
    "attempt": lambda ledger, claim: ledger.attempt(claim, "note"),
    "record_files": lambda ledger, claim: ledger.record_files(
        claim, [UploadedFile("proof", "a", 1, "0")]
    ),
    "adopt": lambda ledger, claim: ledger.adopt(claim, "N-7"),
    "give_record_back": lambda ledger, claim: ledger.give_record_back(claim, "so"),
    "note_unanswered_writes": lambda ledger, claim: ledger.note_unanswered_writes(claim),
    "drop": lambda ledger, claim: ledger.drop(claim, reason="so"),
}


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.parametrize("how", ["ran out", "taken over", "released"])
def test_no_write_with_a_claim_that_was_lost(
    ledger: Ledger, clock: ManualClock, steps: Steps, name: str, how: str
) -> None:
    claim, _ = steps.intended()
    if how == "released":
        ledger.release(claim)
    else:
        clock.advance(60)
    if how == "taken over":
        steps.claim(claim.filing, "w2")
    before = steps.now(claim)
    told = ledger.history(claim.filing.id)
    with pytest.raises(LeaseLost):
        WRITES[name](ledger, claim)
    assert steps.now(claim) == before
    assert ledger.history(claim.filing.id) == told


def test_a_worker_stops_at_states_that_no_press_leads_to(ledger: Ledger, steps: Steps) -> None:
    claim = steps.claim(steps.plan())
    filing = ledger.set_state(claim, State.NEEDS_PERSON, reason="slider", hint="ipp-bot login acme")
    assert (filing.state, filing.reason, filing.hint) == (
        State.NEEDS_PERSON,
        "slider",
        "ipp-bot login acme",
    )
    assert ledger.get(filing.id) == filing
    assert ledger.set_state(claim, State.PLANNED).reason == ""


def test_the_fields_of_a_template_are_kept_until_others_come(ledger: Ledger, steps: Steps) -> None:
    claim = steps.drafted()
    ledger.set_state(
        claim, State.AWAITING_POA, poa_fields_hash="h1", poa_fields={"signatory": "星云"}
    )
    ledger.set_state(claim, State.DRAFTED)
    filing = steps.now(claim)
    assert (filing.poa_fields_hash, filing.poa_fields) == ("h1", {"signatory": "星云"})


@pytest.mark.parametrize(
    "state", [State.FIRST_SAVE_INTENDED, State.SUBMIT_INTENDED, State.SUBMITTED, State.DRAFTED]
)
def test_states_that_need_a_press_or_a_number_are_not_reached_by_hand(
    ledger: Ledger, steps: Steps, state: State
) -> None:
    claim = steps.claim(steps.plan())
    with pytest.raises(ValueError, match=r"click|number"):
        ledger.set_state(claim, state)


def test_a_record_is_not_forgotten_and_a_submission_not_undone(
    ledger: Ledger, steps: Steps
) -> None:
    with pytest.raises(ValueError, match="number"):
        ledger.set_state(steps.drafted(), State.PLANNED)
    with pytest.raises(ValueError, match="submitted"):
        ledger.set_state(steps.submitted("r-2", "N-2"), State.DRAFTED)


def test_while_a_press_is_open_only_a_person_can_be_called(ledger: Ledger, steps: Steps) -> None:
    claim, intent = steps.intended()
    with pytest.raises(ValueError, match="reconcile"):
        ledger.set_state(claim, State.REFUSED)
    ledger.set_state(claim, State.NEEDS_PERSON, reason="so")
    assert ledger.open_intent(claim.filing.id) == intent


def test_a_record_filed_by_hand_is_taken_over_as_it_is(ledger: Ledger, steps: Steps) -> None:
    ledger.upsert_records(
        "acme",
        [
            PortalRecord(number="N-1", status="pending"),
            PortalRecord(number="N-2", status="draft"),
        ],
    )
    sent = ledger.adopt(steps.claim(steps.plan("r-1")), "N-1", receipt={"receipt": 1})
    assert sent.receipt == {"receipt": 1, "previous": "0" * 64}
    assert sent.submitted_at == ledger.now()
    assert ledger.check_chain() == []
    assert (sent.state, sent.number, sent.portal_status) == (State.SUBMITTED, "N-1", "pending")
    draft = ledger.adopt(steps.claim(steps.plan("r-2")), "N-2")
    assert (draft.state, draft.number) == (State.DRAFTED, "N-2")
    unseen = ledger.adopt(steps.claim(steps.plan("r-3")), "N-3")
    assert unseen.state is State.DRAFTED
    record = ledger.record("acme", "N-1")
    assert record is not None
    assert record.owner_filing_id == sent.id


def test_taking_over_settles_an_open_first_save(ledger: Ledger, steps: Steps) -> None:
    claim, intent = steps.intended()
    ledger.close_intent(claim, intent, Outcome.PERSON, note="two drafts, one press")
    assert ledger.adopt(claim, "N-5").state is State.DRAFTED
    assert ledger.open_intent(claim.filing.id) is None
    assert ledger.adopt(claim, "N-5").number == "N-5"


def test_nothing_is_taken_from_another_filing(ledger: Ledger, steps: Steps) -> None:
    steps.drafted("r-1", "N-1")
    claim = steps.claim(steps.plan("r-2"))
    with pytest.raises(AlreadyFiled, match="r-1"):
        ledger.adopt(claim, "N-1")
    with pytest.raises(Refused, match="N-2"):
        ledger.adopt(steps.drafted("r-3", "N-2"), "N-9")


def test_a_dropped_record_is_no_ones_and_the_filing_can_begin_anew(
    ledger: Ledger, steps: Steps, make_entry: MakeEntry
) -> None:
    claim = steps.submitted()
    filing = ledger.drop(claim, reason="withdrawn by Li")
    assert (filing.state, filing.number, filing.reason) == (State.REFUSED, None, "withdrawn by Li")
    record = ledger.record("acme", "N-1")
    assert record is not None
    assert record.owner_filing_id is None
    ((filing, _),) = ledger.plan([make_entry(fingerprint="f2")])
    assert filing.state is State.PLANNED
    claim = steps.claim(filing)
    intent = ledger.intend_first_save(claim, deadline_seconds=5)
    with pytest.raises(ValueError, match="reconcile"):
        ledger.drop(claim, reason="again")
    assert ledger.close_intent(claim, intent, Outcome.DONE, number="N-2").number == "N-2"


def test_a_record_that_is_somebody_elses_is_given_back(ledger: Ledger, steps: Steps) -> None:
    claim = steps.drafted("r-1", "N-1")
    row = ledger.give_record_back(claim, "filled in by another hand")
    assert (row.state, row.number, row.portal_status) == (State.PLANNED, None, None)
    record = ledger.record("acme", "N-1")
    assert record is not None
    assert record.owner_filing_id is None
    assert ledger.adopt(steps.claim(steps.plan("r-2")), "N-1").number == "N-1"


def test_what_got_no_answer_settles_before_anything_is_submitted(
    ledger: Ledger, steps: Steps, clock: ManualClock
) -> None:
    claim = steps.drafted("r-1", "N-1")
    number = claim.filing.id
    assert ledger.writes_settle_wait(number, 300.0) == 0.0
    ledger.note_unanswered_writes(claim)
    clock.advance(100)
    assert ledger.writes_settle_wait(number, 300.0) == pytest.approx(200)
    clock.advance(201)
    assert ledger.writes_settle_wait(number, 300.0) == 0.0


def test_of_a_worker_that_died_nobody_knows_what_got_an_answer(
    ledger: Ledger, steps: Steps, clock: ManualClock
) -> None:
    claim = steps.drafted("r-1", "N-1")
    clock.advance(3600)
    assert ledger.claim(claim.filing.id, "w2", 60.0) is not None
    assert ledger.writes_settle_wait(claim.filing.id, 300.0) == pytest.approx(300)
    assert ledger.expire_leases("w2") == 1
    clock.advance(299)
    assert ledger.writes_settle_wait(claim.filing.id, 300.0) == pytest.approx(1)
    clock.advance(2)
    assert ledger.writes_settle_wait(claim.filing.id, 300.0) == 0.0
