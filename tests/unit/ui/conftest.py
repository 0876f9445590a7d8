"""The page in front of a workspace in which something has happened, asked as a browser asks."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from ipp_bot.ui.access import Access, Guard
from ipp_bot.ui.app import create_app
from ipp_bot.ui.open_workspace import OpenWorkspace
from ipp_bot.ui.wording import Wording
from tests.support.report import Scene, fill_scene, open_scene

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.types import ASGIApp

    from tests.conftest import Run

PORT = 4711
ORIGIN = f"http://127.0.0.1:{PORT}"
BASE = "/k3y"
"""How the addresses of these tests' page begin; elsewhere nobody can guess it."""


class Browser:
    """Sends requests to an application, and keeps its cookies; paths are those below the base."""

    def __init__(self, app: ASGIApp, run: Run) -> None:
        self._run = run
        transport = httpx.ASGITransport(app, raise_app_exceptions=True)
        self._client = httpx.AsyncClient(transport=transport, base_url=ORIGIN + BASE)

    @property
    def cookies(self) -> httpx.Cookies:
        return self._client.cookies

    def request(self, method: str, path: str, **how: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            return await self._client.request(method, path.removeprefix(BASE), **how)

        return self._run(ask)

    def close(self) -> None:
        self._run(self._client.aclose)


@dataclass
class Page:
    """The server, and a browser that opened the link unless told otherwise."""

    scene: Scene
    access: Access
    client: Browser

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.client.request("GET", path, headers=headers)

    def post(self, path: str, data: dict[str, Any] | None = None, **headers: str) -> httpx.Response:
        sent = {"origin": ORIGIN, "sec-fetch-site": "same-origin", **headers}
        return self.client.request("POST", path, data=data or {}, headers=sent)


@contextlib.contextmanager
def served(scene: Scene, run: Run, lang: str = "en") -> Iterator[Page]:
    access = Access(port=PORT, base=BASE)
    with contextlib.closing(OpenWorkspace(scene.workspace.root, clock=scene.clock)) as workspace:
        app = Guard(create_app(workspace, Wording(lang), BASE), access)
        with contextlib.closing(Browser(app, run)) as browser:
            yield Page(scene, access, browser)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with open_scene(tmp_path) as opened:
        fill_scene(opened)
        yield opened


@pytest.fixture
def outside(scene: Scene, run: Run) -> Iterator[Page]:
    """Somebody who has not opened the link."""
    with served(scene, run) as page:
        yield page


@pytest.fixture
def inside(outside: Page) -> Page:
    assert outside.get(f"/enter/{outside.access.link}").status_code == 200
    return outside
