"""A process stopped between intent and press, and continued after its successor finished."""

from __future__ import annotations

import os
import signal
import subprocess
from typing import TYPE_CHECKING

import psutil
import pytest

from ipp_bot.flows.crash_points import CrashPoint
from tests.crash.conftest import kill
from tests.support.variants import short

if TYPE_CHECKING:
    from tests.crash.conftest import LoadWorkspace


@pytest.mark.parametrize(
    "point", short([CrashPoint.AFTER_SUBMIT_INTENT, CrashPoint.AFTER_FIRST_SAVE_INTENT])
)
def test_zombie_presses_nothing(point: CrashPoint, agency: LoadWorkspace) -> None:
    """Its lease has ended, its token is old, its deadline is over: it can do no harm any more."""
    zombie = agency.start(IPP_BOT_CRASH_AT=f"{point}:stop")
    try:
        until_stopped(zombie)
        # The lease of a living process is waited for: a run before its end leaves it alone.
        for _ in range(4):
            done = agency.submit()
            if done.returncode == 0 and "another worker" not in done.stdout:
                break
        assert done.returncode == 0, done.stdout + done.stderr
        agency.assert_exactly_once()
        os.kill(zombie.pid, signal.SIGCONT)
        zombie.communicate(timeout=90)
        agency.assert_exactly_once()
    finally:
        if zombie.poll() is None:
            kill(zombie)


def until_stopped(child: subprocess.Popen[str]) -> None:
    process = psutil.Process(child.pid)
    for _ in range(600):
        if process.status() == psutil.STATUS_STOPPED:
            return
        try:
            child.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError(child.communicate()[0])
    raise AssertionError("the child never came to the point")
