"""A portal with the modern skin, and those who visit it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from playwright.sync_api import expect

from tests.portal.modern.support import Api, Person
from tests.portal.support import Portal, picture, start, stop
from tests.support.waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    process, url = start("--data", str(tmp_path_factory.mktemp("modern")), "--skin", "modern")
    with httpx.Client(timeout=PATIENCE) as client:
        yield Portal(url, client, process)
    assert stop(process) == 0


@pytest.fixture
def person(page: Page, portal: Portal) -> Person:
    """A person before the sign-in page."""
    page.emulate_media(reduced_motion="reduce")
    return Person(page, portal.url)


@pytest.fixture
def acme(person: Person) -> Person:
    """A person signed in as acme, at User Center."""
    person.open("/uc/index")
    person.sign_in()
    expect(person.page.get_by_role("heading", name="User Center", level=1)).to_be_visible()
    return person


@pytest.fixture
def api(portal: Portal) -> Iterator[Api]:
    """The API, signed in as acme."""
    with httpx.Client(timeout=PATIENCE) as client:
        asked = Api(portal.url, client)
        asked.sign_in()
        yield asked


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A scan in colour."""
    path = tmp_path / "0001.png"
    path.write_bytes(picture(words="Copyright © 版权所有"))
    return path
