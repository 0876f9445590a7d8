"""The idiomatic script with Playwright's blocking interface; each session has its own driver."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect, sync_playwright

from bench.filings import ACCOUNT, COMPLAINANT, PASSWORD, PLACE, Filing
from bench.peer import PeerRun, run_thread_sessions
from ipp_bot.browser import find_browser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def sign_in(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_label("Username or email").fill(ACCOUNT)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="User Center")).to_be_visible()


def file(page: Page, filing: Filing) -> None:
    page.get_by_role("link", name="IPR Submission").first.click()
    page.get_by_role("radio", name="Copyright").check()
    page.get_by_label("Place of IPR registration").select_option(PLACE)
    page.get_by_role("button", name="Save Draft").click()
    expect(page.get_by_role("status")).to_be_visible()
    page.get_by_role("button", name="Next").click()

    page.get_by_role("radio", name="Yes").check()
    page.get_by_role("radio", name="Software and other types of works").check()
    page.get_by_label("Category of work").select_option("Computer software")
    page.get_by_label("Name of the work").fill(filing.name)
    page.get_by_label("Short name").fill(filing.short_name)
    page.get_by_label("Version").fill(filing.version)
    page.get_by_label("Registration number", exact=True).fill(filing.registration_number)
    page.get_by_label("Certificate number").fill(filing.certificate_number)
    page.get_by_label("Copyright owner", exact=True).fill(COMPLAINANT)
    page.get_by_role("radio", name="Entity").check()
    page.get_by_label("Completion date of development").fill(filing.completed_on)
    page.get_by_label("First publication date").fill(filing.first_published_on)
    page.get_by_label("How the right was acquired").select_option("Original acquisition")
    page.get_by_role("radio", name="All rights").check()
    page.get_by_label("Registration certificate", exact=True).set_input_files(filing.certificate)
    page.get_by_label("Screenshot of the operational page").set_input_files(filing.screenshot)
    expect(page.get_by_text("Uploaded", exact=True)).to_have_count(2)
    page.get_by_role("button", name="Save Draft").click()
    expect(page.get_by_role("status")).to_be_visible()
    page.get_by_role("button", name="Submit for verification").click()
    expect(page.get_by_role("heading", name="Submitted successfully")).to_be_visible()


class IdiomaticSync:
    name = "playwright-idiomatic-sync"
    title = "Playwright, idiomatic (sync)"
    skins = frozenset({"classic"})
    most_sessions = 8

    def missing(self) -> str:
        return ""

    def run(self, run: PeerRun) -> None:
        run_thread_sessions(run, lambda: _session(run.url))


@contextmanager
def _session(url: str) -> Iterator[Callable[[Filing], None]]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser().path)

        def fresh(filing: Filing) -> None:
            context = browser.new_context()
            page = context.new_page()
            sign_in(page, url)
            file(page, filing)
            context.close()

        yield fresh
        browser.close()


PEER = IdiomaticSync()
