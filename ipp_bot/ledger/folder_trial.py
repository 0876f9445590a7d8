"""Whether a folder's file system keeps what SQLite builds on, tried from a second process.

A share may grant every lock, show each process its own memory maps, or rename by copying: two
programs would then file the same entries and tear the ledger, and neither would notice.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ipp_bot.atomic_write import write_atomically
from ipp_bot.ledger.file_systems import mount_of
from ipp_bot.state_folder import state_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Trial", "try_folder"]

log = logging.getLogger(__name__)

_FILE = "file-systems.json"
_HOLDS_FOR = 86_400.0
"""Seconds after which a file system is tried again: another one may be mounted there."""
_PATIENCE = 20.0
"""Seconds for the second process to start and answer."""
_LEFT = ".trial-"
"""How the folders of trials begin, of which a killed process leaves one."""

_NO_ANSWER = (
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
)
"""What a full disk and a folder that is closed to us look like."""

_SECOND_PROCESS = """
import sqlite3, sys
from pathlib import Path
database, marker = sys.argv[1:]
connection = sqlite3.connect(database, uri=True, timeout=0, isolation_level=None)
def told(): return connection.execute("SELECT count(*) FROM trial").fetchone()[0]
def write():
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO trial VALUES (0)")
        connection.execute("COMMIT")
    except sqlite3.OperationalError:
        return "busy"
    return "wrote"
try:
    print(told(), write(), Path(marker).read_text(), flush=True)
    sys.stdin.readline()
    connection.execute("PRAGMA busy_timeout = 2000")
    print(told(), write(), Path(marker).read_text(), flush=True)
except Exception as error:
    print("failed", type(error).__name__, error, flush=True)
"""


@dataclass(frozen=True, slots=True)
class Trial:
    """What was found of a folder."""

    fault: str
    """What does not hold, for the end of a sentence; "" where all does."""
    kind: str
    """The name of the file system."""
    was_tried: bool = True
    """Whether it could be tried, now or a short time ago."""


def try_folder(folder: Path, *, options: str = "", remembered: bool = True) -> Trial:
    """Locks, memory maps and renames in that folder; the answer of its file system is kept a day.

    `options` are those of SQLite's addresses, for tests.
    """
    point, kind = mount_of(folder)
    key = f"{os.stat(folder).st_dev}:{kind}:{point}"  # noqa: PTH116 - one way for all systems
    if remembered and (known := _remembered().get(key)) is not None:
        return Trial(known, kind)
    try:
        fault = _tried(folder, options)
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _NO_ANSWER:
            return _untried(kind, error)
        fault = f"does not serve two processes at a time ({error})"
    except OSError as error:
        return _untried(kind, error)
    if remembered:
        _remember(key, fault)
    return Trial(fault, kind)


def _untried(kind: str, error: Exception) -> Trial:
    """Whoever opens the ledger there will tell what is wrong."""
    log.info("a file system could not be tried: %s", error)
    return Trial("", kind, was_tried=False)


def _tried(folder: Path, options: str) -> str:
    for left in folder.glob(f"{_LEFT}*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _HOLDS_FOR:
                shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=_LEFT, dir=folder, ignore_cleanup_errors=True) as name:
        database, marker = Path(name) / "trial.sqlite", Path(name) / "marker"
        address = f"{database.absolute().as_uri()}{options}"
        marker.write_text("old", encoding="utf-8")
        with contextlib.closing(
            sqlite3.connect(address, uri=True, timeout=2, isolation_level=None)
        ) as connection:
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
            if mode != "wal":
                return "gives no memory that processes share"
            connection.execute("CREATE TABLE trial (x)")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO trial VALUES (0)")
            with _second_process(address, marker) as (answers, go_on):
                while_locked = _answer(answers)
                if while_locked[1:2] == ["wrote"]:
                    return "only pretends to lock: two processes wrote at one time"
                if while_locked != ["0", "busy", "old"]:
                    return _unexpected(while_locked)
                connection.execute("COMMIT")
                (marker.parent / "new").write_text("new", encoding="utf-8")
                (marker.parent / "new").replace(marker)
                go_on.write("\n")
                go_on.flush()
                afterwards = _answer(answers)
            (rows,) = connection.execute("SELECT count(*) FROM trial").fetchone()
    if afterwards[2:3] == ["old"]:
        return "shows a renamed file to one process only"
    if afterwards != ["1", "wrote", "new"]:
        return _unexpected(afterwards)
    return "" if rows == 2 else "shows one process not what another one wrote"  # noqa: PLR2004


def _answer(answers: IO[str]) -> list[str]:
    """What the second process says; OSError if it ended without a word, which shows nothing."""
    answer = answers.readline().split()
    if not answer:
        raise OSError("the second process gave no answer")
    return answer


def _unexpected(answer: list[str]) -> str:
    return f"does not serve two processes at a time ({' '.join(answer)[:200]})"


@contextlib.contextmanager
def _second_process(address: str, marker: Path) -> Iterator[tuple[IO[str], IO[str]]]:
    """What it says, line by line, and where a line lets it go on; it ends with the block."""
    process = subprocess.Popen(  # noqa: S603 - this Python, and a script of ours
        [sys.executable, "-I", "-S", "-c", _SECOND_PROCESS, address, str(marker)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    assert process.stdin is not None  # noqa: S101 - narrows the types of two pipes
    assert process.stdout is not None  # noqa: S101
    with process:
        deadline = _ended_after(process, _PATIENCE)
        try:
            yield process.stdout, process.stdin
        finally:
            deadline.cancel()
            process.kill()


def _ended_after(process: subprocess.Popen[str], seconds: float) -> threading.Timer:
    timer = threading.Timer(seconds, process.kill)
    timer.daemon = True
    timer.start()
    return timer


def _remembered() -> dict[str, str]:
    """The faults of file systems that were tried a short time ago."""
    try:
        known = json.loads((state_folder() / _FILE).read_text("utf-8"))
        oldest = time.time() - _HOLDS_FOR
        return {key: str(one["fault"]) for key, one in known.items() if one["at"] > oldest}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def _remember(key: str, fault: str) -> None:
    try:
        path = state_folder() / _FILE
        try:
            known = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            known = {}
        known = known if isinstance(known, dict) else {}
        write_atomically(path, json.dumps({**known, key: {"fault": fault, "at": time.time()}}))
    except OSError as error:
        log.info("the next run tries it again: %s", error)
