"""Which of several browsers is used."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from ipp_bot.browser import find_browser
from ipp_bot.browser.find import BrowserKind, find_window_browser
from ipp_bot.errors import BrowserMissing

if TYPE_CHECKING:
    from pathlib import Path


def _program(path: Path, version: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho 'Chromium {version}'\n")
    path.chmod(0o755)
    return path


@pytest.mark.skipif(os.name != "posix", reason="shell scripts stand in for browsers")
def test_the_order_in_which_browsers_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, system = tmp_path / "cache", tmp_path / "bin"
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(cache))
    monkeypatch.setenv("PATH", str(system))
    system.mkdir()
    with pytest.raises(BrowserMissing) as missing:
        find_browser()
    assert "ipp-bot browser install" in missing.value.hint

    _program(system / "chromium", "1.2.3")
    assert find_browser().kind is BrowserKind.CHROMIUM
    _program(system / "chromium-headless-shell", "1.2.3")
    assert find_browser().kind is BrowserKind.HEADLESS_SHELL
    assert find_window_browser().path == system / "chromium"

    half = cache / "chromium_headless_shell-2000" / "x"
    _program(half / "headless_shell", "9")
    assert find_browser().source == "system"  # a download that was broken off is no browser
    own = cache / "chromium_headless_shell-1999" / "x" / "headless_shell"
    _program(own, "8")
    (cache / "chromium_headless_shell-1999" / "INSTALLATION_COMPLETE").touch()
    assert find_browser().path == own

    wanted = _program(tmp_path / "mine" / "browser", "5")
    assert find_browser(wanted).path == wanted
    with pytest.raises(BrowserMissing, match="configured"):
        find_browser(tmp_path / "mine" / "nothing")
