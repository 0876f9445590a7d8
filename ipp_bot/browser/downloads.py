"""A document that a click brings: a download, a tab or window of its own, a viewer, a blob."""

from __future__ import annotations

import asyncio
import base64
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self
from weakref import WeakKeyDictionary

from playwright.async_api import Error

from ipp_bot.browser.file_names import safe_name

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from playwright.async_api import BrowserContext, Download, Frame, Page, Response

__all__ = ["ExpectedDocument"]

_BECOMES_DOWNLOAD = 1.0
"""Seconds in which a document that was answered turns into a download, where no viewer shows it."""
_READ_BLOB = """async (address) => {
  const bytes = new Uint8Array(await (await fetch(address)).arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768)
    text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}"""
_LOCKS: WeakKeyDictionary[BrowserContext, asyncio.Lock] = WeakKeyDictionary()
"""One for each context: what comes in a tab without an opener belongs to whoever waits for it."""


class ExpectedDocument:
    """Within, the next document that the page is given is kept, whichever way it comes."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._context = page.context
        self._lock = _LOCKS.setdefault(page.context, asyncio.Lock())
        self._download: asyncio.Future[Download] = asyncio.get_running_loop().create_future()
        self._shown: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        """The address of a document that is shown and not downloaded."""
        self._popups: list[Page] = []
        self._bearers: set[Page] = set()
        """Those of them that showed the document."""

    async def __aenter__(self) -> Self:
        await self._lock.acquire()
        self._page.on("download", self._on_download)
        self._context.on("page", self._on_page)
        self._context.on("response", self._on_response)
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._page.remove_listener("download", self._on_download)
        self._context.remove_listener("page", self._on_page)
        self._context.remove_listener("response", self._on_response)
        self._lock.release()
        for popup in self._popups:
            with suppress(Error):
                if popup in self._bearers or await popup.opener() is self._page:
                    await popup.close()

    def _on_page(self, popup: Page) -> None:
        self._popups.append(popup)
        popup.on("download", self._on_download)
        popup.on("framenavigated", self._on_navigated)

    def _on_download(self, download: Download) -> None:
        if not self._download.done():
            self._download.set_result(download)

    def _on_navigated(self, frame: Frame) -> None:
        if frame.url.startswith("blob:") and frame.parent_frame is None:
            self._show(frame.url, frame.page)

    def _on_response(self, response: Response) -> None:
        kind = response.headers.get("content-type", "").partition(";")[0].strip()
        if kind == "application/pdf" and response.request.is_navigation_request():
            with suppress(Error):  # the frame of a request may be gone
                if (page := response.frame.page) in (self._page, *self._popups):
                    self._show(response.url, page)

    def _show(self, address: str, page: Page) -> None:
        if page is not self._page:
            self._bearers.add(page)
        if not self._shown.done():
            self._shown.set_result(address)

    async def save_in(self, folder: Path, *, within: float) -> Path:
        """The document under a safe name in the folder; TimeoutError if none comes in time."""
        ways: set[asyncio.Future[Any]] = {self._download, self._shown}
        async with asyncio.timeout(within):
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            if not self._download.done():
                await asyncio.wait({self._download}, timeout=_BECOMES_DOWNLOAD)
        if self._download.done():
            download = self._download.result()
            target = folder / safe_name(download.suggested_filename, fallback="download")
            await download.save_as(target)  # makes the folder as well
            await download.delete()
            return target
        address = self._shown.result()
        name = safe_name(address.partition("?")[0].rpartition("/")[2], fallback="shown")
        return await asyncio.to_thread(_write, folder / name, await self._bytes_of(address))

    async def _bytes_of(self, address: str) -> bytes:
        if address.startswith("blob:"):
            return base64.b64decode(await self._page.evaluate(_READ_BLOB, address))
        return await (await self._context.request.get(address)).body()


def _write(target: Path, data: bytes) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    return target
