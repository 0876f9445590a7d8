"""The rolling audit: every record of an account is seen again within seven nights."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from ipp_bot.errors import PageBroken, PortalError
from ipp_bot.flows.record_reader import BATCH, RowBuffer
from ipp_bot.ledger import SettingKey
from ipp_bot.pages import IprManagement
from ipp_bot.portal_time import day_of, start_of_day

if TYPE_CHECKING:
    from ipp_bot.browser import Tab
    from ipp_bot.flows.account_session import AccountSession
    from ipp_bot.flows.record_reader import RecordReader

__all__ = ["NIGHTS", "ListAudit"]

NIGHTS = 7
_DAY = timedelta(days=1)
MAX_LOOK_UPS = 300
"""Records that are looked up in one check because the list did not show them."""


@dataclass
class _Progress:
    """How far the audit is, as the ledger keeps it; dates are the portal's, ISO."""

    until: str = ""
    """The list is read down to this day, which is to be read again; "" is the beginning."""
    rows: int = 0
    """Rows read since the cycle began."""
    began: str = ""
    """When the cycle began, by the ledger's time; "" where none is under way."""
    first_day: str = ""
    last_day: str = ""
    full: bool = False
    """Whether the cycle is to end in one go."""
    ended: str = ""
    """When the last complete cycle ended."""
    missing: list[str] = field(default_factory=list)
    """Numbers that the list did not show and that are still to be looked up."""


class ListAudit:
    """Reads the list newest first, a part a night, and looks up what it does not show.

    Its position is a date of submission, not a page number: rows shift between pages, dates do not.
    """

    def __init__(
        self, session: AccountSession, reader: RecordReader, today: date, total: int
    ) -> None:
        self.rows = 0
        """Rows that this check has audited."""
        self.completed = False
        self.notes: list[str] = []
        self._session = session
        self._reader = reader
        self._today = today
        self._total = total
        self._key = SettingKey.AUDIT.of(session.account.name)
        self._progress = _Progress()

    async def run(self, *, full: bool) -> None:
        """Goes on with the cycle under way, or begins one; the first one ever reads all."""
        self._progress = await self._load()
        now = (await self._reader.now()).isoformat()
        if full and not (self._progress.began and self._progress.full):
            self._begin(now, full=True)
        elif not self._progress.began:
            if self._progress.ended and self._progress.last_day == str(self._today):
                return
            self._begin(now, full=not self._progress.ended)
        elif not self._progress.full and self._progress.last_day == str(self._today):
            return
        await self._save()
        goal = self._goal()
        if self._progress.rows < goal or self._progress.full:
            self._session.progress("", "auditing" + (" all records" if self._progress.full else ""))
            await self._read_on(goal)
        self._progress.last_day = str(self._today)
        await self._save()
        await self._look_up_missing()

    def _begin(self, now: str, *, full: bool) -> None:
        self._progress = _Progress(
            began=now,
            first_day=str(self._today),
            full=full,
            ended=self._progress.ended,
            missing=self._progress.missing,
        )

    def _goal(self) -> int:
        """How many rows of the cycle are to be read by the end of this night."""
        nights = (self._today - date.fromisoformat(self._progress.first_day)).days + 1
        return -(-self._total * min(max(nights, 1), NIGHTS) // NIGHTS)

    async def _read_on(self, goal: int) -> None:
        async def read(tab: Tab) -> None:
            await self._read_list(tab, goal)

        while True:
            place = self._progress.until
            try:
                return await self._reader.with_tab(read)
            except PortalError as error:
                # A long way may be interrupted often, as long as it goes on in between.
                if self._progress.until != place:
                    continue
                if not isinstance(error, PageBroken):
                    raise
                self.notes.append(
                    f"the audit goes on next time, because the list broke off: {error}"
                )
                return None

    async def _read_list(self, tab: Tab, goal: int) -> None:
        """Reads the list from where the audit is; the position is saved between two days."""
        began = await self._reader.now()
        top = date.fromisoformat(self._progress.until) if self._progress.until else None
        low: date | None = None
        ordered = True
        count = 0
        buffer = await RowBuffer.begin(self._reader)
        management = await IprManagement.open(tab, self._session.portal)
        await management.show(until=top)
        async for row in management.all_rows():
            day = day_of(row.submitted_at)
            ordered = ordered and not (day and low and day > low)
            enough = not self._progress.full and self._progress.rows + count >= goal
            if ordered and day and low and day < low and (enough or count >= BATCH):
                await buffer.flush()
                await self._save_position(count, began, low, top)
                if enough:
                    return
                count, top = 0, low - _DAY
            await buffer.add(row)
            count += 1
            low = day or low
        await buffer.flush()
        await self._finish(count, began, top)

    async def _save_position(
        self, count: int, began: datetime, low: date, top: date | None
    ) -> None:
        """Saves that all of the days from `low` up to `top` was read since `began`."""
        await self._note_missing(began, low, top)
        self.rows += count
        self._progress.rows += count
        self._progress.until = str(low - _DAY)
        await self._save()

    async def _finish(self, count: int, began: datetime, top: date | None) -> None:
        await self._note_missing(began, None, top)
        # A draft has no day of submission; it counts at the end of the cycle.
        await self._note_missing(datetime.fromisoformat(self._progress.began), None, None)
        self.rows += count
        self.completed = True
        now = (await self._reader.now()).isoformat()
        self._progress = _Progress(
            ended=now, last_day=str(self._today), missing=self._progress.missing
        )
        await self._save()
        index = SettingKey.INDEX_COMPLETE.of(self._session.account.name)
        await self._session.ledger.set_setting(index, now)

    async def _note_missing(self, before: datetime, low: date | None, top: date | None) -> None:
        """Records of these days that the list did not show."""
        unseen = await self._session.ledger.unseen_records(
            self._session.account.name,
            before,
            submitted_from=start_of_day(low),
            submitted_before=None if top is None else start_of_day(top + _DAY),
        )
        self._progress.missing = list(dict.fromkeys([*self._progress.missing, *unseen]))

    async def _look_up_missing(self) -> None:
        """Reads the page of what the list did not show, and of what it showed otherwise."""
        reader = self._reader
        if len(self._progress.missing) > MAX_LOOK_UPS:
            self.notes.append(
                f"{len(self._progress.missing)} known records are not in the list; "
                f"{MAX_LOOK_UPS} of them are looked up now"
            )
        now, later = self._progress.missing[:MAX_LOOK_UPS], self._progress.missing[MAX_LOOK_UPS:]
        reader.doubtful.update(dict.fromkeys(now))
        if reader.doubtful:
            self._session.progress("", f"looking up what differs ({len(reader.doubtful)})")
        await reader.read_doubtful()
        self._progress.missing = later
        await self._save()

    async def _load(self) -> _Progress:
        text = await self._session.ledger.setting(self._key)
        return _Progress(**json.loads(text)) if text else _Progress()

    async def _save(self) -> None:
        text = json.dumps(asdict(self._progress))
        await self._session.ledger.set_setting(self._key, text)
