"""The idiomatic script at the skin center: Fusion's widgets, sign-in in a frame of its own."""

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
    """The form row of a label: its controls are not associated with it."""
    named = page.locator("label", has_text=re.compile(f"^{re.escape(label)}$"))
    return page.locator(".next-form-item").filter(has=named)


async def pick(page: Page, label: str, option: str) -> None:
    box = row(page, label).get_by_role("combobox")
    await box.click()
    if await box.is_editable():
        await box.fill(option)
    shown = page.locator(".next-overlay-wrapper .next-menu-item:visible")
    await shown.get_by_text(option, exact=True).click()
    await expect(row(page, label)).to_contain_text(option)


async def choose(page: Page, label: str, option: str) -> None:
    options = row(page, label).locator("label.next-radio-wrapper")
    await options.get_by_text(option, exact=True).click()


async def date(page: Page, label: str, day: str) -> None:
    box = row(page, label).locator("input")
    await box.click()
    await box.fill(day)
    await box.press("Enter")
    await expect(box).to_have_value(day)


async def sign_in(page: Page, url: str) -> None:
    await page.goto(f"{url}/ippCenter.htm?lang=en#/account")
    frame = page.frame_locator("#alibaba-login-box")
    await frame.locator("#fm-login-id").fill(ACCOUNT)
    await frame.locator("#fm-login-password").fill(PASSWORD)
    await frame.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_text(COMPLAINANT).first).to_be_visible()


async def skip_tour(page: Page) -> None:
    """The tour of two steps comes up at a browser's first visit."""
    for _ in range(2):
        await page.locator(".tour-box").get_by_role("button").click()


async def file(page: Page, filing: Filing) -> None:
    await page.get_by_role("navigation").get_by_role("option", name="Add IPR", exact=True).click()
    await choose(page, "Type of right", "Copyright")
    await row(page, "Place of registration").get_by_role("combobox").click()
    await page.locator(".next-cascader-menu-item").get_by_text(PLACE, exact=True).click()
    await page.get_by_role("button", name="Save Draft", exact=True).click()
    await page.wait_for_url(re.compile(r"id=\d{7}$"))
    await page.get_by_role("button", name="Next", exact=True).click()

    await choose(page, CERTIFICATE, "Yes")
    await choose(page, "Type of copyright work", "Software and other types of works")
    await pick(page, "Category of work", "Computer software")
    await pick(page, "Copyright owner", COMPLAINANT)
    await choose(page, "The copyright owner is", "Entity")
    texts = {
        "Name of the work": filing.name,
        "Short name": filing.short_name,
        "Version": filing.version,
        "Registration number": filing.registration_number,
        "Certificate number": filing.certificate_number,
    }
    for label, text in texts.items():
        await row(page, label).locator("input").fill(text)
    await date(page, "Completion date of development", filing.completed_on)
    await date(page, "First publication date", filing.first_published_on)
    await choose(page, "How the right was acquired", "Original acquisition")
    await pick(page, "Scope of rights", "All rights")
    for label, path in (
        ("Registration certificate", filing.certificate),
        ("Screenshot of the operational page of the software", filing.screenshot),
    ):
        await row(page, label).locator("input[type=file]").set_input_files(path)
    await expect(page.locator(".mark")).to_have_text(["Uploaded", "Uploaded"])
    await page.get_by_role("button", name="Save Draft", exact=True).click()
    toasts = page.locator(".next-message").filter(has_text="Draft saved, number")
    await expect(toasts.last).to_be_visible()
    await page.get_by_role("checkbox", name="I have read and agree").check()
    await page.get_by_role("button", name="Submit for verification", exact=True).click()
    await expect(page.get_by_role("heading", name="Submitted successfully")).to_be_visible()


CERTIFICATE = (
    "Do you have the registration certificate issued by the National Copyright "
    "Administration of the PRC?"
)


class IdiomaticCenter:
    name = "playwright-idiomatic-center"
    title = "Playwright, idiomatic (async)"
    skins = frozenset({"center"})
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
        await skip_tour(page)
        await file(page, filing)
        await context.close()

    yield fresh


PEER = IdiomaticCenter()
