"""The tables of the shared queue, made where they are missing and kept up to date."""

from __future__ import annotations

from pathlib import Path

import psycopg
from procrastinate.schema import SchemaManager

from ipp_bot.errors import LedgerError
from ipp_bot.ledger.engine import is_pooled

__all__ = ["bring_up_to_date", "is_behind_pooler"]

SCHEMA_LOCK = 0x1BB_0B07


def is_behind_pooler(conninfo: str) -> bool:
    """Whether a pooler stands between, which may give each transaction another connection."""
    with psycopg.connect(conninfo) as connection:
        return is_pooled(connection)


def bring_up_to_date(conninfo: str, name: str) -> None:
    """Makes the queue's tables, or applies what a newer Procrastinate changes about them.

    The comment of the table of jobs names the last migration that was applied; tables without
    such a comment were made by others and stay as they are.

    Raises:
        LedgerError: a newer ipp-bot made them.
    """
    migrations = _migrations()
    with psycopg.connect(conninfo, prepare_threshold=None) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (SCHEMA_LOCK,))
        row = connection.execute(
            "SELECT to_regclass('procrastinate_jobs') IS NOT NULL,"
            " obj_description(to_regclass('procrastinate_jobs'), 'pg_class')"
        ).fetchone()
        exists, comment = row or (False, None)
        version = (comment or "").removeprefix("ipp-bot: ")
        if not exists:
            connection.execute(SchemaManager.get_schema())
        elif not comment or version == migrations[-1][0]:
            return
        elif version > migrations[-1][0]:
            raise LedgerError(
                f"The queue in {name} was made by a newer ipp-bot",
                hint="Install the same version on this machine.",
            )
        for migration, statements in migrations if exists else ():
            if migration > version:
                connection.execute(statements)
        connection.execute(
            f"COMMENT ON TABLE procrastinate_jobs IS 'ipp-bot: {migrations[-1][0]}'".encode()
        )


def _migrations() -> list[tuple[str, bytes]]:
    """Every change of Procrastinate's tables, oldest first."""
    folder = Path(SchemaManager.get_migrations_path())
    return [(path.stem, path.read_bytes()) for path in sorted(folder.glob("*.sql"))]
