"""`confirm`: a person has compared drafted entries with their papers."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ipp_bot.cli.filings import open_ledger
from ipp_bot.cli.import_sheet import read_list, sheet_account
from ipp_bot.cli.manifest_check import diagnostic_data, unique_diagnostics
from ipp_bot.cli.options import Json, WorkspaceFolder, exit_with
from ipp_bot.cli.paper_differences import difference_data, paper_comparison
from ipp_bot.clock import SystemClock
from ipp_bot.diagnostics import Diagnostic, shown_path
from ipp_bot.errors import ExitStatus, UsageError
from ipp_bot.manifest.load import SHEETS
from ipp_bot.report.terminal import Terminal, plural
from ipp_bot.run.confirmed_values import ConfirmedValues
from ipp_bot.run.confirming import Compared, compared, confirm_refs, confirm_values
from ipp_bot.run.draft_records import DraftRecords
from ipp_bot.run.list_source import ListWithPapers
from ipp_bot.run.papers import PaperComparison
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
            help="Only this value, which is right although a paper was read otherwise; may be "
            "repeated.",
        ),
    ] = None,
    papers: Annotated[
        list[Path] | None,
        typer.Option(
            "--papers",
            metavar="FOLDER",
            help="With --key: papers of the list that --in names, as `import` has them; may be "
            "repeated.",
        ),
    ] = None,
    target: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE.yaml", help="With --papers: as for `import`."),
    ] = None,
    account: Annotated[
        str | None,
        typer.Option("--account", metavar="NAME", help="With --papers: as for `import`."),
    ] = None,
    as_json: Json = False,
    folder: WorkspaceFolder = None,
) -> None:
    """Tell that drafted entries were compared with their papers; these papers count, no others."""
    terminal = Terminal(as_json=as_json)
    workspace = Workspace.open(folder)
    if papers:
        file = _only_list(refs, paths or (), keys or ())
        source = ListWithPapers(file, tuple(papers), target, account or "")
        comparison = paper_comparison(terminal, workspace)
        found = _compared_list(terminal, workspace, refs, source, comparison)
        _confirm_values(terminal, workspace, refs, keys or (), found, comparison.confirmed)
        return
    if target is not None or account is not None:
        raise UsageError("--to and --account are told with --papers only", sent=False)
    where = paths or DraftRecords(workspace.drafts).targets()
    if not where:
        raise UsageError(
            "nothing was drafted in this workspace",
            hint=f"ipp-bot confirm {refs[0]} --in FILE.yaml",
            sent=False,
        )
    if keys:
        comparison = paper_comparison(terminal, workspace)
        found = compared(workspace, where, refs, comparison=comparison, clock=SystemClock())
        _confirm_values(terminal, workspace, refs, keys, found, comparison.confirmed)
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


def _only_list(refs: Sequence[str], paths: Sequence[Path], keys: Sequence[str]) -> Path:
    """The list that papers were given for; UsageError where there is none, or nothing to confirm.

    What no key confirms needs no papers: that they were compared is written into the list.
    """
    if len(paths) == 1 and paths[0].suffix.lower() in SHEETS and keys:
        return paths[0]
    raise UsageError(
        "--papers is told with --key, and with one list behind --in",
        hint=f"ipp-bot confirm {refs[0]} --in FILE.xlsx --papers FOLDER --key KEY",
        sent=False,
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
    keys: Sequence[str],
    found: Compared,
    confirmed: ConfirmedValues,
) -> None:
    with open_ledger(workspace) as ledger:
        done = confirm_values(
            workspace, ledger, refs, keys, found, confirmed=confirmed, clock=SystemClock()
        )
        by = str(ledger.actor)
    for one in done:
        ref, key, value = one.diagnostic.ref, one.difference.key, one.difference.value
        file = shown_path(Path(one.difference.file))
        if value:
            told = f"{ref}: {by} confirmed {key} {value!r} although {file} was read otherwise"
        else:
            told = f"{ref}: {by} confirmed {key} although {file} was read otherwise"
        terminal.print(told)
    new = {(one.diagnostic.ref, one.difference.key) for one in done}
    for ref, key in itertools.product(refs, keys):
        if (ref, key) not in new:
            terminal.print(f"{ref}: {key} was confirmed before")
    terminal.data({"confirmed": [{**difference_data(one), "by": by} for one in done], "faults": []})


def _compared_list(
    terminal: Terminal,
    workspace: Workspace,
    refs: Sequence[str],
    source: ListWithPapers,
    comparison: PaperComparison,
) -> Compared:
    """The list's rows of these refs, compared with the papers that `import` takes for them."""
    profile = workspace.profile
    account = sheet_account(source.account or None, workspace)
    sheet, _ = read_list(terminal, source, profile, workspace, account=account)
    rows = [row for row in sheet.rows if row.built is not None and row.built.ref in refs]
    entries = tuple(row.built for row in rows if row.built is not None)
    differences = comparison.compare(entries, profile=profile, complainants=workspace.complainants)
    faulty = {each.ref for each in sheet.diagnostics if not each.is_warning}
    unfinished = faulty | {entry.ref for entry in entries if entry.is_flawed}
    return Compared(entries, (source.file,), differences, frozenset(unfinished))
