"""Looking into the frames of a page: all at once, and those that come later as well."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from playwright.async_api import Frame

    from ipp_bot.browser.tab import Tab

__all__ = ["first_in_frames"]

T = TypeVar("T")


async def first_in_frames(tab: Tab, look: Callable[[Frame], Awaitable[T]]) -> tuple[Frame, T]:
    """The first frame in which `look` ends, and its result; it waits on where there is none.

    All frames but the one that bears the page are looked into, of those inside the page only what
    is visible counts. One that fails is looked into again once the frames have changed.
    """

    async def seen_in(frame: Frame) -> T:
        found = await look(frame)
        if frame.parent_frame is not None:
            await (await frame.frame_element()).wait_for_element_state("visible")
        return found

    looks: dict[Frame, asyncio.Future[T]] = {}
    changed = asyncio.ensure_future(tab.frames_changed.wait())
    try:
        while True:
            for frame in tab.other_frames():
                if frame not in looks or looks[frame].done():
                    looks[frame] = asyncio.ensure_future(seen_in(frame))
            while not changed.done():
                running: set[asyncio.Future[Any]] = {changed}
                running |= {one for one in looks.values() if not one.done()}
                await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for frame, one in looks.items():
                    if one.done() and one.exception() is None:
                        return frame, one.result()
            changed = asyncio.ensure_future(tab.frames_changed.wait())
    finally:
        left: list[asyncio.Future[Any]] = [changed, *looks.values()]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
