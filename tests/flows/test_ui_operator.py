"""A person's morning in the page, without a terminal: from papers to filings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support.drafts import certificate, screenshot
from tests.support.ui import ui_process
from tests.unit.reading.conftest import Drawer

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from ipp_bot.testing import PortalProcess, TestWorkspace

pytest.importorskip("rapidocr", reason="the extra `read` is not installed")

NAMES = {"2022SR1417510": "星云排课管理系统", "2022SR1417511": "蓝海考勤管理软件"}


def test_from_papers_to_filings_in_chinese(
    page: Page, tmp_path: Path, ipp_portal: PortalProcess, ipp_workspace: TestWorkspace
) -> None:
    drawer = Drawer(tmp_path)
    papers = [
        path
        for number, name in NAMES.items()
        for path in (
            drawer.pdf(certificate(number, name), name=f"{number}.pdf"),
            drawer.png(screenshot(name), name=f"{number}-截图.png"),
        )
    ]
    with ui_process(
        ipp_workspace.root, "--lang", "zh", environment=ipp_workspace.environment
    ) as ui:
        page.goto(ui.link)
        page.wait_for_url(f"{ui.url}/")
        page.get_by_role("link", name="收件").click()
        page.locator("input[type=file]").set_input_files(papers)
        page.get_by_label("账户").select_option("acme")
        page.get_by_role("button", name="读取").click()
        page.get_by_role("link", name="核对 2 个已起草的条目").click(timeout=120_000)
        page.locator(".card a").first.click()
        for left in (2, 1):
            expect(page.get_by_text(f"{left} 个条目待核对")).to_be_visible()
            expect(page.get_by_role("button", name="确认")).to_be_focused()
            page.keyboard.press("Enter")
        page.get_by_role("button", name="提交 2 个已确认的条目").click()
        expect(page.locator("#run")).to_contain_text("已成功结束", timeout=120_000)
        page.get_by_role("link", name="提交项", exact=True).click()
        expect(page.locator("tbody tr")).to_have_count(2)
        expect(page.get_by_text("星云排课管理系统")).to_be_visible()
        page.get_by_role("link", name="今日").click()
        expect(page.get_by_text("没有待办事项")).to_be_visible()
    filed = {ipr["fields"]["name"]: ipr["status"] for ipr in ipp_portal.iprs()}
    assert filed == dict.fromkeys(NAMES.values(), "pending")
