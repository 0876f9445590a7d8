"""What is renewed while a block holds it, and how the block ends when it is lost."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.clock import ManualClock
from ipp_bot.errors import LeaseLost, LedgerError
from ipp_bot.keep_alive import kept_alive

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    Run = Callable[..., Any]


class Renewals:
    """Something that fails with the given errors, one a call, then works."""

    def __init__(self, *errors: BaseException) -> None:
        self.errors = list(errors)
        self.clock = ManualClock()
        self.told: list[str] = []
        self.worked = asyncio.Event()

    async def renew(self) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.worked.set()

    def kept(self) -> AbstractAsyncContextManager[None]:
        return kept_alive(
            self.renew,
            10.0,
            clock=self.clock,
            name="renewing",
            failed=lambda error: self.told.append(error.message),
        )


def _renewing() -> list[asyncio.Task[object]]:
    return [task for task in asyncio.all_tasks() if task.get_name() == "renewing"]


def test_it_is_renewed_again_after_the_ledger_failed_and_ends_with_the_block(run: Run) -> None:
    async def work() -> Renewals:
        renewals = Renewals(LedgerError("locked"), LedgerError("locked"))
        async with renewals.kept():
            await renewals.worked.wait()
        assert not _renewing()
        return renewals

    renewals = run(work)
    assert renewals.told == ["locked"] * 2
    assert renewals.clock.slept[:3] == [10.0] * 3


@pytest.mark.parametrize("error", [LeaseLost("somebody has it"), ValueError("a mistake")])
def test_a_loss_is_raised_in_place_of_the_block(run: Run, error: Exception) -> None:
    async def work() -> None:
        async with Renewals(error).kept():
            await asyncio.Event().wait()

    with pytest.raises(type(error), match=str(error)):
        run(work)


def test_whoever_cancels_the_block_is_obeyed_although_it_was_lost(run: Run) -> None:
    async def held() -> None:
        renewals = Renewals(LeaseLost("somebody has it"))
        async with renewals.kept():
            task = asyncio.current_task()
            assert task is not None
            task.cancel()
            await asyncio.Event().wait()

    async def work() -> None:
        with pytest.raises(asyncio.CancelledError):
            await asyncio.create_task(held())

    run(work)
