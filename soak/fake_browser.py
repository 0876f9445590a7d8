"""The fast driver: everything but the browser is the real thing, from the command line down."""

from __future__ import annotations

import asyncio
import base64
import importlib
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error

from ipp_bot.browser import BrowserKind, FoundBrowser, UnexpectedDialog
from ipp_bot.browser.storage_state import read_state, secrets_of, write_state
from soak import fake_pages, fake_record_pages
from soak.http_client import HttpClient, Shown

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime
    from typing import Self

__all__ = ["PATIENCE", "FastTab", "install"]

PATIENCE = 8.0
"""Seconds for one answer."""
_PICTURE = base64.b64decode("/9j/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJ")
"""Stands where a picture of the page would be."""


class _Raw:
    """What evidence asks of Playwright's page."""

    def __init__(self) -> None:
        self.url = ""
        self.text = ""

    async def content(self) -> str:
        """The page's source."""
        return self.text

    async def screenshot(self, **_wish: object) -> bytes:
        """There is no picture."""
        raise Error("no browser")


class FastTab:
    """Stands where a warm page of a browser would be."""

    usable = False

    def __init__(self, wire: HttpClient, account: str, ref: str) -> None:
        self.wire = wire
        self.account = account
        self.ref = ref
        self.raw = _Raw()
        self.alarms: list[UnexpectedDialog] = []
        self.portal_now: datetime | None = None
        self.round_trips = 0

    def saw(self, shown: Shown) -> None:
        """Remembers the page for the evidence, and the portal's time."""
        self.raw.url, self.raw.text = shown.path, shown.text
        self.portal_now = shown.at or self.portal_now

    async def drawn(self, **_wish: object) -> bytes:
        """A picture of nothing."""
        return _PICTURE


class FastPagePool:
    """An account's session, shared by all of its pages as a browser's context is."""

    def __init__(self, url: str, account: str, path: Path | None) -> None:
        self.epoch = 0
        self.sign_in_lock = asyncio.Lock()
        self._account = account
        self._path = path
        self._state = read_state(path)
        self._hidden: tuple[str, ...] = ()
        cookies = {c["name"]: c["value"] for c in (self._state or {}).get("cookies", ())}
        self.wire = HttpClient(url, cookies, PATIENCE)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be kept anywhere."""
        return (*self._hidden, *secrets_of(self._state))

    def hide(self, secret: str) -> None:
        """Takes this out of what is kept."""
        self._hidden = (*self._hidden, secret)

    @asynccontextmanager
    async def page(self, ref: str = "", *, trace_to: Path | None = None) -> AsyncIterator[FastTab]:
        """A page for one filing; it cannot be traced."""
        del trace_to
        yield FastTab(self.wire, self._account, ref)

    async def save_state(self, _page: FastTab) -> None:
        """Keeps the sign-in, in the file that a browser's state would be in."""
        jar = [
            {"name": c.name, "value": c.value or "", "domain": c.domain, "path": c.path}
            for c in self.wire.client.cookies.jar
        ]
        self._state = {"cookies": jar, "origins": []}
        if self._path is not None:
            await asyncio.to_thread(write_state, self._path, self._state)
        self.epoch += 1

    async def look_for_sign_in(self) -> bool:
        """Whether another process has signed in since."""
        state = await asyncio.to_thread(read_state, self._path)
        if state is None or state == self._state:
            return False
        self._state = state
        for cookie in state["cookies"]:
            self.wire.client.cookies.set(cookie["name"], cookie["value"], cookie["domain"])
        self.epoch += 1
        return True

    async def catch_up(self, _page: FastTab) -> bool:
        """All pages share one session."""
        return False


class FastBrowserManager:
    """Stands where the browser would be; knows the portal's address by its class."""

    url = ""

    def __init__(self, *_about: object) -> None:
        self._desks: dict[str, FastPagePool] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_why: object) -> None:
        for desk in self._desks.values():
            await desk.wire.client.aclose()

    async def desk(self, account: str, path: Path | None) -> FastPagePool:
        """The account's desk."""
        if account not in self._desks:
            self._desks[account] = FastPagePool(self.url, account, path)
        return self._desks[account]


STEAD: dict[str, dict[str, Any]] = {
    "ipp_bot.flows.submit": {
        "TypeSelection": fake_pages.TypeSelection,
        "open_details": fake_pages.Details.reopen,
        "open_record": fake_record_pages.RecordPage.of,
    },
    "ipp_bot.flows.record_index": {"IprManagement": fake_record_pages.IprManagement},
    "ipp_bot.flows.reconcile": {
        "IprManagement": fake_record_pages.IprManagement,
        "open_record": fake_record_pages.RecordPage.of,
    },
    "ipp_bot.flows.sign_in": {"SignIn": fake_pages.SignIn, "UserCenter": fake_pages.UserCenter},
    "ipp_bot.run.account_sessions": {
        "BrowserManager": FastBrowserManager,
        "find_browser": lambda _wish: FoundBrowser(
            Path("none"), BrowserKind.HEADLESS_SHELL, "-", "no browser"
        ),
    },
}
"""What takes whose place, by module."""


def install(url: str) -> None:
    """From now on this process files over bare HTTP at the portal of that address."""
    FastBrowserManager.url = url
    for module, names in STEAD.items():
        for name, stead in names.items():
            setattr(importlib.import_module(module), name, stead)
