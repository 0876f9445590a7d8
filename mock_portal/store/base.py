"""The database itself: SQLite in WAL mode, one connection."""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Database:
    """Rows and transactions; knows no table but `meta`."""

    def __init__(self, folder: Path, *, expiring_days: int = 30) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.files = folder / "files"
        self.files.mkdir(exist_ok=True)
        self.expiring_days = expiring_days
        self.plain_numbers = False
        self._db = sqlite3.connect(
            folder / "portal.sqlite", isolation_level=None, check_same_thread=False
        )
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript((Path(__file__).with_name("schema.sql")).read_text("utf-8"))

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

    def get_meta(self, key: str) -> str | None:
        """A remembered value."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, key: str, value: str) -> None:
        """Remembers a value over restarts."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

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
