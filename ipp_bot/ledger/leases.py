"""Who works on a filing, and what its worker may write beside the clicks."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from ipp_bot.errors import Refused
from ipp_bot.ledger import tables as t
from ipp_bot.ledger.model import (
    CLAIMED,
    TAKEN_OVER,
    UNANSWERED_WRITES,
    WORKER_DIED,
    Action,
    Claim,
    Filing,
    Outcome,
    State,
    UploadedFile,
    settled_at,
)
from ipp_bot.ledger.proof_chain import chained_receipt
from ipp_bot.ledger.setting_keys import SettingKey
from ipp_bot.ledger.shared_writes import (
    FUTURE,
    bring_to_present,
    disown,
    end_work,
    give_up,
    has_open_intent,
    note_files,
    own_record,
)
from ipp_bot.ledger.store import Store
from ipp_bot.reached import RareState, reached

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

__all__ = ["Leases"]

_NEEDS_NUMBER = {State.DRAFTED, State.AWAITING_POA}
_NEEDS_NO_NUMBER = {State.PLANNED}
_TAKEN_OVER = {
    State.PLANNED: RareState.TAKEN_OVER_PLANNED,
    State.FIRST_SAVE_INTENDED: RareState.TAKEN_OVER_FIRST_SAVE,
    State.DRAFTED: RareState.TAKEN_OVER_DRAFTED,
    State.AWAITING_POA: RareState.TAKEN_OVER_AWAITING_POA,
    State.SUBMIT_INTENDED: RareState.TAKEN_OVER_SUBMISSION,
    State.SUBMITTED: RareState.TAKEN_OVER_SUBMITTED,
    State.DROP_INTENDED: RareState.TAKEN_OVER_DROP,
}
_WITHOUT_CLICK = _NEEDS_NUMBER | _NEEDS_NO_NUMBER | {State.REFUSED, State.NEEDS_PERSON}


class Leases(Store):
    """The part of the ledger that lends filings out."""

    def claim(self, filing_id: int, owner: str, seconds: float) -> Claim | None:
        """The filing, lent to `owner` for so long; None while it is lent to somebody else."""
        with self.write() as connection:
            filing = self.filing(connection, filing_id, lock=True)
            now = self.moment(connection)
            until = filing.lease_until
            if until is not None and until > now + timedelta(seconds=seconds) + FUTURE:
                until = now  # no lease is that long: whoever took it had a wrong clock
            if filing.lease_owner not in {None, owner} and until is not None and until > now:
                return None
            bring_to_present(connection, filing.id, now)
            if filing.lease_owner not in {None, owner} and filing.state in _TAKEN_OVER:
                reached(_TAKEN_OVER[filing.state])
            end_work(connection, filing, until or now)
            if filing.lease_owner is not None:
                self.emit(connection, filing, now, TAKEN_OVER, filing.lease_owner)
            lease_until = now + timedelta(seconds=seconds)
            lent = self.change(
                connection,
                filing,
                now,
                token=filing.token + 1,
                lease_owner=owner,
                lease_until=lease_until,
            )
            self.emit(connection, lent, now, CLAIMED, f"until {lease_until.isoformat()}")
            return Claim(lent, lent.token, owner, lease_until)

    def renew(self, claim: Claim, seconds: float) -> Claim:
        """The same claim, holding for `seconds` from now."""
        with self.write() as connection:
            filing, now = self.guard(connection, claim)
            lease_until = now + timedelta(seconds=seconds)
            lent = self.change(connection, filing, now, lease_until=lease_until)
            return Claim(lent, claim.token, claim.owner, lease_until)

    def release(self, claim: Claim) -> None:
        """Gives the filing back; nothing happens where the claim was lost before."""
        with self.write() as connection:
            filing = self.filing(connection, claim.filing.id, lock=True)
            if filing.token != claim.token or filing.lease_owner != claim.owner:
                return
            now = self.moment(connection)
            end_work(connection, filing, now)
            self.change(connection, filing, now, lease_owner=None, lease_until=None)

    def lease_owners(self) -> list[str]:
        """Everybody who holds a lease now, or held one that nobody has taken over."""
        with self.read() as connection:
            owners = select(t.filings.c.lease_owner).where(
                t.filings.c.origin == self.origin, t.filings.c.lease_owner.is_not(None)
            )
            return sorted(filter(None, connection.execute(owners.distinct()).scalars()))

    def expire_leases(self, owner: str) -> int:
        """Ends the leases of an owner that is known to be dead; tells how many there were."""
        mine = (t.filings.c.origin == self.origin, t.filings.c.lease_owner == owner)
        with self.write() as connection:
            numbers = list(connection.execute(select(t.filings.c.id).where(*mine)).scalars())
            for number in numbers:
                filing = self.filing(connection, number, lock=True)
                if filing.lease_owner != owner:
                    continue
                now = self.moment(connection)
                end_work(connection, filing, min(filing.lease_until or now, now))
                self.change(
                    connection,
                    filing,
                    now,
                    token=filing.token + 1,
                    lease_owner=None,
                    lease_until=None,
                )
                self.emit(connection, filing, now, WORKER_DIED, owner)
                reached(RareState.WORKER_DIED)
                if filing.state in _TAKEN_OVER:
                    reached(_TAKEN_OVER[filing.state])
            return len(numbers)

    def set_state(
        self,
        claim: Claim,
        state: State,
        *,
        reason: str = "",
        hint: str = "",
        poa_fields_hash: str | None = None,
        poa_fields: Mapping[str, Any] | None = None,
    ) -> Filing:
        """Moves the claimed filing to a state that no click leads to; None keeps what is stored.

        Raises:
            LeaseLost: the claim no longer holds.
            ValueError: the state does not fit the filing, or an intent is open (then only
                "needs a person" is possible, and the intent stays open).
        """
        with self.write() as connection:
            filing, now = self.guard(connection, claim)
            _check_fits(filing, state)
            if state is not State.NEEDS_PERSON and has_open_intent(connection, filing):
                raise ValueError(f"{filing.key.ref}: an intent is open; reconcile it first")
            values: dict[str, object] = {"state": state.value, "reason": reason, "hint": hint}
            if poa_fields_hash is not None:
                values["poa_fields_hash"] = poa_fields_hash
            if poa_fields is not None:
                values["poa_fields"] = dict(poa_fields)
            self.emit(connection, filing, now, "state", f"{state}: {reason}" if reason else state)
            return self.change(connection, filing, now, **values)

    def attempt(self, claim: Claim, kind: str, note: str = "") -> None:
        """Appends a line to the history of the claimed filing."""
        with self.write() as connection:
            filing, now = self.guard(connection, claim)
            self.emit(connection, filing, now, kind, note)

    def note_unanswered_writes(self, claim: Claim) -> None:
        """Notes that the portal may still carry out what was sent to the record of the filing."""
        with self.write() as connection:
            filing, now = self.guard(connection, claim)
            self.emit(connection, filing, now, UNANSWERED_WRITES, filing.number or "")
            reached(RareState.UNANSWERED_WRITE)

    def writes_settle_wait(self, filing_id: int, settle_seconds: float) -> float:
        """Seconds until all that was sent to the record is carried out or lost; 0 from then on.

        Of a worker that died nobody knows which of its writes were answered.
        """
        losses = {UNANSWERED_WRITES, WORKER_DIED, TAKEN_OVER}
        kinds = select(t.events.c.kind, t.events.c.at).where(
            t.events.c.filing_id == filing_id, t.events.c.kind.in_([*losses, CLAIMED])
        )
        with self.read() as connection:
            found = [(row.kind, row.at) for row in connection.execute(kinds)]
            now = self.moment(connection)
        lost = [at for kind, at in found if kind in losses]
        if not lost:
            return 0.0
        since = max(lost)
        if since > now + FUTURE:  # noted by a clock ahead of time: it counts from the last claim
            claims = [at for kind, at in found if kind == CLAIMED and at <= now + FUTURE]
            since = max(claims, default=now)
        return max((settled_at(since, settle_seconds) - now).total_seconds(), 0.0)

    def record_files(self, claim: Claim, uploaded: Iterable[UploadedFile]) -> None:
        """Notes what was uploaded."""
        with self.write() as connection:
            filing, now = self.guard(connection, claim)
            note_files(connection, filing, now, uploaded)

    def adopt(
        self,
        claim: Claim,
        number: str,
        *,
        receipt: Mapping[str, Any] | None = None,
        submitted_at: datetime | None = None,
    ) -> Filing:
        """Makes a record that a person filed the record of the claimed filing.

        With a `receipt`, which says that its content was compared, it counts as submitted; without
        one it is gone on with as a draft. An open first save is settled by it.

        Raises:
            LeaseLost: the claim no longer holds.
            AlreadyFiled: the number belongs to another filing.
            Refused: the filing has another number.
            ValueError: its submission is open.
        """
        with self.write() as connection:
            self.lock_account(connection, claim.filing.key.account)
            filing, now = self.guard(connection, claim)
            if filing.number == number and filing.state is State.SUBMITTED and filing.receipt:
                return filing
            if filing.number not in (None, number):
                raise Refused(
                    f"{filing.key.ref} has the IPR number {filing.number} already", sent=False
                )
            if filing.number is not None and has_open_intent(connection, filing):
                raise ValueError(f"{filing.key.ref}: a click on its record is open; settle it")
            record = own_record(self, connection, filing, number, now)
            connection.execute(
                update(t.intents)
                .where(
                    t.intents.c.filing_id == filing.id,
                    t.intents.c.is_open,
                    t.intents.c.press == Action.FIRST_SAVE.value,
                )
                .values(
                    is_open=False,
                    outcome=Outcome.PERSON.value,
                    closed_at=now,
                    note=f"a person said that it is {number}",
                )
            )
            state = State.DRAFTED if receipt is None else State.SUBMITTED
            if receipt is not None:
                receipt = chained_receipt(self, connection, filing, now, receipt)
            self.emit(connection, filing, now, "adopted", number)
            return self.change(
                connection,
                filing,
                now,
                state=state.value,
                number=number,
                reason="",
                hint="",
                portal_status=record["status"],
                submitted_at=None if receipt is None else submitted_at or now,
                receipt=None if receipt is None else dict(receipt),
            )

    def _settled(self, connection: Connection, claim: Claim) -> tuple[Filing, datetime]:
        """The claim's filing, of which no click is open; its account is locked."""
        self.lock_account(connection, claim.filing.key.account)
        filing, now = self.guard(connection, claim)
        if has_open_intent(connection, filing):
            raise ValueError(f"{filing.key.ref}: an intent is open; reconcile it first")
        return filing, now

    def give_record_back(self, claim: Claim, why: str) -> Filing:
        """Makes the filing's record nobody's again: it is not this filing's; nothing is dropped.

        Raises:
            LeaseLost: the claim no longer holds.
            ValueError: an intent is open.
        """
        with self.write() as connection:
            filing, now = self._settled(connection, claim)
            disown(connection, filing)
            self.emit(connection, filing, now, "given back", f"{filing.number}: {why}")
            return self.change(
                connection,
                filing,
                now,
                state=State.PLANNED.value,
                number=None,
                reason="",
                hint="",
                portal_status=None,
            )

    def drop(self, claim: Claim, *, reason: str) -> Filing:
        """Gives the record's number back where nothing is to be taken back at the portal.

        Raises:
            LeaseLost: the claim no longer holds.
            ValueError: an intent is open.
        """
        with self.write() as connection:
            filing, now = self._settled(connection, claim)
            return give_up(self, connection, filing, now, reason)

    def begin_turn(self, account: str, owner: str, seconds: float) -> str | None:
        """Takes the account's turn to check, or keeps it; who has it, where another one does."""
        key = SettingKey.SYNC_TURN.of(account)
        with self.write() as connection:
            self.lock_account(connection, account)
            now = self.moment(connection)
            held = json.loads(self.read_setting(connection, key) or "{}")
            other = str(held.get("owner", owner))
            if other != owner and datetime.fromisoformat(held["until"]) > now:
                return other
            until = (now + timedelta(seconds=seconds)).isoformat()
            self.write_setting(connection, key, json.dumps({"owner": owner, "until": until}))
        return None

    def end_turn(self, account: str, owner: str) -> None:
        """Gives the turn back; nothing happens where it was lost before."""
        key = SettingKey.SYNC_TURN.of(account)
        with self.write() as connection:
            self.lock_account(connection, account)
            held = json.loads(self.read_setting(connection, key) or "{}")
            if held.get("owner") == owner:
                self.write_setting(connection, key, "{}")


def _check_fits(filing: Filing, state: State) -> None:
    ref = filing.key.ref
    if filing.state is State.SUBMITTED:
        raise ValueError(f"{ref} is submitted, and stays so unless it is amended or dropped")
    if state not in _WITHOUT_CLICK:
        raise ValueError(f"{ref}: only a click leads to {state!r}")
    if state in _NEEDS_NUMBER and filing.number is None:
        raise ValueError(f"{ref}: {state!r} needs an IPR number")
    if state in _NEEDS_NO_NUMBER and filing.number is not None:
        raise ValueError(f"{ref}: with an IPR number it cannot be {state!r} again")
