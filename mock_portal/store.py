"""The portal's database: SQLite in WAL mode, one connection, and the uploaded files beside it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mock_portal.clock import SHANGHAI, day_after, day_start, iso, parse_iso, wall
from mock_portal.models import (
    Account,
    Attachment,
    HistoryEntry,
    Identity,
    ListPage,
    ListQuery,
    Message,
    Reason,
    Record,
    Session,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

_SEEN = """CASE
  WHEN status = 'approved' AND valid_until < :today THEN 'expired'
  WHEN status = 'approved' AND valid_until <= :soon THEN 'expiring'
  ELSE status END"""
_LISTED = f"CASE WHEN list_from > :wall THEN list_status ELSE {_SEEN} END"
_SORT = "COALESCE(submitted_at, created_at)"


class Store:
    """Rows in, frozen models out; knows no rule of the portal."""

    def __init__(self, folder: Path, *, expiring_days: int = 30) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.files = folder / "files"
        self.files.mkdir(exist_ok=True)
        self.expiring_days = expiring_days
        self._db = sqlite3.connect(
            folder / "portal.sqlite", isolation_level=None, check_same_thread=False
        )
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript((Path(__file__).parent / "schema.sql").read_text("utf-8"))

    def close(self) -> None:
        """Closes the database."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; joins a transaction that is already open."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    # -- small values

    def get_meta(self, key: str) -> str | None:
        """A remembered value."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, key: str, value: str) -> None:
        """Remembers a value over restarts."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def clear(self) -> None:
        """Forgets records, messages and sessions; accounts are as on their first day."""
        with self.transaction():
            for table in ("iprs", "attachments", "history", "messages", "sessions"):
                self._db.execute(f"DELETE FROM {table}")  # noqa: S608  (names are ours)
            self._db.execute(
                "UPDATE accounts SET identity = first_identity, failures = 0, disabled = 0"
            )
        for path in self.files.iterdir():
            path.unlink()

    # -- accounts

    def put_account(self, account: Account) -> None:
        """Adds or replaces an account."""
        self._db.execute(
            "INSERT OR REPLACE INTO accounts (username, password, complainant, email, identity,"
            " first_identity, failures, disabled) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                account.username,
                account.password,
                account.complainant,
                account.email,
                account.identity,
                account.identity,
                account.failures,
                int(account.disabled),
            ),
        )

    def account(self, name: str) -> Account | None:
        """The account with this user name or e-mail."""
        row = self._db.execute(
            "SELECT * FROM accounts WHERE username = :n OR email = :n", {"n": name}
        ).fetchone()
        if row is None:
            return None
        return Account(
            username=row["username"],
            password=row["password"],
            complainant=row["complainant"],
            email=row["email"],
            identity=Identity(row["identity"]),
            failures=row["failures"],
            disabled=bool(row["disabled"]),
        )

    def update_account(self, username: str, **values: object) -> None:
        """Sets some columns of an account."""
        self._update("accounts", "username", username, values)

    # -- sessions

    def put_session(self, session: Session) -> None:
        """Adds or replaces a session."""
        self._db.execute(
            "INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?, ?, ?)",
            (
                session.token,
                session.username,
                session.csrf,
                iso(session.created_at),
                iso(session.last_seen),
                json.dumps(session.data),
            ),
        )

    def session(self, token: str) -> Session | None:
        """The session that a cookie names."""
        row = self._db.execute("SELECT * FROM sessions WHERE token = ?", (token,)).fetchone()
        if row is None:
            return None
        return Session(
            token=row["token"],
            username=row["username"],
            csrf=row["csrf"],
            created_at=parse_iso(row["created_at"]),
            last_seen=parse_iso(row["last_seen"]),
            data=json.loads(row["data"]),
        )

    def drop_session(self, token: str) -> None:
        """Ends one session."""
        self._db.execute("DELETE FROM sessions WHERE token = ?", (token,))

    def drop_sessions(self, username: str, *, but: str = "") -> None:
        """Ends the sessions of an account, except one."""
        self._db.execute("DELETE FROM sessions WHERE username = ? AND token != ?", (username, but))

    # -- records

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
            number = f"IPR{now.astimezone(SHANGHAI):%Y%m%d}{seq:06d}"
            self._db.execute("UPDATE iprs SET number = ? WHERE seq = ?", (number, seq))
        record = self.record(number, today=now.date())
        if record is None:  # pragma: no cover  (the row was written two lines above)
            raise LookupError(number)
        return record

    def record(self, number: str, *, today: date) -> Record | None:
        """One record, its status as of today."""
        row = self._db.execute(
            f"SELECT *, {_SEEN} AS seen FROM iprs WHERE number = :number",  # noqa: S608
            {"number": number, **self._days(today)},
        ).fetchone()
        return None if row is None else _record(row)

    def records(self, *, today: date, account: str = "", status: str = "") -> list[Record]:
        """All records, oldest first, perhaps of one account or stored status."""
        rows = self._db.execute(
            f"SELECT *, {_SEEN} AS seen FROM iprs"  # noqa: S608
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

    def listing(self, query: ListQuery, *, today: date, page_size: int) -> ListPage:
        """A page of an account's records, newest first, as the list shows them."""
        where = ["account = :account", f"{_LISTED} != ''"]
        values: dict[str, Any] = {
            "account": query.account,
            "wall": wall(),
            "type": query.type,
            "status": query.status,
            "like": "%" + _escape_like(query.keyword.strip().lower()) + "%",
            **self._days(today),
        }
        if query.type:
            where.append("type = :type")
        if query.status:
            where.append(f"{_LISTED} = :status")
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
            f"SELECT *, {_LISTED} AS seen FROM iprs WHERE {condition}"  # noqa: S608
            f" ORDER BY {_SORT} DESC, seq DESC LIMIT :size OFFSET :skip",
            {**values, "size": page_size, "skip": (page - 1) * page_size},
        )
        records = tuple(_record(row) for row in rows)
        return ListPage(rows=records, total=total, page=page, pages=pages, query=query)

    def counts(self, account: str, *, today: date) -> dict[str, int]:
        """How many records of each status an account has."""
        rows = self._db.execute(
            f"SELECT {_SEEN} AS seen, count(*) FROM iprs WHERE account = :account"  # noqa: S608
            " GROUP BY seen",
            {"account": account, **self._days(today)},
        )
        return {str(row[0]): int(row[1]) for row in rows}

    # -- history, messages

    def add_history(self, number: str, at: datetime, event: str, **detail: object) -> None:
        """Writes down what happened to a record."""
        self._db.execute(
            "INSERT INTO history (number, at, event, detail) VALUES (?, ?, ?, ?)",
            (number, iso(at), event, json.dumps(detail, ensure_ascii=False)),
        )

    def history(self, number: str) -> tuple[HistoryEntry, ...]:
        """What happened to a record, oldest first."""
        rows = self._db.execute("SELECT * FROM history WHERE number = ? ORDER BY id", (number,))
        return tuple(
            HistoryEntry(parse_iso(r["at"]), r["event"], json.loads(r["detail"])) for r in rows
        )

    def add_message(
        self, account: str, at: datetime, kind: str, number: str, **detail: object
    ) -> None:
        """Puts a line into an account's Reminders & Alerts."""
        self._db.execute(
            "INSERT INTO messages (account, at, kind, number, detail) VALUES (?, ?, ?, ?, ?)",
            (account, iso(at), kind, number, json.dumps(detail, ensure_ascii=False)),
        )

    def messages(self, account: str, *, limit: int = 200) -> tuple[Message, ...]:
        """An account's messages, newest first."""
        rows = self._db.execute(
            "SELECT * FROM messages WHERE account = ? ORDER BY id DESC LIMIT ?", (account, limit)
        )
        return tuple(
            Message(
                r["id"],
                account,
                parse_iso(r["at"]),
                r["kind"],
                r["number"],
                json.loads(r["detail"]),
            )
            for r in rows
        )

    # -- attachments

    def add_attachment(self, attachment: Attachment, content: bytes | None = None) -> Attachment:
        """Keeps an uploaded file; the same bytes are stored once."""
        if content is not None:
            self.put_file(content)
        cursor = self._db.execute(
            "INSERT INTO attachments (number, slot, filename, size, sha256, media_type,"
            " uploaded_at, ready_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                attachment.number,
                attachment.slot,
                attachment.filename,
                attachment.size,
                attachment.sha256,
                attachment.media_type,
                iso(attachment.uploaded_at),
                attachment.ready_at,
            ),
        )
        return replace(attachment, id=cursor.lastrowid or 0)

    def put_file(self, content: bytes) -> str:
        """Stores bytes under their SHA-256 and returns it."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.files / sha256
        if not path.exists():
            path.write_bytes(content)
        return sha256

    def attachments(self, number: str = "") -> list[Attachment]:
        """The files of one record, or of all, in the order of their arrival."""
        rows = self._db.execute(
            "SELECT * FROM attachments WHERE (:n = '' OR number = :n) ORDER BY id", {"n": number}
        )
        return [_attachment(row) for row in rows]

    def remove_attachment(self, number: str, attachment_id: int) -> bool:
        """Takes one file off a record; says whether it was there."""
        cursor = self._db.execute(
            "DELETE FROM attachments WHERE number = ? AND id = ?", (number, attachment_id)
        )
        return cursor.rowcount > 0

    def path_of(self, attachment: Attachment) -> Path:
        """Where the bytes of an attachment lie."""
        return self.files / attachment.sha256

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

    def _update(self, table: str, key: str, value: str, values: dict[str, object]) -> None:
        columns = ", ".join(f"{name} = ?" for name in values)
        packed = [
            json.dumps(v, ensure_ascii=False) if isinstance(v, dict | list) else v
            for v in values.values()
        ]
        self._db.execute(
            f"UPDATE {table} SET {columns} WHERE {key} = ?",  # noqa: S608  (names are ours)
            [*packed, value],
        )

    def _days(self, today: date) -> dict[str, str]:
        soon = today + timedelta(days=self.expiring_days)
        return {"today": today.isoformat(), "soon": soon.isoformat()}


def _escape_like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _record(row: sqlite3.Row) -> Record:
    seen = Status(row["seen"])
    submitted = row["submitted_at"]
    return Record(
        seq=row["seq"],
        number=row["number"],
        account=row["account"],
        type=row["type"],
        place=row["place"],
        country=row["country"],
        status=seen,
        stored_status=Status(row["status"]),
        fields=json.loads(row["fields"]),
        reasons=tuple(Reason(r["code"], r["field"]) for r in json.loads(row["reasons"])),
        created_at=parse_iso(row["created_at"]),
        updated_at=parse_iso(row["updated_at"]),
        submitted_at=parse_iso(submitted) if submitted and seen is not Status.DRAFT else None,
        submissions=row["submissions"],
        approved_at=parse_iso(row["approved_at"]) if row["approved_at"] else None,
        valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
    )


def _attachment(row: sqlite3.Row) -> Attachment:
    return Attachment(
        id=row["id"],
        number=row["number"],
        slot=row["slot"],
        filename=row["filename"],
        size=row["size"],
        sha256=row["sha256"],
        media_type=row["media_type"],
        uploaded_at=parse_iso(row["uploaded_at"]),
        ready_at=row["ready_at"],
    )
