"""The queue that several machines share: Procrastinate, on the ledger's PostgreSQL.

Beside `tables`, this is the only module that knows Procrastinate. A filing is one job; its lock
is its *slot*, `origin/account/number`, and an account has as many slots as sessions. A job that is
to be retried gives its slot up until it is due, so that it holds nobody up. A job leaves the queue
only when its work returned; whatever else happens to it, it is queued again.
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

from ipp_bot.errors import Requeue
from ipp_bot.ledger.database_errors import translated
from ipp_bot.ledger.engine import url_of
from ipp_bot.run.queue.model import Heartbeat, Mode, QueuedFiling, QueueLost
from ipp_bot.run.queue.tables import bring_up_to_date, is_behind_pooler

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence

__all__ = ["SharedQueue"]

TASK = "ipp-bot:filing"
RETRY_PRIORITY = 10
"""Of what is queued again: before everything that has not begun."""
BATCH = 500
"""How many jobs are put into the queue in one statement."""
MISTAKE_PAUSE = 60.0
"""Seconds after which work that ended with an error is due again."""

for _name in ("procrastinate", "psycopg.pool"):
    # What a person should know of it, the worker says in one line.
    logging.getLogger(_name).addHandler(logging.NullHandler())
    logging.getLogger(_name).propagate = False


@contextmanager
def _queue_errors() -> Iterator[None]:
    """QueueLost in place of what the connection raises."""
    try:
        yield
    except ConnectorException as error:
        raise QueueLost(str(error.__cause__ or error)) from error


class _WrongSlot(Exception):
    """The number of slots changed since the job was queued; `lock` is its slot now."""

    def __init__(self, lock: str) -> None:
        super().__init__(lock)
        self.lock = lock


class _RetryAlways(BaseRetryStrategy):
    """A job is queued again whatever its work raised."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        if isinstance(exception, _WrongSlot):
            return RetryDecision(lock=exception.lock, priority=RETRY_PRIORITY)
        if isinstance(exception, Requeue):
            seconds = exception.seconds
        else:
            seconds = 0.0 if isinstance(exception, asyncio.CancelledError) else MISTAKE_PAUSE
        due = datetime.now(UTC) + timedelta(seconds=seconds)
        return RetryDecision(retry_at=due, lock=f"waits/{job.id}", priority=RETRY_PRIORITY)


class SharedQueue:
    """The queued filings of one portal, for every machine that shares the database."""

    def __init__(
        self,
        app: App,
        origin: str,
        accounts: Iterable[str],
        heartbeat: Heartbeat,
        *,
        pooled: bool = False,
    ) -> None:
        self._app = app
        self._pooled = pooled
        """Behind a pooler nobody is told of new jobs: they are found by polling alone."""
        self._jobs = app.job_manager
        self._origin = origin
        self._heartbeat = heartbeat
        self._queues = {self._queue_of(account) for account in ("", *accounts)}
        self._served: list[str] = []
        self._run: Callable[[QueuedFiling], Awaitable[None]] | None = None
        self._slots: Callable[[str], Awaitable[int]] | None = None
        self._running: dict[int, asyncio.Task[object]] = {}
        self._unaccounted: set[int] = set()
        self._worker_id: int | None = None
        self._notifications: set[asyncio.Task[None]] = set()
        app.task(name=TASK, pass_context=True, retry=_RetryAlways())(self._start)

    @classmethod
    @asynccontextmanager
    async def open(
        cls, address: str, *, origin: str, accounts: Iterable[str], heartbeat: Heartbeat
    ) -> AsyncIterator[SharedQueue]:
        """The queue on that PostgreSQL, its tables made if missing; LedgerError in one line."""
        url = url_of(address).set(drivername="postgresql")
        name = f"postgresql://{url.host or ''}/{url.database or ''}"
        url = url.update_query_dict({"connect_timeout": "10", "application_name": "ipp-bot"})
        conninfo = url.render_as_string(hide_password=False)
        async with AsyncExitStack() as stack:
            try:
                pooled = await asyncio.to_thread(is_behind_pooler, conninfo)
                await asyncio.to_thread(bring_up_to_date, conninfo, name)
                app = App(
                    connector=PsycopgConnector(
                        conninfo=conninfo,
                        min_size=1,
                        max_size=4,
                        timeout=15.0,
                        kwargs={"prepare_threshold": None} if pooled else {},
                    )
                )
                await stack.enter_async_context(app.open_async())
            except psycopg.Error as error:
                raise translated(error, name) from error
            yield cls(app, origin=origin, accounts=accounts, heartbeat=heartbeat, pooled=pooled)

    # ---------------------------------------------------------------- putting in

    async def add(self, filings: Sequence[QueuedFiling], slots: Callable[[str], int]) -> list[bool]:
        """Puts each in, unless it waits there already: whether it is new, in the same order."""
        with _queue_errors():
            return await self._add(filings, slots)

    async def _add(
        self, filings: Sequence[QueuedFiling], slots: Callable[[str], int]
    ) -> list[bool]:
        waiting: set[str | None] = set()
        for account in {filing.account for filing in filings}:
            jobs = await self._jobs.list_jobs_async(queue=self._queue_of(account), status="todo")
            waiting.update(job.queueing_lock for job in jobs)
        fresh = [filing for filing in filings if self._key(filing) not in waiting]
        added: set[QueuedFiling] = set()
        for start in range(0, len(fresh), BATCH):
            some = fresh[start : start + BATCH]
            jobs = [self._job(filing, slots(filing.account)) for filing in some]
            try:
                await self._jobs.batch_defer_jobs_async(jobs)
                added.update(some)
            except AlreadyEnqueued:
                # Somebody else puts some of them in right now: one at a time, then.
                for filing, job in zip(some, jobs, strict=True):
                    with suppress(AlreadyEnqueued):
                        await self._jobs.defer_job_async(job)
                        added.add(filing)
        return [filing in added for filing in filings]

    def _job(self, queued: QueuedFiling, slots: int) -> Job:
        return self._app.configure_task(
            TASK,
            queue=self._queue_of(queued.account),
            lock=self._slot(queued, slots),
            queueing_lock=self._key(queued),
        ).make_new_job(
            filing=queued.filing, account=queued.account, ref=queued.ref, mode=queued.mode.value
        )

    def _queue_of(self, account: str) -> str:
        """The queue of an account at this portal, short enough for PostgreSQL to notify of."""
        plain = "".join(c for c in account if c.isascii())[:16] or "all"
        return f"{plain}-{hashlib.sha256(f'{self._origin} {account}'.encode()).hexdigest()[:12]}"

    def _key(self, queued: QueuedFiling) -> str:
        return f"{self._origin}/{queued.account}/{queued.ref}/{queued.mode}"

    def _slot(self, queued: QueuedFiling, slots: int) -> str:
        return f"{self._origin}/{queued.account}/{queued.filing % slots}"

    # ---------------------------------------------------------------- working

    async def serve(
        self,
        accounts: Iterable[str],
        *,
        concurrency: int,
        run: Callable[[QueuedFiling], Awaitable[None]],
        slots: Callable[[str], Awaitable[int]],
    ) -> None:
        """Runs the filings that are due, so many at a time, until it is cancelled.

        When it is cancelled, it takes nothing more and waits for those that run. `run` raises
        Requeue for a filing that is not done; any other error and a cancellation mean the same.

        Raises:
            QueueLost: the database went away; call it again.
        """
        self._run, self._slots = run, slots
        self._served[:] = [self._queue_of(account) for account in ("", *accounts)]
        with _queue_errors():
            await self._app.run_worker_async(
                queues=self._served,
                concurrency=concurrency,
                install_signal_handlers=False,
                delete_jobs="always",  # the ledger keeps what became of them
                fetch_job_polling_interval=self._heartbeat.poll_interval,
                listen_notify=not self._pooled,
                update_heartbeat_interval=self._heartbeat.interval,
                stalled_worker_timeout=self._heartbeat.stalled_after,
            )
        raise QueueLost("the connection to the queue broke")

    def close_account(self, account: str) -> None:
        """Takes nothing more of this account; its filings wait for other workers."""
        with suppress(ValueError):
            # The worker reads the list each time it asks for work.
            self._served.remove(self._queue_of(account))

    def cancel_all(self) -> None:
        """Cancels what runs; it is queued again."""
        for task in list(self._running.values()):
            task.cancel()

    def add_recurring(self, name: str, cron: str, work: Callable[[], Awaitable[None]]) -> None:
        """Does `work` at the times of the crontab line (UTC), on one of the machines."""

        async def tick(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - its interface
            self._register(context.job)
            await work()

        key = f"{self._origin}/{name}"
        task = self._app.task(
            name=f"ipp-bot:{name}",
            queue=self._queue_of(""),
            lock=key,
            queueing_lock=key,
            pass_context=True,
        )(tick)
        self._app.periodic(cron=cron, periodic_id=self._queue_of(""))(task)

    async def _start(
        self, context: JobContext, *, filing: int, account: str, ref: str, mode: str
    ) -> None:
        job = context.job
        if self._run is None or self._slots is None:
            raise RuntimeError("a job runs only within serve()")
        self._register(job)
        queued = QueuedFiling(filing, account, ref, Mode(mode))
        slot = self._slot(queued, await self._slots(account))
        if job.lock != slot:
            raise _WrongSlot(slot)
        try:
            await self._run(queued)
        except Requeue as back:
            asyncio.get_running_loop().call_later(back.seconds + 0.1, self._notify_soon, job.queue)
            raise

    def _register(self, job: Job) -> None:
        self._worker_id = job.worker_id
        task = asyncio.current_task()
        if job.id is not None and task is not None:
            self._running[job.id] = task
            task.add_done_callback(partial(self._ended, job))

    def _ended(self, job: Job, task: asyncio.Task[object]) -> None:
        """The job's slot is free: workers that are not busy are told to look."""
        if job.id is not None:
            self._running.pop(job.id, None)
        if not task.cancelled():
            # If its end could not be written down, `recover_stalled` finds the job.
            task.exception()
        self._notify_soon(job.queue)

    def _notify_soon(self, queue: str) -> None:
        notification = asyncio.get_running_loop().create_task(self._notify(queue))
        self._notifications.add(notification)
        notification.add_done_callback(self._notifications.discard)

    async def _notify(self, queue: str) -> None:
        """Tells the workers of this queue to look; otherwise they look at the next poll."""
        (channel,) = get_channel_for_queues([queue])
        with suppress(ConnectorException, psycopg.Error, OSError):
            await self._app.connector.execute_query_async(
                "SELECT pg_notify(%(channel)s, %(payload)s)",
                channel=channel,
                payload=json.dumps({"type": "job_inserted", "job_id": 0}),
            )

    # ---------------------------------------------------------------- dead workers

    async def recover_stalled(self) -> int:
        """Shows that this worker lives, and queues again what dead ones ran; how many that were.

        Procrastinate does not do the latter by itself: until then the lock of a dead worker's job
        blocks its slot.

        Raises:
            QueueLost: the database does not answer.
        """
        with _queue_errors():
            if self._worker_id is not None:
                await self._jobs.update_heartbeat(self._worker_id)
            stalled = await self._jobs.get_stalled_jobs(
                seconds_since_heartbeat=self._heartbeat.stalled_after
            )
            orphans = [job for job in stalled if job.id not in self._running]
            orphans += await self._ended_unrecorded()
            recovered = 0
            for job in orphans:
                if job.queue in self._queues:
                    recovered += await self._requeue(job)
        return recovered

    async def _ended_unrecorded(self) -> list[Job]:
        """Jobs that ended in this worker while their end could not be written down.

        A job is one of them when it was found so in two calls, since its end may be on its way.
        """
        if self._worker_id is None:
            return []
        mine = await self._jobs.list_jobs_async(status="doing", worker_id=self._worker_id)
        unaccounted = {
            job.id: job for job in mine if job.id is not None and job.id not in self._running
        }
        seen, self._unaccounted = self._unaccounted, set(unaccounted)
        return [job for number, job in unaccounted.items() if number in seen]

    async def _requeue(self, job: Job) -> bool:
        try:
            await self._jobs.retry_job(job, priority=RETRY_PRIORITY)
        except UniqueViolation:
            # The filing was queued again meanwhile: one of the two is enough.
            with suppress(ConnectorException):
                await self._jobs.finish_job(job, Status.ABORTED, delete_job=True)
        except ConnectorException:
            return False  # another worker was quicker
        await self._notify(job.queue)
        return True

    async def count(self, accounts: Iterable[str]) -> int:
        """How many filings of these accounts are queued or run, on whatever machine."""
        found = 0
        with _queue_errors():
            for account in accounts:
                for row in await self._jobs.list_queues_async(queue=self._queue_of(account)):
                    found += row["todo"] + row["doing"]
        return found

    async def waiting(self, account: str) -> list[int]:
        """The numbers of the account's filings that are queued and do not run."""
        with _queue_errors():
            jobs = await self._jobs.list_jobs_async(queue=self._queue_of(account), status="todo")
        return [int(str(job.task_kwargs["filing"])) for job in jobs if job.task_name == TASK]
