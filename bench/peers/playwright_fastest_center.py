"""The fastest script at the skin center: one document, React's controls set by script.

One warm page; each form is filled by one script in the page, which waits for what the widgets draw
by looking at every change of the document. It reads nothing back and keeps nothing.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from playwright.async_api import Browser, Page, async_playwright

from bench.filings import COMPLAINANT, PLACE, Filing
from bench.peer import PeerRun, run_async_sessions
from bench.peers.playwright_idiomatic_center import CERTIFICATE, sign_in, skip_tour
from ipp_bot.browser import find_browser

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

HELPERS = """
window.until = (look) => new Promise((resolve) => {
  const now = look();
  if (now) return resolve(now);
  new MutationObserver((_, self) => {
    const then = look();
    if (then) { self.disconnect(); resolve(then); }
  }).observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
});
const all = (what, root) => [...(root || document).querySelectorAll(what)];
const words = (el) => el.textContent.trim();
window.rowOf = (label) => until(() => all(".next-form-item").find(
  (row) => all("label", row).some((one) => words(one) === label)));
window.press = (name) => all("button").find((one) => words(one) === name).click();
// The page takes no press while one is answered.
window.idle = async () => {
  await new Promise((go) => setTimeout(go));
  await until(() => !document.querySelector(".next-btn-loading"));
  await new Promise((go) => setTimeout(go));
};
window.radio = async (label, option) =>
  all("label.next-radio-wrapper", await rowOf(label)).find((one) => words(one) === option)
    .querySelector("input").click();
window.listed = async (label, option, items) => {
  const row = await rowOf(label), shown = () => all(items).find((one) => words(one) === option);
  let found;
  while (!found) {  // on a busy machine the list before may take this one with it as it closes
    row.querySelector(".next-select").click();
    found = await Promise.race([until(shown), new Promise((go) => setTimeout(go, 2000))]);
  }
  found.click();
};
window.typed = async (label, text, enter) => {
  const input = (await rowOf(label)).querySelector("input");
  if (enter) input.focus();
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, text);
  input.dispatchEvent(new Event("input", {bubbles: true}));
  if (enter) {
    await new Promise((go) => setTimeout(go));
    input.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", keyCode: 13, bubbles: true}));
    input.blur();
  }
};
"""
CHOOSE = """async ([type, place]) => {
  location.hash = "#/rights/apply";
  await radio("Type of right", type);
  await listed("Place of registration", place, ".next-cascader-menu-item");
  press("Save Draft");
  await until(() => /id=\\d{7}$/.test(location.hash));
  await idle();
  press("Next");
  await until(() => document.querySelector(".details .next-form-item"));
}"""
FILL = """async (steps) => {
  const item = ".next-overlay-wrapper .next-menu-item";
  for (const [how, label, value] of steps)
    if (how === "radio") await radio(label, value);
    else if (how === "list") await listed(label, value, item);
    else await typed(label, value, how === "date");
  const inputs = [];
  for (const label of ["Registration certificate",
      "Screenshot of the operational page of the software"])
    inputs.push((await rowOf(label)).querySelector("input[type=file]"));
  inputs.forEach((input, at) => input.setAttribute("data-slot", at));
}"""
UPLOADED = """() => until(() =>
  [...document.querySelectorAll(".mark")].filter((one) => one.textContent === "Uploaded")
    .length === 2)"""
SAVE = """async () => {
  // The first save's toast may still be there, and is no answer to this one.
  const old = new Set(document.querySelectorAll(".next-message"));
  press("Save Draft");
  await until(() => [...document.querySelectorAll(".next-message")]
    .some((one) => !old.has(one) && one.textContent.includes("Draft saved, number")));
  await idle();
}"""
SUBMIT = """async () => {
  document.querySelector(".final input[type=checkbox]").click();
  await new Promise((go) => setTimeout(go));
  press("Submit for verification");
  await until(() => location.hash.startsWith("#/rights/result"));
  await until(() => [...document.querySelectorAll("h1")]
    .some((one) => one.textContent === "Submitted successfully"));
}"""
SEND = f"async () => {{ await ({SAVE})(); await ({SUBMIT})(); }}"


class FastestCenter:
    name = "playwright-fastest-center"
    title = "Playwright, fastest script"
    skins = frozenset({"center"})
    most_sessions = 16

    def missing(self) -> str:
        return ""

    def run(self, run: PeerRun) -> None:
        asyncio.run(self._run(run))

    async def _run(self, run: PeerRun) -> None:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=find_browser().path)
            await run_async_sessions(run, lambda: self._session(browser, run.url))
            await browser.close()

    @asynccontextmanager
    async def _session(
        self, browser: Browser, url: str
    ) -> AsyncIterator[Callable[[Filing], Awaitable[None]]]:
        context = await browser.new_context()
        await context.add_init_script(HELPERS)
        page = await context.new_page()
        await sign_in(page, url)
        await skip_tour(page)

        async def file(filing: Filing) -> None:
            await self.begin(page, url)
            await page.evaluate(CHOOSE, ["Copyright", PLACE])
            await page.evaluate(FILL, answers(filing))
            await asyncio.gather(
                _upload(page, 0, filing.certificate), _upload(page, 1, filing.screenshot)
            )
            await page.evaluate(UPLOADED)
            await self.send(page, filing)

        yield file
        await context.close()

    async def begin(self, page: Page, url: str) -> None:
        """A document for the filing: what one has shown before stays beneath the next form."""
        await page.goto("about:blank")
        await page.goto(f"{url}/ippCenter.htm?lang=en#/rights/apply", wait_until="commit")

    async def send(self, page: Page, _filing: Filing) -> None:
        """Save Draft, and Submit for verification."""
        await page.evaluate(SEND)


async def _upload(page: Page, slot: int, path: str) -> None:
    await page.set_input_files(f"[data-slot='{slot}']", path)


def answers(filing: Filing) -> list[list[str]]:
    """How each field is answered, in an order in which each shows by then."""
    return [
        ["radio", CERTIFICATE, "Yes"],
        ["radio", "Type of copyright work", "Software and other types of works"],
        ["list", "Category of work", "Computer software"],
        ["list", "Copyright owner", COMPLAINANT],
        ["radio", "The copyright owner is", "Entity"],
        ["text", "Name of the work", filing.name],
        ["text", "Short name", filing.short_name],
        ["text", "Version", filing.version],
        ["text", "Registration number", filing.registration_number],
        ["text", "Certificate number", filing.certificate_number],
        ["date", "Completion date of development", filing.completed_on],
        ["date", "First publication date", filing.first_published_on],
        ["radio", "How the right was acquired", "Original acquisition"],
        ["list", "Scope of rights", "All rights"],
    ]


PEER = FastestCenter()
