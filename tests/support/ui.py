"""`ipp-bot ui` as a process, for tests with a browser."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = ["UiProcess", "ui_process"]


@dataclass
class UiProcess:
    """A running page."""

    link: str
    process: subprocess.Popen[str]

    @property
    def url(self) -> str:
        return self.link.partition("/enter/")[0]


@contextmanager
def ui_process(
    root: Path, *options: str, environment: Mapping[str, str] | None = None
) -> Iterator[UiProcess]:
    """The page of a workspace, ended in the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ipp_bot", "ui", "--no-open", "--workspace", str(root), *options],
        stdout=subprocess.PIPE,
        env={**os.environ, **(environment or {})},
        text=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert "/enter/" in line, line
        yield UiProcess(line.split()[0], process)
    finally:
        process.kill()
        process.communicate()
