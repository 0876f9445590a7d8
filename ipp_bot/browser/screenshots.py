"""Pictures of a page, taken from the browser itself.

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
    from ipp_bot.browser.tab import Tab

__all__ = ["jpeg_of"]

_MEASURE = """() => {
  const {scrollWidth: width, scrollHeight: height} = document.documentElement;
  const secret = [...document.querySelectorAll("input[type=password]")].some((el) => el.value);
  return {width, height: Math.min(height, 16000), secret};
}"""
"""The whole document, up to the height that a JPEG can have."""
_TOO_EARLY = "Unable to capture"


async def jpeg_of(tab: Tab, *, whole: bool, quality: int, within: float) -> bytes | None:
    """A JPEG of all of the page, at four fifths of its size, or of what the window shows.

    None if it bears a secret, or was never drawn so far: then Playwright's own way serves.
    Playwright's Error if the page is gone, TimeoutError if a step took longer than so many seconds.
    """
    tab.round_trips += 2
    looking = asyncio.ensure_future(asyncio.wait_for(tab.page.evaluate(_MEASURE), within))
    if tab.frames is not None and not whole:
        size, drawn = await asyncio.gather(looking, tab.frames.picture(quality, within))
        return None if size["secret"] else drawn
    size = await looking
    if size.pop("secret"):
        return None
    if tab.frames is not None:
        window = (size["width"], size["height"])
        return await tab.frames.whole_picture(window, quality, within)
    return await asyncio.wait_for(_captured(tab, size, whole=whole, quality=quality), within)


async def _captured(tab: Tab, size: dict[str, int], *, whole: bool, quality: int) -> bytes | None:
    """The same from a browser that draws by itself."""
    clip = {"x": 0, "y": 0, **size, "scale": SCALE}
    part = {"clip": clip, "captureBeyondViewport": True} if whole else {}
    wish = {"format": "jpeg", "quality": quality, "optimizeForSpeed": True, **part}
    try:
        answer = await (await tab.cdp()).send("Page.captureScreenshot", wish)
    except Error as why:
        if _TOO_EARLY not in str(why):
            raise
        return None
    return base64.b64decode(answer["data"])
