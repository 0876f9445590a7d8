"""The workspace and its ledger as they are now: read again when the settings' files change."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from ipp_bot.run.workspace_ledger import open_ledger
from ipp_bot.settings import FILE_NAME
from ipp_bot.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from ipp_bot.clock import Clock
    from ipp_bot.ledger import Ledger

__all__ = ["OpenWorkspace"]

_Stamp = tuple[int, int] | None


class OpenWorkspace:
    """Gives handlers the workspace of one folder; safe to share among threads."""

    def __init__(self, root: Path, *, clock: Clock) -> None:
        self._root = root
        self._clock = clock
        self._lock = threading.Lock()
        self._stamps: tuple[_Stamp, ...] = ()
        self._opened: list[tuple[Workspace, Ledger]] = []

    @property
    def clock(self) -> Clock:
        """Tells the time."""
        return self._clock

    def current(self) -> tuple[Workspace, Ledger]:
        """The workspace and its ledger; SettingsError or LedgerError as for any command.

        A ledger that was open before the settings changed stays open: a request may still use it.
        """
        with self._lock:
            stamps = self._now()
            if not self._opened or stamps != self._stamps:
                workspace = Workspace.open(self._root)
                self._opened.append((workspace, open_ledger(workspace, clock=self._clock)))
                self._stamps = self._now()
            return self._opened[-1]

    def close(self) -> None:
        """Closes the ledgers."""
        for _, ledger in self._opened:
            ledger.close()

    def _now(self) -> tuple[_Stamp, ...]:
        """Size and time of the files that the settings and the profile come from."""
        files = [self._root / FILE_NAME]
        if self._opened:
            files.append(self._root / self._opened[-1][0].settings.portal.profile)
        return tuple(_stamp(path) for path in files)


def _stamp(path: Path) -> _Stamp:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_size, stat.st_mtime_ns
