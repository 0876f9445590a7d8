"""Accounts, sessions, messages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mock_portal.clock import iso, parse_iso
from mock_portal.models import Account, Identity, Message, Session
from mock_portal.store.base import Database

if TYPE_CHECKING:
    from datetime import datetime


class Accounts(Database):
    """Accounts, their sessions, and the messages sent to them."""

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
