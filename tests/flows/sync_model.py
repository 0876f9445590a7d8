"""A portal in memory whose lists change while they are read, for the nightly check."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar
from unittest.mock import patch

from ipp_bot.errors import PageBroken, RecordGone, SessionExpired
from ipp_bot.flows import list_audit, record_reader, status_sync
from ipp_bot.ledger import AsyncLedger, Ledger
from ipp_bot.pages import ListedRecord, Reason
from ipp_bot.portal_time import PORTAL_ZONE
from ipp_bot.profile import load_profile

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from datetime import date
    from pathlib import Path

    from ipp_bot.clock import ManualClock

ORIGIN = "http://127.0.0.1:8765"
PAGE_SIZE = 3
DAY = timedelta(days=1)

P = ParamSpec("P")
T = TypeVar("T")


HIDDEN = "hidden"
"""A record that the list does not show yet."""


@dataclasses.dataclass
class Ipr:
    number: str
    status: str
    submitted: datetime | None
    listed: str = ""
    """What the list shows until it is up to date: an older status, or HIDDEN."""
    late: int = 0
    """For how many more reads of a list."""

    @property
    def shown(self) -> str:
        return self.listed if self.late > 0 else self.status


class ModelPortal:
    """Records, and what happens to them between two reads."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.iprs: dict[str, Ipr] = {}
        self.reads = 0
        self.plan: dict[int, list[Callable[[], None]]] = {}
        """What happens just before the n-th read from now on."""
        self.expire_at: set[int] = set()
        self.decided: list[tuple[str, str]] = []
        self.reader_is_dead = False
        self._count = 0

    def add(self, status: str, age_days: float = 0.0, *, late: int = 0) -> Ipr:
        self._count += 1
        sent = None if status == "draft" else self.now - timedelta(days=age_days)
        ipr = Ipr(f"N{self._count:04}", status, sent, listed=HIDDEN, late=late)
        self.iprs[ipr.number] = ipr
        return ipr

    def decide(self, number: str, verdict: str, late: int = 0) -> None:
        ipr = self.iprs.get(number)
        if ipr is not None and ipr.status == "pending":
            ipr.listed, ipr.late, ipr.status = ipr.status, late, verdict
            self.decided.append((verdict, number))

    def delete(self, number: str) -> None:
        self.iprs.pop(number, None)

    def resubmit(self, number: str) -> None:
        ipr = self.iprs.get(number)
        if ipr is not None and ipr.status == "rejected":
            ipr.status, ipr.submitted = "pending", self.now

    def kill(self) -> None:
        self.reader_is_dead = True
        raise Killed

    def read(self) -> None:
        """Time goes by: this comes before every page."""
        self.reads += 1
        for act in self.plan.pop(self.reads, ()):
            act()
        for ipr in self.iprs.values():
            ipr.late = max(0, ipr.late - 1)
        if self.reads in self.expire_at:
            self.expire_at.discard(self.reads)
            raise SessionExpired("signed out")

    def listing(self, wanted: str | None, keyword: str, until: date | None) -> list[Ipr]:
        def fits(ipr: Ipr) -> bool:
            day = (ipr.submitted or self.now).astimezone(PORTAL_ZONE).date()
            return (
                ipr.shown != HIDDEN
                and wanted in (None, ipr.shown)
                and keyword in ipr.number
                and (until is None or day <= until)
            )

        found = [ipr for ipr in self.iprs.values() if fits(ipr)]
        return sorted(found, key=lambda i: (i.submitted or self.now, i.number), reverse=True)


class ModelManagement:
    """The list, three rows a page, each page as it is at its own moment."""

    def __init__(self, portal: ModelPortal) -> None:
        self._portal = portal
        self._asked: tuple[str | None, str, date | None] = (None, "", None)

    @classmethod
    async def open(cls, _page: object, portal: ModelPortal) -> ModelManagement:
        portal.read()
        return cls(portal)

    async def show(
        self, *, status: str | None = None, keyword: str = "", until: date | None = None
    ) -> None:
        self._portal.read()
        self._asked = (status, keyword, until)

    async def rows(self) -> tuple[ListedRecord, ...]:
        return tuple(map(_row, self._portal.listing(*self._asked)[:PAGE_SIZE]))

    async def total(self) -> int:
        return len(self._portal.listing(*self._asked))

    async def all_rows(self) -> AsyncIterator[ListedRecord]:
        seen: set[str] = set()
        at = 0
        while True:
            found = self._portal.listing(*self._asked)
            for ipr in found[at : at + PAGE_SIZE]:
                if ipr.number not in seen:
                    seen.add(ipr.number)
                    yield _row(ipr)
            at += PAGE_SIZE
            if at >= len(found):
                break
            self._portal.read()
        if len(seen) < len(found):
            raise PageBroken("the list names more than it showed")


class ModelRecordPage:
    """A record's page, which is always up to date."""

    def __init__(self, ipr: Ipr) -> None:
        self._ipr = ipr

    @classmethod
    async def of(cls, _page: object, portal: ModelPortal, number: str) -> ModelRecordPage:
        portal.read()
        if number not in portal.iprs:
            raise RecordGone("no such record")
        return cls(portal.iprs[number])

    async def read(self, _fields: object) -> Any:
        ipr = self._ipr
        rejected = ipr.status == "rejected"
        return SimpleNamespace(
            number=ipr.number,
            status=ipr.status,
            type="copyright",
            place="Mainland China",
            submitted_at=ipr.submitted,
            submissions=1,
            valid_until=None,
            reasons=(Reason("certificate", "unclear"),) if rejected else (),
        )


def _row(ipr: Ipr) -> ListedRecord:
    return ListedRecord(
        number=ipr.number,
        status=ipr.shown,
        type="copyright",
        place="Mainland China",
        title=ipr.number,
        registration_number="",
        holder="",
        submitted_at=ipr.submitted,
        valid_until=None,
    )


class ModelLedger(AsyncLedger):
    """The ledger on the caller's thread, which nothing reaches from a process that is dead."""

    def __init__(self, ledger: Ledger, portal: ModelPortal) -> None:
        super().__init__(ledger)
        self._portal = portal

    async def run_in_thread(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if self._portal.reader_is_dead:
            raise Killed
        return work(*args, **kwargs)


class ModelAccountSession:
    """What the nightly check needs of an account session, without a browser."""

    account = SimpleNamespace(name="acme")
    settle_seconds = 300.0

    def __init__(self, portal: ModelPortal, ledger: Ledger, clock: ManualClock) -> None:
        self.portal = portal
        self.ledger = ModelLedger(ledger, portal)
        self.clock = clock
        self.profile = load_profile("alibaba-ipp")
        self.page_pool = self
        self.sign_in_version = 0
        self.sign_in_lock = asyncio.Lock()

    def progress(self, _ref: str, _words: str) -> None:
        """Nobody listens."""

    @contextlib.asynccontextmanager
    async def tab(self, _ref: str = "") -> AsyncIterator[Any]:
        yield SimpleNamespace(portal_now=self.portal.now, documents=self.portal.reads)


@contextlib.contextmanager
def in_place_of_pages() -> Iterator[None]:
    """The flows see the model instead of the page objects."""

    async def signed_in(*_: object) -> None:
        """Nobody has to."""

    with contextlib.ExitStack() as stack:
        for module in (status_sync, list_audit, record_reader):
            stack.enter_context(patch.object(module, "IprManagement", ModelManagement))
        stack.enter_context(patch.object(record_reader, "open_record", ModelRecordPage.of))
        stack.enter_context(patch.object(record_reader, "sign_in_again", signed_in))
        stack.enter_context(patch.object(status_sync, "ensure_signed_in", signed_in))
        yield


class Model:
    """Nights at a portal in memory, with a ledger on the disk."""

    def __init__(self, folder: Path, clock: ManualClock) -> None:
        self.portal = ModelPortal(datetime(2026, 3, 2, 3, 0, tzinfo=UTC))
        self.clock = clock
        self.ledger = Ledger.open(folder / "ledger.sqlite", origin=ORIGIN, clock=clock)
        self.told: list[tuple[str, str]] = []

    async def night(
        self, *, full: bool = False, kill_at: int | None = None
    ) -> list[tuple[str, str]] | None:
        """What one check told; with `kill_at` its process dies just before that read: None.

        Who is dead writes nothing into the ledger any more, and tells nothing.
        """
        session: Any = ModelAccountSession(self.portal, self.ledger, self.clock)
        self.portal.reads = 0
        self.portal.reader_is_dead = False
        if kill_at is not None:
            self.portal.plan.setdefault(kill_at, []).append(self.portal.kill)
        with in_place_of_pages(), contextlib.suppress(Killed):
            await status_sync.sync_statuses(session, full=full)
        return None if self.portal.reader_is_dead else self._tell()

    def _tell(self) -> list[tuple[str, str]]:
        new = self.ledger.notices(unprinted=True)
        told = [(notice.kind.value, notice.number) for notice in new]
        self.told += told
        self.ledger.mark_delivered(new)
        return told

    def tomorrow(self) -> None:
        self.portal.now += DAY
        self.clock.advance(DAY.total_seconds())

    def known(self) -> dict[str, str]:
        held = self.ledger.known_statuses("acme")
        return {number: status for number, status in held.items() if status != "vanished"}

    def true(self) -> dict[str, str]:
        return {ipr.number: ipr.status for ipr in self.portal.iprs.values()}


class Killed(BaseException):
    """The process of a check is gone."""
