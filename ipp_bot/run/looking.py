"""Looking at the portal without filing anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.flows import index
from ipp_bot.flows.sign_in import open_office
from ipp_bot.run.offices import open_offices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ipp_bot.clock import Clock
    from ipp_bot.ledger import Ledger
    from ipp_bot.settings import Workspace

__all__ = ["refresh_index"]


async def refresh_index(
    workspace: Workspace,
    ledger: Ledger,
    accounts: Iterable[str],
    *,
    clock: Clock,
    ask: Callable[[str], str] | None = None,
) -> None:
    """Brings the ledger's index of each account's records up to date."""
    async with open_offices(workspace, ledger, accounts, clock=clock, ask=ask) as offices:
        for office in offices.values():
            async with office.desk.page() as page:
                await open_office(office, page)
                await index.refresh(office, page)
