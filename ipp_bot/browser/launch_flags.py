"""Switches that every browser is started with, and the driver that starts it."""

from __future__ import annotations

import codecs
import locale
import os
import sys
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ipp_bot.operating_system import is_privileged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = [
    "FLAGS",
    "RUN_FLAG",
    "RUN_VARIABLE",
    "browser_locale",
    "lean_driver",
    "may_use_sandbox",
]

_OFF_BY_PLAYWRIGHT = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "TcpPortRandomizationWin",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    "msForceBrowserSignIn",
    "msEdgeUpdateLaunchServicesPreferredVersion",
)
"""Of several such switches the last one counts, so that Playwright's own has to be repeated."""

_OFF = (
    # After a click nothing would go on until the next frame, not even the form that it submits.
    "DeferRendererTasksAfterInput",
    # Each document of a site would get a frame, a window and a compositor of its own.
    "RenderDocument",
)

FLAGS = (
    "--no-first-run",
    "--disable-background-networking",
    # Pages of a context share processes: more of them than processors only cost memory.
    f"--renderer-process-limit={max(2, os.cpu_count() or 2)}",
    f"--disable-features={','.join((*_OFF_BY_PLAYWRIGHT, *_OFF))}",
)

RUN_FLAG = "--ipp-bot-run="
"""The argument by which a browser names the run that started it."""
RUN_VARIABLE = "IPP_BOT_RUN"
"""The variable by which a driver does: it may drive a browser that somebody else started."""

_NODE_OPTIONS = "NODE_OPTIONS"
_YOUNG = "--max-semi-space-size=4"
"""Megabytes: the driver's messages live for milliseconds, and a quarter of Node's own choice keeps
50 MB free with sixteen pages."""


def may_use_sandbox() -> bool:
    """Whether the browser's sandbox can protect this machine: everywhere but for root.

    With or without a window, and on Windows, where nobody has a user id to ask for.
    """
    return not is_privileged()


def browser_locale() -> dict[str, str]:
    """Variables with which a browser on Linux finds files with names beyond ASCII.

    Chromium turns their names into bytes by the system's locale. In one that is not installed, as
    on many servers, or in “C”, it finds none of them, and an upload never ends.
    """
    if sys.platform != "linux":
        return {}
    before = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, "")
        encoding = codecs.lookup(locale.nl_langinfo(locale.CODESET)).name
    except (locale.Error, LookupError):
        encoding = "ascii"
    finally:
        locale.setlocale(locale.LC_ALL, before)
    return {"LC_ALL": "C.UTF-8"} if encoding == "ascii" else {}


_TEMPORARY = ("TMPDIR", "TEMP", "TMP")
"""Variables by which Node finds the folder for temporary files, on whatever system."""


@contextmanager
def lean_driver(temporary: Path | None = None, run: str = "") -> Iterator[None]:
    """Within, Playwright starts its own Node with less memory for what does not last.

    What the user has chosen for Node counts more; another Node may not know the choice. With
    `temporary` the driver writes there what it would leave in the system's folder if it were
    killed: traces that still have their secrets, profiles of browsers. `run` names the run.
    """
    wanted: dict[str, str] = {}
    if "PLAYWRIGHT_NODEJS_PATH" not in os.environ:
        wanted[_NODE_OPTIONS] = f"{_YOUNG} {os.environ.get(_NODE_OPTIONS, '')}".strip()
    if temporary is not None:
        tempfile.gettempdir()  # Python has looked for its own folder before the variables change
        wanted |= dict.fromkeys(_TEMPORARY, str(temporary))
    if run:
        wanted[RUN_VARIABLE] = run
    chosen = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in chosen.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
