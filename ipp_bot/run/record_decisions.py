"""One filing, handled because a person says so: adopted or dropped."""

from __future__ import annotations

import math
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from ipp_bot.errors import Refused
from ipp_bot.flows import adopt_and_drop
from ipp_bot.flows.sign_in import ensure_signed_in
from ipp_bot.ledger import RetryLater
from ipp_bot.run.account_sessions import open_account_sessions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from ipp_bot.browser import Tab
    from ipp_bot.clock import Clock
    from ipp_bot.flows.account_session import AccountSession
    from ipp_bot.ledger import Claim, Filing, Ledger
    from ipp_bot.settings import Workspace

__all__ = ["RecordDecisions"]


class RecordDecisions:
    """Adopts and drops filings of one workspace."""

    def __init__(
        self,
        workspace: Workspace,
        ledger: Ledger,
        clock: Clock,
        ask: Callable[[str], str] | None = None,
    ) -> None:
        self._workspace = workspace
        self._ledger = ledger
        self._clock = clock
        self._ask = ask

    async def adopt(self, filing: Filing, number: str) -> Filing:
        """The filing with that record; Refused if the record is another IPR."""
        async with self._hold(filing) as (session, claim, page):
            return await adopt_and_drop.adopt(session, claim, number, page)

    async def drop(self, filing: Filing, reason: str) -> adopt_and_drop.Dropped:
        """The filing without its record, which was deleted or withdrawn."""
        async with self._hold(filing) as (session, claim, page):
            return await adopt_and_drop.drop(session, claim, page, reason=reason)

    @asynccontextmanager
    async def _hold(self, filing: Filing) -> AsyncIterator[tuple[AccountSession, Claim, Tab]]:
        """The filing's account, a claim on it and a page of the portal."""
        account, ref = filing.key.account, filing.key.ref
        async with open_account_sessions(
            self._workspace, self._ledger, [account], clock=self._clock, ask=self._ask
        ) as account_sessions:
            session = account_sessions[account]
            lease = session.profile.timings.lease
            claim = await session.ledger.claim(filing.id, session.owner, lease)
            if claim is None:
                raise Refused(
                    f"{ref} is in another worker's hands", hint=f"ipp-bot status {ref}", sent=False
                )
            try:
                async with session.page_pool.tab(ref) as page:
                    await ensure_signed_in(session, page)
                    yield session, claim, page
            except RetryLater as wait:
                # Whether the press before was sent is what is not known yet.
                hint = f"try again in {math.ceil(wait.seconds)} s"
                raise Refused(f"{ref}: {wait.why}", hint=hint) from wait
            finally:
                await session.ledger.release(claim)
