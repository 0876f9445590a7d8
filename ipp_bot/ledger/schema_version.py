"""Brings the schema of a ledger up to date; Alembic is imported only when there is work."""

from __future__ import annotations

import threading

from sqlalchemy import Connection, exc, inspect, text

from ipp_bot.errors import LedgerError

__all__ = ["HEAD", "VERSION_TABLE", "migrate", "version_of"]

HEAD = "0007"
"""The newest revision in migrations/versions; a test keeps it so."""
VERSION_TABLE = "ledger_version"

# Alembic keeps what it works on in a global.
_one_at_a_time = threading.Lock()


def version_of(connection: Connection) -> str | None:
    """The revision of the schema, None where nothing was begun yet; one query if it is current."""
    try:
        with connection.begin_nested():
            found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608
            version = found.scalar_one_or_none() or ""
    except (exc.ProgrammingError, exc.OperationalError):
        if inspect(connection).has_table(VERSION_TABLE):
            raise
        return None
    return str(version)


def refuse_newer(version: str | None, name: str) -> None:
    """Stops a client that is older than the ledger: it would not know what it overwrites."""
    if version is not None and version > HEAD:
        raise LedgerError(
            f"The ledger {name} has schema {version}; this ipp-bot knows only up to {HEAD}",
            hint="Update ipp-bot on this machine.",
        )


def migrate(connection: Connection, name: str) -> None:
    """Takes the schema to HEAD inside the caller's transaction, alone among all clients."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('ipp-bot ledger schema'))"))
    version = version_of(connection)
    refuse_newer(version, name)
    if version == HEAD:
        return
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "ipp_bot.ledger:migrations")
    config.set_main_option("path_separator", "os")
    with _one_at_a_time:
        command.upgrade(config, "head")
