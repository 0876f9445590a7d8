"""How a submission ends: by what its record shows that it did not show before the click."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from ipp_bot.clock import ManualClock
from ipp_bot.errors import RecordContradicts
from ipp_bot.flows import submission_end
from ipp_bot.flows.account_session import ActiveFiling
from ipp_bot.flows.record_comparison import NotCompared
from ipp_bot.flows.submission_end import (
    close_anew,
    close_by_record,
    portal_record,
    tell_not_compared,
    was_resubmitted,
)
from ipp_bot.ledger import Ledger, Outcome, State
from tests.unit.flows.test_adopt_and_drop import AFTER, Scene

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipp_bot.ledger import Intent
    from ipp_bot.pages import Record
    from tests.conftest import Run

NOON = datetime(2024, 3, 1, 12, 0, tzinfo=UTC)
LATER = datetime(2024, 3, 1, 12, 0, 1, tzinfo=UTC)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    clock = ManualClock()
    with Ledger.open(tmp_path / "l.sqlite", origin="http://127.0.0.1:1", clock=clock) as ledger:
        made = Scene(ledger, clock, tmp_path / "receipts")
        yield made
        made.session.ledger.close()


@pytest.mark.parametrize(
    ("before", "now", "sent"),
    [
        ((None, 0), (NOON, 1), True),
        ((NOON, 1), (LATER, 2), True),
        ((NOON, 1), (LATER, 1), False),  # where it counts, the count decides
        ((NOON, 2), (LATER, 1), False),  # fewer than before prove nothing
        ((None, None), (NOON, None), True),
        ((None, 0), (NOON, None), True),
        ((NOON, None), (LATER, 3), True),
        ((NOON, None), (NOON, None), False),
        ((LATER, None), (NOON, None), False),
        ((NOON, None), (None, None), False),
        ((None, None), (None, 1), False),
    ],
)
def test_a_submission_shows_by_its_count_else_by_its_time(
    before: tuple[datetime | None, int | None],
    now: tuple[datetime | None, int | None],
    *,
    sent: bool,
) -> None:
    intent = SimpleNamespace(submitted_at=before[0], submissions=before[1])
    record = SimpleNamespace(submitted_at=now[0], submissions=now[1], submitted_about=None)
    assert was_resubmitted(cast("Intent", intent), cast("Record", record)) is sent


def test_a_record_that_is_decided_at_once_is_known_as_decided(run: Run, scene: Scene) -> None:
    filing, intent = _clicked(scene)
    scene.shown = ("approved", AFTER, 1)

    async def closed() -> None:
        record = await scene.read()
        await close_by_record(
            scene.session, filing, intent, record, Outcome.SETTLED_DONE, submitted_at=AFTER
        )

    run(closed)
    row = scene.now()
    assert (row.state, row.portal_status) == (State.SUBMITTED, "approved")
    assert row.receipt is not None
    assert row.receipt["reconciled"] is True
    assert filing.claim.filing == row


def _clicked(scene: Scene) -> tuple[ActiveFiling, Intent]:
    """A filing whose Submit was clicked a moment ago, by whoever has its claim."""
    scene.pressed("draft", None, 0)
    filing = ActiveFiling.of(scene.claim(), scene.session.profile)
    intent = scene.ledger.open_intent(scene.now().id)
    assert intent is not None
    return filing, intent


@pytest.mark.parametrize("status", ["pending", "approved"])
def test_a_record_that_shows_something_else_goes_to_a_person_with_what_differs(
    run: Run, scene: Scene, status: str
) -> None:
    filing, intent = _clicked(scene)
    scene.shown, scene.name = (status, AFTER, 1), "Meteor"

    async def closed() -> None:
        record = await scene.read()
        await close_by_record(
            scene.session, filing, intent, record, Outcome.SETTLED_DONE, submitted_at=AFTER
        )

    with pytest.raises(RecordContradicts, match="the record shows something else: name") as told:
        run(closed)
    assert told.value.sent is True
    row = scene.now()
    assert (row.state, row.portal_status, row.hint) == (
        State.NEEDS_PERSON,
        status,
        told.value.hint,
    )
    assert filing.claim.filing == row
    last = scene.ledger.intents_of(row.id)[-1]
    assert (last.outcome, last.is_open) == (Outcome.CONTRADICTED, False)
    assert last.receipt is not None
    assert "name" in last.receipt["differences"][0]


def test_what_contradicted_is_submitted_once_the_record_shows_what_was_sent(
    run: Run, scene: Scene
) -> None:
    filing, intent = _clicked(scene)
    scene.shown, scene.name = ("pending", AFTER, 1), "Meteor"

    async def closed() -> None:
        record = await scene.read()
        await close_by_record(
            scene.session, filing, intent, record, Outcome.SETTLED_DONE, submitted_at=AFTER
        )

    async def anew() -> None:
        await close_anew(scene.session, filing, intent, await scene.read())

    for look in (closed, anew):
        with pytest.raises(RecordContradicts, match="name"):
            run(look)
        assert scene.now().state is State.NEEDS_PERSON
    scene.name = "Nebula"
    run(anew)
    row = scene.now()
    assert (row.state, row.submitted_at) == (State.SUBMITTED, AFTER)
    assert row.receipt is not None
    assert row.receipt["reconciled"] is True
    assert filing.claim.filing == row


def test_what_is_left_open_is_told_once_in_a_run_unless_it_is_usual(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = (NotCompared("name: left out"), NotCompared("country: not shown", is_usual=True))
    monkeypatch.setattr(submission_end, "not_compared", lambda *_about: found)
    said: list[tuple[str, str, bool]] = []

    def progress(ref: str, text: str, *, notable: bool = False) -> None:
        said.append((ref, text, notable))

    about: Any = SimpleNamespace(told_not_compared=set(), progress=progress, profile=None)
    filing: Any = SimpleNamespace(ref="r-1")
    for _ in range(2):
        tell_not_compared(about, filing, cast("Any", None), cast("Any", None))
    assert said == [("r-1", "not compared: name: left out", True)]


@pytest.mark.parametrize("there", [True, False])
def test_the_index_takes_what_the_record_tells_and_nothing_else(*, there: bool) -> None:
    record: Any = SimpleNamespace(
        number="N-1", status="pending", submitted_at=NOON, submissions=1,
        type="copyright" if there else "", place="China" if there else "",
        values={"registration_number": "2021SR1"} if there else {"registration_number": ""},
    )  # fmt: skip
    kept = portal_record(record)
    told = ("copyright", "China", "2021SR1") if there else (None, None, None)
    assert (kept.type, kept.place, kept.registration_number) == told
    assert (kept.number, kept.status, kept.submitted_at, kept.submissions) == (
        "N-1",
        "pending",
        NOON,
        1,
    )
