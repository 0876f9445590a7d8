"""Processes that run `ipp-bot` and are killed: forked ones with the fast driver, real ones."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Protocol

import psutil

from ipp_bot.cli import main as ipp_bot
from soak import fake_browser

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from soak.fault_injection import FaultInjector
    from soak.workspaces import LoadWorkspace

__all__ = ["KILLED", "Browsers", "Ended", "Forks", "ProcessFactory", "Running"]

KILLED = -signal.SIGKILL
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended."""

    status: int
    """Its exit status; KILLED if it was killed."""
    memory: int
    """Its peak in bytes, of the whole tree where it has a browser."""


class Running(Protocol):
    """A process that works."""

    @property
    def ended(self) -> bool:
        """Whether it has come to its end."""

    def wait(self, seconds: float | None) -> Ended | None:
        """Its end, None if it has not come within so many seconds."""

    def kill(self, *, alone: bool = False) -> Ended:
        """SIGKILL to it and all that it started, or to it alone."""


class ProcessFactory(Protocol):
    """Whoever starts processes."""

    def start(
        self,
        agency: LoadWorkspace,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        *,
        machine: str = "",
    ) -> Running:
        """`ipp-bot ARGUMENTS`; `machine` makes it a process of another machine."""


class Forks:
    """Forks of this process, so that nothing has to be imported again; no browser."""

    def start(
        self,
        agency: LoadWorkspace,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        *,
        machine: str = "",
        sabotage: FaultInjector | None = None,
    ) -> Running:
        """A fork that files over bare HTTP, and may come to grief."""
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            _child(agency, arguments, environment, machine, sabotage)
        return _Fork(pid)


def _child(
    agency: LoadWorkspace,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    machine: str,
    sabotage: FaultInjector | None,
) -> NoReturn:
    status = 70
    try:
        os.setsid()
        os.chdir(agency.folder / machine)
        said = os.open(agency.folder / "said.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for number in (1, 2):
            os.dup2(said, number)
        os.environ.update(environment)
        if machine:
            from ipp_bot.run import lease_owners

            lease_owners._machine = lambda: machine  # noqa: SLF001 - no other process is to see it die
        fake_browser.install(agency.url)
        if sabotage is not None:
            sabotage.install()
        ipp_bot(list(arguments))
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        os._exit(status)


class _Fork:
    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._door = os.pidfd_open(pid)

    @property
    def ended(self) -> bool:
        return bool(select.select([self._door], [], [], 0)[0])

    def wait(self, seconds: float | None) -> Ended | None:
        if not select.select([self._door], [], [], seconds)[0]:
            return None
        _, status, used = os.wait4(self._pid, 0)
        os.close(self._door)
        return Ended(os.waitstatus_to_exitcode(status), used.ru_maxrss * 1024)

    def kill(self, *, alone: bool = False) -> Ended:
        del alone
        signal.pidfd_send_signal(self._door, signal.SIGKILL)
        ended = self.wait(None)
        if ended is None:
            raise AssertionError("it waits for ever")
        return ended


class Browsers:
    """The real command with the real browser; `module` is another way to start it."""

    def __init__(self, module: Sequence[str] = ("-m", "ipp_bot")) -> None:
        self._module = module

    def start(
        self,
        agency: LoadWorkspace,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        *,
        machine: str = "",
    ) -> Running:
        """A child in a process group of its own."""
        command = [sys.executable, *self._module]
        if machine:
            words = (
                "from ipp_bot.run import owners",
                f"owners._machine = lambda: {machine!r}",
                "from ipp_bot.cli import main",
                "main()",
            )
            command = [sys.executable, "-c", "\n".join(words)]
        with (agency.folder / "said.txt").open("ab") as said:
            return _Tree(
                subprocess.Popen(
                    [*command, *arguments],
                    cwd=agency.folder / machine,
                    env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
                    stdout=said,
                    stderr=said,
                    start_new_session=True,
                )
            )


class _Tree:
    """A process with its browser; its memory is looked at now and then."""

    EVERY = 3.0

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        self._child = child
        self._memory = 0

    @property
    def ended(self) -> bool:
        return self._child.poll() is not None

    def wait(self, seconds: float | None) -> Ended | None:
        until = None if seconds is None else time.monotonic() + seconds
        while True:
            left = self.EVERY if until is None else min(self.EVERY, until - time.monotonic())
            try:
                return Ended(self._child.wait(max(left, 0.0)), self._memory)
            except subprocess.TimeoutExpired:
                if until is not None and time.monotonic() >= until:
                    return None
            self._memory = max(self._memory, self._weigh())

    def _weigh(self) -> int:
        try:
            process = psutil.Process(self._child.pid)
            tree = [process, *process.children(recursive=True)]
        except psutil.Error:
            return 0
        return sum(map(_proportional, tree))

    def kill(self, *, alone: bool = False) -> Ended:
        if alone:
            self._child.kill()
        else:
            os.killpg(self._child.pid, signal.SIGKILL)
        return Ended(self._child.wait(), self._memory)


def _proportional(process: psutil.Process) -> int:
    """What it weighs, shared pages shared out among those who share them."""
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0
