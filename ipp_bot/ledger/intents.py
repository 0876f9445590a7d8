"""What is written down before and after an irreversible click."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from ipp_bot.errors import AdoptionInProgress, AlreadyFiled, RetryLater
from ipp_bot.ledger import statements as q
from ipp_bot.ledger import tables as t
from ipp_bot.ledger.approvals import SUBMITTED, end_approvals, people_of, refuse_unapproved
from ipp_bot.ledger.holds import refuse_on_hold
from ipp_bot.ledger.model import (
    EDITED,
    LAG,
    NOT_SEEN,
    SENT,
    Action,
    Claim,
    Filing,
    Intent,
    Outcome,
    State,
    Supervision,
    UploadedFile,
    settle_at,
)
from ipp_bot.ledger.proof_chain import chained_receipt
from ipp_bot.ledger.rows import intent_of
from ipp_bot.ledger.setting_keys import SettingKey
from ipp_bot.ledger.shared_writes import (
    give_up,
    has_open_intent,
    intent_by_id,
    note_files,
    own_record,
)
from ipp_bot.ledger.store import Store
from ipp_bot.portal_status import NOT_DECIDED, PortalStatus
from ipp_bot.reached import RareState, reached

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

__all__ = ["LONGEST_ADOPTION", "LOOKING", "POLL_SECONDS", "Intents"]

POLL_SECONDS = 1.0
"""Seconds after which a lock that another filing holds is tried again."""
LONGEST_ADOPTION = timedelta(hours=1)
"""A lock said to hold for longer was taken by a clock ahead of time, and holds no more."""
LOOKING = "another filing of the account looks for its draft"

_DONE = {Outcome.DONE, Outcome.SETTLED_DONE}
_NOT_DONE = {Outcome.NOT_CLICKED, Outcome.REFUSED, Outcome.SETTLED_NOT_DONE}
_ONLY_WHO_CLICKED = {Outcome.NOT_CLICKED, Outcome.DONE, Outcome.REFUSED}
_AFTERWARDS = {State.REFUSED, State.NEEDS_PERSON, State.AWAITING_POA}


class Intents(Store):
    """The part of the ledger that makes a click count once."""

    settle_at = staticmethod(settle_at)

    def intend_first_save(self, claim: Claim, *, deadline_seconds: float) -> Intent:
        """Writes the intent of a first save; it holds the account's shared lock while it is open.

        Raises:
            LeaseLost: the claim no longer holds.
            AdoptionInProgress: another filing of the account adopts; come again.
            AlreadyFiled: another filing of the account bears the same type and registration
                number, and its record stands or is being made.
            ValueError: an intent is open already, or the filing has a number.
        """
        with self.write() as connection:
            account = self.lock_account(connection, claim.filing.key.account)
            filing, now = self.guard(connection, claim)
            until = account["adoption_until"]
            mine = account["adoption_filing_id"] == filing.id
            if until is not None and now < until <= now + LONGEST_ADOPTION and not mine:
                left = (until - now).total_seconds()
                reached(RareState.ADOPTION_AWAITED)
                raise AdoptionInProgress(min(left, POLL_SECONDS), LOOKING)
            if filing.number is not None:
                raise ValueError(f"{filing.key.ref} has a record already: {filing.number}")
            self._refuse_same_registration(connection, filing)
            intent = self._intend(connection, filing, now, Action.FIRST_SAVE, deadline_seconds)
            self.change(
                connection,
                filing,
                now,
                state=State.FIRST_SAVE_INTENDED.value,
                reason="",
                hint="",
            )
            return intent

    def _refuse_same_registration(self, connection: Connection, filing: Filing) -> None:
        """Two filings of one registration number never make a record each, not even at once."""
        other = connection.execute(
            q.SAME_REGISTRATION,
            {
                "origin_is": self.origin,
                "account_is": filing.key.account,
                "registration_is": filing.registration_number,
                "type_is": filing.type,
                "id_is": filing.id,
            },
        ).one_or_none()
        if other is not None:
            ref, number = other
            where = f"as {number}" if number else "right now"
            raise AlreadyFiled(
                f"{filing.registration_number} is filed {where} by {ref}",
                hint=f"Drop {ref} or {filing.key.ref}.",
                sent=False,
            )

    def intend_submit(
        self,
        claim: Claim,
        *,
        status: str | None,
        submitted_at: datetime | None,
        submissions: int | None,
        deadline_seconds: float,
        uploaded: Iterable[UploadedFile] = (),
        supervision: Supervision = Supervision.ALONE,
    ) -> Intent:
        """Writes the intent of a submission, with what the portal showed of the record before it.

        `uploaded` is noted with it, as `record_files` does. `supervision` says who is to click.

        Raises:
            LeaseLost: the claim no longer holds.
            ValueError: an intent is open already, there is no number, or it is submitted.
        """
        with self.write() as connection:
            filing, now = self.guard(connection, claim)
            if filing.number is None:
                raise ValueError(f"{filing.key.ref} has no record to submit")
            if filing.state is State.SUBMITTED:
                raise ValueError(f"{filing.key.ref} is submitted already")
            intent = self._intend(
                connection,
                filing,
                now,
                Action.SUBMIT,
                deadline_seconds,
                status=status,
                submitted_at=submitted_at,
                submissions=submissions,
                supervision=supervision,
            )
            note_files(connection, filing, now, uploaded)
            self.change(
                connection, filing, now, state=State.SUBMIT_INTENDED.value, reason="", hint=""
            )
            return intent

    def intend_take_back(
        self,
        claim: Claim,
        action: Action,
        *,
        status: str,
        submitted_at: datetime | None,
        submissions: int | None,
        deadline_seconds: float,
        reason: str,
    ) -> Intent:
        """Writes the intent to withdraw or delete the filing's record, as the portal shows it now.

        Raises:
            LeaseLost: the claim no longer holds.
            OnHold: the filings are on hold.
            ValueError: an intent is open already, or there is no number.
        """
        if not action.takes_back:
            raise ValueError(f"{action!r} takes nothing back")
        with self.write() as connection:
            filing, now = self.guard(connection, claim)
            if filing.number is None:
                raise ValueError(f"{filing.key.ref} has no record to take back")
            intent = self._intend(
                connection,
                filing,
                now,
                action,
                deadline_seconds,
                status=status,
                submitted_at=submitted_at,
                submissions=submissions,
                state_before=filing.state,
                reason=reason,
            )
            self.change(connection, filing, now, state=State.DROP_INTENDED.value)
            return intent

    def close_take_back(
        self, claim: Claim, intent: Intent, outcome: Outcome, *, note: str = ""
    ) -> Filing:
        """Writes down how a withdrawal or deletion ended.

        Where it was done the filing is given up in the same transaction; where it was not, the
        filing is what it was before. UNKNOWN keeps the intent open. Closing once more with the same
        outcome changes nothing.

        Raises:
            LeaseLost: the claim no longer holds.
            RetryLater: too early to say that it was not done.
            ValueError: the outcome does not fit, or the intent is none of this kind.
        """
        with self.write() as connection:
            self.lock_account(connection, claim.filing.key.account)
            filing, now = self.guard(connection, claim)
            current = intent_by_id(connection, intent.id)
            if not current.is_open and current.outcome is outcome:
                return filing
            if not current.action.takes_back or outcome not in {
                *_DONE,
                *_NOT_DONE,
                Outcome.UNKNOWN,
            }:
                raise ValueError(f"{filing.key.ref}: {outcome!r} ends no {current.action}")
            _check_outcome(filing, current, claim, outcome, filing.number, None)
            if outcome is Outcome.SETTLED_NOT_DONE:
                _check_deadline_passed(current, filing, now)
            self._write_outcome(
                connection,
                current,
                now,
                outcome,
                stays_open=outcome is Outcome.UNKNOWN,
                receipt=None,
                note=_whole_note(current, outcome, note),
            )
            _count_rare(current, outcome)
            if outcome is Outcome.UNKNOWN:
                return self.filing(connection, filing.id)
            if outcome in _DONE:
                return give_up(self, connection, filing, now, current.reason)
            before = current.state_before or State.DRAFTED
            return self.change(connection, filing, now, state=before.value)

    def _intend(
        self,
        connection: Connection,
        filing: Filing,
        now: datetime,
        action: Action,
        deadline_seconds: float,
        *,
        status: str | None = None,
        submitted_at: datetime | None = None,
        submissions: int | None = None,
        supervision: Supervision = Supervision.ALONE,
        state_before: State | None = None,
        reason: str = "",
    ) -> Intent:
        if has_open_intent(connection, filing):
            raise ValueError(f"{filing.key.ref}: an intent is open; reconcile it first")
        refuse_on_hold(self, connection)
        if action is Action.SUBMIT:
            refuse_unapproved(self, connection, filing)
        mine = {"origin_is": self.origin, "account_is": filing.key.account}
        values: dict[str, Any] = {
            "filing_id": filing.id,
            "origin": self.origin,
            "account": filing.key.account,
            "token": filing.token,
            "owner": filing.lease_owner,
            "press": action.value,
            "at": now,
            "deadline_seconds": deadline_seconds,
            "fingerprint": filing.fingerprint,
            "entry": filing.entry,
            "type": filing.type,
            "place": filing.place,
            "registration_number": filing.registration_number,
            "known_mark": connection.execute(q.KNOWN_MARK, mine).scalar_one() or 0,
            "status": status,
            "submitted_at": submitted_at,
            "submissions": submissions,
            "outcome": None,
            "is_open": True,
            "lease_end": None,
            "closed_at": None,
            "receipt": None,
            "note": "",
            **self._doer(),
            "supervision": supervision.value,
            "state_before": "" if state_before is None else state_before.value,
            "reason": reason,
        }
        made = connection.execute(q.NEW_INTENT, values)
        (intent_id,) = made.inserted_primary_key or (None,)
        return intent_of(values | {"id": intent_id})

    def open_intent(self, filing_id: int) -> Intent | None:
        """The intent whose end nobody knows yet, None where there is none."""
        with self.read() as connection:
            row = (
                connection.execute(q.OPEN_INTENT, {"filing_is": filing_id}).mappings().one_or_none()
            )
        return None if row is None else intent_of(row)

    def note_sent(self, claim: Claim, intent: Intent) -> None:
        """Notes that a request has left the page since the click: the portal may have got it.

        Raises:
            LeaseLost: the claim no longer holds.
        """
        with self.write() as connection:
            self.guard(connection, claim)
            note = "; ".join(filter(None, (SENT, intent_by_id(connection, intent.id).note)))
            connection.execute(
                update(t.intents).where(t.intents.c.id == intent.id).values(note=note)
            )

    def note_edited(self, claim: Claim, intent: Intent, entry: str) -> Intent:
        """Notes that a person changed the form before the click: this is the entry that is sent.

        Raises:
            LeaseLost: the claim no longer holds.
            ValueError: the intent is closed.
        """
        with self.write() as connection:
            filing, now = self.guard(connection, claim)
            if not intent_by_id(connection, intent.id).is_open:
                raise ValueError(f"{filing.key.ref}: the intent is closed")
            connection.execute(q.CHANGE_INTENT, {"id_is": intent.id, "entry": entry})
            self.emit(connection, filing, now, EDITED, "the form was changed in the window")
        return replace(intent, entry=entry)

    def note_window_gone(self, claim: Claim, intent: Intent) -> None:
        """Notes that the window in which a person was to click is gone: the deadline has passed.

        Raises:
            LeaseLost: the claim no longer holds.
            ValueError: the intent is closed, or no person was to click.
        """
        with self.write() as connection:
            filing, now = self.guard(connection, claim)
            current = intent_by_id(connection, intent.id)
            if not current.is_open or current.supervision is not Supervision.ATTENDED:
                raise ValueError(f"{filing.key.ref}: nobody is to click")
            _end_waiting(connection, current, now)

    def intents_of(self, filing_id: int) -> list[Intent]:
        """Every intent of the filing, the oldest first."""
        own = select(t.intents).where(t.intents.c.filing_id == filing_id).order_by(t.intents.c.id)
        with self.read() as connection:
            return [intent_of(row) for row in connection.execute(own).mappings()]

    def unknown_notes(self, filing_id: int, action: Action) -> list[str]:
        """The note of each such click of this filing that ever ended without an answer."""
        ended = t.intents.c.outcome.in_(
            [Outcome.UNKNOWN, Outcome.SETTLED_DONE, Outcome.SETTLED_NOT_DONE, Outcome.PERSON]
        )
        own = (t.intents.c.filing_id == filing_id, t.intents.c.press == action.value)
        with self.read() as connection:
            found = select(t.intents.c.note).where(*own, ended)
            return [row.note for row in connection.execute(found)]

    def settle_wait(self, intent: Intent, settle_seconds: float) -> float:
        """Seconds until a look at the portal tells whether the click was done; 0 from then on."""
        with self.read() as connection:
            filing = self.filing(connection, intent.filing_id)
            fresh = intent_by_id(connection, intent.id)
            now = self.moment(connection)
        return max((settle_at(fresh, filing, settle_seconds) - now).total_seconds(), 0.0)

    def close_intent(
        self,
        claim: Claim,
        intent: Intent,
        outcome: Outcome,
        *,
        number: str | None = None,
        submitted_at: datetime | None = None,
        receipt: Mapping[str, Any] | None = None,
        note: str = "",
        hint: str = "",
        state: State | None = None,
        settled: bool = False,
        window_gone: bool = False,
    ) -> Filing:
        """Writes down how a click ended, and moves the filing on accordingly.

        UNKNOWN keeps the intent open, and so does PERSON unless it is `settled`. CONTRADICTED
        leaves the filing to a person; the receipt stays with the click. `window_gone` says that
        nobody can click any more: its deadline has passed. After a click that was not
        done, `state` may name where the filing goes (refused, needs a person, awaiting
        POA) with `note` as the reason. Closing once more with the same outcome changes nothing.

        Raises:
            LeaseLost: the claim no longer holds.
            AlreadyFiled: the number belongs to another filing; nothing was written.
            RetryLater: too early to say that it was not done.
            ValueError: the outcome does not fit (no number, closed otherwise, another's click).
        """
        with self.write() as connection:
            self.lock_account(connection, claim.filing.key.account)
            filing, now = self.guard(connection, claim)
            current = intent_by_id(connection, intent.id)
            if not current.is_open and current.outcome is outcome:
                return filing
            if current.action.takes_back:
                raise ValueError(f"{filing.key.ref}: a {current.action} ends otherwise")
            _check_outcome(filing, current, claim, outcome, number, state)
            if outcome is Outcome.SETTLED_NOT_DONE:
                _check_deadline_passed(current, filing, now)
            note = _whole_note(current, outcome, note)
            if receipt is not None and outcome is not Outcome.CONTRADICTED:
                people = people_of(self, connection, filing, current)
                receipt = chained_receipt(
                    self, connection, filing, now, {**receipt, "people": people}
                )
            self._write_outcome(
                connection,
                current,
                now,
                outcome,
                stays_open=outcome is Outcome.UNKNOWN
                or (outcome is Outcome.PERSON and not settled),
                receipt=receipt,
                note=note,
            )
            if window_gone:
                _end_waiting(connection, current, now)
            self._keep_lag(connection, filing, current, outcome, submitted_at)
            _count_rare(current, outcome)
            if outcome is Outcome.UNKNOWN:
                return self.filing(connection, filing.id)
            values: dict[str, object] = {"reason": "", "hint": hint}
            if outcome in (Outcome.PERSON, Outcome.CONTRADICTED):
                values |= {"state": State.NEEDS_PERSON.value, "reason": note}
            elif outcome in _NOT_DONE:
                before = State.PLANNED if current.action is Action.FIRST_SAVE else State.DRAFTED
                values |= {"state": (state or before).value, "reason": note if state else ""}
            elif current.action is Action.FIRST_SAVE and number is not None:
                own_record(self, connection, filing, number, now)
                values |= {"state": State.DRAFTED.value, "number": number}
            else:
                values |= {
                    "state": State.SUBMITTED.value,
                    "submitted_at": submitted_at or now,
                    "receipt": None if receipt is None else dict(receipt),
                }
                end_approvals(self, connection, filing, SUBMITTED)
                values |= self._pending_again(connection, filing, now)
            return self.change(connection, filing, now, **values)

    def _pending_again(
        self, connection: Connection, filing: Filing, now: datetime
    ) -> dict[str, object]:
        """A record that was decided before is pending again, so that the next verdict is news."""
        mine = {
            "origin_is": self.origin,
            "account_is": filing.key.account,
            "number_is": filing.number,
        }
        row = connection.execute(q.RECORD, mine).mappings().first()
        if row is None or row["status"] in NOT_DECIDED:
            return {}
        again = {"status": PortalStatus.PENDING.value, "reasons": [], "last_seen": now}
        connection.execute(q.OWN_RECORD, mine | again)
        return {"portal_status": PortalStatus.PENDING.value}

    def _keep_lag(
        self,
        connection: Connection,
        filing: Filing,
        intent: Intent,
        outcome: Outcome,
        submitted_at: datetime | None,
    ) -> None:
        """How long a click took to be seen at least: to its time there, or past the last vain look.

        The look that found it says little, since it waited for its time.
        """
        if outcome is not Outcome.SETTLED_DONE:
            return
        now = self.moment(connection)
        looks = connection.execute(
            select(func.max(t.events.c.at)).where(
                t.events.c.filing_id == filing.id,
                t.events.c.kind == NOT_SEEN,
            )
        ).scalar_one()
        known = [moment for moment in (looks, submitted_at) if moment is not None]
        lag = max(((moment - intent.at).total_seconds() for moment in known), default=0.0)
        if not 0 < lag <= (now - intent.at).total_seconds() + 1:
            return
        self.emit(connection, filing, now, LAG, f"{lag:.0f}")
        worst = float(self.read_setting(connection, SettingKey.WORST_LAG) or 0)
        if lag > worst:
            self.write_setting(connection, SettingKey.WORST_LAG, f"{lag:.0f}")

    def _write_outcome(
        self,
        connection: Connection,
        intent: Intent,
        now: datetime,
        outcome: Outcome,
        *,
        stays_open: bool,
        receipt: Mapping[str, Any] | None,
        note: str,
    ) -> None:
        connection.execute(
            q.CHANGE_INTENT,
            {
                "id_is": intent.id,
                "outcome": outcome.value,
                "is_open": stays_open,
                # Whoever says how a click ended clicks no more.
                "lease_end": intent.lease_end or now,
                "closed_at": None if stays_open else now,
                "receipt": None if receipt is None else dict(receipt),
                "note": note,
            },
        )


_RARE = {
    (Action.FIRST_SAVE, Outcome.UNKNOWN): RareState.UNKNOWN_FIRST_SAVE,
    (Action.SUBMIT, Outcome.UNKNOWN): RareState.UNKNOWN_SUBMISSION,
    (Action.FIRST_SAVE, Outcome.SETTLED_DONE): RareState.ADOPTION,
    (Action.FIRST_SAVE, Outcome.SETTLED_NOT_DONE): RareState.FIRST_SAVE_NOT_DONE,
    (Action.SUBMIT, Outcome.SETTLED_DONE): RareState.RESOLVED_AS_SENT,
    (Action.SUBMIT, Outcome.SETTLED_NOT_DONE): RareState.RESOLVED_AS_NOT_SENT,
    (Action.FIRST_SAVE, Outcome.PERSON): RareState.LEFT_TO_PERSON,
    (Action.SUBMIT, Outcome.PERSON): RareState.LEFT_TO_PERSON,
    (Action.SUBMIT, Outcome.CONTRADICTED): RareState.CONTRADICTED,
    (Action.FIRST_SAVE, Outcome.NOT_CLICKED): RareState.CLICK_NOT_MADE,
    (Action.SUBMIT, Outcome.NOT_CLICKED): RareState.CLICK_NOT_MADE,
} | {
    (action, outcome): state
    for action in (Action.WITHDRAW, Action.DELETE)
    for outcome, state in (
        (Outcome.UNKNOWN, RareState.UNKNOWN_TAKE_BACK),
        (Outcome.SETTLED_DONE, RareState.RESOLVED_AS_TAKEN_BACK),
        (Outcome.SETTLED_NOT_DONE, RareState.RESOLVED_AS_NOT_TAKEN_BACK),
        (Outcome.NOT_CLICKED, RareState.CLICK_NOT_MADE),
    )
}


def _end_waiting(connection: Connection, intent: Intent, now: datetime) -> None:
    """From now on nobody can make the click: its deadline has passed."""
    passed = max((now - intent.at).total_seconds(), 0.0)
    seconds = min(intent.deadline_seconds, passed)
    connection.execute(q.CHANGE_INTENT, {"id_is": intent.id, "deadline_seconds": seconds})


def _check_deadline_passed(intent: Intent, filing: Filing, now: datetime) -> None:
    """RetryLater while whoever announced the click may still make it."""
    early = (settle_at(intent, filing, 0.0) - now).total_seconds()
    if early > 0:
        raise RetryLater(early, "whoever announced the click may still make it")


def _whole_note(intent: Intent, outcome: Outcome, note: str) -> str:
    """The note with what is to be remembered of the one before."""
    if outcome is Outcome.UNKNOWN and intent.was_sent:
        return f"{SENT}; {note}"
    if outcome in (Outcome.SETTLED_DONE, Outcome.SETTLED_NOT_DONE):
        return "; ".join(filter(None, (intent.note, note)))
    return note


def _count_rare(intent: Intent, outcome: Outcome) -> None:
    """Tells tests of an outcome that a proof has to meet."""
    if (state := _RARE.get((intent.action, outcome))) is not None:
        reached(state)
    amended = intent.submissions or intent.submitted_at is not None
    if outcome is Outcome.SETTLED_DONE and intent.action is Action.SUBMIT and amended:
        reached(RareState.RECONCILED_AMENDMENT)


def _check_outcome(
    filing: Filing,
    intent: Intent,
    claim: Claim,
    outcome: Outcome,
    number: str | None,
    state: State | None,
) -> None:
    ref = filing.key.ref
    if intent.filing_id != filing.id:
        raise ValueError(f"{ref}: the intent belongs to another filing")
    if not intent.is_open:
        raise ValueError(f"{ref}: the intent was closed as {intent.outcome!r} before")
    if intent.token != claim.token and outcome in _ONLY_WHO_CLICKED:
        raise ValueError(f"{ref}: only who clicked can say {outcome!r}; others settle")
    if intent.action is Action.FIRST_SAVE and outcome is Outcome.CONTRADICTED:
        raise ValueError(f"{ref}: a first save sends nothing that a record could contradict")
    if intent.action is Action.FIRST_SAVE and outcome in _DONE and not number:
        raise ValueError(f"{ref}: a first save that was done has a number")
    if state is not None and (outcome not in _NOT_DONE or state not in _AFTERWARDS):
        raise ValueError(f"{ref}: {outcome!r} does not lead to {state!r}")
