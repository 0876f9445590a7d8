"""Opening a workspace's ledger alone: what works offline needs no browser's library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.ledger import Ledger

if TYPE_CHECKING:
    from ipp_bot.clock import Clock
    from ipp_bot.settings import Workspace

__all__ = ["open_ledger"]


def open_ledger(workspace: Workspace, *, clock: Clock, create: bool = True) -> Ledger:
    """The workspace's ledger, brought to the current schema; LedgerError if it cannot be used.

    Without `create` a ledger that is not there is such an error as well.
    """
    if workspace.settings.database == "sqlite":
        workspace.folder(".")
    home, *others = workspace.portal_names
    return Ledger.open(
        workspace.database,
        origin=home,
        other_origins_of_portal=others,
        clock=clock,
        create=create,
    )
