"""Output at the terminal: results on stdout, progress and errors on stderr, colour on both."""

from __future__ import annotations

import json
import os
import shutil
import sys
from contextlib import contextmanager, suppress
from getpass import getpass
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from ipp_bot.errors import IppBotError
from ipp_bot.language import told
from ipp_bot.language.width import width_of
from ipp_bot.portal_status import PortalStatus
from ipp_bot.report.printable import one_line, printable, printable_json
from ipp_bot.report.typed_commands import as_typed_here

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from rich.progress import Progress, TaskID

__all__ = [
    "Bar",
    "Style",
    "Terminal",
    "aligned",
    "discard",
    "fitted",
    "plural",
    "style_of",
    "width_of",
]

GAP = "  "
INDENT = "    "
NARROWEST = 12
"""A column is not cut to fewer cells than this."""


class Style:
    """What a word means, with the ANSI code of its colour."""

    PLAIN = ""
    GOOD = "32"
    BAD = "31"
    WARNING = "33"
    FAINT = "2"
    STRONG = "1"


_HEADS_OF_VALUES = frozenset(
    {
        "ACCOUNT",
        "BROWSER",
        "CLIENT",
        "ENTRY",
        "FIELD",
        "IPR NUMBER",
        "PAPERS",
        "PATH",
        "RECEIPT, OR TITLE",
        "REF",
        "TITLE",
        "VALUE",
        "VERSION",
    }
)
"""Heads of columns that hold what is the same in every language."""

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
    "contradicted": Style.BAD,
    "warn": Style.WARNING,
}


def style_of(word: str) -> str:
    """The style of a filing's state or end, of a record's status, or of a level of `doctor`."""
    return _STYLES.get(word, Style.PLAIN)


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


def aligned(
    rows: Sequence[Sequence[str]], *, cells: int | None = None, whole: Sequence[int] = ()
) -> list[str]:
    """The rows as lines with columns below each other; the widest give way if `cells` are few.

    Columns that are `whole` are never cut. Where they do not fit beside each other, a row takes a
    line for what fits and indented lines for the rest.
    """
    if not rows:
        return []
    columns = max(len(row) for row in rows)
    widths = [
        max(width_of(row[at]) if at < len(row) else 0 for row in rows) for at in range(columns)
    ]
    if cells is not None:
        kept = frozenset(at % columns for at in whole)
        widths = _narrowed(widths, cells, kept)
        if kept and sum(widths) + len(GAP) * (columns - 1) > cells:
            return [line for row in rows for line in _stacked(row, cells)]
    lines = []
    for row in rows:
        parts = [fitted(text, widths[at]) for at, text in enumerate(row)]
        padded = [part + " " * (widths[at] - width_of(part)) for at, part in enumerate(parts)]
        lines.append(GAP.join(padded).rstrip())
    return lines


def _stacked(row: Sequence[str], cells: int) -> list[str]:
    """The row on as many lines as it needs, those after the first indented; no word is lost."""
    lines: list[str] = []
    line = ""
    for text in filter(None, row):
        for word in _words(text, cells - len(INDENT)):
            gap = GAP if word is not None and line.strip() else ""
            if line.strip() and width_of(line) + width_of(gap) + width_of(word) > cells:
                lines.append(line)
                line, gap = INDENT, ""
            line += gap + word
    return [*lines, line] if line.strip() else lines


def _words(text: str, cells: int) -> list[str]:
    """The text, in parts that fit a line: by its blanks where it can, else by characters."""
    if width_of(text) <= cells:
        return [text]
    parts = [""]
    for sign in text:
        if width_of(parts[-1]) + width_of(sign) > cells:
            head, blank, rest = parts[-1].rpartition(" ")
            parts[-1:] = [head, rest] if blank and head else [parts[-1], ""]
        parts[-1] += sign
    return [part for part in parts if part]


def _narrowed(widths: Sequence[int], cells: int, kept: Container[int] = ()) -> list[int]:
    """The widths with the widest ones cut until a line fits, but none below `NARROWEST`."""
    result = list(widths)
    too_much = sum(result) + len(GAP) * (len(result) - 1) - cells
    while too_much > 0:
        free = [at for at, width in enumerate(result) if at not in kept and width > NARROWEST]
        if not free:
            break
        at = max(free, key=result.__getitem__)
        rest = [result[where] for where in free if where != at]
        cut = min(too_much, max(1, result[at] - max([NARROWEST, *rest])))
        result[at] -= cut
        too_much -= cut
    return result


def plural(count: int, word: str, many: str = "") -> str:
    """`1 filing`, `2 filings`."""
    return f"{count:,} {word if count == 1 else many or word + 's'}"


class Bar(Protocol):
    """Shows the progress of a number of items."""

    def update(self, words: str) -> None:
        """Shows what is being done at this moment."""
        ...

    def tell(self, words: str) -> None:
        """Says something that stays to be read."""
        ...

    def advance(self, words: str = "") -> None:
        """Counts one more item as done; `words` say how it ended."""
        ...

    def ask(self, question: str) -> str:
        """Asks for a secret while the bar is out of the way; "" where nobody can answer."""
        ...


class Terminal:
    """Writes results to stdout, as lines or as one JSON document; progress and errors to stderr.

    Sentences come in English and are told in the reader's language; JSON is the same in every one.
    Whatever it is given may come from a portal: nothing in it reaches the terminal as a command. A
    reader of stdout who leaves early, as `head` does, and a stderr that takes nothing stop no work.
    """

    def __init__(
        self, *, as_json: bool = False, out: TextIO | None = None, err: TextIO | None = None
    ) -> None:
        self.as_json = as_json
        self.is_heard = True
        """Whether the reader of the results is still there."""
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

    def print(self, line: str = "", *, style: str = "", label: str = "") -> None:
        """One line of a result, or the label in front of it, in a style; nothing with `as_json`."""
        if self.as_json:
            return
        words = printable(as_typed_here(told(line)))
        if label:
            words = f"{_styled(printable(told(label)), style, self.out)}{words}"
        else:
            words = _styled(words, style, self.out)
        self._write(f"{words}\n")

    def table(
        self,
        rows: Iterable[Sequence[str]],
        *,
        head: Sequence[str] = (),
        cut: bool = True,
        whole: Sequence[int] = (),
        values: Sequence[int] = (),
    ) -> None:
        """Aligned rows as a result; nothing with `as_json`.

        Columns of `values`, and those whose head says so, hold names and the like, not sentences.

        On a terminal the widest columns are cut to its width, unless `cut` is false: every word of
        the last column may matter. Columns that are `whole` are not cut: what a person copies.
        """
        kept = {*values, *(at for at, each in enumerate(head) if each in _HEADS_OF_VALUES)}
        body = [
            tuple(
                one_line(cell if at in kept else as_typed_here(told(cell)))
                for at, cell in enumerate(row)
            )
            for row in rows
        ]
        if not body or self.as_json:
            return
        cells = _columns() if cut and self.out.isatty() else None
        lines = aligned(
            [[told(each) for each in head], *body] if head else body, cells=cells, whole=whole
        )
        if head:
            lines[0] = _styled(lines[0], Style.FAINT, self.out)
        self._write("\n".join(lines) + "\n")

    def data(self, value: Any) -> None:  # noqa: ANN401 - whatever JSON can say
        """The result as JSON; nothing without `as_json`."""
        if self.as_json:
            text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
            self._write(f"{printable_json(text)}\n")

    def flush(self) -> None:
        """Hands over the results that are still held back.

        Raises:
            IppBotError: stdout takes nothing more, as a full disk does.
        """
        self._write("")

    def _write(self, text: str) -> None:
        try:
            self.out.write(text)
            if not text:
                self.out.flush()
        except BrokenPipeError:
            self.is_heard = False
            discard(self.out)
        except OSError as error:
            discard(self.out)
            raise IppBotError(
                f"The result cannot be written to stdout: {error.strerror or error}",
                hint="ipp-bot status tells what the ledger holds",
            ) from error

    def _tell(self, text: str) -> None:
        """Writes to stderr; where nobody can be told, nobody is."""
        try:
            print(text, file=self.err, flush=True)
        except OSError:
            discard(self.err)

    def progress(self, words: str) -> None:
        """`* words`, as progress."""
        self._tell(
            f"{_styled('*', Style.STRONG, self.err)} {printable(as_typed_here(told(words)))}"
        )

    def warn(self, words: str) -> None:
        """`! words`: something that a person should know, though nothing failed."""
        self._tell(
            f"{_styled('!', Style.WARNING, self.err)} {printable(as_typed_here(told(words)))}"
        )

    def error(self, line: str) -> None:
        """`error: line`, for what went wrong."""
        label = told("error:")
        gap = " " if label.isascii() else ""
        self._tell(
            f"{_styled(label, Style.BAD, self.err)}{gap}{printable(as_typed_here(told(line)))}"
        )

    def confirm(self, question: str) -> bool:
        """Asks for a yes; no terminal means no."""
        if not sys.stdin.isatty():
            self.warn(f"{question} No terminal to answer on; --yes answers for you.")
            return False
        answers = told("[y/N]")
        print(f"{printable(told(question))} {answers} ", end="", file=self.err, flush=True)
        return sys.stdin.readline().strip().casefold() in {"y", "yes", "是"}

    def ask(self, question: str) -> str:
        """Asks for a secret; "" where nobody can answer."""
        return getpass(printable(told(question)), stream=self.err)

    @contextmanager
    def bar(self, words: str, total: int, *, detail: bool = False) -> Iterator[Bar]:
        """A progress bar on a terminal, lines elsewhere; `detail` shows every step in the lines."""
        if total and _is_live(self.err):
            # Imported here: rich takes long to load, and only a bar on a terminal needs it.
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
                task = progress.add_task("", total=total, title=told(words))
                yield _LiveBar(self, progress, task)
        else:
            yield _LineBar(self, total, detail=detail)


class _LineBar:
    """Progress on a stream that is no terminal: a line for each item that is done."""

    def __init__(self, terminal: Terminal, total: int, *, detail: bool) -> None:
        self._terminal = terminal
        self._total = total
        self._done = 0
        self._detail = detail

    def update(self, words: str) -> None:
        if self._detail:
            self._terminal.progress(words)

    def tell(self, words: str) -> None:
        self._terminal.progress(words)

    def advance(self, words: str = "") -> None:
        self._done += 1
        if words:
            of = f" ({self._done}/{self._total})" if self._total > 1 else ""
            self._terminal.progress(f"{told(words)}{of}")

    def ask(self, question: str) -> str:
        return self._terminal.ask(question)


class _LiveBar:
    """Progress on a terminal: one line that is redrawn, and erased at the end."""

    def __init__(self, terminal: Terminal, progress: Progress, task: TaskID) -> None:
        self._terminal = terminal
        self._progress = progress
        self._task = task

    def update(self, words: str) -> None:
        self._progress.update(self._task, description=one_line(told(words)))

    def tell(self, words: str) -> None:
        self._progress.console.print(one_line(told(words)), markup=False, highlight=False)

    def advance(self, words: str = "") -> None:
        self._progress.update(self._task, advance=1, description=one_line(told(words)))

    def ask(self, question: str) -> str:
        self._progress.stop()
        try:
            return self._terminal.ask(question)
        finally:
            self._progress.start()


def discard(stream: TextIO) -> None:
    """What is written to the stream from now on, and what it holds already, is lost silently."""
    with suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)


def _styled(text: str, style: str, stream: TextIO) -> str:
    """The text in the colour of its meaning, where the stream shows colours."""
    return f"\x1b[{style}m{text}\x1b[0m" if style and _has_colours(stream) else text


def _has_colours(stream: TextIO) -> bool:
    return _is_live(stream) and not os.environ.get("NO_COLOR")


def _is_live(stream: TextIO) -> bool:
    return stream.isatty() and os.environ.get("TERM", "") != "dumb"


def _columns() -> int:
    return shutil.get_terminal_size().columns
