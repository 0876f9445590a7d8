"""Approvals: each attack on them is refused in the transaction that writes the intent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ipp_bot.actor import Actor
from ipp_bot.errors import NotApproved, Refused
from ipp_bot.ledger import Action, Ledger, Outcome, PortalRecord, State
from tests.unit.ledger.conftest import ORIGIN, MakeEntry, Steps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ipp_bot.clock import ManualClock
    from ipp_bot.ledger import Claim, Filing, Intent

FIRST_PAPER, SECOND_PAPER = "aa" * 32, "bb" * 32


def entry_json(paper: str = "") -> str:
    file = {"name": "poa.pdf", "size": 1, "sha256": paper} if paper else None
    return json.dumps({"poa": {"expires_on": "2027-01-01", "file": file}})


class SeveralPeople:
    """One ledger, opened by several people at several machines."""

    def __init__(self, path: Path, clock: ManualClock, make_entry: MakeEntry) -> None:
        self.path, self.clock, self.make_entry = path, clock, make_entry
        self._opened: list[Ledger] = []

    def by(self, name: str, machine: str = "office-2") -> Ledger:
        ledger = Ledger.open(self.path, origin=ORIGIN, clock=self.clock, actor=Actor(name, machine))
        self._opened.append(ledger)
        return ledger

    def steps(self, name: str = "li") -> Steps:
        return Steps(self.by(name), self.make_entry)

    def approve(self, name: str, filing: Filing, paper: str | None = None) -> None:
        self.by(name).approve(filing.id, fingerprint=filing.fingerprint, signed_poa=paper)

    def close(self) -> None:
        for ledger in self._opened:
            ledger.close()


@pytest.fixture
def people(
    path: Path, template: bytes, clock: ManualClock, make_entry: MakeEntry
) -> Iterator[SeveralPeople]:
    path.write_bytes(template)
    made = SeveralPeople(path, clock, make_entry)
    made.by("boss").require_approvals()
    yield made
    made.close()


def submit(ledger: Ledger, claim: Claim) -> Intent:
    return ledger.intend_submit(
        claim, status="draft", submitted_at=None, submissions=0, deadline_seconds=5.0
    )


def refused(ledger: Ledger, claim: Claim) -> str:
    """Why the submission is refused; nothing of it is written."""
    with pytest.raises(NotApproved) as told:
        submit(ledger, claim)
    assert told.value.sent is False
    assert told.value.exit_status == 3
    assert ledger.open_intent(claim.filing.id) is None
    assert ledger.get(claim.filing.id).state is State.DRAFTED
    return told.value.message


def test_another_person_lets_it_be_submitted(people: SeveralPeople) -> None:
    steps = people.steps("li")
    claim = steps.drafted()
    assert refused(steps.ledger, claim) == "r-1: nobody has approved it yet"
    people.approve("wang", claim.filing)
    intent = submit(steps.ledger, claim)
    done = steps.ledger.close_intent(claim, intent, Outcome.DONE, receipt={"number": "N-1"})
    assert done.receipt is not None
    assert done.receipt["people"] == {
        "approved": [{"name": "wang", "machine": "office-2", "at": "2024-03-01T08:00:00+00:00"}],
        "submitted": [{"name": "li", "machine": "office-2", "at": "2024-03-01T08:00:00+00:00"}],
    }
    told = [(line.kind, line.by) for line in steps.ledger.history(claim.filing.id)]
    assert told == [
        ("planned", "li@office-2"),
        ("claimed", "li@office-2"),
        ("first save intended", "li@office-2"),
        ("first save", "li@office-2"),
        ("submit intended", "li@office-2"),
        ("submit", "li@office-2"),
        ("portal status", ""),
        ("approved", "wang@office-2"),
    ]


@pytest.mark.parametrize("action", [Action.WITHDRAW, Action.DELETE])
def test_what_is_taken_back_needs_no_approval(people: SeveralPeople, action: Action) -> None:
    steps = people.steps("li")
    claim = steps.drafted()
    intent = steps.ledger.intend_take_back(
        claim,
        action,
        status="draft",
        submitted_at=None,
        submissions=0,
        deadline_seconds=5.0,
        reason="sold",
    )
    assert steps.ledger.open_intent(claim.filing.id) == intent


@pytest.mark.parametrize("name", ["li", "LI", "ｌｉ", " Li", "lí"])
@pytest.mark.parametrize("confirms", [True, False])
def test_nobody_approves_his_own(people: SeveralPeople, name: str, *, confirms: bool) -> None:
    steps = people.steps("li")
    claim = steps.drafted()
    if confirms:
        steps.ledger.confirm("acme", "r-1", fingerprint="f1")
    with pytest.raises(Refused, match="r-1 is li@office-2's own: another person than"):
        people.by(name, "office-9").approve(claim.filing.id, fingerprint="f1")
    assert refused(steps.ledger, claim) == "r-1: nobody has approved it yet"


def test_who_confirmed_counts_and_not_who_planned(people: SeveralPeople) -> None:
    people.by("li").confirm("acme", "r-1", fingerprint="f1")
    steps = people.steps("nightly")
    claim = steps.drafted()
    with pytest.raises(Refused, match="r-1 is li@office-2's own"):
        people.approve("li", claim.filing)
    people.approve("nightly", claim.filing)
    submit(steps.ledger, claim)


@pytest.mark.parametrize("back", [False, True])
def test_any_change_ends_an_approval(people: SeveralPeople, *, back: bool) -> None:
    steps = people.steps("li")
    claim = steps.drafted()
    people.approve("wang", claim.filing)
    steps.plan(fingerprint="f2")
    if back:
        steps.plan(fingerprint="f1")
    assert refused(steps.ledger, steps.claim(steps.now(claim))) == (
        "r-1: the approval of wang@office-2 no longer counts: the entry has changed"
    )
    people.approve("wang", steps.now(claim))
    submit(steps.ledger, steps.claim(steps.now(claim)))


def test_what_changed_while_it_was_looked_at_is_not_approved(people: SeveralPeople) -> None:
    steps = people.steps("li")
    claim = steps.drafted()
    steps.plan(fingerprint="f2")
    with pytest.raises(Refused, match="r-1 has changed since you looked at it"):
        people.by("wang").approve(claim.filing.id, fingerprint="f1")


def test_another_signed_paper_ends_an_approval(people: SeveralPeople) -> None:
    steps = people.steps("li")
    claim = steps.drafted(entry_json=entry_json(FIRST_PAPER))
    people.approve("wang", claim.filing)
    steps.ledger.update_entry(claim, entry_json=entry_json(SECOND_PAPER), fingerprint="f1")
    assert refused(steps.ledger, claim) == (
        "r-1: its signed power of attorney is another one than wang@office-2 approved"
    )


def test_the_same_content_with_files_of_other_names_is_approved_anew(people: SeveralPeople) -> None:
    steps = people.steps("li")
    claim = steps.drafted(entry_json=entry_json(FIRST_PAPER))
    people.approve("wang", claim.filing)
    renamed = entry_json(FIRST_PAPER).replace("poa.pdf", "another name.pdf")
    steps.plan(entry_json=renamed)
    assert refused(steps.ledger, steps.claim(steps.now(claim))) == (
        "r-1: the approval of wang@office-2 no longer counts: the entry has changed"
    )


def test_a_paper_that_came_later_is_approved_too(people: SeveralPeople) -> None:
    steps = people.steps("li")
    claim = steps.drafted(entry_json=entry_json())
    people.approve("wang", claim.filing)
    steps.ledger.update_entry(claim, entry_json=entry_json(FIRST_PAPER), fingerprint="f1")
    assert refused(steps.ledger, claim) == (
        "r-1: its signed power of attorney came after wang@office-2 had approved it"
    )
    people.approve("wang", steps.now(claim), FIRST_PAPER)
    submit(steps.ledger, claim)


def test_approved_twice_is_approved_once_and_for_one_submission(people: SeveralPeople) -> None:
    steps = people.steps("li")
    claim = steps.drafted()
    people.approve("wang", claim.filing)
    again = people.by("zhao").approve(claim.filing.id, fingerprint="f1")
    assert again is not None
    assert str(again.by) == "wang@office-2"
    intent = submit(steps.ledger, claim)
    steps.ledger.close_intent(claim, intent, Outcome.DONE, receipt={"number": "N-1"})
    with pytest.raises(Refused, match="r-1 is submitted already"):
        people.approve("wang", claim.filing)
    steps.ledger.upsert_records("acme", [PortalRecord(number="N-1", status="rejected")])
    steps.ledger.plan([people.make_entry(fingerprint="f2")], amend=True)
    claim = steps.claim(steps.now(claim))
    assert refused(steps.ledger, claim).endswith("no longer counts: it was submitted")


def test_a_click_that_was_not_made_leaves_the_approval(people: SeveralPeople) -> None:
    steps = people.steps("li")
    claim = steps.drafted()
    people.approve("wang", claim.filing)
    intent = submit(steps.ledger, claim)
    steps.ledger.close_intent(claim, intent, Outcome.NOT_CLICKED)
    assert submit(steps.ledger, claim).action is Action.SUBMIT


def test_a_record_that_was_given_up_is_approved_anew(people: SeveralPeople) -> None:
    steps = people.steps("li")
    claim = steps.drafted()
    people.approve("wang", claim.filing)
    steps.ledger.drop(claim, reason="the client withdrew")
    assert steps.ledger.unapproved([steps.now(claim)]) == {
        claim.filing.id: "the approval of wang@office-2 no longer counts: the record was given up"
    }


def test_who_confirms_what_he_approved_has_approved_his_own(people: SeveralPeople) -> None:
    steps = people.steps("li")
    claim = steps.drafted()
    people.approve("wang", claim.filing)
    people.by("Wang", "office-7").confirm("acme", "r-1", fingerprint="f1")
    assert refused(steps.ledger, claim) == "r-1: wang@office-2 both confirmed and approved it"
    people.by("li").confirm("acme", "r-1", fingerprint="f1")
    submit(steps.ledger, claim)


def test_the_rule_is_the_ledgers_and_holds_at_every_machine(people: SeveralPeople) -> None:
    steps = Steps(people.by("li", "a machine without the setting"), people.make_entry)
    claim = steps.drafted()
    assert refused(steps.ledger, claim) == "r-1: nobody has approved it yet"
    rule = steps.ledger.approval_rule()
    local = people.clock.now().astimezone()
    assert str(rule) == f"required since {local:%Y-%m-%d %H:%M} by boss@office-2"
    people.by("boss").require_approvals(required=False)
    submit(steps.ledger, claim)


def test_without_the_rule_nobody_is_asked(ledger: Ledger, steps: Steps) -> None:
    claim = steps.drafted()
    assert ledger.unapproved([claim.filing]) == {}
    submit(ledger, claim)


def test_drafts_need_no_approval(people: SeveralPeople) -> None:
    steps = people.steps("li")
    assert steps.drafted().filing.key.ref == "r-1"


@pytest.mark.parametrize(
    "by_whom",
    [
        lambda people: people.by("li").confirm("acme", "r-1", fingerprint="another"),
        lambda people: people.by("li").confirm("beta", "r-1", fingerprint="f1"),
        lambda people: people.by("li").confirm("acme", "r-2", fingerprint="f1"),
    ],
)
def test_a_confirmation_is_of_one_entry_and_content(
    people: SeveralPeople, by_whom: Callable[[SeveralPeople], None]
) -> None:
    by_whom(people)
    claim = people.steps("wang").drafted()
    people.approve("li", claim.filing)
    with pytest.raises(Refused, match="wang@office-2's own"):
        people.approve("wang", claim.filing)
