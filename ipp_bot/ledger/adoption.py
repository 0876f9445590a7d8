"""Finding out which unknown draft of an account is whose: one filing at a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, update

from ipp_bot.errors import AdoptionInProgress, RetryLater
from ipp_bot.ledger import statements as q
from ipp_bot.ledger import tables as t
from ipp_bot.ledger.intents import LOOKING, POLL_SECONDS, Intents
from ipp_bot.ledger.model import Action, Adoption, Claim, Intent, settle_at
from ipp_bot.ledger.rows import intent_of

__all__ = ["Adoptions"]

_NO_FILING = 0
_GRACE_SECONDS = 30.0
"""How much later than announced an adopter may come back before others go on without it."""


class Adoptions(Intents):
    """The part of the ledger that reconciles first saves."""

    def begin_adoption(
        self, claim: Claim, intent: Intent, settle_seconds: float, *, seconds: float = 120.0
    ) -> Adoption:
        """The account's exclusive lock for `seconds`, once all its open first saves are settled.

        While it waits for others it keeps new first saves of the account out.

        Raises:
            LeaseLost: the claim no longer holds.
            RetryLater: not settled yet, or another filing adopts; come again.
            ValueError: the intent is no open first save of this filing.
        """
        with self.write() as connection:
            answer = self._try_adoption(connection, claim, intent, settle_seconds, seconds)
        # Raised only now: what the attempt wrote (a lock that keeps others out) is committed.
        if isinstance(answer, RetryLater):
            raise answer
        return answer

    def _try_adoption(
        self,
        connection: Connection,
        claim: Claim,
        intent: Intent,
        settle_seconds: float,
        seconds: float,
    ) -> Adoption | RetryLater:
        account = self.lock_account(connection, claim.filing.key.account)
        filing, now = self.guard(connection, claim)
        own = self._intent(connection, intent.id)
        if own.filing_id != filing.id or own.press is not Action.FIRST_SAVE or not own.is_open:
            raise ValueError(f"{filing.key.ref}: no open first save to settle")
        if own.lease_end is None:
            # Whoever pressed looks for its own draft: it presses no more.
            self._worker_left(connection, filing, now)
            own = self._intent(connection, own.id)
        early = (settle_at(own, filing, settle_seconds) - now).total_seconds()
        if early > 0:
            return RetryLater(early, "the portal may still be working on the first save")
        until = account["adoption_until"]
        held = until is not None and until > now
        mine = account["adoption_filing_id"] == filing.id
        if held and not mine:
            left = (until - now).total_seconds()
            return AdoptionInProgress(min(left, POLL_SECONDS), LOOKING)
        wait = self._unsettled(connection, own, now, settle_seconds)
        adoption = Adoption(
            token=account["adoption_token"] + (0 if held else 1),
            account=filing.key.account,
            filing_id=filing.id,
            open_intents=self._open_alike(connection, own),
            known_mark=own.known_mark,
            until=now + timedelta(seconds=wait + _GRACE_SECONDS if wait else seconds),
        )
        self._hold(
            connection,
            adoption.account,
            adoption_token=adoption.token,
            adoption_filing_id=adoption.filing_id,
            adoption_until=adoption.until,
        )
        return (
            RetryLater(wait, "other first saves of the account are under way") if wait else adoption
        )

    def end_adoption(self, adoption: Adoption) -> None:
        """Lets first saves of the account go on; nothing happens where the lock was lost before."""
        with self.write() as connection:
            self._let_go(
                connection,
                adoption.account,
                t.accounts.c.adoption_token == adoption.token,
                t.accounts.c.adoption_filing_id == adoption.filing_id,
            )

    def cancel_adoption(self, claim: Claim) -> None:
        """Gives up an adoption that was announced but had to wait."""
        with self.write() as connection:
            self._let_go(
                connection,
                claim.filing.key.account,
                t.accounts.c.adoption_filing_id == claim.filing.id,
            )

    def reserve(self, account: str, seconds: float, *, held: int | None = None) -> int:
        """The account's exclusive lock for drafts that are no filing's; a token to give it back.

        With the token `held` it is kept for so many seconds more.

        Nothing is adopted and no first save begun meanwhile, so that no filing takes such a draft
        for its own.

        Raises:
            AdoptionInProgress: somebody else has the lock; come again.
        """
        with self.write() as connection:
            row, now = self.lock_account(connection, account), self.moment(connection)
            until = row["adoption_until"]
            mine = held is not None and row["adoption_token"] == held
            if until is not None and until > now and not mine:
                left = (until - now).total_seconds()
                raise AdoptionInProgress(min(left, POLL_SECONDS), LOOKING)
            token: int = row["adoption_token"] + (0 if mine else 1)
            self._hold(
                connection,
                account,
                adoption_token=token,
                adoption_filing_id=_NO_FILING,
                adoption_until=now + timedelta(seconds=seconds),
            )
        return token

    def give_back(self, account: str, token: int) -> None:
        """Ends a reservation; nothing happens where it was lost before."""
        with self.write() as connection:
            self._let_go(connection, account, t.accounts.c.adoption_token == token)

    def _let_go(self, connection: Connection, account: str, *conditions: Any) -> None:  # noqa: ANN401
        connection.execute(
            update(t.accounts)
            .where(t.accounts.c.origin == self.origin, t.accounts.c.account == account, *conditions)
            .values(adoption_filing_id=None, adoption_until=None)
        )

    def _hold(self, connection: Connection, account: str, **values: object) -> None:
        connection.execute(
            q.CHANGE_ACCOUNT, {"origin_is": self.origin, "account_is": account, **values}
        )

    def _unsettled(
        self, connection: Connection, own: Intent, now: datetime, settle_seconds: float
    ) -> float:
        """Seconds until the account's other open first saves are settled, as far as known now."""
        rows = connection.execute(
            select(t.intents).where(
                t.intents.c.origin == self.origin,
                t.intents.c.account == own.account,
                t.intents.c.press == Action.FIRST_SAVE.value,
                t.intents.c.is_open,
                t.intents.c.id != own.id,
            )
        ).mappings()
        waits = [0.0]
        for other in [intent_of(row) for row in rows]:
            filing = self.filing(connection, other.filing_id)
            left = (settle_at(other, filing, settle_seconds) - now).total_seconds()
            pressing = other.lease_end is None and filing.lease_until and filing.lease_until > now
            waits.append(min(left, POLL_SECONDS) if pressing else left)
        return max(waits)

    def _open_alike(self, connection: Connection, own: Intent) -> int:
        counted: int = connection.execute(
            select(func.count())
            .select_from(t.intents)
            .where(
                t.intents.c.origin == self.origin,
                t.intents.c.account == own.account,
                t.intents.c.press == Action.FIRST_SAVE.value,
                t.intents.c.type == own.type,
                t.intents.c.place == own.place,
                t.intents.c.is_open,
            )
        ).scalar_one()
        return counted
