"""The N-th operation of one kind fails, or is the last one of its process."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error
from sqlalchemy import exc

if TYPE_CHECKING:
    from asyncio import Future
    from collections.abc import Iterator

__all__ = ["FaultInjector", "Operation", "Way"]


class Operation(StrEnum):
    """What fails."""

    REQUEST = "request"  # to the portal; the fast driver's, with a browser it is the portal's fault
    LEDGER_WRITE = "ledger-write"
    LEDGER_READ = "ledger-read"
    FILE_READ = "file-read"  # a document's copy, the saved session, the profile
    FILE_WRITE = "file-write"  # a receipt, a picture, the saved session
    BROWSER_CALL = "browser-call"  # a message to Playwright's driver


class Way(StrEnum):
    """How it fails."""

    BEFORE = "before"  # nothing was done
    AFTER = "after"  # it was done, and looks as if it was not
    KILLED_BEFORE = "killed-before"
    KILLED_AFTER = "killed-after"


@dataclass
class FaultInjector:
    """Strikes at one operation of the process that it is installed in."""

    operation: Operation
    way: Way
    number: int
    """Which operation of its kind, counted from 1."""
    mark: Path
    """This file is there once it has struck."""
    root: Path
    """Files below this folder count."""
    _count: int = field(default=0, init=False)

    def install(self) -> None:
        """From now on this process counts, and comes to grief."""
        {
            Operation.REQUEST: self._on_requests,
            Operation.LEDGER_WRITE: self._on_ledger,
            Operation.LEDGER_READ: self._on_ledger,
            Operation.FILE_READ: self._on_files,
            Operation.FILE_WRITE: self._on_files,
            Operation.BROWSER_CALL: self._on_browser,
        }[self.operation]()

    def _counts(self) -> bool:
        """Whether the operation that begins now is the one."""
        self._count += 1
        return self._count == self.number

    def _strike(self, *, after: bool) -> bool:
        """Whether the operation fails here; the process may not get any further."""
        if after is not (self.way in (Way.AFTER, Way.KILLED_AFTER)):
            return False
        os.close(os.open(self.mark, os.O_CREAT | os.O_WRONLY, 0o600))
        if self.way in (Way.KILLED_BEFORE, Way.KILLED_AFTER):
            os.kill(os.getpid(), signal.SIGKILL)
        return True

    # ---------------------------------------------------------------- by kind

    def _on_requests(self) -> None:
        from soak.http_client import HttpClient, Lost, Shown

        ask = HttpClient.ask

        async def struck(wire: HttpClient, method: str, path: str, **more: Any) -> Shown:  # noqa: ANN401 - whatever it is given
            mine = self._counts()
            if mine and self._strike(after=False):
                raise Lost("no connection")
            shown = await ask(wire, method, path, **more)
            if mine and self._strike(after=True):
                raise Lost("connection reset")
            return shown

        HttpClient.ask = struck  # type: ignore[method-assign, assignment]

    def _on_ledger(self) -> None:
        from ipp_bot.ledger.store import Store

        name = "write" if self.operation is Operation.LEDGER_WRITE else "read"
        original = getattr(Store, name)

        @contextmanager
        def struck(store: Store) -> Iterator[Any]:
            mine = self._counts()
            with store._told():  # noqa: SLF001 - so that the error is told as a real one
                if mine and self._strike(after=False):
                    raise _full()
                with original(store) as connection:
                    yield connection
                if mine and self._strike(after=True):
                    raise _full()

        setattr(Store, name, struck)

    def _on_files(self) -> None:
        reading = self.operation is Operation.FILE_READ

        def struck(event: str, about: tuple[Any, ...]) -> None:
            if event != "open" or not isinstance(about[0], str):
                return
            path, _, flags = about
            if not Path(path).is_relative_to(self.root) or Path(path) == self.mark:
                return
            written = bool(flags & (os.O_WRONLY | os.O_RDWR))
            if written is reading or not self._counts():
                return
            if self._strike(after=False):
                number = errno.EIO if reading else errno.ENOSPC
                raise OSError(number, os.strerror(number), path)

        sys.addaudithook(struck)

    def _on_browser(self) -> None:
        from playwright._impl.connection import Connection

        send = Connection.send_message_to_server

        def struck(connection: Connection, *about: Any) -> Future[Any]:  # noqa: ANN401 - whatever it is given
            mine = self._counts()
            if mine and self._strike(after=False):
                raise Error("Target page, context or browser has been closed")
            future = send(connection, *about)
            if mine and self._strike(after=True):
                future.cancel()
                raise Error("Target page, context or browser has been closed")
            return future

        Connection.send_message_to_server = struck  # type: ignore[method-assign, assignment]


def _full() -> exc.OperationalError:
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    return exc.OperationalError("COMMIT", None, full)


def main() -> None:
    """`python -m soak.fault_injection OPERATION WAY NUMBER MARK ROOT COMMAND…`."""
    operation, way, number, mark, root, *command = sys.argv[1:]
    FaultInjector(Operation(operation), Way(way), int(number), Path(mark), Path(root)).install()
    from ipp_bot.cli import main as ipp_bot

    ipp_bot(command)


if __name__ == "__main__":
    main()
