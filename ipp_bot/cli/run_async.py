"""Running a coroutine for a command, with a handler for Ctrl-C."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

import psutil

from ipp_bot.errors import ExitStatus
from ipp_bot.operating_system import on_interrupt

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

__all__ = ["run_async"]

T = TypeVar("T")

log = logging.getLogger(__name__)


LONGEST_END = 60.0
"""Seconds after which an interrupted command ends, whatever still hangs."""


def run_async(
    work: Callable[[], Coroutine[Any, Any, T]], *, interrupt: Callable[[], None] | None = None
) -> T:
    """Runs `work()` to its end; its result.

    `interrupt` is called for each SIGINT and SIGTERM; without it either is a KeyboardInterrupt.
    From the first signal on the end has a bound: then the browser's processes are ended, and this
    one with status 130. The ledger stands that like any other crash.
    """
    last_resort = threading.Timer(LONGEST_END, _end_at_once)
    last_resort.daemon = True

    async def main() -> T:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_log_unawaited)
        task = asyncio.current_task()

        def interrupted() -> None:
            with suppress(RuntimeError):  # it runs since an earlier signal
                last_resort.start()
            if interrupt is not None:
                interrupt()
            elif task is not None:
                task.cancel()

        on_interrupt(loop, interrupted)
        return await work()

    try:
        return asyncio.run(main())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
    finally:
        last_resort.cancel()


def _end_at_once() -> None:
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            child.kill()
    os._exit(int(ExitStatus.INTERRUPTED))


def _log_unawaited(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Logs errors that nobody awaits; the terminal gets no traceback, and who awaits tells them."""
    log.debug("%s: %r", context.get("message"), context.get("exception"))
