"""The idiomatic script with one signed-in page that is used again for every filing."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from playwright.async_api import Browser, async_playwright

from bench.peer import PeerRun, run_async_sessions
from bench.peers.playwright_idiomatic import file, sign_in
from ipp_bot.browser import find_browser

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from bench.filings import Filing


class OnePage:
    name = "playwright-one-page"
    title = "Playwright, idiomatic, one page"
    skins = frozenset({"classic"})
    most_sessions = 16

    def missing(self) -> str:
        return ""

    def run(self, run: PeerRun) -> None:
        asyncio.run(self._run(run))

    async def _run(self, run: PeerRun) -> None:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=find_browser().path)
            await run_async_sessions(run, lambda: _session(browser, run.url))
            await browser.close()


@asynccontextmanager
async def _session(
    browser: Browser, url: str
) -> AsyncIterator[Callable[[Filing], Awaitable[None]]]:
    context = await browser.new_context()
    page = await context.new_page()
    await sign_in(page, url)

    async def again(filing: Filing) -> None:
        await file(page, filing)

    yield again
    await context.close()


PEER = OnePage()
