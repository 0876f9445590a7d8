"""A fault: one line that says where, what, and what to type instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

__all__ = ["Diagnostic", "Severity", "one_line", "shown_path"]


class Severity(StrEnum):
    """Whether the portal would refuse, or a person should merely look."""

    FAULT = "fault"
    WARNING = "warning"


_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LONGEST = 600


def one_line(text: str) -> str:
    """The text on one line that any terminal can show: what cannot be seen is written out."""
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST // 2]}…{text[-_LONGEST // 2 :]}"
    return _UNSEEN.sub(lambda found: found.group().encode("unicode_escape").decode(), text)


def shown_path(path: Path) -> str:
    """The path as a person reads it: relative to the current folder when it lies below it."""
    try:
        return one_line(path.relative_to(Path.cwd()).as_posix())
    except ValueError:
        return one_line(str(path))


@dataclass(frozen=True, slots=True)
class Diagnostic:
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
        return f"{where}: {kind}{one_line(f'{key}{self.message}')}{one_line(hint)}"
