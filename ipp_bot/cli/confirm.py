"""`confirm`: a person has compared drafted entries with their papers."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ipp_bot.cli.filings import open_ledger
from ipp_bot.cli.manifest_check import diagnostic_data, unique_diagnostics
from ipp_bot.cli.options import Json, WorkspaceFolder, exit_with
from ipp_bot.cli.paper_differences import difference_data, paper_comparison
from ipp_bot.clock import SystemClock
from ipp_bot.diagnostics import Diagnostic, shown_path
from ipp_bot.errors import ExitStatus, UsageError
from ipp_bot.report.terminal import Terminal, plural
from ipp_bot.run.confirming import confirm_refs, confirm_values
from ipp_bot.run.draft_records import DraftRecords
from ipp_bot.workspace import Workspace

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
    keys: Annotated[
        list[str] | None,
        typer.Option(
            "--key",
            metavar="KEY",
            help="Only this value, which is right although a paper was read otherwise.",
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
    if keys:
        _confirm_values(terminal, workspace, refs, where, keys)
        return
    with open_ledger(workspace) as ledger:
        confirmed = confirm_refs(workspace, ledger, refs, where, clock=SystemClock())
        by = str(ledger.actor)
    faults = unique_diagnostics(confirmed.faults)
    if faults:
        _refuse(terminal, faults)
        return
    for one in confirmed.done:
        what = f"confirmed with {plural(one.papers, 'paper')}"
        if not one.is_new:
            needed = confirmed.entries[one.ref].confirmed
            what = "was confirmed before" if needed else "needs no confirmation: nobody drafted it"
        terminal.print(f"{one.ref}: {what} ({shown_path(one.path)}:{one.line})")
    terminal.data(
        {
            "confirmed": [
                {"ref": one.ref, "file": shown_path(one.path), "papers": one.papers, "by": by}
                for one in confirmed.done
                if one.is_new
            ],
            "faults": [],
        }
    )


def _refuse(terminal: Terminal, faults: Sequence[Diagnostic]) -> None:
    for diagnostic in faults:
        terminal.print(diagnostic.shown())
    terminal.error(f"{plural(len(faults), 'fault')}; nothing was confirmed.")
    terminal.data({"confirmed": [], "faults": [diagnostic_data(each) for each in faults]})
    exit_with(ExitStatus.FAILED)


def _confirm_values(
    terminal: Terminal,
    workspace: Workspace,
    refs: Sequence[str],
    paths: Sequence[Path],
    keys: Sequence[str],
) -> None:
    comparison = paper_comparison(terminal, workspace)
    with open_ledger(workspace) as ledger:
        confirmed = confirm_values(
            workspace, ledger, refs, paths, keys, comparison=comparison, clock=SystemClock()
        )
        by = str(ledger.actor)
    faults = unique_diagnostics(confirmed.faults)
    if faults:
        _refuse(terminal, faults)
        return
    for one in confirmed.done:
        ref, key, value = one.diagnostic.ref, one.difference.key, one.difference.value
        file = shown_path(Path(one.difference.file))
        terminal.print(f"{ref}: {by} confirmed {key} {value!r} although {file} was read otherwise")
    terminal.data(
        {
            "confirmed": [{**difference_data(one), "by": by} for one in confirmed.done],
            "faults": [],
        }
    )
