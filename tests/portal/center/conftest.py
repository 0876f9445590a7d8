"""A portal with the skin center, and those who visit it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from playwright.sync_api import expect

from tests.portal.center.support import Calls, Person, Started, start
from tests.portal.support import Portal, picture
from tests.support.waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    begun = start("--data", str(tmp_path_factory.mktemp("center")))
    yield begun
    begun.process.terminate()
    begun.process.communicate(timeout=PATIENCE)
    assert begun.process.returncode == 0


@pytest.fixture(scope="session")
def running(started: Started) -> Iterator[Portal]:
    with httpx.Client(timeout=PATIENCE) as client:
        yield Portal(started.pages, client, started.process)


@pytest.fixture(params=["zh"])
def lang(request: pytest.FixtureRequest) -> str:
    """The language of the person; a test may ask for both."""
    return str(request.param)


@pytest.fixture
def person(page: Page, portal: Portal, lang: str) -> Person:
    """A person who has seen the tour, before the sign-in widget."""
    page.add_init_script("window.origin === 'null' || localStorage.setItem('ipp_center_tour', '1')")
    return Person(page, portal.url, lang)


@pytest.fixture
def acme(person: Person) -> Person:
    """A person signed in as acme, at the first page."""
    person.open("/home")
    person.sign_in()
    expect(person.heading("menu.home")).to_be_visible()
    return person


@pytest.fixture
def calls(portal: Portal, started: Started) -> Iterator[Calls]:
    """The calls, signed in as acme."""
    with httpx.Client(timeout=PATIENCE) as client:
        asked = Calls(portal.url, started.sign_in, started.uploads, client)
        asked.sign_in()
        yield asked


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A scan in colour."""
    path = tmp_path / "0001.png"
    path.write_bytes(picture(words="Copyright © 版权所有"))
    return path
