"""The ledger of asynchronous code: every method of Ledger, and a call that has begun ends."""

from __future__ import annotations

import asyncio
import inspect
import threading
from typing import TYPE_CHECKING

import pytest

from ipp_bot.ledger import AsyncLedger, Ledger, State
from tests.support.waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Run

OTHERWISE = {"open", "close", "on_clock", "read", "write", "settle_at"}
"""Making and closing a ledger, its transactions, and a function without a database."""


@pytest.fixture
def async_ledger(ledger: Ledger) -> Iterator[AsyncLedger]:
    made = AsyncLedger(ledger)
    yield made
    made.close()


def _takes_connection(name: str) -> bool:
    return "connection" in inspect.signature(getattr(Ledger, name)).parameters


def test_it_has_every_public_method_of_the_ledger() -> None:
    public = {
        name
        for name, member in inspect.getmembers(Ledger, callable)
        if not name.startswith("_") and not _takes_connection(name)
    }
    docs = {name: getattr(AsyncLedger, name).__doc__ for name in public - OTHERWISE}
    assert docs == {name: getattr(Ledger, name).__doc__ for name in docs}


def test_a_method_is_awaited_with_the_same_arguments(run: Run, async_ledger: AsyncLedger) -> None:
    async def work() -> tuple[str | None, dict[State, int]]:
        await async_ledger.set_setting("key", value="kept")
        return await async_ledger.setting("key"), await async_ledger.counts(account="acme")

    assert run(work) == ("kept", {})


def test_a_call_that_has_begun_ends_although_its_task_is_cancelled(
    run: Run, ledger: Ledger, async_ledger: AsyncLedger
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        go_on.wait(PATIENCE)
        ledger.set_setting("slow", "done")

    async def work() -> None:
        task = asyncio.create_task(async_ledger.run_in_thread(slow))
        await asyncio.to_thread(begun.wait, PATIENCE)
        task.cancel()
        await asyncio.wait({task})
        assert task.cancelled()
        go_on.set()
        assert await async_ledger.setting("slow") == "done"

    run(work)
