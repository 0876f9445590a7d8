"""What went wrong with a database, as one clear line."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import exc

from ipp_bot.errors import LedgerError
from ipp_bot.operating_system import lacks_room

__all__ = ["translated", "without_room"]

_CHECK = (
    "Run `ipp-bot ledger check`; if it finds faults, go back to the last `ipp-bot ledger backup`."
)

_NO_SPACE = ("cannot grow: the disk is full", "Free some space, then run it again.")
_NO_FILES = (
    "cannot grow: the disk takes no more files",
    "Remove files that nobody needs from that disk, then run it again.",
)

# The low byte of SQLite's result codes: what happened, and what to do.
_SQLITE: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_BUSY: (
        "is locked by another program",
        "Wait until the other ipp-bot is done, or close the program that has the file open.",
    ),
    sqlite3.SQLITE_LOCKED: (
        "is locked by another program",
        "Wait until the other ipp-bot is done, or close the program that has the file open.",
    ),
    sqlite3.SQLITE_READONLY: (
        "is read-only",
        "Give this user the right to write the file and its folder.",
    ),
    sqlite3.SQLITE_PERM: (
        "may not be opened by this user",
        "Give this user the right to write the file and its folder.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "cannot be opened",
        "Give this user the right to read and write the file and its folder.",
    ),
    sqlite3.SQLITE_FULL: _NO_SPACE,
    sqlite3.SQLITE_IOERR: (
        "cannot be read or written: the disk failed",
        "See whether the disk is full or broken, then run it again.",
    ),
    sqlite3.SQLITE_CORRUPT: ("is torn", _CHECK),
    sqlite3.SQLITE_NOTADB: ("is no database, or is torn", _CHECK),
}

# PostgreSQL's SQLSTATE: the whole code first, then its class.
_POSTGRESQL: dict[str, tuple[str, str]] = {
    "53100": (
        "cannot grow: the server's disk is full",
        "Free some space there, then run it again.",
    ),
    "53300": ("has no connection left", "Run fewer workers, or let the server take more."),
    "25006": ("is read-only", "Give the address of the primary server, not of a standby."),
    "55P03": ("is locked by another program", "Wait until the other one is done."),
    "3D000": ("does not exist on that server", "Create the database, or correct the address."),
    "42501": ("may not be written by this user", "Grant the user rights on the schema."),
    "28": ("does not take this user or password", "Correct the address in `database:`."),
    "08": ("cannot be reached", "See whether the server runs and the address is right."),
    "57": ("was shut down or cancelled the query", "Run it again when the server is back."),
    "53": ("is out of resources", "Run it again when the server has room."),
    "40": ("was changed by another at the same moment", "Run it again."),
    "XX": ("is damaged on the server", "Ask who runs the server, and check the last backup."),
}


_MAY_LACK_ROOM = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}
)
"""What SQLite says, among other things, where a file cannot be made or enlarged."""
_PASSING = frozenset({"08", "25006", "40", "53300", "55P03", "57"})
"""What a server that is restarted, changes its primary or has much to do says for a while."""


def without_room(name: str) -> LedgerError | None:
    """The error of a ledger file whose disk is full; None where it is not.

    SQLite maps a file beside the ledger into memory, and touching what the disk has no room for
    ends the process (SIGBUS): whoever opens a ledger looks before.
    """
    lacking = lacks_room(Path(name).parent)
    if not lacking:
        return None
    what, hint = _NO_FILES if lacking == "files" else _NO_SPACE
    made = LedgerError(f"The ledger {name} {what}", hint=hint)
    made.lacks_room = True
    return made


def translated(error: Exception, name: str) -> LedgerError:
    """The same fault as a LedgerError about the ledger called `name`."""
    orig = error.orig if isinstance(error, exc.DBAPIError) and error.orig is not None else error
    said = (str(orig).strip().splitlines() or [type(orig).__name__])[0]
    code = getattr(orig, "sqlite_errorcode", None)
    no_room = False
    if code is not None:
        what, hint = _SQLITE.get(code & 0xFF, ("failed", ""))
        lacking = lacks_room(Path(name).parent) if code & 0xFF in _MAY_LACK_ROOM else ""
        if lacking:
            what, hint = _NO_FILES if lacking == "files" else _NO_SPACE
        no_room = bool(lacking) or code & 0xFF == sqlite3.SQLITE_FULL
        may_pass = code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    elif isinstance(error, exc.TimeoutError):
        what, hint = "is too busy in this process", "Run fewer sessions."
        may_pass = True
    else:
        state = getattr(orig, "sqlstate", None) or "08"
        what, hint = _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2], ("failed", ""))
        may_pass = state in _PASSING or state[:2] in _PASSING
    made = LedgerError(f"The ledger {name} {what} ({said})", hint=hint)
    made.may_pass = may_pass
    made.lacks_room = no_room
    return made
