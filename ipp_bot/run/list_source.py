"""A list of IPRs, with folders of papers for its rows, as a person names them in a command."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipp_bot.diagnostics import typed_path

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["ListWithPapers"]


@dataclass(frozen=True, slots=True)
class ListWithPapers:
    """What `import` and `confirm` are told of a list."""

    file: Path
    folders: tuple[Path, ...] = ()
    target: Path | None = None
    """The manifest that it becomes; None for the one beside it."""
    account: str = ""
    """The account that was named; "" for the sheet's own, or the only one."""

    @property
    def manifest(self) -> Path:
        """The manifest that it becomes."""
        return self.target or self.file.with_suffix(".yaml")

    @property
    def options(self) -> str:
        """What a person types behind `confirm REF --in` for this list and these papers."""
        words = [typed_path(self.file)]
        words += [f"--papers {typed_path(folder)}" for folder in self.folders]
        if self.target is not None:
            words.append(f"--to {typed_path(self.target)}")
        if self.account:
            words.append(f"--account {shlex.quote(self.account)}")
        return " ".join(words)
