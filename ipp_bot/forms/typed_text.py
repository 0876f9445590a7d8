"""Typing a text into a control, where it takes the place of what the control shows."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from playwright.async_api import TimeoutError as PlaywrightTimeoutError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.forms.snapshot import Control
    from ipp_bot.site.page import Page

__all__ = ["click_and_type", "takes_keys", "type_over"]

_CLICKS = 5
"""How often a control is clicked where the page moves beneath the pointer."""


async def takes_keys(page: Page, control: Control) -> bool:
    """Whether the control can be typed into."""
    if control.takes_keys:
        return True
    page.tab.round_trips += 1
    target = page.locator("control", (control.label,))
    return await target.is_editable(timeout=page.action_timeout_ms)


async def type_over(page: Page, label: Sequence[str], text: str) -> None:
    """Type the text in place of what the control shows; "" empties it.

    Playwright's own way, which has to bring its helpers into each document first, serves where the
    control takes no keys yet, or has a form of its own for what it takes.
    """
    selected = await page.scripts.select_text(label)
    await _type_selected(page, label, text, taken=bool(selected.taken))


async def click_and_type(page: Page, label: Sequence[str], text: str) -> None:
    """The same after a click on the control, again where the page moved beneath the pointer."""
    for _ in range(_CLICKS):
        await page.navigator.click({"what": "control", "labels": list(label)})
        selected = await page.scripts.select_text(label)
        if not selected.missed:
            await _type_selected(page, label, text, taken=bool(selected.taken))
            return
    raise PlaywrightTimeoutError("The page does not come to rest beneath the pointer: Timeout")


async def _type_selected(page: Page, label: Sequence[str], text: str, *, taken: bool) -> None:
    page.tab.round_trips += 1
    if not taken:
        await page.locator("control", label).fill(text, timeout=page.action_timeout_ms)
        return
    keyboard = page.tab.page.keyboard
    async with asyncio.timeout(page.action_timeout_ms / 1000):
        await (keyboard.insert_text(text) if text else keyboard.press("Delete"))
