"""Playwright's errors as errors of this project."""

from __future__ import annotations

import pytest
from playwright.async_api import Error
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from ipp_bot.errors import BrowserCrashed, PageBroken, PortalDown, PortalError, PressNotMade
from ipp_bot.site.playwright_errors import to_ipp_bot_error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Error("Page.goto: net::ERR_CONNECTION_REFUSED at http://x/"), PortalDown),
        (Error("Page.goto: net::ERR_NAME_NOT_RESOLVED at http://x/"), PortalDown),
        (Error("Target page, context or browser has been closed"), BrowserCrashed),
        (Error("Page.evaluate: Target crashed"), BrowserCrashed),
        (Exception("Connection closed while reading from the driver"), BrowserCrashed),
        (PlaywrightTimeoutError("Timeout 30000ms exceeded."), PageBroken),
        (TimeoutError(), PageBroken),
        (Error("Execution context was destroyed"), PageBroken),
    ],
)
def test_playwrights_errors_in_the_projects_words(
    error: Exception, kind: type[PortalError]
) -> None:
    told = to_ipp_bot_error(error, "saving the draft")
    assert type(told) is kind
    assert "\n" not in told.message
    assert "net::" not in told.message


def test_a_press_that_was_not_made_is_technical() -> None:
    assert issubclass(PressNotMade, PortalError)
