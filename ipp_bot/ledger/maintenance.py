"""Housekeeping: notes of a run, pacing, backups and checks."""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from datetime import timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, and_, delete, exc, func, insert, not_, or_, select

from ipp_bot.errors import LedgerError
from ipp_bot.ledger import tables as t
from ipp_bot.ledger.database_errors import translated
from ipp_bot.ledger.engine import POOLED, new_file
from ipp_bot.ledger.model import Action, Outcome, State
from ipp_bot.ledger.setting_keys import SettingKey
from ipp_bot.ledger.store import Store

__all__ = ["Maintenance"]

_HOUR = 3600.0
_COPIED_AT_ONCE = 500


class Maintenance(Store):
    """The part of the ledger that looks after itself."""

    def setting(self, key: str) -> str | None:
        """What was noted under that key at this portal."""
        query = select(t.notes.c.value).where(t.notes.c.origin == self.origin, t.notes.c.key == key)
        with self.read() as connection:
            return connection.execute(query).scalar_one_or_none()

    def set_setting(self, key: str, value: str | None) -> None:
        """Notes a value under that key; None forgets it."""
        with self.write() as connection:
            mine = (t.notes.c.origin == self.origin, t.notes.c.key == key)
            if value is None:
                connection.execute(delete(t.notes).where(*mine))
                return
            row = {"origin": self.origin, "key": key, "value": value}
            self.insert_new(connection, t.notes, [row], ("origin", "key"))
            connection.execute(t.notes.update().where(*mine).values(value=value))

    def is_behind_pooler(self) -> bool:
        """Whether a pooler such as PgBouncer stands before the database's server."""
        with self.read() as connection:
            return bool(connection.info.get(POOLED))

    def worst_lag(self) -> float:
        """Seconds from a click to its first sight at this portal, at most so far; 0 for none."""
        return float(self.setting(SettingKey.WORST_LAG) or 0)

    def recent_clicks(self, account: str, seconds: float = _HOUR) -> int:
        """How many irreversible clicks the account saw, or may have, in the last `seconds`."""
        with self.read() as connection:
            since = self.moment(connection) - timedelta(seconds=seconds)
            query = select(func.count()).where(self._clicks_of(account), t.intents.c.at > since)
            return connection.execute(query).scalar_one()

    def pace(self, account: str, *, per_hour: int, gap_seconds: float) -> float:
        """Seconds to wait before the account's next click; 0 for `per_hour` means no bound."""
        with self.read() as connection:
            now = self.moment(connection)
            newest = (
                select(t.intents.c.at)
                .where(
                    self._clicks_of(account),
                    t.intents.c.at > now - timedelta(seconds=max(_HOUR, gap_seconds)),
                )
                .order_by(t.intents.c.at.desc())
                .limit(max(per_hour, 1))
            )
            times = connection.execute(newest).scalars().all()
        wait = 0.0
        if times:
            wait = gap_seconds - max((now - times[0]).total_seconds(), 0.0)
        if per_hour and len(times) == per_hour:
            wait = max(wait, _HOUR - max((now - times[-1]).total_seconds(), 0.0))
        return max(wait, 0.0)

    def _clicks_of(self, account: str) -> ColumnElement[bool]:
        return and_(
            t.intents.c.origin == self.origin,
            t.intents.c.account == account,
            or_(t.intents.c.outcome.is_(None), t.intents.c.outcome != Outcome.NOT_CLICKED.value),
        )

    def backup(self, target: str | Path) -> Path:
        """Copies the whole ledger, as it is at one moment, into a new SQLite file.

        Raises:
            LedgerError: the file is there already, or cannot be written.
        """
        path = Path(target).absolute()
        if path.exists():
            raise LedgerError(
                f"{path} is there already", hint="A backup never overwrites: name another file."
            )
        if not path.parent.is_dir():
            raise LedgerError(f"The folder {path.parent} is missing", hint="Make it first.")
        part = path.with_name(f"{path.name}.part-{secrets.token_hex(4)}")
        try:
            if self._on_sqlite:
                self._copy_pages(part)
            else:
                self._copy_rows(part)
            with part.open("rb+") as handle:
                os.fsync(handle.fileno())
            part.rename(path)
        except (sqlite3.Error, OSError) as error:
            raise translated(error, str(path)) from error
        finally:
            for suffix in ("", "-wal", "-shm"):
                with contextlib.suppress(OSError):
                    part.with_name(part.name + suffix).unlink(missing_ok=True)
        return path

    def _copy_pages(self, part: Path) -> None:
        with self._errors_translated(), self._readers.connect() as connection:
            source = connection.connection.driver_connection
            if not isinstance(source, sqlite3.Connection):
                raise TypeError("The driver of SQLite is the one of the standard library")
            with contextlib.closing(sqlite3.connect(part)) as copy:
                source.backup(copy)
                # In one file, so that it can be carried away.
                copy.execute("PRAGMA journal_mode = DELETE")

    def _copy_rows(self, part: Path) -> None:
        copy = new_file(part)
        try:
            with self._errors_translated(), self._readers.connect() as source, copy.begin() as sink:
                source.execution_options(isolation_level="REPEATABLE READ")
                for table in t.metadata.sorted_tables:
                    rows = source.execution_options(yield_per=_COPIED_AT_ONCE).execute(
                        select(table)
                    )
                    for some in rows.mappings().partitions():
                        sink.execute(insert(table), [dict(row) for row in some])
        finally:
            copy.dispose()

    def check(self) -> list[str]:
        """All faults of the ledger, one a line; none in a sound one."""
        faults: list[str] = []
        try:
            with self.read() as connection:
                if self._on_sqlite:
                    faults += _torn_pages(connection)
                if not faults:
                    faults += _broken_invariants(connection)
        except LedgerError as error:
            # A ledger that is locked or away was not checked; one too torn to look at was.
            if isinstance(error.__cause__, exc.OperationalError):
                raise
            faults.append(error.message)
        return faults


def _torn_pages(connection: Connection) -> list[str]:
    said = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    faults = [f"the file is torn: {line}" for line in said if line != "ok"]
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return faults + [
        f"{row[0]}: row {row[1]} points to a row of {row[2]} that is gone" for row in lost
    ]


def _broken_invariants(connection: Connection) -> list[str]:
    """What the transactions of the ledger never leave behind."""
    f, i, r = t.filings.c, t.intents.c, t.records.c
    opened = select(i.id).where(i.filing_id == f.id, i.is_open)
    intended = {
        State.FIRST_SAVE_INTENDED: [Action.FIRST_SAVE],
        State.SUBMIT_INTENDED: [Action.SUBMIT],
        State.DROP_INTENDED: [Action.WITHDRAW, Action.DELETE],
    }
    rules: list[tuple[str, ColumnElement[bool]]] = [
        (
            f"{state!s}, but without an open intent",
            and_(f.state == state.value, not_(opened.where(i.press.in_(actions)).exists())),
        )
        for state, actions in intended.items()
    ]
    settled = [State.PLANNED, State.DRAFTED, State.AWAITING_POA, State.SUBMITTED, State.REFUSED]
    numbered = [
        State.DRAFTED,
        State.AWAITING_POA,
        State.SUBMIT_INTENDED,
        State.SUBMITTED,
        State.DROP_INTENDED,
    ]
    owned = select(r.id).where(r.owner_filing_id == f.id)
    other = or_(f.number.is_(None), r.number != f.number)
    has_number, submitted = f.number.is_not(None), f.state == State.SUBMITTED.value
    rules += [
        ("its intent is open, but its state is not", and_(f.state.in_(settled), opened.exists())),
        ("its state needs an IPR number", and_(f.state.in_(numbered), f.number.is_(None))),
        ("planned, but has an IPR number", and_(f.state == State.PLANNED.value, has_number)),
        (
            "its record does not name it as the owner",
            and_(has_number, not_(owned.where(r.number == f.number).exists())),
        ),
        ("owns a record that is not its own", owned.where(other).exists()),
        ("submitted, but nobody knows when", and_(submitted, f.submitted_at.is_(None))),
        (
            "an intent bears a token from the future",
            select(i.id).where(i.filing_id == f.id, i.token > f.token).exists(),
        ),
    ]
    return [
        f"{row.origin} {row.account} {row.ref}: {words}"
        for words, condition in rules
        for row in connection.execute(select(f.origin, f.account, f.ref).where(condition)).all()
    ]
