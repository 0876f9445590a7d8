"""A fault: one line that says where, what, and what to type instead."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

__all__ = ["Fault", "Severity", "shown_path"]


class Severity(StrEnum):
    """Whether the portal would refuse, or a person should merely look."""

    FAULT = "fault"
    WARNING = "warning"


def shown_path(path: Path) -> str:
    """The path as a person reads it: relative to the current folder when it lies below it."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place of one file."""

    path: Path
    line: int
    column: int
    key: str
    """The key in dotted form, such as `holder.identification.number`; "" for the file itself."""
    message: str
    hint: str = ""
    """What to type instead, or an example of what is expected."""
    code: str = ""
    """A word for machines that stays when the sentence changes."""
    severity: Severity = Severity.FAULT
    ref: str = ""
    """The entry that has it, where one has."""

    @property
    def is_warning(self) -> bool:
        """True if nothing is refused because of it."""
        return self.severity is Severity.WARNING

    def __str__(self) -> str:
        kind = "warning: " if self.is_warning else ""
        key = f"{self.key}: " if self.key else ""
        hint = f"; {self.hint}" if self.hint else ""
        where = f"{shown_path(self.path)}:{self.line}:{self.column}"
        return f"{where}: {kind}{key}{self.message}{hint}"
