"""A frame that was begun is waited for, whoever gives up waiting."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

from playwright.async_api import Error

from ipp_bot.browser.frames import Turns


class Lens:
    """A page's session of the DevTools protocol that ends while a frame is drawn."""

    def __init__(self) -> None:
        self.begun, self.gone = asyncio.Event(), asyncio.Event()

    async def send(self, _method: str, _about: object) -> dict[str, Any]:
        self.begun.set()
        await self.gone.wait()
        raise Error("Target page, context or browser has been closed")


def test_the_end_of_a_page_is_no_news_where_nobody_waits_any_more() -> None:
    told: list[object] = []

    async def story() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, context: told.append(context))
        lens = Lens()
        waiting = asyncio.ensure_future(Turns(5.0).draw(lens, {}))  # type: ignore[arg-type]
        await lens.begun.wait()
        waiting.cancel()
        lens.gone.set()
        await asyncio.gather(waiting, return_exceptions=True)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.wait([*others])
        del others

    asyncio.run(story())
    gc.collect()
    assert told == []
