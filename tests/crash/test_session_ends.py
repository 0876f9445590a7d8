"""A session that ends at each of twenty places of a filing: signed in again once, nothing twice.

Without a slider ipp-bot signs in again by itself. With one a person is asked: in the window of a
running browser that run goes on, without a window the next one does.
"""

from __future__ import annotations

import asyncio
import shutil
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import Error, async_playwright

from tests.support.manifests import write_manifest
from tests.support.windows import started_browser

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Sequence
    from pathlib import Path

    from tests.conftest import Run
    from tests.crash.conftest import LoadWorkspace

FILES = 2
"""Documents of an entry."""
OVER = "session_over_page"
"""The portal shows the form to sign in with over the page, if it can."""


@dataclass(frozen=True)
class Place:
    """The request of somebody signed in that meets the end of the session, counted from 0."""

    what: str
    request: str
    before: int = 0


CENTER = (
    Place("the session is asked for, right after signing in", "session"),
    Place("the User Center that follows", "home"),
    Place("the document of the User Center", "root"),
    Place("the complainant is read", "account"),
    Place("IPR Management is asked for", "list"),
    Place("its records of all time", "list", 1),
    Place("the document of IPR Submission", "root", 2),
    Place("type and place", "choice"),
    Place("first Save Draft", "first_save"),
    Place("the draft opens", "details"),
    Place("its fields come", "form"),
    Place("the first file goes up", "upload"),
    Place("the second one", "upload", 1),
    Place("Save Draft", "save"),
    Place("the draft is opened anew", "details", 1),
    Place("its first file is fetched", "attachment"),
    Place("Submit for verification", "submit"),
    Place("the confirmation", "confirmation"),
    Place("the record is read after Submit", "record"),
    Place("a file of the record is fetched", "attachment", 3),
)
CLASSIC = (
    Place("the User Center, right after signing in", "home"),
    Place("IPR Management is asked for", "list"),
    Place("type and place", "choice"),
    Place("first Save Draft", "first_save"),
    Place("the draft opens", "details"),
    Place("the first file goes up", "upload"),
    Place("the second one", "upload", 1),
    Place("Save Draft", "save"),
    Place("its first file is fetched", "attachment"),
    Place("Submit for verification", "submit"),
    Place("the record is read after Submit", "record"),
    Place("a file of the record is fetched", "attachment", 3),
)
MODERN = (
    *(place for place in CLASSIC if place.request != "attachment"),
    Place("a file of the record is fetched", "attachment", 1),
)
TABLES = [
    pytest.param(places, kind, marks=pytest.mark.ipp_portal(skin=skin, lang=lang), id=name)
    for name, skin, lang, kind, places in (
        ("classic", "classic", "en", "expire_session", CLASSIC),
        ("modern", "modern", "en", "expire_session", MODERN),
        ("modern-over-page", "modern", "zh", "session_over_page", MODERN),
        ("center-zh", "center", "zh", "expire_session", CENTER),
        ("center-zh-over-page", "center", "zh", "session_over_page", CENTER),
        ("center-en", "center", "en", "expire_session", CENTER),
    )
]
SLIDER = {"kind": "slider_in_frame", "at": "sign_in", "skip": 1, "times": 1}
"""At the second sign-in of a run, which begins with one."""
TOLD = {
    "first_save": "it is not known how its first save ended",
    "save": "1 filing unfinished, with a record at the portal",
    "submit": "it is not known how its submission ended",
    "record": "the portal confirmed its submission, and its record could not be read since",
}
"""What the run says then, by the request that met the end of the session."""


class Table:
    """One entry a place; each is filed from its first sign-in on, and the session ends once."""

    def __init__(self, agency: LoadWorkspace, places: Sequence[Place]) -> None:
        self.agency, self.places = agency, places
        write_manifest(agency.workspace.root, len(places))

    def ref(self, place: Place) -> str:
        """The entry that is filed while the session ends there."""
        return f"acme-{self.places.index(place) + 1:04}"

    def begin(self, place: Place, kind: str, *more: dict[str, object]) -> None:
        """Nobody is signed in, and the session is to end there."""
        shutil.rmtree(self.agency.workspace.root / ".ipp-bot" / "sessions", ignore_errors=True)
        end = {"kind": kind, "request": place.request, "skip": place.before, "times": 1}
        self.agency.portal.faults(end, *more)

    def run(self, place: Place) -> tuple[int, str]:
        """One run for that entry: its exit code, and what it said."""
        done = self.agency.submit("--only", self.ref(place))
        return done.returncode, f"{place.what}: {done.stdout}{done.stderr}"

    def sign_ins(self) -> int:
        """How often somebody has signed in."""
        return int(self.agency.portal.stats()["sign_ins"])

    def assert_nothing_lost_or_twice(self) -> None:
        """One record an entry, submitted once, with the bytes of its files; none was deleted."""
        self.agency.portal.faults()
        self.agency.assert_exactly_once()
        assert [len(record["attachments"]) for record in self.agency.portal.iprs()] == [
            FILES
        ] * len(self.places)
        assert "delete" not in self.agency.portal.stats()["requests"]


def signed_in_again(agency: LoadWorkspace, places: Sequence[Place], kind: str) -> None:
    """At each place the run signs in twice in all, and files the entry."""
    table = Table(agency, places)
    for number, place in enumerate(places, 1):
        table.begin(place, kind)
        code, said = table.run(place)
        assert (code, agency.portal.struck()) == (0, 1), said
        assert table.sign_ins() == 2 * number, said
    table.assert_nothing_lost_or_twice()


@pytest.mark.timeout(400)
@pytest.mark.ipp_portal(skin="center", lang="zh")
def test_a_session_may_end_while_files_are_compared(agency: LoadWorkspace) -> None:
    """What is handed out then is no file: neither Submit nor the receipt goes by it."""
    signed_in_again(agency, [place for place in CENTER if place.request == "attachment"], OVER)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("places", "kind"), TABLES)
def test_a_session_may_end_at_any_place(
    places: Sequence[Place], kind: str, agency: LoadWorkspace
) -> None:
    signed_in_again(agency, places, kind)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(kind, marks=pytest.mark.ipp_portal(skin="center", lang=lang), id=name)
        for name, lang, kind in (("zh", "zh", OVER), ("en", "en", "expire_session"))
    ],
)
def test_a_person_is_asked_where_a_slider_follows(kind: str, agency: LoadWorkspace) -> None:
    table = Table(agency, CENTER)
    for number, place in enumerate(CENTER, 1):
        table.begin(place, kind, SLIDER)
        code, said = table.run(place)
        assert (code in (1, 3), agency.portal.struck()) == (True, 2), said
        assert "a slider, which only a person can pass" in said
        assert TOLD.get(place.request, "") in said
        assert table.sign_ins() == 2 * number - 1, said
        agency.portal.faults()
        code, said = table.run(place)
        assert code == 0, said
        assert table.sign_ins() == 2 * number, said
    table.assert_nothing_lost_or_twice()


async def pass_the_slider(address: str, table: Table, run: subprocess.Popen[str]) -> int:
    """Somebody at the running browser: passes the slider and clicks Sign in; how often."""
    passed = 0
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(address)
        while run.poll() is None:
            pages = [page for context in browser.contexts for page in context.pages]
            for frame in [frame for page in pages for frame in page.frames]:
                with suppress(Error):  # the page goes on by itself
                    if await frame.locator("#nc_1_n1z").count():
                        table.agency.portal.call("POST", "person", {})
                        await frame.locator(".nc_ok").wait_for()
                        await frame.locator("button.password-login").click()
                        passed += 1
                        await frame.locator("#nc_1_n1z").wait_for(state="detached")
            await asyncio.sleep(0.1)
    return passed


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.ipp_portal(skin="center", lang="zh")
def test_a_person_at_the_window_passes_the_slider_and_the_run_goes_on(
    agency: LoadWorkspace, tmp_path: Path, run: Run
) -> None:
    table = Table(agency, CENTER)
    with started_browser(tmp_path / "mine") as (_, address):
        settings = agency.workspace.root / "ipp-bot.yaml"
        text = f'{settings.read_text("utf-8")}browser: {{attach: "{address}"}}\n'
        settings.write_text(text, "utf-8")
        for number, place in enumerate(CENTER, 1):
            table.begin(place, OVER, SLIDER)
            filing = agency.start("--only", table.ref(place))
            passed = run(pass_the_slider, address, table, filing)
            said, _ = filing.communicate()
            assert (filing.returncode, passed) == (0, 1), f"{place.what}: {said}"
            assert table.sign_ins() == 2 * number, f"{place.what}: {said}"
    table.assert_nothing_lost_or_twice()
