"""Many filings in one process: a queue for each account, its sessions side by side."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ipp_bot.errors import (
    AccountStopped,
    IppBotError,
    LedgerError,
    OutcomeUnknown,
    PortalDown,
    RetryLater,
)
from ipp_bot.reached import RareState, reached
from ipp_bot.run.filing_runner import FilingOptions, pacing_pause, run_filing, sign_in
from ipp_bot.run.mistakes import MISTAKES, keep_traceback
from ipp_bot.run.outage import Outage, Patience
from ipp_bot.run.results import FilingOutcome, FilingResult, asked_of_ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ipp_bot.clock import Clock
    from ipp_bot.flows.account_session import AccountSession
    from ipp_bot.ledger import Filing
    from ipp_bot.profile import Pacing

__all__ = ["UNKNOWN_AT_MOST", "Pool"]

UNKNOWN_AT_MOST = 6
"""How often a filing is run whose submission got no answer, before it is left for the next run."""
WAITS_AT_MOST = 1800.0
"""Seconds that a filing may be put off in one run, beside twice its settle time; at most twice."""
TOLD_WAIT = 30.0
"""Seconds from which a wait is told."""
LONGEST_LOOK = 2.0
"""Seconds after which a filing that another process holds is looked at again."""


@dataclass(order=True)
class _DueFiling:
    due: float
    order: int
    filing: Filing = field(compare=False)


class _AccountQueue:
    """One account's filings: which may begin when, and how many run at a time."""

    def __init__(self, session: AccountSession, filings: Sequence[Filing], sessions: int) -> None:
        self.session = session
        self.sessions = sessions
        self.running = 0
        self.stopped: IppBotError | None = None
        self.not_before = 0.0
        self.changed = asyncio.Event()
        self._numbers = itertools.count()
        self._waiting: list[_DueFiling] = []
        for filing in filings:
            self.put(filing, 0.0)

    def put(self, filing: Filing, due: float) -> None:
        """Queues a filing for a moment of the monotonic clock."""
        heapq.heappush(self._waiting, _DueFiling(due, next(self._numbers), filing))
        self.changed.set()

    def take_all(self) -> list[Filing]:
        """Takes out every filing that is not running."""
        filings = [each.filing for each in sorted(self._waiting)]
        self._waiting.clear()
        self.changed.set()
        return filings

    @property
    def concurrency(self) -> int:
        """How many filings may run: one where sessions of the account share their drafts."""
        return 1 if self.session.draft_isolation.is_shared else self.sessions

    @property
    def is_done(self) -> bool:
        """Nothing waits, and nothing runs that could be queued again."""
        return not self._waiting and self.running == 0

    def next_due(self) -> float | None:
        """When the next filing may begin, None if another must end first."""
        if not self._waiting or self.running >= self.concurrency:
            return None
        return max(self._waiting[0].due, self.not_before)

    def take(self) -> Filing:
        """Takes the next filing out, to be run."""
        self.running += 1
        return heapq.heappop(self._waiting).filing


class Pool:
    """Runs filings, with so many sessions for each account, until each has a result."""

    def __init__(
        self,
        account_sessions: Mapping[str, AccountSession],
        *,
        sessions: Mapping[str, int],
        clock: Clock,
        pacing: Pacing,
        options: FilingOptions | None = None,
        patience: Patience | None = None,
        on_result: Callable[[FilingResult], None] = lambda _result: None,
    ) -> None:
        self._account_sessions = account_sessions
        self._sessions = sessions
        self._clock = clock
        self._pacing = pacing
        self._options = options or FilingOptions()
        self._outage = Outage(clock, patience or Patience())
        self._on_result = on_result
        self._results: list[FilingResult] = []
        self._queues: list[_AccountQueue] = []
        self._unknown: Counter[int] = Counter()
        self._elsewhere: dict[int, float] = {}
        self._waiting: dict[int, float] = {}
        self._told: set[tuple[int, str]] = set()
        self.interrupted = False

    def stop(self) -> None:
        """Begins nothing more; what runs is finished."""
        self.interrupted = True
        for queue in self._queues:
            queue.changed.set()

    async def run(self, filings: Sequence[Filing]) -> list[FilingResult]:
        """Runs all of them; a result for each that was begun or had to be given up."""
        for account, session in self._account_sessions.items():
            own = [filing for filing in filings if filing.key.account == account]
            if own:
                self._queues.append(_AccountQueue(session, own, self._sessions[account]))
                session.page_pool.expected = min(len(own), self._sessions[account])
        async with asyncio.TaskGroup() as group:
            for queue in self._queues:
                group.create_task(
                    self._run_account(queue), name=f"account {queue.session.account.name}"
                )
        return self._results

    async def _keep(self, session: AccountSession, result: FilingResult) -> None:
        if result.error is not None:
            row = await session.ledger.get(result.filing.id)
            intent = await session.ledger.open_intent(result.filing.id)
            result = asked_of_ledger(result, row, intent)
        self._results.append(result)
        self._on_result(result)

    async def _run_account(self, queue: _AccountQueue) -> None:
        """Signs the account in, then lets its sessions work side by side."""
        while queue.stopped is None and not self.interrupted:
            try:
                await sign_in(queue.session, self._options)
            except AccountStopped as stopped:
                queue.stopped = stopped.error
            except (PortalDown, LedgerError) as away:
                await self._wait_out(queue, away)
            except IppBotError as error:
                queue.stopped = error
            else:
                self._outage.end()
                break
        if queue.stopped is None:
            async with asyncio.TaskGroup() as group:
                for _ in range(queue.sessions):
                    group.create_task(self._run_session(queue))
        for filing in queue.take_all():
            if queue.stopped is not None:
                result = FilingResult(filing, FilingOutcome.NOT_BEGUN, queue.stopped)
                await self._keep(queue.session, result)

    async def _run_session(self, queue: _AccountQueue) -> None:
        """Runs one filing after the other until none is left that could begin."""
        while queue.stopped is None and not self.interrupted and not queue.is_done:
            now = self._clock.monotonic()
            due = queue.next_due()
            if due is None or due > now:
                await self._wait(queue, None if due is None else due - now)
                continue
            try:
                pause = await pacing_pause(queue.session, self._pacing)
            except LedgerError as away:
                await self._wait_out(queue, away)
                continue
            if pause > 0:
                if pause >= TOLD_WAIT:
                    text = f"waiting {pause:.0f} s before the next submission (portal.pacing)"
                    queue.session.progress("", text, notable=True)
                queue.not_before = now + pause
                continue
            if queue.next_due() is None or queue.stopped is not None:
                continue  # another session was quicker while the ledger was asked
            filing = queue.take()
            try:
                await self._run_one(queue, filing)
            finally:
                queue.running -= 1
                queue.changed.set()

    async def _wait(self, queue: _AccountQueue, seconds: float | None) -> None:
        """Waits until the queue changes, or so many seconds."""
        queue.changed.clear()
        waits: set[asyncio.Task[object]] = {asyncio.create_task(queue.changed.wait())}
        if seconds is not None:
            waits.add(asyncio.create_task(self._clock.sleep(seconds)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _run_one(self, queue: _AccountQueue, filing: Filing) -> None:
        session = queue.session
        try:
            result = await run_filing(session, filing, self._options)
        except RetryLater as wait:
            if not await self._wait_patiently(queue, filing, wait):
                await self._keep(session, await self._result_of_long_wait(session, filing, wait))
            return
        except AccountStopped as stopped:
            queue.stopped = stopped.error
            queue.put(filing, 0.0)
            return
        except (PortalDown, LedgerError) as away:
            # Whatever was clicked is in the ledger: the filing is looked at when both work again.
            queue.put(filing, 0.0)
            await self._wait_out(queue, away)
            return
        except MISTAKES:
            line, kept = await keep_traceback(session, filing.key.ref)
            error = IppBotError(
                f"{filing.key.ref}: ipp-bot made a mistake: {line}", hint=f"report it with {kept}"
            )
            await self._keep(session, FilingResult(filing, FilingOutcome.FAILED, error))
            return
        if isinstance(result.error, OutcomeUnknown) and self._may_try_again_after_unknown(filing):
            queue.put(filing, 0.0)
            return
        if result.outcome is FilingOutcome.ELSEWHERE and self._wait_for_holder(queue, filing):
            return
        self._outage.end()
        self._waiting.pop(filing.id, None)
        await self._keep(session, result)

    async def _wait_patiently(self, queue: _AccountQueue, filing: Filing, wait: RetryLater) -> bool:
        """Queues the filing again; False if it would have waited for too long in this run.

        Waits that somebody would wonder about are told, each reason once.
        """
        session, now = queue.session, self._clock.monotonic()
        since = self._waiting.setdefault(filing.id, now)
        in_all = now - since + wait.seconds
        if in_all > WAITS_AT_MOST + min(2 * session.settle_seconds, WAITS_AT_MOST):
            return False
        if in_all >= TOLD_WAIT and (filing.id, wait.why) not in self._told:
            self._told.add((filing.id, wait.why))
            session.progress(
                filing.key.ref, f"waiting {wait.seconds:.0f} s: {wait.why}", notable=True
            )
        queue.put(filing, now + wait.seconds)
        return True

    async def _result_of_long_wait(
        self, session: AccountSession, filing: Filing, wait: RetryLater
    ) -> FilingResult:
        """The result of a filing that can only go on long after this run."""
        row = await session.ledger.get(filing.id)
        hours = wait.seconds / 3600
        text = f"{filing.key.ref}: {wait.why}; that takes {hours:.1f} h more"
        hint = f"run ipp-bot submit --only {filing.key.ref} then"
        if await session.ledger.open_intent(filing.id) is None:
            error = IppBotError(text, hint=hint, sent=False)
            return FilingResult(row, FilingOutcome.NOT_BEGUN, error)
        return FilingResult(row, FilingOutcome.UNKNOWN, OutcomeUnknown(text, hint=hint))

    def _may_try_again_after_unknown(self, filing: Filing) -> bool:
        """Counts one more run without an answer; whether another one may find it out."""
        self._unknown[filing.id] += 1
        return self._unknown[filing.id] < UNKNOWN_AT_MOST

    def _wait_for_holder(self, queue: _AccountQueue, filing: Filing) -> bool:
        """Queues the filing again, unless its holder has kept it for longer than a lease."""
        now = self._clock.monotonic()
        since = self._elsewhere.setdefault(filing.id, now)
        if now - since > queue.session.profile.timings.lease + LONGEST_LOOK:
            return False
        queue.put(filing, now + min(LONGEST_LOOK, 0.25 + (now - since) / 4))
        return True

    async def _wait_out(self, queue: _AccountQueue, away: PortalDown | LedgerError) -> None:
        """Pauses the account while the portal or the ledger is away."""
        if isinstance(away, PortalDown):
            await self._wait_for_portal(queue, away)
        else:
            await self._wait_for_ledger(queue, away)

    async def _wait_for_ledger(self, queue: _AccountQueue, error: LedgerError) -> None:
        """Pauses the account where the ledger may work again soon, or ends the run with the error.

        Raises:
            LedgerError: it does not pass by itself, or has lasted for too long.
        """
        if not error.may_pass:
            raise error
        pause = self._outage.pause_after(error)
        if pause.exceeds_patience:
            raise error
        reached(RareState.LEDGER_AWAITED)
        queue.session.progress("", f"waiting: {error.message}", notable=True)
        queue.not_before = self._clock.monotonic() + pause.seconds
        await self._wait(queue, pause.seconds)

    async def _wait_for_portal(self, queue: _AccountQueue, down: PortalDown) -> None:
        """Pauses the account; when the outage lasts too long, every account stops."""
        pause = self._outage.pause_after(down)
        if pause.exceeds_patience:
            for each in self._queues:
                each.stopped = each.stopped or down
                each.changed.set()
            return
        queue.not_before = self._clock.monotonic() + pause.seconds
        if queue.running == 0:
            await self._wait(queue, pause.seconds)
