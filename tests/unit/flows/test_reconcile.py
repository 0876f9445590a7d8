"""An unanswered submission: present is believed at once, absent only after the settle time."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from ipp_bot.clock import ManualClock
from ipp_bot.errors import RetryLater
from ipp_bot.flows import reconcile as flow
from ipp_bot.flows.account_session import ActiveFiling
from ipp_bot.flows.unknown_drafts import UnknownDrafts
from ipp_bot.ledger import Filing, Ledger, Outcome, PlannedEntry, PortalRecord, State
from ipp_bot.portal_time import TimeSpan
from tests.unit.flows.test_adopt_and_drop import AFTER, BEFORE, NUMBER, Scene

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Run

SENT = ("pending", AFTER, 1)


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    clock = ManualClock()
    with Ledger.open(tmp_path / "l.sqlite", origin="http://127.0.0.1:1", clock=clock) as ledger:
        made = Scene(ledger, clock, tmp_path / "receipts")
        monkeypatch.setattr(flow, "open_record", made.open)
        made.pressed("draft", None, 0)
        yield made
        made.session.ledger.close()


def look(run: Run, scene: Scene) -> Filing:
    """One look at what became of it, as a run takes it."""
    claim = scene.claim()
    intent = scene.ledger.open_intent(claim.filing.id)
    assert intent is not None

    async def reconciled() -> Filing:
        filing = ActiveFiling.of(claim, scene.session.profile)
        return await flow.reconcile(scene.session, filing, intent, None)  # type: ignore[arg-type]  # no page is needed

    try:
        row: Filing = run(reconciled)
    finally:
        scene.ledger.release(claim)
    return row


def test_a_record_that_shows_it_ends_the_wait(run: Run, scene: Scene) -> None:
    scene.clock.advance(5.0)
    scene.shown = SENT
    assert look(run, scene).state is State.SUBMITTED
    assert scene.clock.monotonic() == 5.0


def test_a_record_that_does_not_show_it_proves_nothing_before_its_time(
    run: Run, scene: Scene
) -> None:
    scene.clock.advance(5.0)
    looks = 0
    with pytest.raises(RetryLater) as wait:
        look(run, scene)
    while scene.clock.monotonic() + wait.value.seconds < 304.9:
        assert wait.value.seconds >= 20.0
        scene.clock.advance(wait.value.seconds)
        looks += 1
        with pytest.raises(RetryLater) as wait:
            look(run, scene)
    assert 5 < looks < 15
    intent = scene.ledger.open_intent(scene.now().id)
    assert intent is not None
    assert intent.outcome is Outcome.UNKNOWN
    scene.clock.advance(wait.value.seconds)
    assert look(run, scene).state is State.DRAFTED


def test_the_lag_is_kept_from_the_last_look_that_was_vain(run: Run, scene: Scene) -> None:
    scene.clock.advance(60.0)
    with pytest.raises(RetryLater):
        look(run, scene)
    scene.clock.advance(40.0)
    scene.shown = SENT
    look(run, scene)
    assert scene.ledger.worst_lag() == 60.0
    kinds = [event.kind for event in scene.ledger.history(scene.now().id)]
    assert kinds.count("not seen yet") == 1
    assert kinds.count("lag") == 1


OTHERS = PortalRecord(number="N-8", status="pending", submitted_at=AFTER)


def first_save_without_answer(
    run: Run,
    scene: Scene,
    monkeypatch: pytest.MonkeyPatch,
    *,
    killed: bool = False,
    made_after: float | None = 1.0,
    told_to: float = 1.0,
    ahead: float = 0.0,
    drafts: UnknownDrafts | None = None,
    sent: bool = True,
    tells_time: bool = True,
) -> Filing:
    """What becomes of a first save that was sent, where one new empty draft is found, or `drafts`.

    It was made so many seconds after the intent, which the portal tells to so many seconds, by a
    clock that is so many seconds ahead of the ledger's.
    """
    made = None
    if made_after is not None:
        first = scene.clock.now() + timedelta(seconds=made_after + ahead)
        made = TimeSpan(first, first + timedelta(seconds=told_to))
    entry = PlannedEntry(
        account="acme", ref="r-2", fingerprint="f2", line=9, registration_number="2024SR9",
        entry_json=scene.now().entry.replace("r-1", "r-2"), type="copyright", title="T",
    )  # fmt: skip
    ((filing, _),) = scene.ledger.plan([entry])
    claim = scene.claim(filing)
    intent = scene.ledger.intend_first_save(claim, deadline_seconds=5.0)
    if sent:
        scene.ledger.note_sent(claim, intent)
    if not killed:
        scene.ledger.close_intent(claim, intent, Outcome.UNKNOWN, note="no answer")
    scene.ledger.release(claim)
    scene.clock.advance(400.0)

    async def found(*_of: object, **_about: object) -> UnknownDrafts:
        return drafts or UnknownDrafts(("N-9",), {"N-9": made}, ())

    monkeypatch.setattr(flow, "unknown_drafts", found)
    again = scene.claim(filing)
    left = scene.ledger.open_intent(filing.id)
    assert left is not None

    async def reconciled() -> Filing:
        active = ActiveFiling.of(again, scene.session.profile)
        told = scene.clock.now() + timedelta(seconds=ahead) if tells_time else None
        tab = SimpleNamespace(portal_now=told)
        return await flow.reconcile(scene.session, active, left, tab)  # type: ignore[arg-type]  # all that is asked of it

    row: Filing = run(reconciled)
    return row


@pytest.mark.parametrize("killed", [False, True])
@pytest.mark.parametrize(
    ("made_after", "told_to", "ahead", "why"),
    [
        (0.0, 1.0, 0.0, ""),
        (4.0, 1.0, 0.0, ""),
        (6.9, 1.0, 0.0, ""),
        (7.5, 1.0, 0.0, "made at another time"),
        (60.0, 1.0, 0.0, "made at another time"),
        (-4.0, 1.0, 0.0, "made at another time"),
        (-2.5, 1.0, 0.0, ""),
        (3.0, 1.0, 86_400.0, ""),
        (60.0, 1.0, -3_600.0, "made at another time"),
        (-60.0, 1.0, 3_600.0, "made at another time"),
        (-40.0, 60.0, 0.0, ""),
        (-70.0, 60.0, 0.0, "made at another time"),
        (-4_000.0, 86_400.0, 0.0, "nothing shows at which minute it was made"),
        (None, 1.0, 0.0, "nothing shows when it was made"),
    ],
)
def test_an_empty_draft_is_taken_only_where_it_was_made_in_the_seconds_of_the_click(
    run: Run,
    scene: Scene,
    monkeypatch: pytest.MonkeyPatch,
    made_after: float | None,
    told_to: float,
    ahead: float,
    why: str,
    *,
    killed: bool,
) -> None:
    row = first_save_without_answer(
        run,
        scene,
        monkeypatch,
        killed=killed,
        made_after=made_after,
        told_to=told_to,
        ahead=ahead,
    )
    if not why:
        assert (row.state, row.number) == (State.DRAFTED, "N-9")
        return
    assert (row.state, row.number) == (State.PLANNED, None)
    (*_, told) = scene.ledger.intents_of(row.id)
    assert told.note.endswith(f"left alone, {why}: N-9")


def test_one_draft_is_taken_where_nobody_else_files(
    run: Run, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = first_save_without_answer(run, scene, monkeypatch)
    assert (row.state, row.number) == (State.DRAFTED, "N-9")
    # From now on others may save for the first time again.
    ledger = scene.ledger
    ledger.give_back("acme", ledger.reserve("acme", 5.0))


def test_where_the_portal_tells_no_time_the_ledgers_is_taken(
    run: Run, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = first_save_without_answer(run, scene, monkeypatch, tells_time=False)
    assert (row.state, row.number) == (State.DRAFTED, "N-9")


@pytest.mark.parametrize("killed", [False, True])
def test_no_draft_is_taken_where_nothing_was_seen_to_be_sent(
    run: Run, scene: Scene, monkeypatch: pytest.MonkeyPatch, *, killed: bool
) -> None:
    row = first_save_without_answer(run, scene, monkeypatch, killed=killed, sent=False)
    assert (row.state, row.number) == (State.PLANNED, None)
    (*_, told) = scene.ledger.intents_of(row.id)
    assert told.note.endswith("left alone, nothing was seen to be sent: N-9")


def test_no_draft_is_taken_where_somebody_else_files_and_the_request_may_be_lost(
    run: Run, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.ledger.upsert_records("acme", [OTHERS])
    row = first_save_without_answer(run, scene, monkeypatch)
    assert (row.state, row.number) == (State.PLANNED, None)
    (*_, told) = scene.ledger.intents_of(row.id)
    assert told.note.endswith("left alone, somebody else files for this account: N-9")


def test_a_worker_that_died_while_the_portal_answered_has_left_its_draft(
    run: Run, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.ledger.upsert_records("acme", [OTHERS])
    row = first_save_without_answer(run, scene, monkeypatch, killed=True)
    assert (row.state, row.number) == (State.DRAFTED, "N-9")


@pytest.mark.parametrize(
    ("type", "sent", "others", "found", "taken"),
    [
        # Another click without an answer, half a minute earlier, and what it left.
        ("copyright", True, (), {"N-9": 31.0, "N-8": 1.0}, "N-9"),
        ("copyright", False, (), {"N-9": 31.0, "N-8": 1.0}, "N-9"),
        ("copyright", True, (), {"N-9": 31.0, "N-8": 15.0}, ""),
        ("copyright", True, (), {"N-9": 31.0, "N-7": 31.0, "N-8": 1.0}, ""),
        ("copyright", True, ("N-7",), {"N-9": 31.0, "N-8": 1.0}, ""),
        # One of another type leaves no draft of this one, and may have left one of its own.
        ("patent", True, (), {"N-9": 31.0, "N-8": 1.0}, ""),
        ("patent", True, ("N-8",), {"N-9": 31.0}, "N-9"),
        ("patent", True, ("N-8", "N-7"), {"N-9": 31.0}, ""),
        ("patent", False, ("N-8",), {"N-9": 31.0}, ""),
    ],
)
def test_the_drafts_of_other_clicks_are_told_apart(
    run: Run,
    scene: Scene,
    monkeypatch: pytest.MonkeyPatch,
    type: str,  # noqa: A002
    others: tuple[str, ...],
    found: dict[str, float],
    taken: str,
    *,
    sent: bool,
) -> None:
    began = scene.clock.now()
    entry = PlannedEntry(
        account="acme", ref="r-0", fingerprint="f0", line=9, registration_number="2024SR8",
        entry_json=scene.now().entry, type=type, title="T",
    )  # fmt: skip
    ((earlier, _),) = scene.ledger.plan([entry])
    claim = scene.claim(earlier)
    intent = scene.ledger.intend_first_save(claim, deadline_seconds=5.0)
    if sent:
        scene.ledger.note_sent(claim, intent)
    scene.ledger.release(claim)
    scene.clock.advance(30.0)
    created = {
        number: TimeSpan(began + timedelta(seconds=at), began + timedelta(seconds=at))
        for number, at in found.items()
    }
    drafts = UnknownDrafts(tuple(found), created, others)
    row = first_save_without_answer(run, scene, monkeypatch, drafts=drafts)
    assert (row.number or "") == taken
    if not taken:
        (*_, told) = scene.ledger.intents_of(row.id)
        left = ", ".join((*found, *others))
        assert told.note.endswith(f"left alone, more drafts than clicks: {left}")


@pytest.mark.parametrize(
    ("record", "others"),
    [
        (OTHERS, True),
        (PortalRecord(number="N-8", status="draft"), False),
        (PortalRecord(number="N-8", status="approved", submitted_at=BEFORE), False),
        (PortalRecord(number=NUMBER, status="pending", submitted_at=AFTER), False),
    ],
    ids=["sent since", "a draft", "of before", "our own"],
)
def test_others_file_where_a_record_of_nobodys_was_sent_since(
    scene: Scene, record: PortalRecord, *, others: bool
) -> None:
    scene.ledger.upsert_records("acme", [record])
    assert scene.ledger.others_file("acme") is others
    assert scene.ledger.others_file("xingyun") is False
