"""`worker`: one machine of several, at work on the shared queue."""

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from ipp_bot.cli.app import app
from ipp_bot.cli.filing_results import Places, ending, report_data, tell_report, why_of
from ipp_bot.cli.options import Json, Where, finish, opened_ledger, opened_workspace
from ipp_bot.cli.run_async import drive
from ipp_bot.cli.submit_queue import cluster_installed
from ipp_bot.errors import ExitStatus, UsageError
from ipp_bot.report.terminal import Terminal, plural

if TYPE_CHECKING:
    from ipp_bot.flows.account_session import Progress
    from ipp_bot.ledger import Ledger
    from ipp_bot.report.terminal import Bar
    from ipp_bot.run.queue.worker import Worker, WorkerOptions
    from ipp_bot.run.results import FilingResult
    from ipp_bot.settings import Workspace

__all__: list[str] = []


@app.command()
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
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="A line for every step of every filing.")
    ] = False,
    as_json: Json = False,
    workspace: Where = None,
) -> None:
    """Take filings from the shared queue until stopped; Ctrl-C once finishes those in hand."""
    terminal = Terminal(as_json=as_json)
    place = opened_workspace(workspace)
    names = tuple(dict.fromkeys(account or place.settings.accounts))
    for name in names:
        place.account(name)
    cron = _daily(sync_at) if sync_at else ""
    if cron and until_empty:
        raise UsageError("--sync-at is for a worker that stays, without --until-empty", sent=False)
    with cluster_installed(place):
        from ipp_bot.run.queue.enqueue import default_concurrency, ensure_shared_documents
    from ipp_bot.flows import receipts
    from ipp_bot.run.queue.worker import RecurringWork, WorkerOptions

    recurring = (RecurringWork("sync", cron, partial(_sync, terminal, place)),) if cron else ()
    with opened_ledger(place) as ledger:
        ensure_shared_documents(place, ledger)
        receipts.restore(ledger, place.hidden / "receipts")
        hands = sessions or default_concurrency(place, names)
        orders = WorkerOptions(names, hands, until_empty=until_empty, recurring=recurring)
        shift = _Shift(terminal, place, ledger, until_empty=until_empty)
        terminal.progress(f"working for {', '.join(names)} at {place.url}")
        with terminal.bar("working", 0, detail=verbose) as bar:
            drive(lambda: shift.work(orders, bar), interrupt=shift.interrupt)
        finish(shift.tell())


def _daily(time: str) -> str:
    """The crontab line, in UTC, of a time of this machine's day."""
    from datetime import UTC, datetime

    try:
        wanted = datetime.strptime(time, "%H:%M")  # noqa: DTZ007 - it becomes aware below
    except ValueError:
        raise UsageError(f"--sync-at {time}: type a time such as 02:30", sent=False) from None
    today = datetime.now().astimezone()
    there = today.replace(hour=wanted.hour, minute=wanted.minute).astimezone(UTC)
    return f"{there.minute} {there.hour} * * *"


async def _sync(terminal: Terminal, workspace: "Workspace") -> None:
    """`ipp-bot sync` in a process of its own; its words go where progress goes."""
    import asyncio
    import sys

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


class _Shift:
    """What one run of `worker` does and tells."""

    def __init__(
        self, terminal: Terminal, workspace: "Workspace", ledger: "Ledger", *, until_empty: bool
    ) -> None:
        from ipp_bot.run.submit_run import SubmitReport

        self._terminal = terminal
        self._workspace = workspace
        self._ledger = ledger
        self._until_empty = until_empty
        self._report = SubmitReport()
        self._counts: Counter[str] = Counter()
        self._worker: Worker | None = None
        self._pressed = 0

    def interrupt(self) -> None:
        """The first Ctrl-C lets the filings in hand end, the second puts them back."""
        self._pressed += 1
        if self._pressed == 1:
            self._terminal.warn(
                "finishing the filings in hand; Ctrl-C again puts them back, which is safe"
            )
        if self._worker is not None:
            self._worker.interrupt()

    async def work(self, orders: "WorkerOptions", bar: "Bar") -> None:
        """Works until there is a reason to stop."""
        from ipp_bot.clock import SystemClock
        from ipp_bot.run.queue.enqueue import open_queue
        from ipp_bot.run.queue.worker import Worker
        from ipp_bot.run.submit_run import RunObserver

        def step(step: "Progress") -> None:
            bar.now(f"{step.ref or step.account}: {step.text}")

        def ended(result: "FilingResult") -> None:
            bar.done(ending(result))
            self._keep(result)

        async with open_queue(self._workspace) as queue:
            self._worker = Worker(
                self._workspace,
                self._ledger,
                queue,
                SystemClock(),
                orders,
                watch=RunObserver(step=step, ended=ended),
                tell=self._terminal.warn,
            )
            if self._pressed:
                return
            await self._worker.run()
            if self._until_empty:
                self._report.results.extend(await self._worker.results_of_suspended())

    def _keep(self, result: "FilingResult") -> None:
        """A worker that stays tells each end at once, and remembers no more than their number."""
        if self._until_empty:
            self._report.results.append(result)
            return
        self._counts[str(result.outcome)] += 1
        for line in why_of(result, Places()):
            self._terminal.print(line)

    def tell(self) -> ExitStatus:
        """The sum of it, and the exit status: a worker that stays ends well when it is stopped."""
        if self._until_empty:
            self._report.interrupted = self._pressed > 0
            tell_report(self._terminal, self._workspace, self._report, Places())
            status = self._report.exit_status
            data = report_data(self._workspace, self._report, Places())
        else:
            status = ExitStatus.INTERRUPTED if self._pressed > 1 else ExitStatus.DONE
            parts = [f"{count} {end}" for end, count in self._counts.items()]
            self._terminal.print(", ".join(parts) or f"{plural(0, 'filing')}")
            data = {"counts": dict(self._counts), "interrupted": self._pressed > 1}
        self._terminal.data({**data, "exit_status": int(status)})
        return status
