"""The browser of this process: launched at the first need, and again after a crash."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import uuid
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from playwright.async_api import Browser, BrowserContext, Error, Playwright, async_playwright

from ipp_bot.browser import processes
from ipp_bot.browser.dom.bundle import ENGINE, engine, library
from ipp_bot.browser.find import BrowserKind
from ipp_bot.browser.frame_scheduler import ON_DEMAND, SCALE, WINDOW, FrameQueue, FrameScheduler
from ipp_bot.browser.launch_flags import (
    FLAGS,
    RUN_FLAG,
    browser_locale,
    lean_driver,
    may_use_sandbox,
)
from ipp_bot.browser.options import BrowserOptions, BrowserStats
from ipp_bot.errors import BrowserCrashed, BrowserMissing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Coroutine

    from ipp_bot.browser.find import FoundBrowser
    from ipp_bot.browser.tab import Tab

__all__ = ["BeforeClose", "BrowserProcess"]

log = logging.getLogger(__name__)
T = TypeVar("T")

_LEAST_USES, _MOST_USES = 2, 20
"""Uses of a tab between two collections of garbage: with many tabs in use, and with one."""
_DRIVER_LEAVES = 2.0
"""Seconds that are left to a driver that did not start."""
_IN_USE = "ProcessSingleton"
"""What the browser says of a profile folder that another one uses."""
_NO_SCREEN = "XServer"
"""What Playwright says where no window can be opened."""
_ONLY_LOOPBACK = "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE [::1]"


class BeforeClose(Protocol):
    """What is called before a browser is closed."""

    def __call__(self, *, alive: bool) -> Awaitable[None]:
        """`alive` says whether the browser can still be asked for anything."""


class BrowserProcess:
    """One browser and its driver; whoever needs a context gets it from a browser that lives."""

    def __init__(self, found: FoundBrowser, options: BrowserOptions) -> None:
        self.found = found
        self.options = options
        self.stats = BrowserStats()
        self.generation = 0
        """Rises with every launch: contexts of an earlier one are dead."""
        self.mark = f"--ipp-bot-host={uuid.uuid4().hex}"
        """An argument by which the processes of this browser are told from others."""
        self.before_close: list[BeforeClose] = []
        """Called before the browser is closed, with whether it can still be asked for anything."""
        self._environment = {**os.environ, **browser_locale()}
        """As it was before any driver began: while one does, it has that one's folder."""
        self._driver: Playwright | None = None
        self._browser: Browser | None = None
        self._own_context: BrowserContext | None = None
        """The one context of a browser with a profile folder."""
        self._lock = asyncio.Lock()
        """Held while the browser is launched or closed."""
        self._users: list[asyncio.Task[Any] | None] = []
        """The task that uses each tab in use."""
        self._tab_returned = asyncio.Event()
        self._uses_since_weighed = 0
        self._too_heavy = False
        self._draws_on_demand = (
            options.frames_on_demand and found.kind is BrowserKind.HEADLESS_SHELL
        )
        self._has_drawn = False
        self._frame_queue = FrameQueue(options.frame_deadline)
        self._sandbox = may_use_sandbox()

    @property
    def uses_per_collection(self) -> int:
        """Uses of a tab after which its garbage is collected: the more tabs in use, the fewer."""
        return max(_LEAST_USES, _MOST_USES // max(len(self._users), 1))

    def is_alive(self, generation: int) -> bool:
        """Whether the browser of that launch is still connected."""
        return (
            generation == self.generation
            and self._browser is not None
            and self._browser.is_connected()
        )

    async def memory_bytes(self) -> int:
        """Bytes of memory that the browser's processes take now."""
        return await asyncio.to_thread(processes.weigh, self.mark)

    @asynccontextmanager
    async def tab_in_use(self) -> AsyncIterator[None]:
        """Within, one more tab is in use.

        A browser that takes too much memory is first left to its other users, for
        `drain_deadline` at most, and closed if they have ended: the next context launches it again.
        """
        user = await self._begin_use()
        try:
            yield
        finally:
            await asyncio.shield(self._end_use(user))

    async def _begin_use(self) -> asyncio.Task[Any] | None:
        task = asyncio.current_task()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.options.drain_deadline):
                # A task that uses a tab already cannot wait for itself to return it.
                while self._too_heavy and self._users and task not in self._users:
                    self._tab_returned.clear()
                    await self._tab_returned.wait()
        async with self._lock:
            if self._too_heavy and not self._users:
                await self._close(politely=True)
                self._too_heavy = False
            self._users.append(task)
        return task

    async def _end_use(self, task: asyncio.Task[Any] | None) -> None:
        self._users.remove(task)
        self._tab_returned.set()
        self._uses_since_weighed += 1
        if self._uses_since_weighed >= self.options.memory_check_every:
            self._uses_since_weighed = 0
            weight = await self.memory_bytes()
            self.stats.memory_peak = max(self.stats.memory_peak, weight)
            allowed = self.options.memory_limit + len(self._users) * self.options.memory_per_page
            self._too_heavy = weight > allowed
            if self._too_heavy:
                log.info("the browser weighs %d MB; it is started again", weight // 2**20)

    async def new_context(self, state: dict[str, Any] | None) -> tuple[BrowserContext, int]:
        """A new context with this storage state in a living browser, and its generation.

        BrowserCrashed if a second browser opens none either, BrowserMissing if none starts.
        """
        for last in (False, True):
            async with self._lock:
                browser = await self._launched()
                generation = self.generation
            try:
                context = await asyncio.wait_for(
                    self._context_of(browser, state), self.options.launch_deadline
                )
                await asyncio.wait_for(
                    context.add_init_script(library()), self.options.launch_deadline
                )
            except (Error, TimeoutError) as why:
                if last:
                    raise BrowserCrashed("The browser opens no new session.", sent=False) from why
                async with self._lock:
                    if self.generation == generation:
                        await self._close(politely=False)
            else:
                self.stats.contexts += 1
                return context, generation
        raise AssertionError("unreachable")

    async def _context_of(self, browser: Browser, state: dict[str, Any] | None) -> BrowserContext:
        """A new context; of a browser with a profile folder the one that it has."""
        if self._own_context is not None:
            return self._own_context
        options: dict[str, Any] = {"storage_state": state, **self._context_options()}
        return await browser.new_context(**options)

    def _context_options(self) -> dict[str, Any]:
        return {
            "locale": self.options.locale,
            "timezone_id": self.options.timezone,
            "viewport": {"width": WINDOW[0], "height": WINDOW[1]},
            "device_scale_factor": SCALE if self._draws_on_demand else 1,
            "accept_downloads": True,
            "reduced_motion": "reduce",  # what moves has to be waited for
            "service_workers": "block",
        }

    async def frame_scheduler(self, tab: Tab) -> FrameScheduler | None:
        """What draws a new tab; None where the browser does so by itself.

        Playwright's Error, or TimeoutError, if it was told not to and cannot be made to: it is
        closed then, and the next one draws by itself.
        """
        if not self._draws_on_demand:
            return None
        try:
            made = await FrameScheduler.of(await tab.cdp(), self._frame_queue)
        except (Error, TimeoutError):
            async with self._lock:
                if self._draws_on_demand and not self._has_drawn:
                    log.info("this browser cannot be told when to draw, and does so by itself")
                    self._draws_on_demand = False
                    await self._close(politely=False)
            raise
        self._has_drawn = True
        return made

    async def launch(self) -> None:
        """Launch the browser, unless it is there; BrowserMissing if it does not start."""
        await self._launched()

    async def _launched(self) -> Browser:
        if self._browser is not None and self._browser.is_connected():
            return self._browser
        if self._browser is not None or self._driver is not None:
            self.stats.crashes += self.generation > 0
            await self._close(politely=False)
        try:
            self._driver = await _started_driver(self.options)
            await self._driver.selectors.register(ENGINE, script=engine(), content_script=True)
            self._browser = await self._launch(self._driver)
        except (Error, TimeoutError, OSError) as why:
            await self._close(politely=False)
            raise self._not_started(_reason(why)) from why
        self.generation += 1
        self.stats.launches += 1
        self._frame_queue = FrameQueue(self.options.frame_deadline)
        return self._browser

    def _not_started(self, reason: str) -> BrowserMissing:
        if self.options.attach is not None:
            text = f"No browser answers at {self.options.attach}: {reason}."
            port = self.options.attach.rpartition(":")[2]
            hint = f"start yours with --remote-debugging-port={port} and --user-data-dir=FOLDER"
        else:
            text, hint = f"{self.found.name} does not start: {reason}.", "run `ipp-bot doctor`"
            if self.options.profile is not None and _IN_USE in reason:
                hint = f"close the window that uses {self.options.profile}"
            elif _NO_SCREEN in reason:
                hint = "a window needs a screen: run it on a desktop, or with xvfb-run"
        return BrowserMissing(text, hint=hint, sent=False)

    async def _launch(self, driver: Playwright) -> Browser:
        if self.options.attach is not None:
            return await driver.chromium.connect_over_cdp(
                self.options.attach, timeout=self.options.launch_deadline * 1000
            )
        args = [self.mark, *FLAGS, *(ON_DEMAND if self._draws_on_demand else ())]
        if self.options.run:
            args.append(f"{RUN_FLAG}{self.options.run}")
        if self.options.fence:
            args.append(f"--host-resolver-rules={_ONLY_LOOPBACK}")
        for sandbox in (True, False) if self._sandbox else (False,):
            try:
                return await self._launch_once(driver, args, sandbox=sandbox)
            except Error as why:
                if not sandbox:
                    raise
                self._sandbox = False
                log.warning("the browser starts only without its sandbox: %s", _reason(why))
        raise AssertionError("unreachable")

    async def _launch_once(self, driver: Playwright, args: list[str], *, sandbox: bool) -> Browser:
        options: dict[str, Any] = {
            "executable_path": self.found.path,
            "headless": self.options.headless,
            "chromium_sandbox": sandbox,
            "args": args,
            # Its own temporary folder is the system's: the paths of its sockets are short.
            "env": {**self._environment},
            "timeout": self.options.launch_deadline * 1000,
            # A first Ctrl-C finishes the filings in hand; it must not end the browser.
            "handle_sigint": False,
            "handle_sigterm": False,
            "handle_sighup": False,
        }
        if self.options.profile is None:
            return await driver.chromium.launch(**options)
        self.options.profile.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._own_context = await driver.chromium.launch_persistent_context(
            self.options.profile, **options, **self._context_options()
        )
        if (browser := self._own_context.browser) is None:
            raise Error("a browser with a profile folder tells nothing of itself")
        return browser

    async def close(self) -> None:
        """End browser and driver; what does not close within `close_deadline` is killed."""
        await self._close(politely=True)

    async def _close(self, *, politely: bool) -> None:
        deadline = self.options.close_deadline
        browser, driver = self._browser, self._driver
        self._browser = self._driver = self._own_context = None
        for callback in self.before_close:
            await callback(alive=politely and browser is not None)
        if browser is not None:
            with contextlib.suppress(Exception):
                await _within(deadline, browser.close())
        if driver is not None:
            with contextlib.suppress(Exception):
                await _within(deadline, driver.stop())
        if left := await asyncio.to_thread(processes.end_tree, self.mark):
            log.warning("%d processes of the browser did not close and were ended", left)


async def _started_driver(options: BrowserOptions) -> Playwright:
    """Playwright's driver; Error, TimeoutError or OSError if it does not start, and it is gone."""
    others = asyncio.all_tasks()
    try:
        with lean_driver(options.temporary, options.run):
            return await asyncio.wait_for(async_playwright().start(), options.launch_deadline)
    except BaseException as why:
        # Playwright's own tasks see to what is left of the process.
        if left := asyncio.all_tasks() - others:
            await asyncio.wait(left, timeout=_DRIVER_LEAVES)
        if type(why) is Exception:  # what Playwright raises when its driver dies at once
            raise Error(f"Playwright's driver ended at its start: {why}") from why
        raise


async def _within(seconds: float, work: Coroutine[Any, Any, T]) -> T | None:
    """The result of work that closes something; None if it fails or takes longer."""
    try:
        return await asyncio.wait_for(work, seconds)
    except (Error, TimeoutError, OSError) as why:
        log.debug("left behind while closing: %s", type(why).__name__)
        return None


def _reason(why: BaseException) -> str:
    lines = [line.strip() for line in str(why).splitlines() if line.strip()]
    return (lines[0] if lines else type(why).__name__).rstrip(".")
