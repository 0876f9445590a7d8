"""Many filings in one process: a queue an account, sessions side by side, one breaker."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import traceback
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ipp_bot.errors import IppBotError, OutcomeUnknown, PortalDown
from ipp_bot.ledger import RetryLater
from ipp_bot.run.filing_runner import FilingOptions, prepare, run_filing
from ipp_bot.run.results import AccountStopped, FilingResult, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ipp_bot.clock import Clock
    from ipp_bot.flows.account_session import AccountSession
    from ipp_bot.ledger import Filing
    from ipp_bot.profile import Pacing

__all__ = ["Patience", "Pool"]

UNKNOWN_AT_MOST = 6
"""How often one filing may come back with an unknown press before it is left for the next run."""
LONGEST_LOOK = 2.0
"""Seconds after which a filing that another process holds is looked at again."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that an unreachable portal is waited for."""

    at_first: float = 3.0
    """Before anything has worked in this run."""
    later: float = 120.0
    longest_pause: float = 20.0


@dataclass(order=True)
class _Turn:
    due: float
    order: int
    filing: Filing = field(compare=False)


class _Queue:
    """One account's filings: who may begin when, and how many at a time."""

    def __init__(self, session: AccountSession, filings: Sequence[Filing], sessions: int) -> None:
        self.session = session
        self.sessions = sessions
        self.in_hand = 0
        self.stopped: IppBotError | None = None
        self.not_before = 0.0
        self.news = asyncio.Event()
        self._numbers = itertools.count()
        self._turns: list[_Turn] = []
        for filing in filings:
            self.put(filing, 0.0)

    def put(self, filing: Filing, due: float) -> None:
        """Queues a filing for a moment of the monotonic clock."""
        heapq.heappush(self._turns, _Turn(due, next(self._numbers), filing))
        self.news.set()

    def rest(self) -> list[Filing]:
        """Takes out everything that has not begun."""
        filings = [turn.filing for turn in sorted(self._turns)]
        self._turns.clear()
        self.news.set()
        return filings

    @property
    def at_once(self) -> int:
        """How many filings may be in hand: one where the wizard's drafts get mixed up."""
        return 1 if self.session.draft_isolation.is_shared else self.sessions

    @property
    def is_done(self) -> bool:
        """Nothing waits and nothing is in hand that could come back."""
        return not self._turns and self.in_hand == 0

    def next_due(self) -> float | None:
        """When the next filing may begin; None if only another one's end can tell."""
        if not self._turns or self.in_hand >= self.at_once:
            return None
        return max(self._turns[0].due, self.not_before)

    def take(self) -> Filing:
        """The next filing, which is then in hand."""
        self.in_hand += 1
        return heapq.heappop(self._turns).filing


class Pool:
    """Drives filings with so many sessions an account until each has come to an end."""

    def __init__(
        self,
        account_sessions: Mapping[str, AccountSession],
        *,
        sessions: Mapping[str, int],
        clock: Clock,
        pacing: Pacing,
        options: FilingOptions | None = None,
        patience: Patience | None = None,
        ended: Callable[[FilingResult], None] = lambda _result: None,
    ) -> None:
        self._account_sessions = account_sessions
        self._sessions = sessions
        self._clock = clock
        self._pacing = pacing
        self._driving = options or FilingOptions()
        self._patience = patience or Patience()
        self._ended = ended
        self._results: list[FilingResult] = []
        self._queues: list[_Queue] = []
        self._unknown: Counter[int] = Counter()
        self._began: set[int] = set()
        self._elsewhere: dict[int, float] = {}
        self._worked = False
        self._down_since: float | None = None
        self._down_in_a_row = 0
        self.interrupted = False

    def stop(self) -> None:
        """Begins nothing more; what is in hand is finished."""
        self.interrupted = True
        for queue in self._queues:
            queue.news.set()

    async def run(self, filings: Sequence[Filing]) -> list[FilingResult]:
        """Drives all of them; a result for each that was begun or had to be given up."""
        for account, session in self._account_sessions.items():
            own = [filing for filing in filings if filing.key.account == account]
            if own:
                self._queues.append(_Queue(session, own, self._sessions[account]))
                session.page_pool.expected = min(len(own), self._sessions[account])
        async with asyncio.TaskGroup() as group:
            for queue in self._queues:
                name = f"account {queue.session.account.name}"
                group.create_task(self._account(queue), name=name)
        return self._results

    def _end(self, result: FilingResult) -> None:
        self._results.append(result)
        self._ended(result)

    async def _account(self, queue: _Queue) -> None:
        """Opens the account, then lets its sessions work side by side."""
        while queue.stopped is None and not self.interrupted:
            try:
                await prepare(queue.session, self._driving)
            except AccountStopped as stopped:
                queue.stopped = stopped.error
            except PortalDown as down:
                await self._wait_for_portal(queue, down)
            except IppBotError as error:
                queue.stopped = error
            else:
                self._up()
                break
        if queue.stopped is None:
            async with asyncio.TaskGroup() as group:
                for _ in range(queue.sessions):
                    group.create_task(self._session(queue))
        for filing in queue.rest():
            if queue.stopped is not None:
                self._end(await self._left(queue.session, filing, queue.stopped))

    async def _left(
        self, session: AccountSession, filing: Filing, error: IppBotError
    ) -> FilingResult:
        """What is told of a filing whose account stopped: a press of it may have no answer."""
        began = filing.id in self._began
        if not began or await session.ledger.open_intent(filing.id) is None:
            return FilingResult(filing, Outcome.NOT_BEGUN, error)
        row = await session.ledger.get(filing.id)
        unknown = OutcomeUnknown(
            f"a press of it got no answer, and nobody can look what became of it: {error.message}",
            hint=error.hint,
        )
        return FilingResult(row, Outcome.UNKNOWN, unknown)

    async def _session(self, queue: _Queue) -> None:
        """One session after the other's filing, until nothing is left that could be begun."""
        while queue.stopped is None and not self.interrupted and not queue.is_done:
            now = self._clock.monotonic()
            due = queue.next_due()
            if due is None or due > now:
                await self._until(queue, None if due is None else due - now)
                continue
            pause = await self._pace(queue.session)
            if pause > 0:
                queue.not_before = now + pause
                continue
            if queue.next_due() is None or queue.stopped is not None:
                continue  # another session was quicker while the ledger was asked
            filing = queue.take()
            try:
                await self._turn(queue, filing)
            finally:
                queue.in_hand -= 1
                queue.news.set()

    async def _pace(self, session: AccountSession) -> float:
        if not self._pacing.gap_seconds and not self._pacing.per_hour:
            return 0.0
        return await session.ledger.pace(
            session.account.name,
            per_hour=self._pacing.per_hour,
            gap_seconds=self._pacing.gap_seconds,
        )

    async def _until(self, queue: _Queue, seconds: float | None) -> None:
        """Waits for news of the queue, or for its next moment."""
        queue.news.clear()
        waits: set[asyncio.Task[object]] = {asyncio.create_task(queue.news.wait())}
        if seconds is not None:
            waits.add(asyncio.create_task(self._clock.sleep(seconds)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _turn(self, queue: _Queue, filing: Filing) -> None:
        session = queue.session
        self._began.add(filing.id)
        try:
            result = await run_filing(session, filing, self._driving)
        except RetryLater as wait:
            queue.put(filing, self._clock.monotonic() + wait.seconds)
            return
        except AccountStopped as stopped:
            queue.stopped = stopped.error
            queue.put(filing, 0.0)
            return
        except PortalDown as down:
            queue.put(filing, 0.0)
            await self._wait_for_portal(queue, down)
            return
        except (
            ArithmeticError,
            AssertionError,
            AttributeError,
            LookupError,
            OSError,
            RuntimeError,
            TypeError,
            ValueError,
        ):
            # A mistake of ours must not take the other filings with it.
            words = traceback.format_exc()
            kept = await session.evidence.note(session.account.name, filing.key.ref, words)
            error = IppBotError(
                f"{filing.key.ref}: ipp-bot made a mistake: {words.strip().splitlines()[-1]}",
                hint=f"report it with {kept}",
            )
            self._end(FilingResult(filing, Outcome.FAILED, error))
            return
        if isinstance(result.error, OutcomeUnknown) and self._may_come_back(filing):
            queue.put(filing, 0.0)
            return
        if result.outcome is Outcome.ELSEWHERE and self._waits_for_its_holder(queue, filing):
            return
        self._up()
        self._end(result)

    def _may_come_back(self, filing: Filing) -> bool:
        self._unknown[filing.id] += 1
        return self._unknown[filing.id] < UNKNOWN_AT_MOST

    def _waits_for_its_holder(self, queue: _Queue, filing: Filing) -> bool:
        """Queues it again: a holder that lives ends soon, the lease of a frozen one runs out."""
        now = self._clock.monotonic()
        since = self._elsewhere.setdefault(filing.id, now)
        if now - since > queue.session.profile.timings.lease + LONGEST_LOOK:
            return False
        queue.put(filing, now + min(LONGEST_LOOK, 0.25 + (now - since) / 4))
        return True

    def _up(self) -> None:
        self._worked, self._down_since, self._down_in_a_row = True, None, 0

    async def _wait_for_portal(self, queue: _Queue, down: PortalDown) -> None:
        """Pauses the account; after too long a time everything stops."""
        now = self._clock.monotonic()
        if self._down_since is None:
            self._down_since = now
        self._down_in_a_row += 1
        patience = self._patience.later if self._worked else self._patience.at_first
        pause = down.retry_after or min(
            self._patience.longest_pause, 0.25 * 2 ** min(self._down_in_a_row, 10)
        )
        if now - self._down_since + pause > patience:
            for each in self._queues:
                each.stopped = each.stopped or down
                each.news.set()
            return
        queue.not_before = now + pause
        if queue.in_hand == 0:
            await self._until(queue, pause)
