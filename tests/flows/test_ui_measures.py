"""Measures of the page: certificates an hour, seconds to be usable, the stream, a day left open.

Each prints its figure; `pytest tests/flows/test_ui_measures.py -m "soak or not soak" -s -n0`.
"""

from __future__ import annotations

import re
import threading
import time
from typing import TYPE_CHECKING

import psutil
import pytest
from playwright.sync_api import expect

from tests.support.drafts import draft_software
from tests.support.report import Scene, fill_scene, open_scene
from tests.support.ui import ui_process
from tests.unit.ui.test_speed import PATHS, fill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page, Route

    from tests.support.ui import UiProcess

GLANCE, KEY = 1.0, 0.2
"""Seconds that a person takes to look at an entry, and to strike a key."""
AN_HOUR = 120
"""Certificates that a person reviews in an hour, at least."""
USABLE = 1.0
"""Seconds after which a page can be used."""
OF_A_CORE = 0.03
"""What the stream of a run may cost."""
SESSIONS = 16
GROWTH = 1.1
"""By how much a page's memory and nodes may differ after many refreshes."""


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with open_scene(tmp_path) as opened:
        fill_scene(opened)
        yield opened


def enter(page: Page, ui: UiProcess) -> None:
    page.goto(ui.link)
    page.wait_for_url(f"{ui.url}/")


@pytest.mark.soak
def test_certificates_an_hour(page: Page, scene: Scene) -> None:
    """Twelve whose fields are all sure, and three with a date that has to be typed."""
    root = scene.workspace.root
    sure = {f"2022SR14175{count}": f"星云管理系统第{count}号" for count in range(10, 22)}
    draft_software(root, sure)
    unsure = {f"2023SR14175{count}": f"蓝海管理系统第{count}号" for count in range(30, 33)}
    draft_software(root, unsure, finished="2021年08月")
    keys: dict[str, int] = {}
    typed = 0
    with ui_process(root, "--lang", "zh") as ui:
        enter(page, ui)
        page.goto(f"{ui.url}/review")
        count = page.locator(".card").count()
        page.locator(".card a").first.click()
        began = time.monotonic()
        for left in range(count, 0, -1):
            expect(page.locator("main")).to_contain_text(f"{left} 个条目待核对")
            ref = page.locator("h1").inner_text().split()[0]
            page.locator(":focus").wait_for()
            page.wait_for_timeout(1000 * GLANCE)
            keys[ref] = 0
            while page.locator("#confirm:focus").count() == 0:
                text = "2021-08-13"
                for one in text:
                    page.keyboard.type(one)
                    page.wait_for_timeout(1000 * KEY)
                page.keyboard.press("Enter")
                page.wait_for_timeout(1000 * KEY)
                keys[ref] += len(text) + 1
                typed += 1
            page.wait_for_timeout(1000 * KEY)
            page.keyboard.press("Enter")
            keys[ref] += 1
        expect(page.locator("main")).to_contain_text("没有待核对的条目")
        took = time.monotonic() - began
    rate = count / took * 3600
    most = max(keys[ref] for ref in sure)
    print(  # noqa: T201 - the measure
        f"\n{count} certificates in {took:.0f} s: {rate:.0f} an hour; {sum(keys.values())} keys, "
        f"at most {most} where all is sure, {typed} dates typed"
    )
    assert rate >= AN_HOUR
    assert most <= 3


@pytest.mark.soak
def test_pages_are_usable_at_once_with_5000_filings(page: Page, scene: Scene) -> None:
    fill(scene, 5000)
    took: dict[str, float] = {}
    with ui_process(scene.workspace.root, "--lang", "en") as ui:
        enter(page, ui)
        for path in PATHS:
            best = []
            for _ in range(6):
                began = time.monotonic()
                page.goto(ui.url + path, wait_until="load")
                page.locator("main h1").first.wait_for()
                best.append(time.monotonic() - began)
            took[path] = min(best)
    print("\n5,000 filings:", *(f"{path} {1000 * took[path]:.0f} ms" for path in PATHS))  # noqa: T201
    assert {path: seconds for path, seconds in took.items() if seconds > USABLE} == {}


@pytest.mark.soak
def test_the_stream_of_a_run_with_16_sessions(page: Page, scene: Scene) -> None:
    """Each session claims, notes and ends its filings; one page looks on."""
    fill(scene, 500)
    numbers = [filing.id for filing in scene.ledger.unfinished()][: SESSIONS * 4]
    with ui_process(scene.workspace.root, "--lang", "en") as ui:
        enter(page, ui)
        page.goto(f"{ui.url}/run")
        server = psutil.Process(ui.process.pid)
        stop = threading.Event()

        def work() -> None:
            at = 0
            while not stop.is_set():
                claim = scene.ledger.claim(numbers[at % len(numbers)], "w", 60)
                if claim is not None:
                    scene.ledger.attempt(claim, "retry", "a step")
                    scene.ledger.release(claim)
                at += 1
                # a filing takes about half a second, with three events
                stop.wait(0.5 / SESSIONS * 3)

        working = threading.Thread(target=work)
        working.start()
        page.wait_for_timeout(3000)
        before, began = sum(server.cpu_times()[:2]), time.monotonic()
        page.wait_for_timeout(30_000)
        share = (sum(server.cpu_times()[:2]) - before) / (time.monotonic() - began)
        stop.set()
        working.join()
    print(f"\nstream and one page beside {SESSIONS} sessions: {100 * share:.2f} % of a core")  # noqa: T201
    assert share < OF_A_CORE


@pytest.mark.parametrize("refreshes", [60, pytest.param(3000, marks=pytest.mark.soak)])
def test_a_page_that_is_left_open_does_not_grow(page: Page, scene: Scene, refreshes: int) -> None:
    """A day's events in a short time: another page takes the old one's place each time."""
    with ui_process(scene.workspace.root, "--lang", "en") as ui:
        enter(page, ui)
        page.goto(f"{ui.url}/run?pictures=1")
        server = psutil.Process(ui.process.pid)
        shown = 0

        def changed(route: Route) -> None:
            nonlocal shown
            shown += 1
            answer = route.fetch()
            told = f"<p>change {shown} of a day</p>"
            body = re.sub(r'(<div id="run" data-live>)', rf"\g<1>{told}", answer.text())
            route.fulfill(response=answer, body=body)

        page.route("**/run?pictures=1", changed)
        cdp = page.context.new_cdp_session(page)
        cdp.send("Performance.enable")

        def size() -> dict[str, float]:
            cdp.send("HeapProfiler.collectGarbage")
            every = cdp.send("Performance.getMetrics")["metrics"]
            names = {"JSHeapUsedSize", "Nodes", "JSEventListeners", "Documents"}
            return {one["name"]: one["value"] for one in every if one["name"] in names}

        def refresh(times: int) -> None:
            page.evaluate(
                """async times => {
                  for (let at = 0; at < times; at++) { await refresh(); await showPictures(); }
                }""",
                times,
            )

        refresh(20)
        before, resident = size(), server.memory_info().rss
        refresh(refreshes)
        after, grown = size(), server.memory_info().rss - resident
        page.evaluate(
            """() => {
              window.kept = [...Array(500)].map(() => document.createElement("p"));
              window.text = [...Array(200000)].map((_, at) => at / 7);
            }"""
        )
        control = size()  # what is kept is seen
        assert control["Nodes"] >= after["Nodes"] + 500
        assert control["JSHeapUsedSize"] > GROWTH * after["JSHeapUsedSize"]
        assert f"change {shown} of a day" in page.locator("#run").inner_text()
        assert shown >= refreshes
    print(f"\n{refreshes} refreshes: {before} -> {after}; the server grew by {grown / 1e6:.1f} MB")  # noqa: T201
    assert {name for name in before if after[name] > GROWTH * before[name]} == set()
    assert grown < 30e6
