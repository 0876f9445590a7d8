"""The N-th operation fails, for each N until a run passes untouched (`python -m soak.fail_nth`)."""

from __future__ import annotations

import subprocess
import sys

import pytest

from soak.fault_injection import Operation, Way

SHORT = [
    (Operation.LEDGER_WRITE, Way.AFTER, 3),
    (Operation.REQUEST, Way.AFTER, 4),
]
"""Operation, way, and how many of them are left out between two that fail."""
FULL = [
    *((operation, way) for operation in (Operation.REQUEST, Operation.LEDGER_WRITE) for way in Way),
    *(
        (operation, way)
        for operation in (Operation.LEDGER_READ, Operation.FILE_READ, Operation.FILE_WRITE)
        for way in (Way.BEFORE, Way.KILLED_BEFORE)
    ),
]
BROWSER = [
    (Operation.REQUEST, Way.BEFORE, 2),
    (Operation.REQUEST, Way.AFTER, 2),
    (Operation.BROWSER_CALL, Way.BEFORE, 5),
    (Operation.BROWSER_CALL, Way.AFTER, 5),
    (Operation.FILE_READ, Way.BEFORE, 3),
]


def held(*arguments: str) -> None:
    """The loop in a process of its own, which forks."""
    done = subprocess.run(
        [sys.executable, "-m", "soak.fail_nth", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "struck at 0 places" not in done.stdout


@pytest.mark.timeout(400)
@pytest.mark.parametrize(("operation", "way", "every"), SHORT)
def test_whichever_of_some_operations_fails(operation: Operation, way: Way, every: int) -> None:
    held(operation, way, "--every", str(every))


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("operation", "way"), FULL)
def test_whichever_operation_fails(operation: Operation, way: Way) -> None:
    held(operation, way)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("operation", "way", "every"), BROWSER)
def test_whichever_operation_fails_in_a_browser(operation: Operation, way: Way, every: int) -> None:
    held(operation, way, "--browser", "--every", str(every))
