"""A screen without a monitor, and browsers that a person has started on it."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CHROMIUM", "needs_window", "screen", "started_browser"]

CHROMIUM = "/usr/bin/chromium"
"""Debian's."""

needs_window = pytest.mark.skipif(
    not (shutil.which("Xvfb") and Path(CHROMIUM).is_file()),
    reason="Debian's chromium and xvfb are not installed (apt-get install chromium xvfb)",
)


@contextmanager
def screen() -> Iterator[str]:
    """The name of a display of its own."""
    read, write = os.pipe()
    with subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x1000x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    ) as server:
        os.close(write)
        with os.fdopen(read) as told:
            number = told.readline().strip()
        try:
            yield f":{number}"
        finally:
            server.terminate()
            server.wait(20)


@contextmanager
def started_browser(display: str, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A browser in a window, and the address at which others may drive it."""
    with subprocess.Popen(
        [
            CHROMIUM,
            "--no-sandbox",
            "--no-first-run",
            "--remote-debugging-port=0",
            f"--user-data-dir={folder}",
            "about:blank",
        ],
        env={**os.environ, "DISPLAY": display},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as browser:
        port = folder / "DevToolsActivePort"
        try:
            until(lambda: port.is_file() and port.read_text().strip() != "")
            yield browser, f"http://127.0.0.1:{port.read_text().split()[0]}"
        finally:
            browser.terminate()
            browser.wait(20)
