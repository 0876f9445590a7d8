"""Going from page to page: loading, clicking, and waiting until the wanted page is shown."""

from __future__ import annotations

import asyncio
import contextlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from ipp_bot.browser.dom.child_frames import first_in_frames
from ipp_bot.browser.dom.client import PageScripts, scripts_in
from ipp_bot.browser.dom.results import Missed
from ipp_bot.errors import PageBroken, RecordGone, UsageError
from ipp_bot.profile.origins import origin_of
from ipp_bot.site.dialogs import covered_button_error, unknown_dialog_error
from ipp_bot.site.page_state import PageState, page_error
from ipp_bot.site.playwright_errors import NotActionable
from ipp_bot.site.portal import PageKind, Portal

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping, Sequence

    from playwright.async_api import Frame

    from ipp_bot.browser import Tab
    from ipp_bot.browser.dom.results import Aim, SeenPage
    from ipp_bot.errors import PortalChanged

__all__ = ["Navigator"]

_RETRIES = 5
"""How often a click is made where the page moves beneath the pointer."""
_TOUR = 9
"""How many steps of a tour are gone through."""
_TOUR_STEP = re.compile(r"(^|\D)\d{1,2}\s*/\s*\d{1,2}(\D|$)")
_MENU = (PageKind.USER_CENTER, PageKind.IPR_SUBMISSION, PageKind.IPR_MANAGEMENT)
_REPLACED = ("ERR_ABORTED", "interrupted by another navigation")
"""What Playwright says of a navigation that another one took the place of."""
_LOADS = 4
"""How often an address is loaded, where redirects of the page before take its place."""


class Navigator:
    """Takes one tab through the portal.

    Raises the errors of `ipp_bot.errors`, and Playwright's where a page object translates them.
    """

    def __init__(self, tab: Tab, portal: Portal) -> None:
        self.tab = tab
        self.portal = portal
        self.timings = portal.profile.timings
        marks = ("mark.saved", "mark.submitted", "mark.uploaded")
        tab.alerts.known = frozenset(portal.labels(*marks))
        self.scripts = PageScripts(
            tab,
            portal.probe,
            deadline=self.timings.navigation,
            ends_session=lambda frame: portal.signs_in_at(frame.url),
        )
        """The scripts in the document that bears the page."""
        self._looking = PageScripts(tab, portal.probe, deadline=self.timings.navigation)
        """The same, while it is not yet known where the page will be."""
        self._last_click: dict[str, object] = {}

    async def goto(self, kind: PageKind, number: str | None = None) -> PageState:
        """Go to a page by its address; without one, over the menu that the User Center shows."""
        address = self.portal.address(kind, number)
        if address is not None:
            try:
                return await self.goto_address(address, kind)
            except RecordGone:
                if kind not in _MENU or kind is PageKind.USER_CENTER:
                    raise
                self.portal.forget_address(kind)
        home = self.portal.address(PageKind.USER_CENTER)
        await self.goto_address(home or self.portal.url, PageKind.USER_CENTER)
        await self.click_button(self.portal.labels(f"menu.{kind.value}"), anywhere=True)
        return await self.wait_for_page(kind, leaving=PageKind.USER_CENTER)

    async def goto_address(self, address: str, *wanted: PageKind) -> PageState:
        """Load an address and wait for one of these pages."""
        await self.load(address)
        return await self.wait_for_page(*wanted)

    async def go_on_to_new_ipr(self) -> PageState | None:
        """Go from a confirmation or a record to a new IPR in the same document.

        None where loading is the surer way: the document has not served a whole filing just now, or
        something of that filing is left on the page.
        """
        if not self.portal.may_reuse_document(self.tab):
            return None
        self.tab.failed_requests.clear()
        labels = list(self.portal.labels("button.add_ipr"))
        address = self.portal.address(PageKind.IPR_SUBMISSION) or ""
        if not (left := (await self.scripts.start_next_record(labels, address)).left):
            return None
        state = None
        with contextlib.suppress(PageBroken, TimeoutError):
            async with asyncio.timeout(self.timings.action):
                state = await self.wait_for_page(PageKind.IPR_SUBMISSION, leaving=PageKind(left))
        if state is None or state.number or state.notices:
            self.portal.reuses_documents = False
            return None
        return state

    async def load(self, address: str) -> None:
        """Load an address, and return once the browser has begun to show what it brings."""
        for attempt in range(_LOADS):
            self.tab.round_trips += 1
            try:
                await self._load(address)
            except Error as error:
                # The page's own redirects were still under way: they replaced this navigation.
                replaced = any(sign in str(error) for sign in _REPLACED)
                if attempt == _LOADS - 1 or not replaced:
                    raise
            else:
                break

    async def _load(self, address: str) -> None:
        """Load a new document, also where the addresses differ only behind the hash."""
        page = self.tab.page
        self.tab.use_document(None)
        self.tab.failed_requests.clear()
        if "#" in address and page.url.partition("#")[0] == address.partition("#")[0]:
            await self.scripts.reload_at(address)
        else:
            await page.goto(address, wait_until="commit", timeout=self.timings.navigation * 1000)

    async def wait_for_page(self, *wanted: PageKind, leaving: PageKind | None = None) -> PageState:
        """Wait until one of these pages is shown; the errors say what is shown in their place.

        `leaving` is the page that may still be shown meanwhile. Dialogs that only inform are
        closed; PortalChanged for any other one.
        """
        # The old page, or an empty frame, may still be shown: they are no answer.
        other = [kind for kind in PageKind if kind not in (*wanted, leaving, PageKind.OTHER)]
        if leaving is not None or "#" in self.tab.page.url:
            other = [PageKind.SIGN_IN, PageKind.MAINTENANCE]
        other = [kind for kind in other if kind not in wanted]
        seen = await self._wait_or_fail(wanted, other)
        if isinstance(seen, Missed):
            # The page moved beneath the pointer, and the document held the click back.
            await self.click(self._last_click)
            seen = await self._wait_or_fail(wanted, other)
        if isinstance(seen, Missed):
            raise PageBroken("The page does not come to rest beneath the pointer.")
        state = PageState.of(seen, frame=self._frame_name())
        if fault := page_error(state, self.tab, wanted):
            raise fault
        if not self.tab.in_frame:
            self._learn(state)  # a frame's document may refuse to stand alone
        if state.dialogs:
            await self.close_dialogs()
        return state

    async def click_button(self, labels: Sequence[str], *, anywhere: bool = False) -> None:
        """Click a button or link of one of these labels that does nothing irreversible.

        `anywhere` looks beyond the main part of the page, as for a menu.
        """
        self.tab.failed_requests.clear()
        self._last_click = {"what": "button", "labels": list(labels), "anywhere": anywhere}
        await self.click(self._last_click)

    async def click(
        self,
        spec: Mapping[str, object],
        *,
        goes_on: bool = False,
        within: float | None = None,
    ) -> None:
        """One real click in the middle of what the selector engine finds, once it is actionable.

        Playwright's TimeoutError if it gets actionable later than an action may take, or than
        `within` seconds; the click itself may always take as long as an action.
        `goes_on` says that the click answers a question of the click before.
        """
        seconds = within or self.timings.action
        at = await self.scripts.aim_click(spec, goes_on=goes_on)
        if not at.ready and spec.get("anywhere") and await self._click_in_another_frame(spec):
            return
        if not at.ready:
            if at.covered and not spec.get("dialog"):
                await self.close_dialogs()
                await self.close_overlay(spec)
                if goes_on:
                    # A dialog that goes is no answer to the click.
                    await self.scripts.reset_click_baseline()
            try:
                at = await self.scripts.actionable(spec, within=seconds, goes_on=goes_on)
            except PlaywrightTimeoutError:
                raise await self._not_actionable_error(spec) from None
        await self.click_point(at)

    async def _click_in_another_frame(self, spec: Mapping[str, object]) -> bool:
        """Click what stands in another frame, such as the menu; whether it was there."""
        for frame in self.tab.other_frames():
            if self.portal.has_pages_at(frame.url):
                at = await scripts_in(frame, self.scripts).aim_click(spec)
                if at.ready:
                    await self.click_point(at, frame)
                    return True
        return False

    async def click_point(self, at: Aim, frame: Frame | None = None) -> None:
        """One real click at the coordinates that a script in the page, or in a frame, has found.

        Playwright's TimeoutError if the browser does not answer within the time of an action; the
        page may have got the click even so.
        """
        clicking = self.tab.click_at(at.x, at.y, frame)
        try:
            await asyncio.wait_for(clicking, self.timings.action)
        except TimeoutError:
            raise PlaywrightTimeoutError("Timeout: the browser did not answer a click") from None

    async def hover(self, spec: Mapping[str, object]) -> None:
        """Move the pointer over what the selector engine finds, if it gets actionable in time."""
        with contextlib.suppress(PlaywrightTimeoutError):
            at = await self.scripts.actionable(spec, within=self.timings.action)
            await self.tab.move_to(at.x, at.y)

    async def close_overlay(self, spec: Mapping[str, object]) -> None:
        """Close what covers the target by a button of its own that the profile knows for that."""
        close, tour = self.portal.labels("button.close"), self.portal.labels("button.tour")
        for _ in range(_TOUR):
            await self.scripts.close_cover(spec, close, tour)
            at = await self.scripts.aim_click(spec)
            if not at.cover or not _TOUR_STEP.search(at.cover.text):
                return

    async def _not_actionable_error(
        self, spec: Mapping[str, object]
    ) -> PortalChanged | NotActionable:
        """The error for a target that cannot be clicked; PortalChanged if a text box covers it."""
        at = await self.scripts.aim_click(spec)
        labels = spec.get("labels")
        name = str(labels[0]) if isinstance(labels, (list, tuple)) and labels else str(spec["what"])
        if spec["what"] == "button" and (
            fault := covered_button_error(self.portal.profile, name, at.cover)
        ):
            return fault
        over = f" (“{at.cover.text}”)" if at.cover else ""
        return NotActionable(f"“{name}”: {at.why or 'it got free too late'}{over}")

    async def click_with_retry(
        self, spec: Mapping[str, object], *, within: float | None = None
    ) -> None:
        """Click something harmless, again where the page moved beneath the pointer."""
        for _ in range(_RETRIES):
            await self.click(spec, within=within)
            if not await self.scripts.click_missed():
                return
        raise PlaywrightTimeoutError("The page does not come to rest beneath the pointer: Timeout")

    async def close_dialogs(self) -> None:
        """Close the dialogs that only inform; PortalChanged for any other one."""
        labels = list(self.portal.labels("button.close"))
        for last in (False, False, True):
            for dialog in (await self.scripts.close_dialogs(labels)).left:
                raise unknown_dialog_error(
                    self.portal.profile, dialog.title, dialog.text, dialog.buttons
                )
            # A dialog that had just begun to come up may not have heard the first click.
            try:
                await self.scripts.dialogs_closed(labels, within=self.timings.action / 3)
            except PlaywrightTimeoutError:
                if last:
                    raise
            else:
                return

    async def _wait_or_fail(
        self, wanted: Sequence[PageKind], instead: Sequence[PageKind]
    ) -> SeenPage | Missed:
        """What the page shows once it is one of `wanted` or `instead`.

        Or the error if a script, style sheet or answer that it needs could not be fetched. Where
        it stands in a frame, that frame bears the page from then on.
        """
        waiting = asyncio.ensure_future(
            self._looking.page_arrived(wanted, instead, within=self.timings.navigation)
        )
        framed = asyncio.ensure_future(first_in_frames(self.tab, self._frame_look(wanted)))
        trouble = asyncio.ensure_future(self.tab.failed_requests.first())
        try:
            await asyncio.wait({waiting, framed, trouble}, return_when=asyncio.FIRST_COMPLETED)
            if not waiting.done() and not framed.done():
                # It may not matter for this page: it is given as long as an action takes.
                await asyncio.wait(
                    {waiting, framed},
                    timeout=self.timings.action,
                    return_when=asyncio.FIRST_COMPLETED,
                )
            if framed.done():
                frame, seen = framed.result()
                self._require_named_origin(frame, seen)
                self.tab.use_document(frame)
                return seen
            if waiting.done() and waiting.exception() is None:
                return waiting.result()
            state = PageState.of(await self._looking.page_state(), frame=self._frame_name())
            if trouble.done():
                state = replace(state, status=trouble.result())
            error = waiting.exception() if waiting.done() else None
            if error is not None and "Timeout" not in str(error):
                raise error
            raise page_error(state, self.tab, tuple(wanted)) or PageBroken(
                f"The page did not get ready: {state.describe()}."
            )
        finally:
            for task in (waiting, framed, trouble):
                task.cancel()
            await asyncio.gather(waiting, framed, trouble, return_exceptions=True)

    def _frame_look(
        self, wanted: Sequence[PageKind]
    ) -> Callable[[Frame], Coroutine[Any, Any, SeenPage]]:
        """Waits until a frame shows one of these pages, or asks to sign in."""
        pages = {*wanted, PageKind.SIGN_IN}

        async def look(frame: Frame) -> SeenPage:
            seen = await scripts_in(frame, self._looking).page_arrived(
                [*pages], [], within=self.timings.navigation
            )
            if isinstance(seen, Missed) or seen.page not in pages:
                raise Error("not the portal's page")
            foreign = not self.portal.signs_in_at(frame.url)
            if seen.page == PageKind.SIGN_IN and seen.page not in wanted and foreign:
                raise Error("another form to sign in with")
            return seen

        return look

    def _require_named_origin(self, frame: Frame, seen: SeenPage) -> None:
        signing_in = seen.page == PageKind.SIGN_IN
        named = self.portal.signs_in_at if signing_in else self.portal.has_pages_at
        if not named(frame.url):
            role = "sign_in" if signing_in else "pages"
            raise UsageError(
                f"The page {str(seen.page).replace('_', ' ')} stands in a frame of "
                f"{origin_of(frame.url) or frame.url}, which is not among `origins.{role}`; "
                "no password was typed and nothing was filled in.",
                hint="if the portal lives there, add it to the profile, or to "
                f"portal.origins.{role} of ipp-bot.yaml",
                sent=False,
            )

    def _frame_name(self) -> str:
        """The address of the frame that bears the page; "" where the top document does."""
        return self.tab.address.partition("?")[0] if self.tab.in_frame else ""

    def _learn(self, state: PageState) -> None:
        for name, address in state.links.items():
            if address:
                self.portal.learn_address(PageKind(name), address)
        if state.kind in (PageKind.DETAILS, PageKind.RECORD):
            self.portal.learn_address(state.kind, state.address, state.number)
