"""One machine of several: takes filings from the shared queue and drives each as `submit` does."""

from __future__ import annotations

import asyncio
import traceback
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ipp_bot.errors import (
    IppBotError,
    LedgerError,
    OutcomeUnknown,
    PortalDown,
    SettingsError,
    UsageError,
)
from ipp_bot.ledger import RetryLater, State
from ipp_bot.run.account_sessions import open_account_sessions
from ipp_bot.run.filing_runner import FilingOptions, prepare, run_filing
from ipp_bot.run.lease_owners import expire_leases_of_dead
from ipp_bot.run.pool import UNKNOWN_AT_MOST, Patience
from ipp_bot.run.queue.enqueue import heartbeat_of, single_session_setting, slots_setting
from ipp_bot.run.queue.model import Mode, QueueLost, Requeue
from ipp_bot.run.results import AccountStopped, FilingResult, Outcome
from ipp_bot.run.submit_run import RunObserver

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ipp_bot.clock import Clock
    from ipp_bot.flows.account_session import AccountSession
    from ipp_bot.ledger import Ledger
    from ipp_bot.run.queue.model import QueuedFiling
    from ipp_bot.run.queue.store import SharedQueue
    from ipp_bot.settings import Workspace

__all__ = ["RecurringWork", "Worker", "WorkerOptions"]

FAILED_AT_MOST = 5
"""How often a worker that stays tries a filing again that failed technically."""
FAILED_PAUSE = 60.0
"""Seconds before it does so for the first time; each further pause is twice as long."""
LONGEST_LOOK = 30.0
"""Seconds after which a filing that another worker holds is looked at again."""
QUEUE_PAUSE = 3.0
"""Seconds between two looks whether a lost queue is back."""
HOUR = 3600.0
RECENT = 600.0
TOO_OFTEN = 3
"""Sign-ins within RECENT after which the account's sessions seem to sign each other out."""

_MISTAKES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class RecurringWork:
    """Work that one of the machines does at the times of a crontab line, in UTC."""

    name: str
    cron: str
    work: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """What a worker is to do."""

    accounts: tuple[str, ...]
    hands: int
    until_empty: bool = False
    """Leave when nothing is queued any more."""
    recurring: tuple[RecurringWork, ...] = ()
    """What a worker that stays does beside filing."""


@dataclass
class Worker:
    """Takes filings from the queue until it is stopped, or nothing is left."""

    workspace: Workspace
    ledger: Ledger
    queue: SharedQueue
    clock: Clock
    orders: WorkerOptions
    watch: RunObserver = field(default_factory=RunObserver)
    tell: Callable[[str], None] = lambda _words: None
    """Takes a line about the worker itself: the portal is away, an account rests."""
    patience: Patience = field(default_factory=Patience)
    interrupted: bool = False
    resting: dict[str, IppBotError] = field(default_factory=dict)
    """Accounts that nobody on this machine can sign in for now."""
    _account_sessions: dict[str, AccountSession] = field(default_factory=dict)
    _opening: defaultdict[str, asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock)
    )
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _fatal: IppBotError | None = None
    _shift_over: asyncio.Event = field(default_factory=asyncio.Event)
    _unknown: Counter[int] = field(default_factory=Counter)
    _failed: Counter[int] = field(default_factory=Counter)
    _not_before: float = 0.0
    _worked: bool = False
    _down_since: float | None = None
    _down_in_a_row: int = 0
    _doors: dict[str, int] = field(default_factory=dict)

    def interrupt(self) -> None:
        """The first time: take nothing more. The second time: put back what is in hand."""
        if self._stopping.is_set():
            self.interrupted = True
            self.queue.cancel_all()
        self._stopping.set()

    async def run(self) -> None:
        """Works, shift after shift: an account that a person signed in anew begins another one.

        Raises:
            IppBotError: the worker cannot go on: no browser, the portal away for too long.
        """
        for each in self.orders.recurring:
            self.queue.recurring(each.name, each.cron, each.work)
        while not self._stopping.is_set():
            self._shift_over.clear()
            async with open_account_sessions(
                self.workspace,
                self.ledger,
                self.orders.accounts,
                clock=self.clock,
                tell=self.watch.step,
            ) as account_sessions:
                self._account_sessions = account_sessions
                self.resting.clear()
                await self._shift()
        if self._fatal is not None:
            raise self._fatal

    async def results_of_suspended(self) -> list[FilingResult]:
        """A result for each queued filing of the accounts that rest."""
        return [
            FilingResult(self.ledger.get(number), Outcome.NOT_BEGUN, error)
            for account, error in self.resting.items()
            for number in await self.queue.waiting(account)
        ]

    async def _shift(self) -> None:
        """Serves the queue until the worker is to stop or the shift is over."""
        serving = asyncio.create_task(self._serve(), name="serving the queue")
        caring = asyncio.create_task(self._care(), name="looking after the queue")
        ends = [
            serving,
            caring,
            asyncio.create_task(self._stopping.wait()),
            asyncio.create_task(self._shift_over.wait()),
        ]
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            # What is in hand is finished; meanwhile the worker still shows that it lives.
            serving.cancel()
            await asyncio.wait([serving])
            for each in ends:
                each.cancel()
            await asyncio.gather(*ends, return_exceptions=True)
        for task in (serving, caring):
            if not task.cancelled() and (error := task.exception()) is not None:
                raise error

    async def _serve(self) -> None:
        """Serves the queue; when the database goes away it is waited for."""
        lost_since: float | None = None
        while True:
            began = self.clock.monotonic()
            try:
                await self.queue.serve(
                    [name for name in self._account_sessions if name not in self.resting],
                    hands=self.orders.hands,
                    do=self._do,
                    lanes=self._lanes,
                )
            except LedgerError as lost:
                now = self.clock.monotonic()
                if lost_since is None or now - began > self.patience.later:
                    lost_since = now
                    self.tell(f"waiting: {lost.line()}")
                if self.orders.until_empty and now - lost_since > self.patience.later:
                    self._give_up(lost)
                await self.clock.sleep(QUEUE_PAUSE)

    async def _care(self) -> None:
        """Looks after the queue, and for whatever ends the shift."""
        tempo = heartbeat_of(self.workspace)
        last = -tempo.heartbeat
        while True:
            now = self.clock.monotonic()
            with suppress(QueueLost, LedgerError):  # told where it keeps from working
                if now - last >= tempo.heartbeat:
                    last = now
                    await asyncio.to_thread(expire_leases_of_dead, self.ledger)
                    if freed := await self.queue.look_after():
                        self.tell(f"took over from a dead worker: {freed} in the queue again")
                if self.orders.until_empty and await self._is_empty():
                    self._stopping.set()
            if any(self._door(name) != seen for name, seen in self._doors.items()):
                self._doors.clear()
                self._shift_over.set()
            await self.clock.sleep(min(1.0, tempo.heartbeat))

    async def _is_empty(self) -> bool:
        open_ones = [name for name in self._account_sessions if name not in self.resting]
        return await self.queue.left(open_ones) == 0

    # ---------------------------------------------------------------- one errand

    async def _do(self, errand: QueuedFiling) -> None:
        """One errand to its end; ComeBack if it has none yet."""
        session = self._account_sessions[errand.account]
        try:
            result = await self._driven(session, errand)
        except _MISTAKES:
            # A mistake of ours must not take the other filings with it.
            words = traceback.format_exc()
            kept = await session.evidence.note(session.account.name, errand.ref, words)
            self.tell(
                f"{errand.ref}: ipp-bot made a mistake: {words.strip().splitlines()[-1]}; "
                f"report it with {kept}"
            )
            row = await session.ledger.get(errand.filing)
            result = FilingResult(
                row, Outcome.FAILED, IppBotError("ipp-bot made a mistake", hint=str(kept))
            )
        try:
            await self._mind_sessions(session)
            pause = await self._pause_after(session, errand, result)
        except LedgerError as error:
            self._down(error)
            raise Requeue(QUEUE_PAUSE) from error
        if pause is not None:
            raise Requeue(pause)
        self._worked, self._down_since, self._down_in_a_row = True, None, 0
        if errand.mode is Mode.RECONCILE and result.error is None:
            self.tell(f"{errand.ref}: it is known now what became of its press; queue it again")
        else:
            self.watch.ended(result)

    async def _driven(self, session: AccountSession, errand: QueuedFiling) -> FilingResult:
        options = FilingOptions(
            draft_only=errand.mode is Mode.DRAFT,
            reconcile_only=errand.mode is Mode.RECONCILE,
            traces=self.workspace.settings.evidence.traces,
        )
        while True:
            await self._wait_turn(session)
            try:
                row = await session.ledger.get(errand.filing)
                if row.state is State.SUBMITTED:
                    return FilingResult(row, Outcome.ALREADY_SUBMITTED)
                await self._open(session)
                return await run_filing(session, row, options)
            except RetryLater as wait:
                raise Requeue(max(wait.seconds, 0.1)) from wait
            except AccountStopped as stopped:
                self._rest(session, stopped.error)
            except SettingsError as error:
                self._rest(session, error)
            except UsageError as error:
                if not isinstance(error, LedgerError):
                    self._give_up(error)
                else:
                    self._down(error)
            except IppBotError as error:  # the portal is away, or nobody gets as far as signing in
                self._down(error)

    async def _pause_after(
        self, session: AccountSession, errand: QueuedFiling, result: FilingResult
    ) -> float | None:
        """Seconds after which the errand is due again; None if it is at its end."""
        if result.outcome is Outcome.ELSEWHERE:
            row = await session.ledger.get(errand.filing)
            now = await session.ledger.now()
            until = row.lease_until
            left = 0.0 if until is None else (until - now).total_seconds()
            return min(max(left, 0.5), LONGEST_LOOK)
        if isinstance(result.error, OutcomeUnknown):
            self._unknown[errand.filing] += 1
            return 0.5 if self._unknown[errand.filing] < UNKNOWN_AT_MOST else None
        if result.outcome is Outcome.FAILED and not self.orders.until_empty:
            self._failed[errand.filing] += 1
            times = self._failed[errand.filing]
            if times < FAILED_AT_MOST:
                pause = FAILED_PAUSE * 2.0 ** (times - 1)
                why = result.error.message if result.error is not None else "failed"
                self.tell(f"{errand.ref}: {why}; again in {pause:.0f} s")
                return pause
        return None

    async def _wait_turn(self, session: AccountSession) -> None:
        """Waits for the portal to be back and for the account's pace; ComeBack if to stop."""
        pacing = self.workspace.pacing
        while True:
            if self._stopping.is_set() or session.account.name in self.resting:
                raise Requeue
            pause = self._not_before - self.clock.monotonic()
            if pause <= 0 and (pacing.gap_seconds or pacing.per_hour):
                pause = await session.ledger.pace(
                    session.account.name,
                    per_hour=pacing.per_hour,
                    gap_seconds=pacing.gap_seconds,
                )
            if pause <= 0:
                return
            stop = asyncio.create_task(self._stopping.wait())
            nap = asyncio.create_task(self.clock.sleep(pause))
            try:
                await asyncio.wait({stop, nap}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                stop.cancel()
                nap.cancel()

    async def _open(self, session: AccountSession) -> None:
        """Signs in once a shift, whatever the number of hands."""
        async with self._opening[session.account.name]:
            if session.account.name in self.resting:
                raise Requeue  # another hand tried, and nobody could sign in
            if session.signed_in_as is None:
                lanes = await self._lanes(session.account.name)
                session.page_pool.expected = min(self.orders.hands, lanes)
                await prepare(session)

    # ---------------------------------------------------------------- what keeps from working

    def _rest(self, session: AccountSession, error: IppBotError) -> None:
        """Takes nothing more of the account until somebody signs in for it on this machine."""
        if session.account.name in self.resting:
            return
        self.resting[session.account.name] = error
        self._doors[session.account.name] = self._door(session.account.name)
        self.queue.close_account(session.account.name)
        self.tell(f"{session.account.name} rests: {error.line()}")
        if all(name in self.resting for name in self._account_sessions) and self.orders.until_empty:
            self._stopping.set()

    def _door(self, account: str) -> int:
        """When the account's saved sign-in was last written."""
        try:
            return (self.workspace.hidden / "sessions" / f"{account}.json").stat().st_mtime_ns
        except OSError:
            return 0

    def _down(self, error: IppBotError) -> None:
        """Everybody pauses; a worker that is to come to an end gives up after a while."""
        now = self.clock.monotonic()
        if self._down_since is None:
            self._down_since = now
            self.tell(f"waiting: {error.line()}")
        self._down_in_a_row += 1
        asked = error.retry_after if isinstance(error, PortalDown) else None
        pause = asked or min(
            self.patience.longest_pause, 0.25 * 2.0 ** min(self._down_in_a_row, 10)
        )
        self._not_before = max(self._not_before, now + pause)
        # The ledger worked when it was opened; of the portal nothing is known so early.
        known = self._worked or isinstance(error, LedgerError)
        longest = self.patience.later if known else self.patience.at_first
        if self.orders.until_empty and now - self._down_since + pause > longest:
            self._give_up(error)

    def _give_up(self, error: IppBotError) -> None:
        self._fatal = self._fatal or error
        self._stopping.set()

    # ---------------------------------------------------------------- sessions of an account

    async def _lanes(self, account: str) -> int:
        """How many filings of the account all machines together may have in hand."""
        ledger = self._account_sessions[account].ledger
        if await ledger.setting(single_session_setting(account)) is not None:
            return 1
        return int(await ledger.setting(slots_setting(account)) or 1)

    async def _mind_sessions(self, session: AccountSession) -> None:
        """One session for all machines where the account's sessions get into each other's way."""
        now = session.clock.monotonic()
        # A worker lives for days, and sessions end every now and then.
        session.sign_ins[:] = [when for when in session.sign_ins if now - when < HOUR]
        recent = sum(now - when < RECENT for when in session.sign_ins)
        if not session.draft_isolation.is_shared and recent < TOO_OFTEN:
            return
        if await self._lanes(session.account.name) > 1:
            why = (
                "mix up their drafts"
                if session.draft_isolation.is_shared
                else "sign each other out"
            )
            self.tell(f"{session.account.name}: its sessions {why}; from now on there is only one")
            await session.ledger.set_setting(single_session_setting(session.account.name), why)
