"""Switches that every browser is started with."""

from __future__ import annotations

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

FLAGS = (
    "--no-first-run",
    "--disable-background-networking",
    # After a click nothing would go on until the next frame, not even the form that it submits.
    f"--disable-features={','.join((*_OFF_BY_PLAYWRIGHT, 'DeferRendererTasksAfterInput'))}",
)
