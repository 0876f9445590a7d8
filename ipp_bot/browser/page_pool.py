"""The pages of one account: signed-in contexts, and tabs that are used again."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import uuid
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playwright.async_api import BrowserContext, Error, Page

from ipp_bot.browser.redaction import scrub_trace
from ipp_bot.browser.storage_state import read_state, secrets_of, write_state
from ipp_bot.browser.tab import Tab, close_popups
from ipp_bot.errors import BrowserCrashed, NeedsPerson, Refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime
    from pathlib import Path

    from ipp_bot.browser.browser_process import BrowserProcess

__all__ = ["UNSCRUBBED", "PagePool"]

UNSCRUBBED = ".unscrubbed"
"""How traces end that still have their secrets."""

log = logging.getLogger(__name__)

_REMEMBERED = 8
"""Contexts of which it is remembered that they have the newest sign-in."""


@dataclass(slots=True)
class _PooledContext:
    """A context and its tabs."""

    context: BrowserContext
    generation: int
    tabs: dict[Page, Tab] = field(default_factory=dict)
    idle: list[Tab] = field(default_factory=list)
    """Tabs that nobody uses now."""
    uses: int = 0
    """How often one of its tabs was handed out."""
    in_use: int = 0
    """How many of its tabs are handed out."""


class PagePool:
    """Hands out signed-in tabs of one account; replaces worn tabs and contexts in between."""

    def __init__(
        self,
        process: BrowserProcess,
        account: str,
        storage_state: Path | None,
        *,
        secrets: tuple[str, ...] = (),
    ) -> None:
        self.account = account
        self.sign_in_version = 0
        """Rises with every sign-in: who saw an older one need not sign in again."""
        self.expected = 1
        """How many tabs are meant to be in use at once: they are shared out among contexts."""
        self.sign_in_lock = asyncio.Lock()
        self.on_portal_time: Callable[[datetime], None] = lambda _moment: None
        """Called with the portal's own time as its answers tell it."""
        self._process = process
        self._path = storage_state
        self._state = read_state(storage_state)
        self._saved = self._state
        """What the file holds, as far as this process knows."""
        self._newest: list[BrowserContext] = []
        """Contexts that have the newest sign-in."""
        self._passwords = secrets
        self._contexts: list[_PooledContext] = []
        """Those that tabs are handed out of; the first one is the oldest."""
        self._contexts_lock = asyncio.Lock()

    @property
    def _has_one_context(self) -> bool:
        """Whether all pages share the context of a profile folder: closing it ends the browser."""
        return self._process.options.profile is not None

    @property
    def secrets(self) -> tuple[str, ...]:
        """The password and the session's values, to be taken out of whatever is kept."""
        return (*self._passwords, *secrets_of(self._state))

    def hide(self, secret: str) -> None:
        """Take this out of whatever is kept from now on."""
        self._passwords = tuple(dict.fromkeys((*self._passwords, secret)))

    @asynccontextmanager
    async def tab(self, ref: str = "", *, trace_to: Path | None = None) -> AsyncIterator[Tab]:
        """A tab for one filing, in a context with the newest sign-in.

        With `trace_to` the tab has a context of its own, which is traced; the trace is kept there,
        without its secrets, if the filing fails; not where the browser has but one context.
        BrowserCrashed if no page can be opened.
        """
        if self._has_one_context:
            trace_to = None
        async with self._process.tab_in_use():
            pooled, tab = await self._hand_out(ref, alone=trace_to is not None)
            failed: BaseException | None = None
            try:
                if trace_to is not None:
                    await self._start_tracing(pooled, tab, trace_to)
                yield tab
            except BaseException as error:
                failed = error
                raise
            finally:
                if trace_to is not None:
                    await asyncio.shield(self._close_traced(pooled, tab, trace_to, failed))
                else:
                    await asyncio.shield(self._take_back(pooled, tab, failed))

    async def save_state(self, tab: Tab) -> None:
        """Keep the sign-in that was made in this tab for later tabs and later runs."""
        try:
            state = await tab.page.context.storage_state(indexed_db=True)
        except Error as why:
            raise BrowserCrashed("The browser went away after signing in.") from why
        self._state = self._saved = dict(state)
        self._newest = [tab.page.context]
        if not any(tab.page in pooled.tabs for pooled in self._contexts):
            # Signed in elsewhere: the next tab starts from what was saved.
            left, self._contexts = self._contexts, []
            for pooled in left:
                await self._close_if_empty(pooled)
        if self._path is not None:
            await asyncio.to_thread(write_state, self._path, self._state)
        self.sign_in_version += 1

    async def look_for_sign_in(self) -> bool:
        """Whether another process has signed in since: its sign-in counts from now on."""
        state = await asyncio.to_thread(read_state, self._path)
        if state is None or state == self._saved:
            return False
        self._state = self._saved = state
        self._newest = []
        self.sign_in_version += 1
        return True

    async def catch_up(self, tab: Tab) -> bool:
        """Give the tab's context the newest sign-in; False if it had that already."""
        try:
            return await self._catch_up(tab.page.context)
        except Error as why:
            raise BrowserCrashed("The browser went away.", sent=False) from why

    async def _catch_up(self, context: BrowserContext) -> bool:
        if self._state is None or context in self._newest:
            return False
        await context.add_cookies(self._state["cookies"])
        self._newest = [*self._newest[-_REMEMBERED:], context]
        return True

    async def forget_state(self) -> None:
        """Throw the saved sign-in away."""
        self._state = self._saved = None
        if self._path is not None:
            self._path.unlink(missing_ok=True)
        for pooled in self._contexts:
            with contextlib.suppress(Error):
                await pooled.context.clear_cookies()

    async def close_contexts(self, *, alive: bool) -> None:
        """Let go of the contexts; those of a living browser hand their cookies to the next one."""
        contexts, self._contexts = self._contexts, []
        for pooled in contexts if alive else ():
            await self._keep_cookies(pooled)
            await self._close(pooled.context)

    async def _hand_out(self, ref: str, *, alone: bool) -> tuple[_PooledContext, Tab]:
        for last in (False, True):
            pooled = await self._separate_context() if alone else await self._shared_context()
            try:
                if not alone:
                    await self._catch_up(pooled.context)
                tab = await self._tab_of(pooled)
            except (Error, TimeoutError) as why:
                log.info("no page in this context any more: %s", type(why).__name__)
                pooled.in_use -= 1
                if pooled in self._contexts:
                    self._contexts.remove(pooled)
                await self._close_if_empty(pooled)
                if last:
                    raise BrowserCrashed("The browser opens no new page.", sent=False) from why
            except BaseException:
                pooled.in_use -= 1
                await asyncio.shield(self._close_if_empty(pooled))
                raise
            else:
                pooled.uses += 1
                tab.begin_use(ref)
                return pooled, tab
        raise AssertionError("unreachable")

    async def _shared_context(self) -> _PooledContext:
        """A context in which one more tab may be in use."""
        options = self._process.options
        async with self._contexts_lock:
            for worn in [*self._contexts]:
                alive = self._process.is_alive(worn.generation)
                if alive and (worn.uses < options.uses_per_context or self._has_one_context):
                    continue
                if worn in self._contexts:  # while the one before was closed, all may have gone
                    self._contexts.remove(worn)
                if alive:
                    await self._keep_cookies(worn)
                    await self._close_if_empty(worn)
            in_use = sum(pooled.in_use for pooled in self._contexts)
            tabs = max(in_use + 1, self.expected)
            wanted = 1 if self._has_one_context else math.ceil(tabs / options.pages_per_context)
            if len(self._contexts) < wanted:
                if self._contexts:
                    await self._keep_cookies(self._contexts[0])
                # A browser that is launched again for it lets go of the contexts of the old one.
                pooled = await self._new_context()
                self._contexts.append(pooled)
            # The first tab of each takes one of the browser's processes, and the others share it.
            pooled = min(self._contexts, key=lambda pooled: pooled.in_use)
            pooled.in_use += 1
            return pooled

    async def _separate_context(self) -> _PooledContext:
        async with self._contexts_lock:
            if self._contexts and self._process.is_alive(self._contexts[0].generation):
                await self._keep_cookies(self._contexts[0])
            pooled = await self._new_context()
            pooled.in_use += 1
            return pooled

    async def _new_context(self) -> _PooledContext:
        version = self.sign_in_version
        context, generation = await self._process.new_context(self._state)
        if version == self.sign_in_version:
            self._newest = [*self._newest[-_REMEMBERED:], context]
        pooled = _PooledContext(context, generation)
        close_popups(context, pooled.tabs)
        return pooled

    async def _tab_of(self, pooled: _PooledContext) -> Tab:
        while pooled.idle:
            tab = pooled.idle.pop()
            if tab.usable:
                return tab
            pooled.tabs.pop(tab.page, None)
        page = await asyncio.wait_for(
            pooled.context.new_page(), self._process.options.launch_deadline
        )
        self._process.stats.pages += 1
        tab = Tab(page, account=self.account, on_portal_time=self.on_portal_time)
        try:
            tab.frames = await self._process.frame_scheduler(tab)
        except BaseException:
            await asyncio.shield(self._close(page))
            raise
        pooled.tabs[page] = tab
        return tab

    async def _take_back(
        self, pooled: _PooledContext, tab: Tab, failed: BaseException | None
    ) -> None:
        """Keep a tab that can be used again, and close any other."""
        pooled.in_use -= 1
        tab.end_use()
        if isinstance(failed, BrowserCrashed):
            self._process.stats.crashes += 1
        # After a refusal the page shows just what was meant; after anything else, anything.
        clean = failed is None or isinstance(failed, (Refused, NeedsPerson))
        worn = tab.uses >= self._process.options.uses_per_page
        if clean and not worn and tab.reusable:
            if tab.uses % self._process.uses_per_collection == 0:
                await tab.collect_garbage()
            pooled.idle.append(tab)
        else:
            pooled.tabs.pop(tab.page, None)
            await self._close(tab.page)
        await self._close_if_empty(pooled)

    async def _close_if_empty(self, pooled: _PooledContext) -> None:
        """Close a context that hands out no tabs any more, unless one of them is still in use."""
        if pooled not in self._contexts and pooled.in_use == 0:
            await self._close(pooled.context)

    async def _close_traced(
        self, pooled: _PooledContext, tab: Tab, trace_to: Path, failed: BaseException | None
    ) -> None:
        tab.end_use()
        if tab.stop_tracing is not None:
            await self._stop_tracing(pooled.context, trace_to if failed is not None else None)
        await self._close(pooled.context)

    async def _start_tracing(self, pooled: _PooledContext, tab: Tab, target: Path) -> None:
        async def stop() -> None:
            tab.stop_tracing = None
            await self._stop_tracing(pooled.context, target)

        try:
            await pooled.context.tracing.start(snapshots=True, screenshots=False)
        except Error as why:
            raise BrowserCrashed("The browser went away.", sent=False) from why
        tab.stop_tracing = stop

    async def _stop_tracing(self, context: BrowserContext, target: Path | None) -> None:
        """Stop the trace, and keep it without its secrets where a target is given."""
        if target is None:
            with contextlib.suppress(Error):
                await context.tracing.stop()
            return
        temporary = self._process.options.temporary
        unscrubbed = (temporary or target.parent) / f"{uuid.uuid4().hex}{UNSCRUBBED}"
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            await asyncio.wait_for(context.tracing.stop(path=unscrubbed), 30)
            await asyncio.to_thread(scrub_trace, unscrubbed, target, self.secrets)
        except (Error, TimeoutError, OSError) as why:
            log.info("no trace was kept: %s", type(why).__name__)
        finally:
            unscrubbed.unlink(missing_ok=True)

    async def _keep_cookies(self, pooled: _PooledContext) -> None:
        """Remember the cookies of a context that is to be closed, unless they are outdated."""
        with contextlib.suppress(Error, TimeoutError):
            state = await asyncio.wait_for(
                pooled.context.storage_state(indexed_db=True),
                self._process.options.close_deadline,
            )
            # Somebody may have signed in meanwhile, or before, and this context not know of it.
            if self._state is not None and pooled.context in self._newest:
                self._state = dict(state)

    async def _close(self, what: BrowserContext | Page) -> None:
        try:
            await asyncio.wait_for(what.close(), self._process.options.close_deadline)
        except (Error, TimeoutError) as why:
            log.debug("left behind while closing: %s", type(why).__name__)
