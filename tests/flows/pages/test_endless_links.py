"""A link for the next page that leads on for ever: to an empty page, or to the last one again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipp_bot.errors import PortalChanged
from ipp_bot.pages import IprManagement
from ipp_bot.site import Portal
from tests.flows.pages.conftest import NOWHERE, gather

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.browser import BrowserManager
    from ipp_bot.profile import Profile
    from tests.conftest import Run

PAGE = """<h1>IPR Management</h1>
<table><thead><tr><th>IPR number</th><th>Name</th><th>Status</th></tr></thead>
<tbody></tbody></table>
<button onclick="turn()">Next page</button>
<script>
let at = 0;
const turn = () => {{
  const first = 1000001 + 2 * {at};
  at += 1;
  document.querySelector('tbody').innerHTML = first > 1000006
    ? '<tr><td colspan=3>No records</td></tr>'
    : [first, first + 1].map(
      (one) => `<tr><td>${{one}}</td><td>turn ${{at}}</td><td>Draft</td></tr>`).join('');
}};
turn();
</script>"""
SIX = [str(number) for number in range(1000001, 1000007)]


@pytest.fixture
def numbers(run: Run, host: BrowserManager, profile: Profile) -> Callable[[str], list[str]]:
    """The numbers that the list of this page shows."""
    listing = profile.listing.model_copy(update={"filters": ()})
    timings = profile.timings.model_copy(update={"action": 0.5})
    known = profile.model_copy(update={"listing": listing, "timings": timings})

    def call(html: str) -> list[str]:
        async def story() -> list[str]:
            pool = await host.page_pool("endless", None)
            async with pool.tab("endless") as tab:
                await tab.page.goto("about:blank")
                await tab.page.set_content(html)
                page = IprManagement(tab, Portal(known, "http://127.0.0.1"), NOWHERE)
                return [row.number for row in await gather(page.all_rows())]

        result: list[str] = run(story)
        return result

    return call


@pytest.mark.timeout(20)
def test_an_empty_page_is_the_end(numbers: Callable[[str], list[str]]) -> None:
    assert numbers(PAGE.format(at="at")) == SIX


@pytest.mark.timeout(20)
def test_the_last_page_again_and_again_proves_nothing(numbers: Callable[[str], list[str]]) -> None:
    with pytest.raises(PortalChanged, match="showed 6 records, and nothing says"):
        numbers(PAGE.format(at="Math.min(at, 2)"))


ARROWS = """<div class="x-laypage">
<a href="javascript:;" class="x-laypage-prev">{prev}</a>
<a href="javascript:;" class="x-laypage-next" onclick="turn(); end(this)">{next}</a></div><script>
const end = (el) => el.classList.toggle('x-disabled', at === 3);</script>"""


@pytest.mark.parametrize(
    ("before", "after"),
    [("\ue603", "<i class=icon>\ue602</i>"), ("‹", "›"), ("&lt;", "&gt;"), ("←", "<b>→</b>")],
)
def test_an_arrow_without_words_leads_on_until_its_class_says_disabled(
    numbers: Callable[[str], list[str]], before: str, after: str
) -> None:
    arrows = ARROWS.format(prev=before, next=after)
    html = PAGE.format(at="at").replace('<button onclick="turn()">Next page</button>', arrows)
    assert numbers(html) == SIX
