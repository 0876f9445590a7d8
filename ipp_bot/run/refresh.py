"""Looking at the portal without filing anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.flows import record_index
from ipp_bot.flows.record_reader import RecordReader
from ipp_bot.flows.sign_in import ensure_signed_in
from ipp_bot.run.account_sessions import open_account_sessions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ipp_bot.clock import Clock
    from ipp_bot.ledger import Filing, Ledger
    from ipp_bot.workspace import Workspace

__all__ = ["refresh_index", "refresh_statuses"]


async def refresh_index(
    workspace: Workspace,
    ledger: Ledger,
    accounts: Iterable[str],
    *,
    clock: Clock,
    ask: Callable[[str], str] | None = None,
) -> None:
    """Brings the ledger's index of each account's records up to date."""
    async with open_account_sessions(
        workspace, ledger, accounts, clock=clock, ask=ask, reads_only=True
    ) as account_sessions:
        for session in account_sessions.values():
            async with session.page_pool.tab() as page:
                await ensure_signed_in(session, page)
                await record_index.refresh(session, page)


async def refresh_statuses(
    workspace: Workspace,
    ledger: Ledger,
    filings: Iterable[Filing],
    *,
    clock: Clock,
    ask: Callable[[str], str] | None = None,
) -> None:
    """Reads the record page of each of these filings, so that the ledger knows its status."""
    rows = [filing for filing in filings if filing.number]
    accounts = {filing.key.account for filing in rows}
    async with open_account_sessions(
        workspace, ledger, accounts, clock=clock, ask=ask, reads_only=True
    ) as account_sessions:
        for filing in rows:
            await RecordReader(account_sessions[filing.key.account], {}).read_record(
                filing.number or ""
            )
