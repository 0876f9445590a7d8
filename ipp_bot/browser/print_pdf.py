"""Prints a document of ours as PDF, in a browser of its own that has no network."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from playwright.async_api import Error, async_playwright

from ipp_bot.browser.launch_flags import may_use_sandbox
from ipp_bot.errors import BrowserCrashed

if TYPE_CHECKING:
    from ipp_bot.browser.find import FoundBrowser

__all__ = ["print_pdf"]

LONGEST = 120.0
"""Seconds for all of it."""


async def print_pdf(html: str, found: FoundBrowser) -> bytes:
    """The document on A4 pages as its style sheet prints it; its scripts do not run.

    Raises:
        BrowserCrashed: the browser did not start, or could not print.
    """
    try:
        async with asyncio.timeout(LONGEST), async_playwright() as driver:
            browser = await driver.chromium.launch(
                executable_path=found.path, chromium_sandbox=may_use_sandbox()
            )
            context = await browser.new_context(offline=True, java_script_enabled=False)
            page = await context.new_page()
            await page.set_content(html, wait_until="load")
            content = await page.pdf(prefer_css_page_size=True, print_background=True)
            await browser.close()
            return content
    except (Error, TimeoutError) as error:
        first = str(error).splitlines()[0] if str(error) else "it took too long"
        raise BrowserCrashed(
            f"{found.name} could not print: {first}", hint="ipp-bot browser list", sent=False
        ) from error
