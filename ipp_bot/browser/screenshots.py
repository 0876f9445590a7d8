"""Screenshots that are taken from the browser itself.

Playwright's own way takes about twice the time, because it waits for fonts, looks for what is to be
masked, and stops animations.
"""

from __future__ import annotations

import asyncio
import base64
from typing import TYPE_CHECKING

from playwright.async_api import Error

from ipp_bot.browser.frame_scheduler import SCALE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from playwright.async_api import CDPSession, Page

    from ipp_bot.browser.frame_scheduler import FrameScheduler

__all__ = ["jpeg_of"]

_MEASURE = """() => {
  const {scrollWidth: width, scrollHeight: height} = document.documentElement;
  const secret = [...document.querySelectorAll("input[type=password]")].some((el) => el.value);
  return {width, height: Math.min(height, 16000), secret};
}"""
"""The whole document, up to the height that a JPEG can have."""
_TOO_EARLY = "Unable to capture"


async def jpeg_of(
    page: Page,
    cdp: Callable[[], Awaitable[CDPSession]],
    frames: FrameScheduler | None,
    *,
    full_page: bool,
    quality: int,
    within: float,
) -> bytes | None:
    """A JPEG of all of the page, at four fifths of its size, or of what the window shows.

    `cdp` opens the page's session of the DevTools protocol, `frames` draws the page where its
    browser does not. None if a password is to be seen, or the page was never drawn so far: then
    Playwright's own way serves. Playwright's Error if the page is gone, TimeoutError if a step took
    longer than `within` seconds.
    """
    measuring = asyncio.ensure_future(asyncio.wait_for(page.evaluate(_MEASURE), within))
    if frames is not None and not full_page:
        size, jpeg = await asyncio.gather(measuring, frames.screenshot(quality, within))
        return None if size["secret"] else jpeg
    size = await measuring
    if size.pop("secret"):
        return None
    if frames is not None:
        window = (size["width"], size["height"])
        return await frames.full_page_screenshot(window, quality, within)
    clip = {"clip": {"x": 0, "y": 0, **size, "scale": SCALE}, "captureBeyondViewport": True}
    return await asyncio.wait_for(_capture(cdp, quality, clip if full_page else {}), within)


async def _capture(
    cdp: Callable[[], Awaitable[CDPSession]], quality: int, clip: Mapping[str, object]
) -> bytes | None:
    """The same from a browser that draws by itself."""
    options = {"format": "jpeg", "quality": quality, "optimizeForSpeed": True, **clip}
    try:
        answer = await (await cdp()).send("Page.captureScreenshot", options)
    except Error as why:
        if _TOO_EARLY not in str(why):
            raise
        return None
    return base64.b64decode(answer["data"])
