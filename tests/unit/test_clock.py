from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from ipp_bot.clock import Clock, ManualClock, PortalClock, SystemClock

NOON = datetime(2024, 3, 1, 12, 0, tzinfo=UTC)

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


def test_the_portals_time_counts_where_the_machine_is_wrong() -> None:
    machine = ManualClock(NOON)
    clock = PortalClock(machine)
    clock.hear(NOON - timedelta(seconds=59))
    assert clock.now() == NOON
    clock = PortalClock(machine)
    clock.hear(NOON - timedelta(days=1))
    assert clock.now() == NOON - timedelta(days=1)
    assert clock.corrected_by == -86_400.0
    machine.advance(10.0)
    assert clock.now() == NOON - timedelta(days=1) + timedelta(seconds=10)


def test_one_answer_of_a_cache_turns_no_clock() -> None:
    machine = ManualClock(NOON)
    clock = PortalClock(machine)
    clock.hear(NOON)
    for _ in range(3):
        machine.advance(10.0)
        clock.hear(NOON - timedelta(hours=1))  # the same kept answer, again and again
    assert clock.now() == NOON + timedelta(seconds=30)


def test_a_portal_that_says_twice_that_it_is_later_is_believed() -> None:
    machine = ManualClock(NOON)
    clock = PortalClock(machine)
    clock.hear(NOON)
    for _ in range(2):
        machine.advance(3.0)
        clock.hear(machine.now() + timedelta(hours=30))
    assert clock.now() == machine.now() + timedelta(hours=30)
