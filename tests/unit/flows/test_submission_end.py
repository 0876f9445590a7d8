"""How a submission ends: by what its record shows that it did not show before the click."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from ipp_bot.clock import ManualClock
from ipp_bot.flows.account_session import ActiveFiling
from ipp_bot.flows.submission_end import close_by_record, was_resubmitted
from ipp_bot.ledger import Ledger, Outcome, State
from tests.unit.flows.test_adopt_and_drop import AFTER, Scene

if TYPE_CHECKING:
    from pathlib import Path

    from ipp_bot.ledger import Intent
    from ipp_bot.pages import Record
    from tests.conftest import Run

NOON = datetime(2024, 3, 1, 12, 0, tzinfo=UTC)
LATER = datetime(2024, 3, 1, 12, 0, 1, tzinfo=UTC)


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


def test_a_record_that_is_decided_at_once_is_known_as_decided(run: Run, tmp_path: Path) -> None:
    clock = ManualClock()
    with Ledger.open(tmp_path / "l.sqlite", origin="http://127.0.0.1:1", clock=clock) as ledger:
        scene = Scene(ledger, clock, tmp_path / "receipts")
        scene.pressed("draft", None, 0)
        scene.shown = ("approved", AFTER, 1)
        filing = ActiveFiling.of(scene.claim(), scene.session.profile)
        intent = ledger.open_intent(scene.now().id)
        assert intent is not None

        async def closed() -> None:
            record = await scene.read()
            await close_by_record(
                scene.session, filing, intent, record, Outcome.SETTLED_DONE, submitted_at=AFTER
            )

        run(closed)
        assert (scene.now().state, scene.now().portal_status) == (State.SUBMITTED, "approved")
        scene.session.ledger.close()
