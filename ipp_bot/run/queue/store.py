"""The queue that several machines share: Procrastinate, on the ledger's PostgreSQL.

Beside `queue_tables`, this is the only module that knows Procrastinate. A filing is one job; its
lock is its *lane*, `origin/account/number of the lane`, and an account has as many lanes as
sessions. A job that has to come back gives its lane up until it is due, so that it holds nobody up.
A job leaves the queue only when its work returned; whatever else happens to it, it comes back.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import psycopg
from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import get_channel_for_queues

from ipp_bot.ledger.database_errors import translated
from ipp_bot.ledger.engine import url_of
from ipp_bot.run.queue.model import Heartbeat, Mode, QueuedFiling, QueueLost, Requeue
from ipp_bot.run.queue.tables import bring_up_to_date

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence

__all__ = ["SharedQueue"]

TASK = "ipp-bot:filing"
URGENT = 10
"""The priority of what comes back: before everything that has not begun."""
AT_ONCE = 500
"""How many jobs are put into the queue in one statement."""
MISTAKE_PAUSE = 60.0
"""Seconds after which work that broke off comes back."""

for _name in ("procrastinate", "psycopg.pool"):
    # What a person should know of it is told by the worker, in one line.
    logging.getLogger(_name).addHandler(logging.NullHandler())
    logging.getLogger(_name).propagate = False


@contextmanager
def _asking() -> Iterator[None]:
    try:
        yield
    except ConnectorException as error:
        raise QueueLost(str(error.__cause__ or error)) from error


class _OtherLane(Exception):
    def __init__(self, lock: str) -> None:
        super().__init__(lock)
        self.lock = lock


class _ComesBack(BaseRetryStrategy):
    """Whatever ends a job but its work's return: it goes back into the queue."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        if isinstance(exception, _OtherLane):
            return RetryDecision(lock=exception.lock, priority=URGENT)
        if isinstance(exception, Requeue):
            seconds = exception.seconds
        else:
            seconds = 0.0 if isinstance(exception, asyncio.CancelledError) else MISTAKE_PAUSE
        due = datetime.now(UTC) + timedelta(seconds=seconds)
        return RetryDecision(retry_at=due, lock=f"waits/{job.id}", priority=URGENT)


class SharedQueue:
    """The filings that are to be worked on, of one portal, for every machine."""

    def __init__(self, app: App, origin: str, accounts: Iterable[str], tempo: Heartbeat) -> None:
        self._app = app
        self._jobs = app.job_manager
        self._origin = origin
        self._tempo = tempo
        self._names = {self._name(account): account for account in ("", *accounts)}
        self._served: list[str] = []
        self._do: Callable[[QueuedFiling], Awaitable[None]] | None = None
        self._lanes: Callable[[str], Awaitable[int]] | None = None
        self._in_hand: dict[int, asyncio.Task[object]] = {}
        self._adrift: set[int] = set()
        self._worker_id: int | None = None
        self._chores: set[asyncio.Task[None]] = set()
        app.task(name=TASK, pass_context=True, retry=_ComesBack())(self._begin)

    @classmethod
    @asynccontextmanager
    async def open(
        cls, address: str, *, origin: str, accounts: Iterable[str], tempo: Heartbeat
    ) -> AsyncIterator[SharedQueue]:
        """The queue on that PostgreSQL, its tables made if missing; LedgerError in one line."""
        url = url_of(address).set(drivername="postgresql")
        name = f"postgresql://{url.host or ''}/{url.database or ''}"
        url = url.update_query_dict({"connect_timeout": "10", "application_name": "ipp-bot"})
        conninfo = url.render_as_string(hide_password=False)
        async with AsyncExitStack() as stack:
            try:
                await asyncio.to_thread(bring_up_to_date, conninfo, name)
                app = App(
                    connector=PsycopgConnector(
                        conninfo=conninfo, min_size=1, max_size=4, timeout=15.0
                    )
                )
                await stack.enter_async_context(app.open_async())
            except psycopg.Error as error:
                raise translated(error, name) from error
            yield cls(app, origin, accounts, tempo)

    # ---------------------------------------------------------------- putting in

    async def add(self, errands: Sequence[QueuedFiling], lanes: Callable[[str], int]) -> list[bool]:
        """Puts each in, unless it waits there already: whether it is new, in the same order."""
        with _asking():
            return await self._add(errands, lanes)

    async def _add(
        self, errands: Sequence[QueuedFiling], lanes: Callable[[str], int]
    ) -> list[bool]:
        waiting: set[str | None] = set()
        for account in {errand.account for errand in errands}:
            jobs = await self._jobs.list_jobs_async(queue=self._name(account), status="todo")
            waiting.update(job.queueing_lock for job in jobs)
        fresh = [errand for errand in errands if self._key(errand) not in waiting]
        added: set[QueuedFiling] = set()
        for start in range(0, len(fresh), AT_ONCE):
            some = fresh[start : start + AT_ONCE]
            jobs = [self._job(errand, lanes(errand.account)) for errand in some]
            try:
                await self._jobs.batch_defer_jobs_async(jobs)
                added.update(some)
            except AlreadyEnqueued:
                # Somebody else puts some of them in right now: one at a time, then.
                for errand, job in zip(some, jobs, strict=True):
                    with suppress(AlreadyEnqueued):
                        await self._jobs.defer_job_async(job)
                        added.add(errand)
        return [errand in added for errand in errands]

    def _job(self, errand: QueuedFiling, lanes: int) -> Job:
        return self._app.configure_task(
            TASK,
            queue=self._name(errand.account),
            lock=self._lane(errand, lanes),
            queueing_lock=self._key(errand),
        ).make_new_job(
            filing=errand.filing, account=errand.account, ref=errand.ref, mode=errand.mode.value
        )

    def _name(self, account: str) -> str:
        """The queue of an account at this portal, short enough for PostgreSQL to notify of."""
        plain = "".join(c for c in account if c.isascii())[:16] or "all"
        return f"{plain}-{hashlib.sha256(f'{self._origin} {account}'.encode()).hexdigest()[:12]}"

    def _key(self, errand: QueuedFiling) -> str:
        return f"{self._origin}/{errand.account}/{errand.ref}/{errand.mode}"

    def _lane(self, errand: QueuedFiling, lanes: int) -> str:
        return f"{self._origin}/{errand.account}/{errand.filing % lanes}"

    # ---------------------------------------------------------------- working

    async def serve(
        self,
        accounts: Iterable[str],
        *,
        hands: int,
        do: Callable[[QueuedFiling], Awaitable[None]],
        lanes: Callable[[str], Awaitable[int]],
    ) -> None:
        """Does what is due, so many errands at a time, until it is cancelled.

        When it is cancelled, it takes nothing more and waits for what is in hand. `do` raises
        ComeBack for what is not done; any other error and a cancellation mean the same.

        Raises:
            QueueLost: the database went away; call it again.
        """
        self._do, self._lanes = do, lanes
        self._served[:] = [self._name(account) for account in ("", *accounts)]
        with _asking():
            await self._app.run_worker_async(
                queues=self._served,
                concurrency=hands,
                install_signal_handlers=False,
                delete_jobs="always",  # the ledger keeps what became of them
                fetch_job_polling_interval=self._tempo.poll,
                update_heartbeat_interval=self._tempo.heartbeat,
                stalled_worker_timeout=self._tempo.stalled_after,
            )
        raise QueueLost("the connection to the queue broke")

    def close_account(self, account: str) -> None:
        """Takes nothing more of this account; its errands wait for other workers."""
        with suppress(ValueError):
            # The worker reads the list each time it asks for work.
            self._served.remove(self._name(account))

    def cancel_all(self) -> None:
        """Breaks off what is in hand; it comes back."""
        for task in list(self._in_hand.values()):
            task.cancel()

    def recurring(self, name: str, cron: str, work: Callable[[], Awaitable[None]]) -> None:
        """Does `work` at the times of the crontab line (UTC), on one of the machines."""

        async def tick(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - its interface
            self._take_in_hand(context.job)
            await work()

        key = f"{self._origin}/{name}"
        task = self._app.task(
            name=f"ipp-bot:{name}",
            queue=self._name(""),
            lock=key,
            queueing_lock=key,
            pass_context=True,
        )(tick)
        self._app.periodic(cron=cron, periodic_id=self._name(""))(task)

    async def _begin(
        self, context: JobContext, *, filing: int, account: str, ref: str, mode: str
    ) -> None:
        job = context.job
        if self._do is None or self._lanes is None:
            raise RuntimeError("a job is worked on by serve(), which knows how")
        self._take_in_hand(job)
        errand = QueuedFiling(filing, account, ref, Mode(mode))
        lane = self._lane(errand, await self._lanes(account))
        if job.lock != lane:
            raise _OtherLane(lane)
        try:
            await self._do(errand)
        except Requeue as back:
            asyncio.get_running_loop().call_later(back.seconds + 0.1, self._nudge_soon, job.queue)
            raise

    def _take_in_hand(self, job: Job) -> None:
        self._worker_id = job.worker_id
        task = asyncio.current_task()
        if job.id is not None and task is not None:
            self._in_hand[job.id] = task
            task.add_done_callback(partial(self._ended, job))

    def _ended(self, job: Job, task: asyncio.Task[object]) -> None:
        """The job is out of hand and its lane is free: whoever has a free hand may look."""
        if job.id is not None:
            self._in_hand.pop(job.id, None)
        if not task.cancelled():
            # If its end could not be written down, `look_after` finds the job adrift.
            task.exception()
        self._nudge_soon(job.queue)

    def _nudge_soon(self, queue: str) -> None:
        chore = asyncio.get_running_loop().create_task(self._nudge(queue))
        self._chores.add(chore)
        chore.add_done_callback(self._chores.discard)

    async def _nudge(self, queue: str) -> None:
        """Wakes the workers that look at this queue; without it they would look a little later."""
        (channel,) = get_channel_for_queues([queue])
        with suppress(ConnectorException, psycopg.Error, OSError):
            await self._app.connector.execute_query_async(
                "SELECT pg_notify(%(channel)s, %(payload)s)",
                channel=channel,
                payload=json.dumps({"type": "job_inserted", "job_id": 0}),
            )

    # ---------------------------------------------------------------- looking after

    async def look_after(self) -> int:
        """Shows that this worker lives, and puts back what dead ones held; how much that was.

        Procrastinate never does the latter by itself: until then the lock of a dead worker's job
        blocks its lane.

        Raises:
            QueueLost: the database does not answer.
        """
        with _asking():
            if self._worker_id is not None:
                await self._jobs.update_heartbeat(self._worker_id)
            stalled = await self._jobs.get_stalled_jobs(
                seconds_since_heartbeat=self._tempo.stalled_after
            )
            orphans = [job for job in stalled if job.id not in self._in_hand]
            orphans += await self._drifting()
            freed = 0
            for job in orphans:
                if job.queue in self._names:
                    freed += await self._put_back(job)
        return freed

    async def _drifting(self) -> list[Job]:
        """Jobs that this worker ended without being able to say so, seen twice."""
        if self._worker_id is None:
            return []
        mine = await self._jobs.list_jobs_async(status="doing", worker_id=self._worker_id)
        adrift = {job.id: job for job in mine if job.id is not None and job.id not in self._in_hand}
        seen, self._adrift = self._adrift, set(adrift)
        return [job for number, job in adrift.items() if number in seen]

    async def _put_back(self, job: Job) -> bool:
        try:
            await self._jobs.retry_job(job, priority=URGENT)
        except UniqueViolation:
            # The filing was queued again meanwhile: one of the two is enough.
            with suppress(ConnectorException):
                await self._jobs.finish_job(job, Status.ABORTED, delete_job=True)
        except ConnectorException:
            return False  # another worker was quicker
        await self._nudge(job.queue)
        return True

    async def left(self, accounts: Iterable[str]) -> int:
        """How many errands of these accounts wait or are in somebody's hands."""
        found = 0
        with _asking():
            for account in accounts:
                for row in await self._jobs.list_queues_async(queue=self._name(account)):
                    found += row["todo"] + row["doing"]
        return found

    async def waiting(self, account: str) -> list[int]:
        """The filings of an account that are queued and in nobody's hands."""
        with _asking():
            jobs = await self._jobs.list_jobs_async(queue=self._name(account), status="todo")
        return [int(str(job.task_kwargs["filing"])) for job in jobs if job.task_name == TASK]
