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

__all__ = ["FailureMode", "FaultInjector", "Operation"]


class Operation(StrEnum):
    """What fails."""

    REQUEST = "request"  # to the portal; the fast driver's, with a browser it is the portal's fault
    LEDGER_WRITE = "ledger-write"
    LEDGER_READ = "ledger-read"
    FILE_READ = "file-read"  # a document's copy, the saved session, the profile
    FILE_WRITE = "file-write"  # a receipt, a picture, the saved session
    BROWSER_CALL = "browser-call"  # a message to Playwright's driver


class FailureMode(StrEnum):
    """How it fails."""

    BEFORE = "before"  # nothing was done
    AFTER = "after"  # it was done, and looks as if it was not
    KILLED_BEFORE = "killed-before"
    KILLED_AFTER = "killed-after"


@dataclass
class FaultInjector:
    """Makes one operation of this process fail."""

    operation: Operation
    mode: FailureMode
    number: int
    """Which operation of its kind, counted from 1."""
    marker: Path
    """This file is made when it fails."""
    root: Path
    """Files below this folder count."""
    _count: int = field(default=0, init=False)

    def install(self) -> None:
        """Starts counting in this process."""
        {
            Operation.REQUEST: self._on_requests,
            Operation.LEDGER_WRITE: self._on_ledger,
            Operation.LEDGER_READ: self._on_ledger,
            Operation.FILE_READ: self._on_files,
            Operation.FILE_WRITE: self._on_files,
            Operation.BROWSER_CALL: self._on_browser,
        }[self.operation]()

    def _is_due(self) -> bool:
        """Counts an operation; whether it is the one that fails."""
        self._count += 1
        return self._count == self.number

    def _fail_here(self, *, after: bool) -> bool:
        """Whether the operation fails on this side of it; kills the process if the mode says so."""
        if after is not (self.mode in (FailureMode.AFTER, FailureMode.KILLED_AFTER)):
            return False
        os.close(os.open(self.marker, os.O_CREAT | os.O_WRONLY, 0o600))
        if self.mode in (FailureMode.KILLED_BEFORE, FailureMode.KILLED_AFTER):
            os.kill(os.getpid(), signal.SIGKILL)
        return True

    # ---------------------------------------------------------------- by kind

    def _on_requests(self) -> None:
        from soak.http_client import HttpClient, NoAnswer, PageResponse

        request = HttpClient.request

        async def failing(client: HttpClient, method: str, path: str, **more: Any) -> PageResponse:  # noqa: ANN401 - whatever it is given
            due = self._is_due()
            if due and self._fail_here(after=False):
                raise NoAnswer("no connection")
            shown = await request(client, method, path, **more)
            if due and self._fail_here(after=True):
                raise NoAnswer("connection reset")
            return shown

        HttpClient.request = failing  # type: ignore[method-assign, assignment]  # the fault

    def _on_ledger(self) -> None:
        from ipp_bot.ledger.database_errors import translated
        from ipp_bot.ledger.store import Store

        name = "write" if self.operation is Operation.LEDGER_WRITE else "read"
        original = getattr(Store, name)

        @contextmanager
        def failing(store: Store) -> Iterator[Any]:
            due = self._is_due()
            if due and self._fail_here(after=False):
                raise translated(_disk_full(), store.name)
            with original(store) as connection:
                yield connection
            if due and self._fail_here(after=True):
                raise translated(_disk_full(), store.name)

        setattr(Store, name, failing)

    def _on_files(self) -> None:
        reading = self.operation is Operation.FILE_READ

        def failing(event: str, arguments: tuple[Any, ...]) -> None:
            if event != "open" or not isinstance(arguments[0], str):
                return
            path, _, flags = arguments
            if not Path(path).is_relative_to(self.root) or Path(path) == self.marker:
                return
            written = bool(flags & (os.O_WRONLY | os.O_RDWR))
            if written is reading or not self._is_due():
                return
            if self._fail_here(after=False):
                number = errno.EIO if reading else errno.ENOSPC
                raise OSError(number, os.strerror(number), path)

        sys.addaudithook(failing)

    def _on_browser(self) -> None:
        from playwright._impl.connection import Connection

        send = Connection.send_message_to_server

        def failing(connection: Connection, *arguments: Any) -> Future[Any]:  # noqa: ANN401 - whatever it is given
            due = self._is_due()
            if due and self._fail_here(after=False):
                raise Error("Target page, context or browser has been closed")
            future = send(connection, *arguments)
            if due and self._fail_here(after=True):
                future.cancel()
                raise Error("Target page, context or browser has been closed")
            return future

        Connection.send_message_to_server = failing  # type: ignore[method-assign, assignment]  # the fault


def _disk_full() -> exc.OperationalError:
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    return exc.OperationalError("COMMIT", None, full)


def main() -> None:
    """`python -m soak.fault_injection OPERATION WAY NUMBER MARK ROOT COMMAND…`."""
    operation, way, number, marker, root, *command = sys.argv[1:]
    FaultInjector(
        Operation(operation), FailureMode(way), int(number), Path(marker), Path(root)
    ).install()
    from ipp_bot.cli import main as ipp_bot

    ipp_bot(command)


if __name__ == "__main__":
    main()
