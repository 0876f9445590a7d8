"""Commands in messages, for a person who does not stand in the workspace."""

from __future__ import annotations

import re
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

from ipp_bot.diagnostics import typed_path

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["as_typed_here", "workspace_is"]

_OPTION: ContextVar[tuple[re.Pattern[str], str] | None] = ContextVar(
    "how commands name the workspace", default=None
)


def workspace_is(folder: Path, commands: Iterable[str]) -> None:
    """From now on these commands name the workspace, unless it is the current folder."""
    if folder.resolve() != Path.cwd().resolve():
        begin = re.compile(rf"ipp-bot (?=(?:{'|'.join(commands)})\b(?![^;；。]*--workspace))")
        _OPTION.set((begin, f"ipp-bot --workspace {typed_path(folder)} "))


def as_typed_here(text: str) -> str:
    """The text with its commands as they are typed from the current folder."""
    option = _OPTION.get()
    return text if option is None else option[0].sub(lambda _: option[1], text)
