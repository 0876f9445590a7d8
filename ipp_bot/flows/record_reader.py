"""Reading lists and records for a long time: retries, sign-ins, pauses between pages."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    wait_exponential_jitter,
)

from ipp_bot.errors import PortalChanged, PortalDown, PortalError, RecordGone, SessionExpired
from ipp_bot.flows import decisions
from ipp_bot.flows.record_index import record_of
from ipp_bot.flows.sign_in import sign_in_again
from ipp_bot.ledger import PortalRecord, settled_at
from ipp_bot.pages import IprManagement, open_record
from ipp_bot.portal_status import PortalStatus
from ipp_bot.portal_time import start_of_day

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from ipp_bot.browser import Tab
    from ipp_bot.flows.account_session import AccountSession
    from ipp_bot.pages import ListedRecord
    from ipp_bot.profile import FormField

__all__ = ["BATCH", "RecordReader", "RowBuffer", "reason_text", "split_reason"]

BATCH = 100
"""Rows that go into the ledger in one transaction."""
USUAL_PAGE = 10
"""Rows on a page of the list."""
MAX_TRIES = 5
MAX_PAUSE_SECONDS = 30.0
LONGEST_RETRY_AFTER = 120.0
"""Seconds: a portal that asks for a longer pause is left to the next check."""

T = TypeVar("T")


class RecordReader:
    """Reads one account's lists and records into the ledger.

    What a list shows is stored where it agrees with the ledger or shows something new; where it
    contradicts the ledger the record's own page decides, because lists may lag behind.
    """

    def __init__(
        self, session: AccountSession, known: dict[str, str], *, pause: float = 0.0
    ) -> None:
        self.session = session
        self.known = known
        """The status of every record by its number, as the ledger has it."""
        self.counts: Counter[str] = Counter()
        """How many rows, records, documents and sign-ins this reading took."""
        self.doubtful: dict[str, None] = {}
        """Numbers whose own page is to be read."""
        self.portal_now: datetime | None = None
        self._pause = pause

    async def with_tab(self, work: Callable[[Tab], Awaitable[T]]) -> T:
        """The result of `work` in a signed-in tab; technical failures make it begin again.

        Raises:
            NeedsPerson, Refused: nobody can sign in.
            PortalError: the portal failed too often in a row.
        """
        session = self.session

        def is_technical(error: BaseException) -> bool:
            if isinstance(error, PortalDown) and (error.retry_after or 0.0) > LONGEST_RETRY_AFTER:
                return False
            return isinstance(error, PortalError) and not isinstance(error, RecordGone)

        usual = wait_exponential_jitter(multiplier=0.5, max=MAX_PAUSE_SECONDS, jitter=0.5)

        def pause(state: RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome is not None else None
            asked = error.retry_after if isinstance(error, PortalDown) else None
            return usual(state) if asked is None else asked

        def between(state: RetryCallState) -> None:
            error = state.outcome.exception() if state.outcome is not None else None
            self.counts["again"] += 1
            session.progress("", f"again, because: {error}")

        tries = AsyncRetrying(
            stop=stop_after_attempt(MAX_TRIES),
            wait=pause,
            retry=retry_if_exception(is_technical),
            sleep=session.clock.sleep,
            before_sleep=between,
            reraise=True,
        )
        async for attempt in tries:
            with attempt:
                return await self._in_new_tab(work)
        raise AssertionError("tenacity ends with a result or an error")

    async def _in_new_tab(self, work: Callable[[Tab], Awaitable[T]]) -> T:
        async with self.session.page_pool.tab("sync") as page:
            before = page.documents
            try:
                return await self._while_signed_in(page, work)
            finally:
                self.counts["documents"] += page.documents - before

    async def _while_signed_in(self, tab: Tab, work: Callable[[Tab], Awaitable[T]]) -> T:
        while True:
            seen = self.session.page_pool.sign_in_version
            try:
                result = await work(tab)
            except SessionExpired:
                self.counts["sign_ins"] += 1
                await sign_in_again(self.session, tab, seen)
            except PortalChanged as error:
                await self.session.evidence.failure(tab, error)
                raise
            else:
                self.portal_now = tab.portal_now or self.portal_now
                return result

    async def pause(self) -> None:
        """The pause between two pages, where the portal's pacing asks for one."""
        if self._pause:
            await self.session.clock.sleep(self._pause)

    # ------------------------------------------------------------------- lists

    def accept_or_doubt(self, row: ListedRecord) -> bool:
        """True if the row may be stored as it is; otherwise the record is noted as doubtful."""
        known = self.known.get(row.number)
        if (
            known is None
            or known == row.status
            or (known, row.status)
            == (
                PortalStatus.DRAFT,
                PortalStatus.PENDING,
            )
        ):
            return True
        self.doubtful[row.number] = None
        return False

    async def store_rows(self, rows: list[ListedRecord], read_at: datetime) -> None:
        """Stores plausible rows; what somebody else saw later stays."""
        plausible = [record_of(row) for row in rows if self.accept_or_doubt(row)]
        self.counts["rows"] += len(rows)
        await self._store(plausible, read_at)

    async def _store(self, rows: list[PortalRecord], read_at: datetime) -> None:
        if not rows:
            return
        session = self.session
        await session.ledger.merge_records(session.account.name, rows, read_at=read_at)
        self.known.update({row.number: row.status for row in rows})

    async def now(self) -> datetime:
        """The ledger's time, to be asked before a page is read."""
        return await self.session.ledger.now()

    # ----------------------------------------------------------------- records

    async def read_doubtful(self) -> None:
        """Reads the page of every record about which a list contradicts the ledger."""
        while self.doubtful:
            number = next(iter(self.doubtful))
            await self.read_record(number)
            self.doubtful.pop(number, None)

    async def read_record(self, number: str) -> str:
        """Reads a record's own page into the ledger, and returns its status."""
        read_at = await self.now()

        async def read(tab: Tab) -> PortalRecord | None:
            session = self.session
            try:
                shown = await open_record(tab, session.portal, number)
            except RecordGone:
                return await self._find_in_list(tab, number)
            record = await shown.read(_all_fields(session))
            await decisions.keep(session, tab, record)
            return PortalRecord(
                number=number,
                status=record.status,
                type=record.type or None,
                place=record.place or None,
                submitted_at=record.submitted_at,
                submissions=record.submissions,
                valid_until=start_of_day(record.valid_until),
                reasons=tuple(reason_text(each.field, each.message) for each in record.reasons),
            )

        row = await self.with_tab(read)
        self.counts["records"] += 1
        if row is not None:
            await self._store([row], read_at)
        await self.pause()
        return self.known.get(number, "") if row is None else row.status

    async def _find_in_list(self, tab: Tab, number: str) -> PortalRecord | None:
        """A record whose page is missing: as the list shows it, else vanished.

        None for one that was seen so shortly ago that the portal may only not show it yet.
        """
        management = await IprManagement.open(tab, self.session.portal)
        await management.show(keyword=number)
        async for row in management.all_rows():
            if row.number == number:
                return record_of(row)
        known = await self.session.ledger.record(self.session.account.name, number)
        if known is None or known.status == PortalStatus.VANISHED:
            return PortalRecord(number=number, status=PortalStatus.VANISHED)
        if settled_at(known.last_seen, self.session.settle_seconds) > await self.now():
            return None
        return PortalRecord(number=number, status=PortalStatus.VANISHED)


class RowBuffer:
    """Rows of a list, stored in the ledger some at a time."""

    def __init__(self, reader: RecordReader, now: datetime) -> None:
        self._reader = reader
        self._rows: list[ListedRecord] = []
        self._count = 0
        # The page that the next rows stand on may have been read before the last ones were taken.
        self._read_at = self._taken_at = now

    @classmethod
    async def begin(cls, reader: RecordReader) -> RowBuffer:
        """To be called before the list is asked for."""
        return cls(reader, await reader.now())

    async def add(self, row: ListedRecord) -> None:
        """Adds a row; it is stored by the next `flush` at the latest."""
        self._rows.append(row)
        self._count += 1
        if not self._count % USUAL_PAGE:
            await self._reader.pause()
        if len(self._rows) >= BATCH:
            await self.flush()

    async def flush(self) -> None:
        """Stores all rows."""
        await self._reader.store_rows(self._rows, self._read_at)
        self._rows = []
        self._read_at, self._taken_at = self._taken_at, await self._reader.now()


def _all_fields(session: AccountSession) -> tuple[FormField, ...]:
    """All fields that a record may have: the reasons of a rejection name some of them."""
    fields = {
        (field.key, field.labels): field for form in session.profile.forms for field in form.fields
    }
    return tuple(fields.values())


def reason_text(field: str, message: str) -> str:
    """One reason as the ledger keeps it."""
    return f"{field.replace(': ', ' ')}: {message}" if field else message


def split_reason(text: str) -> tuple[str, str]:
    """Field and message of a reason; the field is "" where the portal named none."""
    field, colon, message = text.partition(": ")
    return (field, message) if colon else ("", text)
