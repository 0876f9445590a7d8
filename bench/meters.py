"""Processor time and memory of a process and everything that it started."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator

PYTHON, DRIVER, BROWSER, PORTAL = "python", "driver", "browser", "portal"
PARTS = (PYTHON, DRIVER, BROWSER, PORTAL)


def _part(name: str) -> str:
    if name.startswith(("node", "chromedriver")):
        return DRIVER
    return BROWSER if name.startswith(("chrom", "headless")) else PYTHON


_STARTS = {PYTHON: DRIVER, DRIVER: BROWSER, BROWSER: BROWSER}
"""What a part starts: the time of its ended children counts there."""


def tree(pid: int) -> list[psutil.Process]:
    """The process and all below it that live."""
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.Error:
        return []


def cpu(pid: int) -> dict[str, float]:
    """Processor seconds so far by part, those of ended children included."""
    spent = dict.fromkeys(PARTS, 0.0)
    for process in tree(pid):
        with contextlib.suppress(psutil.Error):
            part, times = _part(process.name()), process.cpu_times()
            spent[part] += times.user + times.system
            spent[_STARTS[part]] += times.children_user + times.children_system
    return spent


def pss(pid: int) -> int:
    """Bytes of the tree, each shared page divided among those who share it."""
    return sum(pss_by_part(pid).values())


def pss_by_part(pid: int, *, without: int = 0) -> dict[str, int]:
    """The same by part; the tree below the process `without` is left out."""
    total = dict.fromkeys(PARTS, 0)
    left_out = {process.pid for process in tree(without)} if without else set()
    for process in tree(pid):
        if process.pid in left_out:
            continue
        with contextlib.suppress(OSError, psutil.Error):
            text = Path(f"/proc/{process.pid}/smaps_rollup").read_text("utf-8")
            line = next((line for line in text.splitlines() if line.startswith("Pss:")), "Pss: 0")
            total[_part(process.name())] += int(line.split()[1]) * 1024
    return total


class Peak:
    """The highest memory while a block runs, looked at every so many seconds."""

    def __init__(self, pid: int, *, every: float = 1.0) -> None:
        self._pid = pid
        self._every = every
        self._over = threading.Event()
        self.bytes = 0

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Looks until the block ends, and once more then."""
        thread = threading.Thread(target=self._look, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()
            self.bytes = max(self.bytes, pss(self._pid))

    def _look(self) -> None:
        while not self._over.wait(self._every):
            self.bytes = max(self.bytes, pss(self._pid))
