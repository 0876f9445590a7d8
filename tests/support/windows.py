"""A screen without a monitor, and browsers that a person has started on it."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ipp_bot.browser import find_browser
from tests.support.waiting import PATIENCE, until

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CHROMIUM", "kill_browser", "needs_window", "screen", "started_browser"]

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
            server.wait(PATIENCE)


@contextmanager
def started_browser(
    folder: Path, display: str = ""
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A browser that somebody else started, and the address at which others may drive it.

    With a display it is Debian's in a window, else the one that ipp-bot finds, without any.
    """
    with subprocess.Popen(
        [
            CHROMIUM if display else str(find_browser().path),
            *([] if display else ["--headless"]),
            "--no-sandbox",
            "--no-first-run",
            "--remote-debugging-port=0",
            f"--user-data-dir={folder}",
            "about:blank",
        ],
        env={**os.environ, "DISPLAY": display},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # the program may be a script around the browser
    ) as browser:
        port = folder / "DevToolsActivePort"
        try:
            until(lambda: port.is_file() and port.read_text().strip() != "")
            yield browser, f"http://127.0.0.1:{port.read_text().split()[0]}"
        finally:
            kill_browser(browser)
            browser.wait(PATIENCE)


def kill_browser(browser: subprocess.Popen[bytes]) -> None:
    """Ends all processes of a started browser at once; nothing happens if they have ended."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(browser.pid, signal.SIGKILL)
