"""A frame that was begun is waited for, whoever gives up waiting; who needs one comes first."""

from __future__ import annotations

import asyncio
import base64
import gc
import io
import time
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from playwright.async_api import Error

from ipp_bot.browser.frame_scheduler import SCALE, WINDOW, FrameQueue, FrameScheduler
from tests.support.waiting import PATIENCE

if TYPE_CHECKING:
    from tests.conftest import Run


class ClosingSession:
    """A page's session of the DevTools protocol that ends while a frame is drawn."""

    def __init__(self) -> None:
        self.begun, self.gone = asyncio.Event(), asyncio.Event()

    async def send(self, _method: str, _about: object) -> dict[str, Any]:
        self.begun.set()
        await self.gone.wait()
        raise Error("Target page, context or browser has been closed")


def test_the_end_of_a_page_is_no_news_where_nobody_waits_any_more(run: Run) -> None:
    told: list[object] = []

    async def story() -> None:
        loop = asyncio.get_running_loop()
        before = loop.get_exception_handler()
        loop.set_exception_handler(lambda _loop, context: told.append(context))
        session, others = ClosingSession(), asyncio.all_tasks()
        waiting = asyncio.ensure_future(FrameQueue(5.0).draw(session, {}))  # type: ignore[arg-type]  # a double
        await session.begun.wait()
        waiting.cancel()
        session.gone.set()
        await asyncio.gather(waiting, return_exceptions=True)
        del waiting
        while left := asyncio.all_tasks() - others:
            await asyncio.wait(left)
        gc.collect()
        await asyncio.sleep(0)  # the loop tells of errors that nobody took
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


def test_a_page_that_nobody_asks_to_be_drawn_lets_those_who_do_come_first(
    run: Run,
) -> None:
    async def story() -> list[str]:
        drawn: list[str] = []
        queue, first, idle, picture = (
            FrameQueue(5.0),
            *(Drawing(name, drawn) for name in ("first", "idle", "picture")),
        )
        drawing: Any = asyncio.ensure_future(queue.draw(first, {}))  # type: ignore[arg-type]  # a double
        await first.begun.wait()
        frames = FrameScheduler(idle, queue)  # type: ignore[arg-type]  # a double
        frames.start()
        await asyncio.sleep(0.1)  # its loop has come to ask for a frame
        taking: Any = asyncio.ensure_future(queue.draw(picture, {}))  # type: ignore[arg-type]  # a double
        await asyncio.sleep(0)  # the picture is asked for as well
        for page in (picture, idle, first):
            page.go_on.set()
        await asyncio.wait_for(asyncio.gather(drawing, taking, idle.begun.wait()), PATIENCE)
        frames.stop()
        return drawn[:3]

    assert run(story) == ["first", "picture", "idle"]


class Window:
    """A page's session that notes how large its window is made, and each frame that it draws."""

    def __init__(self, name: str, seen: list[str]) -> None:
        self.name, self.seen, self.size = name, seen, WINDOW

    async def send(self, method: str, about: dict[str, Any]) -> dict[str, Any]:
        await asyncio.sleep(0)  # others may run between any two commands
        if "width" in about:
            self.size = about["width"], about["height"]
        if not method.endswith("beginFrame"):
            return {}
        self.seen.append(f"{self.name} {'small' if self.size == WINDOW else 'large'}")
        if "screenshot" not in about:
            return {}
        width, height = (round(side * SCALE) for side in self.size)
        Image.new("RGB", (width, height)).save(drawn := io.BytesIO(), "JPEG")
        return {"screenshotData": base64.b64encode(drawn.getvalue()).decode()}


def test_no_second_window_is_large_before_the_first_has_given_back_what_it_took(
    run: Run,
) -> None:
    async def story() -> list[str]:
        seen: list[str] = []
        queue = FrameQueue(5.0)
        queue.active_pages = 2
        pages: Any = [FrameScheduler(Window(name, seen), queue) for name in "ab"]  # type: ignore[arg-type]  # a double
        await asyncio.gather(*(page.full_page_screenshot((1280, 2000), 70, 5.0) for page in pages))
        async with asyncio.timeout(PATIENCE), queue.full_page:
            return seen

    assert run(story) == ["a large", "a small", "b large", "b small"]


def test_who_waits_for_another_window_to_get_smaller_has_all_of_its_own_time(
    run: Run,
) -> None:
    async def story() -> Any:
        queue = FrameQueue(5.0)
        async with queue.full_page:
            page: Any = FrameScheduler(Window("a", []), queue)  # type: ignore[arg-type]  # a double
            taking = asyncio.ensure_future(page.full_page_screenshot((1280, 2000), 70, 0.5))
            await asyncio.sleep(0.7)  # longer than the 0.5 s of its own
        return await taking

    assert run(story)


class Clocked:
    """A page's session that notes the time of each frame; its browser's clock is 50 s ahead."""

    def __init__(self) -> None:
        self.times: list[float | None] = []

    async def send(self, method: str, about: dict[str, Any] | None = None) -> dict[str, Any]:
        if method == "Performance.getMetrics":
            now = time.monotonic() + 50
            return {"metrics": [{"name": "Nodes", "value": 7}, {"name": "Timestamp", "value": now}]}
        if method.endswith("beginFrame"):
            bears = (about or {}).get("frameTimeTicks")
            self.times.append(None if bears is None else bears / 1000 - 50 - time.monotonic())
        return {}


@pytest.mark.parametrize(
    ("asked", "leads"),
    [
        (["", "0", ""], [None, None, None]),  # the browser's own time
        (["", "300", "", "0"], [None, 0.3, 0.3, 0.3]),
        (["2000", "300", ""], [2.0, 2.3, 2.3]),
        (["3600000", ""], [5.0, 5.0]),
    ],
    ids=["nothing is waited for", "motion of 300 ms", "one after the other", "too long"],
)
def test_the_next_frame_bears_the_time_at_which_motion_has_ended_and_none_an_earlier_one(
    run: Run, asked: list[str], leads: list[float | None]
) -> None:
    session = Clocked()

    async def story() -> None:
        frames = FrameScheduler(session, FrameQueue(5.0))  # type: ignore[arg-type]  # a double
        for ahead in asked:
            frames._on_frame_request({"payload": ahead})
            await frames.draw()

    run(story)
    assert [lead and round(lead, 1) for lead in session.times] == leads


def test_a_picture_too_bears_no_earlier_time_than_the_frame_before(run: Run) -> None:
    session = Clocked()

    async def story() -> None:
        frames = FrameScheduler(session, FrameQueue(5.0))  # type: ignore[arg-type]  # a double
        frames._on_frame_request({"payload": "400"})
        await frames.draw()
        await frames.draw(screenshot={"format": "jpeg"})

    run(story)
    assert [round(lead or 0, 1) for lead in session.times] == [0.4, 0.4]
