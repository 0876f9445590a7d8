"""An unanswered submission: present is believed at once, absent only after the settle time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipp_bot.clock import ManualClock
from ipp_bot.errors import RetryLater
from ipp_bot.flows import reconcile as flow
from ipp_bot.flows.account_session import ActiveFiling
from ipp_bot.ledger import Filing, Ledger, Outcome, State
from tests.unit.flows.test_adopt_and_drop import AFTER, Scene

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
