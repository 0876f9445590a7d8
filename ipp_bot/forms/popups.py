"""Closing what a control has opened: a calendar, a list."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from playwright.async_api import TimeoutError as PlaywrightTimeoutError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ipp_bot.site.page import Page

__all__ = ["close_popup"]

_BUTTON = 0.3
"""Seconds in which an own button of the popup is looked for."""


async def close_popup(page: Page, closed: Callable[[], Awaitable[bool]]) -> bool:
    """Close an open calendar or list by Escape, by its own button, or by a click beside it.

    `closed` waits until it is, and tells whether; so does this.
    """
    page.tab.round_trips += 1
    await page.tab.page.keyboard.press("Escape")
    if await closed():
        return True
    with contextlib.suppress(PlaywrightTimeoutError):
        labels = page.labels("button.confirm", "button.close")
        await page.click_with_retry("popup", labels, seconds=_BUTTON)
        if await closed():
            return True
    beside = await page.scripts.neutral_point()
    if not beside.ready:
        return False
    await page.navigator.click_point(beside)
    return await closed()
