"""Pictures of what sessions do now: taken while somebody looks, and never of a sign-in page.

Whoever looks touches a file of the folder (`want`) every few seconds; runs of the workspace see it
and keep the newest picture of each filing there until the filing ends.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from playwright.async_api import Error

from ipp_bot.atomic_write import part_file

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from ipp_bot.browser import Tab
    from ipp_bot.flows.account_session import AccountSession

__all__ = ["LivePictures"]

_EVERY = 2.0
"""Seconds between two pictures of one filing."""
_WANTED_FOR = 10.0
"""Seconds after which somebody who has not asked again looks no more."""
_NEWEST = 30.0
"""Seconds after which a picture shows nothing that is going on."""
_QUALITY = 50
_WITHIN = 3.0
"""Seconds that one picture, or one look for passwords, may take."""
_SECRETS = ("[type=password]", "[autocomplete$=password]", "[autocomplete=one-time-code]")
"""Marks of an input that a password or a code is typed into."""


class LivePictures:
    """The newest picture of each filing that a run of the workspace works on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._request = folder / "wanted"

    def want(self) -> None:
        """Somebody looks, for some seconds from now on."""
        self._request.touch(mode=0o600)

    def newest(self, account: str, ref: str) -> bytes | None:
        """The filing's picture; None where there is none, or an old one."""
        path = self._path(account, ref)
        try:
            if time.time() - path.stat().st_mtime > _NEWEST:
                return None
            return path.read_bytes()
        except OSError:
            return None

    @asynccontextmanager
    async def taken(self, session: AccountSession, tab: Tab) -> AsyncIterator[None]:
        """Takes pictures of the tab while the block runs and somebody looks."""
        path = self._path(tab.account, tab.ref)
        taking = asyncio.create_task(self._take_all(session, tab, path), name="live pictures")
        try:
            yield
        finally:
            taking.cancel()
            await asyncio.gather(taking, return_exceptions=True)
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def _path(self, account: str, ref: str) -> Path:
        name = hashlib.sha256(f"{account}/{ref}".encode()).hexdigest()[:32]
        return self._folder / f"{name}.jpg"

    def _is_wanted(self) -> bool:
        try:
            return time.time() - self._request.stat().st_mtime < _WANTED_FOR
        except OSError:
            return False

    def _keep(self, path: Path, drawn: bytes | None) -> None:
        if drawn is None:
            path.unlink(missing_ok=True)
            return
        with part_file(self._folder) as part:
            part.write(drawn)
            part.move_to(path)

    async def _take_all(self, session: AccountSession, tab: Tab, path: Path) -> None:
        while True:
            if self._is_wanted():
                # A page that is gone, or between two documents, has no picture now.
                with suppress(Error, TimeoutError, OSError):
                    drawn = await _picture(session, tab)
                    await asyncio.to_thread(self._keep, path, drawn)
            await session.clock.sleep(_EVERY)


async def _picture(session: AccountSession, tab: Tab) -> bytes | None:
    """What the window shows; None while it signs in, or where a password could be read."""
    before = tab.page.url
    if await _may_show_secrets(session, tab):
        return None
    drawn = await tab.jpeg(full_page=False, quality=_QUALITY, within=_WITHIN)
    # it may have gone on to the sign-in page meanwhile
    is_same = tab.page.url == before and not await _may_show_secrets(session, tab)
    return drawn if is_same else None


async def _may_show_secrets(session: AccountSession, tab: Tab) -> bool:
    if session.page_pool.sign_in_lock.locked():
        return True
    portal = session.portal
    async with asyncio.timeout(_WITHIN):
        for frame in tab.page.frames:
            if portal.signs_in_at(frame.url) and not portal.has_pages_at(frame.url):
                return True
            if await frame.locator(",".join(f"input{mark}" for mark in _SECRETS)).count():
                return True
    return False
