"""The nightly check of one account: what changed at the portal since the last one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from ipp_bot.errors import PageBroken
from ipp_bot.flows import notices
from ipp_bot.flows.list_audit import ListAudit
from ipp_bot.flows.record_reader import RecordReader, RowBuffer
from ipp_bot.flows.sign_in import ensure_signed_in
from ipp_bot.ledger import SettingKey
from ipp_bot.pages import IprManagement
from ipp_bot.portal_status import PortalStatus
from ipp_bot.portal_time import day_of, start_of_day

if TYPE_CHECKING:
    from datetime import date, datetime

    from ipp_bot.browser import Tab
    from ipp_bot.flows.account_session import AccountSession
    from ipp_bot.pages import ListedRecord

__all__ = ["SyncResult", "sync_statuses"]

MAX_SEARCH_ROWS = 100
"""Rows that a check may read to find out why the totals differ from the ledger."""
MAX_REJECTIONS_READ = 300
"""Records of rejections whose reasons a sync reads at most."""


@dataclass(kw_only=True)
class SyncResult:
    """What one check of one account did."""

    account: str
    portal_now: datetime
    totals: dict[str, int] = field(default_factory=dict)
    """Records at the portal by status."""
    reads: Counter[str] = field(default_factory=Counter)
    audited: int = 0
    """Rows that the audit read."""
    audit_documents: int = 0
    """Documents that the audit asked for, redirects included; `reads` has those of all."""
    audit_complete: bool = False
    """Whether this check brought an audit of all records to its end."""
    notes: list[str] = field(default_factory=list)
    """What a person should know about the check itself."""

    @property
    def today(self) -> date:
        """The date at the portal."""
        return day_of(self.portal_now)


async def sync_statuses(
    session: AccountSession, *, full: bool = False, audit: bool = True, pause: float = 0.0
) -> SyncResult:
    """Brings the ledger's records of the account up to date, and notes down what is new.

    `full` reads every record now; otherwise the audit covers all of them within seven nights.
    Whatever was read is kept when something fails; the next check goes on from there.

    Raises:
        NeedsPerson, Refused: nobody can sign in, or the portal shows what the profile lacks.
        PortalError: the portal failed too often in a row.
    """
    known = await session.ledger.known_statuses(session.account.name)
    sync = _Sync(session, RecordReader(session, known, pause=pause))
    await sync.reader.with_tab(lambda tab: ensure_signed_in(session, tab))
    try:
        await sync.read_pending()
        await sync.compare_totals()
        if audit or full:
            await sync.audit(full=full)
        await sync.reasons()
    finally:
        # What was seen before a failure is news all the same.
        sync.result.reads = sync.reader.counts
        if sync.reader.portal_now is not None:
            await notices.derive_notices(session, sync.result.portal_now)
    return sync.result


class _Sync:
    def __init__(self, session: AccountSession, reader: RecordReader) -> None:
        self.session = session
        self.reader = reader
        self.result = SyncResult(account=session.account.name, portal_now=session.clock.now())
        self._rows_left = MAX_SEARCH_ROWS

    def _update_portal_now(self) -> None:
        self.result.portal_now = self.reader.portal_now or self.result.portal_now

    # ----------------------------------------------------------------- pending

    async def read_pending(self) -> None:
        """Reads every page of what is pending, then the record of whatever no longer is."""
        self.session.progress("", "reading what is pending")
        rows = await self._read_list(PortalStatus.PENDING)
        self._update_portal_now()
        self.result.totals[PortalStatus.PENDING] = len(rows)
        left = [
            number
            for number, status in self.reader.known.items()
            if status == PortalStatus.PENDING and number not in rows
        ]
        self.reader.doubtful.update(dict.fromkeys(left))
        await self._read_doubtful("reading what was decided")

    async def _read_doubtful(self, text: str) -> None:
        if self.reader.doubtful:
            self.session.progress("", f"{text} ({len(self.reader.doubtful)})")
        await self.reader.read_doubtful()

    async def _read_list(self, status: str) -> dict[str, ListedRecord]:
        """All rows of a status.

        Rows move up and down while it reads; what slips through shows in the totals or is looked
        at as if it had left the list.
        """
        found: dict[str, ListedRecord] = {}

        async def read(tab: Tab) -> None:
            management = await IprManagement.open(tab, self.session.portal)
            buffer = await RowBuffer.begin(self.reader)
            await management.show(status=status)
            async for row in management.all_rows():
                found[row.number] = row
                await buffer.add(row)
            await buffer.flush()

        try:
            await self.reader.with_tab(read)
        except PageBroken as error:
            if not found:
                raise
            self.result.notes.append(f"the list of {status} records kept changing: {error}")
        return found

    # ------------------------------------------------------------------ totals

    async def compare_totals(self) -> None:
        """Asks for the totals by status, and looks for what they show to be missing."""
        self.session.progress("", "comparing the totals by status")
        first = await self._is_first()
        await self.reader.with_tab(self._read_totals)
        self._update_portal_now()
        await self._read_doubtful("reading what has changed")
        if first:
            return  # everything is new; the audit reads it
        for status, surplus in self._differences().items():
            if surplus > 0:
                await self._find_arrived(status, surplus)
        await self._read_doubtful("reading what has changed")
        for status, surplus in self._differences().items():
            if surplus < 0:
                await self._find_departed(status)
        await self._read_doubtful("reading what has changed")

    async def _is_first(self) -> bool:
        index = SettingKey.INDEX_COMPLETE.of(self.session.account.name)
        return await self.session.ledger.setting(index) is None

    async def _read_totals(self, tab: Tab) -> None:
        management = await IprManagement.open(tab, self.session.portal)
        for status in self.session.profile.statuses:
            if status == PortalStatus.PENDING:
                continue
            read_at = await self.reader.now()
            await management.show(status=status)
            rows = list(await management.rows())
            total = await management.total()
            if total is None:
                rows = [row async for row in management.all_rows()]
            self.result.totals[status] = len(rows) if total is None else total
            # The newest rows of a status come with its total.
            await self.reader.store_rows(rows, read_at)
            await self.reader.pause()

    def _differences(self) -> dict[str, int]:
        """How many more records than the ledger the portal has of each status."""
        ours = Counter(self.reader.known.values())
        ours.pop(PortalStatus.VANISHED, None)
        return {
            status: more
            for status, total in self.result.totals.items()
            if status != PortalStatus.PENDING and (more := total - ours[status])
        }

    async def _find_arrived(self, status: str, surplus: int) -> None:
        """Finds records that came to a status unseen: by their dates, else newest first."""
        if status in (PortalStatus.EXPIRING, PortalStatus.EXPIRED):
            surplus -= await self._read_ending(status, surplus)
        if surplus > 0 and self._rows_left > 0:
            await self._search_list(status, surplus)

    async def _read_ending(self, status: str, surplus: int) -> int:
        days = 31 if status == PortalStatus.EXPIRING else 0
        before = start_of_day(self.result.today + timedelta(days=days))
        ending = await self.session.ledger.ending_records(self.session.account.name, before)
        found = 0
        for record in sorted(ending, key=lambda each: (each.valid_until, each.id)):
            if found >= surplus:
                break
            if self.reader.known.get(record.number) not in (status, PortalStatus.EXPIRED):
                found += await self.reader.read_record(record.number) == status
        return found

    async def _search_list(self, status: str, surplus: int) -> None:
        async def read(tab: Tab) -> None:
            missing = surplus
            management = await IprManagement.open(tab, self.session.portal)
            buffer = await RowBuffer.begin(self.reader)
            await management.show(status=status)
            async for row in management.all_rows():
                missing -= self.reader.known.get(row.number) != row.status
                await buffer.add(row)
                self._rows_left -= 1
                if missing <= 0 or self._rows_left <= 0:
                    break
            await buffer.flush()

        try:
            await self.reader.with_tab(read)
        except PageBroken as error:
            self.result.notes.append(f"the list of {status} records kept changing: {error}")

    async def _find_departed(self, status: str) -> None:
        """Finds records that left a status unseen, if the list is short; the audit finds others."""
        ours = [number for number, known in self.reader.known.items() if known == status]
        if len(ours) > self._rows_left:
            return
        self._rows_left -= self.result.totals[status]
        rows = await self._read_list(status)
        self.reader.doubtful.update({number: None for number in ours if number not in rows})

    # -------------------------------------------------------------- audit, end

    async def audit(self, *, full: bool) -> None:
        """Reads a seventh of all records, or all of them."""
        total = sum(self.result.totals.values())
        audit = ListAudit(self.session, self.reader, self.result.today, total)
        before = self.reader.counts["documents"]
        await audit.run(full=full)
        self.result.audit_documents = self.reader.counts["documents"] - before
        self.result.audited = audit.rows
        self.result.audit_complete = audit.completed
        self.result.notes += audit.notes

    async def reasons(self) -> None:
        """Reads why records were rejected that only a list showed to be so."""
        numbers = await self.session.ledger.without_reasons(
            self.session.account.name, MAX_REJECTIONS_READ
        )
        self.reader.doubtful.update(dict.fromkeys(numbers))
        await self._read_doubtful("reading reasons of rejection")
