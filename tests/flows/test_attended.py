"""A person looks at the filled form in the window and submits it there; ipp-bot sees to the rest.

The person is scripted: mouse and keyboard by a second driver of the same browser, which knows
nothing of ipp-bot. What the portal holds in the end is the judge.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from playwright.async_api import Error, async_playwright

from tests.support.skins import everywhere
from tests.support.waiting import HOUR, PATIENCE, until
from tests.support.windows import CHROMIUM, kill_browser, needs_window, screen, started_browser

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from playwright.async_api import Browser, Locator, Page

    from ipp_bot.testing import PortalProcess, TestWorkspace
    from tests.conftest import Run

MANIFEST = "manifests/works-registration.yaml"
REF = "works-0001"
ARGUMENTS = ("submit", MANIFEST, "--attended", "--json")
WAITS = "submit it there, within"


class Window:
    """The browser, with ipp-bot at work in it and a person before it."""

    def __init__(
        self, run: Run, workspace: TestWorkspace, browser: subprocess.Popen[bytes], address: str
    ) -> None:
        self.run, self.workspace, self.browser, self.address = run, workspace, browser, address

    @contextmanager
    def submitting(self, *more: str) -> Iterator[subprocess.Popen[str]]:
        """`ipp-bot submit --attended`, once it waits for the person."""
        with self.started(*more) as process:
            until(lambda: WAITS in self.told() or process.poll() is not None)
            assert process.poll() is None, self.told()
            yield process

    @contextmanager
    def started(self, *more: str) -> Iterator[subprocess.Popen[str]]:
        """`ipp-bot submit --attended`, which is killed if it still runs at the end."""
        with (
            (self.workspace.root / "told.txt").open("w") as told,
            subprocess.Popen(
                [sys.executable, "-m", "ipp_bot", *ARGUMENTS, *more],
                cwd=self.workspace.root,
                env={**os.environ, **self.workspace.environment},
                stdout=subprocess.PIPE,
                stderr=told,
                text=True,
            ) as process,
        ):
            try:
                yield process
            finally:
                if process.poll() is None:
                    process.kill()

    def told(self) -> str:
        """What the last run told the person."""
        return (self.workspace.root / "told.txt").read_text()

    def person(self, acts: Callable[[Page], Awaitable[Any]]) -> Any:
        """What a person does at the page with the form."""

        async def story() -> Any:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.connect_over_cdp(self.address)
                page = await _form(browser)
                try:
                    return await acts(page)
                finally:
                    await asyncio.sleep(0)

        return self.run(story)

    def receipt(self) -> dict[str, Any] | None:
        """receipt.json, if there is one."""
        (account,) = {path.parent.parent.name for path in self._receipts()} or {""}
        path = self.workspace.root / ".ipp-bot" / "receipts" / account / REF / "receipt.json"
        found: dict[str, Any] | None = json.loads(path.read_text()) if path.is_file() else None
        return found

    def _receipts(self) -> list[Path]:
        return list(self.workspace.root.glob(f".ipp-bot/receipts/*/{REF}/receipt.json"))


async def _form(browser: Browser) -> Page:
    while True:
        for context in browser.contexts:
            for page in context.pages:
                if await _button(page).count():
                    return page
        await asyncio.sleep(0.05)


SUBMIT = re.compile("^(Submit for verification|提交验证|提交审核)$", re.IGNORECASE)
SAVED = re.compile("Draft saved|Saved", re.IGNORECASE)
YES = re.compile("^(OK|Confirm|Yes|确定|确认)$")
NAME = re.compile("^[*\\s]*(Name of the work|Name|作品名称|名称)")


def _button(page: Page) -> Locator:
    return page.get_by_role("button", name=SUBMIT).first


async def _submit(page: Page) -> None:
    await _send(page, lambda: _button(page).click(no_wait_after=True))


async def _send(page: Page, act: Callable[[], Awaitable[None]], answer: Any = YES) -> bool:
    """Does what submits; some portals ask once more and get this answer. Whether it asked."""
    sent = asyncio.Event()
    page.on("request", lambda request: sent.set() if request.method == "POST" else None)
    await act()
    button = page.get_by_role("dialog").get_by_role("button", name=answer)
    async with asyncio.timeout(PATIENCE):
        while not sent.is_set() and not page.is_closed():
            with suppress(Error):  # the page may go meanwhile
                if await button.count():
                    await button.click()
                    return True
            await asyncio.sleep(0.02)
    return False


async def _close(page: Page) -> None:
    with suppress(Error):  # what was submitted is taken from the window at once
        await page.close()


@pytest.fixture
def window(run: Run, with_samples: TestWorkspace, tmp_path_factory: Any) -> Iterator[Window]:
    with started_browser(tmp_path_factory.mktemp("mine")) as (browser, address):
        settings = with_samples.root / "ipp-bot.yaml"
        text = f'{settings.read_text("utf-8")}browser: {{attach: "{address}"}}\n'
        settings.write_text(text, "utf-8")
        yield Window(run, with_samples, browser, address)


def _records(portal: PortalProcess) -> list[tuple[str, int]]:
    return [(record["status"], record["submissions"]) for record in portal.iprs()]


def _submissions(portal: PortalProcess) -> int:
    """Requests to submit that have reached the portal."""
    asked: dict[str, int] = portal.stats()["requests"]
    return asked.get("submit", 0)


@everywhere()
def test_the_person_submits_and_the_receipt_says_so(
    ipp_portal: PortalProcess, window: Window
) -> None:
    with window.submitting() as process:
        assert _records(ipp_portal) == [("draft", 0)]
        window.person(_submit)
        out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, out
    (filing,) = json.loads(out)["filings"]
    assert filing["end"] == "submitted"
    assert _records(ipp_portal) == [("pending", 1)]
    receipt = window.receipt()
    assert receipt is not None
    assert (receipt["attended"], receipt["reconciled"]) == (True, False)
    assert "edited" not in receipt
    again = window.workspace.run(*ARGUMENTS)
    assert again.returncode == 0
    assert _records(ipp_portal) == [("pending", 1)]


@pytest.mark.soak
@everywhere()
def test_what_the_person_changes_is_told_and_is_in_the_receipt(
    ipp_portal: PortalProcess, window: Window
) -> None:
    async def change(page: Page) -> None:
        field = page.locator("input").and_(page.locator("[value='星云小熊']")).first
        if not await field.count():
            field = page.get_by_label(NAME).first
        await field.fill("星云大熊")
        await _submit(page)

    with window.submitting() as process:
        window.person(change)
        out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, out + window.told()
    (record,) = ipp_portal.iprs()
    assert (record["fields"]["name"], record["submissions"]) == ("星云大熊", 1)
    receipt = window.receipt()
    assert receipt is not None
    assert receipt["pictures"] == ["confirmation.jpg"]  # that of the form shows what was planned
    assert receipt["edited"] == {"name": {"planned": "星云小熊", "sent": "星云大熊"}}
    assert (receipt["fields"]["name"], receipt["title"]) == ("星云大熊", "星云大熊")
    assert "changed in the window: name is '星云大熊' now" in window.told()


def test_a_double_click_sends_once(ipp_portal: PortalProcess, window: Window) -> None:
    ipp_portal.faults({"kind": "latency", "at": "submit", "seconds": HOUR})

    async def twice(page: Page) -> None:
        await _button(page).scroll_into_view_if_needed()
        box = await _button(page).bounding_box()
        assert box is not None
        at = box["x"] + 5, box["y"] + 5
        await page.mouse.dblclick(*at)
        await asyncio.sleep(1.2)  # no double click any more, and the portal has not answered
        await page.mouse.click(*at)
        ipp_portal.release()

    with window.submitting() as process:
        window.person(twice)
        out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, out + window.told()
    assert _records(ipp_portal) == [("pending", 1)]
    assert _submissions(ipp_portal) == 1


def test_a_window_closed_before_the_click_sends_nothing(
    ipp_portal: PortalProcess, window: Window
) -> None:
    with window.submitting() as process:
        window.person(_close)
        out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 3, out + window.told()
    (filing,) = json.loads(out)["filings"]
    assert filing["end"] == "needs a person"
    assert _records(ipp_portal) == [("draft", 0)]
    assert window.receipt() is None
    with window.submitting() as process:  # and again, as the hint says
        window.person(_submit)
        out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, out
    assert _records(ipp_portal) == [("pending", 1)]


@pytest.mark.soak
@pytest.mark.parametrize("answered", [False, True])
def test_a_window_closed_with_the_click_is_reconciled(
    ipp_portal: PortalProcess, window: Window, *, answered: bool
) -> None:
    ipp_portal.faults({"kind": "latency", "at": "submit", "seconds": HOUR})

    async def click_and_close(page: Page) -> None:
        await _submit(page)
        await asyncio.to_thread(until, ipp_portal.struck)
        if answered:
            ipp_portal.release()
            await asyncio.to_thread(until, lambda: _records(ipp_portal) == [("pending", 1)])
        await _close(page)
        ipp_portal.release()

    with window.submitting() as process:
        window.person(click_and_close)
        out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, out + window.told()
    assert _records(ipp_portal) == [("pending", 1)]
    receipt = window.receipt()
    assert receipt is not None
    assert receipt["attended"] is True
    assert receipt["record"]["submissions"] == 1


@pytest.mark.parametrize("clicked", [pytest.param(False, marks=pytest.mark.soak), True])
@pytest.mark.soak
def test_a_killed_browser_is_reconciled(
    ipp_portal: PortalProcess, window: Window, tmp_path_factory: Any, *, clicked: bool
) -> None:
    ipp_portal.faults({"kind": "latency", "at": "submit", "seconds": 1})

    async def click(page: Page) -> None:
        if clicked:
            await _submit(page)
            await asyncio.to_thread(until, lambda: _submissions(ipp_portal) == 1)
        kill_browser(window.browser)

    with window.submitting() as process:
        window.person(click)
        out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2, out + window.told()
    assert window.receipt() is None
    if clicked:
        until(lambda: _records(ipp_portal) == [("pending", 1)])
    with started_browser(tmp_path_factory.mktemp("other")) as (_, address):
        settings = window.workspace.root / "ipp-bot.yaml"
        settings.write_text(settings.read_text("utf-8").replace(window.address, address), "utf-8")
        window.address = address
        if clicked:
            done = window.workspace.run(*ARGUMENTS)
            out, status = done.stdout, done.returncode
        else:
            with window.submitting() as process:
                window.person(_submit)
                out, _ = process.communicate(timeout=PATIENCE)
                status = process.returncode
    assert status == 0, out
    assert _records(ipp_portal) == [("pending", 1)]


@pytest.mark.parametrize(
    "point",
    [
        pytest.param("after-submit-intent", marks=pytest.mark.soak),
        "attended-click",
        pytest.param("after-submit-click", marks=pytest.mark.soak),
    ],
)
def test_a_killed_process_is_reconciled(
    point: str, ipp_portal: PortalProcess, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as crash:
        crash.setenv("IPP_BOT_CRASH_AT", point)
        if point == "after-submit-intent":
            assert window.workspace.run(*ARGUMENTS).returncode == -signal.SIGKILL
        else:

            async def click(page: Page) -> None:
                with suppress(Error):  # the window goes with the process
                    await _button(page).click(no_wait_after=True)

            with window.submitting() as process:
                window.person(click)
                process.wait(PATIENCE)
            assert process.returncode == -signal.SIGKILL
    if point == "after-submit-click":
        assert _records(ipp_portal) == [("pending", 1)]
    # Whether the click at the other points still got out of the window, the next run finds out.
    with window.started() as process:
        until(lambda: WAITS in window.told() or process.poll() is not None)
        if process.poll() is None:
            assert point != "after-submit-click"
            window.person(_submit)
        out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, out + window.told()
    assert _records(ipp_portal) == [("pending", 1)]
    receipt = window.receipt()
    assert receipt is not None
    assert receipt["attended"] is True


@pytest.mark.soak
@needs_window
@pytest.mark.parametrize("launched", [False, True], ids=["attached", "launched"])
def test_a_window_that_outlives_its_run_may_still_send(
    ipp_portal: PortalProcess, window: Window, *, launched: bool
) -> None:
    """Its driver is frozen when the run is killed: nothing counts as unsent while that is there."""
    settings = window.workspace.root / "ipp-bot.yaml"
    text = settings.read_text("utf-8").partition("browser:")[0]
    with screen() as display:
        window.workspace.environment["DISPLAY"] = display
        if launched:
            settings.write_text(f"{text}browser: {CHROMIUM}\n", "utf-8")
        with window.submitting() as process:
            [driver] = psutil.Process(process.pid).children()
            driver.suspend()
            process.kill()
            process.wait(PATIENCE)
        # In a browser whose driver is frozen nobody else opens a page.
        settings.write_text(f"{text}browser: {CHROMIUM}\n", "utf-8")
        with window.started() as again:
            until(lambda: "still open" in window.told() or again.poll() is not None)
            assert again.poll() is None, window.told()
            assert WAITS not in window.told()
            driver.kill()
            # Nobody has clicked and nobody can: the form is opened for the person once more.
            until(lambda: WAITS in window.told() or again.poll() is not None)
            assert again.poll() is None, window.told()
            assert _records(ipp_portal) == [("draft", 0)]


async def _save_first(page: Page) -> None:
    await page.get_by_role("button", name="Save Draft").first.click()
    await page.get_by_text(SAVED).first.wait_for()
    await _submit(page)


async def _come_back(page: Page) -> None:
    await page.get_by_role("link", name="IPR Management").first.click()
    await page.get_by_role("heading", name="IPR Management").wait_for()
    await page.go_back()
    await _submit(page)


async def _reload(page: Page) -> None:
    await page.reload()
    await _submit(page)


async def _press_enter(page: Page) -> None:
    await _button(page).focus()
    await _send(page, lambda: page.keyboard.press("Enter"))


async def _think_twice(page: Page) -> None:
    """Says no where the portal asks once more, then yes."""
    if await _send(page, lambda: _button(page).click(no_wait_after=True), "Cancel"):
        await asyncio.sleep(1.1)  # no double click
        await _submit(page)


@pytest.mark.soak
@everywhere("modern-en")
@pytest.mark.parametrize("acts", [_save_first, _come_back, _reload, _press_enter, _think_twice])
def test_whatever_else_the_person_does_it_is_sent_once(
    acts: Callable[[Page], Awaitable[None]],
    where: str,
    ipp_portal: PortalProcess,
    window: Window,
) -> None:
    if not where.endswith("en"):
        pytest.skip("this person reads English only")
    with window.submitting() as process:
        window.person(acts)
        out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, out + window.told()
    assert _records(ipp_portal) == [("pending", 1)]
    receipt = window.receipt()
    assert receipt is not None
    assert receipt["attended"] is True


@pytest.mark.soak
def test_a_record_that_cannot_be_read_at_first(ipp_portal: PortalProcess, window: Window) -> None:
    with window.submitting() as process:
        ipp_portal.faults({"at": "record", "kind": "status", "code": 404, "times": 1})
        window.person(_submit)
        out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, out + window.told()
    assert _records(ipp_portal) == [("pending", 1)]
    receipt = window.receipt()
    assert receipt is not None
    assert (receipt["attended"], receipt["reconciled"]) == (True, True)


@pytest.mark.soak
def test_a_session_that_ends_at_the_click_sends_nothing(
    ipp_portal: PortalProcess, window: Window
) -> None:
    ipp_portal.faults({"at": "submit", "kind": "expire_session", "times": 1})
    with window.submitting() as process:
        window.person(_submit)
        out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 3, out + window.told()
    assert _records(ipp_portal) == [("draft", 0)]
    assert window.receipt() is None


@pytest.mark.soak
def test_a_hold_closes_the_window(ipp_portal: PortalProcess, window: Window) -> None:
    with window.submitting() as process:
        assert window.workspace.run("hold", "--why", "the client called").returncode == 0
        out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 3, out + window.told()
    assert _records(ipp_portal) == [("draft", 0)]
    assert window.receipt() is None
    assert window.workspace.run("resume").returncode == 0
    with window.submitting() as process:
        window.person(_submit)
        out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, out
    assert _records(ipp_portal) == [("pending", 1)]


@pytest.mark.soak
def test_nobody_clicks(ipp_portal: PortalProcess, window: Window) -> None:
    done = window.workspace.run(*ARGUMENTS, "--within", "5")
    assert done.returncode == 3, done.stdout + done.stderr
    (filing,) = json.loads(done.stdout)["filings"]
    assert filing["end"] == "needs a person"
    assert "Nobody clicked" in filing["reason"]
    assert _records(ipp_portal) == [("draft", 0)]
    assert window.receipt() is None


def test_attended_goes_with_neither_queue_nor_draft(with_samples: TestWorkspace) -> None:
    for other in ("--queue", "--draft-only"):
        refused = with_samples.run("submit", MANIFEST, "--attended", other)
        assert refused.returncode == 2
        assert f"--attended and {other} exclude each other" in refused.stderr
