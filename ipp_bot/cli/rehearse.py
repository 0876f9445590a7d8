"""`rehearse`: entries at a local portal that reviews them, before they go to the real one."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

from pathlib import Path
from typing import Annotated, Any

import typer

from ipp_bot.cli.filing_results import EntryLines, failure_lines, result_line
from ipp_bot.cli.filings import open_ledger
from ipp_bot.cli.manifest_check import check_manifests, print_diagnostics
from ipp_bot.cli.options import Json, Only, Strict, Verbose, WorkspaceFolder, exit_with
from ipp_bot.cli.run_async import run_async
from ipp_bot.clock import SystemClock
from ipp_bot.ledger import Ledger, SettingKey
from ipp_bot.report.rejection_reasons import explain
from ipp_bot.report.terminal import Terminal, plural
from ipp_bot.run.checking import refuse_faults
from ipp_bot.run.rehearsal import Rehearsal, RehearsedFiling, rehearsal_portal
from ipp_bot.run.rehearsal import rehearse as rehearse_entries
from ipp_bot.run.results import FilingOutcome
from ipp_bot.run.submit_run import RunObserver, SubmitRun
from ipp_bot.workspace import Workspace

__all__ = ["rehearse"]


def rehearse(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH", help="Manifests, or folders with manifests."),
    ],
    *,
    only: Only = None,
    skin: Annotated[
        str, typer.Option("--skin", metavar="NAME", help="The local portal's front end.")
    ] = "classic",
    sessions: Annotated[
        int | None,
        typer.Option("--sessions", min=1, max=64, metavar="N", help="Filings side by side."),
    ] = None,
    strict: Strict = False,
    verbose: Verbose = False,
    as_json: Json = False,
    folder: WorkspaceFolder = None,
) -> None:
    """File entries at a local portal that reviews them, and tell what would be refused."""
    terminal = Terminal(as_json=as_json)
    workspace = Workspace.open(folder)
    checked = check_manifests(workspace, paths, only=only or [], strict=strict, terminal=terminal)
    print_diagnostics(terminal, checked, raised=True)
    refuse_faults(checked, skip_faulty=False)
    terminal.progress(f"rehearsing {plural(len(checked.entries), 'filing')} at a local portal")
    runs: list[SubmitRun] = []

    def interrupt() -> None:
        for run in runs[-1:]:
            run.interrupt()

    with (
        rehearsal_portal(workspace, skin) as portal,
        terminal.bar("rehearsing", len(checked.entries), detail=verbose) as bar,
    ):

        def run_of(scratch: Workspace, ledger: Ledger) -> SubmitRun:
            observer = RunObserver(
                on_progress=lambda step: bar.update(f"{step.ref or step.account}: {step.text}"),
                on_result=lambda result: bar.advance(result_line(result)),
            )
            clock = SystemClock()
            runs.append(SubmitRun(scratch, ledger, clock, observer, sessions=sessions))
            return runs[-1]

        rehearsal = run_async(
            lambda: rehearse_entries(
                workspace, portal, paths, only=only or [], clock=SystemClock(), run_of=run_of
            ),
            interrupt=interrupt,
        )
    _keep(workspace, rehearsal)
    _print(terminal, rehearsal, EntryLines(checked.entries))
    exit_with(rehearsal.exit_status)


def _keep(workspace: Workspace, rehearsal: Rehearsal) -> None:
    """Notes in the workspace's own ledger which content has passed."""
    with open_ledger(workspace) as ledger:
        now = SystemClock().now().isoformat()
        for each in rehearsal.filings:
            if each.passed:
                ledger.set_setting(SettingKey.REHEARSED.of(each.result.filing.fingerprint), now)


def _print(terminal: Terminal, rehearsal: Rehearsal, lines: EntryLines) -> None:
    refused = [each for each in rehearsal.filings if not each.passed]
    for each in refused:
        for line in (*failure_lines(each.result, lines), *_rejection_lines(each, lines)):
            terminal.print(line)
    if not rehearsal.with_own_profile:
        terminal.warn("the workspace's profile does not fit the local portal; the shipped one did")
    passed = len(rehearsal.filings) - len(refused)
    waiting = sum(each.result.outcome is FilingOutcome.AWAITING_POA for each in rehearsal.filings)
    unsigned = f", {waiting} of them once the power of attorney is signed" if waiting else ""
    terminal.print(
        f"{passed} of {plural(len(rehearsal.filings), 'filing')} would be accepted by the local "
        f"portal{unsigned}; nothing was sent to the real one"
    )
    terminal.data(
        {
            "filings": [_data(each) for each in rehearsal.filings],
            "with_own_profile": rehearsal.with_own_profile,
            "interrupted": rehearsal.interrupted,
            "exit_status": int(rehearsal.exit_status),
        }
    )


def _rejection_lines(each: RehearsedFiling, lines: EntryLines) -> list[str]:
    """Why the reviewer would reject it, and what that means."""
    filing = each.result.filing
    where = lines.locate(filing)
    told = [f"{filing.key.ref}: would be rejected{f' ({where})' if where else ''}"]
    for words in each.reasons:
        told += [f"    “{words}”", f"    → {explain(words).en}"]
    return told if each.reasons else []


def _data(each: RehearsedFiling) -> dict[str, Any]:
    """The filing as `--json` shows it."""
    filing, error = each.result.filing, each.result.error
    return {
        "account": filing.key.account,
        "ref": filing.key.ref,
        "end": str(each.result.outcome),
        "passed": each.passed,
        "fingerprint": filing.fingerprint,
        "error": "" if error is None else error.line(),
        "reasons": list(each.reasons),
    }
