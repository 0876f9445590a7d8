"""Fixtures for all layers.

Every test is a plain function. pytest-playwright's sync page keeps a running event loop in the
main thread, so asynchronous code runs in a thread of its own: one pytest session serves both.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import pytest
from anyio.from_thread import start_blocking_portal
from hypothesis import HealthCheck, settings
from playwright.sync_api import expect

from ipp_bot.browser import find_browser
from ipp_bot.language import prefer_language, use_language
from ipp_bot.reached import VARIABLE, counts_in
from tests.support.center import add_lines

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from ipp_bot.testing import TestWorkspace

T = TypeVar("T")
HERE = Path(__file__).parent

# The same examples everywhere, and no verdict by how busy the machine is.
settings.register_profile(
    "steady",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")
expect.set_options(timeout=30_000)


class Run(Protocol):
    """Runs an asynchronous function to its end and returns what it returns."""

    def __call__(self, function: Callable[..., Awaitable[T]], *arguments: object) -> T: ...


OTHERS = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE")
"""Variables of a terminal or of a service that runs tests, which change what commands print."""
MEANT = ("IPP_BOT_BROWSER", "IPP_BOT_WRITE_DOCS")
"""Which browser this machine has, and a wish to the tests themselves."""


@pytest.fixture(scope="session", autouse=True)
def _environment_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Neither settings of whoever runs the tests, nor a proxy between a test and its portal.

    Tests file many entries with one sample's papers, which are not read; those of reading take
    that variable away. What is told is read in English on whatever machine; those of Chinese name
    it. What the workspaces of a machine share is shared by one worker's tests alone.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in [*os.environ]:
            is_ours = name.startswith(("IPP_BOT_", "IPP_TEST_")) and not name.startswith(MEANT)
            if is_ours or name in OTHERS or name.casefold().endswith("_proxy"):
                patch.delenv(name)
        patch.setenv("IPP_BOT_READING", "off")
        patch.setenv("LC_ALL", "C.UTF-8")
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(autouse=True)
def _no_language_is_left_over() -> None:
    """Opening a workspace sets the language of the process, which is that of all tests."""
    use_language(None)
    prefer_language("en")


@pytest.fixture(autouse=True)
def _rare_states(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    _environment_of_tests: None,
) -> Iterator[None]:
    """A test that is marked with `reaches` proves nothing unless these states were met."""
    mark = request.node.get_closest_marker("reaches")
    if mark is None:
        yield
        return
    path = tmp_path_factory.mktemp("reached") / "states.txt"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(path))
        yield
    unmet = sorted(set(mark.args) - set(counts_in(path)))
    assert unmet == [], f"never met: {'; '.join(unmet)}"


LONGEST_FIRST = ("crash", "cluster", "watch", "other_portals", "flows", "portal", "unit")
"""Folders of tests; short files at the end keep every process of a parallel run busy until then."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the files with long tests first."""

    def rank(item: pytest.Item) -> int:
        folder = item.path.relative_to(HERE).parts[0]
        return LONGEST_FIRST.index(folder) if folder in LONGEST_FIRST else 0

    items.sort(key=rank)


@pytest.fixture(scope="session")
def run() -> Iterator[Run]:
    """Runs an asynchronous function to its end: `run(function, *arguments)`."""
    with start_blocking_portal("asyncio") as portal:

        def call(function: Callable[..., Awaitable[T]], *arguments: object) -> T:
            return portal.call(function, *arguments)

        yield call


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """pytest-playwright drives the browser that ipp-bot finds."""
    found = find_browser()
    if found.path is None:
        return browser_type_launch_args
    return {**browser_type_launch_args, "executable_path": str(found.path)}


@pytest.fixture
def ipp_workspace(ipp_workspace: TestWorkspace, request: pytest.FixtureRequest) -> TestWorkspace:
    """A workspace for the test's portal; for the skin `center` with a profile of added lines."""
    mark = request.node.get_closest_marker("ipp_portal")
    if mark is not None and mark.kwargs.get("skin") == "center":
        assert ipp_workspace.run("profile", "copy", "alibaba-ipp", "center.yaml").returncode == 0
        add_lines(ipp_workspace.root / "center.yaml")
        settings = ipp_workspace.root / "ipp-bot.yaml"
        text = settings.read_text("utf-8").replace("portal: {", "portal: {profile: center.yaml, ")
        settings.write_text(text, encoding="utf-8")
    return ipp_workspace
