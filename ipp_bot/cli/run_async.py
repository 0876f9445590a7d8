"""Running a coroutine for a command, with a handler for Ctrl-C."""

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


def _log_unawaited(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Logs errors that nobody awaits; the terminal gets no traceback, and who awaits tells them."""
    log.debug("%s: %r", context.get("message"), context.get("exception"))
