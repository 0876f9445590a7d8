"""Playwright as its documentation teaches: locators by role and label, a fresh context a filing."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from playwright.async_api import Browser, Page, async_playwright, expect

from bench.filings import ACCOUNT, COMPLAINANT, PASSWORD, PLACE, Filing
from bench.peer import PeerRun, run_async_sessions
from ipp_bot.browser import find_browser

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable


async def sign_in(page: Page, url: str) -> None:
    await page.goto(url)
    await page.get_by_label("Username or email").fill(ACCOUNT)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", name="User Center")).to_be_visible()


async def file(page: Page, filing: Filing) -> None:
    await page.get_by_role("link", name="IPR Submission").first.click()
    await page.get_by_role("radio", name="Copyright").check()
    await page.get_by_label("Place of IPR registration").select_option(PLACE)
    await page.get_by_role("button", name="Save Draft").click()
    await expect(page.get_by_role("status")).to_be_visible()
    await page.get_by_role("button", name="Next").click()

    await page.get_by_role("radio", name="Yes").check()
    await page.get_by_role("radio", name="Software and other types of works").check()
    await page.get_by_label("Category of work").select_option("Computer software")
    await page.get_by_label("Name of the work").fill(filing.name)
    await page.get_by_label("Short name").fill(filing.short_name)
    await page.get_by_label("Version").fill(filing.version)
    await page.get_by_label("Registration number", exact=True).fill(filing.registration_number)
    await page.get_by_label("Certificate number").fill(filing.certificate_number)
    await page.get_by_label("Copyright owner", exact=True).fill(COMPLAINANT)
    await page.get_by_role("radio", name="Entity").check()
    await page.get_by_label("Completion date of development").fill(filing.completed_on)
    await page.get_by_label("First publication date").fill(filing.first_published_on)
    await page.get_by_label("How the right was acquired").select_option("Original acquisition")
    await page.get_by_role("radio", name="All rights").check()
    await page.get_by_label("Registration certificate", exact=True).set_input_files(
        filing.certificate
    )
    await page.get_by_label("Screenshot of the operational page").set_input_files(filing.screenshot)
    await expect(page.get_by_text("Uploaded", exact=True)).to_have_count(2)
    await page.get_by_role("button", name="Save Draft").click()
    await expect(page.get_by_role("status")).to_be_visible()
    await page.get_by_role("button", name="Submit for verification").click()
    await expect(page.get_by_role("heading", name="Submitted successfully")).to_be_visible()


class Idiomatic:
    name = "playwright-idiomatic"
    title = "Playwright, idiomatic (async)"
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
    async def fresh(filing: Filing) -> None:
        context = await browser.new_context()
        page = await context.new_page()
        await sign_in(page, url)
        await file(page, filing)
        await context.close()

    yield fresh


PEER = Idiomatic()
