"""Whatever a page shows that changes, changes the mark."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from ipp_bot.clock import SystemClock
from ipp_bot.ui.changes import LOOKED_EVERY, Changes
from ipp_bot.ui.child_commands import ChildCommands
from ipp_bot.ui.open_workspace import OpenWorkspace
from tests.support.waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.report import Scene


@pytest.fixture
def mark(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """The mark at the next look."""
    workspace = OpenWorkspace(scene.workspace.root, clock=scene.clock)
    changes = Changes(workspace, ChildCommands(clock=SystemClock()))
    now = [0.0]
    # of that module alone: what waits here goes by the real time
    monkeypatch.setattr("ipp_bot.ui.changes.time", SimpleNamespace(monotonic=lambda: now[0]))

    def look() -> str:
        now[0] += LOOKED_EVERY
        return changes.mark()

    yield look
    workspace.close()


def test_nothing_that_changed_is_no_change(mark: Callable[[], str]) -> None:
    assert mark() == mark()


def test_a_command_that_began_and_ended_between_two_looks_is_a_change(
    scene: Scene, mark: Callable[[], str]
) -> None:
    before = mark()
    commands = ChildCommands(clock=SystemClock())
    command = commands.start(scene.workspace, ["status", "--json"], actor="li")
    until(lambda: not commands.all(scene.workspace)[0].is_running)
    assert command.result()["filings"]
    assert mark() != before


def test_a_command_s_end_is_a_change(scene: Scene, mark: Callable[[], str]) -> None:
    commands = ChildCommands(clock=SystemClock())
    command = commands.start(scene.workspace, ["ui", "--no-open"], actor="li")
    until(lambda: (command.folder / "result.json").stat().st_size)
    running = mark()
    assert commands.stop(command)
    until(lambda: not commands.all(scene.workspace)[0].is_running)
    assert mark() != running


def test_a_filing_is_a_change(scene: Scene, mark: Callable[[], str]) -> None:
    before = mark()
    scene.file("acme-0009", "N9")
    assert mark() != before
