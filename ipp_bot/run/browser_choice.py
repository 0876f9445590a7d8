"""Which browser a workspace's settings ask for, and how it is started."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.browser import BrowserOptions, find_browser, find_window_browser
from ipp_bot.browser.find import find_channel, running_browser

if TYPE_CHECKING:
    from pathlib import Path

    from ipp_bot.browser import FoundBrowser
    from ipp_bot.settings import BrowserSettings
    from ipp_bot.workspace import Workspace

__all__ = ["browser_options", "browser_to_print", "chosen_browser"]


def chosen_browser(settings: BrowserSettings, *, window: bool = False) -> FoundBrowser:
    """The browser of the settings, or one that is found; BrowserMissing if there is none.

    With `window` it is one that can open a window, whatever the settings say of that.
    """
    if settings.attach is not None:
        return running_browser(settings.attach)
    if settings.channel is not None:
        return find_channel(settings.channel)
    find = find_window_browser if window or settings.window else find_browser
    return find(settings.path)


def browser_to_print(workspace: Workspace) -> FoundBrowser:
    """The browser that prints a report: that of the settings, but for one that runs elsewhere."""
    chosen = workspace.settings.browser
    return find_browser() if chosen.attach is not None else chosen_browser(chosen)


def browser_options(
    workspace: Workspace, *, window: bool = False, temporary: Path | None = None, run: str = ""
) -> BrowserOptions:
    """How the browser of the settings is started or reached; `run` names who does."""
    chosen = workspace.settings.browser
    return BrowserOptions(
        headless=not (window or chosen.window),
        profile=None if chosen.profile is None else workspace.root / chosen.profile,
        attach=chosen.attach,
        fence=workspace.is_loopback,
        temporary=temporary,
        run=run,
    )
