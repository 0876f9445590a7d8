"""Which status changes became notices, and which notices were delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    func,
    or_,
    select,
    update,
)

from ipp_bot.ledger import tables as t
from ipp_bot.ledger.model import Action, Filing, RecordRow
from ipp_bot.ledger.notices import (
    Notice,
    NoticeKind,
    StatusChange,
    StoredNotice,
    stored_notice_of,
)
from ipp_bot.ledger.records import chunks
from ipp_bot.ledger.rows import filing_of, record_of
from ipp_bot.ledger.setting_keys import SettingKey
from ipp_bot.ledger.store import Store
from ipp_bot.portal_status import PortalStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

__all__ = ["NoticeLog"]


class NoticeLog(Store):
    """The part of the ledger that keeps notices, each once."""

    def without_reasons(self, account: str, limit: int) -> list[str]:
        """Rejected records with a change without a notice, and without a reason."""
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
        """Records that are no filing's and have no notice yet.

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
        has_notice = (
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
                ~has_notice,
                or_(t.records.c.status != PortalStatus.DRAFT.value, ~first_saves),
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

    # ---------------------------------------------------------------- notices

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
                self.write_setting(connection, SettingKey.NOTICES_THROUGH.of(account), str(through))

    def notices(
        self,
        accounts: Iterable[str] | None = None,
        *,
        since: datetime | None = None,
        unprinted: bool = False,
        unsent: bool = False,
        limit: int | None = None,
    ) -> list[StoredNotice]:
        """The notices, oldest first: of these accounts, kept since then, not printed, not sent."""
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
        if unprinted:
            query = query.where(t.notices.c.told_at.is_(None))
        if unsent:
            query = query.where(t.notices.c.notified_at.is_(None))
        with self.read() as connection:
            rows = connection.execute(query).mappings().all()
        return [stored_notice_of(row) for row in rows]

    def mark_delivered(self, notices: Iterable[StoredNotice], *, sent: bool = False) -> None:
        """These were shown to somebody, or with `sent` went out as a notification."""
        column = "notified_at" if sent else "told_at"
        ids = [notice.id for notice in notices]
        with self.write() as connection:
            now = self.moment(connection)
            for part in chunks(ids):
                connection.execute(
                    update(t.notices).where(t.notices.c.id.in_(part)).values({column: now})
                )

    def _watermark(self, connection: Connection, account: str) -> int:
        return int(self.read_setting(connection, SettingKey.NOTICES_THROUGH.of(account)) or 0)
