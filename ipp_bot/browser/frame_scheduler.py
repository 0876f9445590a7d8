"""Frames of a page, drawn when somebody needs one and not sixty times a second.

A headless shell that was started with `ON_DEMAND` draws nothing by itself
(HeadlessExperimental.beginFrame of the DevTools protocol). Layout, scripts and requests go on
without frames. Whatever a page needs them for gets one as soon as on a screen: `frames.js` tells of
requestAnimationFrame, of observers and of motion.

Motion goes with the time that a frame bears. Where the client waits for motion that comes to an
end, the next frame bears the time of that end: the page sees what it sees on a screen that was not
drawn for so long, its events included.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import io
import logging
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self, TypeVar

from PIL import Image
from playwright.async_api import Error

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator, Mapping

    from playwright.async_api import CDPSession

__all__ = ["ON_DEMAND", "SCALE", "WINDOW", "FrameQueue", "FrameScheduler"]

log = logging.getLogger(__name__)
T = TypeVar("T")

SCALE = 0.8
"""Pixels for each CSS pixel, as with a zoom of 80 %: text of 12 pixels can be read, for two thirds
of the work."""
ON_DEMAND = (
    f"--force-device-scale-factor={SCALE}",
    "--enable-begin-frame-control",
    "--run-all-compositor-stages-before-draw",
    # Without it a frame in which the compositor moves something by itself may never end.
    "--disable-threaded-animation",
    # Nor may one end if the compositor draws anew by itself what was scrolled, coloured or clipped,
    # and the page has changed as well: a list that was scrolled by script, and closes.
    (
        "--disable-blink-features="
        "RasterInducingScroll,CompositeBGColorAnimation,CompositeClipPathAnimation"
    ),
)
WINDOW = (1280, 720)
"""Width and height of every page's window, in CSS pixels."""
_STRIP = {"width": WINDOW[0], "height": 16}
"""What the browser draws of it where nobody looks: the less, the less memory a page takes."""

_BINDING = "__ippFrame"
"""The function that a document calls for a frame; `frames.js` removes it from the window before the
page's own scripts run."""
_LONGEST_MOTION = 5.0
"""Seconds at most by which one frame is later than the last, beyond the time that has passed."""
_FRAME_INTERVAL = 1 / 30
"""Seconds from one frame that a page asks for to the next, as on a plain screen."""
_BEGIN = "HeadlessExperimental.beginFrame"
_RESIZE = "Emulation.setDeviceMetricsOverride"
_ENDING = 1.0
"""Seconds for a page's process to end."""
_PRIORITY_GAP = 0.004
"""Seconds between frames where the client needs them one after the other."""
_FIRST_GAP = 0.03
"""Seconds to the next frame after something was done; each further gap is `_GAP_GROWTH` as long."""
_NAVIGATION_GAP = 0.25
"""Seconds without a frame while another document is on its way."""
_LONGEST_GAP = 0.5
"""Seconds at most between two frames."""
_LONGEST_WAIT = 2.0
"""Seconds after which a page is drawn though nobody asks for it and others are waiting."""
_GAP_GROWTH = 1.4
_TRIES = 8
"""How often a picture is asked for: the first frame of a new size may come without one."""


class FrameQueue:
    """The frames of all pages of one browser, one at a time.

    A second one before the first has ended would take down the browser's GPU process. So a frame
    that was begun is waited for, whoever gives up waiting; a page that does not draw its own for
    so long has its process ended.
    """

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self._drawing = asyncio.Lock()
        self.active_pages = 0
        """How many of them are in use."""
        self.full_page = asyncio.Lock()
        """Held by the page that shows all of its document: each such window takes 20 MB."""
        self._clock_offset: float | None = None

    @property
    def is_drawing(self) -> bool:
        """Whether a page is being drawn just now."""
        return self._drawing.locked()

    async def clock_offset(self, cdp: CDPSession) -> float:
        """Seconds by which the browser's clock for frames is ahead of `time.monotonic`.

        Playwright's Error if the page is gone.
        """
        if self._clock_offset is None:
            await cdp.send("Performance.enable")
            metrics = (await cdp.send("Performance.getMetrics"))["metrics"]
            now = next(one["value"] for one in metrics if one["name"] == "Timestamp")
            self._clock_offset = now - time.monotonic()
            await cdp.send("Performance.disable")
        return self._clock_offset

    async def draw(
        self,
        cdp: CDPSession,
        parameters: Mapping[str, object],
    ) -> dict[str, Any]:
        """What the browser tells of the page's next frame.

        Playwright's Error, or TimeoutError, if the page is gone.
        """
        return await _run_to_end(self._draw(cdp, dict(parameters)))

    async def resize(self, cdp: CDPSession, parameters: Mapping[str, object]) -> None:
        """Gives the page's window another size, which the page itself takes part in.

        Playwright's Error, or TimeoutError, if the page is gone.
        """
        await _run_to_end(self._send(cdp, _RESIZE, dict(parameters)))

    async def _draw(self, cdp: CDPSession, parameters: dict[str, object]) -> dict[str, Any]:
        async with self._drawing:
            return await self._send(cdp, _BEGIN, parameters)

    async def _send(
        self, cdp: CDPSession, command: str, parameters: dict[str, object]
    ) -> dict[str, Any]:
        sending = asyncio.ensure_future(cdp.send(command, parameters))
        done, _ = await asyncio.wait({sending}, timeout=self._deadline)
        if not done:
            log.info("a page that drew nothing for %.0f s is ended", self._deadline)
            with contextlib.suppress(Error, TimeoutError):  # it gives no answer any more
                await asyncio.wait_for(cdp.send("Page.crash"), _ENDING)
        return await asyncio.wait_for(sending, self._deadline)


class FrameScheduler:
    """Draws one page while it is in use: soon after something was done, then ever more rarely."""

    def __init__(self, cdp: CDPSession, queue: FrameQueue) -> None:
        self._cdp = cdp
        self._queue = queue
        self._gap = _FIRST_GAP
        self._due = 0.0
        self._last = 0.0
        self._priorities = 0
        self._wanted = False
        """Whether the page itself, or the client, asked for the next frame."""
        self._motion = 0.0
        """Seconds of motion that the client waits for: the next frame is at the end of it."""
        self._lead = 0.0
        """Seconds that the page's frames are ahead of the time: it never runs backwards in them."""
        self._due_sooner = asyncio.Event()
        self._frame_lock = asyncio.Lock()
        self._shrinking: asyncio.Task[None] | None = None
        self._task: asyncio.Task[None] | None = None

    @classmethod
    async def of(cls, cdp: CDPSession, queue: FrameQueue) -> Self:
        """For the page of this session, which has nothing loaded so far.

        Playwright's Error if its browser draws by itself.
        """
        frames = cls(cdp, queue)
        await frames.draw()
        await frames._shrink_window()
        cdp.on("Runtime.bindingCalled", frames._on_frame_request)
        await cdp.send("Runtime.enable")
        await cdp.send("Runtime.addBinding", {"name": _BINDING})
        return frames

    async def _shrink_window(self) -> None:
        """What of the window is drawn without being asked for is made small, if it can be."""
        with contextlib.suppress(Error):
            window = (await self._cdp.send("Browser.getWindowForTarget"))["windowId"]
            bounds = {"windowId": window, "bounds": _STRIP}
            await self._cdp.send("Browser.setWindowBounds", bounds)
        await self._resize(WINDOW)

    def _on_frame_request(self, event: Mapping[str, object]) -> None:
        ahead = str(event["payload"])
        beat = 0.0 if ahead else _FRAME_INTERVAL
        self._wanted = True
        self._motion = max(self._motion, min(float(ahead or 0) / 1000, _LONGEST_MOTION))
        self.request_frame(max(0.0, self._last + beat - time.monotonic()))

    async def draw(self, **parameters: object) -> dict[str, Any]:
        """One frame now; Playwright's Error if the page is gone, or its browser draws by itself."""
        self._lead, self._motion = self._lead + self._motion, 0.0
        if self._lead:
            now = time.monotonic() + await self._queue.clock_offset(self._cdp)
            parameters["frameTimeTicks"] = (now + self._lead) * 1000
        return await self._queue.draw(self._cdp, parameters)

    def start(self) -> None:
        """The page is in use from now on."""
        if self._task is None:
            self._last = time.monotonic()
            self._queue.active_pages += 1
            self._task = asyncio.create_task(self._run(), name="frames of a page")
        self.request_frame()

    def stop(self) -> None:
        """The page is in use no more."""
        if self._task is not None:
            self._queue.active_pages -= 1
            self._task.cancel()
            self._task = None

    def pause(self) -> None:
        """Draw less often: another document is on its way, and what is shown until then is left."""
        self._gap = _NAVIGATION_GAP
        self._due = time.monotonic() + self._gap

    def request_frame(self, gap: float = _FIRST_GAP) -> None:
        """Draw a frame in so many seconds at the latest: something was done, or has come."""
        due = time.monotonic() + gap
        if due < self._due:
            self._gap, self._due = gap, due
            self._due_sooner.set()

    @contextmanager
    def priority(self) -> Iterator[None]:
        """Within, one frame follows the other."""
        self._priorities += 1
        self.request_frame(0)
        try:
            yield
        finally:
            self._priorities -= 1

    async def screenshot(self, quality: int, within: float) -> bytes | None:
        """A JPEG of what the window shows, `SCALE` pixels for each in CSS.

        None if the browser draws none. Playwright's Error if the page is gone, TimeoutError if it
        took longer than so many seconds.
        """
        async with asyncio.timeout(within), self._frame_lock:
            return await self._screenshot(WINDOW, quality)

    async def full_page_screenshot(
        self, size: tuple[int, int], quality: int, within: float
    ) -> bytes | None:
        """The same of a window of that size, in CSS pixels; waiting for others does not count."""
        await self._queue.full_page.acquire()
        try:
            async with asyncio.timeout(within), self._frame_lock:
                try:
                    await self._resize(size)
                    return await self._screenshot(size, quality)
                finally:
                    # What became of a page that is gone is told by what comes next.
                    with contextlib.suppress(Error, TimeoutError):
                        await self._resize(WINDOW)
        finally:
            self._shrinking = asyncio.create_task(self._shrink(), name="a window gets smaller")

    async def _shrink(self) -> None:
        """What a large window took of memory is given back with the next frame.

        That is drawn at once where others wait for memory, and soon where nobody does.
        """
        try:
            if self._queue.active_pages > 1:
                async with self._frame_lock:
                    # A page that is gone has given it back.
                    with contextlib.suppress(Error, TimeoutError):
                        await self.draw()
            else:
                self.pause()
        finally:
            self._queue.full_page.release()

    async def _resize(self, size: tuple[int, int]) -> None:
        (width, height), (screen_width, screen_height) = size, WINDOW
        options = {
            "width": width,
            "height": height,
            "screenWidth": screen_width,
            "screenHeight": screen_height,
            "deviceScaleFactor": SCALE,
            "mobile": False,
        }
        await self._queue.resize(self._cdp, options)

    async def _screenshot(self, size: tuple[int, int], quality: int) -> bytes | None:
        options = {"format": "jpeg", "quality": quality, "optimizeForSpeed": True}
        for _ in range(_TRIES):
            answer = await self.draw(screenshot=options)
            drawn = base64.b64decode(answer.get("screenshotData", ""))
            if drawn and _has_size(Image.open(io.BytesIO(drawn)).size, size):
                return drawn
        return None

    async def _run(self) -> None:
        while True:
            self._due_sooner.clear()
            now = time.monotonic()
            if (left := self._due - now) > 0:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._due_sooner.wait(), left)
                continue
            grown = max(self._gap, _FIRST_GAP) * _GAP_GROWTH
            self._gap = _PRIORITY_GAP if self._priorities else min(grown, _LONGEST_GAP)
            self._due = now + self._gap
            asked = self._wanted or self._priorities
            if not asked and self._queue.is_drawing and now - self._last < _LONGEST_WAIT:
                continue  # those who need a frame come first
            self._last, self._wanted = now, False
            async with self._frame_lock:
                # A page that is gone, or between two documents, draws nothing; the next one may.
                with contextlib.suppress(Error, TimeoutError):
                    await self.draw()


def _has_size(pixels: tuple[int, int], size: tuple[int, int]) -> bool:
    """Whether a picture is of that window, but for what a browser rounds."""
    return all(abs(here - there * SCALE) <= 1 for here, there in zip(pixels, size, strict=True))


async def _run_to_end(work: Coroutine[Any, Any, T]) -> T:
    """The result of work that goes on even if nobody waits for it any more."""
    going_on = asyncio.ensure_future(work)
    going_on.add_done_callback(_retrieve_exception)
    return await asyncio.shield(going_on)


def _retrieve_exception(drawing: asyncio.Future[Any]) -> None:
    """Marks the exception of a finished task as retrieved."""
    if not drawing.cancelled():
        drawing.exception()
