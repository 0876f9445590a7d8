"""The last day of a list: what reaches today leaves nothing out, what does not is told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from ipp_bot.errors import PortalChanged
from ipp_bot.pages import IprManagement
from ipp_bot.pages.list_filters import ListFilters
from ipp_bot.site import Portal
from tests.flows.pages.conftest import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.browser import BrowserManager
    from ipp_bot.profile import Profile
    from tests.conftest import Run

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
PAGE = """<h1>IPR Management</h1>
<label>Submitted from <input name=a value="2000-01-01"></label>
<label>Submitted to <input name=b value="{shown}"></label>
<script>
const last = document.querySelector('[name=b]');
const emptied = {emptied};
last.addEventListener('change', () => {{ if (!last.value) last.value = emptied; }});
</script>"""


@pytest.fixture
def changed(run: Run, host: BrowserManager, profile: Profile) -> Callable[..., tuple[bool, str]]:
    """Whether setting the filters changed the page, and the last day that it shows then."""
    labels = profile.labels | {
        "filter.from": ("Submitted from",),
        "filter.to": ("Submitted to",),
    }
    listing = profile.listing.model_copy(update={"filters": ("from", "to")})
    known = profile.model_copy(update={"labels": labels, "listing": listing})

    def call(shown: str, emptied: str, until: date | None = None) -> tuple[bool, str]:
        async def story() -> tuple[bool, str]:
            pool = await host.page_pool("filters", None)
            async with pool.tab("filters") as tab:
                await tab.page.goto("about:blank")
                await tab.page.set_content(PAGE.format(shown=shown, emptied=emptied))
                tab.portal_now = NOW
                page = IprManagement(tab, Portal(known, "http://127.0.0.1"), NOWHERE)
                done = await ListFilters(until=until).set_on(page)
                return done, await tab.page.locator("[name=b]").input_value()

        result: tuple[bool, str] = run(story)
        return result

    return call


@pytest.mark.parametrize(
    ("shown", "emptied", "is_changed", "left"),
    [
        ("", "''", False, ""),
        ("2026-11-30", "last.defaultValue", False, "2026-11-30"),
        ("2026-12-05", "''", False, "2026-12-05"),
        ("2026-11-29", "''", True, ""),
        ("2026-10-01", "'2026-11-30'", True, "2026-11-30"),
    ],
    ids=["empty", "today, for ever", "behind today", "can be emptied", "comes back as today"],
)
def test_a_last_day_that_reaches_today_counts_as_none(
    changed: Callable[..., tuple[bool, str]],
    *,
    shown: str,
    emptied: str,
    is_changed: bool,
    left: str,
) -> None:
    assert changed(shown, emptied) == (is_changed, left)


@pytest.mark.parametrize("emptied", ["last.defaultValue", "'2026-11-29'"])
def test_a_last_day_before_today_that_stays_is_told(
    changed: Callable[..., tuple[bool, str]], emptied: str
) -> None:
    with pytest.raises(PortalChanged, match="no filter for to"):
        changed("2026-11-29", emptied)


def test_a_last_day_that_is_asked_for_is_set_though_today_is_shown(
    changed: Callable[..., tuple[bool, str]],
) -> None:
    assert changed("2026-11-30", "''", date(2026, 10, 1)) == (True, "2026-10-01")
