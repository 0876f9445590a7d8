"""Runs that are started in the page: what is filed, and what becomes of one when the page ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.support.manifests import write_manifest
from tests.support.ui import ui_process
from tests.support.waiting import until
from tests.support.windows import started_browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

    from ipp_bot.testing import PortalProcess, TestWorkspace


def submitted(portal: PortalProcess) -> int:
    return sum(ipr["status"] == "pending" for ipr in portal.iprs())


def test_a_run_outlives_the_page_and_the_next_page_shows_how_it_ended(
    page: Page, ipp_portal: PortalProcess, ipp_workspace: TestWorkspace
) -> None:
    write_manifest(ipp_workspace.root, 3)
    assert ipp_workspace.run("plan", "manifests").returncode == 0
    environment = ipp_workspace.environment
    with ui_process(ipp_workspace.root, "--lang", "en", environment=environment) as ui:
        page.goto(ui.link)
        page.wait_for_url(f"{ui.url}/")
        page.goto(f"{ui.url}/run")
        page.get_by_role("button", name="Submit 3 unfinished filings").click()
        expect(page.get_by_role("button", name="Stop")).to_be_visible()
        expect(page.locator("#run")).to_contain_text("acme-000", timeout=60_000)
        page.goto("about:blank")
    until(lambda: submitted(ipp_portal) == 3)
    with ui_process(ipp_workspace.root, "--lang", "en", environment=environment) as again:
        page.goto(again.link)
        page.wait_for_url(f"{again.url}/")
        page.goto(f"{again.url}/run")
        expect(page.locator("#run")).to_contain_text("ended well", timeout=60_000)
        expect(page.locator("#run")).to_contain_text("3 submitted")
        page.goto(f"{again.url}/filings?state=submitted")
        expect(page.locator("tbody tr")).to_have_count(3)
    assert submitted(ipp_portal) == 3
    assert len(ipp_portal.iprs()) == 3


SUBMIT = re.compile("^Submit for verification$", re.IGNORECASE)


def form_in(window: Browser) -> Page:
    """The page in the window that ipp-bot has filled in."""
    found = [
        page
        for context in window.contexts
        for page in context.pages
        if page.get_by_role("button", name=SUBMIT).count()
    ]
    assert len(found) == 1
    return found[0]


@pytest.mark.soak
def test_a_person_submits_in_the_window_what_a_run_of_the_page_filled_in(
    page: Page,
    playwright: Playwright,
    ipp_portal: PortalProcess,
    ipp_workspace: TestWorkspace,
    tmp_path_factory: Any,
) -> None:
    write_manifest(ipp_workspace.root, 1)
    assert ipp_workspace.run("plan", "manifests").returncode == 0
    environment = ipp_workspace.environment
    with (
        started_browser(tmp_path_factory.mktemp("mine")) as (_, address),
        ui_process(ipp_workspace.root, "--lang", "en", environment=environment) as ui,
    ):
        settings = ipp_workspace.root / "ipp-bot.yaml"
        text = f'{settings.read_text("utf-8")}browser: {{attach: "{address}"}}\n'
        settings.write_text(text, "utf-8")
        page.goto(ui.link)
        page.wait_for_url(f"{ui.url}/")
        page.goto(f"{ui.url}/run")
        page.get_by_label("In a window, where I submit each form myself").check()
        page.get_by_role("button", name="Submit 1 unfinished filing").click()
        run = page.locator("#run")
        expect(run).to_contain_text("--attended")
        expect(run).to_contain_text("submit it there", timeout=120_000)
        assert [(one["status"], one["submissions"]) for one in ipp_portal.iprs()] == [("draft", 0)]
        window = playwright.chromium.connect_over_cdp(address)
        form = form_in(window)
        form.get_by_role("button", name=SUBMIT).click(no_wait_after=True)
        until(lambda: submitted(ipp_portal) == 1, within=60)
        expect(run).to_contain_text("ended well", timeout=120_000)
        expect(run).to_contain_text("1 submitted")
        page.get_by_role("link", name="Filings", exact=True).click()
        page.get_by_role("link", name="acme-0001").click()
        page.get_by_text("What the receipt says").click()
        expect(page.locator("details pre")).to_contain_text('"attended": true')
    assert [one["submissions"] for one in ipp_portal.iprs()] == [1]
