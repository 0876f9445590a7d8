"""A machine whose clock was a day ahead, and was set right afterwards: no wait lasts that long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from ipp_bot.clock import ManualClock
from ipp_bot.errors import RetryLater
from ipp_bot.ledger import Ledger
from tests.unit.ledger.conftest import ORIGIN, MakeEntry, Steps

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TODAY = datetime(2024, 3, 1, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def ahead(path: Path, template: bytes) -> Iterator[Ledger]:
    path.write_bytes(template)
    with Ledger.open(path, origin=ORIGIN, clock=ManualClock(TODAY + DAY)) as opened:
        yield opened


@pytest.fixture
def right(path: Path, ahead: Ledger) -> Iterator[Ledger]:
    assert ahead.clock.now() == TODAY + DAY
    with Ledger.open(path, origin=ORIGIN, clock=ManualClock(TODAY)) as opened:
        yield opened


def test_a_click_settles_in_minutes(ahead: Ledger, right: Ledger, make_entry: MakeEntry) -> None:
    claim, intent = Steps(ahead, make_entry).submit_intended()
    again = right.claim(claim.filing.id, "w2", 60.0)
    assert again is not None, "a lease until tomorrow holds for nobody"
    wait = right.settle_wait(intent, 300.0)
    assert 300.0 <= wait <= 305.0


def test_a_first_save_is_looked_for_in_minutes(
    ahead: Ledger, right: Ledger, make_entry: MakeEntry
) -> None:
    claim, intent = Steps(ahead, make_entry).intended("r-1")
    Steps(ahead, make_entry).intended("r-2")
    again = right.claim(claim.filing.id, "w2", 60.0)
    assert again is not None
    with pytest.raises(RetryLater) as wait:
        right.begin_adoption(again, intent, 300.0)
    assert wait.value.seconds <= 305.0
    right.clock.advance(306.0)  # type: ignore[attr-defined]  # a test's clock
    again = right.claim(claim.filing.id, "w2", 60.0)
    assert again is not None
    with pytest.raises(RetryLater) as others:
        right.begin_adoption(again, intent, 300.0)
    assert others.value.seconds <= 305.0, "the other first save is not waited for until tomorrow"


def test_a_lock_for_adopting_until_tomorrow_keeps_nobody_out(
    ahead: Ledger, right: Ledger, make_entry: MakeEntry
) -> None:
    ahead.reserve("acme", 60.0)
    claim = Steps(right, make_entry).claim(Steps(right, make_entry).plan("r-1"))
    right.intend_first_save(claim, deadline_seconds=5.0)
    assert right.reserve("acme", 60.0)


def test_pacing_waits_no_longer_than_its_bounds(
    ahead: Ledger, right: Ledger, make_entry: MakeEntry
) -> None:
    Steps(ahead, make_entry).submitted("r-1")
    assert right.pace("acme", per_hour=0, gap_seconds=10.0) == 10.0
    assert right.pace("acme", per_hour=1, gap_seconds=10.0) == 3600.0
