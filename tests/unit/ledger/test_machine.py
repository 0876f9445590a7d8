"""Workers that crash, stall and come back, against a portal that commits late: each filing once."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from ipp_bot.clock import ManualClock
from ipp_bot.errors import AdoptionInProgress, LeaseLost, RetryLater
from ipp_bot.ledger import (
    Action,
    Claim,
    Intent,
    Ledger,
    Outcome,
    PlannedEntry,
    PlanVerdict,
    PortalRecord,
    State,
    tables,
)

if TYPE_CHECKING:
    from collections.abc import Callable

REFS = ("r-1", "r-2", "r-3")
OWNERS = ("w1", "w2")
DEADLINE, SETTLE, LEASE = 5.0, 8.0, 30.0
refs, owners = st.sampled_from(REFS), st.sampled_from(OWNERS)


@dataclass
class Portal:
    """Takes every press, shows it late, and knows nothing of refs."""

    drafts: dict[str, datetime] = field(default_factory=dict)
    """Number, and from when on it is listed."""
    submissions: dict[str, list[datetime]] = field(default_factory=dict)

    def create(self, listed_at: datetime) -> str:
        number = f"N-{len(self.drafts) + 1}"
        self.drafts[number] = listed_at
        self.submissions[number] = []
        return number

    def listed(self, now: datetime) -> list[str]:
        return [number for number, since in self.drafts.items() if since <= now]

    def submitted(self, number: str, now: datetime) -> int:
        return len([each for each in self.submissions[number] if each <= now])


@dataclass
class Lease:
    """What the ledger must believe of a filing's lease."""

    token: int = 0
    owner: str | None = None
    until: datetime | None = None

    def holds(self, claim: Claim, now: datetime) -> bool:
        return (
            (self.token, self.owner) == (claim.token, claim.owner)
            and self.until is not None
            and self.until > now
        )


@dataclass(frozen=True)
class Pressed:
    """A worker between its press and the answer."""

    claim: Claim
    intent: Intent
    number: str | None


@dataclass(frozen=True)
class Shift:
    """One worker, one filing, one press."""

    pause: float
    looks: bool
    answers: bool
    ref: str
    owner: str
    lag: float
    ending: str


shifts = st.builds(
    Shift,
    pause=st.sampled_from((0.0, 1.0, 6.0, 14.0, 31.0)),
    looks=st.booleans(),
    answers=st.booleans(),
    ref=refs,
    owner=owners,
    lag=st.sampled_from((0.0, DEADLINE + SETTLE - 0.5)),
    ending=st.sampled_from(("answered", "lost", "slow", "slow", "crashed", "never pressed")),
)


class Workers(RuleBasedStateMachine):
    """Any order of planning, claiming, pressing, losing, waiting and reconciling."""

    claims: Bundle[Claim] = Bundle("claims")
    template = b""

    def __init__(self) -> None:
        super().__init__()
        # Thousands of commits: in memory where there is such a place, for nobody pulls a plug here.
        memory = Path("/dev/shm")  # noqa: S108 — a folder of our own is made in it
        self.folder = tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None)
        path = Path(self.folder.name) / "ledger.sqlite"
        path.write_bytes(self.template)
        self.clock = ManualClock()
        self.ledger = Ledger.open(path, origin="http://x", clock=self.clock)
        self.portal = Portal()
        self.leases: dict[str, Lease] = {}
        self.prints: dict[str, str] = {}
        self.ids: dict[str, int] = {}
        self.slow: list[Pressed] = []
        """Presses whose workers have the answer, but did not write it down yet."""

    def later(self, seconds: float) -> datetime:
        return self.clock.now() + timedelta(seconds=seconds)

    def as_the_model_says(self, claim: Claim, write: Callable[[], object]) -> bool:
        """Does a write that must be refused exactly when the claim is lost."""
        if self.leases[claim.filing.key.ref].holds(claim, self.clock.now()):
            write()
            return True
        with pytest.raises(LeaseLost):
            write()
        return False

    @initialize()
    def begin(self) -> None:
        for ref in REFS:
            self.plan(ref, "f1")

    @rule(ref=refs, fingerprint=st.sampled_from(("f1", "f2")))
    def plan(self, ref: str, fingerprint: str) -> None:
        before = self.ledger.find("acme", ref)
        opened = self.ledger.open_intent(before.id) if before else None
        entry = PlannedEntry(
            account="acme",
            ref=ref,
            entry_json="{}",
            fingerprint=fingerprint,
            type="copyright",
            place="cn",
            registration_number=ref,
        )
        ((filing, verdict),) = self.ledger.plan([entry])
        if before is None:
            assert verdict is PlanVerdict.NEW
            self.leases[ref], self.ids[ref] = Lease(), filing.id
        elif self.prints[ref] == fingerprint:
            assert verdict in {PlanVerdict.UNCHANGED, PlanVerdict.DONE}
            assert filing == before
        elif before.state is State.SUBMITTED:
            assert verdict is PlanVerdict.CONFLICT
        elif opened and opened.action is Action.SUBMIT:
            assert verdict is PlanVerdict.UNDECIDED
        else:
            assert verdict is PlanVerdict.UPDATED
            assert filing.number == before.number
            self.leases[ref].token += 1
        if verdict in {PlanVerdict.NEW, PlanVerdict.UPDATED}:
            self.prints[ref] = fingerprint

    @rule(target=claims, ref=refs, owner=owners)
    def claim(self, ref: str, owner: str) -> Claim | MultipleResults[Claim]:
        lease = self.leases[ref]
        live = lease.until is not None and lease.until > self.clock.now()
        claim = self.ledger.claim(self.ids[ref], owner, LEASE)
        if live and lease.owner not in {None, owner}:
            assert claim is None
            return multiple()
        assert claim is not None
        assert claim.token == lease.token + 1
        self.leases[ref] = Lease(claim.token, owner, claim.lease_until)
        return claim

    @rule(claim=claims)
    def renew(self, claim: Claim) -> None:
        if self.as_the_model_says(claim, lambda: self.ledger.renew(claim, LEASE)):
            self.leases[claim.filing.key.ref].until = self.later(LEASE)

    @rule(claim=consumes(claims))
    def release(self, claim: Claim) -> None:
        self.ledger.release(claim)
        lease = self.leases[claim.filing.key.ref]
        if (lease.token, lease.owner) == (claim.token, claim.owner):
            lease.owner = lease.until = None

    @rule(seconds=st.sampled_from((1.0, 6.0, 14.0, 31.0)))
    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)

    def refresh(self) -> None:
        rows = [
            PortalRecord(number=number, status="draft")
            for number in self.portal.listed(self.clock.now())
        ]
        self.ledger.upsert_records("acme", rows)
        assert self.ledger.check() == []

    def press(self, claim: Claim, lag: float, *, arrives: bool) -> Pressed | None:
        """Intends and presses; what the portal makes of it may be listed only much later."""
        filing = self.ledger.get(claim.filing.id)
        if filing.state is State.SUBMITTED or self.ledger.open_intent(filing.id):
            return None
        made: list[Intent] = []

        def intend() -> None:
            if filing.number is None:
                made.append(self.ledger.intend_first_save(claim, deadline_seconds=DEADLINE))
                return
            made.append(
                self.ledger.intend_submit(
                    claim,
                    status="draft",
                    submitted_at=None,
                    submissions=self.portal.submitted(filing.number, self.clock.now()),
                    deadline_seconds=DEADLINE,
                )
            )

        try:
            if not self.as_the_model_says(claim, intend):
                return None
        except RetryLater:
            return None
        number = filing.number
        if arrives and number is None:
            number = self.portal.create(self.later(lag))
        elif arrives and number is not None:
            self.portal.submissions[number].append(self.later(lag))
        return Pressed(claim, made[0], number if arrives else None)

    def answer(self, pressed: Pressed, *, lost: bool) -> None:
        """The worker gets its answer, or learns that there is none."""
        current = self.ledger.open_intent(pressed.claim.filing.id)
        if current is None or current.id != pressed.intent.id:
            return
        done = pressed.number is not None and not lost
        outcome = Outcome.DONE if done else Outcome.UNKNOWN
        number = pressed.number if done else None

        def close() -> None:
            self.ledger.close_intent(pressed.claim, pressed.intent, outcome, number=number)

        self.as_the_model_says(pressed.claim, close)

    @rule(shifts=st.lists(shifts, min_size=4, max_size=12))
    def work(self, shifts: list[Shift]) -> None:
        """What workers do all night: reconcile what is open, else press."""
        for shift in shifts:
            self.clock.advance(shift.pause)
            if shift.looks:
                self.refresh()
            if shift.answers and self.slow:
                self.answer(self.slow.pop(), lost=False)
            claim = self.claim(shift.ref, shift.owner)
            if not isinstance(claim, Claim):
                continue
            if self.ledger.open_intent(claim.filing.id):
                self.reconcile(claim)
                continue
            pressed = self.press(claim, shift.lag, arrives=shift.ending != "never pressed")
            if pressed is not None and shift.ending == "slow":
                self.slow.append(pressed)
            elif pressed is not None and shift.ending != "crashed":
                self.answer(pressed, lost=shift.ending != "answered")

    @rule(claim=claims)
    def reconcile(self, claim: Claim) -> None:
        intent = self.ledger.open_intent(claim.filing.id)
        if intent is None:
            return
        settle = (
            self.settle_first_save if intent.action is Action.FIRST_SAVE else self.settle_submit
        )
        with suppress(RetryLater):
            self.as_the_model_says(claim, lambda: settle(claim, intent))

    def settle_first_save(self, claim: Claim, intent: Intent) -> None:
        adoption = self.ledger.begin_adoption(claim, intent, SETTLE)
        shown = self.portal.listed(self.clock.now())
        candidates = self.ledger.unknown_records("acme", adoption.known_mark, shown)
        assert len(candidates) <= adoption.open_intents
        self.others_wait(claim)
        if candidates:
            self.ledger.close_intent(claim, intent, Outcome.SETTLED_DONE, number=candidates[0])
        else:
            self.ledger.close_intent(claim, intent, Outcome.SETTLED_NOT_DONE)
        self.ledger.end_adoption(adoption)

    def others_wait(self, claim: Claim) -> None:
        """While one looks at its list of drafts, no other makes one."""
        for filing in self.ledger.filings():
            if filing.id == claim.filing.id or filing.state is not State.PLANNED:
                continue
            other = self.claim(filing.key.ref, claim.owner)
            if isinstance(other, Claim):
                with pytest.raises(AdoptionInProgress):
                    self.ledger.intend_first_save(other, deadline_seconds=DEADLINE)

    def settle_submit(self, claim: Claim, intent: Intent) -> None:
        if intent.outcome is None and intent.token == claim.token:
            self.ledger.close_intent(claim, intent, Outcome.UNKNOWN)
        seconds = self.ledger.settle_wait(intent, SETTLE)
        filing = self.ledger.renew(claim, LEASE).filing
        self.leases[filing.key.ref].until = self.later(LEASE)
        if seconds:
            raise RetryLater(seconds, "not settled")
        assert filing.number is not None
        assert intent.submissions is not None
        risen = self.portal.submitted(filing.number, self.clock.now()) > intent.submissions
        outcome = Outcome.SETTLED_DONE if risen else Outcome.SETTLED_NOT_DONE
        self.ledger.close_intent(claim, intent, outcome)

    @invariant()
    def nothing_is_twofold(self) -> None:
        with self.ledger.read() as connection:
            opened = select(tables.intents.c.filing_id, func.count()).where(
                tables.intents.c.is_open
            )
            rows = connection.execute(opened.group_by(tables.intents.c.filing_id)).all()
            assert all(count == 1 for _, count in rows)
        found = self.ledger.filings()
        numbers = [filing.number for filing in found if filing.number]
        assert len(set(numbers)) == len(numbers)
        assert set(numbers) <= self.portal.drafts.keys()
        for filing in found:
            lease = self.leases[filing.key.ref]
            assert (filing.token, filing.lease_owner) == (lease.token, lease.owner)
            assert filing.lease_until == lease.until

    def teardown(self) -> None:
        """Whatever happened: a patient worker brings every filing home, each once."""
        try:
            assert self.ledger.check() == []
            self.bring_home()
            assert self.ledger.check() == []
        finally:
            self.ledger.close()
            self.folder.cleanup()

    def bring_home(self) -> None:
        for _ in range(60):
            waiting = self.ledger.unfinished()
            if not waiting:
                break
            self.clock.advance(LEASE + DEADLINE + SETTLE)
            for filing in waiting:
                claim = self.claim(filing.key.ref, "w1")
                assert isinstance(claim, Claim)
                if self.ledger.open_intent(filing.id):
                    self.reconcile(claim)
                    continue
                pressed = self.press(claim, lag=0.0, arrives=True)
                if pressed is not None:
                    self.answer(pressed, lost=False)
        filings = self.ledger.filings()
        assert {filing.state for filing in filings} <= {State.SUBMITTED}
        assert {filing.number for filing in filings} == self.portal.drafts.keys()
        assert all(len(sent) == 1 for sent in self.portal.submissions.values())


@pytest.mark.parametrize("examples", [8, pytest.param(50, marks=pytest.mark.soak)])
def test_whatever_happens_each_filing_is_filed_once(template: bytes, examples: int) -> None:
    Workers.template = template
    run_state_machine_as_test(
        Workers,
        settings=settings(
            max_examples=examples,
            stateful_step_count=20,
            derandomize=examples < 50,  # the long run looks for others each time
            suppress_health_check=list(HealthCheck),
        ),
    )
