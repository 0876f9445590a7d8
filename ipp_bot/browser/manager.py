"""One warm browser of this process, started again between filings when it must be."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import uuid
from typing import TYPE_CHECKING, Any, Self, TypeVar

from playwright.async_api import Browser, BrowserContext, Error, Playwright, async_playwright

from ipp_bot.browser import processes
from ipp_bot.browser.dom.bundle import ENGINE, engine, library
from ipp_bot.browser.find import BrowserKind
from ipp_bot.browser.frame_scheduler import ON_DEMAND, SCALE, WINDOW, Frames, Turns
from ipp_bot.browser.launch_flags import FLAGS, lean_driver
from ipp_bot.browser.options import BrowserOptions, BrowserStats
from ipp_bot.browser.page_pool import PagePool
from ipp_bot.errors import BrowserCrashed, BrowserMissing

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from pathlib import Path
    from types import TracebackType

    from ipp_bot.browser.find import FoundBrowser
    from ipp_bot.browser.tab import Tab

__all__ = ["BrowserManager", "within"]

log = logging.getLogger(__name__)
T = TypeVar("T")

_LEAST_USES, _MOST_USES = 2, 20
"""How often a page serves before it is swept: of many pages, and of a single one."""
_FENCE = "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE [::1]"


async def within(seconds: float, work: Coroutine[Any, Any, T]) -> T | None:
    """What the work returns, or None if it fails or takes longer: for closing things."""
    try:
        return await asyncio.wait_for(work, seconds)
    except (Error, TimeoutError, OSError) as why:
        log.debug("left behind while closing: %s", type(why).__name__)
        return None


class BrowserManager:
    """Launches the browser at the first need, keeps it, and starts it again after a crash."""

    def __init__(self, found: FoundBrowser, options: BrowserOptions | None = None) -> None:
        self.found = found
        self.options = options or BrowserOptions()
        self.stats = BrowserStats()
        self.generation = 0
        """Rises with every launch: what belongs to an earlier one is dead."""
        self._mark = f"--ipp-bot-host={uuid.uuid4().hex}"
        self._driver: Playwright | None = None
        self._browser: Browser | None = None
        self._desks: dict[str, PagePool] = {}
        self._gate = asyncio.Lock()
        self._holders: list[asyncio.Task[Any] | None] = []
        self._emptier = asyncio.Event()
        self._since_weighed = 0
        self._heavy = False
        self._draws_on_demand = (
            self.options.frames_on_demand and found.kind is BrowserKind.HEADLESS_SHELL
        )
        self._has_drawn = False
        self._turns = Turns(self.options.frame_deadline)
        self._sandbox = self.options.headless and hasattr(os, "geteuid") and os.geteuid() != 0

    async def __aenter__(self) -> Self:
        """Start the browser, so that a missing one is told before anything is begun."""
        await self._launched()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close everything, each within its deadline."""
        await self._shut(politely=True)

    async def page_pool(
        self, account: str, storage_state: Path | None, *, secrets: tuple[str, ...] = ()
    ) -> PagePool:
        """The account's desk, the same one whenever it is asked for."""
        if account not in self._desks:
            self._desks[account] = PagePool(self, account, storage_state, secrets=secrets)
        return self._desks[account]

    async def memory_bytes(self) -> int:
        """What the browser's processes weigh now."""
        return await asyncio.to_thread(processes.weigh, self._mark)

    async def take(self) -> asyncio.Task[Any] | None:
        """Count a page as being in hand; a heavy browser is first let run empty and closed."""
        task = asyncio.current_task()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.options.drain_deadline):
                # Who holds a page already cannot wait for itself to give it back.
                while self._heavy and self._holders and task not in self._holders:
                    self._emptier.clear()
                    await self._emptier.wait()
        async with self._gate:
            if self._heavy and not self._holders:
                await self._shut(politely=True)
                self._heavy = False
            self._holders.append(task)
        return task

    async def give_back(self, task: asyncio.Task[Any] | None) -> None:
        """Count a page as given back, and weigh the browser now and then."""
        self._holders.remove(task)
        self._emptier.set()
        self._since_weighed += 1
        if self._since_weighed >= self.options.memory_check_every:
            self._since_weighed = 0
            weight = await self.memory_bytes()
            self.stats.memory_peak = max(self.stats.memory_peak, weight)
            allowed = self.options.memory_limit + len(self._holders) * self.options.memory_per_page
            self._heavy = weight > allowed
            if self._heavy:
                log.info("the browser weighs %d MB; it is started again", weight // 2**20)

    @property
    def uses_per_collection(self) -> int:
        """How often a page serves before it is swept: the more are in hand, the sooner."""
        return max(_LEAST_USES, _MOST_USES // max(len(self._holders), 1))

    def alive(self, generation: int) -> bool:
        """Whether the browser of that launch is still there."""
        return (
            generation == self.generation
            and self._browser is not None
            and self._browser.is_connected()
        )

    async def context(self, state: dict[str, Any] | None) -> tuple[BrowserContext, int]:
        """A new context in a living browser, and the generation that it belongs to."""
        for last in (False, True):
            async with self._gate:
                browser = await self._launched()
                generation = self.generation
            try:
                context = await asyncio.wait_for(
                    browser.new_context(
                        storage_state=state,  # type: ignore[arg-type]  # the file that it wrote itself
                        locale=self.options.locale,
                        timezone_id=self.options.timezone,
                        viewport={"width": WINDOW[0], "height": WINDOW[1]},
                        device_scale_factor=SCALE if self._draws_on_demand else 1,
                        accept_downloads=True,
                        reduced_motion="reduce",  # what moves has to be waited for
                        service_workers="block",
                    ),
                    self.options.launch_deadline,
                )
                await asyncio.wait_for(
                    context.add_init_script(library()), self.options.launch_deadline
                )
            except (Error, TimeoutError) as why:
                if last:
                    raise BrowserCrashed("The browser opens no new session.", sent=False) from why
                async with self._gate:
                    if self.generation == generation:
                        await self._shut(politely=False)
            else:
                self.stats.contexts += 1
                return context, generation
        raise AssertionError("unreachable")

    async def frames(self, tab: Tab) -> Frames | None:
        """What draws the new page; None where the browser does so by itself.

        Playwright's Error, or TimeoutError, if it was told not to and cannot be made to: it is
        closed then, and the next one draws by itself.
        """
        if not self._draws_on_demand:
            return None
        try:
            made = await Frames.of(await tab.cdp(), self._turns)
        except (Error, TimeoutError):
            async with self._gate:
                if self._draws_on_demand and not self._has_drawn:
                    log.info("this browser cannot be told when to draw, and does so by itself")
                    self._draws_on_demand = False
                    await self._shut(politely=False)
            raise
        self._has_drawn = True
        return made

    async def _launched(self) -> Browser:
        if self._browser is not None and self._browser.is_connected():
            return self._browser
        if self._browser is not None or self._driver is not None:
            self.stats.crashes += self.generation > 0
            await self._shut(politely=False)
        try:
            with lean_driver():
                self._driver = await asyncio.wait_for(
                    async_playwright().start(), self.options.launch_deadline
                )
            await self._driver.selectors.register(ENGINE, script=engine(), content_script=True)
            self._browser = await self._launch(self._driver)
        except (Error, TimeoutError, OSError) as why:
            await self._shut(politely=False)
            raise BrowserMissing(
                f"{self.found.path} does not start: {_reason(why)}.",
                hint="run `ipp-bot doctor`",
                sent=False,
            ) from why
        self.generation += 1
        self.stats.launches += 1
        self._turns = Turns(self.options.frame_deadline)
        return self._browser

    async def _launch(self, driver: Playwright) -> Browser:
        args = [self._mark, *FLAGS, *(ON_DEMAND if self._draws_on_demand else ())]
        if self.options.fence:
            args.append(f"--host-resolver-rules={_FENCE}")
        for sandbox in (True, False) if self._sandbox else (False,):
            try:
                return await driver.chromium.launch(
                    executable_path=self.found.path,
                    headless=self.options.headless,
                    chromium_sandbox=sandbox,
                    args=args,
                    timeout=self.options.launch_deadline * 1000,
                    # A first Ctrl-C finishes the filings in hand; it must not end the browser.
                    handle_sigint=False,
                    handle_sigterm=False,
                    handle_sighup=False,
                )
            except Error as why:
                if not sandbox:
                    raise
                self._sandbox = False
                log.warning("the browser starts only without its sandbox: %s", _reason(why))
        raise AssertionError("unreachable")

    async def _shut(self, *, politely: bool) -> None:
        """End browser and driver; what does not close in time is killed."""
        deadline = self.options.close_deadline
        browser, driver = self._browser, self._driver
        self._browser = self._driver = None
        for desk in self._desks.values():
            await desk.abandon(politely=politely and browser is not None)
        if browser is not None:
            with contextlib.suppress(Exception):
                await within(deadline, browser.close())
        if driver is not None:
            with contextlib.suppress(Exception):
                await within(deadline, driver.stop())
        if left := await asyncio.to_thread(processes.end_tree, self._mark):
            log.warning("%d processes of the browser did not close and were ended", left)


def _reason(why: BaseException) -> str:
    lines = [line.strip() for line in str(why).splitlines() if line.strip()]
    return (lines[0] if lines else type(why).__name__).rstrip(".")
