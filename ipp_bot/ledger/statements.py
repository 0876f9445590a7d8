"""Statements of the transactions around a press, built once: building costs more than running.

What a statement is given by name ends in `_is`; the columns that it writes go by their own names.
"""

from __future__ import annotations

from sqlalchemy import and_, bindparam, func, insert, or_, select, update

from ipp_bot.ledger import tables as t
from ipp_bot.portal_status import REFILABLE

__all__ = [
    "ACCOUNT",
    "CHANGE_ACCOUNT",
    "CHANGE_FILING",
    "CHANGE_INTENT",
    "FILING",
    "FILINGS_BEARING",
    "FILING_LOCKED",
    "INTENT",
    "KNOWN_MARK",
    "NEW_EVENT",
    "NEW_FILE",
    "NEW_INTENT",
    "NEW_RECORD",
    "NEW_STATUS",
    "NUMBER_TAKEN",
    "OPEN_INTENT",
    "OWN_RECORD",
    "RECORD",
    "RECORDS_BEARING",
    "SAME_REGISTRATION",
    "WORKER_LEFT",
]

FILING = select(t.filings).where(t.filings.c.id == bindparam("id_is"))
FILING_LOCKED = FILING.with_for_update()
CHANGE_FILING = update(t.filings).where(t.filings.c.id == bindparam("id_is"))

ACCOUNT = (
    select(t.accounts)
    .where(
        t.accounts.c.origin == bindparam("origin_is"),
        t.accounts.c.account == bindparam("account_is"),
    )
    .with_for_update()
)
CHANGE_ACCOUNT = update(t.accounts).where(
    t.accounts.c.origin == bindparam("origin_is"), t.accounts.c.account == bindparam("account_is")
)

INTENT = select(t.intents).where(t.intents.c.id == bindparam("id_is"))
OPEN_INTENT = select(t.intents).where(
    t.intents.c.filing_id == bindparam("filing_is"), t.intents.c.is_open
)
NEW_INTENT = insert(t.intents)
CHANGE_INTENT = update(t.intents).where(t.intents.c.id == bindparam("id_is"))
WORKER_LEFT = update(t.intents).where(
    t.intents.c.filing_id == bindparam("filing_is"),
    t.intents.c.is_open,
    t.intents.c.lease_end.is_(None),
)

KNOWN_MARK = select(func.max(t.records.c.id)).where(
    t.records.c.origin == bindparam("origin_is"), t.records.c.account == bindparam("account_is")
)
_RECORD = (
    t.records.c.origin == bindparam("origin_is"),
    t.records.c.account == bindparam("account_is"),
    t.records.c.number == bindparam("number_is"),
)
RECORD = select(t.records).where(*_RECORD)
OWN_RECORD = update(t.records).where(*_RECORD)
NUMBER_TAKEN = select(t.filings.c.ref).where(
    t.filings.c.origin == bindparam("origin_is"),
    t.filings.c.account == bindparam("account_is"),
    t.filings.c.number == bindparam("number_is"),
    t.filings.c.id != bindparam("id_is"),
)
# Whoever else of the account files (or filed, and it still stands) the same registration number.
SAME_REGISTRATION = (
    select(t.filings.c.ref, t.filings.c.number)
    .where(
        t.filings.c.origin == bindparam("origin_is"),
        t.filings.c.registration_number == bindparam("registration_is"),
        t.filings.c.registration_number != "",
        t.filings.c.account == bindparam("account_is"),
        t.filings.c.type == bindparam("type_is"),
        t.filings.c.id != bindparam("id_is"),
        or_(
            and_(
                t.filings.c.number.is_not(None),
                func.lower(func.coalesce(t.filings.c.portal_status, "")).not_in(
                    sorted(status.value for status in REFILABLE)
                ),
            ),
            select(t.intents.c.id)
            .where(
                t.intents.c.filing_id == t.filings.c.id,
                t.intents.c.is_open,
                t.intents.c.press == "first save",
            )
            .exists(),
        ),
    )
    .limit(1)
)
RECORDS_BEARING, FILINGS_BEARING = (
    select(table)
    .where(
        table.c.origin == bindparam("origin_is"),
        table.c.account == bindparam("account_is"),
        table.c.registration_number == bindparam("registration_is"),
    )
    .order_by(table.c.id)
    for table in (t.records, t.filings)
)
NEW_EVENT = insert(t.events)
NEW_FILE = insert(t.files)
NEW_RECORD = insert(t.records)
NEW_STATUS = insert(t.statuses)
