"""The ledger: the single truth of the client about what was filed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from ipp_bot.ledger.adoption import Adoptions
from ipp_bot.ledger.engine import open_engine
from ipp_bot.ledger.maintenance import Maintenance
from ipp_bot.ledger.nightly import Nightly
from ipp_bot.ledger.planning import Planning
from ipp_bot.ledger.queries import Queries

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from ipp_bot.clock import Clock

__all__ = ["Ledger"]


class Ledger(Planning, Adoptions, Nightly, Queries, Maintenance):
    """All filings at one portal; safe to share among threads, and among processes by its address.

    Every method is one transaction, and every database error becomes a LedgerError.
    """

    @classmethod
    def open(
        cls,
        address: str | Path,
        *,
        origin: str,
        clock: Clock,
        create: bool = True,
        busy_seconds: float = 10.0,
    ) -> Self:
        """The ledger at a path (SQLite) or an address (`postgresql://…`), with the newest schema.

        Args:
            address: a file in a folder that exists, or the address of a database.
            origin: the portal's origin, such as `https://ipp.alibabagroup.com`.
            clock: tells the time on SQLite; PostgreSQL tells its own.
            create: whether to begin a ledger where there is none.
            busy_seconds: how long a write waits for another program's write.

        Raises:
            LedgerError: locked, read-only, disk full, torn, newer than this client, on a network
                file system, missing, or not reachable.
        """
        engine, name = open_engine(address, create=create, busy_seconds=busy_seconds)
        return cls(engine, name=name, origin=origin, clock=clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
