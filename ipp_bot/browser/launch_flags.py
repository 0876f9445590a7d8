"""Switches that every browser is started with, and the driver that starts it."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["FLAGS", "lean_driver"]

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

_NODE_OPTIONS = "NODE_OPTIONS"
_YOUNG = "--max-semi-space-size=4"
"""Megabytes: the driver's messages live for milliseconds, and a quarter of Node's own choice keeps
50 MB free with sixteen pages."""


@contextmanager
def lean_driver() -> Iterator[None]:
    """Within, Playwright starts its own Node with less memory for what does not last.

    What the user has chosen for Node counts more; another Node may not know the choice.
    """
    chosen = os.environ.get(_NODE_OPTIONS)
    if "PLAYWRIGHT_NODEJS_PATH" in os.environ:
        yield
        return
    os.environ[_NODE_OPTIONS] = f"{_YOUNG} {chosen or ''}".strip()
    try:
        yield
    finally:
        if chosen is None:
            del os.environ[_NODE_OPTIONS]
        else:
            os.environ[_NODE_OPTIONS] = chosen
