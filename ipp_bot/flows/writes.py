"""Uploads, saves and removals that got no answer: the portal may carry them out later.

Nothing is submitted before the settle time of such a write is over. Its record is then filled in
anew, so that what came late is removed, and what the portal keeps is compared after that.
"""

from __future__ import annotations

from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from ipp_bot.errors import LeaseLost, RetryLater
from ipp_bot.ledger import State
from ipp_bot.reached import RareState, reached

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ipp_bot.browser import Tab
    from ipp_bot.flows.account_session import AccountSession, ActiveFiling

__all__ = ["check_answered", "check_settled", "noted"]


@asynccontextmanager
async def noted(session: AccountSession, filing: ActiveFiling, tab: Tab) -> AsyncIterator[None]:
    """Notes in the ledger, however the block ends, that writes to the record got no answer."""
    try:
        yield
    finally:
        row = filing.claim.filing
        if row.number and row.state is not State.SUBMITTED and tab.has_unanswered_writes:
            with suppress(LeaseLost):
                await session.ledger.note_unanswered_writes(filing.claim)


async def check_settled(session: AccountSession, filing: ActiveFiling) -> None:
    """RetryLater while an earlier write to the record, or one of a dead worker, may come late."""
    wait = await session.ledger.writes_settle_wait(filing.claim.filing.id, session.settle_seconds)
    if wait > 0:
        reached(RareState.LATE_WRITE_AWAITED)
        raise RetryLater(wait, f"what was sent to {filing.number} without an answer has to settle")


def check_answered(session: AccountSession, filing: ActiveFiling, tab: Tab) -> None:
    """RetryLater if a write of this very filling got no answer."""
    if tab.has_unanswered_writes:
        raise RetryLater(
            session.settle_seconds, f"an upload or a save of {filing.ref} got no answer"
        )
