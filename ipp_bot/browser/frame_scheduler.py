"""Frames of a page, drawn when somebody needs one and not sixty times a second.

A headless shell that was started with `ON_DEMAND` draws nothing by itself
(HeadlessExperimental.beginFrame of the DevTools protocol). Layout, scripts and requests go on
without frames. Whatever a page needs them for gets one as soon as on a screen: `frames.js` tells of
requestAnimationFrame, of observers and of motion.
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

__all__ = ["ON_DEMAND", "SCALE", "WINDOW", "Frames", "Turns"]

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
)
WINDOW = (1280, 720)
"""Width and height of every page's window, in CSS pixels."""
_STRIP = {"width": WINDOW[0], "height": 16}
"""What the browser draws of it where nobody looks: the less, the less memory a page takes."""

_ASKS = "__ippFrame"
"""What a document calls that wants a frame; `frames.js` takes it away before the page's scripts."""
_NOW = "now"
"""What it says where the client itself waits for the frame."""
_BEAT = 1 / 30
"""Seconds from one frame that a page asks for to the next, as on a plain screen."""
_BEGIN = "HeadlessExperimental.beginFrame"
_RESIZE = "Emulation.setDeviceMetricsOverride"
_ENDING = 1.0
"""Seconds for a page's process to end."""
_AT_ONCE = 0.004
"""Seconds between frames where the client needs them one after the other."""
_SHORTEST = 0.03
"""Seconds to the next frame after something was done; each further gap is `_GROWTH` as long."""
_LEAVING = 0.25
"""Seconds without a frame while another document is on its way."""
_LONGEST = 0.5
"""Seconds at most between two frames."""
_LATEST = 2.0
"""Seconds after which a page is drawn though nobody asks for it and others are waiting."""
_GROWTH = 1.4
_TRIES = 8
"""How often a picture is asked for: the first frame of a new size may come without one."""


class Turns:
    """The frames of all pages of one browser, one at a time.

    A second one before the first has ended would take down the browser's GPU process. So a frame
    that was begun is waited for, whoever gives up waiting; a page that does not draw its own for
    so long has its process ended.
    """

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self._turn = asyncio.Lock()
        self.pages = 0
        """How many are in hand."""
        self.whole = asyncio.Lock()
        """Held by the page that shows all of its document: each such window takes 20 MB."""

    @property
    def taken(self) -> bool:
        """Whether a page is being drawn just now."""
        return self._turn.locked()

    async def draw(
        self,
        lens: CDPSession,
        about: Mapping[str, object],
    ) -> dict[str, Any]:
        """What the browser tells of the page's next frame.

        Playwright's Error, or TimeoutError, if the page is gone.
        """
        return await _seen_to_its_end(self._draw(lens, dict(about)))

    async def resize(self, lens: CDPSession, about: Mapping[str, object]) -> None:
        """Gives the page's window another size, which the page itself takes part in.

        Playwright's Error, or TimeoutError, if the page is gone.
        """
        await _seen_to_its_end(self._sent(lens, _RESIZE, dict(about)))

    async def _draw(self, lens: CDPSession, about: dict[str, object]) -> dict[str, Any]:
        async with self._turn:
            return await self._sent(lens, _BEGIN, about)

    async def _sent(
        self, lens: CDPSession, command: str, about: dict[str, object]
    ) -> dict[str, Any]:
        sending = asyncio.ensure_future(lens.send(command, about))
        done, _ = await asyncio.wait({sending}, timeout=self._deadline)
        if not done:
            log.info("a page that drew nothing for %.0f s is ended", self._deadline)
            with contextlib.suppress(Error, TimeoutError):  # it gives no answer any more
                await asyncio.wait_for(lens.send("Page.crash"), _ENDING)
        return await asyncio.wait_for(sending, self._deadline)


class Frames:
    """Draws one page while it is in hand: soon after something was done, then ever more rarely."""

    def __init__(self, lens: CDPSession, turns: Turns) -> None:
        self._lens = lens
        self._turns = turns
        self._gap = _SHORTEST
        self._due = 0.0
        self._last = 0.0
        self._urgent = 0
        self._wanted = False
        """Whether the page itself, or the client, asked for the next frame."""
        self._stirred = asyncio.Event()
        self._framed = asyncio.Lock()
        self._shrinking: asyncio.Task[None] | None = None
        self._task: asyncio.Task[None] | None = None

    @classmethod
    async def of(cls, lens: CDPSession, turns: Turns) -> Self:
        """For the page of this session, which has nothing loaded so far.

        Playwright's Error if its browser draws by itself.
        """
        frames = cls(lens, turns)
        await frames.draw()
        await frames._narrow()
        lens.on("Runtime.bindingCalled", frames._asked)
        await lens.send("Runtime.enable")
        await lens.send("Runtime.addBinding", {"name": _ASKS})
        return frames

    async def _narrow(self) -> None:
        """What of the window is drawn without being asked for is made small, if it can be."""
        with contextlib.suppress(Error):
            window = (await self._lens.send("Browser.getWindowForTarget"))["windowId"]
            bounds = {"windowId": window, "bounds": _STRIP}
            await self._lens.send("Browser.setWindowBounds", bounds)
        await self._resize(WINDOW)

    def _asked(self, event: Mapping[str, object]) -> None:
        beat = 0.0 if event["payload"] == _NOW else _BEAT
        self._wanted = True
        self.request_frame(max(0.0, self._last + beat - time.monotonic()))

    async def draw(self, **about: object) -> dict[str, Any]:
        """One frame now; Playwright's Error if the page is gone, or its browser draws by itself."""
        return await self._turns.draw(self._lens, about)

    def start(self) -> None:
        """The page is in hand."""
        if self._task is None:
            self._last = time.monotonic()
            self._turns.pages += 1
            self._task = asyncio.create_task(self._go_on(), name="frames of a page")
        self.request_frame()

    def stop(self) -> None:
        """Nobody looks at the page any more."""
        if self._task is not None:
            self._turns.pages -= 1
            self._task.cancel()
            self._task = None

    def pause(self) -> None:
        """Another document is on its way: what is shown until then is not worth drawing."""
        self._gap = _LEAVING
        self._due = time.monotonic() + self._gap

    def request_frame(self, gap: float = _SHORTEST) -> None:
        """Something was done, or came: the page may want a frame in so many seconds."""
        due = time.monotonic() + gap
        if due < self._due:
            self._gap, self._due = gap, due
            self._stirred.set()

    @contextmanager
    def priority(self) -> Iterator[None]:
        """Within, one frame follows the other."""
        self._urgent += 1
        self.request_frame(0)
        try:
            yield
        finally:
            self._urgent -= 1

    async def picture(self, quality: int, within: float) -> bytes | None:
        """A JPEG of what the window shows, `SCALE` pixels for each in CSS.

        None if the browser draws none. Playwright's Error if the page is gone, TimeoutError if it
        took longer than so many seconds.
        """
        async with asyncio.timeout(within), self._framed:
            return await self._shot(WINDOW, quality)

    async def whole_picture(
        self, size: tuple[int, int], quality: int, within: float
    ) -> bytes | None:
        """The same of a window of that size, in CSS pixels; waiting for others does not count."""
        await self._turns.whole.acquire()
        try:
            async with asyncio.timeout(within), self._framed:
                try:
                    await self._resize(size)
                    return await self._shot(size, quality)
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
            if self._turns.pages > 1:
                async with self._framed:
                    # A page that is gone has given it back.
                    with contextlib.suppress(Error, TimeoutError):
                        await self.draw()
            else:
                self.pause()
        finally:
            self._turns.whole.release()

    async def _resize(self, size: tuple[int, int]) -> None:
        (width, height), (screen_width, screen_height) = size, WINDOW
        wish = {
            "width": width,
            "height": height,
            "screenWidth": screen_width,
            "screenHeight": screen_height,
            "deviceScaleFactor": SCALE,
            "mobile": False,
        }
        await self._turns.resize(self._lens, wish)

    async def _shot(self, size: tuple[int, int], quality: int) -> bytes | None:
        wish = {"format": "jpeg", "quality": quality, "optimizeForSpeed": True}
        for _ in range(_TRIES):
            answer = await self.draw(screenshot=wish)
            drawn = base64.b64decode(answer.get("screenshotData", ""))
            if drawn and _about(Image.open(io.BytesIO(drawn)).size, size):
                return drawn
        return None

    async def _go_on(self) -> None:
        while True:
            self._stirred.clear()
            now = time.monotonic()
            if (left := self._due - now) > 0:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._stirred.wait(), left)
                continue
            grown = max(self._gap, _SHORTEST) * _GROWTH
            self._gap = _AT_ONCE if self._urgent else min(grown, _LONGEST)
            self._due = now + self._gap
            asked = self._wanted or self._urgent
            if not asked and self._turns.taken and now - self._last < _LATEST:
                continue  # those who need a frame come first
            self._last, self._wanted = now, False
            async with self._framed:
                # A page that is gone, or between two documents, draws nothing; the next one may.
                with contextlib.suppress(Error, TimeoutError):
                    await self.draw()


def _about(pixels: tuple[int, int], size: tuple[int, int]) -> bool:
    """Whether a picture is of that window, but for what a browser rounds."""
    return all(abs(here - there * SCALE) <= 1 for here, there in zip(pixels, size, strict=True))


async def _seen_to_its_end(work: Coroutine[Any, Any, T]) -> T:
    """The result of work that goes on even if nobody waits for it any more."""
    going_on = asyncio.ensure_future(work)
    going_on.add_done_callback(_forgiven)
    return await asyncio.shield(going_on)


def _forgiven(drawing: asyncio.Future[Any]) -> None:
    """Nobody may be left to whom its error could be told."""
    if not drawing.cancelled():
        drawing.exception()
