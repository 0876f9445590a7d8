"""A person goes back a step of the form and mends a value before clicking Submit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import async_playwright

from tests.support.waiting import PATIENCE, until
from tests.support.windows import started_browser

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from playwright.async_api import Page

    from ipp_bot.testing import TestWorkspace
    from tests.conftest import Run
    from tests.other_portals.portal import ForeignPortal


async def _submit(page: Page) -> None:
    await page.get_by_role("button", name="Lodge with the examiners").click()
    await page.get_by_role("button", name="Yes, go on").click()


async def _to_step(page: Page, button: str, heading: str) -> None:
    while await page.get_by_role("heading", level=2).inner_text() != heading:
        before = await page.get_by_role("heading", level=2).inner_text()
        await page.get_by_role("button", name=button, exact=True).click()
        await page.get_by_role("heading", level=2, name=before).wait_for(state="detached")


async def _mend_the_first_step(page: Page) -> None:
    await _to_step(page, "Go back", "The opus")
    await page.get_by_label("Release no.").fill("V1.2")
    await _to_step(page, "Proceed", "Summary")
    await _submit(page)


async def _mend_two_steps_and_look_again(page: Page) -> None:
    """Types key by key, and goes on at once; then reads the step before once more."""
    await _to_step(page, "Go back", "The opus")
    await page.get_by_label("Release no.").press_sequentially("9")
    await _to_step(page, "Proceed", "Acquisition of rights")
    await page.get_by_role("button", name="Natural person").click()
    await _to_step(page, "Proceed", "Summary")
    await _to_step(page, "Go back", "Papers")
    await _to_step(page, "Proceed", "Summary")
    await _submit(page)


async def _change_nothing(page: Page) -> None:
    await _to_step(page, "Go back", "The opus")
    await _to_step(page, "Proceed", "Summary")
    await _submit(page)


@pytest.mark.parametrize(
    ("acts", "edited"),
    [
        (_mend_the_first_step, {"version": {"planned": "V1.1", "sent": "V1.2"}}),
        pytest.param(
            _mend_two_steps_and_look_again,
            {
                "version": {"planned": "V1.1", "sent": "9V1.1"},
                "holder_kind": {"planned": "entity", "sent": "individual"},
            },
            marks=pytest.mark.soak,
        ),
        pytest.param(_change_nothing, None, marks=pytest.mark.soak),
    ],
)
@pytest.mark.parametrize("variant", ["wizard"])
def test_what_is_mended_on_an_earlier_step_is_what_was_sent(
    acts: Callable[[Page], Awaitable[None]],
    edited: dict[str, dict[str, str]] | None,
    portal: ForeignPortal,
    workspace: TestWorkspace,
    run: Run,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    log = workspace.root / "told.txt"
    with started_browser(tmp_path_factory.mktemp("mine")) as (_, address), log.open("w") as told:
        settings = workspace.root / "ipp-bot.yaml"
        text = f'{settings.read_text("utf-8")}browser: {{attach: "{address}"}}\n'
        settings.write_text(text, "utf-8")
        command = ("submit", "manifests", "--only", "acme-0001", "--attended", "--json")

        async def person() -> None:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.connect_over_cdp(address)
                pages = [page for context in browser.contexts for page in context.pages]
                [page] = [one for one in pages if "/desk/form" in one.url]
                await acts(page)

        with subprocess.Popen(
            [sys.executable, "-m", "ipp_bot", *command],
            cwd=workspace.root,
            env={**os.environ, **workspace.environment},
            stdout=subprocess.PIPE,
            stderr=told,
            text=True,
        ) as process:
            try:
                waits = "submit it there"
                until(lambda: waits in log.read_text() or process.poll() is not None)
                assert process.poll() is None, log.read_text()
                run(person)
                out, _ = process.communicate(timeout=PATIENCE)
            finally:
                if process.poll() is None:
                    process.kill()
    assert process.returncode == 0, out + log.read_text()
    [record] = portal.registry.records.values()
    assert portal.registry.lodged == [record["number"]]
    [filing] = json.loads(out)["filings"]
    assert filing["end"] == "submitted"
    [path] = workspace.root.glob(".ipp-bot/receipts/*/acme-0001/receipt.json")
    receipt = json.loads(path.read_text("utf-8"))
    assert receipt.get("edited") == edited
    sent = {key: one["sent"] for key, one in (edited or {}).items()}
    assert record["values"]["release"] == sent.get("version", "V1.1")
    assert receipt["attended"] is True
    assert ("changed in the window" in log.read_text()) is (edited is not None)
