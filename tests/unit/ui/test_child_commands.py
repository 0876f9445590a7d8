"""Commands that the page starts go on without it, and are found again."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from ipp_bot.clock import SystemClock
from ipp_bot.errors import UsageError
from ipp_bot.ui.child_commands import ChildCommand, ChildCommands

if TYPE_CHECKING:
    from tests.support.report import Scene
    from tests.unit.ui.conftest import Page


def ended(commands: ChildCommands, scene: Scene, command: ChildCommand) -> ChildCommand:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = commands.all(scene.workspace)
        again = next(one for one in found if one.id == command.id)
        if not again.is_running:
            return again
        time.sleep(0.1)
    raise AssertionError("it runs on")


def test_a_command_leaves_its_result_and_who_acted(scene: Scene) -> None:
    commands = ChildCommands(clock=SystemClock())
    command = commands.start(scene.workspace, ["status", "--json"], actor="li")
    done = ended(commands, scene, command)
    assert len(done.result()["filings"]) == 2
    assert done.name == "status"
    other = ChildCommands(clock=SystemClock())
    assert [one.id for one in other.all(scene.workspace)] == [command.id]


def test_an_error_is_the_command_s_own(scene: Scene) -> None:
    commands = ChildCommands(clock=SystemClock())
    command = commands.start(scene.workspace, ["report", "--json", "--lang", "xx"], actor="li")
    done = ended(commands, scene, command)
    assert done.exit_status() == 2
    assert "--lang xx" in done.result()["error"]["message"]
    assert any("--lang xx" in line for line in done.progress())


def test_a_running_command_outlives_the_page_and_can_be_stopped_by_the_next(scene: Scene) -> None:
    first = ChildCommands(clock=SystemClock())
    command = first.start(scene.workspace, ["ui", "--no-open"], actor="li")
    second = ChildCommands(clock=SystemClock())
    (found,) = second.all(scene.workspace)
    assert found.is_running
    with pytest.raises(UsageError, match="ui runs already"):
        second.start(scene.workspace, ["ui", "--no-open"], actor="li")
    deadline = time.monotonic() + 60
    while not (found.folder / "result.json").stat().st_size and time.monotonic() < deadline:
        time.sleep(0.1)
    assert second.stop(found)
    ended(first, scene, command)
    assert not second.stop(found)


def test_whatever_a_command_left_is_shown(inside: Page) -> None:
    commands = ChildCommands(clock=SystemClock())
    command = commands.start(inside.scene.workspace, ["status", "--json"], actor="li")
    ended(commands, inside.scene, command)
    told = command.folder / "command.json"
    before = told.read_text()
    left = (
        "",
        "[]",
        "nonsense",
        '{"error": {"message": "no"}}',
        '{"entries": [{"ref": "a"}], "strays": [{}], "faults": [{}], "filings": [{}, 7]}',
    )
    for name in ("submit", "draft", "plan", "sync"):
        told.write_text(before.replace('"status"', f'"{name}"'))
        for result in left:
            (command.folder / "result.json").write_text(result)
            for path in ("/run", "/inbox", f"/run?command={command.id}"):
                assert inside.get(path).status_code == 200, (path, name, result)


@pytest.mark.parametrize("wanted", ["../..", "", "20240101000000-00000000", "x" * 5000])
def test_no_other_folder_is_a_command(scene: Scene, wanted: str) -> None:
    assert ChildCommands(clock=SystemClock()).find(scene.workspace, wanted) is None
