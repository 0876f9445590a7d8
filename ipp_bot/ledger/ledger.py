"""The ledger: the single truth of the client about what was filed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from ipp_bot.actor import Actor, current_actor
from ipp_bot.ledger.adoption import Adoptions
from ipp_bot.ledger.approvals import Approvals
from ipp_bot.ledger.engine import open_engine
from ipp_bot.ledger.form_trust import FormTrusts
from ipp_bot.ledger.holds import Holds
from ipp_bot.ledger.intents import Intents
from ipp_bot.ledger.leases import Leases
from ipp_bot.ledger.maintenance import Maintenance
from ipp_bot.ledger.notice_log import NoticeLog
from ipp_bot.ledger.planning import Planning
from ipp_bot.ledger.portal_names import PortalNames
from ipp_bot.ledger.proof_chain import ProofChain
from ipp_bot.ledger.queries import Queries
from ipp_bot.ledger.records import Records

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType

    from ipp_bot.clock import Clock

__all__ = ["Ledger"]


class Ledger(
    Planning,
    Queries,
    Leases,
    Intents,
    Adoptions,
    Records,
    NoticeLog,
    PortalNames,
    Holds,
    Approvals,
    FormTrusts,
    ProofChain,
    Maintenance,
):
    """All filings at one portal; safe to share among threads, and among processes by its address.

    Every method is one transaction, and every database error becomes a LedgerError.

    The parts stand side by side over one `Store` and do not know each other; what several of them
    write is in `shared_writes`. They are base classes and not attributes, because each transaction
    goes across tables of several parts (closing an intent moves the filing, owns the record and
    appends to the history) and callers ask for the transaction, not for the table:
    `ledger.close_intent(…)`, and by the same name `await async_ledger.close_intent(…)`.

    ==================  ============================================================
    Planning            entries of manifests: new, unchanged, updated, amended
    Queries             filings and their history
    Leases              who works on a filing, and what is written between the clicks
    Intents             what is written before and after an irreversible click
    Adoptions           which unknown draft of an account is whose
    Records             what the portal holds
    NoticeLog           status changes and notices, each kept once
    PortalNames         one portal under several addresses, one account under two names
    Holds               whether anything irreversible may be done
    Approvals           who confirmed and who approved what is submitted
    FormTrusts          how often each form was filed well, and how supervised
    ProofChain          receipts, pictures and decisions, each with the hash before it
    Maintenance         settings, pacing, backup, check
    ==================  ============================================================
    """

    @classmethod
    def open(
        cls,
        address: str | Path,
        *,
        origin: str,
        other_origins_of_portal: Sequence[str] = (),
        clock: Clock,
        create: bool = True,
        busy_seconds: float = 10.0,
        actor: Actor | None = None,
    ) -> Self:
        """The ledger at a path (SQLite) or an address (`postgresql://…`), with the newest schema.

        Args:
            address: a file in a folder that exists, or the address of a database.
            origin: the portal's origin, such as `https://ipp.alibabagroup.com`.
            other_origins_of_portal: further addresses of it; what was kept under them is moved.
            clock: tells the time on SQLite; PostgreSQL tells its own.
            create: whether to begin a ledger where there is none.
            busy_seconds: how long a write waits for another program's write.
            actor: whose doing it is what is written; else the person that the process acts for.

        Raises:
            LedgerError: locked, read-only, disk full, torn, newer than this client, on a network
                file system, missing, or not reachable.
        """
        engine, name = open_engine(address, create=create, busy_seconds=busy_seconds)
        ledger = cls(engine, name=name, origin=origin, clock=clock, actor=actor or current_actor())
        ledger.use_one_origin(other_origins_of_portal)
        return ledger

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
