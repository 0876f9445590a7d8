"""The browser that a person chooses: in a window, with a folder that stays, or already running."""

from __future__ import annotations

import json
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.testing import assert_filed
from tests.support.windows import CHROMIUM, needs_window, screen, started_browser

if TYPE_CHECKING:
    from pathlib import Path

    from ipp_bot.testing import PortalProcess, TestWorkspace

MANIFEST = "manifests/software/acme.yaml"

pytestmark = needs_window


def _choose(workspace: TestWorkspace, browser: str) -> None:
    settings = workspace.root / "ipp-bot.yaml"
    settings.write_text(f"{settings.read_text('utf-8')}browser: {browser}\n", "utf-8")


def _pages(address: str) -> list[dict[str, Any]]:
    with urllib.request.urlopen(f"{address}/json/list") as answer:  # noqa: S310 - our own
        return [each for each in json.load(answer) if each["type"] == "page"]


@pytest.mark.parametrize(
    "browser",
    [
        f"{{path: {CHROMIUM}, window: true, profile: browser-profile}}",
        pytest.param("{channel: chromium, window: true}", marks=pytest.mark.soak),
        pytest.param(f"{{path: {CHROMIUM}, profile: browser-profile}}", marks=pytest.mark.soak),
        pytest.param(CHROMIUM, marks=pytest.mark.soak),
    ],
)
def test_a_form_is_filed_in_the_chosen_browser(
    browser: str, ipp_portal: PortalProcess, with_samples: TestWorkspace
) -> None:
    _choose(with_samples, browser)
    with screen() as display:
        with_samples.environment["DISPLAY"] = display
        with_samples.submit(MANIFEST, "--sessions", "2")
    assert_filed(ipp_portal, with_samples, MANIFEST)
    folder = with_samples.root / "browser-profile" / "acme"
    assert folder.is_dir() is ("profile" in browser)


def test_a_running_browser_is_used_and_left_as_it_was(
    ipp_portal: PortalProcess, with_samples: TestWorkspace, tmp_path: Path
) -> None:
    with screen() as display, started_browser(tmp_path / "mine", display) as (browser, address):
        before = [page["id"] for page in _pages(address)]
        _choose(with_samples, f'{{attach: "{address}"}}')
        with_samples.submit(MANIFEST, "--sessions", "2")
        assert browser.poll() is None
        assert [page["id"] for page in _pages(address)] == before
    assert_filed(ipp_portal, with_samples, MANIFEST)
    refused = with_samples.run("submit", "manifests/works-registration.yaml")
    assert refused.returncode == 2
    assert f"No browser answers at {address}" in refused.stderr
    assert "--remote-debugging-port=" in refused.stderr
    assert len(ipp_portal.iprs()) == 3
