"""Which workspace of this machine files for a portal's account now: one ledger at a time."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipp_bot.errors import AccountBusy
from ipp_bot.run.lease_owners import is_dead, is_of_this_machine
from ipp_bot.state_folder import state_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["RENEWED_EVERY", "AccountHolds"]

log = logging.getLogger(__name__)

_FILE = "accounts.sqlite"
_PATIENCE = 5.0
"""Seconds that another process may take to write its line."""
RENEWED_EVERY = 30.0
"""Seconds between two renewals of what a run holds."""
_LONGEST = 120.0
"""Seconds without renewal that end a hold of a process that cannot be seen (in a container)."""
_TABLE = (
    "CREATE TABLE IF NOT EXISTS holds (portal TEXT, account TEXT, owner TEXT, ledger TEXT,"
    " workspace TEXT, since REAL, PRIMARY KEY (portal, account, owner))"
)


@dataclass(frozen=True)
class AccountHolds:
    """What this run holds; processes that share its ledger may hold the same."""

    portal: str
    ledger: str
    """The ledger's file or address: those who share it know of each other's clicks."""
    workspace: str
    owner: str
    """This process, as `lease_owners` names it."""

    def take(self, name: str, account: str) -> None:
        """Holds the portal's account, which the settings call `name`, until `release`.

        Where the user has no folder for it nobody can be found, and the run goes on.

        Raises:
            AccountBusy: a living process files for it with another ledger.
        """
        try:
            with self._transaction() as table:
                other = self._other(table, account)
                if other is None:
                    table.execute(
                        "INSERT OR REPLACE INTO holds VALUES (?, ?, ?, ?, ?, ?)",
                        (
                            self.portal,
                            account,
                            self.owner,
                            self.ledger,
                            self.workspace,
                            time.time(),
                        ),
                    )
        except (OSError, sqlite3.Error) as error:
            log.warning("other workspaces of this machine cannot be found: %s", error)
            return
        if other is not None:
            workspace, owner = other
            process = owner.split("/")[1] if owner.count("/") > 1 else "?"
            raise AccountBusy(
                f"{name}: the workspace {workspace} (process {process}) works for this account "
                f"at {self.portal} now, with a ledger of its own",
                hint="wait until it has ended; file for one account from one workspace only",
                sent=False,
            )

    def renew(self) -> None:
        """Shows that this run still lives, to processes that cannot see it."""
        try:
            with self._transaction() as table:
                table.execute(
                    "UPDATE holds SET since = ? WHERE owner = ?", (time.time(), self.owner)
                )
        except (OSError, sqlite3.Error) as error:
            log.info("holds are not renewed: %s", error)

    def release(self) -> None:
        """Gives up all that this run holds."""
        try:
            with self._transaction() as table:
                table.execute("DELETE FROM holds WHERE owner = ?", (self.owner,))
        except (OSError, sqlite3.Error) as error:
            log.info("holds are left to whoever finds this process dead: %s", error)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        path = state_folder() / _FILE
        with contextlib.closing(
            sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
        ) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(_TABLE)
            yield connection
            connection.execute("COMMIT")

    def _other(self, table: sqlite3.Connection, account: str) -> tuple[str, str] | None:
        """Workspace and process of another ledger's run; those of dead processes are cleared."""
        rows = table.execute(
            "SELECT owner, ledger, workspace, since FROM holds WHERE portal = ? AND account = ?",
            (self.portal, account),
        ).fetchall()
        for owner, ledger, workspace, since in rows:
            silent = abs(time.time() - since) > _LONGEST and not is_of_this_machine(owner)
            if is_dead(owner) or silent:
                table.execute("DELETE FROM holds WHERE owner = ?", (owner,))
            elif ledger != self.ledger:
                return workspace, owner
        return None
