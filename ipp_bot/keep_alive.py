"""Renewing something that expires while a block of code holds it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from ipp_bot.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from ipp_bot.clock import Clock

__all__ = ["kept_alive"]


@asynccontextmanager
async def kept_alive(
    renew: Callable[[], Awaitable[object]],
    every: float,
    *,
    clock: Clock,
    name: str,
    failed: Callable[[LedgerError], None],
    at_once: bool = False,
) -> AsyncIterator[None]:
    """Calls `renew` every so many seconds, in a task of that name, until the block ends.

    The first call comes after as many seconds, or `at_once`.

    A LedgerError is handed to `failed`, and `renew` is called again in due time. Any other error
    of `renew` means that what was held is lost: the block is cancelled, and that error is raised
    in its place.
    """
    holder = asyncio.current_task()
    if holder is None:
        raise RuntimeError("kept_alive() is used within a task")
    cancelled_before = holder.cancelling()

    async def keep() -> None:
        try:
            if not at_once:
                await clock.sleep(every)
            while True:
                try:
                    await renew()
                except LedgerError as error:
                    failed(error)
                await clock.sleep(every)
        except asyncio.CancelledError:
            raise
        except BaseException:
            holder.cancel()
            raise

    keeping = asyncio.create_task(keep(), name=name)
    try:
        yield
    except asyncio.CancelledError:
        lost = keeping.exception() if keeping.done() and not keeping.cancelled() else None
        if lost is None or holder.uncancel() > cancelled_before:
            raise
        raise lost from None
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
