"""Bare HTTP in place of the browser; everything above it is the real thing."""

from __future__ import annotations

import asyncio
import base64
import importlib
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error

from ipp_bot.browser import BrowserKind, FoundBrowser, UnexpectedDialog
from ipp_bot.browser.storage_state import read_state, secrets_of, write_state
from soak import fake_pages, fake_record_pages
from soak.http_client import HttpClient, PageResponse, plain_text

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime
    from typing import Self

__all__ = ["ANSWER_TIMEOUT", "HttpTab", "install"]

ANSWER_TIMEOUT = 8.0
"""Seconds for one answer."""
_PICTURE = base64.b64decode("/9j/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJ")
"""Stands where a picture of the page would be."""


class _Page:
    """What evidence asks of Playwright's page."""

    def __init__(self) -> None:
        self.url = ""
        self.text = ""

    async def content(self) -> str:
        """The page's source."""
        return self.text

    def locator(self, _what: str) -> Self:
        """The page's body, whatever is asked for."""
        return self

    async def inner_text(self, **_within: object) -> str:
        """What the page says."""
        return plain_text(self.text)

    async def screenshot(self, **_wish: object) -> bytes:
        """There is no picture."""
        raise Error("no browser")


class HttpTab:
    """What flows and evidence ask of a `Tab`."""

    usable = False

    def __init__(self, client: HttpClient, account: str, ref: str) -> None:
        self.client = client
        self.account = account
        self.ref = ref
        self.page = _Page()
        self.unexpected_dialogs: list[UnexpectedDialog] = []
        self.portal_now: datetime | None = None
        self.round_trips = 0
        self._sent = asyncio.Event()
        self.requests_sent = 0
        """What was posted by clicks that are made once."""
        self.has_unanswered_writes = False
        """Whether something that was posted got no answer."""

    async def wait_until_sent(self, since: int, least: int, within: float) -> bool:
        """Whether `requests_sent` gets to `since + least` within so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while self.requests_sent - since < least:
                    self._sent.clear()
                    await self._sent.wait()
        return self.requests_sent - since >= least

    def note_sent(self) -> None:
        """Counts one request more."""
        self.requests_sent += 1
        self._sent.set()

    def show(self, response: PageResponse) -> None:
        """Keeps the page for evidence, and the portal's time."""
        self.page.url, self.page.text = response.path, response.text
        self.portal_now = response.at or self.portal_now

    async def jpeg(self, **_wish: object) -> bytes:
        """A JPEG of one white pixel."""
        return _PICTURE


class HttpPagePool:
    """An account's session, shared by all of its pages as a browser's context is."""

    def __init__(self, url: str, account: str, path: Path | None) -> None:
        self.sign_in_version = 0
        self.expected = 1
        self.sign_in_lock = asyncio.Lock()
        self._account = account
        self._path = path
        self._state = read_state(path)
        self._hidden: tuple[str, ...] = ()
        cookies = {c["name"]: c["value"] for c in (self._state or {}).get("cookies", ())}
        self.client = HttpClient(url, cookies, ANSWER_TIMEOUT)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be kept anywhere."""
        return (*self._hidden, *secrets_of(self._state))

    def hide(self, secret: str) -> None:
        """Keeps this out of everything that is written."""
        self._hidden = (*self._hidden, secret)

    @asynccontextmanager
    async def tab(self, ref: str = "", *, trace_to: Path | None = None) -> AsyncIterator[HttpTab]:
        """A page for one filing; it cannot be traced."""
        del trace_to
        yield HttpTab(self.client, self._account, ref)

    async def save_state(self, _tab: HttpTab) -> None:
        """Keeps the sign-in, in the file that a browser's state would be in."""
        jar = [
            {"name": c.name, "value": c.value or "", "domain": c.domain, "path": c.path}
            for c in self.client.http.cookies.jar
        ]
        self._state = {"cookies": jar, "origins": []}
        if self._path is not None:
            await asyncio.to_thread(write_state, self._path, self._state)
        self.sign_in_version += 1

    async def look_for_sign_in(self) -> bool:
        """Whether another process has signed in since."""
        state = await asyncio.to_thread(read_state, self._path)
        if state is None or state == self._state:
            return False
        self._state = state
        for cookie in state["cookies"]:
            self.client.http.cookies.set(cookie["name"], cookie["value"], cookie["domain"])
        self.sign_in_version += 1
        return True

    async def catch_up(self, _tab: HttpTab) -> bool:
        """All pages share one session."""
        return False


class HttpBrowserManager:
    """In place of `BrowserManager`; the portal's address is kept by the class."""

    url = ""

    def __init__(self, *_about: object) -> None:
        self._pools: dict[str, HttpPagePool] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_why: object) -> None:
        for pool in self._pools.values():
            await pool.client.http.aclose()

    async def page_pool(self, account: str, path: Path | None) -> HttpPagePool:
        """The account's pool."""
        if account not in self._pools:
            self._pools[account] = HttpPagePool(self.url, account, path)
        return self._pools[account]


REPLACEMENTS: dict[str, dict[str, Any]] = {
    "ipp_bot.flows.submit": {
        "TypeSelection": fake_pages.TypeSelection,
        "open_details": fake_record_pages.open_details,
        "open_record": fake_record_pages.open_record,
    },
    "ipp_bot.flows.record_index": {"IprManagement": fake_record_pages.IprManagement},
    "ipp_bot.flows.reconcile": {"open_record": fake_record_pages.open_record},
    "ipp_bot.flows.adopt_and_drop": {"open_record": fake_record_pages.open_record},
    "ipp_bot.flows.take_back": {"open_record": fake_record_pages.open_record},
    "ipp_bot.flows.record_absence": {
        "has_own_page": fake_record_pages.has_own_page,
        "is_listed": fake_record_pages.is_listed,
        "listed_numbers": fake_record_pages.listed_numbers,
        "open_record": fake_record_pages.open_record,
    },
    "ipp_bot.flows.unknown_drafts": {
        "IprManagement": fake_record_pages.IprManagement,
        "open_record": fake_record_pages.open_record,
    },
    "ipp_bot.flows.sign_in": {"SignIn": fake_pages.SignIn, "UserCenter": fake_pages.UserCenter},
    "ipp_bot.run.account_sessions": {
        "BrowserManager": HttpBrowserManager,
        "chosen_browser": lambda _settings, **_window: FoundBrowser(
            Path("none"), BrowserKind.HEADLESS_SHELL, "-", "no browser"
        ),
    },
}
"""What is replaced in which module, by name."""


def install(url: str) -> None:
    """Makes this process file over bare HTTP; LookupError if a module has no such name any more."""
    HttpBrowserManager.url = url
    for module, names in REPLACEMENTS.items():
        for name, replacement in names.items():
            target = importlib.import_module(module)
            if not hasattr(target, name):
                raise LookupError(f"{module} has no {name} to replace")
            setattr(target, name, replacement)
