"""Finding and launching a browser; signed-in tabs that are used again, downloads, evidence."""

from ipp_bot.browser.evidence import Evidence
from ipp_bot.browser.file_names import safe_name
from ipp_bot.browser.find import BrowserKind, FoundBrowser, find_browser, find_window_browser
from ipp_bot.browser.manager import BrowserManager
from ipp_bot.browser.native_dialogs import DialogPolicy, UnexpectedDialog
from ipp_bot.browser.options import BrowserOptions, BrowserStats
from ipp_bot.browser.page_pool import PagePool
from ipp_bot.browser.redaction import scrub
from ipp_bot.browser.tab import Tab

__all__ = [
    "BrowserKind",
    "BrowserManager",
    "BrowserOptions",
    "BrowserStats",
    "DialogPolicy",
    "Evidence",
    "FoundBrowser",
    "PagePool",
    "Tab",
    "UnexpectedDialog",
    "find_browser",
    "find_window_browser",
    "safe_name",
    "scrub",
]
