"""An account's desk: one signed-in context, and warm pages that are used again."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playwright.async_api import BrowserContext, Error, Page

from ipp_bot.browser.redaction import scrub_trace
from ipp_bot.browser.storage_state import read_state, secrets_of, write_state
from ipp_bot.browser.tab import Tab, opened_by
from ipp_bot.errors import BrowserCrashed, NeedsPerson, Refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from ipp_bot.browser.manager import BrowserManager

__all__ = ["PagePool"]

log = logging.getLogger(__name__)

_REMEMBERED = 8
"""Contexts of which it is remembered that they have the newest sign-in."""


@dataclass(slots=True)
class _Room:
    """A context and its pages."""

    context: BrowserContext
    generation: int
    pages: dict[Page, Tab] = field(default_factory=dict)
    idle: list[Tab] = field(default_factory=list)
    uses: int = 0
    in_hand: int = 0


class PagePool:
    """Hands out warm pages of one account; recycles pages, contexts and browsers in between."""

    def __init__(
        self,
        host: BrowserManager,
        account: str,
        storage_state: Path | None,
        *,
        secrets: tuple[str, ...] = (),
    ) -> None:
        self.account = account
        self.sign_in_version = 0
        """Rises with every sign-in: who saw an older one need not sign in himself."""
        self.expected = 1
        """How many pages are meant to be in hand at once: they are shared out among contexts."""
        self.sign_in_lock = asyncio.Lock()
        self._host = host
        self._path = storage_state
        self._state = read_state(storage_state)
        self._saved = self._state
        """What the file holds, as far as this process knows."""
        self._newest: list[BrowserContext] = []
        """Contexts that have the newest sign-in."""
        self._passwords = secrets
        self._rooms: list[_Room] = []
        """Those that give out pages."""
        self._moving = asyncio.Lock()

    @property
    def secrets(self) -> tuple[str, ...]:
        """The password and the session's values, to be taken out of whatever is kept."""
        return (*self._passwords, *secrets_of(self._state))

    def hide(self, secret: str) -> None:
        """Take this out of whatever is kept from now on."""
        self._passwords = tuple(dict.fromkeys((*self._passwords, secret)))

    @asynccontextmanager
    async def tab(self, ref: str = "", *, trace_to: Path | None = None) -> AsyncIterator[Tab]:
        """A signed-in page for one filing; with `trace_to` a traced one in a room of its own."""
        holder = await self._host.take()
        try:
            room, page = await self._enter(ref, alone=trace_to is not None)
            failed: BaseException | None = None
            try:
                if trace_to is not None:
                    await self._trace(room, page, trace_to)
                yield page
            except BaseException as error:
                failed = error
                raise
            finally:
                if trace_to is not None:
                    await asyncio.shield(self._end_alone(room, page, trace_to, failed))
                else:
                    await asyncio.shield(self._leave(room, page, failed))
        finally:
            await asyncio.shield(self._host.give_back(holder))

    async def save_state(self, tab: Tab) -> None:
        """Keep the sign-in that was made on this page for later pages and later runs."""
        try:
            state = await tab.page.context.storage_state()
        except Error as why:
            raise BrowserCrashed("The browser went away after signing in.") from why
        self._state = self._saved = dict(state)
        self._newest = [tab.page.context]
        if not any(tab.page in room.pages for room in self._rooms):
            # Signed in elsewhere: the next page starts from what was saved.
            left, self._rooms = self._rooms, []
            for room in left:
                await self._close_if_empty(room)
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
        """Gives the page's context the newest sign-in; False if it had that already."""
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
        for room in self._rooms:
            with contextlib.suppress(Error):
                await room.context.clear_cookies()

    async def abandon(self, *, politely: bool) -> None:
        """Let go of the contexts; if one still lives, its cookies are carried to the next one."""
        rooms, self._rooms = self._rooms, []
        for room in rooms if politely else ():
            await self._carry(room)
            await self._close(room.context)

    async def _enter(self, ref: str, *, alone: bool) -> tuple[_Room, Tab]:
        for last in (False, True):
            room = await self._lone_room() if alone else await self._shared_room()
            try:
                if not alone:
                    await self._catch_up(room.context)
                page = await self._page_of(room)
            except (Error, TimeoutError) as why:
                log.info("no page in this context any more: %s", type(why).__name__)
                room.in_hand -= 1
                if room in self._rooms:
                    self._rooms.remove(room)
                await self._close_if_empty(room)
                if last:
                    raise BrowserCrashed("The browser opens no new page.", sent=False) from why
            except BaseException:
                room.in_hand -= 1
                await asyncio.shield(self._close_if_empty(room))
                raise
            else:
                room.uses += 1
                page.begin_use(ref)
                return room, page
        raise AssertionError("unreachable")

    async def _shared_room(self) -> _Room:
        """A room in which a page more may be in hand."""
        options = self._host.options
        async with self._moving:
            for worn in [*self._rooms]:
                alive = self._host.alive(worn.generation)
                if alive and worn.uses < options.uses_per_context:
                    continue
                if worn in self._rooms:  # while the one before was closed, all may have gone
                    self._rooms.remove(worn)
                if alive:
                    await self._carry(worn)
                    await self._close_if_empty(worn)
            in_hand = sum(room.in_hand for room in self._rooms)
            pages = max(in_hand + 1, self.expected)
            if len(self._rooms) < math.ceil(pages / options.pages_per_context):
                if self._rooms:
                    await self._carry(self._rooms[0])
                # A browser that is started anew for it lets go of the rooms of the old one.
                room = await self._new_room()
                self._rooms.append(room)
            # The first page of each takes one of the browser's processes, and the others share it.
            room = min(self._rooms, key=lambda room: room.in_hand)
            room.in_hand += 1
            return room

    async def _lone_room(self) -> _Room:
        async with self._moving:
            if self._rooms and self._host.alive(self._rooms[0].generation):
                await self._carry(self._rooms[0])
            room = await self._new_room()
            room.in_hand += 1
            return room

    async def _new_room(self) -> _Room:
        epoch = self.sign_in_version
        context, generation = await self._host.context(self._state)
        if epoch == self.sign_in_version:
            self._newest = [*self._newest[-_REMEMBERED:], context]
        room = _Room(context, generation)
        opened_by(context, room.pages)
        return room

    async def _page_of(self, room: _Room) -> Tab:
        while room.idle:
            page = room.idle.pop()
            if page.usable:
                return page
            room.pages.pop(page.page, None)
        raw = await asyncio.wait_for(room.context.new_page(), self._host.options.launch_deadline)
        self._host.stats.pages += 1
        page = Tab(raw, account=self.account)
        try:
            page.frames = await self._host.frames(page)
        except BaseException:
            await asyncio.shield(self._close(raw))
            raise
        room.pages[raw] = page
        return page

    async def _leave(self, room: _Room, tab: Tab, failed: BaseException | None) -> None:
        """Take the page back: a clean one is kept warm, any other is closed."""
        room.in_hand -= 1
        tab.end_use()
        if isinstance(failed, BrowserCrashed):
            self._host.stats.crashes += 1
        # After a refusal the page shows just what was meant; after anything else who knows.
        clean = failed is None or isinstance(failed, (Refused, NeedsPerson))
        worn = tab.uses >= self._host.options.uses_per_page
        if clean and not worn and tab.reusable:
            if tab.uses % self._host.uses_per_collection == 0:
                await tab.collect_garbage()
            room.idle.append(tab)
        else:
            room.pages.pop(tab.page, None)
            await self._close(tab.page)
        await self._close_if_empty(room)

    async def _close_if_empty(self, room: _Room) -> None:
        """Close a room that gives out no page any more, unless one of its pages is still out."""
        if room not in self._rooms and room.in_hand == 0:
            await self._close(room.context)

    async def _end_alone(
        self, room: _Room, tab: Tab, trace_to: Path, failed: BaseException | None
    ) -> None:
        tab.end_use()
        if tab.stop_tracing is not None:
            await self._keep_trace(room.context, trace_to if failed is not None else None)
        await self._close(room.context)

    async def _trace(self, room: _Room, tab: Tab, target: Path) -> None:
        async def stop() -> None:
            tab.stop_tracing = None
            await self._keep_trace(room.context, target)

        try:
            await room.context.tracing.start(snapshots=True, screenshots=False)
        except Error as why:
            raise BrowserCrashed("The browser went away.", sent=False) from why
        tab.stop_tracing = stop

    async def _keep_trace(self, context: BrowserContext, target: Path | None) -> None:
        """End the trace, and keep it without its secrets where a target is given."""
        if target is None:
            with contextlib.suppress(Error):
                await context.tracing.stop()
            return
        raw = target.with_suffix(".unscrubbed")
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            await asyncio.wait_for(context.tracing.stop(path=raw), 30)
            await asyncio.to_thread(scrub_trace, raw, target, self.secrets)
        except (Error, TimeoutError, OSError) as why:
            log.info("no trace was kept: %s", type(why).__name__)
        finally:
            raw.unlink(missing_ok=True)

    async def _carry(self, room: _Room) -> None:
        """Remember the cookies of a context that is about to be left, unless they are outdated."""
        with contextlib.suppress(Error, TimeoutError):
            state = await asyncio.wait_for(
                room.context.storage_state(), self._host.options.close_deadline
            )
            # Somebody may have signed in meanwhile, or before, and this context not know of it.
            if self._state is not None and room.context in self._newest:
                self._state = dict(state)

    async def _close(self, what: BrowserContext | Page) -> None:
        try:
            await asyncio.wait_for(what.close(), self._host.options.close_deadline)
        except (Error, TimeoutError) as why:
            log.debug("left behind while closing: %s", type(why).__name__)
