"""One page that is used for filing after filing, and what it noticed meanwhile."""

from __future__ import annotations

import asyncio
import math
import time
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.async_api import Error

from ipp_bot.browser.file_names import safe_name
from ipp_bot.browser.screenshots import jpeg_of
from ipp_bot.profile import folded

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence
    from pathlib import Path

    from playwright.async_api import (
        BrowserContext,
        CDPSession,
        Dialog,
        Page,
        Request,
        Response,
    )

    from ipp_bot.browser.frame_scheduler import Frames

__all__ = ["DialogKind", "DialogPolicy", "Tab", "UnexpectedDialog"]


_NO_ANSWER = -1
_OFFLINE = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
_SWEEPING = 2.0
"""Seconds after which a page that gives back no memory is kept as it is."""
_TAKES_HOLD = 0.5
"""Seconds that the browser is given to cut a page off."""
_COMES = 0.15
"""Seconds in which a page has made something of an answer, and may want to show it."""
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


class DialogKind(StrEnum):
    """What turned up that nobody asked for."""

    DIALOG = "dialog"  # a native alert, confirm or prompt; it was dismissed
    POPUP = "popup"  # a window or tab that the portal opened; it was closed


@dataclass(frozen=True, slots=True)
class UnexpectedDialog:
    """Something that the portal showed outside the page."""

    kind: DialogKind
    text: str


@dataclass
class DialogPolicy:
    """Which native questions of a page are answered with yes; of itself none is."""

    accept_all: bool = False
    """A person was asked before, and the portal asks the same again."""
    known: frozenset[str] = frozenset()
    """Questions that the profile knows, with or without their question mark."""
    until: float = math.inf
    """Until when by the monotonic clock these may be answered: a press has a deadline."""
    since: int | None = None
    """`Tab.sent` as it was when a press began that must not answer any other question."""

    def accepts(self, words: str) -> bool:
        """Whether this one is, now: the process may have been stopped, and others gone on."""
        known = _plain(words) in {_plain(one) for one in self.known}
        return self.accept_all or (known and time.monotonic() < self.until)


class FailedRequests:
    """Statuses of HTTP that a page's own requests met; -1 where there was no answer."""

    def __init__(self) -> None:
        self._seen: list[int] = []
        self._met = asyncio.Event()

    def add(self, status: int) -> None:
        """Note one."""
        self._seen.append(status)
        self._met.set()

    def clear(self) -> None:
        """Forget them: another page follows."""
        self._seen.clear()
        self._met.clear()

    @property
    def last(self) -> int | None:
        """The newest one; None where all was fetched."""
        return self._seen[-1] if self._seen else None

    async def first(self) -> int:
        """The first one, as soon as there is one."""
        await self._met.wait()
        return self._seen[0]


class Tab:
    """A signed-in page of one account; page objects drive it, one filing at a time."""

    def __init__(self, raw: Page, *, account: str, ref: str = "") -> None:
        self.page = raw
        """Playwright's page."""
        self.account = account
        self.ref = ref
        self.unexpected_dialogs: list[UnexpectedDialog] = []
        """Unknown native dialogs and new tabs since the page was handed out."""
        self.crashed = False
        self.uses = 0
        self.stop_tracing: Callable[[], Awaitable[None]] | None = None
        """Ends the trace of this use; sign-in calls it before a password is typed."""
        self.round_trips = 0
        """Calls to the browser since the page was handed out, counted by the page objects."""
        self.portal_now: datetime | None = None
        """The portal's own time at its last answer, UTC."""
        self.retry_after: float | None = None
        """Seconds that the last document asked to wait."""
        self.truncated = False
        """Whether the last document's bytes stopped before its end."""
        self.documents = 0
        """Documents that the page asked for in all its life."""
        self.requests_sent = 0
        """Requests other than GET since the page was handed out."""
        self._under_way: set[Request] = set()
        """Those of them that got no answer so far, and did not break off."""
        self.blocked_requests = 0
        """How many of these never left the machine."""
        self._traffic = asyncio.Event()
        self.dialog_policy = DialogPolicy()
        """What native questions of the page are answered with."""
        self.network_blocked = False
        """Whether such a question came up: nothing that the page sends arrives any more."""
        self._commands: set[asyncio.Future[Any]] = set()
        self.failed_requests = FailedRequests()
        """What scripts of the page could not fetch."""
        self.dialog_appeared = asyncio.Event()
        """Set as soon as there is an alarm."""
        self.frames: Frames | None = None
        """Draws the page, where the browser does not do so by itself."""
        self._lens: CDPSession | None = None
        raw.on("dialog", self._on_dialog)
        raw.on("crash", self._on_crash)
        raw.on("response", self._on_response)
        raw.on("request", self._on_request)
        raw.on("requestfailed", self._on_failed)

    @property
    def usable(self) -> bool:
        """Whether the page still lives."""
        return not self.crashed and not self.page.is_closed()

    @property
    def reusable(self) -> bool:
        """Whether another filing may have it: nothing turned up that may still be in its way."""
        return self.usable and not self.unexpected_dialogs and not self.network_blocked

    def begin_use(self, ref: str) -> None:
        """Forget what the last filing saw."""
        self.ref = ref
        self.unexpected_dialogs.clear()
        self.dialog_appeared.clear()
        self.dialog_policy = DialogPolicy()
        self.uses += 1
        self.round_trips = 0
        self.requests_sent = self.blocked_requests = 0
        self._under_way.clear()
        self.truncated = False
        self.failed_requests.clear()
        if self.frames is not None:
            self.frames.start()

    def end_use(self) -> None:
        """Nobody has the page in hand."""
        if self.frames is not None:
            self.frames.stop()

    async def collect_garbage(self) -> None:
        """Give back the memory of what the page has shown; one that is gone has given it back."""
        with suppress(Error, TimeoutError):
            async with asyncio.timeout(_SWEEPING):
                await (await self.cdp()).send("HeapProfiler.collectGarbage")

    def popup(self, page: Page) -> None:
        """Note a tab that the portal opened."""
        self._alarm(DialogKind.POPUP, page.url.partition("?")[0])

    def _alarm(self, kind: DialogKind, text: str) -> None:
        self.unexpected_dialogs.append(UnexpectedDialog(kind, text))
        self.dialog_appeared.set()

    async def _on_dialog(self, dialog: Dialog) -> None:
        # Leaving a half-filled form is always meant: dismissing would keep the page where it is.
        yes = dialog.type == "beforeunload" or self.dialog_policy.accepts(dialog.message)
        # A page that goes away takes its question with it.
        with suppress(Error):
            if not yes:
                if self.dialog_policy.since == self.requests_sent:
                    # To dismiss it is an answer too, with which many pages go on: it must not
                    # arrive.
                    await self.block_network()
                self._alarm(DialogKind.DIALOG, dialog.message.strip())
            await (dialog.accept() if yes else dialog.dismiss())

    async def block_network(self) -> bool:
        """Let nothing arrive that the page sends from now on; whether that has taken hold.

        A page that asks a native question gives no answer to these commands before the question is
        gone: they are waited for shortly, but come before what dismisses it.
        """
        self.network_blocked = True
        lens = await self.cdp()
        for command, about in (("enable", {}), ("emulateNetworkConditions", _OFFLINE)):
            sending = asyncio.ensure_future(lens.send(f"Network.{command}", about))
            self._commands.add(sending)
            sending.add_done_callback(self._done)
        done, waiting = await asyncio.wait([*self._commands], timeout=_TAKES_HOLD)
        return not waiting and not any(command.exception() for command in done)

    def _done(self, sending: asyncio.Future[Any]) -> None:
        self._commands.discard(sending)
        if not sending.cancelled():
            sending.exception()  # a page that is gone sends nothing either

    def _on_crash(self, _page: Page) -> None:
        self.crashed = True

    def _on_request(self, request: Request) -> None:
        self.documents += request.is_navigation_request()
        if self.frames is not None and request.is_navigation_request():
            self.frames.pause()
        if request.method not in _READS:
            self.requests_sent += 1
            self._under_way.add(request)
            self._traffic.set()

    async def wait_until_answered(self, since: int, least: int) -> None:
        """Wait until so many requests went out since `sent` was that, and all were answered."""
        while self.requests_sent - since < least or self._under_way:
            await self._next_traffic()

    async def wait_until_sent(self, since: int, least: int, within: float) -> bool:
        """Whether so many requests go out since `sent` was that, in so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while self.requests_sent - since < least:
                    await self._next_traffic()
        return self.requests_sent - since >= least

    async def _next_traffic(self) -> None:
        self._traffic.clear()
        await self._traffic.wait()

    def _over(self, request: Request) -> None:
        self._under_way.discard(request)
        self._traffic.set()

    def _on_response(self, response: Response) -> None:
        request = response.request
        self._over(request)
        if self.frames is not None:
            self.frames.request_frame(_COMES)
        if request.is_navigation_request():
            self.truncated = False
            self._read_clock(response)
            self.retry_after = _seconds(response.headers.get("retry-after"), self.portal_now)
        elif request.resource_type in ("fetch", "xhr"):
            if _origin(response.url) == _origin(self.page.url):
                self._read_clock(response)
            if _is_trouble(response.status):
                self.retry_after = _seconds(response.headers.get("retry-after"), self.portal_now)
                self.failed_requests.add(response.status)

    def _read_clock(self, response: Response) -> None:
        if date := response.headers.get("date"):
            try:
                self.portal_now = parsedate_to_datetime(date).astimezone(UTC)
            except ValueError:
                self.portal_now = None

    def _on_failed(self, request: Request) -> None:
        self._over(request)
        if request.method not in _READS and "INTERNET_DISCONNECTED" in (request.failure or ""):
            self.blocked_requests += 1
        if request.resource_type in ("fetch", "xhr") and "ABORTED" not in (request.failure or ""):
            self.failed_requests.add(_NO_ANSWER)
        # A navigation that another one replaced fails as well, and means nothing.
        if request.is_navigation_request() and "ERR_ABORTED" not in (request.failure or ""):
            self.truncated = True

    async def jpeg(self, *, whole: bool, quality: int, within: float = 10.0) -> bytes | None:
        """A JPEG of all of the page, or of what the window shows; see `jpeg_of`."""
        return await jpeg_of(self, whole=whole, quality=quality, within=within)

    async def cdp(self) -> CDPSession:
        """The page's own session of the DevTools protocol."""
        if self._lens is None:
            self._lens = await self.page.context.new_cdp_session(self.page)
        return self._lens

    async def click_at(self, x: float, y: float) -> None:
        """One real click there."""
        self.round_trips += 1
        if self.frames is not None:
            self.frames.request_frame()
        await self.page.mouse.click(x, y)

    async def set_input_files(self, what: str, paths: Sequence[Path]) -> bool:
        """Puts files into the input that an expression names; False if there is none.

        It asks the browser itself: Playwright's own way sends its helpers of 0.7 MB into the
        document first, which takes longer than the upload of a certificate.
        """
        self.round_trips += 2
        lens = await self.cdp()
        found = (await lens.send("Runtime.evaluate", {"expression": what}))["result"]
        if found.get("subtype") != "node":
            return False
        files = [str(path.absolute()) for path in paths]
        handed = {"objectId": found["objectId"], "files": files}  # the document frees the handle
        await lens.send("DOM.setFileInputFiles", handed)
        return True

    @contextmanager
    def priority_frames(self) -> Iterator[None]:
        """Within, frames are drawn as fast as they can be."""
        with self.frames.priority() if self.frames is not None else nullcontext():
            yield

    async def download_to(
        self, folder: Path, press: Callable[[], Awaitable[None]], *, within: float
    ) -> Path:
        """Save what comes of a press under a safe name in the folder."""
        async with self.page.expect_download(timeout=within * 1000) as caught:
            await press()
        download = await caught.value
        self.round_trips += 2
        target = folder / safe_name(download.suggested_filename, fallback="download")
        await download.save_as(target)  # makes the folder as well
        await download.delete()
        return target


def _plain(question: str) -> str:
    return folded(question).rstrip("?")


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc


def _is_trouble(status: int) -> bool:
    return status >= 500 or status in (404, 408, 410, 425, 429)  # noqa: PLR2004


def _seconds(value: str | None, now: datetime | None) -> float | None:
    """Retry-After in seconds: it is a number, or a date."""
    if not value:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (until - (now or datetime.now(UTC))).total_seconds())


def opened_by(context: BrowserContext, pages: dict[Page, Tab]) -> None:
    """Close each tab that the portal opens in this context, and note it where it came from."""

    async def on_page(page: Page) -> None:
        opener = await page.opener()
        if opener is None:
            return  # one of ours
        if owner := pages.get(opener):
            owner.popup(page)
        await page.close()

    context.on("page", on_page)
