"""Opening a workspace's ledger alone: what works offline needs no browser's library."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ipp_bot.errors import LedgerError
from ipp_bot.ledger import Ledger
from ipp_bot.settings import ApprovalSetting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipp_bot.clock import Clock
    from ipp_bot.workspace import Workspace

__all__ = ["ledger_to_read", "open_ledger"]

_TRIES = 5


def open_ledger(workspace: Workspace, *, clock: Clock, create: bool = True) -> Ledger:
    """The workspace's ledger, brought to the current schema; LedgerError if it cannot be used.

    Where the settings require approvals, the ledger does from then on, for everybody who uses it.

    Without `create` a ledger that is not there is such an error as well.
    """
    if workspace.settings.database == "sqlite":
        workspace.folder(".")
    home, *others = workspace.portal_names
    ledger = Ledger.open(
        workspace.database,
        origin=home,
        other_origins_of_portal=others,
        clock=clock,
        create=create,
    )
    if workspace.settings.approvals is ApprovalSetting.REQUIRED:
        ledger.require_approvals()
    return ledger


@contextmanager
def ledger_to_read(workspace: Workspace, *, clock: Clock) -> Iterator[Ledger]:
    """The workspace's ledger for a command that only reads: of one that cannot be written a copy.

    SQLite cannot read a ledger beside which it cannot make its files: the folder is read-only, or
    its disk is full.
    """
    path = workspace.database
    if not isinstance(path, Path) or not path.is_file():
        with open_ledger(workspace, clock=clock) as ledger:
            yield ledger
        return
    if _is_writable(path):
        try:
            opened = open_ledger(workspace, clock=clock)
        except LedgerError as error:
            if not error.lacks_room:
                raise
        else:
            with opened as ledger:
                yield ledger
            return
    home, *others = workspace.portal_names
    with tempfile.TemporaryDirectory(prefix="ipp-bot-") as folder:
        copy = _copied(path, Path(folder))
        with Ledger.open(
            copy, origin=home, other_origins_of_portal=others, clock=clock, create=False
        ) as ledger:
            yield ledger


def _is_writable(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _copied(path: Path, folder: Path) -> Path:
    """A copy of the ledger and its log from a moment in which nobody changed them."""
    log = path.with_name(f"{path.name}-wal")
    copy = folder / path.name
    for _ in range(_TRIES):
        before = _stamps(path, log)
        for source in (path, log):
            target = folder / source.name
            target.unlink(missing_ok=True)
            if source.is_file():
                shutil.copyfile(source, target)
        if _stamps(path, log) == before:
            return copy
    raise LedgerError(
        f"The ledger {path} is being written to and cannot be copied to read it",
        hint="try again in a moment, or as the user who owns the workspace",
    )


def _stamps(*paths: Path) -> list[tuple[int, int] | None]:
    found = []
    for path in paths:
        stat = path.stat() if path.is_file() else None
        found.append(None if stat is None else (stat.st_mtime_ns, stat.st_size))
    return found
