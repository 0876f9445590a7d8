"""A ledger's file that goes away, or gives its place to another one, while somebody works with it.

SQLite does not notice: it goes on in a file that no other process finds, and that ends with it.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
import threading
from typing import TYPE_CHECKING, Any

from ipp_bot.errors import LedgerError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["LedgerFile", "kept_copies"]

_KEPT = ".kept-"


def kept_copies(path: Path) -> list[Path]:
    """Copies of what a ledger held that was taken from its place, the newest last."""
    return sorted(path.parent.glob(f"{path.name}{_KEPT}*"), key=lambda one: one.stat().st_mtime)


class LedgerFile:
    """The file that was opened, known by its number on the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._number = _number_of(path)
        self._lock = threading.Lock()
        self._kept = ""

    def require_in_place(self, connection: Any) -> None:  # noqa: ANN401 - any driver's
        """LedgerError if the path names another file by now, or none; what was written is kept.

        The connection is one to the file that was opened.
        """
        if _number_of(self._path) == self._number:
            return
        with self._lock:
            self._kept = self._kept or self._keep(connection)
        if self._kept:
            kept = f"what it holds is in {self._kept} now"
            hint = f"stop all runs, then put that file in the place of {self._path.name}"
        else:
            kept = "what this run wrote could not be copied"
            hint = "stop all runs, then put the file back with its log (-wal)"
        raise LedgerError(
            f"The ledger {self._path} was moved, deleted or replaced during this run; {kept}",
            hint=hint,
        )

    def _keep(self, connection: Any) -> str:  # noqa: ANN401 - any driver's
        """The name of a copy beside the path; "" where none can be made."""
        copy = self._path.with_name(f"{self._path.name}{_KEPT}{secrets.token_hex(4)}")
        try:
            if not copy.parent.is_dir() or not isinstance(connection, sqlite3.Connection):
                return ""
            with contextlib.closing(sqlite3.connect(copy)) as target:
                connection.backup(target)
                target.execute("PRAGMA journal_mode = DELETE")
        except (sqlite3.Error, OSError):
            with contextlib.suppress(OSError):
                copy.unlink(missing_ok=True)
            return ""
        return copy.name


def _number_of(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - one way for all systems
    except OSError:
        return None
    return found.st_dev, found.st_ino
