"""The folder of a run for temporary files, in the workspace: what a kill leaves is found again."""

from __future__ import annotations

import contextlib
import shutil
import time
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from ipp_bot.run.lease_owners import is_dead, this_machine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipp_bot.workspace import Workspace

__all__ = ["clear_dead", "temporary_folder"]

_FOLDER = "tmp"
_OWNER = "owner.txt"
"""Names the process that a folder belongs to."""
_LONGEST = 7 * 86_400.0
"""Seconds after which the folder of a process that cannot be looked at belongs to nobody."""
_BEGINNING = 60.0
"""Seconds in which a new folder is given its owner."""


@contextlib.contextmanager
def temporary_folder(workspace: Workspace, owner: str) -> Iterator[Path]:
    """A folder that only this user may read, gone afterwards; those of the dead are cleared."""
    clear_dead(workspace)
    folder = Path(mkdtemp(dir=workspace.folder(_FOLDER)))  # made with mode 0700
    (folder / _OWNER).write_text(owner, encoding="utf-8")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_dead(workspace: Workspace) -> int:
    """Removes what killed runs left, traces with their secrets among it; how many folders."""
    cleared = 0
    for folder in (workspace.hidden / _FOLDER).glob("*"):
        if _is_left(folder):
            shutil.rmtree(folder, ignore_errors=True)
            cleared += not folder.exists()
    for trace in (workspace.hidden / "evidence").glob("*/*/*.unscrubbed"):  # of versions before
        with contextlib.suppress(OSError):
            trace.unlink()
            cleared += 1
    return cleared


def _is_left(folder: Path) -> bool:
    """Whether the process that made it has ended."""
    try:
        age = time.time() - folder.stat().st_mtime
        owner = (folder / _OWNER).read_text("utf-8")
    except FileNotFoundError:
        return folder.is_dir() and age > _BEGINNING
    except OSError:
        return False
    elsewhere = owner.partition("/")[0] != this_machine()
    return is_dead(owner) or (elsewhere and age > _LONGEST)
