"""The tables of the shared queue, made where they are missing and kept up to date."""

from __future__ import annotations

from pathlib import Path

import psycopg
from procrastinate.schema import SchemaManager

from ipp_bot.errors import LedgerError

__all__ = ["bring_up_to_date"]

SCHEMA_LOCK = 0x1BB_0B07


def bring_up_to_date(conninfo: str, name: str) -> None:
    """Makes the queue's tables, or applies what a newer Procrastinate changes about them.

    The table's comment tells how far that has come; without one they are somebody else's care.
    """
    steps = _migrations()
    with psycopg.connect(conninfo) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (SCHEMA_LOCK,))
        row = connection.execute(
            "SELECT to_regclass('procrastinate_jobs') IS NOT NULL,"
            " obj_description(to_regclass('procrastinate_jobs'), 'pg_class')"
        ).fetchone()
        exists, comment = row or (False, None)
        version = (comment or "").removeprefix("ipp-bot: ")
        if not exists:
            connection.execute(SchemaManager.get_schema())
        elif not comment or version == steps[-1][0]:
            return
        elif version > steps[-1][0]:
            raise LedgerError(
                f"The queue in {name} was made by a newer ipp-bot",
                hint="Install the same version on this machine.",
            )
        for step, words in steps if exists else ():
            if step > version:
                connection.execute(words)
        connection.execute(
            f"COMMENT ON TABLE procrastinate_jobs IS 'ipp-bot: {steps[-1][0]}'".encode()
        )


def _migrations() -> list[tuple[str, bytes]]:
    """Every change of Procrastinate's tables, oldest first."""
    folder = Path(SchemaManager.get_migrations_path())
    return [(path.stem, path.read_bytes()) for path in sorted(folder.glob("*.sql"))]
