"""A browser for all page tests, and for each test a visitor of its own."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.browser import BrowserManager, BrowserOptions, find_browser, processes
from ipp_bot.forms.content import content_of
from ipp_bot.forms.filler import FormFiller
from ipp_bot.pages import Details, SignIn, TypeSelection
from ipp_bot.profile import load_profile
from ipp_bot.site import Portal
from ipp_bot.site.page_state import PageState

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from ipp_bot.browser import PagePool, Tab
    from ipp_bot.profile import FormField, Profile
    from ipp_bot.testing import PortalProcess
    from tests.conftest import Run

_NUMBER = itertools.count()
IN_TIME = 60.0
"""Seconds within which a click is to be made: no verdict by how busy the machine is."""
SOFTWARE = {
    "has_certificate": "yes",
    "work": "software",
    "name": "星云排课软件",
    "version": "V2.0",
    "registration_number": "2023SR1417580",
    "holder": "Acme Rights Agency Ltd.",
    "holder_kind": "entity",
    "completed_on": "2022-05-01",
    "acquisition": "original",
    "rights_scope": "all",
}


@pytest.fixture(scope="session")
def profile() -> Profile:
    """The shipped profile with the patience of a test."""
    shipped = load_profile("alibaba-ipp")
    timings = shipped.timings.model_copy(update={"navigation": 8.0, "action": 5.0, "upload": 8.0})
    return shipped.model_copy(update={"timings": timings})


@pytest.fixture(scope="session")
def host(run: Run) -> Iterator[BrowserManager]:
    """One browser for the session."""
    kept = BrowserManager(find_browser(), BrowserOptions(fence=True))
    run(kept.__aenter__)
    yield kept
    run(kept.__aexit__, None, None, None)


@pytest.fixture
def open_host(run: Run) -> Iterator[Callable[..., BrowserManager]]:
    """Opens hosts with these options, and closes them."""
    opened: list[BrowserManager] = []

    def open_(**changes: Any) -> BrowserManager:
        quick: dict[str, Any] = {"fence": True, "close_deadline": 3.0}
        host = BrowserManager(find_browser(), BrowserOptions(**{**quick, **changes}))
        run(host.__aenter__)
        opened.append(host)
        return host

    yield open_
    for host in opened:
        run(host.__aexit__, None, None, None)
        assert processes.tree(host.process.mark) == []


@dataclass
class Visitor:
    """Somebody at the portal with a page in hand."""

    run: Run
    page_pool: PagePool
    portal: Portal
    process: PortalProcess
    files: Mapping[str, Sequence[Path]]
    values: dict[str, Any] = field(default_factory=lambda: dict(SOFTWARE))
    account: str = "acme"

    @property
    def fields(self) -> tuple[FormField, ...]:
        return self.portal.profile.form("copyright-software").fields

    def do(self, story: Callable[[Visitor, Tab], Any]) -> Any:
        """Tell a story on a page that is signed in."""

        async def told() -> Any:
            async with self.page_pool.tab("story") as page:
                if self.page_pool.sign_in_version == 0:
                    sign_in_page = await SignIn.open(page, self.portal)
                    await sign_in_page.sign_in(self.account, f"{self.account}-pass1")
                    await self.page_pool.save_state(page)
                return await story(self, page)

        return self.run(told)

    async def draft(self, tab: Tab) -> tuple[str, Details]:
        """A saved draft of a software copyright, its details page open."""
        wizard = await TypeSelection.open(tab, self.portal)
        await wizard.choose("copyright", "Mainland China")
        saved = await wizard.save_draft(IN_TIME)
        assert saved.number
        return saved.number, await wizard.next()

    async def filled(self, tab: Tab) -> tuple[str, Details]:
        """A draft that is ready to be submitted."""
        number, details = await self.draft(tab)
        await details.fill_in(self.fields, self.values, self.files)
        return number, details


NOWHERE = PageState(None, None, 200, "", (), (), (), "", {})


@pytest.fixture
def on_page(run: Run, host: BrowserManager, profile: Profile) -> Callable[..., Any]:
    """Tells a story on the details page that this source makes."""

    async def told(html: str, story: Callable[[Details], Any]) -> Any:
        pool = await host.page_pool("widgets", None)
        async with pool.tab("widgets") as page:
            await page.page.goto("about:blank")  # scripts of the last source are gone with it
            await page.page.set_content(html)
            return await story(Details(page, Portal(profile, "http://127.0.0.1"), NOWHERE))

    return lambda html, story: run(told, html, story)


@pytest.fixture
def fill(on_page: Callable[..., Any]) -> Callable[..., Any]:
    """Fills a page of this source; what it shows then, and what the script `look` sees of it."""

    def call(html: str, fields: list[FormField], look: str = "", **values: Any) -> Any:
        async def filled(form: Details) -> Any:
            known = form.portal.with_yes_no_options(fields)
            filler = FormFiller(form, known, values)
            content = dict(
                content_of(
                    await filler.fill_by_user_actions(await filler.fill_by_script()), known
                ).values
            )
            return (content, await form.tab.page.evaluate(look)) if look else content

        return on_page(html, filled)

    return call


@pytest.fixture
def documents(tmp_path: Path) -> dict[str, list[Path]]:
    """A certificate of more than a megabyte, a screenshot with a portal's words in its name."""
    from PIL import Image

    made = {}
    for slot, name, colour in (
        ("certificate", "certificate 一.png", (200, 30, 60)),
        ("screenshot", "2.5 MB upload failed.png", (20, 90, 200)),
    ):
        path = tmp_path / name
        Image.new("RGB", (900, 700), colour).save(path)
        made[slot] = [path]
    with made["certificate"][0].open("ab") as file:
        file.write(bytes(1_200_000))
    return made


@pytest.fixture
def visitor(
    run: Run,
    host: BrowserManager,
    profile: Profile,
    ipp_portal: PortalProcess,
    documents: dict[str, list[Path]],
) -> Iterator[Visitor]:
    """A visitor with cookies of his own."""
    pool = run(host.page_pool, f"visitor-{next(_NUMBER)}", None)
    yield Visitor(run, pool, Portal(profile, ipp_portal.url), ipp_portal, documents)

    async def leave() -> None:
        await pool.close_contexts(alive=True)

    run(leave)


async def gather(rows: AsyncIterator[Any]) -> list[Any]:
    """All that an asynchronous iterator yields."""
    return [row async for row in rows]
