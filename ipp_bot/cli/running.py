"""Running asynchronous work under a command: Ctrl-C reaches it, errors come out single."""

import signal
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

__all__ = ["drive"]

T = TypeVar("T")


def drive(
    work: Callable[[], Coroutine[Any, Any, T]], *, interrupt: Callable[[], None] | None = None
) -> T:
    """The result of the work; `interrupt` is called for each Ctrl-C (and a polite kill)."""
    import asyncio

    async def main() -> T:
        if interrupt is not None:
            loop = asyncio.get_running_loop()
            for number in (signal.SIGINT, signal.SIGTERM):
                with suppress(NotImplementedError):  # Windows has no such handlers
                    loop.add_signal_handler(number, interrupt)
        return await work()

    return asyncio.run(main())
