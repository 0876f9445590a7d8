"""Transactions of the ledger: who reads, who writes, and whether a claim still holds."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Table,
    and_,
    exc,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from ipp_bot.errors import LeaseLost
from ipp_bot.ledger import statements as q
from ipp_bot.ledger import tables as t
from ipp_bot.ledger.database_errors import translated
from ipp_bot.ledger.ledger_file import LedgerFile
from ipp_bot.ledger.rows import changed, filing_of
from ipp_bot.reached import RareState, reached

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ipp_bot.actor import Actor
    from ipp_bot.clock import Clock
    from ipp_bot.ledger.model import Claim, Filing

__all__ = ["WRITES", "Store"]

WRITES = "ledger_writes"
"""Name of the execution option that marks a transaction as one that writes."""


class Store:
    """The database behind the ledger; every public method is one transaction."""

    def __init__(
        self, engine: Engine, *, name: str, origin: str, clock: Clock, actor: Actor
    ) -> None:
        self.name = name
        """How to call this ledger when talking to a person: its path, or its address."""
        self.origin = origin
        self.clock = clock
        self.actor = actor
        """Whose doing it is what is written from now on."""
        self._readers = engine
        self._writers = engine.execution_options(**{WRITES: True})
        self._on_sqlite = engine.dialect.name == "sqlite"
        # SQLite lets one writer in at a time and lets the others poll; in one process a queue is
        # quicker and fair.
        self._writer_lock = threading.Lock()
        self._file = LedgerFile(Path(name)) if self._on_sqlite else None

    @contextmanager
    def on_clock(self, clock: Clock) -> Iterator[None]:
        """Within, the ledger on SQLite goes by this clock."""
        before, self.clock = self.clock, clock
        try:
            yield
        finally:
            self.clock = before

    def close(self) -> None:
        """Gives all connections back."""
        self._readers.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent look."""
        with self._errors_translated(), self._readers.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that is on the disk when it returns, or never was.

        LedgerError too where it went into a file that is not the ledger's any more.
        """
        with (
            self._errors_translated(),
            self._in_turn(),
            self._writers.connect() as connection,
        ):
            with connection.begin():
                yield connection
            if self._file is not None:
                self._file.require_in_place(connection.connection.driver_connection)

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if not self._on_sqlite:
            yield
            return
        with self._writer_lock:
            yield

    @contextmanager
    def _errors_translated(self) -> Iterator[None]:
        try:
            yield
        except (exc.DBAPIError, exc.TimeoutError, sqlite3.Error) as error:
            raise translated(error, self.name) from error

    def now(self) -> datetime:
        """The ledger's time: the database's on PostgreSQL, the clock's on SQLite."""
        if self._on_sqlite:
            return self.clock.now()
        with self.read() as connection:
            return self.moment(connection)

    def moment(self, connection: Connection) -> datetime:
        """The ledger's time inside a transaction; ask after locking, not before."""
        if self._on_sqlite:
            return self.clock.now()
        said = connection.execute(select(func.clock_timestamp(type_=t.Instant()))).scalar_one()
        assert isinstance(said, datetime)  # noqa: S101 — narrows the type, the server cannot say else
        return said

    def filing(self, connection: Connection, filing_id: int, *, lock: bool = False) -> Filing:
        """The filing with that id; KeyError where there is none."""
        query = q.FILING_LOCKED if lock else q.FILING
        row = connection.execute(query, {"id_is": filing_id}).mappings().one_or_none()
        if row is None:
            raise KeyError(filing_id)
        return filing_of(row)

    def guard(self, connection: Connection, claim: Claim) -> tuple[Filing, datetime]:
        """The claimed filing, locked, and the time; LeaseLost where the claim no longer holds."""
        filing = self.filing(connection, claim.filing.id, lock=True)
        now = self.moment(connection)
        ref = filing.key.ref
        if filing.token != claim.token or filing.lease_owner != claim.owner:
            reached(RareState.LEASE_LOST)
            raise LeaseLost(f"{ref}: another worker holds this filing now")
        if filing.lease_until is None or filing.lease_until <= now:
            reached(RareState.LEASE_LOST)
            raise LeaseLost(f"{ref}: the lease ran out at {filing.lease_until}")
        return filing, now

    def lock_account(self, connection: Connection, account: str) -> Mapping[str, Any]:
        """The account's row, locked: always before its filings, so that none wait in a ring."""
        mine = {"origin_is": self.origin, "account_is": account}
        row = connection.execute(q.ACCOUNT, mine).mappings().one_or_none()
        if row is None:
            blank = {"origin": self.origin, "account": account, "adoption_token": 0}
            self.insert_new(connection, t.accounts, [blank], ("origin", "account"))
            row = connection.execute(q.ACCOUNT, mine).mappings().one()
        return dict(row)

    def insert_new(
        self,
        connection: Connection,
        table: Table,
        rows: Sequence[Mapping[str, Any]],
        key: Sequence[str],
    ) -> None:
        """Inserts the rows whose key is not there yet."""
        if not rows:
            return
        kind = sqlite.insert if self._on_sqlite else postgresql.insert
        connection.execute(
            kind(table).on_conflict_do_nothing(index_elements=list(key)),
            [dict(row) for row in rows],
        )

    def change(
        self, connection: Connection, filing: Filing, now: datetime, **values: object
    ) -> Filing:
        """Writes these columns of a filing and returns it as it is then."""
        connection.execute(q.CHANGE_FILING, {"id_is": filing.id, "updated_at": now, **values})
        return changed(filing, now, values)

    def emit(
        self, connection: Connection, filing: Filing, now: datetime, kind: str, note: str
    ) -> None:
        """Appends to a filing's history."""
        connection.execute(
            q.NEW_EVENT,
            {
                "filing_id": filing.id,
                "at": now,
                "owner": filing.lease_owner or "",
                "token": filing.token,
                "kind": kind,
                "note": note,
                **self._doer(),
            },
        )

    def _doer(self) -> dict[str, str]:
        """The columns that say who did it, and at which machine."""
        return {"person": self.actor.name, "machine": self.actor.machine}

    def read_setting(self, connection: Connection, key: str) -> str | None:
        """The value kept under that key; None where there is none."""
        query = select(t.notes.c.value).where(t.notes.c.origin == self.origin, t.notes.c.key == key)
        return connection.execute(query).scalar_one_or_none()

    def write_setting(self, connection: Connection, key: str, value: str) -> None:
        """Keeps a value under that key."""
        mine = (t.notes.c.origin == self.origin, t.notes.c.key == key)
        changed = connection.execute(update(t.notes).where(*mine).values(value=value))
        if not changed.rowcount:
            connection.execute(insert(t.notes).values(origin=self.origin, key=key, value=value))

    def _records_of(self, account: str) -> ColumnElement[bool]:
        """The condition that a record is the account's, at this portal."""
        return and_(t.records.c.origin == self.origin, t.records.c.account == account)
