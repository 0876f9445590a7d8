"""What the browser and its driver are started with."""

from __future__ import annotations

import asyncio
import locale
import os
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.browser.browser_process import BrowserProcess
from ipp_bot.browser.find import BrowserKind, FoundBrowser
from ipp_bot.browser.launch_flags import browser_locale, lean_driver
from ipp_bot.browser.options import BrowserOptions

if TYPE_CHECKING:
    from tests.conftest import Run

FOUND = FoundBrowser(Path("chrome"), BrowserKind.CHROMIUM, "1", "a test")


@pytest.mark.parametrize("headless", [True, False])
@pytest.mark.parametrize(
    ("user", "sandbox"), [(1000, True), (0, False), (None, True)], ids=["user", "root", "windows"]
)
def test_the_sandbox_is_on_wherever_it_can_be(
    user: int | None, *, sandbox: bool, headless: bool, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    if user is None:
        monkeypatch.delattr(os, "geteuid")
    else:
        monkeypatch.setattr(os, "geteuid", lambda: user)
    given: dict[str, Any] = {}

    async def launch(**options: Any) -> object:
        given.update(options)
        await asyncio.sleep(0)
        return object()

    driver: Any = SimpleNamespace(chromium=SimpleNamespace(launch=launch))
    run(BrowserProcess(FOUND, BrowserOptions(headless=headless))._launch, driver)
    assert given["chromium_sandbox"] is sandbox
    assert given["headless"] is headless


def test_the_driver_has_a_temporary_folder_of_its_own_and_python_has_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", "/tmp")  # noqa: S108 - the usual one
    monkeypatch.delenv("TEMP", raising=False)
    with lean_driver(tmp_path):
        assert os.environ["TMPDIR"] == os.environ["TEMP"] == os.environ["TMP"] == str(tmp_path)
        assert tempfile.gettempdir() != str(tmp_path)
    assert os.environ["TMPDIR"] == "/tmp"  # noqa: S108
    assert "TEMP" not in os.environ


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have names in Unicode")
@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"LANG": "xx_YY.UTF-8"}, {"LC_ALL": "C.UTF-8"}),
        ({"LANG": "C.UTF-8", "LC_TIME": "xx_YY.UTF-8"}, {"LC_ALL": "C.UTF-8"}),
        ({"LC_ALL": "C"}, {"LC_ALL": "C.UTF-8"}),
        ({"LC_ALL": "POSIX"}, {"LC_ALL": "C.UTF-8"}),
        ({}, {"LC_ALL": "C.UTF-8"}),
        ({"LANG": "C.UTF-8"}, {}),
        ({"LC_ALL": "C.UTF-8", "LANG": "xx_YY.UTF-8"}, {}),
    ],
)
def test_a_locale_that_hides_files_from_the_browser_is_replaced(
    variables: dict[str, str], expected: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name == "LANG" or name.startswith("LC_")]:
        monkeypatch.delenv(name)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    before = locale.setlocale(locale.LC_ALL)
    assert browser_locale() == expected
    assert locale.setlocale(locale.LC_ALL) == before
