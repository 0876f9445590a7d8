"""The voice at the terminal: progress on stderr, results on stdout, colour where it is wanted."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from ipp_bot.portal_status import PortalStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.progress import Progress, TaskID

__all__ = ["Bar", "Style", "Terminal", "aligned", "fitted", "plural", "style_of", "width_of"]

GAP = "  "
NARROWEST = 12
"""A column is not cut to fewer cells than this."""


class Style:
    """What a word means; the colour follows from it."""

    PLAIN = ""
    GOOD = "32"
    BAD = "31"
    WARNING = "33"
    FAINT = "2"
    STRONG = "1"


_STYLES = {
    "submitted": Style.GOOD,
    PortalStatus.APPROVED: Style.GOOD,
    "ok": Style.GOOD,
    "refused": Style.BAD,
    "failed": Style.BAD,
    "fail": Style.BAD,
    PortalStatus.REJECTED: Style.BAD,
    "unknown": Style.BAD,
    "awaiting POA": Style.WARNING,
    "needs a person": Style.WARNING,
    "warn": Style.WARNING,
}


def style_of(word: str) -> str:
    """The style of a filing's state or end, of a record's status, or of a level of `doctor`."""
    return _STYLES.get(word, Style.PLAIN)


def width_of(text: str) -> int:
    """Cells that the text takes on a terminal; a Chinese character takes two."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def fitted(text: str, cells: int) -> str:
    """The text cut to so many cells, with an ellipsis where something is missing."""
    if width_of(text) <= cells:
        return text
    kept, used = [], 1
    for sign in text:
        used += width_of(sign)
        if used > cells:
            break
        kept.append(sign)
    return "".join(kept) + "…"


def aligned(rows: Sequence[Sequence[str]], *, cells: int | None = None) -> list[str]:
    """The rows as lines with columns below each other; the widest gives way if `cells` are few."""
    if not rows:
        return []
    columns = max(len(row) for row in rows)
    widths = [
        max(width_of(row[at]) if at < len(row) else 0 for row in rows) for at in range(columns)
    ]
    if cells is not None:
        widths = _squeezed(widths, cells)
    lines = []
    for row in rows:
        parts = [fitted(text, widths[at]) for at, text in enumerate(row)]
        padded = [part + " " * (widths[at] - width_of(part)) for at, part in enumerate(parts)]
        lines.append(GAP.join(padded).rstrip())
    return lines


def _squeezed(widths: Sequence[int], cells: int) -> list[int]:
    """The widths with the widest ones cut until the line fits, but none below the narrowest."""
    result = list(widths)
    too_much = sum(result) + len(GAP) * (len(result) - 1) - cells
    while too_much > 0:
        at = max(range(len(result)), key=result.__getitem__)
        if result[at] <= NARROWEST:
            break
        rest = [width for where, width in enumerate(result) if where != at]
        cut = min(too_much, max(1, result[at] - max([NARROWEST, *rest])))
        result[at] -= cut
        too_much -= cut
    return result


def plural(count: int, word: str, many: str = "") -> str:
    """`1 filing`, `2 filings`."""
    return f"{count:,} {word if count == 1 else many or word + 's'}"


class Bar(Protocol):
    """The progress of many alike things."""

    def now(self, words: str) -> None:
        """Says what is being done at this moment."""
        ...

    def done(self, words: str = "") -> None:
        """One more is done; `words` say how it ended."""
        ...

    def ask(self, question: str) -> str:
        """Asks for a secret without the bar in between."""
        ...


class Terminal:
    """Where commands speak: `* step` lines or bars on stderr, results on stdout."""

    def __init__(
        self, *, as_json: bool = False, out: TextIO | None = None, err: TextIO | None = None
    ) -> None:
        self.as_json = as_json
        self._out = out
        self._err = err

    @property
    def out(self) -> TextIO:
        """Results."""
        return self._out or sys.stdout

    @property
    def err(self) -> TextIO:
        """Progress and errors."""
        return self._err or sys.stderr

    def print(self, line: str = "") -> None:
        """One line of a result; silent where a machine reads."""
        if not self.as_json:
            print(line, file=self.out)

    def table(self, rows: Iterable[Sequence[str]], *, head: Sequence[str] = ()) -> None:
        """Aligned rows as a result; cut to the terminal's width only on a terminal."""
        body = [tuple(row) for row in rows]
        if not body or self.as_json:
            return
        cells = _columns() if self.out.isatty() else None
        lines = aligned([head, *body] if head else body, cells=cells)
        if head:
            print(self.styled(lines[0], Style.FAINT), file=self.out)
            lines = lines[1:]
        print("\n".join(lines), file=self.out)

    def data(self, value: Any) -> None:  # noqa: ANN401 - whatever JSON can say
        """The result for machines; silent where a person reads."""
        if self.as_json:
            json.dump(value, self.out, ensure_ascii=False, indent=2, default=str)
            self.out.write("\n")

    def progress(self, words: str) -> None:
        """`* words`, as progress."""
        print(f"{self.styled('*', Style.STRONG, self.err)} {words}", file=self.err, flush=True)

    def warn(self, words: str) -> None:
        """Something that a person should know, though nothing failed."""
        print(f"{self.styled('!', Style.WARNING, self.err)} {words}", file=self.err, flush=True)

    def error(self, line: str) -> None:
        """What went wrong, on a line of its own."""
        print(f"{self.styled('error:', Style.BAD, self.err)} {line}", file=self.err, flush=True)

    def styled(self, text: str, style: str, stream: TextIO | None = None) -> str:
        """The text in the colour of its meaning, where the stream shows colours."""
        if not style or not _has_colours(stream or self.out):
            return text
        return f"\x1b[{style}m{text}\x1b[0m"

    def confirm(self, question: str) -> bool:
        """Asks for a yes; no terminal means no."""
        if not sys.stdin.isatty():
            self.warn(f"{question} No terminal to answer on; --yes answers for you.")
            return False
        print(f"{question} [y/N] ", end="", file=self.err, flush=True)
        return sys.stdin.readline().strip().casefold() in {"y", "yes"}

    def ask(self, question: str) -> str:
        """Asks for a secret; "" where nobody can answer."""
        from getpass import getpass

        return getpass(question, stream=self.err)

    @contextmanager
    def bar(self, words: str, total: int, *, detail: bool = False) -> Iterator[Bar]:
        """A progress bar on a terminal, lines elsewhere; `detail` shows every step in the lines."""
        if total and _is_live(self.err):
            from rich.console import Console
            from rich.progress import (
                BarColumn,
                MofNCompleteColumn,
                Progress,
                TextColumn,
                TimeRemainingColumn,
            )

            columns = (
                TextColumn("{task.fields[title]}"),
                BarColumn(bar_width=24),
                MofNCompleteColumn(),
                TimeRemainingColumn(compact=True),
                TextColumn("{task.description}", markup=False),
            )
            console = Console(file=self.err, highlight=False, markup=False)
            with Progress(*columns, console=console, transient=True) as progress:
                task = progress.add_task("", total=total, title=words)
                yield _LiveBar(self, progress, task)
        else:
            yield _LineBar(self, total, detail=detail)


class _LineBar:
    """Progress where nobody watches: a line for each that is done."""

    def __init__(self, terminal: Terminal, total: int, *, detail: bool) -> None:
        self._terminal = terminal
        self._total = total
        self._done = 0
        self._detail = detail

    def now(self, words: str) -> None:
        if self._detail:
            self._terminal.progress(words)

    def done(self, words: str = "") -> None:
        self._done += 1
        if words:
            of = f" ({self._done}/{self._total})" if self._total > 1 else ""
            self._terminal.progress(f"{words}{of}")

    def ask(self, question: str) -> str:
        return self._terminal.ask(question)


class _LiveBar:
    """Progress on a terminal: one moving line that is gone at the end."""

    def __init__(self, terminal: Terminal, progress: Progress, task: TaskID) -> None:
        self._terminal = terminal
        self._progress = progress
        self._task = task

    def now(self, words: str) -> None:
        self._progress.update(self._task, description=words)

    def done(self, words: str = "") -> None:
        self._progress.update(self._task, advance=1, description=words)

    def ask(self, question: str) -> str:
        self._progress.stop()
        try:
            return self._terminal.ask(question)
        finally:
            self._progress.start()


def _has_colours(stream: TextIO) -> bool:
    return _is_live(stream) and not os.environ.get("NO_COLOR")


def _is_live(stream: TextIO) -> bool:
    return stream.isatty() and os.environ.get("TERM", "") != "dumb"


def _columns() -> int:
    import shutil

    return shutil.get_terminal_size().columns
