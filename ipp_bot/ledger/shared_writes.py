"""Writes that several parts of the ledger share, each within a transaction of its caller."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from ipp_bot.errors import AlreadyFiled
from ipp_bot.ledger import statements as q
from ipp_bot.ledger import tables as t
from ipp_bot.ledger.approvals import GIVEN_UP, end_approvals
from ipp_bot.ledger.model import DROPPED, State
from ipp_bot.ledger.rows import intent_of
from ipp_bot.portal_status import PortalStatus
from ipp_bot.reached import RareState, reached

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from ipp_bot.ledger.model import Filing, Intent, UploadedFile
    from ipp_bot.ledger.store import Store

__all__ = [
    "FUTURE",
    "bring_to_present",
    "disown",
    "end_work",
    "give_up",
    "has_open_intent",
    "intent_by_id",
    "note_files",
    "own_record",
]


def has_open_intent(connection: Connection, filing: Filing) -> bool:
    """Whether an intent of the filing still waits for its outcome."""
    return connection.execute(q.OPEN_INTENT, {"filing_is": filing.id}).first() is not None


def intent_by_id(connection: Connection, intent_id: int) -> Intent:
    """The intent as it is now."""
    return intent_of(connection.execute(q.INTENT, {"id_is": intent_id}).mappings().one())


FUTURE = timedelta(minutes=2)
"""Beyond that a moment lies in the future because a clock was wrong, and waiting for it is vain."""


def bring_to_present(connection: Connection, filing_id: int, now: datetime) -> None:
    """An open intent that a clock ahead of time dated into the future counts from now on."""
    moved = connection.execute(
        update(t.intents)
        .where(
            t.intents.c.filing_id == filing_id, t.intents.c.is_open, t.intents.c.at > now + FUTURE
        )
        .values(at=now)
    )
    if moved.rowcount:
        reached(RareState.CLOCK_CORRECTED)
    connection.execute(
        update(t.intents)
        .where(
            t.intents.c.filing_id == filing_id,
            t.intents.c.is_open,
            t.intents.c.lease_end > now + FUTURE,
        )
        .values(lease_end=now)
    )


def end_work(connection: Connection, filing: Filing, when: datetime) -> None:
    """From `when` on, whoever wrote the open intent clicks nothing any more."""
    connection.execute(q.WORKER_LEFT, {"filing_is": filing.id, "lease_end": when})


def note_files(
    connection: Connection,
    filing: Filing,
    now: datetime,
    uploaded: Iterable[UploadedFile],
) -> None:
    """Appends what was uploaded."""
    rows = [
        {"filing_id": filing.id, "at": now, "token": filing.token, **file._asdict()}
        for file in uploaded
    ]
    if rows:
        connection.execute(q.NEW_FILE, rows)


def own_record(
    store: Store, connection: Connection, filing: Filing, number: str, now: datetime
) -> Mapping[str, Any]:
    """Makes the record of that number this filing's own, and returns the record.

    The account is locked. AlreadyFiled where the number is another filing's.
    """
    mine = {
        "origin_is": store.origin,
        "account_is": filing.key.account,
        "number_is": number,
    }
    taken = connection.execute(q.NUMBER_TAKEN, mine | {"id_is": filing.id}).scalar_one_or_none()
    if taken is not None:
        raise AlreadyFiled(f"The IPR number {number} belongs to {taken} already")
    row = connection.execute(q.RECORD, mine).mappings().first()
    if row is not None:
        connection.execute(q.OWN_RECORD, mine | {"owner_filing_id": filing.id})
        return dict(row) | {"owner_filing_id": filing.id}
    record: dict[str, Any] = {
        "origin": store.origin,
        "account": filing.key.account,
        "number": number,
        "type": filing.type,
        "place": filing.place,
        "status": PortalStatus.DRAFT.value,
        "title": filing.title,
        "registration_number": filing.registration_number,
        "holder": filing.holder,
        "submitted_at": None,
        "reasons": [],
        "first_seen": now,
        "last_seen": now,
        "owner_filing_id": filing.id,
    }
    made = connection.execute(q.NEW_RECORD, record)
    (record_id,) = made.inserted_primary_key or (None,)
    connection.execute(
        q.NEW_STATUS,
        {"record_id": record_id, "at": now, "after": PortalStatus.DRAFT.value, "reasons": []},
    )
    return record


def disown(connection: Connection, filing: Filing) -> None:
    """Makes the filing's record nobody's."""
    connection.execute(
        update(t.records)
        .where(t.records.c.owner_filing_id == filing.id)
        .values(owner_filing_id=None)
    )


def give_up(
    store: Store, connection: Connection, filing: Filing, now: datetime, reason: str
) -> Filing:
    """Gives the record's number back, for this reason; the filing is refused from now on."""
    disown(connection, filing)
    end_approvals(store, connection, filing, GIVEN_UP)
    store.emit(connection, filing, now, DROPPED, f"{filing.number or 'no record'}: {reason}")
    return store.change(
        connection,
        filing,
        now,
        state=State.REFUSED.value,
        number=None,
        reason=reason,
        hint="",
        portal_status=None,
        submitted_at=None,
        receipt=None,
    )
