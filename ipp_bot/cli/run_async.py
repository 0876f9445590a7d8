"""Running asynchronous work under a command: Ctrl-C reaches it, errors come out single."""

import logging
import signal
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import asyncio

__all__ = ["drive"]

T = TypeVar("T")

log = logging.getLogger(__name__)


def drive(
    work: Callable[[], Coroutine[Any, Any, T]], *, interrupt: Callable[[], None] | None = None
) -> T:
    """The result of the work; `interrupt` is called for each Ctrl-C (and a polite kill)."""
    import asyncio

    async def main() -> T:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_unheard)
        if interrupt is not None:
            for number in (signal.SIGINT, signal.SIGTERM):
                with suppress(NotImplementedError):  # Windows has no such handlers
                    loop.add_signal_handler(number, interrupt)
        return await work()

    return asyncio.run(main())


def _unheard(loop: "asyncio.AbstractEventLoop", context: dict[str, Any]) -> None:
    """What nobody waited for any more: of a browser that went away, the one who needed it told."""
    if "closed" in str(context.get("exception", "")):
        log.debug("%s: %s", context.get("message"), context.get("exception"))
    else:
        loop.default_exception_handler(context)
