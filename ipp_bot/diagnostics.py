"""Diagnostics: what is wrong in a file, on one line with its place and what to type instead."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from ipp_bot.language import Told, current_language, told

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Diagnostic", "Severity", "one_line", "shown_path", "typed_path"]


class Severity(StrEnum):
    """Whether the portal would refuse, or a person should merely look."""

    FAULT = "fault"
    WARNING = "warning"


_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LONGEST = 600
_MOST_CELLS = 12
"""Cells that a diagnostic names."""


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


def typed_path(path: Path) -> str:
    """The path as a person types it in a command, from the current folder."""
    shown = shown_path(path)
    return shlex.quote(f"./{shown}" if shown.startswith("-") else shown)


def _hint_line(hint: str) -> str:
    """The hint on one line; a command in it stays whole, however many refs it names."""
    words, command, rest = hint.partition("ipp-bot ")
    if not command:
        return one_line(hint)
    rest = "".join(one_line(each) for each in re.findall(r"\S+|\s+", rest))
    return f"{one_line(words)}{command}{rest}"


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
    sheet: str = ""
    """The sheet of a workbook that it came from, by its name."""
    cells: tuple[str, ...] = ()
    """The cells of that sheet, such as `C5`."""
    title: str = ""
    """What the sheet calls the key."""
    words: Callable[[str], str] | None = field(default=None, compare=False, repr=False)
    """Puts the sheet's words for keys and options into what is told of it, in any language."""

    @property
    def is_warning(self) -> bool:
        """True if nothing is refused because of it."""
        return self.severity is Severity.WARNING

    def __str__(self) -> str:
        kind = "warning: " if self.is_warning else ""
        name = self.title or self.key
        key = f"{name}: " if name else ""
        message, hint = (self.in_words(text) for text in (self.message, self.hint))
        hint = f"; {hint}" if hint else ""
        return f"{self.where}: {kind}{one_line(f'{key}{message}')}{_hint_line(hint)}"

    def shown(self) -> str:
        """The same in the reader's language."""
        if current_language() == "en":
            return str(self)
        kind = told("warning:") if self.is_warning else ""
        name = self.title or self.key
        key = f"{name}: " if name else ""
        hint = f"；{self.in_words(told(self.hint))}" if self.hint else ""
        message = one_line(f"{key}{self.in_words(told(self.message))}")
        return Told(f"{told(self.where)}: {kind}{message}{_hint_line(hint)}")

    def in_words(self, text: str) -> str:
        """The text in the words of its sheet; as it is where the sheet has those of manifests."""
        words, command, rest = text.partition("ipp-bot ")  # which is typed as it is
        return text if self.words is None else f"{self.words(words)}{command}{rest}"

    @property
    def where(self) -> str:
        """Path, line and column; of a sheet its name and cells instead."""
        path = shown_path(self.path)
        if not self.cells:
            return f"{path}:{self.line}:{self.column}"
        named = self.cells[:_MOST_CELLS]
        more = len(self.cells) - len(named)
        cells = f"{'cells' if len(self.cells) > 1 else 'cell'} {', '.join(named)}"
        place = one_line(f"sheet {self.sheet!r}, {cells}") + (f" and {more} more" if more else "")
        if self.path.suffix.lower() in (".yaml", ".yml"):
            return f"{path}:{self.line}:{self.column} ({place})"
        return f"{path}, {place}"
