"""The fastest script of the same presses that we could write: the browser's limit.

One warm page. Each form is filled by one script in the page, buttons are pressed by script, a page
counts as there when its document is. No ledger, no read-back, no pictures: a filing that goes wrong
half-way is not noticed before someone looks.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from playwright.async_api import Browser, Page, async_playwright

from bench.filings import ACCOUNT, COMPLAINANT, PASSWORD, PLACE, TYPE, Filing
from bench.peer import PeerRun, run_async_sessions
from ipp_bot.browser import find_browser

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

CHOOSE = """([type, place]) => {
  document.querySelector(`[name=type][value="${type}"]`).click();
  document.querySelector("#place").value = place;
  document.querySelector("#choice [type=submit]").click();
}"""
NEXT = "() => document.querySelector('#next').click()"
FILL = """(values) => {
  const form = document.querySelector("#details").elements;
  for (const [name, value] of Object.entries(values)) {
    const control = form[name];
    const radios = control instanceof RadioNodeList ? [...control] : [control];
    const radio = radios.find((one) => one.type === "radio" && one.value === value);
    if (radio) radio.click();
    else {
      control.value = value;
      control.dispatchEvent(new Event("change", {bubbles: true}));
    }
  }
}"""
UPLOADED = """() => new Promise((resolve) => {
  const form = document.querySelector("#details");
  const look = () => form.querySelectorAll(".file.done").length === 2;
  if (look()) return resolve();
  new MutationObserver((_, self) => look() && (self.disconnect(), resolve()))
    .observe(form, {subtree: true, childList: true, attributes: true});
})"""
SAVE = "() => document.querySelector('#details .secondary[type=submit]').click()"
SUBMIT = """() => {
  if (!document.querySelector(".saved")) throw new Error("not saved");
  document.querySelector("#submit").click();
}"""
WRONG = """() => [...document.querySelectorAll(".error:not([hidden])")]
  .map((line) => `${line.id}: ${line.textContent}`).join("; ")"""


class Fastest:
    name = "playwright-fastest"
    title = "Playwright, fastest script"
    skins = frozenset({"classic"})
    most_sessions = 16
    switches: Sequence[str] = ()
    """What the browser is started with besides Playwright's own switches."""

    def missing(self) -> str:
        return ""

    def run(self, run: PeerRun) -> None:
        asyncio.run(self._run(run))

    async def _run(self, run: PeerRun) -> None:
        async with async_playwright() as playwright:
            path = find_browser().path
            browser = await playwright.chromium.launch(executable_path=path, args=self.switches)
            await run_async_sessions(run, lambda: self._session(browser, run.url))
            await browser.close()

    @asynccontextmanager
    async def _session(
        self, browser: Browser, url: str
    ) -> AsyncIterator[Callable[[Filing], Awaitable[None]]]:
        context = await browser.new_context()
        page = await context.new_page()
        await page.goto(url)
        await page.fill("#fm-login-id", ACCOUNT)
        await page.fill("#fm-login-password", PASSWORD)
        await page.click("[type=submit]")
        await page.wait_for_url("**/uc/index.htm")

        async def file(filing: Filing) -> None:
            await page.goto(f"{url}/uc/ipr/add.htm", wait_until="domcontentloaded")
            await self.press(page, CHOOSE, [TYPE, PLACE])
            await self.press(page, NEXT)
            await page.evaluate(FILL, _values(filing))
            await asyncio.gather(
                page.set_input_files("#f-certificate", filing.certificate),
                page.set_input_files("#f-screenshot", filing.screenshot),
            )
            await page.evaluate(UPLOADED)
            await self.press(page, SAVE)
            await self.before_submitting(page)
            await self.press(page, SUBMIT)
            if "/success.htm" not in page.url:
                words = await page.evaluate(WRONG)
                raise RuntimeError(f"{filing.ref}: {words}; not submitted, the page is {page.url}")
            await self.after_submitting(page)

        yield file
        await context.close()

    async def press(self, page: Page, script: str, argument: object = None) -> None:
        """Runs a script that presses a button, until the next document is there."""
        async with page.expect_navigation(wait_until="domcontentloaded"):
            await page.evaluate(script, argument)

    async def before_submitting(self, page: Page) -> None:
        """Nothing is kept."""

    async def after_submitting(self, page: Page) -> None:
        """Nothing is kept."""


def _values(filing: Filing) -> dict[str, str]:
    return {
        "has_certificate": "yes",
        "work_group": "joined",
        "work": "software",
        "name": filing.name,
        "short_name": filing.short_name,
        "version": filing.version,
        "registration_number": filing.registration_number,
        "certificate_number": filing.certificate_number,
        "holder": COMPLAINANT,
        "holder_kind": "entity",
        "completed_on": filing.completed_on,
        "first_published_on": filing.first_published_on,
        "acquisition": "original",
        "rights_scope": "all",
    }


PEER = Fastest()
