"""The index of an account's records at the portal, and the history of their statuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, bindparam, func, insert, or_, select, update

from ipp_bot.ledger import statements as q
from ipp_bot.ledger import tables as t
from ipp_bot.ledger.model import DROPPED, Filing, PortalRecord, RecordRow, StatusUpdate
from ipp_bot.ledger.rows import filing_of, record_of
from ipp_bot.ledger.store import Store
from ipp_bot.portal_status import APPROVED_ONCE, PortalStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

__all__ = ["Records", "chunks"]

_BATCH = 300
_TEXTS = ("type", "place", "title", "registration_number", "holder")
_OTHERS = ("submitted_at", "submissions", "valid_until")

Item = TypeVar("Item")


def chunks(items: Sequence[Item], size: int = _BATCH) -> Iterator[Sequence[Item]]:
    """The items, some hundred at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


class Records(Store):
    """The part of the ledger that knows what the portal holds."""

    def upsert_records(self, account: str, rows: Iterable[PortalRecord]) -> list[StatusUpdate]:
        """Takes in what the portal shows, and tells which statuses are new; repeating is harmless.

        A None in a row keeps what was known. The portal's status of owned filings follows.
        """
        # Of a record that is shown twice the later line counts.
        latest = list({row.number: row for row in rows}.values())
        changes: list[StatusUpdate] = []
        for part in chunks(latest):
            with self.write() as connection:
                self.lock_account(connection, account)
                changes.extend(self._upsert(connection, account, part))
        return changes

    def _upsert(
        self, connection: Connection, account: str, part: Sequence[PortalRecord]
    ) -> list[StatusUpdate]:
        now = self.moment(connection)
        numbers = [row.number for row in part]
        known = self._known_records(connection, account, numbers)
        owners = self._owners(connection, account, numbers)
        new = [
            _new_row(row, now)
            | {
                "origin": self.origin,
                "account": account,
                "owner_filing_id": owners.get(row.number),
            }
            for row in part
            if row.number not in known
        ]
        if new:
            connection.execute(insert(t.records), new)
        old = [row for row in part if row.number in known]
        if old:
            self._refresh(connection, [_merged(known[row.number], row, now) for row in old])
        ids = {number: row["id"] for number, row in known.items()}
        if new:
            made = self._known_records(connection, account, [row["number"] for row in new])
            ids |= {number: row["id"] for number, row in made.items()}
        changes = [
            StatusUpdate(
                row.number,
                known[row.number]["status"] if row.number in known else None,
                row.status,
                row.reasons or (),
                owners.get(row.number),
            )
            for row in part
            if row.number not in known or known[row.number]["status"] != row.status
        ]
        self._append_history(connection, changes, ids, now)
        return changes

    def _known_records(
        self, connection: Connection, account: str, numbers: Sequence[str]
    ) -> dict[str, Mapping[str, Any]]:
        rows = connection.execute(
            select(t.records).where(
                t.records.c.origin == self.origin,
                t.records.c.account == account,
                t.records.c.number.in_(numbers),
            )
        ).mappings()
        return {row["number"]: dict(row) for row in rows}

    def _owners(
        self, connection: Connection, account: str, numbers: Sequence[str]
    ) -> dict[str, int]:
        rows = connection.execute(
            select(t.filings.c.number, t.filings.c.id).where(
                t.filings.c.origin == self.origin,
                t.filings.c.account == account,
                t.filings.c.number.in_(numbers),
            )
        ).all()
        return {str(number): filing_id for number, filing_id in rows}

    def _refresh(self, connection: Connection, rows: list[dict[str, Any]]) -> None:
        names = ("status", "reasons", "last_seen", *_TEXTS, *_OTHERS)
        connection.execute(
            update(t.records)
            .where(t.records.c.id == bindparam("row_id"))
            .values({name: bindparam(f"new_{name}") for name in names}),
            [{"row_id": row["id"]} | {f"new_{name}": row[name] for name in names} for row in rows],
        )

    def _append_history(
        self,
        connection: Connection,
        changes: list[StatusUpdate],
        ids: Mapping[str, int],
        now: datetime,
    ) -> None:
        if not changes:
            return
        connection.execute(
            insert(t.statuses),
            [
                {
                    "record_id": ids[change.number],
                    "at": now,
                    "before": change.before,
                    "after": change.after,
                    "reasons": list(change.reasons),
                }
                for change in changes
            ],
        )
        owned = [change for change in changes if change.filing_id is not None]
        if owned:
            connection.execute(
                update(t.filings)
                .where(t.filings.c.id == bindparam("row_id"))
                .values(portal_status=bindparam("new_status"), updated_at=now),
                [{"row_id": each.filing_id, "new_status": each.after} for each in owned],
            )

    def record(self, account: str, number: str) -> RecordRow | None:
        """The record of that number, as last seen."""
        with self.read() as connection:
            found = self._known_records(connection, account, [number])
        return record_of(found[number]) if found else None

    def records(
        self, account: str, statuses: Sequence[str] = (), *, limit: int | None = None
    ) -> list[RecordRow]:
        """The account's records, oldest first; with `statuses` only those."""
        query = select(t.records).where(
            t.records.c.origin == self.origin, t.records.c.account == account
        )
        if statuses:
            query = query.where(t.records.c.status.in_(statuses))
        query = query.order_by(t.records.c.id).limit(limit)
        with self.read() as connection:
            return [record_of(row) for row in connection.execute(query).mappings()]

    def find_registration(self, account: str, registration_number: str) -> list[RecordRow]:
        """The account's records that bear this registration number."""
        with self.read() as connection:
            return self._records_with_registration_number(connection, account, registration_number)

    def with_registration_number(
        self, account: str, registration_number: str
    ) -> tuple[list[RecordRow], list[Filing]]:
        """The account's records and filings that bear this registration number, in one look."""
        mine = self._registration(account, registration_number)
        with self.read() as connection:
            records = self._records_with_registration_number(
                connection, account, registration_number
            )
            rows = connection.execute(q.FILINGS_BEARING, mine).mappings()
            return records, [filing_of(row) for row in rows]

    def _records_with_registration_number(
        self, connection: Connection, account: str, registration_number: str
    ) -> list[RecordRow]:
        mine = self._registration(account, registration_number)
        rows = connection.execute(q.RECORDS_BEARING, mine).mappings()
        return [record_of(row) for row in rows]

    def _registration(self, account: str, registration_number: str) -> dict[str, str]:
        return {
            "origin_is": self.origin,
            "account_is": account,
            "registration_is": registration_number,
        }

    def known_mark(self, account: str) -> int:
        """The id of the account's newest record in the index; 0 where there is none."""
        query = select(func.max(t.records.c.id)).where(
            t.records.c.origin == self.origin, t.records.c.account == account
        )
        with self.read() as connection:
            return connection.execute(query).scalar_one() or 0

    def known_numbers(self, account: str) -> set[str]:
        """The numbers of all records of the account in the index."""
        query = select(t.records.c.number).where(
            t.records.c.origin == self.origin, t.records.c.account == account
        )
        with self.read() as connection:
            return set(connection.execute(query).scalars())

    def unknown_records(self, account: str, known_mark: int, numbers: Iterable[str]) -> list[str]:
        """Which of these numbers were not known at the mark and are no filing's, in order."""
        wanted = list(dict.fromkeys(numbers))
        taken: set[str] = set()
        with self.read() as connection:
            for part in chunks(wanted):
                known = self._known_records(connection, account, part)
                taken |= {
                    number
                    for number, row in known.items()
                    if row["id"] <= known_mark or row["owner_filing_id"] is not None
                }
                taken |= self._owners(connection, account, part).keys()
        return [number for number in wanted if number not in taken]

    def merge_records(
        self, account: str, rows: Iterable[PortalRecord], *, read_at: datetime
    ) -> list[StatusUpdate]:
        """Like `upsert_records`, but a page read at `read_at` never overrides what came later.

        Left out are records that somebody saw after `read_at`, and records of filings that are in
        a worker's hands or were changed since: the next check sees them.
        """
        latest = list({row.number: row for row in rows}.values())
        changes: list[StatusUpdate] = []
        for part in chunks(latest):
            with self.write() as connection:
                self.lock_account(connection, account)
                newer = self._newer(connection, account, [row.number for row in part], read_at)
                fresh = [row for row in part if row.number not in newer]
                if fresh:
                    changes.extend(self._upsert(connection, account, fresh))
        return changes

    def _newer(
        self, connection: Connection, account: str, numbers: Sequence[str], read_at: datetime
    ) -> set[str]:
        now = self.moment(connection)
        seen = select(t.records.c.number).where(
            self._records_of(account),
            t.records.c.number.in_(numbers),
            t.records.c.last_seen > read_at,
        )
        held = select(t.filings.c.number).where(
            t.filings.c.origin == self.origin,
            t.filings.c.account == account,
            t.filings.c.number.in_(numbers),
            or_(t.filings.c.updated_at > read_at, t.filings.c.lease_until > now),
        )
        return {
            str(number) for query in (seen, held) for number in connection.execute(query).scalars()
        }

    def known_statuses(self, account: str) -> dict[str, str]:
        """The status of every record of the account, by its number."""
        query = select(t.records.c.number, t.records.c.status).where(self._records_of(account))
        with self.read() as connection:
            return {str(number): str(status) for number, status in connection.execute(query)}

    def unseen_records(
        self,
        account: str,
        before: datetime,
        *,
        submitted_from: datetime | None = None,
        submitted_before: datetime | None = None,
    ) -> list[str]:
        """Numbers not seen at the portal since `before`, though not known to have vanished.

        With bounds only records submitted between them (the second bound excluded).
        """
        conditions = [
            self._records_of(account),
            t.records.c.last_seen < before,
            t.records.c.status != PortalStatus.VANISHED.value,
        ]
        if submitted_from is not None:
            conditions.append(t.records.c.submitted_at >= submitted_from)
        if submitted_before is not None:
            conditions.append(t.records.c.submitted_at < submitted_before)
        query = select(t.records.c.number).where(*conditions).order_by(t.records.c.id)
        with self.read() as connection:
            return [str(number) for number in connection.execute(query).scalars()]

    def ending_records(self, account: str, before: datetime) -> list[RecordRow]:
        """Records that were approved and whose time is over before that moment."""
        query = (
            select(t.records)
            .where(
                self._records_of(account),
                t.records.c.status.in_([status.value for status in APPROVED_ONCE]),
                t.records.c.valid_until < before,
            )
            .order_by(t.records.c.id)
        )
        with self.read() as connection:
            return [record_of(row) for row in connection.execute(query).mappings()]

    def others_file(self, account: str) -> bool:
        """Whether somebody else has submitted a record of the account since filings of it began."""
        began = select(func.min(t.filings.c.created_at)).where(
            t.filings.c.origin == self.origin, t.filings.c.account == account
        )
        query = select(t.records.c.number).where(
            self._records_of(account),
            t.records.c.owner_filing_id.is_(None),
            t.records.c.submitted_at > began.scalar_subquery(),
        )
        with self.read() as connection:
            numbers = {str(number) for number in connection.execute(query).scalars()}
        return bool(numbers) and bool(numbers - self.dropped_numbers(account))

    def dropped_numbers(self, account: str) -> set[str]:
        """Numbers of records that a person gave up by `drop`, and that no filing has again."""
        query = (
            select(t.events.c.note)
            .join(t.filings, t.filings.c.id == t.events.c.filing_id)
            .where(
                t.filings.c.origin == self.origin,
                t.filings.c.account == account,
                t.events.c.kind == DROPPED,
            )
        )
        with self.read() as connection:
            notes = [str(note) for note in connection.execute(query).scalars()]
            numbers = {note.partition(":")[0] for note in notes}
            for part in chunks(sorted(numbers)):
                numbers -= self._owners(connection, account, part).keys()
        return numbers


def _new_row(row: PortalRecord, now: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(row, name) or "" for name in _TEXTS}
    values |= {name: getattr(row, name) for name in _OTHERS}
    return values | {
        "number": row.number,
        "status": row.status,
        "reasons": list(row.reasons or ()),
        "first_seen": now,
        "last_seen": now,
    }


def _merged(known: Mapping[str, Any], row: PortalRecord, now: datetime) -> dict[str, Any]:
    values: dict[str, Any] = dict(known)
    for name in (*_TEXTS, *_OTHERS):
        shown = getattr(row, name)
        if shown is not None:
            values[name] = shown
    if row.reasons is not None:
        values["reasons"] = list(row.reasons)
    elif row.status != known["status"]:
        # The reasons of an earlier status say nothing about the new one.
        values["reasons"] = []
    return values | {"status": row.status, "last_seen": now}
