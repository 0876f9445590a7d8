"""A frame that was begun is waited for, whoever gives up waiting; who needs one comes first."""

from __future__ import annotations

import asyncio
import gc
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error

from ipp_bot.browser.frames import Frames, Turns

if TYPE_CHECKING:
    from collections.abc import Callable


class Lens:
    """A page's session of the DevTools protocol that ends while a frame is drawn."""

    def __init__(self) -> None:
        self.begun, self.gone = asyncio.Event(), asyncio.Event()

    async def send(self, _method: str, _about: object) -> dict[str, Any]:
        self.begun.set()
        await self.gone.wait()
        raise Error("Target page, context or browser has been closed")


def test_the_end_of_a_page_is_no_news_where_nobody_waits_any_more(run: Callable[..., Any]) -> None:
    told: list[object] = []

    async def story() -> None:
        loop = asyncio.get_running_loop()
        before = loop.get_exception_handler()
        loop.set_exception_handler(lambda _loop, context: told.append(context))
        lens, others = Lens(), asyncio.all_tasks()
        waiting = asyncio.ensure_future(Turns(5.0).draw(lens, {}))  # type: ignore[arg-type]
        await lens.begun.wait()
        waiting.cancel()
        lens.gone.set()
        await asyncio.gather(waiting, return_exceptions=True)
        del waiting
        while left := asyncio.all_tasks() - others:
            await asyncio.wait(left)
        gc.collect()
        await asyncio.sleep(0)
        loop.set_exception_handler(before)

    run(story)
    assert told == []


class Drawing:
    """A page's session that notes each of its frames, and may take its time."""

    def __init__(self, name: str, drawn: list[str]) -> None:
        self.name, self.drawn = name, drawn
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()

    async def send(self, _method: str, _about: object) -> dict[str, Any]:
        self.drawn.append(self.name)
        self.begun.set()
        await self.go_on.wait()
        return {}


def test_a_page_that_nobody_asks_to_be_drawn_leaves_the_turn_to_those_who_do(
    run: Callable[..., Any],
) -> None:
    async def story() -> list[str]:
        drawn: list[str] = []
        turns, first, idle, picture = (
            Turns(5.0),
            *(Drawing(name, drawn) for name in ("first", "idle", "picture")),
        )
        drawing: Any = asyncio.ensure_future(turns.draw(first, {}))  # type: ignore[arg-type]
        await first.begun.wait()
        frames = Frames(idle, turns)  # type: ignore[arg-type]
        frames.start()
        await asyncio.sleep(0.1)
        taking: Any = asyncio.ensure_future(turns.draw(picture, {}))  # type: ignore[arg-type]
        await asyncio.sleep(0)
        for page in (picture, idle, first):
            page.go_on.set()
        await asyncio.wait_for(asyncio.gather(drawing, taking, idle.begun.wait()), 5)
        frames.stop()
        return drawn[:3]

    assert run(story) == ["first", "picture", "idle"]
