"""`confirm`: a person has compared drafted entries with their papers."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ipp_bot.cli.filings import open_ledger
from ipp_bot.cli.manifest_check import diagnostic_data, unique_diagnostics
from ipp_bot.cli.options import Json, WorkspaceFolder, exit_with
from ipp_bot.clock import SystemClock
from ipp_bot.diagnostics import Diagnostic, shown_path
from ipp_bot.errors import ExitStatus, UsageError
from ipp_bot.manifest import Entry
from ipp_bot.report.terminal import Terminal, plural
from ipp_bot.run import confirming
from ipp_bot.run.approving import keep_confirmation
from ipp_bot.run.checking import check
from ipp_bot.run.confirmation import UNCONFIRMED
from ipp_bot.run.draft_records import DraftRecords
from ipp_bot.settings import Workspace

__all__ = ["confirm"]


def confirm(
    refs: Annotated[list[str], typer.Argument(metavar="REF", help="The drafted entries.")],
    paths: Annotated[
        list[Path] | None,
        typer.Option(
            "--in",
            metavar="FILE",
            help="The manifest or sheet that has them; else whatever was drafted here.",
        ),
    ] = None,
    as_json: Json = False,
    folder: WorkspaceFolder = None,
) -> None:
    """Tell that drafted entries were compared with their papers; these papers count, no others."""
    terminal = Terminal(as_json=as_json)
    workspace = Workspace.open(folder)
    where = paths or DraftRecords(workspace.drafts).targets()
    if not where:
        raise UsageError(
            "nothing was drafted in this workspace",
            hint=f"ipp-bot confirm {refs[0]} --in FILE.yaml",
            sent=False,
        )
    entries, diagnostics = _found(workspace, where, refs)
    missing = [ref for ref in refs if ref not in entries]
    if missing:
        raise UsageError(
            f"no entry has the ref {missing[0]!r} in {', '.join(map(shown_path, where))}",
            hint="--in FILE names another manifest or sheet",
            sent=False,
        )
    faults = [
        each
        for each in unique_diagnostics(diagnostics)
        if not each.is_warning and each.code != UNCONFIRMED
    ]
    if faults:
        for diagnostic in faults:
            terminal.print(str(diagnostic))
        terminal.error(f"{plural(len(faults), 'fault')}; nothing was confirmed.")
        terminal.data({"confirmed": [], "faults": [diagnostic_data(each) for each in faults]})
        exit_with(ExitStatus.FAILED)
        return
    done = confirming.confirm(entries.values())
    with open_ledger(workspace) as ledger:
        for entry in entries.values():
            keep_confirmation(workspace, ledger, entry)
        by = str(ledger.actor)
    for one in done:
        what = f"confirmed with {plural(one.papers, 'paper')}"
        if not one.is_new:
            needed = entries[one.ref].confirmed
            what = "was confirmed before" if needed else "needs no confirmation: nobody drafted it"
        terminal.print(f"{one.ref}: {what} ({shown_path(one.path)}:{one.line})")
    terminal.data(
        {
            "confirmed": [
                {"ref": one.ref, "file": shown_path(one.path), "papers": one.papers, "by": by}
                for one in done
                if one.is_new
            ],
            "faults": [],
        }
    )


def _found(
    workspace: Workspace, paths: Sequence[Path], refs: Sequence[str]
) -> tuple[dict[str, Entry], list[Diagnostic]]:
    """The entries of these refs, and what is wrong with them."""
    checked = check(workspace, paths, clock=SystemClock(), only=refs)
    if checked.unreadable:
        raise checked.unreadable[0]
    diagnostics = [each for each in checked.diagnostics if each.ref in refs or not each.ref]
    return {entry.ref: entry for entry in checked.every if entry.ref in refs}, diagnostics
