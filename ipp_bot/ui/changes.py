"""Whether anything changed that pages show: a mark of the ledger and of the commands."""

from __future__ import annotations

import hashlib
import threading
import time
from typing import TYPE_CHECKING

from ipp_bot.errors import IppBotError

if TYPE_CHECKING:
    from ipp_bot.ui.child_commands import ChildCommands
    from ipp_bot.ui.open_workspace import OpenWorkspace

__all__ = ["LOOKED_EVERY", "Changes"]

LOOKED_EVERY = 1.0
"""Seconds between two looks."""


class Changes:
    """What changes in ledger and commands, looked up once for all open pages."""

    def __init__(self, workspace: OpenWorkspace, commands: ChildCommands) -> None:
        self._workspace = workspace
        self._commands = commands
        self._looked = float("-inf")
        self._mark = ""
        self._lock = threading.Lock()

    def mark(self) -> str:
        """Another text once anything changed; at most `LOOKED_EVERY` seconds old.

        Whatever is read after the call is at least as new as the mark.
        """
        with self._lock:
            now = time.monotonic()
            if now - self._looked >= LOOKED_EVERY * 0.9:
                self._mark = self._look()
                self._looked = now
            return self._mark

    def _look(self) -> str:
        try:
            workspace, ledger = self._workspace.current()
            parts = [ledger.change_mark()]
            for command in self._commands.all(workspace):
                # One that began and ended between two looks is told as well.
                size = -1
                if command.is_running:
                    size = (command.folder / "progress.log").stat().st_size
                parts.append(f"{command.id} {size}")
        except (IppBotError, OSError) as error:
            parts = [str(error)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
