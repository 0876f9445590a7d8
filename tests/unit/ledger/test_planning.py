from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipp_bot.errors import LeaseLost
from ipp_bot.ledger import FilingKey, Ledger, Outcome, PlanVerdict, PortalRecord, State
from tests.unit.ledger.conftest import SUBMITTED_BY_LI

if TYPE_CHECKING:
    from pathlib import Path

    from ipp_bot.clock import ManualClock
    from tests.unit.ledger.conftest import MakeEntry, Steps


def test_a_new_entry_is_planned_with_all_that_the_manifest_says(
    ledger: Ledger, make_entry: MakeEntry
) -> None:
    ((filing, verdict),) = ledger.plan([make_entry("r-1", "f1")])
    assert verdict is PlanVerdict.NEW
    assert filing.key == FilingKey("http://127.0.0.1:8765", "acme", "r-1")
    assert (filing.state, filing.number, filing.fingerprint) == (State.PLANNED, None, "f1")
    assert (filing.manifest, filing.line, filing.client) == ("acme.yaml", 4, "星云")
    assert filing.entry == '{"名": "星云"}'
    assert filing == ledger.find("acme", "r-1")


def test_the_same_content_changes_nothing(ledger: Ledger, make_entry: MakeEntry) -> None:
    ((first, _),) = ledger.plan([make_entry()])
    ((second, verdict),) = ledger.plan([make_entry()])
    assert verdict is PlanVerdict.UNCHANGED
    assert second == first


def test_a_manifest_that_moved_is_followed_without_disturbing_the_worker(
    ledger: Ledger, steps: Steps, make_entry: MakeEntry
) -> None:
    claim = steps.claim(steps.plan())
    ((filing, verdict),) = ledger.plan([make_entry(manifest="new.yaml", line=9)])
    assert verdict is PlanVerdict.UNCHANGED
    assert (filing.manifest, filing.line, filing.token) == ("new.yaml", 9, claim.token)
    assert ledger.find("acme", "r-1") == filing


def test_other_content_replaces_the_entry_before_submission(
    ledger: Ledger, make_entry: MakeEntry
) -> None:
    ledger.plan([make_entry()])
    ((filing, verdict),) = ledger.plan([make_entry(fingerprint="f2", entry_json="{}", title="neu")])
    assert verdict is PlanVerdict.UPDATED
    assert (filing.state, filing.fingerprint, filing.entry) == (State.PLANNED, "f2", "{}")
    assert ledger.find("acme", "r-1") == filing


@pytest.mark.parametrize("state", [State.REFUSED, State.NEEDS_PERSON, State.AWAITING_POA])
def test_a_stopped_filing_keeps_its_state_until_its_content_changes(
    ledger: Ledger, steps: Steps, make_entry: MakeEntry, state: State
) -> None:
    claim = steps.drafted()
    ledger.set_state(claim, state, reason="so")
    ((filing, verdict),) = ledger.plan([make_entry()])
    assert (verdict, filing.state, filing.reason) == (PlanVerdict.UNCHANGED, state, "so")
    ((filing, verdict),) = ledger.plan([make_entry(fingerprint="f2")])
    assert (verdict, filing.state, filing.reason) == (PlanVerdict.UPDATED, State.DRAFTED, "")
    assert filing.number == "N-1"


def test_a_stopped_filing_without_a_number_is_planned_again(
    ledger: Ledger, steps: Steps, make_entry: MakeEntry
) -> None:
    ledger.set_state(steps.claim(steps.plan()), State.REFUSED, reason="so")
    ((filing, verdict),) = ledger.plan([make_entry(fingerprint="f2")])
    assert (verdict, filing.state) == (PlanVerdict.UPDATED, State.PLANNED)


def test_a_submitted_filing_is_done_or_in_conflict(
    ledger: Ledger, steps: Steps, make_entry: MakeEntry
) -> None:
    before = steps.now(steps.submitted())
    ((filing, verdict),) = ledger.plan([make_entry()])
    receipt = {"number": "N-1", "people": SUBMITTED_BY_LI, "previous": "0" * 64}
    assert (verdict, filing.receipt) == (PlanVerdict.DONE, receipt)
    for amend in (False, True):
        ((filing, verdict),) = ledger.plan([make_entry(fingerprint="f2")], amend=amend)
        assert verdict is PlanVerdict.CONFLICT
        assert filing == before


def test_a_rejected_filing_can_be_amended_and_keeps_its_number_and_history(
    ledger: Ledger, steps: Steps, make_entry: MakeEntry
) -> None:
    claim = steps.submitted()
    ledger.upsert_records(
        "acme", [PortalRecord(number="N-1", status="rejected", reasons=("no seal",))]
    )
    ((filing, verdict),) = ledger.plan([make_entry(fingerprint="f2")])
    assert (verdict, filing.state, filing.fingerprint) == (
        PlanVerdict.AMENDABLE,
        State.SUBMITTED,
        "f1",
    )
    ((filing, verdict),) = ledger.plan([make_entry(fingerprint="f2")], amend=True)
    assert (verdict, filing.state, filing.fingerprint) == (PlanVerdict.UPDATED, State.DRAFTED, "f2")
    assert (filing.number, filing.receipt, filing.submitted_at) == ("N-1", None, None)
    told = [f"{line.kind}: {line.text}" for line in ledger.history(claim.filing.id)]
    assert "submit: done" in told
    assert "portal status: N-1: draft → rejected (no seal)" in told
    assert "amended: acme.yaml:4 f1 → f2" in told


def test_an_open_submission_leaves_other_content_undecided(
    ledger: Ledger, steps: Steps, make_entry: MakeEntry
) -> None:
    claim, intent = steps.submit_intended()
    ((filing, verdict),) = ledger.plan([make_entry(fingerprint="f2")])
    assert (verdict, filing.fingerprint) == (PlanVerdict.UNDECIDED, "f1")
    ledger.close_intent(claim, intent, Outcome.PERSON, note="gone")
    ((filing, verdict),) = ledger.plan([make_entry(fingerprint="f2")])
    assert (verdict, filing.state) == (PlanVerdict.UNDECIDED, State.NEEDS_PERSON)


@pytest.mark.parametrize("outcome", [None, Outcome.UNKNOWN, Outcome.PERSON])
def test_an_open_first_save_takes_the_content_but_stays_to_be_reconciled(
    ledger: Ledger, steps: Steps, make_entry: MakeEntry, outcome: Outcome | None
) -> None:
    claim, intent = steps.intended()
    if outcome:
        ledger.close_intent(claim, intent, outcome)
    ((filing, verdict),) = ledger.plan([make_entry(fingerprint="f2")])
    assert verdict is PlanVerdict.UPDATED
    assert (filing.state, filing.fingerprint) == (State.FIRST_SAVE_INTENDED, "f2")
    still = ledger.open_intent(filing.id)
    assert still is not None
    assert still.fingerprint == "f1"


def test_a_worker_with_the_old_content_loses_its_claim_but_nobody_else_begins_yet(
    ledger: Ledger, clock: ManualClock, steps: Steps, make_entry: MakeEntry
) -> None:
    claim = steps.claim(steps.plan())
    ledger.plan([make_entry(fingerprint="f2")])
    with pytest.raises(LeaseLost):
        ledger.intend_first_save(claim, deadline_seconds=5)
    assert ledger.claim(claim.filing.id, "w2", 60) is None
    clock.advance(61)
    assert steps.claim(claim.filing, "w2").filing.fingerprint == "f2"


def test_thousands_of_entries_come_back_in_their_order_and_a_ref_twice_counts_once(
    ledger: Ledger, make_entry: MakeEntry
) -> None:
    entries = [make_entry(f"r-{n}", account="a" if n % 2 else "b") for n in range(1000)]
    entries.insert(700, make_entry("r-3", "f9", account="a"))
    found = ledger.plan(entries)
    assert [filing.key.ref for filing, _ in found] == [entry.ref for entry in entries]
    assert found[700][1] is PlanVerdict.UPDATED
    assert {verdict for n, (_, verdict) in enumerate(found) if n != 700} == {PlanVerdict.NEW}
    assert ledger.counts() == {State.PLANNED: 1000}


def test_another_portal_is_another_filing_and_is_told(
    ledger: Ledger, path: Path, clock: ManualClock, make_entry: MakeEntry
) -> None:
    ledger.plan([make_entry("r-1"), make_entry("r-2")])
    with Ledger.open(path, origin="https://ipp.example", clock=clock) as other:
        ((_, verdict),) = other.plan([make_entry("r-1")])
        assert verdict is PlanVerdict.NEW
        (elsewhere,) = other.other_origins("acme", ["r-1", "r-9"])
        assert elsewhere.key == FilingKey("http://127.0.0.1:8765", "acme", "r-1")
        assert [filing.key.ref for filing in other.filings()] == ["r-1"]


def test_the_entry_can_be_completed_by_its_worker_until_it_is_announced(
    ledger: Ledger, steps: Steps
) -> None:
    claim = steps.drafted()
    filing = ledger.update_entry(claim, entry_json='{"poa": 1}', fingerprint="f1+poa")
    assert ledger.get(filing.id) == filing
    intent = ledger.intend_submit(
        claim, status="draft", submitted_at=None, submissions=0, deadline_seconds=5
    )
    assert (intent.entry, intent.fingerprint) == ('{"poa": 1}', "f1+poa")
    with pytest.raises(ValueError, match="can no longer be changed"):
        ledger.update_entry(claim, entry_json="{}", fingerprint="f2")


def test_papers_that_the_fingerprint_leaves_out_are_taken_in_until_submission(
    ledger: Ledger, steps: Steps, make_entry: MakeEntry
) -> None:
    claim = steps.drafted()
    ledger.set_state(claim, State.AWAITING_POA, reason="so")
    ((filing, verdict),) = ledger.plan([make_entry(entry_json='{"poa": "signed"}')])
    assert verdict is PlanVerdict.UPDATED
    assert (filing.state, filing.entry) == (State.AWAITING_POA, '{"poa": "signed"}')
    with pytest.raises(LeaseLost):
        ledger.attempt(claim, "retry")


@pytest.mark.parametrize("step", ["submit_intended", "submitted"])
def test_papers_stand_fast_once_they_may_have_been_sent(
    ledger: Ledger, steps: Steps, make_entry: MakeEntry, step: str
) -> None:
    taken = getattr(steps, step)()
    claim = taken[0] if isinstance(taken, tuple) else taken
    before = steps.now(claim).entry
    ((filing, verdict),) = ledger.plan([make_entry(entry_json='{"poa": "late"}')])
    assert verdict is not PlanVerdict.UPDATED
    assert filing.entry == before


@pytest.mark.parametrize(
    ("status", "amend", "renews", "wanted"),
    [
        ("approved", False, True, PlanVerdict.AMENDABLE),
        ("approved", True, True, PlanVerdict.UPDATED),
        ("expiring", True, True, PlanVerdict.UPDATED),
        ("pending", True, True, PlanVerdict.CONFLICT),
        ("approved", True, False, PlanVerdict.CONFLICT),
        ("rejected", True, False, PlanVerdict.UPDATED),
    ],
)
def test_an_approved_record_takes_a_new_power_of_attorney_only(
    ledger: Ledger,
    steps: Steps,
    make_entry: MakeEntry,
    status: str,
    amend: bool,  # noqa: FBT001 - a column of the table
    renews: bool,  # noqa: FBT001
    wanted: PlanVerdict,
) -> None:
    steps.submitted()
    ledger.upsert_records("acme", [PortalRecord(number="N-1", status=status)])
    ((filing, verdict),) = ledger.plan(
        [make_entry(fingerprint="f2")], amend=amend, renews=lambda _before, _after: renews
    )
    assert verdict is wanted
    assert (filing.fingerprint == "f2") == (wanted is PlanVerdict.UPDATED)
