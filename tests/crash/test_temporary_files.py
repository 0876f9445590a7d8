"""A run that is killed while it traces leaves its sign-in in no folder that others share."""

from __future__ import annotations

import stat
from contextlib import suppress
from typing import TYPE_CHECKING

import psutil

from tests.crash.conftest import kill
from tests.crash.test_canary import contents, sessions_of, shapes
from tests.crash.test_late_press import until_stopped
from tests.support.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crash.conftest import LoadWorkspace


def files_with(folder: Path, secrets: set[str]) -> list[str]:
    """The files below that hold one of them, as it is or packed."""
    wanted = [shape for secret in secrets for shape in shapes(secret)]
    return [
        name
        for path in folder.rglob("*")
        if path.is_file()
        for name, data in contents(path)
        if any(shape in data for shape in wanted)
    ]


def test_traces_of_a_killed_run_lie_in_the_workspace_and_go(
    agency: LoadWorkspace, tmp_path: Path
) -> None:
    system = tmp_path / "system"
    system.mkdir()
    hidden = agency.workspace.root / ".ipp-bot"
    # The second attempt is traced; it comes without a pause, as nothing is left unanswered.
    agency.portal.faults({"at": "save", "kind": "status", "code": 500, "times": 1})
    child = agency.start(
        "--only", "acme-0001", IPP_BOT_CRASH_AT="after-save:stop", TMPDIR=str(system)
    )
    try:
        until_stopped(child)
        # The browser's driver writes the trace, behind the process that is stopped.
        until(lambda: files_with(hidden / "tmp", sessions_of(agency.workspace.root)))
    finally:
        for process in psutil.Process(child.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):  # its parent may have ended it meanwhile
                process.kill()
        kill(child)
    secrets = sessions_of(agency.workspace.root)
    assert secrets
    assert files_with(system, secrets) == []
    (left,) = (hidden / "tmp").iterdir()
    assert stat.S_IMODE(left.stat().st_mode) == 0o700
    assert agency.submit("--only", "acme-0001").returncode == 0
    assert list((hidden / "tmp").iterdir()) == []
    assert files_with(hidden / "evidence", secrets) == []
