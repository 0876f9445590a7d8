"""IPR records, their list and their history."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_portal.clock import SHANGHAI, day_after, day_start, iso, parse_iso, wall
from mock_portal.models import HistoryEntry, ListPage, ListQuery, Reason, Record, Status
from mock_portal.store.base import Database

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

_SHOWN_STATUS = """CASE
  WHEN status = 'approved' AND valid_until < :today THEN 'expired'
  WHEN status = 'approved' AND valid_until <= :soon THEN 'expiring'
  ELSE status END"""
_LISTED_STATUS = f"""CASE
  WHEN created_at > :as_of THEN ''
  WHEN submitted_at > :as_of THEN CASE WHEN submissions > 1 THEN 'rejected' ELSE 'draft' END
  WHEN approved_at > :as_of THEN 'pending'
  WHEN list_from > :wall THEN list_status
  ELSE {_SHOWN_STATUS} END"""
_NEVER = "9999"
_FIRST_PLAIN, _STEP = 2_417_300, 7
"""Numbers of seven digits, as newer portals give them; others create records meanwhile."""
_SORT = "COALESCE(submitted_at, created_at)"


class Records(Database):
    """IPR records: rows in, `Record` values out."""

    def create(
        self, *, account: str, type_: str, place: str, country: str, now: datetime
    ) -> Record:
        """A fresh draft with a number of its own; numbers are never used twice."""
        with self.transaction():
            cursor = self._db.execute(
                "INSERT INTO iprs (number, account, type, place, country, status, created_at,"
                " updated_at) VALUES (lower(hex(randomblob(12))), ?, ?, ?, ?, 'draft', ?, ?)",
                (account, type_, place, country, iso(now), iso(now)),
            )
            seq = cursor.lastrowid or 0
            number = self._number(seq, now)
            self._db.execute("UPDATE iprs SET number = ? WHERE seq = ?", (number, seq))
        record = self.record(number, today=now.date())
        if record is None:  # pragma: no cover  (the row was written two lines above)
            raise LookupError(number)
        return record

    def _number(self, seq: int, now: datetime) -> str:
        if self.plain_numbers:
            return str(_FIRST_PLAIN + _STEP * seq)
        return f"IPR{now.astimezone(SHANGHAI):%Y%m%d}{seq:06d}"

    def number_after(self, record: Record) -> str:
        """A number that looks like one and that nobody has yet."""
        last = self._db.execute("SELECT max(seq) FROM iprs").fetchone()[0]
        return self._number(int(last) + 1, record.created_at)

    def record(self, number: str, *, today: date) -> Record | None:
        """One record, its status as of today."""
        row = self._db.execute(
            f"SELECT *, {_SHOWN_STATUS} AS shown FROM iprs WHERE number = :number",  # noqa: S608
            {"number": number, **self._days(today)},
        ).fetchone()
        return None if row is None else _record(row)

    def records(self, *, today: date, account: str = "", status: str = "") -> list[Record]:
        """All records, oldest first, perhaps of one account or stored status."""
        rows = self._db.execute(
            f"SELECT *, {_SHOWN_STATUS} AS shown FROM iprs"  # noqa: S608
            " WHERE (:account = '' OR account = :account) AND (:status = '' OR status = :status)"
            " ORDER BY seq",
            {"account": account, "status": status, **self._days(today)},
        )
        return [_record(row) for row in rows]

    def update(self, number: str, **values: object) -> None:
        """Sets some columns of a record; `fields` also refreshes the columns lists search in."""
        if isinstance(fields := values.get("fields"), dict):
            values["name"] = str(fields.get("name", ""))
            values["registration_number"] = str(fields.get("registration_number", ""))
            values["holder"] = str(fields.get("holder", ""))
        self._update("iprs", "number", number, values)

    def delete(self, number: str) -> None:
        """Removes a record and what belongs to it."""
        with self.transaction():
            for table in ("iprs", "attachments", "history"):
                self._db.execute(f"DELETE FROM {table} WHERE number = ?", (number,))  # noqa: S608

    def filed_with(self, registration_number: str, *, but: str) -> str | None:
        """The number of another sent record with this registration number."""
        row = self._db.execute(
            "SELECT number FROM iprs WHERE registration_number = ? AND number != ?"
            " AND status NOT IN ('draft', 'withdrawn') ORDER BY seq LIMIT 1",
            (registration_number, but),
        ).fetchone()
        return None if row is None else str(row[0])

    def listing(
        self, query: ListQuery, *, today: date, page_size: int, as_of: datetime | None = None
    ) -> ListPage:
        """A page of an account's records, newest first, as the list shows them.

        With `as_of` it shows what was sent and decided until then.
        """
        where = ["account = :account", f"{_LISTED_STATUS} != ''"]
        values: dict[str, Any] = {
            "account": query.account,
            "wall": wall(),
            "as_of": iso(as_of) if as_of else _NEVER,
            "type": query.type,
            "status": query.status,
            "like": "%" + _escape_like(query.keyword.strip().lower()) + "%",
            **self._days(today),
        }
        if query.type:
            where.append("type = :type")
        if query.status:
            where.append(f"{_LISTED_STATUS} = :status")
        if query.keyword.strip():
            where.append(
                "(lower(number) LIKE :like ESCAPE '\\' OR lower(name) LIKE :like ESCAPE '\\'"
                " OR lower(registration_number) LIKE :like ESCAPE '\\'"
                " OR lower(holder) LIKE :like ESCAPE '\\')"
            )
        if query.since:
            where.append(f"{_SORT} >= :since")
            values["since"] = iso(day_start(query.since))
        if query.until:
            where.append(f"{_SORT} < :until")
            values["until"] = iso(day_after(query.until))
        condition = " AND ".join(where)
        count = f"SELECT count(*) FROM iprs WHERE {condition}"  # noqa: S608
        total = int(self._db.execute(count, values).fetchone()[0])
        pages = max(1, -(-total // page_size))
        page = min(max(query.page, 1), pages)
        rows = self._db.execute(
            f"SELECT *, {_LISTED_STATUS} AS shown FROM iprs WHERE {condition}"  # noqa: S608
            f" ORDER BY {_SORT} DESC, seq DESC LIMIT :size OFFSET :skip",
            {**values, "size": page_size, "skip": (page - 1) * page_size},
        )
        records = tuple(_record(row) for row in rows)
        return ListPage(rows=records, total=total, page=page, pages=pages, query=query)

    def counts(self, account: str, *, today: date) -> dict[str, int]:
        """How many records of each status an account has."""
        rows = self._db.execute(
            f"SELECT {_SHOWN_STATUS} AS shown, count(*) FROM iprs WHERE account = :account"  # noqa: S608
            " GROUP BY shown",
            {"account": account, **self._days(today)},
        )
        return {str(row[0]): int(row[1]) for row in rows}

    def add_history(self, number: str, at: datetime, event: str, **detail: object) -> None:
        """Writes down what happened to a record."""
        self._db.execute(
            "INSERT INTO history (number, at, event, detail) VALUES (?, ?, ?, ?)",
            (number, iso(at), event, json.dumps(detail, ensure_ascii=False)),
        )

    def history(self, number: str) -> tuple[HistoryEntry, ...]:
        """What happened to a record, oldest first."""
        rows = self._db.execute("SELECT * FROM history WHERE number = ? ORDER BY id", (number,))
        return tuple(_history(row) for row in rows)

    def histories(self) -> dict[str, list[HistoryEntry]]:
        """The history of every record."""
        histories: dict[str, list[HistoryEntry]] = {}
        for row in self._db.execute("SELECT * FROM history ORDER BY id"):
            histories.setdefault(row["number"], []).append(_history(row))
        return histories

    def insert_records(self, rows: list[dict[str, Any]]) -> list[str]:
        """Writes ready-made records in bulk and returns their numbers."""
        numbers = []
        for row in rows:
            created = parse_iso(str(row["created_at"]))
            record = self.create(
                account=row["account"],
                type_=row["type"],
                place=row["place"],
                country=row.get("country", ""),
                now=created,
            )
            skip = {"account", "type", "place", "country"}
            self.update(record.number, **{k: v for k, v in row.items() if k not in skip})
            numbers.append(record.number)
        return numbers

    def _days(self, today: date) -> dict[str, str]:
        soon = today + timedelta(days=self.expiring_days)
        return {"today": today.isoformat(), "soon": soon.isoformat()}


def _history(row: sqlite3.Row) -> HistoryEntry:
    return HistoryEntry(parse_iso(row["at"]), row["event"], json.loads(row["detail"]))


def _escape_like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _record(row: sqlite3.Row) -> Record:
    shown = Status(row["shown"])
    submitted = row["submitted_at"]
    return Record(
        seq=row["seq"],
        number=row["number"],
        account=row["account"],
        type=row["type"],
        place=row["place"],
        country=row["country"],
        status=shown,
        stored_status=Status(row["status"]),
        fields=json.loads(row["fields"]),
        reasons=tuple(Reason(r["code"], r["field"]) for r in json.loads(row["reasons"])),
        created_at=parse_iso(row["created_at"]),
        updated_at=parse_iso(row["updated_at"]),
        submitted_at=parse_iso(submitted) if submitted and shown is not Status.DRAFT else None,
        submissions=row["submissions"],
        approved_at=parse_iso(row["approved_at"]) if row["approved_at"] else None,
        valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
    )
