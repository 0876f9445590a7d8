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

__all__ = [
    "KILLED",
    "CommandProcesses",
    "ForkedProcesses",
    "ProcessEnd",
    "ProcessFactory",
    "RunningProcess",
]

KILLED = -signal.SIGKILL
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class ProcessEnd:
    """How a process ended."""

    status: int
    """Its exit status; KILLED if it was killed."""
    memory: int
    """Its peak in bytes, of the whole tree where it has a browser."""


class RunningProcess(Protocol):
    """A process that was started."""

    @property
    def ended(self) -> bool:
        """Whether it has ended."""

    def wait(self, seconds: float | None) -> ProcessEnd | None:
        """How it ended; None if it is still running after `seconds` (None: wait for ever)."""

    def kill(self, *, only_parent: bool = False) -> ProcessEnd:
        """Sends SIGKILL to it and to all that it started, or to it alone."""


class ProcessFactory(Protocol):
    """A way to start `ipp-bot`."""

    def start(
        self,
        workspace: LoadWorkspace,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        *,
        machine: str = "",
    ) -> RunningProcess:
        """`ipp-bot ARGUMENTS`; `machine` makes it a process of another machine."""


class ForkedProcesses:
    """Forks of this process: quick to start, and without a browser."""

    def start(
        self,
        workspace: LoadWorkspace,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        *,
        machine: str = "",
        injector: FaultInjector | None = None,
    ) -> RunningProcess:
        """A fork that files over bare HTTP; `injector` makes one of its operations fail."""
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            _child(workspace, arguments, environment, machine, injector)
        return _ForkedProcess(pid)


def _child(
    workspace: LoadWorkspace,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    machine: str,
    injector: FaultInjector | None,
) -> NoReturn:
    status = 70
    try:
        os.setsid()
        os.chdir(workspace.folder / machine)
        output = os.open(
            workspace.folder / "output.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600
        )
        for number in (1, 2):
            os.dup2(output, number)
        os.environ.update(environment)
        if machine:
            from ipp_bot.run import lease_owners

            os.environ["XDG_STATE_HOME"] = str(workspace.folder / machine / "state")
            lease_owners.this_machine = lambda: machine  # other processes must not see it die
        fake_browser.install(workspace.url)
        if injector is not None:
            injector.install()
        ipp_bot(list(arguments))
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        os._exit(status)


class _ForkedProcess:
    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._pidfd = os.pidfd_open(pid)

    @property
    def ended(self) -> bool:
        return bool(select.select([self._pidfd], [], [], 0)[0])

    def wait(self, seconds: float | None) -> ProcessEnd | None:
        if not select.select([self._pidfd], [], [], seconds)[0]:
            return None
        _, status, used = os.wait4(self._pid, 0)
        os.close(self._pidfd)
        return ProcessEnd(os.waitstatus_to_exitcode(status), used.ru_maxrss * 1024)

    def kill(self, *, only_parent: bool = False) -> ProcessEnd:
        del only_parent
        signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        ended = self.wait(None)
        if ended is None:
            raise AssertionError("the process does not end")
        return ended


class CommandProcesses:
    """The real command with the real browser; `module` is another way to start it."""

    def __init__(self, module: Sequence[str] = ("-m", "ipp_bot")) -> None:
        self._module = module

    def start(
        self,
        workspace: LoadWorkspace,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        *,
        machine: str = "",
    ) -> RunningProcess:
        """A child in a process group of its own."""
        command = [sys.executable, *self._module]
        if machine:
            words = (
                "from ipp_bot.run import lease_owners",
                f"lease_owners.this_machine = lambda: {machine!r}",
                "from ipp_bot.cli import main",
                "main()",
            )
            command = [sys.executable, "-c", "\n".join(words)]
            environment = {
                **environment,
                "XDG_STATE_HOME": str(workspace.folder / machine / "state"),
            }
        with (workspace.folder / "output.txt").open("ab") as output:
            return _CommandProcess(
                subprocess.Popen(
                    [*command, *arguments],
                    cwd=workspace.folder / machine,
                    env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
                    stdout=output,
                    stderr=output,
                    start_new_session=True,
                )
            )


class _CommandProcess:
    """A process with its browser; its memory is measured every few seconds."""

    EVERY = 3.0

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        self._child = child
        self._memory = 0

    @property
    def ended(self) -> bool:
        return self._child.poll() is not None

    def wait(self, seconds: float | None) -> ProcessEnd | None:
        until = None if seconds is None else time.monotonic() + seconds
        while True:
            left = self.EVERY if until is None else min(self.EVERY, until - time.monotonic())
            try:
                return ProcessEnd(self._child.wait(max(left, 0.0)), self._memory)
            except subprocess.TimeoutExpired:
                if until is not None and time.monotonic() >= until:
                    return None
            self._memory = max(self._memory, self._memory_now())

    def _memory_now(self) -> int:
        try:
            process = psutil.Process(self._child.pid)
            tree = [process, *process.children(recursive=True)]
        except psutil.Error:
            return 0
        return sum(map(_proportional_memory, tree))

    def kill(self, *, only_parent: bool = False) -> ProcessEnd:
        if only_parent:
            self._child.kill()
        else:
            os.killpg(self._child.pid, signal.SIGKILL)
        return ProcessEnd(self._child.wait(), self._memory)


def _proportional_memory(process: psutil.Process) -> int:
    """Its memory in bytes, shared pages divided among the processes that share them."""
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0
