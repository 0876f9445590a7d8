from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from ipp_bot.clock import Clock, ManualClock, SystemClock

if TYPE_CHECKING:
    from tests.conftest import Run


def test_a_manual_clock_moves_only_when_it_is_moved() -> None:
    start = datetime(2024, 1, 1, tzinfo=UTC)
    clock = ManualClock(start)
    assert (clock.now(), clock.monotonic()) == (start, 0.0)
    clock.advance(90)
    assert (clock.now(), clock.monotonic()) == (start + timedelta(seconds=90), 90.0)
    with pytest.raises(ValueError, match="back"):
        clock.advance(-1)


def test_sleeping_on_a_manual_clock_takes_no_time_and_is_remembered(run: Run) -> None:
    clock = ManualClock()
    run(clock.sleep, 3600)
    run(clock.sleep, -5)
    assert clock.monotonic() == 3600
    assert clock.slept == [3600, -5]


def test_the_system_clock_tells_utc_and_never_goes_back(run: Run) -> None:
    clock: Clock = SystemClock()
    assert clock.now().utcoffset() == timedelta(0)
    before = clock.monotonic()
    run(clock.sleep, -1)
    assert clock.monotonic() >= before
