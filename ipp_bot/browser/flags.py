"""Switches that every browser is started with."""

from __future__ import annotations

import os

__all__ = ["FLAGS"]

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
