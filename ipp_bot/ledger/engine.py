"""From an address to an engine: finds, makes and refuses ledgers."""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, inspect, make_url

from ipp_bot.errors import LedgerError
from ipp_bot.ledger.database_errors import translated, without_room
from ipp_bot.ledger.file_systems import network_filesystem
from ipp_bot.ledger.folder_trial import try_folder
from ipp_bot.ledger.ledger_file import kept_copies
from ipp_bot.ledger.schema_version import HEAD, migrate, refuse_newer, version_of
from ipp_bot.ledger.store import WRITES
from ipp_bot.operating_system import sync_folder

__all__ = ["POOLED", "is_pooled", "new_file", "open_engine", "url_of"]

POOLED = "pooled"
"""What the engine notes of a connection: that it goes through a pooler."""


def url_of(address: str | Path) -> URL:
    """The address as SQLAlchemy wants it; a plain path is an SQLite file."""
    if isinstance(address, Path) or "://" not in address:
        return URL.create("sqlite+pysqlite", database=str(Path(address).absolute()))
    try:
        url = make_url(address)
    except (exc.ArgumentError, ValueError) as error:
        raise LedgerError(
            "The ledger's address cannot be read",
            hint="Write `database: sqlite` or `database: postgresql://user@host/name`.",
        ) from error
    kind = url.drivername.partition("+")[0]
    if kind == "sqlite" and url.database and url.database != ":memory:":
        return url_of(Path(url.database))
    if kind in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    raise LedgerError(
        f"A ledger cannot be kept at {kind}://",
        hint="Write `database: sqlite` or `database: postgresql://user@host/name`.",
    )


def open_engine(address: str | Path, *, create: bool, busy_seconds: float) -> tuple[Engine, str]:
    """An engine on a ledger with the newest schema, and the ledger's name for people."""
    url = url_of(address)
    if url.drivername.startswith("postgresql"):
        return _open_server(url, create=create, busy_seconds=busy_seconds)
    return _open_file(Path(str(url.database)), create=create, busy_seconds=busy_seconds)


def _open_server(url: URL, *, create: bool, busy_seconds: float) -> tuple[Engine, str]:
    # Nothing else of the address is told: a password may stand in its query too.
    port = f":{url.port}" if url.port else ""
    name = f"postgresql://{url.host or ''}{port}/{url.database or ''}"
    query = {
        "connect_timeout": "10",
        "tcp_user_timeout": "30000",
        "application_name": "ipp-bot",
        **url.query,
    }
    try:
        engine = create_engine(url.set(query=query), pool_pre_ping=True, pool_size=5)
    except ModuleNotFoundError as error:
        raise LedgerError(
            f"PostgreSQL needs the package {error.name}", hint="pip install 'ipp-bot[cluster]'"
        ) from error

    # A commit that returns must be on the disk, whatever the server's default is.
    chosen = {
        "TIME ZONE": "'UTC'",
        "synchronous_commit": "TO on",
        "lock_timeout": f"TO '{round(busy_seconds * 1000)}ms'",
    }

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:  # noqa: ANN401 — any driver's
        record.info[POOLED] = is_pooled(connection)
        if record.info[POOLED]:
            connection.prepare_threshold = None
        else:
            for name, value in chosen.items():
                connection.execute(f"SET {name} {value}")
        connection.commit()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # Behind a pooler the next transaction may be another server process's.
        if connection.info.get(POOLED):
            for name, value in chosen.items():
                connection.exec_driver_sql(f"SET LOCAL {name} {value}")

    _bring_up_to_date(engine, name, create=create)
    return engine, name


def is_pooled(connection: Any) -> bool:  # noqa: ANN401 — any driver's
    """Whether a pooler such as PgBouncer stands between us and the server.

    Whoever answered the connection then names another process than the one that works for it.
    """
    (worker,) = connection.execute("SELECT pg_backend_pid()").fetchone()
    return bool(worker != connection.info.backend_pid)


def _open_file(path: Path, *, create: bool, busy_seconds: float) -> tuple[Engine, str]:
    name = str(path)
    if not path.parent.is_dir():
        raise LedgerError(
            f"The folder {path.parent} of the ledger is missing",
            hint="Run ipp-bot in its workspace, or make the folder.",
        )
    kind = network_filesystem(path)
    if kind:
        raise LedgerError(
            f"The ledger {name} is on a network file system ({kind}), where SQLite loses data",
            hint="Keep the workspace on a local disk, or set `database: postgresql://…`.",
        )
    if os.access(path.parent, os.W_OK) and (full := without_room(name)) is not None:
        raise full
    if os.access(path.parent, os.W_OK) and (fault := try_folder(path.parent).fault):
        raise LedgerError(
            f"The ledger {name} is on a file system that {fault}",
            hint="Keep the workspace on a local disk, or set `database: postgresql://…`.",
        )
    if not path.exists():
        _make_file(path, create=create, busy_seconds=busy_seconds)
    if path.is_dir() or path.stat().st_size == 0:
        # A new ledger gets its name only when its tables are in it.
        what = "is a folder" if path.is_dir() else "is torn: the file is empty"
        raise LedgerError(
            f"The ledger {name} {what}", hint="Go back to the last `ipp-bot ledger backup`."
        )
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        raise LedgerError(
            f"The ledger {name} is read-only",
            hint="Give this user the right to write the file and its folder.",
        )
    engine = _file_engine(path, busy_seconds=busy_seconds)
    _bring_up_to_date(engine, name, create=create)
    return engine, name


def _make_file(path: Path, *, create: bool, busy_seconds: float) -> None:
    """A new ledger appears under its name whole or not at all, whoever else makes it too."""
    left = path.with_name(path.name + "-wal")
    if left.exists() and left.stat().st_size:
        raise LedgerError(
            f"The ledger {path} is gone, but its log {left.name} is still there",
            hint="Bring the file back beside its log, or go back to the last backup.",
        )
    if kept := kept_copies(path):
        raise LedgerError(
            f"The ledger {path} is gone; what it held is in {kept[-1].name}",
            hint=f"give {kept[-1].name} the name {path.name} again",
        )
    if not create:
        raise LedgerError(
            f"There is no ledger at {path}", hint="`ipp-bot submit` begins one in its workspace."
        )
    draft = path.with_name(f"{path.name}.new-{secrets.token_hex(4)}")
    try:
        engine = _file_engine(draft, busy_seconds=busy_seconds)
        try:
            _bring_up_to_date(engine, str(path), create=True)
        finally:
            engine.dispose()
        try:
            os.link(draft, path)
        except FileExistsError:
            return
        except OSError:
            # No hard links here (exFAT and the like).
            if not path.exists():
                draft.rename(path)
        sync_folder(path.parent)
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            with contextlib.suppress(OSError):
                draft.with_name(draft.name + suffix).unlink(missing_ok=True)


def new_file(path: Path) -> Engine:
    """An engine on a new, empty ledger for whoever copies one."""
    engine = _file_engine(path, busy_seconds=0.0)
    _bring_up_to_date(engine, str(path), create=True)
    return engine.execution_options(**{WRITES: True})


def _file_engine(path: Path, *, busy_seconds: float) -> Engine:
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        connect_args={"timeout": busy_seconds},
        pool_size=8,
        max_overflow=32,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # Transactions are begun by hand below; the driver must not begin any by itself.
        connection.isolation_level = None
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")
        connection.execute("PRAGMA checkpoint_fullfsync = ON")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that will write asks for the right to write at once: one that reads first
        # and is refused the upgrade could not wait for it.
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _use_wal(engine: Engine, name: str) -> None:
    """Sets the journal of the file to WAL, which the file keeps; LedgerError where it cannot be."""
    with contextlib.closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        (mode,) = cursor.fetchone() or ("",)
        cursor.close()
    if mode != "wal":
        raise LedgerError(
            f"The ledger {name} cannot be kept safely on this file system (journal: {mode})",
            hint="Keep the workspace on a local disk, or set `database: postgresql://…`.",
        )


def _bring_up_to_date(engine: Engine, name: str, *, create: bool) -> None:
    """The newest schema, or no engine that stays open."""
    try:
        _migrate_if_needed(engine, name, create=create)
    except (exc.DBAPIError, sqlite3.Error, OSError) as error:
        engine.dispose()
        raise translated(error, name) from error
    except LedgerError:
        engine.dispose()
        raise


def _migrate_if_needed(engine: Engine, name: str, *, create: bool) -> None:
    on_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        version = version_of(connection)
        if version is None and on_sqlite and inspect(connection).get_table_names():
            raise LedgerError(
                f"{name} is a database, but not a ledger of ipp-bot",
                hint="Correct `database:` in ipp-bot.yaml.",
            )
    refuse_newer(version, name)
    if version is None and not create:
        raise LedgerError(f"There is no ledger in {name}", hint="`ipp-bot submit` begins one.")
    if on_sqlite:
        _use_wal(engine, name)
    if version != HEAD:
        with engine.execution_options(**{WRITES: True}).begin() as connection:
            migrate(connection, name)
