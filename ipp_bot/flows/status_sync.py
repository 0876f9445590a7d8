"""The nightly check of one account: what changed at the portal since the last one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from ipp_bot.errors import PageBroken
from ipp_bot.flows import notices
from ipp_bot.flows.list_audit import Audit
from ipp_bot.flows.record_reader import Intake, Reader
from ipp_bot.flows.sign_in import ensure_signed_in
from ipp_bot.pages import IprManagement
from ipp_bot.portal_status import PortalStatus
from ipp_bot.portal_time import day_of, start_of_day

if TYPE_CHECKING:
    from datetime import date, datetime

    from ipp_bot.browser import Tab
    from ipp_bot.flows.account_session import AccountSession
    from ipp_bot.pages import ListedRecord

__all__ = ["Checked", "check"]

SPARE_ROWS = 100
"""Rows that a night may read to find out why the totals differ from the ledger."""
LOOKED_AT = 300
"""Records of rejections whose reasons a night reads at most."""


@dataclass(kw_only=True)
class Checked:
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


async def check(
    session: AccountSession, *, full: bool = False, audit: bool = True, pause: float = 0.0
) -> Checked:
    """Brings the ledger's records of the account up to date, and notes down what is new.

    `full` reads every record now; otherwise the audit covers all of them within seven nights.
    Whatever was read is kept when something fails; the next check goes on from there.

    Raises:
        NeedsPerson, Refused: nobody can sign in, or the portal shows what the profile lacks.
        PortalError: the portal failed too often in a row.
    """
    known = await session.ledger.known_statuses(session.account.name)
    night = _Night(session, Reader(session, known, pause=pause))
    await night.reader.on_page(lambda page: ensure_signed_in(session, page))
    try:
        await night.read_pending()
        await night.compare_totals()
        if audit or full:
            await night.audit(full=full)
        await night.reasons()
    finally:
        # What was seen before a failure is news all the same.
        night.checked.reads = night.reader.counts
        if night.reader.portal_now is not None:
            await notices.note_down(session, night.checked.portal_now)
    return night.checked


class _Night:
    def __init__(self, session: AccountSession, reader: Reader) -> None:
        self.session = session
        self.reader = reader
        self.checked = Checked(account=session.account.name, portal_now=session.clock.now())
        self._spare = SPARE_ROWS

    def _looked(self) -> None:
        self.checked.portal_now = self.reader.portal_now or self.checked.portal_now

    # ----------------------------------------------------------------- pending

    async def read_pending(self) -> None:
        """Reads every page of what is pending, then the record of whatever no longer is."""
        self.session.progress("", "reading what is pending")
        rows = await self._list(PortalStatus.PENDING)
        self._looked()
        self.checked.totals[PortalStatus.PENDING] = len(rows)
        left = [
            number
            for number, status in self.reader.known.items()
            if status == PortalStatus.PENDING and number not in rows
        ]
        self.reader.doubtful.update(dict.fromkeys(left))
        await self._look("reading what was decided")

    async def _look(self, words: str) -> None:
        if self.reader.doubtful:
            self.session.progress("", f"{words} ({len(self.reader.doubtful)})")
        await self.reader.look_at_doubtful()

    async def _list(self, status: str) -> dict[str, ListedRecord]:
        """All rows of a status.

        Rows move up and down while it reads; what slips through shows in the totals or is looked
        at as if it had left the list.
        """
        found: dict[str, ListedRecord] = {}

        async def read(tab: Tab) -> None:
            management = await IprManagement.open(tab, self.session.portal)
            intake = await Intake.begin(self.reader)
            await management.show(status=status)
            async for row in management.all_rows():
                found[row.number] = row
                await intake.add(row)
            await intake.flush()

        try:
            await self.reader.on_page(read)
        except PageBroken as error:
            if not found:
                raise
            self.checked.notes.append(f"the list of {status} records kept changing: {error}")
        return found

    # ------------------------------------------------------------------ totals

    async def compare_totals(self) -> None:
        """Asks for the totals by status, and looks for what they show to be missing."""
        self.session.progress("", "comparing the totals by status")
        first = await self._is_first()
        await self.reader.on_page(self._read_totals)
        self._looked()
        await self._look("reading what has changed")
        if first:
            return  # everything is new; the audit reads it
        for status, surplus in self._differences().items():
            if surplus > 0:
                await self._find(status, surplus)
        await self._look("reading what has changed")
        for status, surplus in self._differences().items():
            if surplus < 0:
                await self._miss(status)
        await self._look("reading what has changed")

    async def _is_first(self) -> bool:
        index = f"index-complete:{self.session.account.name}"
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
            self.checked.totals[status] = len(rows) if total is None else total
            # The newest rows of a status come with its total.
            await self.reader.take(rows, read_at)
            await self.reader.breathe()

    def _differences(self) -> dict[str, int]:
        """How many more records than the ledger the portal has of each status."""
        ours = Counter(self.reader.known.values())
        ours.pop(PortalStatus.VANISHED, None)
        return {
            status: more
            for status, total in self.checked.totals.items()
            if status != PortalStatus.PENDING and (more := total - ours[status])
        }

    async def _find(self, status: str, surplus: int) -> None:
        """Finds records that came to a status unseen: by their dates, else newest first."""
        if status in (PortalStatus.EXPIRING, PortalStatus.EXPIRED):
            surplus -= await self._look_at_ending(status, surplus)
        if surplus > 0 and self._spare > 0:
            await self._search(status, surplus)

    async def _look_at_ending(self, status: str, surplus: int) -> int:
        days = 31 if status == PortalStatus.EXPIRING else 0
        before = start_of_day(self.checked.today + timedelta(days=days))
        ending = await self.session.ledger.ending_records(self.session.account.name, before)
        found = 0
        for record in sorted(ending, key=lambda each: (each.valid_until, each.id)):
            if found >= surplus:
                break
            if self.reader.known.get(record.number) not in (status, PortalStatus.EXPIRED):
                found += await self.reader.look(record.number) == status
        return found

    async def _search(self, status: str, surplus: int) -> None:
        async def read(tab: Tab) -> None:
            missing = surplus
            management = await IprManagement.open(tab, self.session.portal)
            intake = await Intake.begin(self.reader)
            await management.show(status=status)
            async for row in management.all_rows():
                missing -= self.reader.known.get(row.number) != row.status
                await intake.add(row)
                self._spare -= 1
                if missing <= 0 or self._spare <= 0:
                    break
            await intake.flush()

        try:
            await self.reader.on_page(read)
        except PageBroken as error:
            self.checked.notes.append(f"the list of {status} records kept changing: {error}")

    async def _miss(self, status: str) -> None:
        """Finds records that left a status unseen, if the list is short; the audit finds others."""
        ours = [number for number, known in self.reader.known.items() if known == status]
        if len(ours) > self._spare:
            return
        self._spare -= self.checked.totals[status]
        rows = await self._list(status)
        self.reader.doubtful.update({number: None for number in ours if number not in rows})

    # -------------------------------------------------------------- audit, end

    async def audit(self, *, full: bool) -> None:
        """Reads a seventh of all records, or all of them."""
        total = sum(self.checked.totals.values())
        audit = Audit(self.session, self.reader, self.checked.today, total)
        before = self.reader.counts["documents"]
        await audit.run(full=full)
        self.checked.audit_documents = self.reader.counts["documents"] - before
        self.checked.audited = audit.rows
        self.checked.audit_complete = audit.completed
        self.checked.notes += audit.notes

    async def reasons(self) -> None:
        """Reads why records were rejected that only a list showed to be so."""
        numbers = await self.session.ledger.without_reasons(self.session.account.name, LOOKED_AT)
        self.reader.doubtful.update(dict.fromkeys(numbers))
        await self._look("reading reasons of rejection")
