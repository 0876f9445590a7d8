"""One machine of several: takes filings from the shared queue and runs each as `submit` does."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ipp_bot.errors import (
    AccountBusy,
    AccountStopped,
    IppBotError,
    LedgerError,
    OnHold,
    OutcomeUnknown,
    Requeue,
    RetryLater,
    SettingsError,
    UsageError,
)
from ipp_bot.keep_alive import kept_alive
from ipp_bot.ledger import SettingKey, State
from ipp_bot.run.account_sessions import open_account_sessions
from ipp_bot.run.approving import unapproved
from ipp_bot.run.filing_runner import FilingOptions, pacing_pause, run_filing, sign_in
from ipp_bot.run.lease_owners import expire_leases_of_dead
from ipp_bot.run.mistakes import MISTAKES, keep_traceback
from ipp_bot.run.outage import Outage, Patience
from ipp_bot.run.outdated import (
    UNDECIDED,
    CurrentManifests,
    after_reconciling,
    manifest_not_here,
)
from ipp_bot.run.pool import UNKNOWN_AT_MOST
from ipp_bot.run.queue.enqueue import heartbeat_of
from ipp_bot.run.queue.model import Mode
from ipp_bot.run.results import FilingOutcome, FilingResult, asked_of_ledger
from ipp_bot.run.submit_run import RunObserver

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ipp_bot.clock import Clock
    from ipp_bot.flows.account_session import AccountSession
    from ipp_bot.ledger import Filing, Ledger
    from ipp_bot.run.queue.model import QueuedFiling
    from ipp_bot.run.queue.store import SharedQueue
    from ipp_bot.workspace import Workspace

__all__ = ["RecurringWork", "Worker", "WorkerOptions"]

FAILED_AT_MOST = 5
"""How often a worker that stays runs a filing that failed technically."""
FAILED_PAUSE = 60.0
"""Seconds before it does so for the second time; each further pause is twice as long."""
LONGEST_LOOK = 30.0
"""Seconds after which a filing that another worker holds is looked at again."""
QUEUE_PAUSE = 3.0
"""Seconds between two looks whether a lost queue is back."""
APPROVAL_PAUSE = 30.0
"""Seconds between two looks whether a filing is approved by now."""
BUSY_PAUSE = 10.0
"""Seconds between two looks whether another workspace still files for an account."""
HOUR = 3600.0
RECENT = 600.0
TOO_OFTEN = 3
"""Sign-ins within RECENT after which the account's sessions seem to sign each other out."""


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
    concurrency: int
    """Filings side by side on this machine."""
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
    options: WorkerOptions
    observer: RunObserver = field(default_factory=RunObserver)
    warn: Callable[[str], None] = lambda _line: None
    """Takes a line about the worker itself: the portal is away, an account is suspended."""
    patience: Patience = field(default_factory=Patience)
    interrupted: bool = False
    suspended: dict[str, IppBotError] = field(default_factory=dict)
    """Accounts that nobody on this machine can sign in for now, and why."""
    fatal: IppBotError | None = None
    """Why the worker gave up."""
    outage: Outage = field(init=False)
    """Whether the portal or the ledger is away, and how long that is waited for."""
    _manifests: CurrentManifests = field(init=False)
    _comparing: asyncio.Lock = field(default_factory=asyncio.Lock)
    _not_here_told: set[str] = field(default_factory=set)
    """Manifests of which it was told that this machine does not have them."""
    _account_sessions: dict[str, AccountSession] = field(default_factory=dict)
    _signing_in: defaultdict[str, asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock)
    )
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _reopening: asyncio.Event = field(default_factory=asyncio.Event)
    _busy: set[str] = field(default_factory=set)
    """Accounts of which it was told that another workspace files for them."""
    _unapproved_told: set[int] = field(default_factory=set)
    """Filings of which it was told that they wait for an approval."""
    _unknown: Counter[int] = field(default_factory=Counter)
    _failed: Counter[int] = field(default_factory=Counter)
    _not_before: float = 0.0
    _sign_ins_saved: dict[str, int] = field(default_factory=dict)
    """By suspended account: when its sign-in had been saved last."""

    def __post_init__(self) -> None:
        self.outage = Outage(self.clock, self.patience)
        self._manifests = CurrentManifests(self.workspace, copies=False, queued=True)

    def interrupt(self) -> None:
        """The first time: take nothing more. The second time: put back what runs."""
        if self._stopping.is_set():
            self.interrupted = True
            self.queue.cancel_all()
        self._stopping.set()

    async def run(self) -> None:
        """Works until it is stopped; begins anew when a person signed in for a suspended account.

        Raises:
            IppBotError: the worker cannot go on: no browser, the portal away for too long.
        """
        for each in self.options.recurring:
            self.queue.add_recurring(each.name, each.cron, each.work)
        while not self._stopping.is_set():
            self._reopening.clear()
            async with open_account_sessions(
                self.workspace,
                self.ledger,
                self.options.accounts,
                clock=self.clock,
                on_progress=self.observer.on_progress,
            ) as account_sessions:
                self._account_sessions = account_sessions
                self.suspended.clear()
                await self._serve_until_stopped()
        if self.fatal is not None:
            raise self.fatal

    async def results_of_suspended(self) -> list[FilingResult]:
        """A result for each queued filing of the suspended accounts."""
        return [
            self._asked_of_ledger(
                FilingResult(self.ledger.get(filing_id), FilingOutcome.NOT_BEGUN, error)
            )
            for account, error in self.suspended.items()
            for filing_id in await self.queue.waiting(account)
        ]

    async def _serve_until_stopped(self) -> None:
        """Serves the queue until the worker is to stop, or its sessions are to be opened anew."""
        heartbeat = heartbeat_of(self.workspace.profile)
        async with kept_alive(
            self._recover_stalled,
            heartbeat.interval,
            clock=self.clock,
            name="heartbeat",
            failed=lambda _error: None,  # `_serve` warns of it
            at_once=True,
        ):
            serving = asyncio.create_task(self._serve(), name="serving the queue")
            watching = asyncio.create_task(self._watch(min(1.0, heartbeat.interval)))
            ends = [
                serving,
                watching,
                asyncio.create_task(self._stopping.wait()),
                asyncio.create_task(self._reopening.wait()),
            ]
            try:
                await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            finally:
                # What runs is finished; meanwhile the worker still shows that it lives.
                serving.cancel()
                await asyncio.wait([serving])
                for each in ends:
                    each.cancel()
                await asyncio.gather(*ends, return_exceptions=True)
        for task in (serving, watching):
            if not task.cancelled() and (error := task.exception()) is not None:
                raise error

    async def _serve(self) -> None:
        """Serves the queue; when the database goes away it is waited for."""
        lost_since: float | None = None
        while True:
            began = self.clock.monotonic()
            try:
                await self.queue.serve(
                    self._signed_in_for(),
                    concurrency=self.options.concurrency,
                    run=self._run_queued,
                    slots=self._slots,
                )
            except LedgerError as lost:
                now = self.clock.monotonic()
                if lost_since is None or now - began > self.patience.later:
                    lost_since = now
                    self.warn(f"waiting: {lost.line()}")
                if self.options.until_empty and now - lost_since > self.patience.later:
                    self._give_up(lost)
                await self.clock.sleep(QUEUE_PAUSE)

    async def _recover_stalled(self) -> None:
        """Shows that this worker lives, and frees what dead ones held."""
        await asyncio.to_thread(expire_leases_of_dead, self.ledger)
        if recovered := await self.queue.recover_stalled():
            self.warn(f"took over from a dead worker: {recovered} in the queue again")

    async def _watch(self, every: float) -> None:
        """Looks every so many seconds whether the queue is empty, or a person signed in."""
        while True:
            if self.options.until_empty:
                with suppress(LedgerError):  # `_serve` warns of it
                    if await self.queue.count(self._signed_in_for()) == 0:
                        self._stopping.set()
            saved = self._sign_ins_saved
            if any(self._sign_in_saved_at(name) != before for name, before in saved.items()):
                saved.clear()
                self._reopening.set()
            await self.clock.sleep(every)

    def _signed_in_for(self) -> list[str]:
        """The accounts that are not suspended."""
        return [name for name in self._account_sessions if name not in self.suspended]

    # ---------------------------------------------------------------- one filing of the queue

    async def _run_queued(self, queued: QueuedFiling) -> None:
        """Runs it to its end; Requeue if it has not come to one."""
        session = self._account_sessions[queued.account]
        try:
            result = await self._run_filing(session, queued)
        except MISTAKES:
            line, kept = await keep_traceback(session, queued.ref)
            self.warn(f"{queued.ref}: ipp-bot made a mistake: {line}; report it with {kept}")
            row = await session.ledger.get(queued.filing)
            result = FilingResult(
                row, FilingOutcome.FAILED, IppBotError("ipp-bot made a mistake", hint=str(kept))
            )
        try:
            await self._limit_sessions(session)
            pause = await self._pause_before_next_run(session, queued, result)
        except LedgerError as error:
            self.pause_all(error)
            raise Requeue(QUEUE_PAUSE) from error
        if pause is not None:
            raise Requeue(pause)
        self.outage.end()
        if queued.mode is Mode.RECONCILE and result.error is None:
            self.warn(f"{queued.ref}: it is known now what became of its click; queue it again")
        else:
            self.observer.on_result(self._asked_of_ledger(result))

    def _asked_of_ledger(self, result: FilingResult) -> FilingResult:
        """The result as the ledger bears it out."""
        if result.error is None:
            return result
        number = result.filing.id
        return asked_of_ledger(result, self.ledger.get(number), self.ledger.open_intent(number))

    async def _run_filing(self, session: AccountSession, queued: QueuedFiling) -> FilingResult:
        options = FilingOptions(
            draft_only=queued.mode is Mode.DRAFT,
            reconcile_only=queued.mode is Mode.RECONCILE,
            traces=self.workspace.settings.evidence.traces,
        )
        while True:
            await self._wait_until_allowed(session)
            try:
                row = await session.ledger.get(queued.filing)
                outdated = await self._outdated(queued, row)
                known = await self._known_result(session, queued, row, outdated)
                if known is not None:
                    return known
                await self._sign_in_once(session)
                self._busy.discard(queued.account)
                if outdated is None:
                    return await run_filing(session, row, options)
                looked = await run_filing(session, row, replace(options, reconcile_only=True))
                return after_reconciling(looked, outdated)
            except RetryLater as wait:
                raise Requeue(max(wait.seconds, 0.1)) from wait
            except AccountStopped as stopped:
                self._rest(session, stopped.error)
            except SettingsError as error:
                self._suspend(session, error)
            except UsageError as error:
                if not isinstance(error, LedgerError):
                    self._give_up(error)
                else:
                    self.pause_all(error)
            except IppBotError as error:  # the portal is away, or nobody gets as far as signing in
                self.pause_all(error)

    async def _outdated(self, queued: QueuedFiling, row: Filing) -> IppBotError | None:
        """Why the filing is not sent as it was queued; None if its manifest still says the same.

        What lies on another machine cannot be compared here: it is filed as it was queued.
        """
        if queued.mode is Mode.RECONCILE or row.state is State.SUBMITTED:
            return None
        async with self._comparing:
            found = await asyncio.to_thread(self._manifests.compare, [row])
        if found.without_manifest and row.manifest not in self._not_here_told:
            self._not_here_told.add(row.manifest)
            self.warn(manifest_not_here(row.manifest))
        return found.errors.get(row.id)

    async def _known_result(
        self,
        session: AccountSession,
        queued: QueuedFiling,
        row: Filing,
        outdated: IppBotError | None,
    ) -> FilingResult | None:
        """The result of a filing that is not run.

        It was submitted, its manifest says something else by now, or it waits for an approval.
        """
        if row.state is State.SUBMITTED:
            return FilingResult(row, FilingOutcome.ALREADY_SUBMITTED)
        if outdated is not None:
            is_open = row.state in UNDECIDED
            return None if is_open else FilingResult(row, FilingOutcome.REFUSED, outdated)
        if queued.mode is not Mode.FILE:
            return None
        waiting = await session.ledger.run_in_thread(unapproved, self.workspace, self.ledger, [row])
        if not waiting:
            return None
        return FilingResult(row, FilingOutcome.AWAITING_APPROVAL, waiting[row.id])

    async def _pause_before_next_run(
        self, session: AccountSession, queued: QueuedFiling, result: FilingResult
    ) -> float | None:
        """Seconds until the filing is to be run again; None if the result is final."""
        if result.outcome is FilingOutcome.ELSEWHERE:
            row = await session.ledger.get(queued.filing)
            now = await session.ledger.now()
            until = row.lease_until
            left = 0.0 if until is None else (until - now).total_seconds()
            return min(max(left, 0.5), LONGEST_LOOK)
        if result.outcome is FilingOutcome.AWAITING_APPROVAL and not self.options.until_empty:
            if queued.filing not in self._unapproved_told and result.error is not None:
                self.warn(f"waiting: {result.error.line()}")
            self._unapproved_told.add(queued.filing)
            return APPROVAL_PAUSE
        if isinstance(result.error, OutcomeUnknown):
            self._unknown[queued.filing] += 1
            return 0.5 if self._unknown[queued.filing] < UNKNOWN_AT_MOST else None
        if result.outcome is FilingOutcome.FAILED and not self.options.until_empty:
            self._failed[queued.filing] += 1
            times = self._failed[queued.filing]
            if times < FAILED_AT_MOST:
                pause = FAILED_PAUSE * 2.0 ** (times - 1)
                why = result.error.message if result.error is not None else "failed"
                self.warn(f"{queued.ref}: {why}; again in {pause:.0f} s")
                return pause
        return None

    async def _wait_until_allowed(self, session: AccountSession) -> None:
        """Waits for the end of an outage and for the account's pacing; Requeue if to stop."""
        while True:
            if self._stopping.is_set() or session.account.name in self.suspended:
                raise Requeue
            pause = self._not_before - self.clock.monotonic()
            if pause <= 0:
                pause = await pacing_pause(session, self.workspace.pacing)
            if pause <= 0:
                return
            stopping = asyncio.create_task(self._stopping.wait())
            sleeping = asyncio.create_task(self.clock.sleep(pause))
            try:
                await asyncio.wait({stopping, sleeping}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                stopping.cancel()
                sleeping.cancel()

    async def _sign_in_once(self, session: AccountSession) -> None:
        """Signs in before the account's first filing, however many run side by side."""
        async with self._signing_in[session.account.name]:
            if session.account.name in self.suspended:
                raise Requeue  # another filing tried, and nobody could sign in
            if session.signed_in_as is None:
                slots = await self._slots(session.account.name)
                session.page_pool.expected = min(self.options.concurrency, slots)
                await sign_in(session)

    # ---------------------------------------------------------------- what keeps from working

    def _rest(self, session: AccountSession, error: IppBotError) -> None:
        """Lets the account's filings wait; Requeue where that ends without anybody's doing."""
        name = session.account.name
        if isinstance(error, OnHold):
            self.pause_all(error)
        elif isinstance(error, AccountBusy):
            if name not in self._busy:
                self.warn(f"waiting: {error.line()}")
            self._busy.add(name)
            raise Requeue(BUSY_PAUSE) from error
        else:
            self._suspend(session, error)

    def _suspend(self, session: AccountSession, error: IppBotError) -> None:
        """Takes nothing more of the account until somebody signs in for it on this machine."""
        if session.account.name in self.suspended:
            return
        self.suspended[session.account.name] = error
        self._sign_ins_saved[session.account.name] = self._sign_in_saved_at(session.account.name)
        self.queue.close_account(session.account.name)
        self.warn(f"{session.account.name} rests: {error.line()}")
        if not self._signed_in_for() and self.options.until_empty:
            self._stopping.set()

    def _sign_in_saved_at(self, account: str) -> int:
        """When the account's sign-in was last saved, in nanoseconds of the file system."""
        try:
            return (self.workspace.place("sessions") / f"{account}.json").stat().st_mtime_ns
        except OSError:
            return 0

    def pause_all(self, error: IppBotError) -> None:
        """Every filing waits; a worker that is to come to an end gives up after a while."""
        if not self.outage.is_on:
            self.warn(f"waiting: {error.line()}")
        pause = self.outage.pause_after(error)
        self._not_before = max(self._not_before, self.clock.monotonic() + pause.seconds)
        if self.options.until_empty and pause.exceeds_patience:
            self._give_up(error)

    def _give_up(self, error: IppBotError) -> None:
        self.fatal = self.fatal or error
        self._stopping.set()

    # ---------------------------------------------------------------- sessions of an account

    async def _slots(self, account: str) -> int:
        """How many filings of the account all machines together may run at a time."""
        ledger = self._account_sessions[account].ledger
        if await ledger.setting(SettingKey.ONE_SESSION.of(account)) is not None:
            return 1
        return int(await ledger.setting(SettingKey.SESSIONS.of(account)) or 1)

    async def _limit_sessions(self, session: AccountSession) -> None:
        """One session for all machines where the account's sessions get into each other's way."""
        now = session.clock.monotonic()
        # A worker lives for days, and sessions end every now and then.
        session.sign_ins[:] = [when for when in session.sign_ins if now - when < HOUR]
        recent = sum(now - when < RECENT for when in session.sign_ins)
        if not session.draft_isolation.is_shared and recent < TOO_OFTEN:
            return
        if await self._slots(session.account.name) > 1:
            why = (
                "mix up their drafts"
                if session.draft_isolation.is_shared
                else "sign each other out"
            )
            self.warn(f"{session.account.name}: its sessions {why}; from now on there is only one")
            await session.ledger.set_setting(SettingKey.ONE_SESSION.of(session.account.name), why)
