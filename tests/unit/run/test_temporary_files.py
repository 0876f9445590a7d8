"""What killed runs left in the workspace is removed, and what living ones have is not."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from ipp_bot.run.lease_owners import new_owner_name
from ipp_bot.run.temporary_files import clear_dead, temporary_folder
from ipp_bot.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

DAY = 86_400.0


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "ipp-bot.yaml").write_text("accounts: {}\n", "utf-8")
    return Workspace.open(tmp_path)


def left_by(workspace: Workspace, name: str, owner: str | None, *, age: float = 0.0) -> Path:
    folder = workspace.folder("tmp") / name
    folder.mkdir()
    (folder / "trace.unscrubbed").write_text("a secret", "utf-8")
    if owner is not None:
        (folder / "owner.txt").write_text(owner, "utf-8")
    os.utime(folder, (time.time() - age, time.time() - age))
    return folder


def test_only_folders_of_the_dead_are_cleared(workspace: Workspace) -> None:
    machine, _process, started, _ = new_owner_name().split("/")
    alive = left_by(workspace, "alive", new_owner_name(), age=30 * DAY)
    dead = left_by(workspace, "dead", f"{machine}/1/{float(started) - 1000:.0f}/aa")
    begun = left_by(workspace, "begun", None)
    abandoned = left_by(workspace, "abandoned", None, age=100.0)
    container = left_by(workspace, "container", "elsewhere:1:2/1/1/aa")
    old_container = left_by(workspace, "old", "elsewhere:1:2/1/1/aa", age=8 * DAY)
    evidence = workspace.folder("evidence") / "acme" / "r-1"
    evidence.mkdir(parents=True)
    (evidence / "trace.unscrubbed").write_text("a secret", "utf-8")
    (evidence / "trace.zip").write_text("none", "utf-8")
    assert clear_dead(workspace) == 4
    assert [path.exists() for path in (alive, begun, container)] == [True] * 3
    assert [path.exists() for path in (dead, abandoned, old_container)] == [False] * 3
    assert [path.name for path in evidence.iterdir()] == ["trace.zip"]


def test_a_run_leaves_nothing(workspace: Workspace) -> None:
    with temporary_folder(workspace, new_owner_name()) as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        assert clear_dead(workspace) == 0
        (folder / "profile").mkdir()
    assert list((workspace.hidden / "tmp").iterdir()) == []
