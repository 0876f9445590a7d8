"""Lists whose page fetches its rows: read is the answer to what was asked, or nothing is."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from ipp_bot.errors import PageBroken, PortalDown
from ipp_bot.pages import IprManagement
from ipp_bot.site import Portal
from tests.flows.pages.conftest import NOWHERE, gather

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from playwright.async_api import Page, Route

    from ipp_bot.browser import BrowserManager
    from ipp_bot.profile import Profile
    from tests.conftest import Run

    Story = Callable[["Server", IprManagement], Awaitable[Any]]

STATUSES = {"draft": ("Draft",), "pending": ("Pending",)}
RECORDS = [("1000001", "Pending"), ("1000002", "Draft"), ("1000003", "Pending")]
# An empty list is drawn before anything has come, and whatever comes last is shown.
PAGE = """<h1>IPR Management</h1>{over}
<table><thead><tr><th>IPR number</th><th>Status</th></tr></thead><tbody></tbody></table>
<p>No records</p><b>Total 0</b>
<script>
const say = (el, words) => {{ document.querySelector(el).textContent = words; }};
const load = async (status) => {{
  const answer = await fetch('http://list.test/rows?status=' + status);
  if (!answer.ok) return;
  const {{ rows, counts }} = await answer.json();
  document.querySelector('tbody').innerHTML = rows.map(
    ([number, is]) => `<tr><td>${{number}}</td><td>${{is}}</td></tr>`).join('');
  say('p', rows.length ? '' : 'No records');
  say('b', `Total ${{rows.length}}`);
  for (const tab of document.querySelectorAll('[role=tab]')) {{
    const [name] = tab.textContent.split(' ');
    tab.textContent = `${{name}} (${{counts[name]}})`;
  }}
}};
const choose = (el, status) => {{
  for (const one of document.querySelectorAll('[role=tab]')) one.ariaSelected = one === el;
  setTimeout(load, 20, status);
}};
{first}load('All');
</script>"""
SEARCHED = """<label>Status <select><option>All</option><option>Draft</option></select></label>
<button onclick="load(document.querySelector('select').value)">Search</button>"""
SPLIT = """<div><a role="tab" onclick="choose(this, 'Draft')">Draft (0)</a>
<a role="tab" onclick="choose(this, 'Pending')">Pending (0)</a></div>"""
FILTERS = PAGE.format(over=SEARCHED, first="")
TABS = PAGE.format(over=SPLIT, first="")
POLLS = PAGE.format(over="", first="fetch('http://list.test/poll').catch(() => 0);")
IN_VAIN = 0.5
"""Seconds after which it is believed that something waits."""


class Server:
    """Answers what the page fetches, when a test says so."""

    def __init__(self) -> None:
        self.asked: asyncio.Queue[Route] = asyncio.Queue()
        self.records = RECORDS

    async def answer(self, route: Route, status: int = 200) -> None:
        """With the records of the status that is asked for."""
        [wanted] = parse_qs(urlsplit(route.request.url).query)["status"]
        rows = [one for one in self.records if wanted in ("All", one[1])]
        names = [is_ for _, is_ in self.records]
        counts = {name: names.count(name) for name in ("Draft", "Pending")}
        told = {"rows": rows, "counts": {**counts, "All": len(names)}}
        await route.fulfill(
            status=status,
            body=json.dumps(told),
            headers={"access-control-allow-origin": "*", "content-type": "application/json"},
        )


@pytest.fixture
def listed(run: Run, host: BrowserManager, profile: Profile) -> Callable[..., Any]:
    """Tells a story of the list that this page shows."""

    def call(html: str, story: Story, *, action: float = 8.0) -> Any:
        filters = ("status",) if html == FILTERS else ()
        known = profile.model_copy(
            update={
                "statuses": STATUSES,
                "listing": profile.listing.model_copy(update={"filters": filters}),
                "timings": profile.timings.model_copy(update={"action": action}),
                "labels": profile.labels | {"filter.status": ("Status",)},
            }
        )

        async def told() -> Any:
            server, pool = Server(), await host.page_pool("answers", None)
            async with pool.tab("answers") as tab:
                await tab.page.route("http://list.test/**", server.asked.put)
                await tab.page.goto("about:blank")
                await tab.page.set_content(html)
                page = IprManagement(tab, Portal(known, "http://127.0.0.1"), NOWHERE)
                return await asyncio.wait_for(story(server, page), 60)

        return run(told)

    return call


async def still_waits(task: asyncio.Task[Any]) -> bool:
    """Whether it goes on waiting, as it seems."""
    done, _ = await asyncio.wait({task}, timeout=IN_VAIN)
    return not done


async def drawn(page: Page, rows: int) -> None:
    """Waits until the page shows so many rows."""
    await page.wait_for_function(
        "n => document.querySelectorAll('tbody tr').length === n", arg=rows
    )


def test_a_list_that_is_drawn_before_its_rows_came_is_not_empty(
    listed: Callable[..., Any],
) -> None:
    async def story(server: Server, page: IprManagement) -> list[str]:
        route = await server.asked.get()
        reading = asyncio.ensure_future(gather(page.all_rows()))
        assert await still_waits(reading)
        await server.answer(route)
        return [row.number for row in await reading]

    assert listed(FILTERS, story) == ["1000001", "1000002", "1000003"]


def test_the_lists_own_first_answer_is_not_taken_for_that_to_the_search(
    listed: Callable[..., Any],
) -> None:
    async def story(server: Server, page: IprManagement) -> list[str]:
        first = await server.asked.get()
        searching = asyncio.ensure_future(page.show(status="draft"))
        second = await server.asked.get()
        await server.answer(first)
        await drawn(page.tab.page, 3)
        assert await still_waits(searching)
        await server.answer(second)
        await searching
        return [row.number for row in await page.rows()]

    assert listed(FILTERS, story, action=0.2) == ["1000002"]


def test_the_lists_own_first_answer_that_comes_last_is_not_read(
    listed: Callable[..., Any],
) -> None:
    async def story(server: Server, page: IprManagement) -> None:
        first = await server.asked.get()
        searching = asyncio.ensure_future(page.show(status="draft"))
        await server.answer(await server.asked.get())
        await drawn(page.tab.page, 1)
        assert await still_waits(searching)
        await server.answer(first)
        await searching

    with pytest.raises(PageBroken, match="answer to an earlier question"):
        listed(FILTERS, story, action=0.2)


def test_a_first_answer_that_never_comes_lets_nothing_be_read(listed: Callable[..., Any]) -> None:
    async def story(server: Server, page: IprManagement) -> None:
        await server.asked.get()
        searching = asyncio.ensure_future(page.show(status="draft"))
        await server.answer(await server.asked.get())
        await searching

    with pytest.raises(PageBroken, match="does not come"):
        listed(FILTERS, story, action=0.2)


def test_a_tabs_count_of_the_answer_before_proves_nothing(listed: Callable[..., Any]) -> None:
    async def story(server: Server, page: IprManagement) -> list[str]:
        server.records = []
        await server.answer(await server.asked.get())
        await page.first_page()
        reading = asyncio.ensure_future(gather(page.all_rows()))
        drafts = await server.asked.get()
        assert await still_waits(reading)
        server.records = RECORDS
        await server.answer(drafts)
        await server.answer(await server.asked.get())
        return [row.number for row in await reading]

    assert listed(TABS, story) == ["1000002", "1000001", "1000003"]


def test_a_search_that_failed_leaves_no_rows_that_count(listed: Callable[..., Any]) -> None:
    async def story(server: Server, page: IprManagement) -> None:
        await server.answer(await server.asked.get())
        searching = asyncio.ensure_future(page.show(status="draft"))
        await server.answer(await server.asked.get(), status=503)
        await searching

    with pytest.raises(PortalDown, match=r"could not be fetched \(HTTP 503\)"):
        listed(FILTERS, story)


def test_what_the_page_keeps_open_for_ever_stops_no_list(listed: Callable[..., Any]) -> None:
    async def story(server: Server, page: IprManagement) -> list[str]:
        await server.asked.get()
        await server.answer(await server.asked.get())
        return [row.number for row in await gather(page.all_rows())]

    assert listed(POLLS, story, action=0.2) == ["1000001", "1000002", "1000003"]
