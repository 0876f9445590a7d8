"""Adopting or dropping filings of a workspace, because a person says so."""

from __future__ import annotations

import math
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from ipp_bot.errors import IppBotError, LedgerError, Refused, RetryLater
from ipp_bot.flows import adopt_and_drop
from ipp_bot.flows.sign_in import ensure_signed_in
from ipp_bot.run.account_sessions import open_account_sessions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from ipp_bot.browser import Tab
    from ipp_bot.clock import Clock
    from ipp_bot.flows.account_session import AccountSession
    from ipp_bot.ledger import Claim, Filing, Ledger
    from ipp_bot.workspace import Workspace

__all__ = ["adopt", "drop", "drop_each"]


async def adopt(
    workspace: Workspace,
    ledger: Ledger,
    filing: Filing,
    number: str,
    *,
    as_it_is: bool = False,
    was_watched: bool = False,
    clock: Clock,
    ask: Callable[[str], str] | None = None,
) -> Filing:
    """The filing with the record of that number; Refused if the record is another IPR.

    One that was sent with other content is taken only `as_it_is`. The receipt of one that was
    watched being filed says so (`was_watched`).
    """
    accounts = [filing.key.account]
    async with open_account_sessions(workspace, ledger, accounts, clock=clock, ask=ask) as sessions:
        session = sessions[filing.key.account]
        async with _claimed(session, filing) as (claim, tab):
            return await adopt_and_drop.adopt_record(
                session, claim, number, tab, as_it_is=as_it_is, was_watched=was_watched
            )


async def drop(
    workspace: Workspace,
    ledger: Ledger,
    filing: Filing,
    reason: str,
    *,
    clock: Clock,
    ask: Callable[[str], str] | None = None,
) -> adopt_and_drop.Dropped:
    """The filing without its record, which was deleted or withdrawn; OnHold while on hold."""
    ((_, end),) = await drop_each(workspace, ledger, [filing], reason, clock=clock, ask=ask)
    if isinstance(end, IppBotError):
        raise end
    return end


async def drop_each(
    workspace: Workspace,
    ledger: Ledger,
    filings: Sequence[Filing],
    reason: str,
    *,
    person_saw: bool = False,
    clock: Clock,
    ask: Callable[[str], str] | None = None,
) -> list[tuple[Filing, adopt_and_drop.Dropped | IppBotError]]:
    """Each filing without its record, one after the other, or why it was not taken back.

    `person_saw`: somebody looked, and the portal has the records no more.

    Raises:
        OnHold: the filings are on hold.
        LedgerError: the ledger cannot be used.
    """
    ledger.require_no_hold()
    accounts = dict.fromkeys(filing.key.account for filing in filings)
    ends: list[tuple[Filing, adopt_and_drop.Dropped | IppBotError]] = []
    async with open_account_sessions(workspace, ledger, accounts, clock=clock, ask=ask) as sessions:
        for filing in filings:
            session = sessions[filing.key.account]
            try:
                async with _claimed(session, filing) as (claim, tab):
                    end = await adopt_and_drop.drop_record(
                        session, claim, tab, reason=reason, person_saw=person_saw
                    )
            except LedgerError:
                raise
            except IppBotError as error:
                ends.append((filing, error))
            else:
                ends.append((filing, end))
    return ends


@asynccontextmanager
async def _claimed(session: AccountSession, filing: Filing) -> AsyncIterator[tuple[Claim, Tab]]:
    """A claim on the filing, and a tab that is signed in.

    Raises:
        Refused: another process holds the filing, or its last submission has not settled yet.
    """
    ref = filing.key.ref
    claim = await session.ledger.claim(filing.id, session.owner, session.profile.timings.lease)
    if claim is None:
        raise Refused(
            f"{ref} is in another worker's hands", hint=f"ipp-bot status {ref}", sent=False
        )
    try:
        async with session.page_pool.tab(ref) as tab:
            await ensure_signed_in(session, tab)
            yield claim, tab
    except RetryLater as wait:
        # Whether the submission before was sent is what is not known yet.
        hint = f"try again in {math.ceil(wait.seconds)} s"
        raise Refused(f"{ref}: {wait.why}", hint=hint) from wait
    finally:
        await session.ledger.release(claim)
