"""`submit`: check, plan, file, and report every filing's outcome."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ipp_bot.cli.filing_results import EntryLines, print_report, report_data
from ipp_bot.cli.filings import open_ledger, unfinished_filings
from ipp_bot.cli.manifest_check import (
    TOLD_BY_CHECK,
    check_manifests,
    diagnostic_data,
    print_diagnostics,
    warn_of_other_addresses,
)
from ipp_bot.cli.options import Json, Only, Strict, Verbose, WorkspaceFolder, exit_with
from ipp_bot.cli.paper_differences import chosen_comparison
from ipp_bot.cli.planned_papers import ComparedFilings, compare_planned
from ipp_bot.cli.poa import print_unmatched
from ipp_bot.cli.run_async import run_async
from ipp_bot.cli.submit_progress import interrupt_handler, submit_progress
from ipp_bot.cli.submit_queue import QueueOptions, queue_filings
from ipp_bot.clock import SystemClock
from ipp_bot.diagnostics import shown_path
from ipp_bot.errors import ExitStatus, UsageError
from ipp_bot.flows import receipts
from ipp_bot.ledger import PlanVerdict, Supervision
from ipp_bot.report.terminal import Terminal, plural
from ipp_bot.run import planning
from ipp_bot.run.checking import Checked, refuse_faults
from ipp_bot.run.filing_runner import FilingOptions
from ipp_bot.run.inbox import unmatched
from ipp_bot.run.outdated import with_outdated
from ipp_bot.run.planning import Plan
from ipp_bot.run.results import FilingOutcome
from ipp_bot.run.submit import submit as submit_planned
from ipp_bot.run.submit_run import PERSON_SECONDS, UNFINISHED, SubmitReport, SubmitRun
from ipp_bot.workspace import Workspace

__all__ = ["submit"]

MANY = 100
"""Entries whose documents take some time to be copied and hashed."""


def submit(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH",
            help="Manifests, or folders with manifests; none: whatever is unfinished.",
            show_default=False,
        ),
    ] = None,
    *,
    draft_only: Annotated[
        bool,
        typer.Option("--draft-only", help="Stop at the filled draft, for a second pair of eyes."),
    ] = False,
    only: Only = None,
    sessions: Annotated[
        int | None,
        typer.Option("--sessions", min=1, max=64, metavar="N", help="Filings side by side."),
    ] = None,
    amend: Annotated[
        bool,
        typer.Option("--amend", help="Correct rejected records; renew POAs of approved ones."),
    ] = False,
    skip_faulty: Annotated[
        bool, typer.Option("--skip-faulty", help="File the others where some have faults.")
    ] = False,
    strict: Strict = False,
    attended: Annotated[
        bool,
        typer.Option(
            "--attended",
            help="Fill in and check; you look at each form in the window and submit it there.",
        ),
    ] = False,
    unattended: Annotated[
        bool,
        typer.Option(
            "--unattended",
            help="Submit forms that this portal has not seen from you, with nobody looking.",
        ),
    ] = False,
    within: Annotated[
        int,
        typer.Option("--within", min=5, metavar="SECONDS", help="How long a window waits for you."),
    ] = int(PERSON_SECONDS),
    headed: Annotated[bool, typer.Option("--headed", help="Show the browser's window.")] = False,
    queue: Annotated[
        bool,
        typer.Option("--queue", help="Queue the filings for the workers of several machines."),
    ] = False,
    verbose: Verbose = False,
    as_json: Json = False,
    folder: WorkspaceFolder = None,
) -> None:
    """File what is not filed yet; run again, it goes on where it stopped."""
    terminal = Terminal(as_json=as_json)
    workspace = Workspace.open(folder)
    if amend and not paths:
        raise UsageError(
            "--amend needs the corrected manifests", hint="ipp-bot submit --amend PATH"
        )
    others = {"--queue": queue, "--draft-only": draft_only, "--unattended": unattended}
    if attended and (other := next((name for name, given in others.items() if given), "")):
        raise UsageError(
            f"--attended and {other} exclude each other", hint=f"leave out {other}", sent=False
        )
    if unattended and queue:
        raise UsageError(
            "--unattended is nothing that workers do", hint="leave out --queue", sent=False
        )
    supervision = Supervision.ATTENDED if attended else Supervision.ALONE
    if unattended:
        supervision = Supervision.OVERRIDDEN
    checked = _checked(terminal, workspace, paths or [], only or [], strict=strict)
    if checked is not None:
        _refuse_faults(terminal, checked, skip_faulty=skip_faulty)
    if queue:
        options = QueueOptions(
            only=only or [],
            amend=amend,
            draft_only=draft_only,
            sessions=sessions,
            skip_faulty=skip_faulty,
        )
        exit_with(queue_filings(terminal, workspace, checked, options))
        return
    with open_ledger(workspace) as ledger:
        ledger.require_no_hold()
        receipts.write_missing(ledger, workspace.receipts)
        run = SubmitRun(
            workspace,
            ledger,
            SystemClock(),
            sessions=sessions or (1 if attended else None),
            options=FilingOptions(draft_only=draft_only),
            headed=headed,
            supervision=supervision,
            person_seconds=within,
        )
        faults = checked.diagnostics if checked is not None else ()
        if checked is None:
            compared = compare_planned(
                terminal,
                workspace,
                unfinished_filings(ledger, only or []),
                skip_faulty=skip_faulty,
            )
            faults = tuple(compared.diagnostics)
            report = _submit_unfinished(terminal, run, compared, verbose=verbose)
        else:
            report = _submit_plan(terminal, run, checked, amend=amend, verbose=verbose)
        lines = EntryLines(checked.entries if checked is not None else ())
        status = report.exit_status
        if not all(each.is_warning for each in faults):
            status = ExitStatus.worst([status, ExitStatus.FAILED])
        print_report(terminal, workspace, report, lines)
        if any(each.outcome is FilingOutcome.AWAITING_POA for each in report.results):
            print_unmatched(terminal, list(unmatched(workspace, ledger)))
        terminal.data(
            {
                **report_data(workspace, report, lines),
                "faults": [diagnostic_data(each) for each in faults],
                "exit_status": int(status),
            }
        )
    exit_with(status)


def _checked(
    terminal: Terminal,
    workspace: Workspace,
    paths: Sequence[Path],
    only: Sequence[str],
    *,
    strict: bool,
) -> Checked | None:
    if not paths:
        return None
    comparison = chosen_comparison(terminal, workspace)
    checked = check_manifests(
        workspace, paths, only=only, strict=strict, comparison=comparison, terminal=terminal
    )
    print_diagnostics(terminal, checked, raised=True, without=TOLD_BY_CHECK)
    return checked


def _refuse_faults(terminal: Terminal, checked: Checked, *, skip_faulty: bool) -> None:
    """FaultsFound if there are faults and they may not be skipped; with `--json` as a document."""
    if terminal.as_json and not checked.unreadable and checked.errors and not skip_faulty:
        terminal.data(
            {
                "filings": [],
                "faults": [diagnostic_data(each) for each in checked.diagnostics],
                "exit_status": int(ExitStatus.FAILED),
            }
        )
        terminal.error(
            f"{plural(len(checked.errors), 'fault')} in the manifests. Nothing was sent."
        )
        raise typer.Exit(int(ExitStatus.FAILED))
    refuse_faults(checked, skip_faulty=skip_faulty)


def _submit_unfinished(
    terminal: Terminal, run: SubmitRun, compared: ComparedFilings, *, verbose: bool
) -> SubmitReport:
    """Goes on with what the ledger holds unfinished.

    What differs from its manifest as it is now, or from its papers, sends nothing.
    """
    count = len(compared.agreeing) + len(compared.undecided)
    if not count:
        return SubmitReport(list(compared.outdated))

    async def both() -> SubmitReport:
        report = await run.run(compared.undecided, reconcile_only=True)
        if not report.interrupted:
            rest = await run.run(compared.agreeing)
            report.results.extend(rest.results)
            report.interrupted = rest.interrupted
        report.results = with_outdated(run.ledger, report.results, compared.outdated)
        return report

    with submit_progress(terminal, run, count, verbose=verbose):
        return run_async(both, interrupt=interrupt_handler(terminal, run))


def _submit_plan(
    terminal: Terminal, run: SubmitRun, checked: Checked, *, amend: bool, verbose: bool
) -> SubmitReport:
    """Files what the manifests say."""
    if len(checked.entries) > MANY:
        terminal.progress(f"copying and hashing the documents of {len(checked.entries):,} filings")
    planned = planning.plan(run.workspace, run.ledger, checked, amend=amend)
    warn_of_other_addresses(terminal, planned.elsewhere)
    count = len(planned.of(*UNFINISHED))
    done = len(planned.of(PlanVerdict.DONE))
    if count:
        already = f"; {done} already submitted" if done else ""
        terminal.progress(f"{plural(count, 'filing')} to go at {run.workspace.url}{already}")
        if run.workspace.portal_folder != run.workspace.hidden:
            place = shown_path(run.workspace.portal_folder)
            terminal.progress(f"this portal's receipts, papers and sessions lie in {place}")

    def again() -> Plan:
        return planning.plan(run.workspace, run.ledger, checked, amend=amend)

    with submit_progress(terminal, run, count, verbose=verbose):
        return run_async(
            lambda: submit_planned(run, planned, plan_again=again, amend=amend),
            interrupt=interrupt_handler(terminal, run),
        )
