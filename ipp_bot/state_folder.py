"""The user's own folder for what all workspaces of this machine share."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["state_folder"]


def state_folder() -> Path:
    """The folder, made if missing and closed to others; OSError where there can be none."""
    try:
        home = Path.home()
    except RuntimeError as error:  # no HOME, and the user is in no list
        raise OSError("this user has no home folder") from error
    chosen = os.environ.get("XDG_STATE_HOME", "")
    if chosen and Path(chosen).is_absolute():
        base = Path(chosen)
    elif sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = home / ".local" / "state"
    folder = base / "ipp-bot"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
