"""What a person says of a submission without an answer: settled first, then compared."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from ipp_bot.clock import ManualClock
from ipp_bot.errors import (
    ClickNotMade,
    IppBotError,
    NeedsPerson,
    OutcomeUnknown,
    PageBroken,
    PortalDown,
    RecordContradicts,
    RecordGone,
    Refused,
    RetryLater,
)
from ipp_bot.flows import adopt_and_drop, decisions, record_absence, take_back
from ipp_bot.ledger import (
    AsyncLedger,
    Claim,
    Filing,
    Ledger,
    Outcome,
    PlannedEntry,
    PortalRecord,
    State,
)
from ipp_bot.manifest import Frozen
from ipp_bot.pages import Record
from ipp_bot.profile import FormField, Kind
from ipp_bot.profile.layout import RecordLayout
from tests.support.doubles import session_double

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Run

NUMBER, TYPE, PLACE, REGISTRATION = "N-1", "copyright", "Mainland China", "2023SR1417580"
SETTLE = 300.0
PRESS = 5.0
NAME = FormField(key="name", kind=Kind.TEXT, labels=("Full name",))
BEFORE = datetime(2024, 1, 5, tzinfo=UTC)
AFTER = datetime(2024, 3, 1, 8, 1, tzinfo=UTC)


class Scene:
    """One filing whose submission got no answer, and a portal that shows one record."""

    def __init__(self, ledger: Ledger, clock: ManualClock, folder: Path) -> None:
        self.ledger, self.clock = ledger, clock
        self.shown: tuple[str, datetime | None, int | None] = ("draft", None, 0)
        self.actions: list[str] = []
        self.kept: list[str] = []
        """Decisions of which proof was kept."""
        self.name = "Nebula"
        self.tab = None
        self.gone = False
        self.gone_as: IppBotError = RecordGone(f"The portal has no {NUMBER}.")
        """What its own page says then."""
        self.listed = False
        """Whether the list still shows what has gone."""
        self.found = False
        """Whether its search still finds it."""
        self.others: list[str] = ["N-9"]
        """What else the list shows."""
        self.own_page = True
        """Whether a record's page has an address."""
        self.pages_fail: IppBotError | None = None
        """How the page of another record answers."""
        self.carries_out = True
        """Whether the portal takes a record back at once."""
        self.fails: Exception | None = None
        """How the click ends."""
        form = SimpleNamespace(fields=(NAME,))
        self.session = session_double(
            account=SimpleNamespace(name="acme", complainant="Acme"),
            profile=SimpleNamespace(
                form=lambda _name: form,
                types={TYPE: (TYPE,)},
                places={PLACE: (PLACE,)},
                record=RecordLayout(),
                timings=SimpleNamespace(press_deadline=PRESS),
            ),
            portal=None,
            ledger=AsyncLedger(ledger),
            clock=clock,
            settle_seconds=SETTLE,
            folders=SimpleNamespace(receipt=lambda _account, ref: folder / ref),
        )

    def pressed(self, status: str, submitted_at: datetime | None, submissions: int | None) -> None:
        """The press of a record that showed this until then, and no answer."""
        frozen = Frozen(
            ref="r-1", account="acme", client="", form="f", type=TYPE, place=PLACE, country=None,
            values={"name": "Nebula"}, files={}, holder="H", holder_kind="entity",
            complainant="Acme", poa=None, title="T", registration_number=REGISTRATION,
        )  # fmt: skip
        entry = PlannedEntry(
            account="acme", ref="r-1", fingerprint="f1", entry_json=frozen.model_dump_json(),
            manifest="m.yaml", line=1, client="", holder="H", type=TYPE, place=PLACE,
            registration_number=REGISTRATION, title="T",
        )  # fmt: skip
        ((filing, _),) = self.ledger.plan([entry])
        claim = self.claim(filing)
        first = self.ledger.intend_first_save(claim, deadline_seconds=5.0)
        self.ledger.close_intent(claim, first, Outcome.DONE, number=NUMBER)
        intent = self.ledger.intend_submit(
            claim, status=status, submitted_at=submitted_at, submissions=submissions,
            deadline_seconds=5.0,
        )  # fmt: skip
        self.ledger.close_intent(claim, intent, Outcome.UNKNOWN)
        self.ledger.release(claim)
        self.shown = (status, submitted_at, submissions)

    def claim(self, filing: Filing | None = None) -> Claim:
        claim = self.ledger.claim((filing or self.now()).id, "w1", 60.0)
        assert claim is not None
        return claim

    def now(self) -> Filing:
        filing = self.ledger.find("acme", "r-1")
        assert filing is not None
        return filing

    # ------------------------------------------------------- the record's page

    async def open(self, _page: object, _portal: object, number: str) -> Scene:
        if number in self.others:
            if self.pages_fail is not None:
                raise self.pages_fail
            return self
        assert number == NUMBER
        if self.gone:
            raise self.gone_as
        return self

    async def read_filed(self, fields: object) -> Record:
        return await self.read(fields)

    async def read(self, _fields: object = ()) -> Record:
        status, submitted_at, submissions = self.shown
        return Record(
            number=NUMBER, status=status, type=TYPE, place=PLACE, submitted_at=submitted_at,
            submissions=submissions, valid_until=None, reasons=(),
            values={"registration_number": REGISTRATION, "name": self.name},
            texts={"name": self.name} if self.name else {}, attachments={}, actions=(),
        )  # fmt: skip

    async def keep(self, _session: object, _tab: object, record: Record) -> None:
        self.kept.append(record.status)

    async def delete_draft(self, within: float) -> None:
        self._taken_back("deleted", within)

    async def withdraw(self, within: float) -> None:
        self._taken_back("withdrawn", within)

    def _taken_back(self, what: str, within: float) -> None:
        assert 0 < within <= PRESS
        assert self.now().state is State.DROP_INTENDED
        self.actions.append(what)
        if self.carries_out:
            self.take_back()
        if self.fails is not None:
            raise self.fails

    def take_back(self) -> None:
        """The portal has carried it out."""
        if self.shown[0] == "pending":
            self.shown = ("withdrawn", *self.shown[1:])
        else:
            self.gone = True

    async def is_listed(self, _tab: object, _portal: object, _number: str) -> bool:
        return self.found or self.listed or not self.gone

    async def listed_numbers(self, _tab: object, _portal: object) -> frozenset[str]:
        return frozenset([*self.others, *([NUMBER] if self.listed or not self.gone else [])])

    def has_own_page(self, _portal: object, _number: str) -> bool:
        return self.own_page

    def knows(self, *numbers: str, status: str = "pending") -> None:
        """The ledger has seen these records of the account."""
        rows = [PortalRecord(number=number, status=status) for number in numbers]
        self.ledger.upsert_records("acme", rows)


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    clock = ManualClock()
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(path, origin="http://127.0.0.1:1", clock=clock) as ledger:
        made = Scene(ledger, clock, tmp_path / "receipts")
        for module in (adopt_and_drop, record_absence, take_back):
            monkeypatch.setattr(module, "open_record", made.open)
        for name in ("has_own_page", "is_listed", "listed_numbers"):
            monkeypatch.setattr(record_absence, name, getattr(made, name))
        monkeypatch.setattr(decisions, "keep", made.keep)
        yield made
        made.session.ledger.close()


def _adopt(run: Run, scene: Scene, *, as_it_is: bool = False) -> Filing:
    claim = scene.claim()

    async def adopt() -> Filing:
        return await adopt_and_drop.adopt_record(
            scene.session,
            claim,
            NUMBER,
            None,  # type: ignore[arg-type]  # no page is needed
            as_it_is=as_it_is,
        )

    try:
        row: Filing = run(adopt)
    finally:
        scene.ledger.release(claim)
    return row


def _drop(run: Run, scene: Scene, *, gone: bool = False) -> str:
    claim = scene.claim()

    async def drop() -> str:
        dropped = await adopt_and_drop.drop_record(
            scene.session,
            claim,
            None,  # type: ignore[arg-type]  # no page is needed
            reason="so",
            person_saw=gone,
        )
        return dropped.done

    try:
        done: str = run(drop)
    finally:
        scene.ledger.release(claim)
    return done


def test_adopting_waits_until_the_portal_cannot_commit_any_more(run: Run, scene: Scene) -> None:
    scene.pressed("draft", None, 0)
    scene.clock.advance(25)
    with pytest.raises(RetryLater) as early:
        _adopt(run, scene)
    assert early.value.seconds == pytest.approx(SETTLE + 5 - 25)
    assert scene.now().state is State.SUBMIT_INTENDED
    scene.clock.advance(35)
    scene.shown = ("pending", AFTER, 1)  # the portal was late
    with pytest.raises(RetryLater):
        _adopt(run, scene)
    scene.clock.advance(SETTLE)
    row = _adopt(run, scene)
    assert (row.state, row.submitted_at) == (State.SUBMITTED, AFTER)


def test_dropping_waits_as_well(run: Run, scene: Scene) -> None:
    scene.pressed("draft", None, 0)
    scene.clock.advance(25)
    with pytest.raises(RetryLater):
        _drop(run, scene)
    assert scene.actions == []
    scene.clock.advance(SETTLE)
    assert "deleted" in _drop(run, scene)
    assert (scene.actions, scene.now().number) == (["deleted"], None)


@pytest.mark.parametrize("still_there", ["", "listed", "found", "pages"])
def test_an_error_where_a_deleted_record_was_is_decided_by_list_search_and_another_page(
    run: Run, scene: Scene, still_there: str
) -> None:
    scene.pressed("draft", None, 0)
    scene.clock.advance(SETTLE + 30)
    scene.knows("N-9")
    scene.gone_as = PortalDown("It answered (HTTP 500).")
    scene.listed, scene.found = still_there == "listed", still_there == "found"
    scene.pages_fail = PortalDown("Nobody answers.") if still_there == "pages" else None
    if still_there:
        why = "Nobody answers" if still_there == "pages" else "HTTP 500"
        with pytest.raises(OutcomeUnknown, match=why):
            _drop(run, scene)
        assert scene.now().state is State.DROP_INTENDED
    else:
        assert "deleted" in _drop(run, scene)
        assert scene.now().number is None
    assert scene.actions == ["deleted"]


def _lost_deletion(run: Run, scene: Scene) -> None:
    """A deletion that was carried out, and whose answer was lost; its settle time is over."""
    _pending(scene, "draft")
    scene.fails = OutcomeUnknown("no answer")
    with pytest.raises(OutcomeUnknown):
        _drop(run, scene)
    scene.fails = None
    scene.clock.advance(SETTLE + PRESS)


@pytest.mark.parametrize("error", [PortalDown("HTTP 500."), RecordGone("The list has no N-1.")])
@pytest.mark.parametrize(
    ("known", "listed", "is_proven"),
    [
        (("N-9",), ["N-9"], True),
        (("N-8", "N-9"), ["N-9"], True),
        ((), ["N-9"], True),
        (("N-8",), ["N-9"], False),
        (("N-9",), [], False),
        ((), [], False),
    ],
)
def test_a_list_that_may_lie_frees_no_registration_number(
    run: Run, scene: Scene, error: IppBotError, known: tuple[str, ...], listed: list[str],
    *, is_proven: bool,
) -> None:  # fmt: skip
    """Only the list can be asked: it has to show what is known to be there."""
    _lost_deletion(run, scene)
    scene.gone_as, scene.own_page = error, not isinstance(error, RecordGone)
    scene.knows(*known)
    scene.others = listed
    if is_proven:
        assert _drop(run, scene) == f"the draft record {NUMBER} was deleted"
        assert scene.now().number is None
        return
    for _ in range(2):
        with pytest.raises(NeedsPerson, match="nobody can tell whether N-1 is gone") as needs:
            _drop(run, scene)
        assert "ipp-bot drop r-1 --gone" in needs.value.hint
        assert (scene.now().state, scene.now().number) == (State.DROP_INTENDED, NUMBER)
    assert scene.actions == ["deleted"]
    assert _drop(run, scene, gone=True) == f"the draft record {NUMBER} was deleted"
    assert (scene.now().state, scene.now().number) == (State.REFUSED, None)
    assert scene.actions == ["deleted"]


def test_records_that_were_given_up_prove_nothing_of_the_list(run: Run, scene: Scene) -> None:
    _lost_deletion(run, scene)
    scene.gone_as = PortalDown("HTTP 500.")
    scene.knows("N-7", status="vanished")
    scene.others = []
    with pytest.raises(NeedsPerson, match="the list is empty"):
        _drop(run, scene)


def test_what_a_person_saw_is_not_believed_against_the_portal(run: Run, scene: Scene) -> None:
    _pending(scene, "draft")
    with pytest.raises(Refused, match="N-1 is at the portal, and is draft"):
        _drop(run, scene, gone=True)
    scene.gone = scene.listed = True
    with pytest.raises(PageBroken, match="lists N-1"):
        _drop(run, scene, gone=True)
    assert (scene.actions, scene.now().number) == ([], NUMBER)


def test_the_only_record_of_an_account_is_gone_where_the_portal_confirmed_it(
    run: Run, scene: Scene
) -> None:
    _pending(scene, "draft")
    scene.gone_as, scene.own_page, scene.others = RecordGone("no N-1 in the list"), False, []
    assert _drop(run, scene) == f"the draft record {NUMBER} was deleted"


def test_dropping_closes_a_submission_that_came(run: Run, scene: Scene) -> None:
    scene.pressed("rejected", BEFORE, 1)
    scene.shown = ("pending", AFTER, 2)
    scene.clock.advance(SETTLE + 10)
    assert "withdrawn" in _drop(run, scene)
    assert scene.ledger.open_intent(scene.now().id) is None


@pytest.mark.parametrize("status", ["draft", "rejected", "approved"])
@pytest.mark.parametrize("counts", [True, False])
def test_a_record_as_it_was_was_not_sent(
    run: Run, scene: Scene, status: str, *, counts: bool
) -> None:
    """A correction or a renewal of what was sent before is not lost."""
    submissions = (0 if status == "draft" else 1) if counts else None
    scene.pressed(status, None if status == "draft" else BEFORE, submissions)
    scene.clock.advance(SETTLE + 10)
    row = _adopt(run, scene)
    assert (row.state, row.receipt, row.submitted_at) == (State.DRAFTED, None, None)
    assert scene.ledger.open_intent(row.id) is None


@pytest.mark.parametrize("status", ["pending", "rejected", "withdrawn"])
def test_a_record_that_was_sent_once_more_is_submitted(run: Run, scene: Scene, status: str) -> None:
    scene.pressed("rejected", BEFORE, 1)
    scene.shown = (status, AFTER, 2)
    scene.clock.advance(SETTLE + 10)
    row = _adopt(run, scene)
    assert (row.state, row.submitted_at) == (State.SUBMITTED, AFTER)
    assert row.receipt is not None
    assert row.receipt["submitted_at"] == AFTER.isoformat()


@pytest.mark.parametrize(
    ("before", "after", "state"),
    [
        ("draft", "pending", State.SUBMITTED),
        ("draft", "approved", State.SUBMITTED),
        ("rejected", "pending", State.SUBMITTED),
        ("rejected", "approved", State.DRAFTED),
        ("approved", "expiring", State.DRAFTED),
        ("draft", "withdrawn", State.DRAFTED),
    ],
)
def test_what_another_hand_changed_is_asked_first_and_then_believed(
    run: Run, scene: Scene, before: str, after: str, state: State
) -> None:
    scene.pressed(before, None, None)  # a portal that tells neither time nor count
    scene.shown = (after, None, None)
    scene.clock.advance(SETTLE + 10)
    with pytest.raises(NeedsPerson) as asked:
        _adopt(run, scene)
    assert f"was {before} before the click and is {after}" in asked.value.message
    assert f"ipp-bot adopt r-1 {NUMBER}" in asked.value.hint
    assert scene.now().state is State.NEEDS_PERSON
    row = _adopt(run, scene)
    assert row.state is state
    assert scene.ledger.open_intent(row.id) is None


def test_what_was_sent_with_other_content_is_no_submission_of_this_one(
    run: Run, scene: Scene
) -> None:
    scene.pressed("draft", None, 0)
    scene.shown, scene.name = ("pending", AFTER, 1), "Nebulae"
    scene.clock.advance(SETTLE + 10)
    with pytest.raises(RecordContradicts) as told:
        _adopt(run, scene)
    assert "name (“Full name”) shows 'Nebulae' instead of 'Nebula'" in told.value.message
    row = scene.now()
    assert (row.state, row.receipt, row.submitted_at) == (State.NEEDS_PERSON, None, None)
    assert scene.ledger.open_intent(row.id) is None
    with pytest.raises(NeedsPerson, match="shows something else than the manifest"):
        _adopt(run, scene)
    assert scene.now().state is State.NEEDS_PERSON
    scene.name = "Nebula"  # the portal was late with it
    row = _adopt(run, scene)
    assert row.state is State.SUBMITTED
    assert row.receipt is not None
    assert row.receipt["record"]["fields"] == {"name": "Nebula"}


def test_a_person_may_take_a_record_as_it_is(run: Run, scene: Scene) -> None:
    scene.pressed("draft", None, 0)
    scene.shown, scene.name = ("pending", AFTER, 1), "Nebulae"
    scene.clock.advance(SETTLE + 10)
    with pytest.raises(RecordContradicts):
        _adopt(run, scene)
    row = _adopt(run, scene, as_it_is=True)
    assert row.state is State.SUBMITTED
    assert row.receipt is not None
    assert row.receipt["differences"] == ["name (“Full name”) shows 'Nebulae' instead of 'Nebula'"]


def test_a_correction_that_was_not_sent_is_still_to_be_sent(run: Run, scene: Scene) -> None:
    """The portal has what was rejected; what the manifest says now was never sent."""
    scene.pressed("rejected", BEFORE, 1)
    scene.clock.advance(SETTLE + 10)
    assert _adopt(run, scene).state is State.DRAFTED
    scene.name = "Nebula of before"
    row = _adopt(run, scene)
    assert (row.state, row.receipt, row.portal_status) == (State.DRAFTED, None, "rejected")


@pytest.mark.parametrize("status", ["draft", "rejected", "pending"])
def test_what_somebody_else_filed_is_neither_withdrawn_nor_deleted(
    run: Run, scene: Scene, status: str
) -> None:
    scene.pressed("draft", None, 0)
    scene.shown, scene.name = (status, AFTER, 1), "Comet"
    scene.clock.advance(SETTLE + 10)
    with pytest.raises(NeedsPerson, match=r"bears what ipp-bot did not file.*'Comet'"):
        _drop(run, scene)
    assert scene.actions == []
    assert scene.now().number == NUMBER


def test_a_record_that_contradicted_its_submission_can_be_withdrawn(run: Run, scene: Scene) -> None:
    scene.pressed("draft", None, 0)
    scene.shown, scene.name = ("pending", AFTER, 1), "Nebulae"
    scene.clock.advance(SETTLE + 10)
    with pytest.raises(RecordContradicts):
        _adopt(run, scene)
    assert "withdrawn" in _drop(run, scene)
    assert scene.actions == ["withdrawn"]
    assert scene.kept == ["withdrawn"]


def _pending(scene: Scene, status: str = "pending") -> None:
    """A record of ours that shows this, with nothing open."""
    scene.pressed("draft", None, 0)
    if status == "pending":
        scene.shown = ("pending", AFTER, 1)
    scene.clock.advance(SETTLE + 10)
    claim = scene.claim()
    intent = scene.ledger.open_intent(claim.filing.id)
    assert intent is not None
    outcome = Outcome.SETTLED_DONE if status == "pending" else Outcome.SETTLED_NOT_DONE
    scene.ledger.close_intent(claim, intent, outcome, receipt={"number": NUMBER})
    scene.ledger.release(claim)


@pytest.mark.parametrize("status", ["draft", "pending"])
def test_a_lost_answer_is_settled_before_anything_is_clicked_again(
    run: Run, scene: Scene, status: str
) -> None:
    _pending(scene, status)
    scene.fails, scene.carries_out = OutcomeUnknown("no answer"), False
    with pytest.raises(OutcomeUnknown, match="not known how its") as unknown:
        _drop(run, scene)
    assert "ipp-bot drop r-1 looks what became of it, in 305 s or later" in unknown.value.hint
    assert (scene.now().state, scene.now().number) == (State.DROP_INTENDED, NUMBER)
    for _ in range(3):
        with pytest.raises(RetryLater):
            _drop(run, scene)
        scene.clock.advance(100)
    assert len(scene.actions) == 1
    scene.take_back()  # the portal was late
    scene.clock.advance(5)
    assert ("withdrawn" if status == "pending" else "deleted") in _drop(run, scene)
    assert len(scene.actions) == 1
    assert (scene.now().state, scene.now().number) == (State.REFUSED, None)


def test_a_withdrawal_that_shows_is_believed_at_once_and_an_absence_is_not(
    run: Run, scene: Scene
) -> None:
    _pending(scene)
    scene.fails = OutcomeUnknown("no answer")
    with pytest.raises(OutcomeUnknown):
        _drop(run, scene)
    with pytest.raises(RetryLater):  # whoever clicked may click until its deadline
        _drop(run, scene)
    scene.clock.advance(PRESS)
    scene.gone = True  # for a moment
    with pytest.raises(RetryLater):
        _drop(run, scene)
    scene.gone = False
    assert _drop(run, scene) == f"{NUMBER} was withdrawn"


def test_what_was_not_carried_out_is_clicked_once_more(run: Run, scene: Scene) -> None:
    _pending(scene)
    scene.fails, scene.carries_out = OutcomeUnknown("no answer"), False
    with pytest.raises(OutcomeUnknown):
        _drop(run, scene)
    scene.fails, scene.carries_out = None, True
    scene.clock.advance(SETTLE + PRESS)
    assert _drop(run, scene) == f"{NUMBER} was withdrawn"
    assert scene.actions == ["withdrawn", "withdrawn"]


@pytest.mark.parametrize("status", ["draft", "pending"])
def test_the_portals_word_for_it_is_not_believed(run: Run, scene: Scene, status: str) -> None:
    """Its page says that it was done, and the record is there as before."""
    _pending(scene, status)
    scene.carries_out = False
    with pytest.raises(OutcomeUnknown, match=f"the portal still shows {NUMBER}"):
        _drop(run, scene)
    assert scene.now().state is State.DROP_INTENDED


def test_a_record_that_the_list_still_has_is_not_gone(run: Run, scene: Scene) -> None:
    _pending(scene, "draft")
    scene.gone = scene.listed = True
    with pytest.raises(PageBroken, match=f"lists {NUMBER} and does not show it"):
        _drop(run, scene)
    assert scene.now().number == NUMBER
    scene.listed = False
    assert _drop(run, scene) == f"{NUMBER} was gone already"


@pytest.mark.parametrize("status", ["draft", "pending"])
def test_where_nothing_was_clicked_the_filing_is_what_it_was(
    run: Run, scene: Scene, status: str
) -> None:
    _pending(scene, status)
    before = scene.now()
    scene.fails, scene.carries_out = ClickNotMade("the button is disabled", sent=False), False
    with pytest.raises(ClickNotMade):
        _drop(run, scene)
    assert (scene.now().state, scene.now().receipt) == (before.state, before.receipt)
    assert scene.ledger.open_intent(before.id) is None


def test_nothing_is_adopted_while_it_may_be_withdrawn(run: Run, scene: Scene) -> None:
    _pending(scene)
    scene.fails, scene.carries_out = OutcomeUnknown("no answer"), False
    with pytest.raises(OutcomeUnknown):
        _drop(run, scene)
    with pytest.raises(Refused, match=rf"how its withdrawal ended \(record {NUMBER}\)"):
        _adopt(run, scene)
