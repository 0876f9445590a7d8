"""Files that go through what a button opens: a window of the portal, or the system's chooser."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from playwright.async_api import Dialog, Page

__all__ = ["upload_through"]

_INPUT = "input[type=file]"


async def upload_through(
    page: Page,
    click: Callable[[], Awaitable[None]],
    paths: Sequence[Path],
    button: str,
    *,
    allowed: Callable[[str], bool],
    within: float,
) -> bool:
    """Give the files to what the click opens; see `Tab.upload_through`."""
    seconds = within * 1000
    chooser = asyncio.ensure_future(page.wait_for_event("filechooser", timeout=seconds))
    popup = asyncio.ensure_future(page.wait_for_event("popup", timeout=seconds))
    ways: set[asyncio.Future[Any]] = {chooser, popup}
    try:
        # Both begin to listen before the click: a chooser that opened earlier would be lost.
        await asyncio.sleep(0)
        await click()
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        if chooser.done() and chooser.exception() is None:
            await chooser.result().set_files(paths)
            return True
        if not popup.done() or popup.exception() is not None:
            return False
        return await _through_window(popup.result(), paths, button, allowed, seconds)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)


async def _through_window(
    window: Page,
    paths: Sequence[Path],
    button: str,
    allowed: Callable[[str], bool],
    seconds: float,
) -> bool:
    """Fill in the window, and wait until it closes; what it tells in alerts is no question."""
    closed = asyncio.ensure_future(window.wait_for_event("close", timeout=seconds))
    window.on("dialog", _accept_alert)
    try:
        await window.wait_for_selector(_INPUT, timeout=seconds, state="attached")
        if not allowed(window.url):
            return False
        await window.set_input_files(_INPUT, paths, timeout=seconds)
        if not window.is_closed():
            # A real click waits for frames, and nobody draws this window.
            send = window.locator(button).first
            await send.evaluate("button => button.click()", timeout=seconds)
        await closed
    finally:
        closed.cancel()
        await asyncio.gather(closed, return_exceptions=True)
        with suppress(Error):
            await window.close()
    return True


async def _accept_alert(dialog: Dialog) -> None:
    with suppress(Error):  # the window may go and take it along
        await (dialog.accept() if dialog.type == "alert" else dialog.dismiss())
