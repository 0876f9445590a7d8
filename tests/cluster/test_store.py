"""The shared queue by itself: slots, retries, dead workers, filings queued twice."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from ipp_bot.errors import LedgerError, Requeue
from ipp_bot.run.queue.model import Heartbeat, Mode, QueuedFiling
from ipp_bot.run.queue.store import SharedQueue
from tests.support.waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.conftest import Run

ORIGIN = "https://portal.example"
HEARTBEAT = Heartbeat(interval=0.3, stalled_after=30.0, poll_interval=0.2)
ONE, TWO, THREE = (QueuedFiling(number, "acme", f"a-{number}") for number in (1, 2, 3))


def opened(database: str, **changes: Any) -> Any:
    told = {"origin": ORIGIN, "accounts": ("acme", "xingyun"), "heartbeat": HEARTBEAT, **changes}
    return SharedQueue.open(database, **told)


def rows(database: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database) as connection:
        return list(connection.execute(query.encode()))


async def serve(
    queue: SharedQueue,
    run_queued: Callable[[QueuedFiling], Awaitable[None]],
    *,
    until: asyncio.Event,
) -> None:
    """Serves the queue with a concurrency of two and one slot until the event."""

    async def slots(_account: str) -> int:
        return 1

    serving = asyncio.create_task(queue.serve(["acme"], concurrency=2, run=run_queued, slots=slots))
    async with asyncio.timeout(PATIENCE):
        await until.wait()
    serving.cancel()
    await asyncio.wait([serving])


def one_slot(_account: str) -> int:
    return 1


def test_each_waits_once(run: Run, database: str) -> None:
    async def work() -> None:
        async with opened(database) as queue:
            assert await queue.add([ONE, TWO], one_slot) == [True, True]
            assert await queue.add([TWO, THREE], one_slot) == [False, True]
            draft = QueuedFiling(1, "acme", "a-1", Mode.DRAFT)
            assert await queue.add([draft], one_slot) == [True]
            assert await queue.count(["acme"]) == 4
            assert await queue.count(["xingyun"]) == 0
        async with opened(database, origin="https://other.example") as other:
            assert await other.count(["acme"]) == 0, "another portal has a queue of its own"
            assert await other.add([ONE], one_slot) == [True]

    run(work)


def test_two_put_in_the_same_at_once(run: Run, database: str) -> None:
    filings = [QueuedFiling(number, "acme", f"a-{number}") for number in range(700)]

    async def work() -> list[list[bool]]:
        async with opened(database) as one, opened(database) as two:
            return list(
                await asyncio.gather(one.add(filings, one_slot), two.add(filings, one_slot))
            )

    first, second = run(work)
    assert [a + b for a, b in zip(first, second, strict=True)] == [1] * 700
    assert rows(database, "SELECT count(*) FROM procrastinate_jobs") == [(700,)]


def test_what_waits_holds_up_nobody(run: Run, database: str) -> None:
    """The first of the slot comes back in an hour; the second has the slot at once."""
    begun: list[int] = []

    async def work() -> None:
        done = asyncio.Event()

        async def run_queued(queued: QueuedFiling) -> None:
            begun.append(queued.filing)
            if queued.filing == 1:
                raise Requeue(3600.0)
            done.set()

        async with opened(database) as queue:
            await queue.add([ONE, TWO], one_slot)
            await serve(queue, run_queued, until=done)
            assert await queue.waiting("acme") == [1]

    run(work)
    assert begun == [1, 2]
    ((due,),) = rows(
        database, "SELECT scheduled_at > now() + interval '50 minutes' FROM procrastinate_jobs"
    )
    assert due


@pytest.mark.parametrize("error", [Requeue(), Requeue(0.5)])
def test_comes_back_into_its_lane_before_the_others(
    run: Run, database: str, error: Requeue
) -> None:
    begun: list[int] = []

    async def work() -> None:
        done = asyncio.Event()

        async def run_queued(queued: QueuedFiling) -> None:
            begun.append(queued.filing)
            if begun.count(1) == 1 and queued.filing == 1:
                raise error
            if begun.count(1) == 2:
                done.set()

        async with opened(database) as queue:
            await queue.add([ONE], one_slot)
            await serve(queue, run_queued, until=done)
            assert await queue.count(["acme"]) == 0

    run(work)
    assert begun == [1, 1]


def test_a_mistake_and_a_cancellation_lose_nothing(run: Run, database: str) -> None:
    async def work() -> None:
        begun: list[int] = []
        both = asyncio.Event()

        async def slots(_account: str) -> int:
            return 2

        async def run_queued(queued: QueuedFiling) -> None:
            begun.append(queued.filing)
            if len(begun) == 2:
                both.set()
            if queued.filing == 1:
                raise KeyError("a mistake")
            await asyncio.Event().wait()

        async with opened(database) as queue:
            await queue.add([ONE, TWO], lambda _account: 2)
            serving = asyncio.create_task(
                queue.serve(["acme"], concurrency=2, run=run_queued, slots=slots)
            )
            async with asyncio.timeout(PATIENCE):
                await both.wait()
            serving.cancel()
            queue.cancel_all()
            await asyncio.wait([serving])
            assert sorted(await queue.waiting("acme")) == [1, 2]

    run(work)


def test_a_dead_workers_lane_is_freed(run: Run, database: str) -> None:
    """Its job stays `doing` and blocks the slot until somebody looks after it."""

    async def work() -> None:
        done = asyncio.Event()
        begun: list[int] = []

        async def run_queued(queued: QueuedFiling) -> None:
            begun.append(queued.filing)
            if len(begun) == 2:
                done.set()

        async with opened(database) as queue:
            await queue.add([ONE, TWO], one_slot)
            with psycopg.connect(database) as connection:
                connection.execute(
                    "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat)"
                    " VALUES (now() - interval '10 minutes') RETURNING id)"
                    " UPDATE procrastinate_jobs SET status = 'doing', worker_id = dead.id FROM dead"
                    " WHERE args ->> 'ref' = 'a-1'"
                )
            assert await queue.recover_stalled() == 1
            assert await queue.recover_stalled() == 0
            await serve(queue, run_queued, until=done)
            assert begun == [1, 2]

    run(work)


def test_a_living_workers_job_is_left_alone(run: Run, database: str) -> None:
    async def work() -> None:
        begun, ends = asyncio.Event(), asyncio.Event()

        async def run_queued(_queued: QueuedFiling) -> None:
            begun.set()
            await ends.wait()

        async def slots(_account: str) -> int:
            return 1

        async with opened(database) as queue, opened(database) as other:
            await queue.add([ONE], one_slot)
            serving = asyncio.create_task(
                queue.serve(["acme"], concurrency=1, run=run_queued, slots=slots)
            )
            async with asyncio.timeout(PATIENCE):
                await begun.wait()
            assert [await queue.recover_stalled(), await other.recover_stalled()] == [0, 0]
            ends.set()
            serving.cancel()
            await asyncio.wait([serving])
            assert await other.count(["acme"]) == 0

    run(work)


def test_queued_again_while_in_hand_and_back_again(run: Run, database: str) -> None:
    """Two of one filing would wait: the one that cannot go back is let go."""

    async def work() -> None:
        again = asyncio.Event()

        async def slots(_account: str) -> int:
            return 1

        async with opened(database) as queue:

            async def run_queued(_queued: QueuedFiling) -> None:
                assert await queue.add([ONE], one_slot) == [True]
                again.set()
                raise Requeue(3600.0)

            await queue.add([ONE], one_slot)
            serving = asyncio.create_task(
                queue.serve(["acme"], concurrency=1, run=run_queued, slots=slots)
            )
            async with asyncio.timeout(PATIENCE):
                await again.wait()
                serving.cancel()
                await asyncio.wait([serving])
                while await queue.count(["acme"]) > 1:
                    await queue.recover_stalled()
            assert await queue.waiting("acme") == [1]

    run(work)


def test_only_one_lane_where_sessions_get_into_each_others_way(run: Run, database: str) -> None:
    """Filings of a slot that is no more move to another; with one slot, one runs at a time."""

    async def work() -> None:
        done = asyncio.Event()
        running: list[int] = []
        most: list[int] = []
        ended: list[int] = []

        async def run_queued(queued: QueuedFiling) -> None:
            running.append(queued.filing)
            most.append(len(running))
            await asyncio.sleep(0.05)  # long enough for another one to begin beside it
            running.remove(queued.filing)
            ended.append(queued.filing)
            if len(ended) == 6:
                done.set()

        async with opened(database) as queue:
            filings = [QueuedFiling(number, "acme", f"a-{number}") for number in range(6)]
            await queue.add(filings, lambda _account: 3)
            await serve(queue, run_queued, until=done)
        assert max(most) == 1
        assert sorted(ended) == list(range(6))

    run(work)


def test_a_closed_account_keeps_its_errands(run: Run, database: str) -> None:
    begun: list[str] = []

    async def work() -> None:
        done = asyncio.Event()

        async def slots(_account: str) -> int:
            return 1

        async with opened(database) as queue:

            async def run_queued(queued: QueuedFiling) -> None:
                begun.append(queued.ref)
                if queued.account == "acme":
                    queue.close_account("acme")
                    raise Requeue
                done.set()

            await queue.add([ONE, TWO, QueuedFiling(9, "xingyun", "x-9")], one_slot)
            serving = asyncio.create_task(
                queue.serve(["acme", "xingyun"], concurrency=1, run=run_queued, slots=slots)
            )
            async with asyncio.timeout(PATIENCE):
                await done.wait()
            serving.cancel()
            await asyncio.wait([serving])
            assert sorted(await queue.waiting("acme")) == [1, 2]

    run(work)
    assert begun == ["a-1", "x-9"]


def test_recurring_work_is_done_by_one_and_left_alone(run: Run, database: str) -> None:
    """Every second it is due; as long as it lasts, nobody begins it again or takes it for dead."""

    async def work() -> None:
        begun: list[str] = []
        first, goes_on, twice = asyncio.Event(), asyncio.Event(), asyncio.Event()

        async def never(_queued: QueuedFiling) -> None:
            raise AssertionError("nothing is queued")

        async def tick(who: str) -> None:
            begun.append(who)
            first.set()
            await goes_on.wait()
            if len(begun) == 2:
                twice.set()

        async def slots(_account: str) -> int:
            return 1

        async with opened(database) as one, opened(database) as two, asyncio.timeout(PATIENCE):
            servings = []
            for name, queue in (("one", one), ("two", two)):
                queue.add_recurring("tick", "* * * * * */1", partial(tick, name))
                serving = queue.serve(["acme"], concurrency=2, run=never, slots=slots)
                servings.append(asyncio.create_task(serving))
            await first.wait()
            for queue in (one, two, one, two):
                assert await queue.recover_stalled() == 0
                await asyncio.sleep(0.5)  # two ticks pass while the first is at work
            assert len(begun) == 1
            goes_on.set()
            await twice.wait()
            for serving in servings:
                serving.cancel()
            await asyncio.wait(servings)

    run(work)


def test_many_may_open_a_new_queue_at_once(run: Run, database: str) -> None:
    async def work() -> None:
        async def open_one() -> int:
            async with opened(database) as queue:
                left: int = await queue.count(["acme"])
                return left

        assert await asyncio.gather(*(open_one() for _ in range(4))) == [0] * 4

    run(work)


def test_an_older_client_refuses_a_newer_queue(run: Run, database: str) -> None:
    async def work() -> None:
        async with opened(database):
            pass

    run(work)
    with psycopg.connect(database) as connection:
        connection.execute("COMMENT ON TABLE procrastinate_jobs IS 'ipp-bot: 99.00.00_01_x'")
    with pytest.raises(LedgerError, match="newer ipp-bot"):
        run(work)


def test_no_server_is_one_clear_line(run: Run) -> None:
    async def work() -> None:
        async with opened("postgresql://ipp:geheim@127.0.0.1:1/none"):
            pass

    with pytest.raises(LedgerError) as caught:
        run(work)
    assert "cannot be reached" in caught.value.message
    assert "geheim" not in caught.value.line()
