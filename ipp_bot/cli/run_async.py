"""Running a coroutine for a command, with a say for Ctrl-C."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

__all__ = ["run_async"]

T = TypeVar("T")

log = logging.getLogger(__name__)


def run_async(
    work: Callable[[], Coroutine[Any, Any, T]], *, interrupt: Callable[[], None] | None = None
) -> T:
    """Runs `work()` to its end; its result.

    `interrupt` is called for each SIGINT and SIGTERM; without it a SIGINT is a KeyboardInterrupt.
    """

    async def main() -> T:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_log_unawaited)
        if interrupt is not None:
            for number in (signal.SIGINT, signal.SIGTERM):
                with suppress(NotImplementedError):  # Windows has no such handlers
                    loop.add_signal_handler(number, interrupt)
        return await work()

    return asyncio.run(main())


def _log_unawaited(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Logs errors of tasks that nobody awaits; those of a closed browser are no news."""
    if "closed" in str(context.get("exception", "")):
        log.debug("%s: %s", context.get("message"), context.get("exception"))
    else:
        loop.default_exception_handler(context)
