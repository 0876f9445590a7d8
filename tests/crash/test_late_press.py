"""A process stopped between intent and press, and continued after its successor finished."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import psutil
import pytest

from ipp_bot.flows.crash_points import CrashPoint
from ipp_bot.reached import RareState
from tests.crash.conftest import kill
from tests.support.variants import short
from tests.support.waiting import PATIENCE, until

if TYPE_CHECKING:
    import subprocess

    from tests.crash.conftest import LoadWorkspace


@pytest.mark.parametrize(
    "point",
    short(
        [CrashPoint.AFTER_SUBMIT_INTENT, CrashPoint.AFTER_FIRST_SAVE_INTENT],
        meets=[RareState.LEASE_LOST],
    ),
)
def test_zombie_presses_nothing(point: CrashPoint, agency: LoadWorkspace) -> None:
    """Its lease has ended, its token is old, its deadline is over: it can do no harm any more."""
    zombie = agency.start(IPP_BOT_CRASH_AT=f"{point}:stop")
    try:
        until_stopped(zombie)
        # The lease of a living process is waited for: a run before its end leaves it alone.
        until(lambda: is_all_filed(agency))
        agency.assert_exactly_once()
        os.kill(zombie.pid, signal.SIGCONT)
        zombie.communicate(timeout=PATIENCE)
        agency.assert_exactly_once()
    finally:
        if zombie.poll() is None:
            kill(zombie)


def is_all_filed(agency: LoadWorkspace) -> bool:
    """Whether one more run has filed whatever another one has not in its hands."""
    done = agency.submit()
    assert done.returncode == 0 or "another worker" in done.stdout, done.stdout + done.stderr
    return done.returncode == 0 and "another worker" not in done.stdout


def until_stopped(child: subprocess.Popen[str]) -> None:
    process = psutil.Process(child.pid)

    def is_stopped() -> bool:
        assert child.poll() is None, child.communicate()[0]
        return process.status() == psutil.STATUS_STOPPED

    until(is_stopped)
