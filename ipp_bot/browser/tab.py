"""A page that is used for filing after filing, and what it noticed meanwhile."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.async_api import Error

from ipp_bot.browser.downloads import ExpectedDocument
from ipp_bot.browser.fetched_files import fetched
from ipp_bot.browser.http_dates import age, http_date, retry_after
from ipp_bot.browser.native_dialogs import (
    DialogKind,
    DialogPolicy,
    NativeAlerts,
    UnexpectedDialog,
)
from ipp_bot.browser.screenshots import jpeg_of
from ipp_bot.browser.script_requests import ScriptRequests
from ipp_bot.browser.upload_windows import upload_through

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from playwright.async_api import (
        BrowserContext,
        CDPSession,
        Dialog,
        Frame,
        Page,
        Request,
        Response,
        WebSocket,
    )

    from ipp_bot.browser.fetched_files import FetchedFile
    from ipp_bot.browser.frame_scheduler import FrameScheduler

__all__ = ["FailedRequests", "Tab", "close_popups"]


_NO_ANSWER = -1
_OFFLINE = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
_SHARED_WORKERS = {"filter": [{"type": "shared_worker"}, {"type": "service_worker"}]}
_COLLECTING = 2.0
"""Seconds after which a page whose garbage cannot be collected is kept as it is."""
_BLOCKING = 0.5
"""Seconds that the browser is given to take a page off the network."""
_CLOSING = 5.0
"""Seconds that the browser is given to close a page."""
_SHOWS_ANSWER = 0.15
"""Seconds in which a page has made something of an answer, and may want to show it."""
_SHOWS_CLICK = 0.1
"""Seconds in which a page has made something of a click, and may want to show it."""
_WAITS_FOR_FRAME = 0.02
"""Seconds after which a click that is not made by then waits for the page to be drawn."""
_DECORATION = frozenset({"image", "font", "stylesheet", "media"})
_BY_SCRIPTS = frozenset({"fetch", "xhr"})
_CORNER = """el => {
  const box = el.getBoundingClientRect(), style = getComputedStyle(el);
  return [box.left + el.clientLeft + parseFloat(style.paddingLeft),
          box.top + el.clientTop + parseFloat(style.paddingTop)];
}"""
"""Where in its parent's window the document of a frame begins."""
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class FailedRequests:
    """HTTP statuses of a page's own requests that failed; -1 where there was no answer."""

    def __init__(self) -> None:
        self._statuses: list[int] = []
        self._added = asyncio.Event()

    def add(self, status: int) -> None:
        """Note one."""
        self._statuses.append(status)
        self._added.set()

    def clear(self) -> None:
        """Forget them: another page follows."""
        self._statuses.clear()
        self._added.clear()

    @property
    def last(self) -> int | None:
        """The newest one; None where all was fetched."""
        return self._statuses[-1] if self._statuses else None

    async def first(self) -> int:
        """The first one, as soon as there is one."""
        await self._added.wait()
        return self._statuses[0]


class Tab:
    """A page of one account and what it noticed; page objects drive it for one filing at a time."""

    crashed = False
    uses = 0
    """How often it was handed out."""
    _unanswered = 0
    """Writes since the tab was handed out that ended without a proper answer."""

    def __init__(
        self,
        page: Page,
        *,
        account: str,
        ref: str = "",
        on_portal_time: Callable[[datetime], None] = lambda _moment: None,
    ) -> None:
        self.page = page
        """Playwright's page."""
        self.account = account
        self.ref = ref
        self.unexpected_dialogs: list[UnexpectedDialog] = []
        """Unknown native dialogs and popups since the tab was handed out."""
        self.stop_tracing: Callable[[], Awaitable[None]] | None = None
        """Ends the trace of this use; sign-in calls it before a password is typed."""
        self.round_trips = 0
        """Calls to the browser since the tab was handed out, counted by the page objects."""
        self._on_portal_time = on_portal_time
        self.portal_now: datetime | None = None
        """The portal's own time at its last answer, UTC."""
        self.retry_after: float | None = None
        """Seconds that the last document asked to wait (Retry-After)."""
        self.truncated = False
        """Whether the last document's bytes stopped before its end."""
        self.documents = 0
        """Documents that the page has requested in all its life."""
        self.requests_sent = 0
        """Requests other than GET since the tab was handed out."""
        self.calls = 0
        """Requests of any method that may tell the portal something, since the tab was handed out.

        Pictures, fonts and style sheets are none; a web socket counts with each message.
        """
        self._pending: set[Request] = set()
        """Those of them that were neither answered nor failed so far."""
        self.blocked_requests = 0
        """How many of these never left the machine, since the page was off the network."""
        self.document_follows_writes = False
        """Whether the document was asked for by GET once all other requests had ended.

        What it shows is then what the server has kept, and no answer that draws what was sent.
        """
        self._requests_changed = asyncio.Event()
        self.dialog_policy = DialogPolicy()
        self.expects_document = False
        """Whether a click is to bring a document: a window that opens then may bear it."""
        self.network_blocked = False
        """Whether the page was taken off the network: nothing that it sends arrives any more."""
        self._blocking: set[asyncio.Future[Any]] = set()
        self.failed_requests = FailedRequests()
        """What the page's scripts could not fetch."""
        self.script_requests = ScriptRequests()
        """What the page's scripts have asked for, and what is not answered yet."""
        self.dialog_appeared = asyncio.Event()
        """Set as soon as there is an unexpected dialog."""
        self.alerts = NativeAlerts()
        self.frames: FrameScheduler | None = None
        """Draws the page, where the browser does not do so by itself."""
        self._cdp: CDPSession | None = None
        self._document: Frame | None = None
        self.frames_changed = asyncio.Event()
        """Set, and replaced by a new one, when a frame comes, goes or shows another document."""
        self._listen(page)

    def _listen(self, page: Page) -> None:
        page.on("dialog", self._on_dialog)
        page.on("crash", self._on_crash)
        page.on("response", self._on_response)
        page.on("request", self._on_request)
        page.on("requestfailed", self._on_failed)
        page.on("requestfinished", self._on_finished)
        page.on("websocket", self._on_web_socket)
        for change in ("frameattached", "framedetached", "framenavigated"):
            page.on(change, self._on_frames_changed)

    @property
    def usable(self) -> bool:
        """Whether the page still lives."""
        return not self.crashed and not self.page.is_closed()

    @property
    def reusable(self) -> bool:
        """Whether it serves another filing: it lives, and no unexpected dialog came up."""
        return self.usable and not self.unexpected_dialogs and not self.network_blocked

    def begin_use(self, ref: str) -> None:
        """Begin a filing: forget what the last one saw."""
        self.ref = ref
        self.unexpected_dialogs.clear()
        self.dialog_appeared.clear()
        self.alerts.clear()
        self.dialog_policy = DialogPolicy()
        self.uses += 1
        self.round_trips = 0
        self.requests_sent = self.blocked_requests = self.calls = 0
        self._pending.clear()
        self._unanswered = 0
        self.truncated = False
        self.failed_requests.clear()
        self.script_requests.leave()
        self._document = None
        if self.frames is not None:
            self.frames.start()

    def end_use(self) -> None:
        """End a filing: the page is drawn no more."""
        if self.frames is not None:
            self.frames.stop()

    @property
    def document(self) -> Page | Frame:
        """What bears the portal's page: the top document, or the frame that was found to do so."""
        if self._document is None or self._document.is_detached():
            return self.page
        return self._document

    def use_document(self, frame: Frame | None) -> None:
        """Act in this frame from now on; None stands for the top document."""
        self._document = None if frame is self.page.main_frame else frame

    @property
    def in_frame(self) -> bool:
        """Whether the portal's page stands in a frame."""
        return self.document is not self.page

    @property
    def address(self) -> str:
        """The URL of the document that bears the portal's page."""
        return self.document.url

    def other_frames(self) -> list[Frame]:
        """All frames of the page but the one that bears the portal's page, the top one first."""
        own = self.document if self.in_frame else self.page.main_frame
        return [frame for frame in self.page.frames if frame is not own]

    def _on_frames_changed(self, _frame: Frame) -> None:
        self.frames_changed.set()
        self.frames_changed = asyncio.Event()

    async def collect_garbage(self) -> None:
        """Have the page give back the memory of what it has shown; never raises."""
        with suppress(Error, TimeoutError):
            async with asyncio.timeout(_COLLECTING):
                await (await self.cdp()).send("HeapProfiler.collectGarbage")

    def note_popup(self, page: Page) -> None:
        """Note a popup that the portal opened from this page."""
        self._note_unexpected(DialogKind.POPUP, page.url.partition("?")[0])

    def _note_unexpected(self, kind: DialogKind, text: str) -> None:
        self.unexpected_dialogs.append(UnexpectedDialog(kind, text))
        self.dialog_appeared.set()

    def _is_message(self, dialog: Dialog) -> bool:
        """Whether it is an alert that the profile knows, or that answers to an irreversible click.

        An alert asks nothing. Before the click has sent a request it may still announce one.
        """
        since = self.dialog_policy.since
        answers = since is not None and self.requests_sent > since
        return dialog.type == "alert" and (answers or self.alerts.knows(dialog.message))

    async def _on_dialog(self, dialog: Dialog) -> None:
        if self._is_message(dialog):
            self.alerts.add(dialog.message)
            with suppress(Error):  # a page that goes away takes it with it
                await dialog.accept()
            return
        # Leaving a half-filled form is always meant: dismissing would keep the page where it is.
        accepts = dialog.type == "beforeunload" or self.dialog_policy.accepts(dialog.message)
        # A page that goes away takes its question with it.
        with suppress(Error):
            if not accepts and self.dialog_policy.to_person:
                return
            if not accepts:
                if self.dialog_policy.since == self.requests_sent:
                    # To dismiss it is an answer too, with which many pages go on: it must not
                    # arrive.
                    await self.block_network()
                self._note_unexpected(DialogKind.DIALOG, dialog.message.strip())
            await (dialog.accept() if accepts else dialog.dismiss())

    async def block_network(self) -> bool:
        """Take the page off the network for good; whether nothing can be sent any more.

        The browser has to confirm it, and no worker may run, which is not reached by that.

        While a native dialog is open, the commands are not answered: they are waited for shortly,
        and come into force before the dialog is dismissed.
        """
        self.network_blocked = True
        sessions = [await self.cdp()]
        try:
            async with asyncio.timeout(_BLOCKING):
                sessions += await self._sessions_of_foreign_frames()
        except TimeoutError:
            reached = False
        else:
            reached = True
        for session in sessions:
            for command, about in (("enable", {}), ("emulateNetworkConditions", _OFFLINE)):
                sending = asyncio.ensure_future(session.send(f"Network.{command}", about))
                self._blocking.add(sending)
                sending.add_done_callback(self._on_blocked)
        done, waiting = await asyncio.wait([*self._blocking], timeout=_BLOCKING)
        if not reached or waiting or any(command.exception() for command in done):
            return False
        return not await self.may_send_unseen()

    async def may_send_unseen(self) -> bool:
        """Whether a worker runs at the page, or beside it, that may send what nobody counts.

        True where the browser does not tell.
        """
        if self.page.workers:
            return True
        try:
            async with asyncio.timeout(_BLOCKING):
                told = await (await self.cdp()).send("Target.getTargets", _SHARED_WORKERS)
        except (Error, TimeoutError):
            return True
        return bool(told["targetInfos"])

    async def close(self) -> bool:
        """Close the page; whether it is gone, so that nobody can click in it any more."""
        with suppress(Error, TimeoutError):
            await asyncio.wait_for(self.page.close(), _CLOSING)
        return self.page.is_closed()

    async def show(self) -> None:
        """Bring the page to the front of its window."""
        with suppress(Error):  # what comes next tells what became of the page
            await self.page.bring_to_front()

    async def _sessions_of_foreign_frames(self) -> list[CDPSession]:
        """A session for each frame of another origin that has a process of its own.

        A command to the page reaches all other frames.
        """
        origin, sessions = _origin(self.page.url), []
        for frame in self.page.frames:
            if _origin(frame.url) != origin and _origin(frame.url)[1]:
                with suppress(Error):  # it is in the page's own process
                    sessions.append(await self.page.context.new_cdp_session(frame))
        return sessions

    def _on_blocked(self, sending: asyncio.Future[Any]) -> None:
        self._blocking.discard(sending)
        if not sending.cancelled():
            sending.exception()  # a page that is gone sends nothing either

    def _on_crash(self, _page: Page) -> None:
        self.crashed = True

    def _on_request(self, request: Request) -> None:
        self.documents += request.is_navigation_request()
        self.calls += request.resource_type not in _DECORATION
        if self.frames is not None and request.is_navigation_request():
            self.frames.pause()
        if request.resource_type in _BY_SCRIPTS:
            self.script_requests.begin(request)
        elif self._loads_document(request):
            self.script_requests.leave(request)
        if request.method not in _SAFE_METHODS:
            self.requests_sent += 1
            self.document_follows_writes = False
            self._pending.add(request)
            self._requests_changed.set()
        elif self._loads_document(request):
            self.document_follows_writes = not self._pending

    def _loads_document(self, request: Request) -> bool:
        with suppress(Error):  # the frame of a request may be gone, or not be there yet
            return request.is_navigation_request() and request.frame == self.page.main_frame
        return False

    @property
    def has_unanswered_writes(self) -> bool:
        """Whether the portal may still carry out, unseen, what this use of the tab has sent.

        True for what got no answer or that of a gateway, and while one is waited for.
        """
        return self._unanswered > 0 or any(self._may_write(request) for request in self._pending)

    def _may_write(self, request: Request) -> bool:
        """Whether a request may change something at the portal; what counts visits does not."""
        if request.method in _SAFE_METHODS or request.resource_type == "ping":
            return False
        kind = request.headers.get("content-type", "")
        uploads = request.method != "POST" or kind.startswith("multipart/")
        return uploads or _origin(request.url) == _origin(self.address)

    async def wait_until_answered(self, since: int, least: int) -> None:
        """Wait until `requests_sent` is `since + least`, and all requests have ended."""
        while self.requests_sent - since < least or self._pending:
            await self._wait_for_request_event()

    async def wait_until_sent(self, since: int, least: int, within: float) -> bool:
        """Whether `requests_sent` gets to `since + least` within so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while self.requests_sent - since < least:
                    await self._wait_for_request_event()
        return self.requests_sent - since >= least

    async def _wait_for_request_event(self) -> None:
        self._requests_changed.clear()
        await self._requests_changed.wait()

    def _on_web_socket(self, socket: WebSocket) -> None:
        self.calls += 1
        socket.on("framesent", self._on_message_sent)

    def _on_message_sent(self, _message: object) -> None:
        self.calls += 1

    def _on_request_ended(self, request: Request) -> None:
        self._pending.discard(request)
        self._requests_changed.set()

    def _on_response(self, response: Response) -> None:
        request = response.request
        self._on_request_ended(request)
        self._unanswered += _is_lost(response.status) and self._may_write(request)
        if self.frames is not None:
            self.frames.request_frame(_SHOWS_ANSWER)
        if request.is_navigation_request():
            self.truncated = False
            self._note_portal_time(response)
            self.retry_after = retry_after(response.headers.get("retry-after"), self.portal_now)
        elif request.resource_type in _BY_SCRIPTS:
            if _origin(response.url) == _origin(self.page.url):
                self._note_portal_time(response)
            if _is_failure(response.status):
                self.script_requests.fail(request)
                self.retry_after = retry_after(response.headers.get("retry-after"), self.portal_now)
                self.failed_requests.add(response.status)

    def _note_portal_time(self, response: Response) -> None:
        if date := response.headers.get("date"):
            self.portal_now = http_date(date)
            if self.portal_now is not None:
                self._on_portal_time(self.portal_now + age(response.headers.get("age")))

    def _on_finished(self, request: Request) -> None:
        self.script_requests.end(request)

    def _on_failed(self, request: Request) -> None:
        # A page that goes on before it has read an answer fails the request, which was answered.
        answered = request not in self._pending
        self._on_request_ended(request)
        if request.method not in _SAFE_METHODS and "INTERNET_DISCONNECTED" in (
            request.failure or ""
        ):
            self.blocked_requests += 1
        elif not answered:
            self._unanswered += self._may_write(request)
        if "ABORTED" in (request.failure or ""):
            self.script_requests.withdraw(request)
        elif request.resource_type in _BY_SCRIPTS:
            self.failed_requests.add(_NO_ANSWER)
            self.script_requests.fail(request)
        self.script_requests.end(request)
        # A navigation that another one replaced fails as well, and means nothing.
        if request.is_navigation_request() and "ERR_ABORTED" not in (request.failure or ""):
            self.truncated = True

    async def jpeg(self, *, full_page: bool, quality: int, within: float = 10.0) -> bytes | None:
        """A JPEG of all of the page, or of what the window shows; see `jpeg_of`."""
        self.round_trips += 2
        return await jpeg_of(
            self.page, self.cdp, self.frames, full_page=full_page, quality=quality, within=within
        )

    async def cdp(self) -> CDPSession:
        """The page's session of the DevTools protocol, opened at the first need."""
        if self._cdp is None:
            self._cdp = await self.page.context.new_cdp_session(self.page)
        return self._cdp

    async def click_at(self, x: float, y: float, frame: Frame | None = None) -> None:
        """One real click at this point of the document, or of another frame, in CSS pixels."""
        left, top = await self._place_of(frame or self._document)
        self.round_trips += 1
        clicking = asyncio.ensure_future(self.page.mouse.click(left + x, top + y))
        try:
            if self.frames is not None:
                self.frames.request_frame(_SHOWS_CLICK)
                await asyncio.wait({clicking}, timeout=_WAITS_FOR_FRAME)
            with nullcontext() if clicking.done() else self.priority_frames():
                await clicking
        finally:
            clicking.cancel()

    async def move_to(self, x: float, y: float) -> None:
        """Move the pointer to this point of the document."""
        left, top = await self._place_of(self._document)
        self.round_trips += 1
        with self.priority_frames():
            await self.page.mouse.move(left + x, top + y)

    async def _place_of(self, frame: Frame | None) -> tuple[float, float]:
        """Where a frame's document begins in the window."""
        left = top = 0.0
        while frame is not None and frame.parent_frame is not None:
            self.round_trips += 2
            element = await frame.frame_element()
            x, y = await element.evaluate(_CORNER)
            left, top = left + x, top + y
            frame = frame.parent_frame
        return left, top

    async def set_input_files(self, expression: str, paths: Sequence[Path]) -> bool:
        """Put files into the input that a JavaScript expression returns; False if it returns none.

        This asks the browser itself: Playwright's own way sends its helpers of 0.7 MB into the
        document first, which takes longer than the upload of a certificate.
        """
        self.round_trips += 2
        if self.in_frame:
            node = (await self.document.evaluate_handle(expression)).as_element()
            if node is not None:
                await node.set_input_files([path.absolute() for path in paths])
            return node is not None
        cdp = await self.cdp()
        found = (await cdp.send("Runtime.evaluate", {"expression": expression}))["result"]
        if found.get("subtype") != "node":
            return False
        files = [str(path.absolute()) for path in paths]
        handed = {"objectId": found["objectId"], "files": files}  # the document frees the handle
        await cdp.send("DOM.setFileInputFiles", handed)
        return True

    @contextmanager
    def priority_frames(self) -> Iterator[None]:
        """Within, the page is drawn as fast as it can be."""
        with self.frames.priority() if self.frames is not None else nullcontext():
            yield

    async def upload_through(
        self,
        click: Callable[[], Awaitable[None]],
        paths: Sequence[Path],
        button: str,
        *,
        allowed: Callable[[str], bool],
        within: float,
    ) -> bool:
        """Give files to what a click opens: a chooser, or a window with an input and a button.

        False if neither opens, or if the window's address is not `allowed`. `button` is the
        selector of the window's button. TimeoutError if the window does not close in time.
        """
        self.round_trips += 2
        self.expects_document = True
        try:
            return await upload_through(
                self.page, click, paths, button, allowed=allowed, within=within
            )
        finally:
            self.expects_document = False

    async def download_to(
        self, folder: Path, click: Callable[[], Awaitable[None]], *, within: float
    ) -> Path:
        """Save the document that a click brings under a safe name in the folder.

        TimeoutError if it does not come in time. It may come as a download, in a tab or window of
        its own, in the browser's viewer, or as a blob.
        """
        self.round_trips += 2
        self.expects_document = True
        try:
            async with ExpectedDocument(self.page) as document:
                await click()
                return await document.save_in(folder, within=within)
        finally:
            self.expects_document = False

    async def fetched(self, address: str, *, within: float) -> FetchedFile | None:
        """The file at that address, asked for with the account's cookies; None if there is none."""
        self.round_trips += 1
        return await fetched(self.page.context, address, within=within)


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc


def _is_lost(status: int) -> bool:
    """Whether a gateway answers so that has given up what the portal may still carry out."""
    return status in (408, 502, 504) or status >= 520  # noqa: PLR2004


def _is_failure(status: int) -> bool:
    return status >= 500 or status in (404, 408, 410, 425, 429)  # noqa: PLR2004


def close_popups(context: BrowserContext, tabs: dict[Page, Tab]) -> None:
    """Close each popup that the portal opens in this context, and note it in its opener's tab."""

    async def on_page(page: Page) -> None:
        opener = await page.opener()
        if opener is None:
            return  # one of the pool's own
        if tab := tabs.get(opener):
            if tab.expects_document:
                return
            tab.note_popup(page)
        await page.close()

    context.on("page", on_page)
