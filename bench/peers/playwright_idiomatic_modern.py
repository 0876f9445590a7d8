"""The idiomatic script at the modern skin: the same steps, with widgets instead of plain inputs."""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from bench.filings import ACCOUNT, COMPLAINANT, PASSWORD, PLACE, Filing
from bench.peer import PeerRun, run_async_sessions
from ipp_bot.browser import find_browser

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable


def row(page: Page, label: str) -> Locator:
    """The form row of a label: widgets of this kind are not all associated with theirs."""
    named = page.locator("label", has_text=re.compile(f"^{re.escape(label)}$"))
    return page.locator(".ant-form-item").filter(has=named)


async def pick(page: Page, label: str, option: str) -> None:
    box = row(page, label).get_by_role("combobox")
    await box.click()
    if await box.is_editable():
        await box.fill(option)
    shown = page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden)")
    await shown.locator(".ant-select-item-option").get_by_text(option, exact=True).click()


async def choose(page: Page, label: str, option: str) -> None:
    await row(page, label).get_by_text(option, exact=True).click()


async def date(page: Page, label: str, day: str) -> None:
    box = row(page, label).locator("input")
    await box.click()
    await box.fill(day)
    await box.press("Tab")


async def sign_in(page: Page, url: str) -> None:
    enabled = page.locator("input:enabled")
    await page.goto(f"{url}/#/uc/index")
    await page.get_by_label("Username or email").and_(enabled).fill(ACCOUNT)
    await page.get_by_label("Password", exact=True).and_(enabled).fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", name="User Center", level=1)).to_be_visible()


async def file(page: Page, filing: Filing) -> None:
    await page.get_by_role("link", name="IPR Submission").first.click()
    await choose(page, "IPR type", "Copyright")
    await pick(page, "Place of IPR registration", PLACE)
    await page.get_by_role("button", name="Save Draft").click()
    await page.get_by_role("button", name="Next").click()

    await choose(page, CERTIFICATE, "Yes")
    await choose(page, "Type of copyright work", "Software and other types of works")
    await pick(page, "Category of work", "Computer software")
    texts = {
        "Name of the work": filing.name,
        "Short name": filing.short_name,
        "Version": filing.version,
        "Registration number": filing.registration_number,
        "Certificate number": filing.certificate_number,
        "Copyright owner": COMPLAINANT,
    }
    for label, text in texts.items():
        await row(page, label).get_by_role("textbox").fill(text)
    await choose(page, "The copyright owner is", "Entity")
    await date(page, "Completion date of development", filing.completed_on)
    await date(page, "First publication date", filing.first_published_on)
    await pick(page, "How the right was acquired", "Original acquisition")
    await choose(page, "Scope of rights", "All rights")
    for label, path in (
        ("Registration certificate", filing.certificate),
        ("Screenshot of the operational page of the software", filing.screenshot),
    ):
        await row(page, label).locator("input[type=file]").set_input_files(path)
    await expect(page.locator(".mark")).to_have_text(["Uploaded", "Uploaded"])
    await page.get_by_role("button", name="Save Draft").click()
    await expect(page.get_by_role("alert").filter(has_text="Draft saved at").last).to_be_visible()
    await page.get_by_role("button", name="Submit for verification").click()
    await expect(page.get_by_role("heading", name="Submitted successfully")).to_be_visible()


CERTIFICATE = (
    "Do you have the registration certificate issued by the National Copyright "
    "Administration of the PRC?"
)


class IdiomaticModern:
    name = "playwright-idiomatic-modern"
    title = "Playwright, idiomatic (async)"
    skins = frozenset({"modern"})
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


PEER = IdiomaticModern()
