"""Runs that are started in the page: what is filed, and what becomes of one when the page ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.support.manifests import write_manifest
from tests.support.ui import ui_process
from tests.support.waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

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
