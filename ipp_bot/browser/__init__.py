"""Finding, launching and keeping a browser: warm signed-in pages, downloads and evidence."""

from ipp_bot.browser.desk import Desk
from ipp_bot.browser.evidence import Evidence
from ipp_bot.browser.find import BrowserKind, FoundBrowser, find_browser, find_window_browser
from ipp_bot.browser.host import BrowserHost
from ipp_bot.browser.names import safe_name
from ipp_bot.browser.options import HostOptions, HostStats
from ipp_bot.browser.scrub import scrub
from ipp_bot.browser.warm import Alarm, Answers, WarmPage

__all__ = [
    "Alarm",
    "Answers",
    "BrowserHost",
    "BrowserKind",
    "Desk",
    "Evidence",
    "FoundBrowser",
    "HostOptions",
    "HostStats",
    "WarmPage",
    "find_browser",
    "find_window_browser",
    "safe_name",
    "scrub",
]
