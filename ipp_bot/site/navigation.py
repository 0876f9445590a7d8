"""Going from page to page: looking, waiting for named things, judging what is met."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from ipp_bot.browser.dom.bundle import ABSENT, call, library
from ipp_bot.errors import PageBroken, RecordGone
from ipp_bot.site.dialogs import covered_button_error, unknown_dialog_error
from ipp_bot.site.page_state import PageState, page_error
from ipp_bot.site.playwright_errors import NotActionable
from ipp_bot.site.portal import PageKind, Portal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ipp_bot.browser import Tab
    from ipp_bot.errors import PortalChanged

__all__ = ["Navigator"]

_AFRESH = "a => { window.__ippGone = true; history.replaceState(null, '', a); location.reload(); }"
_LEFT = ("Execution context was destroyed", "Cannot find context", "navigated or closed")
"""What Playwright says when the document in which it waited was left for another one."""
_STRIKES = 5
_MENU = (PageKind.USER_CENTER, PageKind.IPR_SUBMISSION, PageKind.IPR_MANAGEMENT)


class Navigator:
    """One page in hand on its way through the portal."""

    def __init__(self, tab: Tab, portal: Portal) -> None:
        self.tab = tab
        self.portal = portal
        self.timings = portal.profile.timings
        self._last: dict[str, object] = {}

    async def ask(self, do: str, **about: object) -> dict[str, Any]:
        """What a script sees now: one round trip."""
        seen = await asyncio.wait_for(self._see("ask", do, about), self.timings.navigation)
        return _told(seen)

    async def wait(self, do: str, seconds: float, **about: object) -> dict[str, Any]:
        """What a script sees as soon as it sees something; survives navigations meanwhile.

        Playwright's TimeoutError if it saw nothing in so many seconds.
        """
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            patience = {**about, "patience": left * 1000}
            try:
                seen = await asyncio.wait_for(self._see("watch", do, patience), left + 1)
            except TimeoutError:
                break
            except Error as error:
                if not any(sign in str(error) for sign in _LEFT):
                    raise
            else:
                if seen is not None:
                    return _told(seen)
        raise PlaywrightTimeoutError(f"Timeout {seconds:.1f} s exceeded: {do}")

    async def _see(self, way: str, do: str, about: dict[str, object]) -> str:
        text = self._text(do, about)
        self.tab.round_trips += 1
        seen: str = await self.tab.page.evaluate(call(way), text)
        if seen == ABSENT:
            # A document that the browser made without asking anybody: it gets the library now.
            self.tab.round_trips += 2
            await self.tab.page.evaluate(library())
            seen = await self.tab.page.evaluate(call(way), text)
        return seen

    def _text(self, do: str, about: dict[str, object]) -> str:
        return json.dumps({"do": do, **self.portal.probe, **about}, ensure_ascii=False)

    async def goto(self, kind: PageKind, number: str | None = None) -> PageState:
        """Go to a page by its address; without one, over the menu that the User Center shows."""
        address = self.portal.address(kind, number)
        if address is not None:
            try:
                return await self.goto_address(address, kind)
            except RecordGone:
                if kind not in _MENU or kind is PageKind.USER_CENTER:
                    raise
                self.portal.forget(kind)
        home = self.portal.address(PageKind.USER_CENTER)
        await self.goto_address(home or self.portal.url, PageKind.USER_CENTER)
        await self.click_button(self.portal.labels(f"menu.{kind.value}"), anywhere=True)
        return await self.wait_for_page(kind, leaving=PageKind.USER_CENTER)

    async def goto_address(self, address: str, *wanted: PageKind) -> PageState:
        """Load an address and wait for the page."""
        await self.load(address)
        return await self.wait_for_page(*wanted)

    async def go_on_to_new_ipr(self) -> PageState | None:
        """Go from a confirmation to a new IPR by the portal's own link, without loading a document.

        None where loading is the surer way: the document has not served a whole filing just now, or
        something of that filing is left on the page.
        """
        if not self.portal.may_reuse_document(self.tab):
            return None
        self.tab.failed_requests.clear()
        labels = list(self.portal.labels("button.add_ipr"))
        if not (await self.ask("another", labels=labels))["went"]:
            return None
        state = None
        with contextlib.suppress(PageBroken):
            state = await self.wait_for_page(PageKind.IPR_SUBMISSION, leaving=PageKind.CONFIRMATION)
        if state is None or state.number or state.notices:
            self.portal.goes_on = False
            return None
        return state

    async def load(self, address: str) -> None:
        """Load an address; whatever it brings is for the caller to wait for."""
        for last in (False, True):
            self.tab.round_trips += 1
            try:
                await self._load(address)
            except Error as error:
                # The page's own redirect was still under way: it replaced this navigation.
                if last or "ERR_ABORTED" not in str(error):
                    raise
            else:
                break

    async def _load(self, address: str) -> None:
        """Load an address afresh, also where only what stands behind the hash changes."""
        raw = self.tab.page
        self.tab.failed_requests.clear()
        if "#" in address and raw.url.partition("#")[0] == address.partition("#")[0]:
            self.tab.round_trips += 1
            await raw.evaluate(_AFRESH, address)
        else:
            await raw.goto(address, wait_until="commit", timeout=self.timings.navigation * 1000)

    async def wait_for_page(self, *wanted: PageKind, leaving: PageKind | None = None) -> PageState:
        """Wait until one of these pages is shown; the errors say what is shown in their place."""
        # The old page, or an empty frame, may still be shown: they are no answer.
        other = [kind for kind in PageKind if kind not in (*wanted, leaving, PageKind.OTHER)]
        if leaving is not None or "#" in self.tab.page.url:
            other = [PageKind.SIGN_IN, PageKind.MAINTENANCE]
        other = [kind for kind in other if kind not in wanted]
        seen = await self._wait_or_trouble(wanted, other)
        if "missed" in seen:
            # The page moved beneath the pointer, and the document held the click back.
            await self.click(self._last)
            seen = await self._wait_or_trouble(wanted, other)
        state = PageState.of(seen)
        if fault := page_error(state, self.tab, wanted):
            raise fault
        self._learn(state)
        if state.dialogs:
            await self.close_dialogs()
        return state

    async def click_button(self, labels: Sequence[str], *, anywhere: bool = False) -> None:
        """A click that may be repeated: nothing irreversible hangs on it."""
        self.tab.failed_requests.clear()
        self._last = {"what": "button", "labels": list(labels), "anywhere": anywhere}
        await self.click(self._last)

    async def click(
        self,
        spec: Mapping[str, object],
        *,
        goes_on: bool = False,
        within: float | None = None,
    ) -> None:
        """One real click in the middle of what the selector engine finds, as soon as it is free.

        Playwright's TimeoutError if that takes longer than an action may, or than `within` seconds.
        `goes_on` says that the click belongs to the press before it.
        """
        seconds = within or self.timings.action
        at = await self.ask("aim", spec=spec, goes_on=goes_on)
        if not at["ready"]:
            if at["covered"] and not spec.get("dialog"):
                await self.close_dialogs()
                await self.close_overlay(spec)
                if goes_on:
                    await self.ask("remark")  # a dialog that goes is no answer to the press
            try:
                at = await self.wait("poised", seconds, spec=spec, goes_on=goes_on)
            except PlaywrightTimeoutError:
                raise await self._in_the_way(spec) from None
        await self.click_point(at, within=seconds)

    async def click_point(self, at: Mapping[str, Any], *, within: float | None = None) -> None:
        """One real click where a script in the page has just aimed."""
        seconds = within or self.timings.action
        await asyncio.wait_for(self.tab.click_at(at["x"], at["y"]), seconds)

    async def hover(self, spec: Mapping[str, object]) -> None:
        """Put the pointer over what the selector engine finds, as soon as it is free."""
        with contextlib.suppress(PlaywrightTimeoutError):
            at = await self.wait("poised", self.timings.action, spec=spec)
            self.tab.round_trips += 1
            await self.tab.page.mouse.move(at["x"], at["y"])

    async def close_overlay(self, spec: Mapping[str, object]) -> None:
        """Close what lies over a button by a button of its own that the profile knows for that."""
        await self.ask("uncover", spec=spec, labels=list(self.portal.labels("button.close")))

    async def _in_the_way(self, spec: Mapping[str, object]) -> PortalChanged | NotActionable:
        """Why a click could not be made: a button beneath a box of words is for a person."""
        at = await self.ask("aim", spec=spec)
        labels = spec.get("labels")
        name = str(labels[0]) if isinstance(labels, (list, tuple)) and labels else str(spec["what"])
        if spec["what"] == "button" and (
            fault := covered_button_error(self.portal.profile, name, at.get("cover"))
        ):
            return fault
        over = f" (“{at['cover']['text']}”)" if at.get("cover") else ""
        return NotActionable(f"“{name}”: {at['why'] or 'it got free too late'}{over}")

    async def click_with_retry(
        self, spec: Mapping[str, object], *, within: float | None = None
    ) -> None:
        """Like `hit`, and again where the page moved beneath the pointer: for harmless controls."""
        for _ in range(_STRIKES):
            await self.click(spec, within=within)
            if not (await self.ask("astray"))["missed"]:
                return
        raise PlaywrightTimeoutError("The page does not come to rest beneath the pointer: Timeout")

    async def close_dialogs(self) -> None:
        """Close the dialogs that only inform; any other one needs a person."""
        labels = list(self.portal.labels("button.close"))
        for last in (False, False, True):
            for dialog in (await self.ask("shut", labels=labels))["left"]:
                raise unknown_dialog_error(
                    self.portal.profile, dialog["title"], dialog["text"], dialog["buttons"]
                )
            # A dialog that had just begun to come up may not have heard the first click.
            try:
                await self.wait("cleared", self.timings.action / 3, labels=labels)
            except PlaywrightTimeoutError:
                if last:
                    raise
            else:
                return

    async def _wait_or_trouble(
        self, wanted: Sequence[PageKind], instead: Sequence[PageKind]
    ) -> dict[str, Any]:
        """The page, unless what it is made of could not be fetched."""
        waiting = asyncio.ensure_future(
            self.wait(
                "arrived", self.timings.navigation, wanted=list(wanted), instead=list(instead)
            )
        )
        trouble = asyncio.ensure_future(self.tab.failed_requests.first())
        try:
            await asyncio.wait({waiting, trouble}, return_when=asyncio.FIRST_COMPLETED)
            if not waiting.done():
                # It may not matter for this page: it is given as long as an action takes.
                await asyncio.wait({waiting}, timeout=self.timings.action)
            if waiting.done() and waiting.exception() is None:
                return waiting.result()
            state = PageState.of(await self.ask("look"))
            if trouble.done():
                state = replace(state, status=trouble.result())
            error = waiting.exception() if waiting.done() else None
            if error is not None and "Timeout" not in str(error):
                raise error
            raise page_error(state, self.tab, tuple(wanted)) or PageBroken(
                f"The page did not get ready: {state.describe()}."
            )
        finally:
            for task in (waiting, trouble):
                task.cancel()
            await asyncio.gather(waiting, trouble, return_exceptions=True)

    def _learn(self, state: PageState) -> None:
        for name, address in state.links.items():
            if address:
                self.portal.learn(PageKind(name), address)
        if state.kind in (PageKind.DETAILS, PageKind.RECORD):
            self.portal.learn(state.kind, state.address, state.number)


def _told(text: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(text)
    return told
