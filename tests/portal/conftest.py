"""A portal in its own process, reset before every test, and those who visit it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from tests.portal.support import Portal, Visitor, enter, start, stop
from tests.support.waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    folder: Path = tmp_path_factory.mktemp("portal")
    process, url = start("--data", str(folder))
    with httpx.Client(timeout=PATIENCE) as client:
        yield Portal(url, client, process)
    assert stop(process) == 0


@pytest.fixture
def portal(running: Portal) -> Portal:
    """A portal as on its first day."""
    running.post("reset")
    return running


@pytest.fixture
def stranger(portal: Portal) -> Iterator[Visitor]:
    """A visitor who is not signed in."""
    visitor = Visitor(portal.url)
    yield visitor
    visitor.client.close()


@pytest.fixture
def visitor(stranger: Visitor) -> Visitor:
    """A visitor signed in as acme."""
    stranger.sign_in()
    return stranger


@pytest.fixture
def acme(page: Page, portal: Portal) -> Page:
    """A browser page signed in as acme, at User Center."""
    page.goto(portal.url + "/")
    enter(page)
    page.wait_for_url("**/uc/index.htm")
    return page
