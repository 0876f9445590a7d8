"""The user's own folder for what all workspaces of this machine share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.operating_system import folder_for_state

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["state_folder"]


def state_folder() -> Path:
    """The folder, made if missing and closed to others; OSError where there can be none."""
    folder = folder_for_state() / "ipp-bot"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
