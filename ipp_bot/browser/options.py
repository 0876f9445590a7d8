"""Options of launching and reusing a browser, and counts of what was started."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipp_bot.portal_time import PORTAL_ZONE

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["BrowserOptions", "BrowserStats"]

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class BrowserOptions:
    """Choices for launching and for using pages again; the counts come from measuring."""

    headless: bool = True
    profile: Path | None = None
    """A folder that keeps what the browser knows; its pages then share one context."""
    attach: str | None = None
    """The address of a running browser, which is used and not started; it is never closed."""
    frames_on_demand: bool = True
    """A headless shell draws a page when that needs it, where it can be told to."""
    frame_deadline: float = 10.0
    """Seconds after which a page that does not draw a frame has its process ended: others wait."""
    temporary: Path | None = None
    """Where driver and browser keep temporary files, private to the user; None: as the system does.
    """
    run: str = ""
    """What names this run on the command line of its browser, and in the environment of its driver.
    """
    fence: bool = False
    """No name but the loopback's is resolved: for local portals only, never at the real one."""
    uses_per_page: int = 50
    """Measured: with one page the browser weighed 297 MB after 10 filings and 313 after 45, on the
    modern skin 355 and after 30 378 MB. A new page costs 84 ms."""
    uses_per_context: int = 400
    """A new context costs 200 ms, and its cookies must be carried over."""
    pages_per_context: int = 8
    """Tabs in use at once: more of them would wait for the six connections to a host that a
    browser opens for a context, and another context costs 100 MB."""
    memory_limit: int = 1500 * MEGABYTE
    """Bytes of the browser's process tree above which it is started again between filings."""
    memory_per_page: int = 100 * MEGABYTE
    """Bytes that each tab in use adds to that limit."""
    memory_check_every: int = 10
    """Uses of pages between two looks at the memory."""
    drain_deadline: float = 120.0
    """Seconds that a new filing waits for a heavy browser's other filings to end."""
    close_deadline: float = 5.0
    """Seconds that anything may take to close before it is left behind or killed."""
    launch_deadline: float = 30.0
    """Seconds for a browser to start."""
    locale: str = "en-US"
    timezone: str = PORTAL_ZONE.key
    """The portal's own time zone, so that date pickers agree with the certificate."""


@dataclass(slots=True)
class BrowserStats:
    """What a browser process has started and lost so far."""

    launches: int = 0
    contexts: int = 0
    pages: int = 0
    crashes: int = 0
    memory_peak: int = 0
