"""Commands that the page starts: each a process of its own, which goes on if the page ends.

What a command writes goes into files of `.ipp-bot/ui/ID/`, in English as all that is kept, and its
process id with them: a page that is opened later finds it, running or ended.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

import psutil

from ipp_bot.atomic_write import write_atomically
from ipp_bot.errors import UsageError
from ipp_bot.operating_system import interrupt, own_process_group

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ipp_bot.clock import Clock
    from ipp_bot.workspace import Workspace

__all__ = ["ChildCommand", "ChildCommands"]

_KEPT = 50
"""Commands whose output is kept; older ones are deleted."""
_TAIL = 64 * 1024
"""Bytes of the progress that are read: its end."""
_ID = re.compile(r"[0-9]{14}-[0-9a-f]{8}")
_SAME_START = 1.0
"""Seconds by which two looks at the start of one process may differ."""


@dataclass(frozen=True, slots=True)
class ChildCommand:
    """One command that was started here."""

    id: str
    folder: Path
    arguments: tuple[str, ...]
    """What stands behind `ipp-bot`."""
    started: datetime
    process_id: int
    process_started: float

    @property
    def name(self) -> str:
        """The command: `submit`, `login`."""
        return self.arguments[0]

    @property
    def is_running(self) -> bool:
        """Whether its process lives; another one with the same number is not it."""
        try:
            process = psutil.Process(self.process_id)
            same = abs(process.create_time() - self.process_started) < _SAME_START
            return same and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False

    def progress(self) -> list[str]:
        """The last lines of its progress and errors."""
        try:
            with (self.folder / "progress.log").open("rb") as file:
                file.seek(0, 2)
                size = file.tell()
                file.seek(max(0, size - _TAIL))
                text = file.read().decode("utf-8", "replace")
        except OSError:
            return []
        lines = text.splitlines()
        return lines if size <= _TAIL else lines[1:]

    def result(self) -> dict[str, Any]:
        """What it printed as JSON; {} as long as there is nothing whole."""
        try:
            data = json.loads((self.folder / "result.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return data if isinstance(data, dict) else {}

    def exit_status(self) -> int | None:
        """How it ended, by its result; None while it runs, and where it was killed."""
        data = self.result()
        status = data.get("exit_status", data.get("error", {}).get("exit_status"))
        return status if isinstance(status, int) else None


class ChildCommands:
    """Starts commands of one workspace, and finds those that were started."""

    _own: ClassVar[list[subprocess.Popen[bytes]]] = []
    """Children of this process that may still run: they outlive whoever started them."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()

    def start(self, workspace: Workspace, arguments: Sequence[str], *, actor: str) -> ChildCommand:
        """Starts `ipp-bot ARGUMENTS` in the workspace, in the name of that person.

        Raises:
            UsageError: the same command runs, started here, or the process cannot be started.
        """
        with self._lock:
            for each in self.all(workspace):
                if each.name == arguments[0] and each.is_running:
                    raise UsageError(
                        f"{each.name} runs already, since {each.started.astimezone():%H:%M}",
                        hint="wait until it has ended, or stop it",
                        sent=False,
                    )
            return self._start(workspace, arguments, actor)

    def _start(self, workspace: Workspace, arguments: Sequence[str], actor: str) -> ChildCommand:
        now = self._clock.now()
        folder = workspace.folder("ui") / f"{now:%Y%m%d%H%M%S}-{secrets.token_hex(4)}"
        folder.mkdir(mode=0o700)
        with (
            (folder / "result.json").open("wb") as out,
            (folder / "progress.log").open("wb") as err,
        ):
            try:
                process = subprocess.Popen(  # noqa: S603 - a list, no shell
                    [sys.executable, "-m", "ipp_bot", "--lang", "en", "--as", actor, *arguments],
                    cwd=workspace.root,
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=err,
                    # Ctrl-C at the page's terminal does not reach it
                    start_new_session=True,
                    creationflags=own_process_group(),
                )
            except OSError as error:
                raise UsageError(f"ipp-bot cannot be started: {error}", sent=False) from error
        self._own.append(process)
        started = now.timestamp()
        with suppress(psutil.Error):
            started = psutil.Process(process.pid).create_time()
        data = {
            "arguments": list(arguments),
            "started": now.isoformat(),
            "process": process.pid,
            "process_started": started,
        }
        write_atomically(folder / "command.json", json.dumps(data, ensure_ascii=False))
        self._delete_old(workspace)
        return _read(folder) or ChildCommand(
            folder.name, folder, tuple(arguments), now, process.pid, started
        )

    def all(self, workspace: Workspace) -> list[ChildCommand]:
        """Every command that was started here, the newest first."""
        self._reap()
        place = workspace.place("ui")
        folders = sorted(place.glob("*/"), reverse=True) if place.is_dir() else []
        found = [_read(folder) for folder in folders if _ID.fullmatch(folder.name)]
        return [each for each in found if each is not None]

    def find(self, workspace: Workspace, command_id: str) -> ChildCommand | None:
        """The command with that id."""
        return _read(workspace.place("ui") / command_id) if _ID.fullmatch(command_id) else None

    @staticmethod
    def stop(command: ChildCommand) -> bool:
        """Does what Ctrl-C does: the first time filings in hand are finished; False if it ended."""
        if not command.is_running:
            return False
        with suppress(OSError):
            interrupt(command.process_id)
            return True
        return False

    def _reap(self) -> None:
        """Takes note of children that ended, so that they are no zombies."""
        self._own[:] = [process for process in self._own if process.poll() is None]

    def _delete_old(self, workspace: Workspace) -> None:
        for each in self.all(workspace)[_KEPT:]:
            if not each.is_running:
                shutil.rmtree(each.folder, ignore_errors=True)


def _read(folder: Path) -> ChildCommand | None:
    try:
        data = json.loads((folder / "command.json").read_text(encoding="utf-8"))
        return ChildCommand(
            folder.name,
            folder,
            tuple(data["arguments"]),
            datetime.fromisoformat(data["started"]),
            int(data["process"]),
            float(data["process_started"]),
        )
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None
