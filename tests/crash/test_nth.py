"""The N-th operation fails, for each N until a run passes untouched (`python -m soak.fail_nth`)."""

from __future__ import annotations

import subprocess
import sys

import pytest

WAYS = ("before", "after", "killed-before", "killed-after")
SHORT = [
    ("ledger-write", "after", 3),
    ("request", "after", 4),
]
"""Operation, way, and how many of them are left out between two that fail."""
FULL = [
    *((operation, way) for operation in ("request", "ledger-write") for way in WAYS),
    *(
        (operation, way)
        for operation in ("ledger-read", "file-read", "file-write")
        for way in ("before", "killed-before")
    ),
]
BROWSER = [
    ("request", "before", 2),
    ("request", "after", 2),
    ("browser-call", "before", 5),
    ("browser-call", "after", 5),
    ("file-read", "before", 3),
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
def test_whichever_of_some_operations_fails(operation: str, way: str, every: int) -> None:
    held(operation, way, "--every", str(every))


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("operation", "way"), FULL)
def test_whichever_operation_fails(operation: str, way: str) -> None:
    held(operation, way)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("operation", "way", "every"), BROWSER)
def test_whichever_operation_fails_in_a_browser(operation: str, way: str, every: int) -> None:
    held(operation, way, "--browser", "--every", str(every))
