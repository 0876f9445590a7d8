"""The review in a browser, with keys alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.support.drafts import draft_software
from tests.support.report import open_scene
from tests.support.ui import ui_process

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

pytest.importorskip("rapidocr", reason="the extra `read` is not installed")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    with open_scene(tmp_path):
        return tmp_path


@pytest.fixture
def keys(page: Page) -> Iterator[list[str]]:
    """Every key that was struck; nothing may be wrong by the browser's own words."""
    struck: list[str] = []
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text))
    yield struck
    assert problems == []


def press(page: Page, keys: list[str], *names: str) -> None:
    for name in names:
        keys.append(name)
        page.keyboard.press(name)


def test_certificates_whose_fields_are_sure_take_one_key_each(
    page: Page, root: Path, keys: list[str]
) -> None:
    names = {f"2022SR14175{count}": f"星云管理系统第{count}号" for count in range(10, 14)}
    draft = draft_software(root, names)
    with ui_process(root, "--lang", "en") as ui:
        page.goto(ui.link)
        page.wait_for_url(f"{ui.url}/")
        page.goto(f"{ui.url}/review")
        page.get_by_role("link", name="2022SR1417510").click()
        for left in (4, 3, 2, 1):
            expect(
                page.get_by_text("entry waits" if left == 1 else f"{left} entries wait")
            ).to_be_visible()
            expect(page.get_by_role("button", name="Confirm")).to_be_focused()
            press(page, keys, "Enter")
        expect(page.get_by_text("No drafted entry waits")).to_be_visible()
    assert len(keys) == 4
    assert draft.read_text("utf-8").count("confirmed: papers-") == 4


FRAME_IS_SHOWN = """() => {
  if (document.getElementById("frame").style.width === "") return false; // the picture is to come
  const [frame, sheet] = ["frame", "sheet"].map((id) =>
    document.getElementById(id).getBoundingClientRect());
  return sheet.top <= frame.top && frame.top <= sheet.bottom;
}"""
"""True once the place of the field in focus has been scrolled to."""


def test_what_is_not_sure_is_found_framed_and_typed(
    page: Page, root: Path, keys: list[str]
) -> None:
    draft = draft_software(root, {"2022SR1417580": "星云"}, finished="2021年08月")
    with ui_process(root, "--lang", "en") as ui:
        page.goto(ui.link)
        page.wait_for_url(f"{ui.url}/")
        page.goto(f"{ui.url}/review")
        page.get_by_role("link", name="2022SR1417580").click()
        date = page.get_by_label("Completed on")
        expect(date).to_be_focused()
        expect(page.locator("#frame")).to_be_visible()
        page.wait_for_function(FRAME_IS_SHOWN)
        expect(page.locator("#crop")).to_be_visible()
        page.keyboard.type("2021-08-13")
        press(page, keys, "Enter")
        expect(page.get_by_role("button", name="Confirm")).to_be_focused()
        press(page, keys, "Shift+Tab", "Enter", "Tab")
        expect(page.get_by_label("Short name")).to_be_focused()
        page.keyboard.type("云")
        press(page, keys, "Enter")
        expect(page.get_by_role("button", name="Confirm")).to_be_focused()
        press(page, keys, "ArrowUp", "Shift+Tab")
        for width in (1440, 1024, 390):
            page.set_viewport_size({"width": width, "height": 900})
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        before = page.locator("#picture").get_attribute("src")
        page.locator("#turn").click()
        assert page.locator("#picture").get_attribute("src") != before
        page.get_by_role("button", name="Confirm").focus()
        press(page, keys, "Enter")
        expect(page.get_by_text("No drafted entry waits")).to_be_visible()
    assert "completed_on: 2021-08-13\n" in draft.read_text("utf-8")
    assert "    short_name: 云\n" in draft.read_text("utf-8")


def test_typing_corrects_and_escape_takes_it_back(page: Page, root: Path, keys: list[str]) -> None:
    draft = draft_software(root, {"2022SR1417580": "星云"})
    with ui_process(root, "--lang", "en") as ui:
        page.goto(ui.link)
        page.wait_for_url(f"{ui.url}/")
        page.goto(f"{ui.url}/review")
        page.get_by_role("link", name="2022SR1417580").click()
        expect(page.get_by_role("button", name="Confirm")).to_be_focused()
        version = page.get_by_label("Version")
        version.focus()
        page.keyboard.type("V9")
        expect(version).to_have_value("V9")
        press(page, keys, "Escape")
        expect(version).to_have_value("V2.0")
        page.keyboard.type("V3.0")
        press(page, keys, "Enter", "Enter")
        expect(page.get_by_text("No drafted entry waits")).to_be_visible()
    assert "version: V3.0\n" in draft.read_text("utf-8")


@pytest.mark.parametrize("way", ["keys", pytest.param("mouse", marks=pytest.mark.soak)])
def test_a_place_on_the_paper_is_read_again(
    page: Page, root: Path, keys: list[str], way: str
) -> None:
    draft = draft_software(root, {"2022SR1417580": "星云"})
    draft.write_text(draft.read_text("utf-8").replace("version: V2.0", "version: V8.0"), "utf-8")
    with ui_process(root, "--lang", "en") as ui:
        page.goto(ui.link)
        page.wait_for_url(f"{ui.url}/")
        page.goto(f"{ui.url}/review")
        page.get_by_role("link", name="2022SR1417580").click()
        version = page.get_by_label("Version")
        expect(version).to_be_focused()  # the paper says another one
        expect(version).to_have_value("V8.0")
        page.wait_for_function(FRAME_IS_SHOWN)
        if way == "keys":
            press(page, keys, "[", "ArrowUp", "ArrowDown", "Shift+ArrowRight", "Enter")
        else:
            frame = page.locator("#frame").bounding_box()
            assert frame is not None
            page.mouse.move(frame["x"] - 4, frame["y"] - 4)
            page.mouse.down()
            page.mouse.move(frame["x"] + frame["width"] + 4, frame["y"] + frame["height"] + 4)
            expect(page.locator("#drawn")).to_be_visible()
            page.mouse.up()
        expect(page.locator("#told")).to_contain_text("V2.0", timeout=60_000)
        expect(page.locator("#drawn")).to_be_hidden()
        expect(version).to_have_value("V2.0")
        expect(version).to_be_focused()
        press(page, keys, "[", "Escape")
        expect(version).to_be_focused()
        press(page, keys, "Enter", "Enter")
        expect(page.get_by_text("No drafted entry waits")).to_be_visible()
    assert "version: V2.0" in draft.read_text("utf-8")
