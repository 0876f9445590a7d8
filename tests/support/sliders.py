"""Dragging what a portal has people drag before they are signed in."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Page

__all__ = ["drag_slider"]


async def drag_slider(page: Page) -> bool:
    """Drags the slider to its end, faster and faster, and not straight; False if there is none."""
    handle = page.locator(".nc-handle")
    if not await handle.count():
        return False
    await page.bring_to_front()
    knob = await handle.bounding_box()
    track = await page.locator(".nc").bounding_box()
    if knob is None or track is None:
        return False
    x, y = knob["x"] + knob["width"] / 2, knob["y"] + knob["height"] / 2
    await page.mouse.move(x, y)
    await page.mouse.down()
    for at in range(1, 31):
        await page.mouse.move(x + track["width"] * (at / 30) ** 2, y + at % 4)
        await asyncio.sleep(0.03)
    await page.mouse.up()
    await handle.wait_for(state="detached", timeout=20_000)
    return True
