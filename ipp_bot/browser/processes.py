"""What the browser's processes weigh, and the ending of exactly those processes."""

from __future__ import annotations

import contextlib

import psutil

from ipp_bot.browser.launch_flags import RUN_FLAG, RUN_VARIABLE

__all__ = ["drives_browser", "end_tree", "tree", "weigh"]

_DRIVER = "run-driver"
"""What Playwright starts its driver with."""


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


def drives_browser(run: str) -> bool:
    """Whether a browser that this run started, or its driver, is still there.

    Both may be those of a run that was killed. What may not be looked at counts as there, if it is
    this user's.
    """
    return any(_is_of_run(process, run) for process in psutil.process_iter())


def _is_of_run(process: psutil.Process, run: str) -> bool:
    try:
        arguments = process.cmdline()
        if any(f"{RUN_FLAG}{run}" in argument for argument in arguments):
            return True
        return _DRIVER in arguments and process.environ().get(RUN_VARIABLE) == run
    except psutil.AccessDenied:
        with contextlib.suppress(psutil.Error):
            return process.username() == psutil.Process().username()
        return False
    except psutil.Error:
        return False


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
