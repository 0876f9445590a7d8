"""Checking manifests for a command, and showing their diagnostics."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ipp_bot.clock import SystemClock
from ipp_bot.diagnostics import shown_path
from ipp_bot.errors import UsageError
from ipp_bot.manifest.load import SHEETS
from ipp_bot.manifest.sheet_origin import grouped
from ipp_bot.report.terminal import plural
from ipp_bot.run.checking import check

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from ipp_bot.diagnostics import Diagnostic
    from ipp_bot.ledger import Filing
    from ipp_bot.report.terminal import Terminal
    from ipp_bot.run.checking import Checked
    from ipp_bot.run.papers import PaperComparison
    from ipp_bot.workspace import Workspace

__all__ = [
    "TOLD_BY_CHECK",
    "check_manifests",
    "diagnostic_data",
    "print_diagnostics",
    "unique_diagnostics",
    "warn_of_other_addresses",
]

TOLD_BY_CHECK = frozenset({"merged"})
"""Codes of warnings that are for the list's author, and told by `check` and `import` alone."""
SUFFIXES = frozenset({".yaml", ".yml", *SHEETS})
PAUSE = 3.0
"""Seconds between two lines of progress."""
NAMED = 3
"""Refs that a warning names; more are cut off."""


def check_manifests(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    only: Sequence[str],
    strict: bool,
    comparison: PaperComparison | None = None,
    terminal: Terminal | None = None,
) -> Checked:
    """The manifests, checked offline; of them only the entries with these refs, if any is given.

    `comparison` compares them with what their papers say; `terminal` is told how far it is.

    Raises:
        UsageError: a path is no manifest, or no entry has a ref that was asked for.
    """
    for path in paths:
        if path.is_file() and path.suffix.lower() not in SUFFIXES:
            raise UsageError(
                f"{path} is no manifest: its name does not end in .yaml, .yml, .xlsx or .csv",
                hint="ipp-bot new shows what a manifest looks like",
                sent=False,
            )
    checked = check(
        workspace,
        paths,
        clock=SystemClock(),
        only=only,
        strict=strict,
        comparison=comparison,
        progress=_Progress(terminal).tell,
    )
    there = {entry.ref for entry in checked.entries}
    missing = [ref for ref in only if ref not in there]
    if missing and not checked.diagnostics and not checked.unreadable:
        raise UsageError(
            f"no entry has the ref {missing[0]!r}",
            hint="ipp-bot check PATH without --only tells what there is",
            sent=False,
        )
    return checked


class _Progress:
    """Tells how many entries were looked at, now and then."""

    def __init__(self, terminal: Terminal | None) -> None:
        self._terminal = terminal
        self._next = time.monotonic() + PAUSE

    def tell(self, done: int, total: int) -> None:
        """A line if none was printed for some seconds."""
        if self._terminal is not None and time.monotonic() > self._next:
            self._next = time.monotonic() + PAUSE
            self._terminal.progress(f"{done:,} of {total:,} filings and their documents looked at")


def print_diagnostics(
    terminal: Terminal,
    checked: Checked,
    *,
    raised: bool = False,
    without: Collection[str] = (),
) -> None:
    """One line for each diagnostic, in the order of the files; unreadable files go to stderr.

    `raised`: the first unreadable file is going to be raised, so it is not printed here. `without`:
    codes of warnings that are not told.
    """
    for error in checked.unreadable[1 if raised else 0 :]:
        terminal.error(error.line())
    for diagnostic in unique_diagnostics(checked.diagnostics):
        if not (diagnostic.is_warning and diagnostic.code in without):
            terminal.print(diagnostic.shown())


def unique_diagnostics(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """In the order of the files; what a default, the account or a column does to many, once."""
    files = {path: at for at, path in enumerate(dict.fromkeys(each.path for each in diagnostics))}
    unique: dict[tuple[object, ...], Diagnostic] = {}
    for each in diagnostics:
        place = (each.path, each.sheet, each.line, each.column)
        unique.setdefault((*place, each.key, each.message), each)
    ordered = sorted(
        unique.values(), key=lambda each: (files[each.path], each.sheet, each.line, each.column)
    )
    return list(grouped(ordered))


def diagnostic_data(diagnostic: Diagnostic) -> dict[str, Any]:
    """The diagnostic as `--json` shows it."""
    return {
        "path": shown_path(diagnostic.path),
        "line": diagnostic.line,
        "column": diagnostic.column,
        "key": diagnostic.key,
        "message": _encodable(diagnostic.message),
        "hint": _encodable(diagnostic.hint),
        "code": diagnostic.code,
        "severity": str(diagnostic.severity),
        "ref": diagnostic.ref,
        **(
            {"sheet": diagnostic.sheet, "cells": list(diagnostic.cells)} if diagnostic.cells else {}
        ),
    }


def _encodable(text: str) -> str:
    """The text with what UTF-8 cannot hold, as in the name of a file, written out."""
    return text.encode(errors="backslashreplace").decode()


def warn_of_other_addresses(terminal: Terminal, elsewhere: Sequence[Filing]) -> None:
    """Warns that the workspace's address has changed since these refs were filed."""
    by_origin: dict[str, list[str]] = {}
    for filing in elsewhere:
        if filing.number is None:
            continue  # planned there, never filed
        by_origin.setdefault(filing.key.origin, []).append(filing.key.ref)
    for origin, refs in by_origin.items():
        names = ", ".join(refs[:NAMED]) + ("…" if len(refs) > NAMED else "")
        terminal.warn(
            f"{plural(len(refs), 'ref')} ({names}) known at {origin}: this workspace's address has "
            "changed, and what was filed there does not count here"
        )
