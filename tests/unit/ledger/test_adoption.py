from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipp_bot.errors import AdoptionInProgress, LeaseLost, RetryLater
from ipp_bot.ledger import Claim, Intent, Ledger, Outcome, PortalRecord

if TYPE_CHECKING:
    from ipp_bot.clock import ManualClock
    from tests.unit.ledger.conftest import Steps

SETTLE = 8.0


@pytest.fixture
def lost(ledger: Ledger, clock: ManualClock, steps: Steps) -> tuple[Claim, Intent]:
    """A first save without an answer, long enough ago to be settled."""
    claim, intent = steps.intended("lost")
    ledger.close_intent(claim, intent, Outcome.UNKNOWN)
    clock.advance(20)
    return ledger.renew(claim, 600), intent


def test_adoption_waits_until_its_own_press_is_settled(
    ledger: Ledger, clock: ManualClock, steps: Steps
) -> None:
    claim, intent = steps.intended()
    clock.advance(1)
    with pytest.raises(RetryLater) as wait:
        ledger.begin_adoption(claim, intent, SETTLE)
    assert wait.value.seconds == pytest.approx(4 + SETTLE)
    # Who begins to look presses no more: renewing its lease moves nothing.
    ledger.renew(claim, 600)
    clock.advance(3.5 + SETTLE)
    with pytest.raises(RetryLater) as wait:
        ledger.begin_adoption(claim, intent, SETTLE)
    assert wait.value.seconds == pytest.approx(0.5)
    clock.advance(0.5)
    adoption = ledger.begin_adoption(claim, intent, SETTLE)
    assert (adoption.open_intents, adoption.known_mark) == (1, intent.known_mark)
    # Nobody else was kept waiting for that.
    ledger.end_adoption(adoption)


def test_while_one_adopts_no_other_creates_or_adopts(
    ledger: Ledger, lost: tuple[Claim, Intent], steps: Steps
) -> None:
    other = steps.claim(steps.plan("r-2"), seconds=600)
    adoption = ledger.begin_adoption(*lost, SETTLE)
    with pytest.raises(AdoptionInProgress):
        ledger.intend_first_save(other, deadline_seconds=5)
    elsewhere = steps.claim(steps.plan("r-3", account="xingyun"))
    ledger.intend_first_save(elsewhere, deadline_seconds=5)
    # Who has it begins once more, and has the same one.
    assert ledger.begin_adoption(*lost, SETTLE).token == adoption.token
    ledger.end_adoption(adoption)
    ledger.intend_first_save(other, deadline_seconds=5)


def test_two_that_lost_theirs_adopt_one_after_the_other_and_both_are_counted(
    ledger: Ledger, clock: ManualClock, steps: Steps
) -> None:
    first, first_intent = steps.intended("r-1")
    second, second_intent = steps.intended("r-2")
    third, _ = steps.intended("r-3", type="patent")
    clock.advance(61)
    first, second = steps.claim(first.filing, "w2", 600), steps.claim(second.filing, "w3", 600)
    clock.advance(SETTLE)
    adoption = ledger.begin_adoption(first, first_intent, SETTLE)
    assert adoption.open_intents == 2
    assert [(one.filing_id, one.type) for one in adoption.others] == [
        (second.filing.id, "copyright"),
        (third.filing.id, "patent"),
    ]
    with pytest.raises(AdoptionInProgress):
        ledger.begin_adoption(second, second_intent, SETTLE)
    ledger.close_intent(first, first_intent, Outcome.SETTLED_DONE, number="N-1")
    ledger.end_adoption(adoption)
    assert ledger.begin_adoption(second, second_intent, SETTLE).open_intents == 1


def test_an_adopter_waits_for_a_press_under_way_and_lets_no_new_one_begin(
    ledger: Ledger, lost: tuple[Claim, Intent], steps: Steps
) -> None:
    pressing, intent = steps.intended("r-2")
    third = steps.claim(steps.plan("r-3"))
    with pytest.raises(RetryLater) as wait:
        ledger.begin_adoption(*lost, SETTLE)
    assert wait.value.seconds == pytest.approx(1)
    with pytest.raises(AdoptionInProgress):
        ledger.intend_first_save(third, deadline_seconds=5)
    ledger.close_intent(pressing, intent, Outcome.DONE, number="N-2")
    adoption = ledger.begin_adoption(*lost, SETTLE)
    assert adoption.open_intents == 1
    ledger.end_adoption(adoption)
    ledger.intend_first_save(third, deadline_seconds=5)


def test_an_adopter_waits_until_the_others_unknown_presses_are_settled(
    ledger: Ledger, clock: ManualClock, lost: tuple[Claim, Intent], steps: Steps
) -> None:
    other, intent = steps.intended("r-2")
    ledger.close_intent(other, intent, Outcome.UNKNOWN)
    with pytest.raises(RetryLater) as wait:
        ledger.begin_adoption(*lost, SETTLE)
    assert wait.value.seconds == pytest.approx(5 + SETTLE)
    clock.advance(5 + SETTLE)
    assert ledger.begin_adoption(*lost, SETTLE).open_intents == 2


def test_an_adopter_that_gives_up_or_dies_frees_the_account(
    ledger: Ledger, clock: ManualClock, lost: tuple[Claim, Intent], steps: Steps
) -> None:
    pressing, intent = steps.intended("r-2")
    third = steps.claim(steps.plan("r-3"), seconds=3600)
    with pytest.raises(RetryLater):
        ledger.begin_adoption(*lost, SETTLE)
    ledger.cancel_adoption(lost[0])
    opened = ledger.intend_first_save(third, deadline_seconds=5)
    ledger.close_intent(third, opened, Outcome.NOT_CLICKED)
    ledger.close_intent(pressing, intent, Outcome.NOT_CLICKED)
    dead = ledger.begin_adoption(*lost, SETTLE, seconds=120)
    clock.advance(119)
    with pytest.raises(AdoptionInProgress):
        ledger.intend_first_save(third, deadline_seconds=5)
    for seconds in (1, 30):  # to the second, and any time after that
        clock.advance(seconds)
        opened = ledger.intend_first_save(third, deadline_seconds=5)
        ledger.close_intent(third, opened, Outcome.NOT_CLICKED)
    fresh = ledger.begin_adoption(*lost, SETTLE)
    assert fresh.token == dead.token + 1
    # The one thought dead comes back: it must not free what is another's now.
    ledger.end_adoption(dead)
    with pytest.raises(AdoptionInProgress):
        ledger.intend_first_save(third, deadline_seconds=5)


def test_the_adopter_itself_may_create_afresh(ledger: Ledger, lost: tuple[Claim, Intent]) -> None:
    claim, intent = lost
    adoption = ledger.begin_adoption(claim, intent, SETTLE)
    ledger.close_intent(claim, intent, Outcome.SETTLED_NOT_DONE)
    again = ledger.intend_first_save(claim, deadline_seconds=5)
    ledger.end_adoption(adoption)
    assert ledger.open_intent(claim.filing.id) == again


def test_only_an_open_first_save_of_ones_own_is_adopted_for(
    ledger: Ledger, lost: tuple[Claim, Intent], steps: Steps
) -> None:
    claim, intent = lost
    other = steps.claim(steps.plan("r-2"))
    with pytest.raises(ValueError, match="no open first save"):
        ledger.begin_adoption(other, intent, SETTLE)
    ledger.close_intent(claim, intent, Outcome.SETTLED_DONE, number="N-1")
    with pytest.raises(ValueError, match="no open first save"):
        ledger.begin_adoption(claim, intent, SETTLE)
    sent = ledger.intend_submit(
        claim, status="draft", submitted_at=None, submissions=0, deadline_seconds=5
    )
    with pytest.raises(ValueError, match="no open first save"):
        ledger.begin_adoption(claim, sent, SETTLE)


def test_an_adopter_without_a_claim_locks_nothing(
    ledger: Ledger, clock: ManualClock, lost: tuple[Claim, Intent], steps: Steps
) -> None:
    clock.advance(601)
    with pytest.raises(LeaseLost):
        ledger.begin_adoption(*lost, SETTLE)
    ledger.intend_first_save(steps.claim(steps.plan("r-2")), deadline_seconds=5)


def test_candidates_are_records_that_nobody_knew_and_nobody_owns(
    ledger: Ledger, steps: Steps
) -> None:
    ledger.upsert_records("acme", [PortalRecord(number="N-old", status="draft")])
    _, intent = steps.intended("lost")
    steps.drafted("r-2", "N-2")
    ledger.upsert_records("acme", [PortalRecord(number="N-late", status="draft")])
    ledger.upsert_records("xingyun", [PortalRecord(number="N-new", status="draft")])
    shown = ["N-new", "N-late", "N-2", "N-old", "N-new"]
    assert ledger.unknown_records("acme", intent.known_mark, shown) == ["N-new", "N-late"]
    assert ledger.unknown_records("acme", ledger.known_mark("acme"), shown) == ["N-new"]


def test_drafts_that_are_no_filings_keep_first_saves_and_adoptions_out(
    ledger: Ledger, clock: ManualClock, lost: tuple[Claim, Intent], steps: Steps
) -> None:
    claim = steps.claim(steps.plan("r-2"), seconds=36_000)
    token = ledger.reserve("acme", 60.0)
    for seconds in (1.0, 0.5):
        with pytest.raises(AdoptionInProgress) as wait:
            ledger.reserve("acme", 5.0)
        assert wait.value.seconds == seconds
        with pytest.raises(AdoptionInProgress) as wait:
            ledger.begin_adoption(*lost, SETTLE)
        assert wait.value.seconds == seconds
        with pytest.raises(AdoptionInProgress) as wait:
            ledger.intend_first_save(claim, deadline_seconds=5)
        assert wait.value.seconds == seconds
        if seconds == 1.0:
            clock.advance(59.5)
    # Who has it may keep it for longer, and nobody else may give it back.
    with pytest.raises(AdoptionInProgress):
        ledger.reserve("acme", 60.0, held=token + 1)
    assert ledger.reserve("acme", 60.0, held=token) == token
    ledger.give_back("acme", token - 1)
    ledger.give_back("xingyun", token)
    clock.advance(59.0)
    with pytest.raises(AdoptionInProgress):
        ledger.intend_first_save(claim, deadline_seconds=5)
    ledger.give_back("acme", token)
    saved = ledger.intend_first_save(claim, deadline_seconds=5)
    ledger.close_intent(claim, saved, Outcome.NOT_CLICKED)
    assert ledger.reserve("acme", 60.0) == token + 1


def test_a_reservation_ends_to_the_second_and_never_lasts_longer_than_an_hour(
    ledger: Ledger, clock: ManualClock
) -> None:
    first = ledger.reserve("acme", 3600.0)
    with pytest.raises(AdoptionInProgress):
        ledger.reserve("acme", 3600.0)
    clock.advance(3600.0)
    second = ledger.reserve("acme", 3600.5)
    assert second == first + 1
    # A wrong clock made that one: nobody waits for it.
    assert ledger.reserve("acme", 60.0) == second + 1
    ledger.give_back("acme", second)  # too late: it is another one's
    with pytest.raises(AdoptionInProgress):
        ledger.reserve("acme", 60.0)


@pytest.mark.parametrize(("settle", "kept_out"), [(100.0, 135.0), (4000.0, 1830.0)])
def test_new_first_saves_are_kept_out_while_others_settle_but_not_for_ever(
    ledger: Ledger, clock: ManualClock, steps: Steps, settle: float, kept_out: float
) -> None:
    claim, intent = steps.intended("lost")
    ledger.close_intent(claim, intent, Outcome.UNKNOWN)
    claim = ledger.renew(claim, 36_000)
    clock.advance(settle + 5)
    other, unknown = steps.intended("r-2")
    ledger.close_intent(other, unknown, Outcome.UNKNOWN)
    third = steps.claim(steps.plan("r-3"), seconds=36_000)
    with pytest.raises(RetryLater) as wait:
        ledger.begin_adoption(claim, intent, settle)
    assert wait.value.seconds == settle + 5
    clock.advance(kept_out - 1)
    with pytest.raises(AdoptionInProgress):
        ledger.intend_first_save(third, deadline_seconds=5)
    clock.advance(1)
    assert ledger.intend_first_save(third, deadline_seconds=5).is_open
