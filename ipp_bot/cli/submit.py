"""`submit`: check, plan, drive, and tell what became of every filing."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ipp_bot.cli.app import app
from ipp_bot.cli.check import fault_data, judged, tell_elsewhere, tell_faults
from ipp_bot.cli.filing_results import Places, ending, report_data, tell_report
from ipp_bot.cli.options import Json, Only, Strict, Where, finish, opened_ledger, opened_workspace
from ipp_bot.cli.run_async import drive
from ipp_bot.cli.submit_queue import Wishes, queue_up
from ipp_bot.errors import ExitStatus, UsageError
from ipp_bot.report.terminal import Terminal, plural

if TYPE_CHECKING:
    from ipp_bot.flows.account_session import Progress
    from ipp_bot.run.planning import Checked, Plan
    from ipp_bot.run.results import FilingResult
    from ipp_bot.run.submit_run import SubmitReport, SubmitRun
    from ipp_bot.settings import Workspace

__all__ = ["interrupting", "watched"]


@app.command()
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
    headed: Annotated[bool, typer.Option("--headed", help="Show the browser's window.")] = False,
    queue: Annotated[
        bool,
        typer.Option("--queue", help="Queue the filings for the workers of several machines."),
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="A line for every step of every filing.")
    ] = False,
    as_json: Json = False,
    workspace: Where = None,
) -> None:
    """File what is not filed yet; run again, it goes on where it stopped."""
    from ipp_bot.clock import SystemClock
    from ipp_bot.flows import receipts
    from ipp_bot.run.filing_runner import FilingOptions
    from ipp_bot.run.submit_run import SubmitRun

    terminal = Terminal(as_json=as_json)
    place = opened_workspace(workspace)
    if amend and not paths:
        raise UsageError(
            "--amend needs the corrected manifests", hint="ipp-bot submit --amend PATH"
        )
    checked = _checked(terminal, place, paths or [], only or [], strict=strict)
    if checked is not None:
        _refuse(terminal, checked, skip_faulty=skip_faulty)
    if queue:
        wishes = Wishes(only=only or [], amend=amend, draft_only=draft_only, sessions=sessions)
        finish(queue_up(terminal, place, checked, wishes))
        return
    with opened_ledger(place) as ledger:
        receipts.restore(ledger, place.hidden / "receipts")
        job = SubmitRun(
            place,
            ledger,
            SystemClock(),
            sessions=sessions,
            options=FilingOptions(draft_only=draft_only),
            headed=headed,
        )
        if checked is None:
            report = _unfinished(terminal, job, only or [], verbose=verbose)
        else:
            report = _planned(terminal, job, checked, amend=amend, verbose=verbose)
        places = Places(checked.entries if checked is not None else ())
        status = report.exit_status
        if checked is not None and checked.errors:
            status = ExitStatus.worst([status, ExitStatus.FAILED])
        tell_report(terminal, place, report, places)
        faults = [fault_data(fault) for fault in checked.faults] if checked is not None else []
        terminal.data(
            {
                **report_data(place, report, places),
                "faults": faults,
                "exit_status": int(status),
            }
        )
    finish(status)


def interrupting(terminal: Terminal, job: "SubmitRun") -> Callable[[], None]:
    """What a Ctrl-C does: the first lets the filings in hand end, the second stops at once."""
    pressed = 0

    def interrupt() -> None:
        nonlocal pressed
        pressed += 1
        if pressed == 1:
            terminal.warn(
                "finishing the filings in hand; Ctrl-C again stops at once, which is safe"
            )
        job.interrupt()

    return interrupt


def _checked(
    terminal: Terminal,
    workspace: "Workspace",
    paths: Sequence[Path],
    only: Sequence[str],
    *,
    strict: bool,
) -> "Checked | None":
    if not paths:
        return None
    checked = judged(workspace, paths, only=only, strict=strict)
    tell_faults(terminal, checked, raised=True)
    return checked


def _refuse(terminal: Terminal, checked: "Checked", *, skip_faulty: bool) -> None:
    """Leaves if there is anything wrong that may not be skipped; nothing was sent then."""
    from ipp_bot.run.planning import refuse_faults

    if terminal.as_json and not checked.unreadable and checked.errors and not skip_faulty:
        terminal.data(
            {
                "filings": [],
                "faults": [fault_data(fault) for fault in checked.faults],
                "exit_status": int(ExitStatus.FAILED),
            }
        )
        terminal.error(
            f"{plural(len(checked.errors), 'fault')} in the manifests. Nothing was sent."
        )
        raise typer.Exit(int(ExitStatus.FAILED))
    refuse_faults(checked, skip_faulty=skip_faulty)


def _unfinished(
    terminal: Terminal, job: "SubmitRun", only: Sequence[str], *, verbose: bool
) -> "SubmitReport":
    """Drives what the ledger holds unfinished."""
    from ipp_bot.run.submit_run import SubmitReport

    filings = [row for row in job.ledger.unfinished() if not only or row.key.ref in only]
    missing = [ref for ref in only if all(row.key.ref != ref for row in filings)]
    if missing:
        raise UsageError(
            f"the ledger has no unfinished filing {missing[0]!r}",
            hint=f"ipp-bot status {missing[0]}",
            sent=False,
        )
    if not filings:
        return SubmitReport()
    with watched(terminal, job, len(filings), verbose=verbose):
        return drive(lambda: job.run(filings), interrupt=interrupting(terminal, job))


def _planned(
    terminal: Terminal, job: "SubmitRun", checked: "Checked", *, amend: bool, verbose: bool
) -> "SubmitReport":
    """Drives what the manifests say."""
    from ipp_bot.ledger import PlanVerdict
    from ipp_bot.run.planning import plan
    from ipp_bot.run.submit import submit as submit_plan
    from ipp_bot.run.submit_run import UNFINISHED

    if len(checked.entries) > 100:  # noqa: PLR2004 - below that it takes no time
        terminal.progress(f"copying and hashing the documents of {len(checked.entries):,} filings")
    planned = plan(job.workspace, job.ledger, checked, amend=amend)
    tell_elsewhere(terminal, planned.elsewhere)
    count = len(planned.of(*UNFINISHED))
    done = len(planned.of(PlanVerdict.DONE))
    if count:
        already = f"; {done} already submitted" if done else ""
        terminal.progress(f"{plural(count, 'filing')} to go at {job.workspace.url}{already}")

    def again() -> "Plan":
        return plan(job.workspace, job.ledger, checked, amend=amend)

    with watched(terminal, job, count, verbose=verbose):
        return drive(
            lambda: submit_plan(job, planned, plan_again=again, amend=amend),
            interrupt=interrupting(terminal, job),
        )


@contextmanager
def watched(terminal: Terminal, job: "SubmitRun", total: int, *, verbose: bool) -> Iterator[None]:
    """The job tells a progress bar what it does, for as long as the block runs."""
    from ipp_bot.run.results import Outcome

    with terminal.bar("submitting", total, detail=verbose) as bar:

        def step(step: "Progress") -> None:
            name = step.ref or step.account
            bar.now(f"{name}: {step.text}")

        def ended(result: "FilingResult") -> None:
            bar.done("" if result.outcome is Outcome.NOT_BEGUN else ending(result))

        job.watch.step = step
        job.watch.ended = ended
        job.watch.ask = bar.ask if sys.stdin.isatty() else None
        yield
