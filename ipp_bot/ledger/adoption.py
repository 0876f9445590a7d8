"""Finding out which unknown draft of an account is whose: one filing at a time."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, select, update

from ipp_bot.errors import AdoptionInProgress, RetryLater
from ipp_bot.ledger import statements as q
from ipp_bot.ledger import tables as t
from ipp_bot.ledger.intents import LONGEST_ADOPTION, LOOKING, POLL_SECONDS
from ipp_bot.ledger.model import Action, Adoption, Claim, Intent, settle_at
from ipp_bot.ledger.rows import intent_of
from ipp_bot.ledger.shared_writes import (
    bring_to_present,
    end_work,
    intent_by_id,
)
from ipp_bot.ledger.store import Store

__all__ = ["Adoptions"]

_NO_FILING = 0
_MOST_KEPT_OUT = 1800.0
"""Seconds that new first saves are kept out at most while others settle."""
_GRACE_SECONDS = 30.0
"""How much later than announced an adopter may come back before others go on without it."""


class Adoptions(Store):
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
        own = intent_by_id(connection, intent.id)
        if own.filing_id != filing.id or own.action is not Action.FIRST_SAVE or not own.is_open:
            raise ValueError(f"{filing.key.ref}: no open first save to settle")
        if own.lease_end is None:
            # Whoever clicked looks for its own draft: it clicks no more.
            end_work(connection, filing, now)
            own = intent_by_id(connection, own.id)
        early = (settle_at(own, filing, settle_seconds) - now).total_seconds()
        if early > 0:
            return RetryLater(early, "the portal may still be working on the first save")
        until = account["adoption_until"]
        held = until is not None and now < until <= now + LONGEST_ADOPTION
        mine = account["adoption_filing_id"] == filing.id
        if held and not mine:
            left = (until - now).total_seconds()
            return AdoptionInProgress(min(left, POLL_SECONDS), LOOKING)
        wait = self._seconds_until_others_settle(connection, own, now, settle_seconds)
        opened = self._open_first_saves(connection, own.account)
        adoption = Adoption(
            token=account["adoption_token"] + (0 if held else 1),
            account=filing.key.account,
            filing_id=filing.id,
            open_intents=sum(_is_alike(one, own) for one in opened),
            others=tuple(one for one in opened if one.id != own.id),
            known_mark=own.known_mark,
            until=now
            + timedelta(seconds=min(wait, _MOST_KEPT_OUT) + _GRACE_SECONDS if wait else seconds),
        )
        self._set_adoption_lock(
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
            self._free_adoption_lock(
                connection,
                adoption.account,
                t.accounts.c.adoption_token == adoption.token,
                t.accounts.c.adoption_filing_id == adoption.filing_id,
            )

    def cancel_adoption(self, claim: Claim) -> None:
        """Gives up an adoption that was announced but had to wait."""
        with self.write() as connection:
            self._free_adoption_lock(
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
            if until is not None and now < until <= now + LONGEST_ADOPTION and not mine:
                left = (until - now).total_seconds()
                raise AdoptionInProgress(min(left, POLL_SECONDS), LOOKING)
            token: int = row["adoption_token"] + (0 if mine else 1)
            self._set_adoption_lock(
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
            self._free_adoption_lock(connection, account, t.accounts.c.adoption_token == token)

    def _free_adoption_lock(
        self, connection: Connection, account: str, *conditions: ColumnElement[bool]
    ) -> None:
        connection.execute(
            update(t.accounts)
            .where(t.accounts.c.origin == self.origin, t.accounts.c.account == account, *conditions)
            .values(adoption_filing_id=None, adoption_until=None)
        )

    def _set_adoption_lock(self, connection: Connection, account: str, **values: object) -> None:
        connection.execute(
            q.CHANGE_ACCOUNT, {"origin_is": self.origin, "account_is": account, **values}
        )

    def _seconds_until_others_settle(
        self, connection: Connection, own: Intent, now: datetime, settle_seconds: float
    ) -> float:
        """Seconds until the account's other open first saves are settled, as far as known now."""
        waits = [0.0]
        for late in self._open_first_saves(connection, own.account):
            if late.id == own.id:
                continue
            bring_to_present(connection, late.filing_id, now)
            other = intent_by_id(connection, late.id)
            filing = self.filing(connection, other.filing_id)
            left = (settle_at(other, filing, settle_seconds) - now).total_seconds()
            clicking = other.lease_end is None and filing.lease_until and filing.lease_until > now
            waits.append(min(left, POLL_SECONDS) if clicking else left)
        return max(waits)

    def _open_first_saves(self, connection: Connection, account: str) -> list[Intent]:
        rows = connection.execute(
            select(t.intents).where(
                t.intents.c.origin == self.origin,
                t.intents.c.account == account,
                t.intents.c.press == Action.FIRST_SAVE.value,
                t.intents.c.is_open,
            )
        ).mappings()
        return [intent_of(row) for row in rows]


def _is_alike(one: Intent, other: Intent) -> bool:
    return (one.type, one.place) == (other.type, other.place)
