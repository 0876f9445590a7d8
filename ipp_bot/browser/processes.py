"""What the browser's processes weigh, and the ending of exactly those processes."""

from __future__ import annotations

import contextlib

import psutil

__all__ = ["end_tree", "tree", "weigh"]


def tree(mark: str) -> list[psutil.Process]:
    """The browser that was started with this mark on its command line, and all its children."""
    roots: list[psutil.Process] = []
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if mark in " ".join(process.cmdline()):
                roots.append(process)
    found = {process.pid: process for process in roots}
    for root in roots:
        with contextlib.suppress(psutil.Error):
            found.update((child.pid, child) for child in root.children(recursive=True))
    return list(found.values())


def weigh(mark: str) -> int:
    """Bytes of the tree: proportional shares where the system tells them, else resident size."""
    total = 0
    for process in tree(mark):
        with contextlib.suppress(psutil.Error):
            full = process.memory_full_info()
            total += int(getattr(full, "pss", 0) or full.rss)
    return total


def end_tree(mark: str) -> int:
    """Kill what is left of the tree; tells how many processes there were."""
    left = tree(mark)
    for process in left:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(left, timeout=3)
    return len(left)
