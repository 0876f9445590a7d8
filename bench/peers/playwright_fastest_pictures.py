"""The fastest script with the evidence that ipp-bot keeps: pictures of the form and of the end.

It asks the browser itself for JPEGs of the same sizes, which is twice as fast as Playwright's own
screenshots. The distance to the fastest script is what evidence costs; the distance to ipp-bot is
the rest.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from bench.peers.playwright_fastest import Fastest

if TYPE_CHECKING:
    from playwright.async_api import Page

_SIZE = """async (whole) => {
  await new Promise(requestAnimationFrame);  // a page that was never drawn has no picture
  const {scrollWidth: width, scrollHeight, clientHeight} = document.documentElement;
  return {x: 0, y: 0, scale: 0.8, width, height: whole ? scrollHeight : clientHeight};
}"""
_JPEG = {"format": "jpeg", "quality": 70, "optimizeForSpeed": True}


class WithPictures(Fastest):
    name = "playwright-fastest-pictures"
    title = "Playwright, fastest script + two pictures"

    async def before_submitting(self, page: Page) -> None:
        await draw(page, whole=True)

    async def after_submitting(self, page: Page) -> None:
        await draw(page, whole=False)


async def draw(page: Page, *, whole: bool) -> bytes:
    """A JPEG of all of the page, or of what the window shows."""
    clip = await page.evaluate(_SIZE, whole)
    session = await page.context.new_cdp_session(page)
    wish = {**_JPEG, "clip": clip, "captureBeyondViewport": whole}
    taken = await session.send("Page.captureScreenshot", wish)
    await session.detach()
    return base64.b64decode(taken["data"])


PEER = WithPictures()
