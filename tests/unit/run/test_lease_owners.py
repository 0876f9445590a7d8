"""Whether anything is left of a dead run that could still click."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psutil
import pytest

from ipp_bot.run.lease_owners import is_browser_gone, new_owner_name

if TYPE_CHECKING:
    from collections.abc import Iterator

WAITS = "import sys; print('here', flush=True); sys.stdin.read()"


@contextmanager
def process(*arguments: str, **variables: str) -> Iterator[subprocess.Popen[str]]:
    """A process with these arguments and variables, until it is told to end."""
    with subprocess.Popen(
        [sys.executable, "-c", WAITS, *arguments],
        env={**os.environ, **variables},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdout.readline()
        yield running
        running.stdin.close()
        running.wait(20)


@pytest.fixture
def dead() -> str:
    """The name of a run of this user on this machine whose process has ended."""
    machine, _, _, last = new_owner_name().split("/")
    with process() as running:
        started = psutil.Process(running.pid).create_time()
    return f"{machine}/{running.pid}/{started:.0f}/{last}"


@pytest.mark.parametrize("by", ["browser", "driver"])
def test_a_browser_or_its_driver_outlives_its_run(dead: str, by: str) -> None:
    arguments = [f"--ipp-bot-run={dead}"] if by == "browser" else ["run-driver"]
    variables = {} if by == "browser" else {"IPP_BOT_RUN": dead}
    with process(*arguments, **variables):
        assert is_browser_gone(dead) is False
    assert is_browser_gone(dead) is True


def test_browsers_of_other_runs_are_none_of_its(dead: str) -> None:
    other = f"{dead[:-1]}_"
    with process(f"--ipp-bot-run={other}"), process("run-driver", IPP_BOT_RUN=other):
        assert is_browser_gone(dead) is True


def test_of_a_living_run_nothing_is_known() -> None:
    assert is_browser_gone(new_owner_name()) is None


def test_of_another_user_an_earlier_version_or_another_machine_nothing_is_known(dead: str) -> None:
    assert is_browser_gone(f"{dead}x") is None
    assert is_browser_gone(f"{dead.rpartition('/')[0]}/a1b2c3") is None
    assert is_browser_gone(f"elsewhere{dead}") is None
