"""The HTML report in a browser: usable by everybody, its tables sorted and filtered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from ipp_bot.browser import find_browser
from ipp_bot.browser.print_pdf import print_pdf
from ipp_bot.report.html import write_html
from tests.support.report import fill_scene, open_scene

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Literal

    from playwright.sync_api import Page

    from tests.conftest import Run


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """The report of a workspace in which something has happened, with a picture."""
    with open_scene(tmp_path) as scene:
        fill_scene(scene)
        folder = scene.workspace.folder("receipts/acme/acme-0001")
        Image.new("RGB", (1200, 900), "steelblue").save(folder / "confirmation.jpg")
        yield write_html(scene.gather(), tmp_path / "out" / "report.html")


def test_it_is_printed_with_its_pictures_and_without_a_network(run: Run, path: Path) -> None:
    html = path.read_text(encoding="utf-8")
    content = run(print_pdf, html, find_browser())
    with pypdfium2.PdfDocument(content) as document:
        words = "".join(each.get_textpage().get_text_range() for each in document)
        size = document.get_page_size(0)
    assert "acme-0002" in words
    assert size[0] > size[1]


@pytest.mark.parametrize("width", [1400, 400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    page: Page, path: Path, width: int, scheme: Literal["light", "dark"]
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(path.as_uri())
    for details in page.locator("details").all():
        details.evaluate("element => { element.open = true; }")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_tables_sort_and_filter(page: Page, path: Path) -> None:
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.goto(path.as_uri())
    table = page.locator("#t-filings")
    shown = table.locator("tbody tr:visible")
    assert shown.count() == 3
    table.get_by_role("button", name="IPR number").click()
    assert shown.locator("td:nth-child(2)").all_inner_texts() == ["N1", "N2", "N3"]
    table.get_by_role("button", name="IPR number").click()
    assert shown.locator("td:nth-child(2)").all_inner_texts() == ["N3", "N2", "N1"]
    tools = page.locator("[data-for=t-filings]")
    tools.get_by_label("Status").select_option("approved")
    assert shown.locator("td:nth-child(2)").all_inner_texts() == ["N2"]
    assert tools.locator("output").inner_text() == "1 of 3 shown"
    tools.get_by_label("Status").select_option("")
    tools.get_by_label("Filter").fill("n3")
    assert shown.locator("td:nth-child(2)").all_inner_texts() == ["N3"]
    assert problems == []
