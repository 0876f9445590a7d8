"""`worker`: one machine of several, at work on the shared queue."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

import asyncio
import sys
from collections import Counter
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from ipp_bot.cli.filing_results import (
    EntryLines,
    failure_lines,
    print_report,
    report_data,
    result_line,
)
from ipp_bot.cli.filings import open_ledger
from ipp_bot.cli.options import Json, Verbose, WorkspaceFolder, exit_with
from ipp_bot.cli.run_async import run_async
from ipp_bot.cli.submit_queue import cluster_required
from ipp_bot.clock import SystemClock
from ipp_bot.errors import ExitStatus, UsageError
from ipp_bot.flows import receipts
from ipp_bot.flows.account_session import Progress
from ipp_bot.ledger import Ledger
from ipp_bot.report.terminal import Bar, Terminal, plural
from ipp_bot.run.results import FilingResult
from ipp_bot.run.submit_run import RunObserver, SubmitReport
from ipp_bot.workspace import Workspace

if TYPE_CHECKING:
    from ipp_bot.run.queue.worker import Worker, WorkerOptions

__all__ = ["worker"]


def worker(
    *,
    until_empty: Annotated[
        bool,
        typer.Option("--until-empty", help="Leave when nothing is queued any more."),
    ] = False,
    account: Annotated[
        list[str] | None,
        typer.Option("--account", metavar="NAME", help="For this account only; may be repeated."),
    ] = None,
    sessions: Annotated[
        int | None,
        typer.Option(
            "--sessions", min=1, max=64, metavar="N", help="Filings side by side on this machine."
        ),
    ] = None,
    sync_at: Annotated[
        str | None,
        typer.Option(
            "--sync-at",
            metavar="HH:MM",
            help="Every day at that time of this machine, one of the workers runs ipp-bot sync.",
        ),
    ] = None,
    verbose: Verbose = False,
    as_json: Json = False,
    folder: WorkspaceFolder = None,
) -> None:
    """Take filings from the shared queue until stopped; Ctrl-C once finishes those in hand."""
    terminal = Terminal(as_json=as_json)
    workspace = Workspace.open(folder)
    names = tuple(dict.fromkeys(account or workspace.settings.accounts))
    for name in names:
        workspace.account(name)
    cron = _daily_cron(sync_at) if sync_at else ""
    if cron and until_empty:
        raise UsageError("--sync-at is for a worker that stays, without --until-empty", sent=False)
    with cluster_required(workspace):
        # Imported here: the package procrastinate is an extra.
        from ipp_bot.run.queue.enqueue import default_concurrency, ensure_shared_documents
        from ipp_bot.run.queue.worker import RecurringWork, WorkerOptions

    recurring = (RecurringWork("sync", cron, partial(_sync, terminal, workspace)),) if cron else ()
    with open_ledger(workspace) as ledger:
        ensure_shared_documents(workspace.files, ledger)
        receipts.write_missing(ledger, workspace.receipts)
        concurrency = sessions or default_concurrency(map(workspace.sessions_of, names))
        options = WorkerOptions(names, concurrency, until_empty=until_empty, recurring=recurring)
        run = _WorkerRun(terminal, workspace, ledger, until_empty=until_empty)
        terminal.progress(f"working for {', '.join(names)} at {workspace.url}")
        with terminal.bar("working", 0, detail=verbose) as bar:
            run_async(lambda: run.work(options, bar), interrupt=run.interrupt)
        exit_with(run.print_results())


def _daily_cron(time: str) -> str:
    """The crontab line, in UTC, of a time of this machine's day."""
    try:
        wanted = datetime.strptime(time, "%H:%M")  # noqa: DTZ007 - it becomes aware below
    except ValueError:
        raise UsageError(f"--sync-at {time}: type a time such as 02:30", sent=False) from None
    today = datetime.now().astimezone()
    there = today.replace(hour=wanted.hour, minute=wanted.minute).astimezone(UTC)
    return f"{there.minute} {there.hour} * * *"


async def _sync(terminal: Terminal, workspace: Workspace) -> None:
    """`ipp-bot sync` in a process of its own; its words go where progress goes."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "ipp_bot", "--workspace", str(workspace.root), "sync", stdout=2
    )
    try:
        status = await child.wait()
    except asyncio.CancelledError:
        child.terminate()
        await child.wait()
        raise
    if status:
        terminal.warn(f"ipp-bot sync ended with exit status {status}")


class _WorkerRun:
    """One run of the command: its worker, the results so far and what Ctrl-C does."""

    def __init__(
        self, terminal: Terminal, workspace: Workspace, ledger: Ledger, *, until_empty: bool
    ) -> None:
        self._terminal = terminal
        self._workspace = workspace
        self._ledger = ledger
        self._until_empty = until_empty
        self._report = SubmitReport()
        self._counts: Counter[str] = Counter()
        self._worker: Worker | None = None
        self._interrupts = 0

    def interrupt(self) -> None:
        """The first Ctrl-C lets the filings under way end, the second puts them back."""
        self._interrupts += 1
        if self._interrupts == 1:
            self._terminal.warn(
                "finishing the filings in hand; Ctrl-C again puts them back, which is safe"
            )
        if self._worker is not None:
            self._worker.interrupt()

    async def work(self, options: "WorkerOptions", bar: Bar) -> None:
        """Runs a worker until it is interrupted, or until nothing is queued any more."""
        # Imported here: the package procrastinate is an extra.
        from ipp_bot.run.queue.enqueue import open_queue
        from ipp_bot.run.queue.worker import Worker

        def step(step: Progress) -> None:
            bar.update(f"{step.ref or step.account}: {step.text}")

        def ended(result: FilingResult) -> None:
            bar.advance(result_line(result))
            self._add(result)

        async with open_queue(self._workspace) as queue:
            self._worker = Worker(
                self._workspace,
                self._ledger,
                queue,
                SystemClock(),
                options,
                observer=RunObserver(on_progress=step, on_result=ended),
                warn=self._terminal.warn,
            )
            if self._interrupts:
                return
            await self._worker.run()
            if self._until_empty:
                self._report.results.extend(await self._worker.results_of_suspended())

    def _add(self, result: FilingResult) -> None:
        """Keeps the result; a worker that stays prints it and keeps only the counts of each end."""
        if self._until_empty:
            self._report.results.append(result)
            return
        self._counts[str(result.outcome)] += 1
        for line in failure_lines(result, EntryLines()):
            self._terminal.print(line)

    def print_results(self) -> ExitStatus:
        """Prints the sum; the exit status, which is 0 where a worker that stays is stopped."""
        if self._until_empty:
            self._report.interrupted = self._interrupts > 0
            print_report(self._terminal, self._workspace, self._report, EntryLines())
            status = self._report.exit_status
            data = report_data(self._workspace, self._report, EntryLines())
        else:
            status = ExitStatus.INTERRUPTED if self._interrupts > 1 else ExitStatus.DONE
            parts = [f"{count} {end}" for end, count in self._counts.items()]
            self._terminal.print(", ".join(parts) or f"{plural(0, 'filing')}")
            data = {"counts": dict(self._counts), "interrupted": self._interrupts > 1}
        self._terminal.data({**data, "exit_status": int(status)})
        return status
