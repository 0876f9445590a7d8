"""What the nightly check keeps: whose turn it is, what the portal showed, what was told."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from ipp_bot.ledger import tables as t
from ipp_bot.ledger.model import DROPPED, Action, Change, Filing, PortalRecord, RecordRow
from ipp_bot.ledger.notices import (
    DeliveredNotice,
    Notice,
    NoticeKind,
    StatusChange,
    told_of,
)
from ipp_bot.ledger.records import Records, chunks
from ipp_bot.ledger.rows import filing_of, record_of
from ipp_bot.portal_status import APPROVED_ONCE, PortalStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Nightly"]

_WATERMARK = "digest:{}"
_TURN = "sync-turn:{}"


class Nightly(Records):
    """The part of the ledger that the nightly check works with."""

    # ---------------------------------------------------------------- one at a time

    def begin_turn(self, account: str, owner: str, seconds: float) -> str | None:
        """Takes the account's turn to check, or keeps it; who has it, where another one does."""
        key = _TURN.format(account)
        with self.write() as connection:
            self.lock_account(connection, account)
            now = self.moment(connection)
            held = json.loads(self._note(connection, key) or "{}")
            other = str(held.get("owner", owner))
            if other != owner and datetime.fromisoformat(held["until"]) > now:
                return other
            until = (now + timedelta(seconds=seconds)).isoformat()
            self._set_note(connection, key, json.dumps({"owner": owner, "until": until}))
        return None

    def end_turn(self, account: str, owner: str) -> None:
        """Gives the turn back; nothing happens where it was lost before."""
        key = _TURN.format(account)
        with self.write() as connection:
            self.lock_account(connection, account)
            held = json.loads(self._note(connection, key) or "{}")
            if held.get("owner") == owner:
                self._set_note(connection, key, "{}")

    # ---------------------------------------------------------------- what is known

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

    def without_reasons(self, account: str, limit: int) -> list[str]:
        """Rejected records with a change that is not told yet, and without a reason."""
        with self.read() as connection:
            mark = self._watermark(connection, account)
            recent = (
                exists()
                .where(t.statuses.c.record_id == t.records.c.id, t.statuses.c.id > mark)
                .correlate(t.records)
            )
            known_before = (
                exists()
                .where(
                    t.statuses.c.record_id == t.records.c.id,
                    t.statuses.c.id > mark,
                    t.statuses.c.before.is_not(None),
                )
                .correlate(t.records)
            )
            query = select(t.records.c.number, t.records.c.reasons).where(
                self._records_of(account),
                t.records.c.status == PortalStatus.REJECTED.value,
                recent,
                or_(known_before, t.records.c.owner_filing_id.is_not(None)),
            )
            rows = connection.execute(query.order_by(t.records.c.id)).all()
        return [str(number) for number, reasons in rows if not reasons][:limit]

    def merge_records(
        self, account: str, rows: Iterable[PortalRecord], *, read_at: datetime
    ) -> list[Change]:
        """Like `upsert_records`, but a page read at `read_at` never overrides what came later.

        Left out are records that somebody saw after `read_at`, and records of filings that are in
        a worker's hands or were changed since: the next check sees them.
        """
        latest = list({row.number: row for row in rows}.values())
        changes: list[Change] = []
        for part in chunks(latest):
            with self.write() as connection:
                self.lock_account(connection, account)
                newer = self._newer(connection, account, [row.number for row in part], read_at)
                fresh = [row for row in part if row.number not in newer]
                if fresh:
                    changes.extend(self._take_in(connection, account, fresh))
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

    # ---------------------------------------------------------------- what is new

    def new_changes(self, account: str, limit: int = 2000) -> list[StatusChange]:
        """The account's status changes that no notice was derived from yet, oldest first."""
        with self.read() as connection:
            return self._changes(
                connection, account, t.statuses.c.id > self._watermark(connection, account), limit
            )

    def status_history(self, account: str, *, owned: bool = True) -> list[StatusChange]:
        """The status changes of the account's records, oldest first; `owned`: of filings only."""
        wanted = t.records.c.owner_filing_id.is_not(None) if owned else t.records.c.id > 0
        with self.read() as connection:
            return self._changes(connection, account, wanted, None)

    def _changes(
        self,
        connection: Connection,
        account: str,
        condition: ColumnElement[bool],
        limit: int | None,
    ) -> list[StatusChange]:
        history = t.statuses.c
        query: Select[Any] = (
            select(
                history.id.label("change_id"),
                history.at.label("change_at"),
                history.before.label("change_before"),
                history.after.label("change_after"),
                history.reasons.label("change_reasons"),
                t.records,
            )
            .join(t.records, t.records.c.id == history.record_id)
            .where(self._records_of(account), condition)
            .order_by(history.id)
            .limit(limit)
        )
        return [
            StatusChange(
                id=row["change_id"],
                at=row["change_at"],
                before=row["change_before"],
                after=row["change_after"],
                reasons=tuple(row["change_reasons"]),
                record=record_of(row),
            )
            for row in connection.execute(query).mappings()
        ]

    def foreign_records(self, account: str) -> list[RecordRow]:
        """Records of no filing that were not told yet.

        A draft is left out while a first save of the account has no known end: it may be its own.
        """
        first_saves = (
            exists()
            .where(
                t.intents.c.origin == self.origin,
                t.intents.c.account == account,
                t.intents.c.press == Action.FIRST_SAVE.value,
                t.intents.c.is_open,
            )
        )  # fmt: skip
        told = (
            exists()
            .where(
                t.notices.c.origin == t.records.c.origin,
                t.notices.c.account == t.records.c.account,
                t.notices.c.number == t.records.c.number,
                t.notices.c.kind == NoticeKind.FOREIGN.value,
            )
            .correlate(t.records)
        )
        query = (
            select(t.records)
            .where(
                self._records_of(account),
                t.records.c.owner_filing_id.is_(None),
                t.records.c.status != PortalStatus.VANISHED.value,
                ~told,
                or_(t.records.c.status != PortalStatus.DRAFT.value, ~first_saves),
            )
            .order_by(t.records.c.id)
        )
        with self.read() as connection:
            return [record_of(row) for row in connection.execute(query).mappings()]

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

    def owners(self, records: Iterable[RecordRow]) -> dict[int, Filing]:
        """The filings of these records, by their id."""
        ids = [record.owner_filing_id for record in records if record.owner_filing_id is not None]
        found: dict[int, Filing] = {}
        with self.read() as connection:
            for part in chunks(ids):
                query = select(t.filings).where(t.filings.c.id.in_(part))
                for row in connection.execute(query).mappings():
                    found[row["id"]] = filing_of(row)
        return found

    # ---------------------------------------------------------------- what was told

    def add_notices(
        self, account: str, notices: Sequence[Notice], *, through: int | None = None
    ) -> None:
        """Keeps the notices that are not there yet; changes up to `through` are done with.

        Both in one transaction, so that a crash neither loses a change nor tells it twice.
        """
        with self.write() as connection:
            self.lock_account(connection, account)
            now = self.moment(connection)
            for part in chunks(list(notices)):
                self.insert_new(
                    connection,
                    t.notices,
                    [
                        {
                            "origin": self.origin,
                            "account": account,
                            "number": notice.number,
                            "filing_id": notice.filing_id,
                            "kind": notice.kind.value,
                            "about": notice.about,
                            "at": now,
                            "seen_at": notice.seen_at,
                            "data": dict(notice.data),
                        }
                        for notice in part
                    ],
                    ("origin", "account", "number", "kind", "about"),
                )
            if through is not None and through > self._watermark(connection, account):
                self._set_note(connection, _WATERMARK.format(account), str(through))

    def notices(
        self,
        accounts: Iterable[str] | None = None,
        *,
        since: datetime | None = None,
        untold: bool = False,
        unsent: bool = False,
        limit: int | None = None,
    ) -> list[DeliveredNotice]:
        """What was found out, oldest first: of these accounts, since then, not told, not sent."""
        filings = {column.name: column.label(f"f__{column.name}") for column in t.filings.c}
        records = {column.name: column.label(f"r__{column.name}") for column in t.records.c}
        query: Select[Any] = (
            select(t.notices, *filings.values(), *records.values())
            .join(
                t.records,
                and_(
                    t.records.c.origin == t.notices.c.origin,
                    t.records.c.account == t.notices.c.account,
                    t.records.c.number == t.notices.c.number,
                ),
                isouter=True,
            )
            .join(
                t.filings,
                t.filings.c.id == func.coalesce(t.records.c.owner_filing_id, t.notices.c.filing_id),
                isouter=True,
            )
            .where(t.notices.c.origin == self.origin)
            .order_by(t.notices.c.id)
            .limit(limit)
        )
        if accounts is not None:
            query = query.where(t.notices.c.account.in_(list(accounts)))
        if since is not None:
            query = query.where(t.notices.c.at >= since)
        if untold:
            query = query.where(t.notices.c.told_at.is_(None))
        if unsent:
            query = query.where(t.notices.c.notified_at.is_(None))
        with self.read() as connection:
            rows = connection.execute(query).mappings().all()
        return [told_of(row) for row in rows]

    def mark_delivered(self, notices: Iterable[DeliveredNotice], *, sent: bool = False) -> None:
        """These were shown to somebody, or with `sent` went out as a notification."""
        column = "notified_at" if sent else "told_at"
        ids = [notice.id for notice in notices]
        with self.write() as connection:
            now = self.moment(connection)
            for part in chunks(ids):
                connection.execute(
                    update(t.notices).where(t.notices.c.id.in_(part)).values({column: now})
                )

    # ---------------------------------------------------------------- within

    def _records_of(self, account: str) -> ColumnElement[bool]:
        return and_(t.records.c.origin == self.origin, t.records.c.account == account)

    def _watermark(self, connection: Connection, account: str) -> int:
        return int(self._note(connection, _WATERMARK.format(account)) or 0)

    def _note(self, connection: Connection, key: str) -> str | None:
        query = select(t.notes.c.value).where(t.notes.c.origin == self.origin, t.notes.c.key == key)
        return connection.execute(query).scalar_one_or_none()

    def _set_note(self, connection: Connection, key: str, value: str) -> None:
        mine = (t.notes.c.origin == self.origin, t.notes.c.key == key)
        changed = connection.execute(update(t.notes).where(*mine).values(value=value))
        if not changed.rowcount:
            connection.execute(insert(t.notes).values(origin=self.origin, key=key, value=value))
