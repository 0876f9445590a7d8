"""`drop` killed at its points, and its one request lost or late (`python -m soak.kill_drop`)."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ipp_bot.reached import RareState
from tests.support.variants import short


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("first", "every"),
    short(
        [("7", "17"), ("1", "1")],
        meets=[
            RareState.UNKNOWN_TAKE_BACK,
            RareState.RESOLVED_AS_TAKEN_BACK,
            RareState.RESOLVED_AS_NOT_TAKEN_BACK,
            RareState.TAKEN_OVER_DROP,
        ],
    ),
)
def test_a_record_is_taken_back_once_whatever_ends(first: str, every: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "soak.kill_drop", "--first", first, "--every", every],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 left open first" not in done.stdout
