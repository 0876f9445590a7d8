"""One `submit`: what has to be done, done by the pool, told in a report."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import TYPE_CHECKING

from ipp_bot.errors import ContentChanged, ExitStatus, IppBotError
from ipp_bot.ledger import PlanVerdict
from ipp_bot.run.account_sessions import open_account_sessions
from ipp_bot.run.filing_runner import FilingOptions
from ipp_bot.run.pool import Patience, Pool
from ipp_bot.run.results import FilingResult, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ipp_bot.clock import Clock
    from ipp_bot.flows.account_session import Progress
    from ipp_bot.ledger import Filing, Ledger
    from ipp_bot.run.planning import Plan
    from ipp_bot.settings import Workspace

__all__ = ["RunObserver", "SubmitReport", "SubmitRun", "results_of_plan"]

UNFINISHED = (PlanVerdict.NEW, PlanVerdict.UNCHANGED, PlanVerdict.UPDATED, PlanVerdict.UNDECIDED)
"""Verdicts of filings that a run goes on with."""


@dataclass
class RunObserver:
    """Who is told what happens while it happens."""

    step: Callable[[Progress], None] = lambda _step: None
    ended: Callable[[FilingResult], None] = lambda _result: None
    ask: Callable[[str], str] | None = None


@dataclass
class SubmitReport:
    """What became of every filing of one run."""

    results: list[FilingResult] = field(default_factory=list)
    interrupted: bool = False
    memory_peak: int = 0

    @property
    def counts(self) -> Counter[Outcome]:
        """How many filings came to which end."""
        return Counter(result.outcome for result in self.results)

    @property
    def exit_status(self) -> ExitStatus:
        """The worst of all (DESIGN 7)."""
        statuses = [result.exit_status for result in self.results]
        if self.interrupted:
            statuses.append(ExitStatus.INTERRUPTED)
        return ExitStatus.worst(statuses)

    def seconds(self) -> tuple[float, float] | None:
        """Median and 95th percentile of the seconds that a submitted filing took in its page."""
        taken = [result.seconds for result in self.results if result.outcome is Outcome.SUBMITTED]
        if not taken:
            return None
        if len(taken) == 1:
            return taken[0], taken[0]
        return median(taken), quantiles(taken, n=20, method="inclusive")[18]


def results_of_plan(plan: Plan) -> list[FilingResult]:
    """The filings that are at their end before anything is driven."""
    results = [FilingResult(row, Outcome.ALREADY_SUBMITTED) for row in plan.of(PlanVerdict.DONE)]
    results.extend(
        FilingResult(row, Outcome.REFUSED, _changed(row, plan))
        for row in plan.of(PlanVerdict.CONFLICT, PlanVerdict.AMENDABLE)
    )
    return results


def _changed(row: Filing, plan: Plan) -> IppBotError:
    amendable = row in plan.of(PlanVerdict.AMENDABLE)
    was, now = row.fingerprint[:12], plan.offered[row.id][:12]
    what = "another signed power of attorney"
    if was != now:
        what = f"other content (fingerprint {was}, now {now})"
    return ContentChanged(
        f"{row.key.ref}: {row.number} was submitted with {what}",
        hint=f"ipp-bot submit --amend --only {row.key.ref} {row.manifest} corrects that record"
        if amendable
        else "give the changed entry a ref of its own, or restore the manifest",
        sent=False,
    )


@dataclass
class SubmitRun:
    """Drives filings of one workspace in this process."""

    workspace: Workspace
    ledger: Ledger
    clock: Clock
    watch: RunObserver = field(default_factory=RunObserver)
    sessions: int | None = None
    options: FilingOptions = field(default_factory=FilingOptions)
    patience: Patience = field(default_factory=Patience)
    headed: bool = False
    """Show the browser's window."""
    _pool: Pool | None = None
    _task: asyncio.Task[list[FilingResult]] | None = None
    _interrupted: bool = False

    def interrupt(self) -> None:
        """The first time: begin nothing more. The second time: stop at once."""
        again, self._interrupted = self._interrupted, True
        if again and self._task is not None:
            self._task.cancel()
        if self._pool is not None:
            self._pool.stop()

    async def run(self, filings: Sequence[Filing]) -> SubmitReport:
        """Every filing taken as far as it goes; unfinished ones are in the ledger for next time."""
        report = SubmitReport()
        if not filings:
            return report
        accounts = dict.fromkeys(filing.key.account for filing in filings)
        async with open_account_sessions(
            self.workspace,
            self.ledger,
            accounts,
            clock=self.clock,
            ask=self.watch.ask,
            tell=self.watch.step,
            headed=self.headed,
        ) as account_sessions:
            self._pool = Pool(
                account_sessions,
                sessions={name: self._sessions_of(name) for name in account_sessions},
                clock=self.clock,
                pacing=self.workspace.pacing,
                options=self.options,
                patience=self.patience,
                ended=self._ended(report),
            )
            if self._interrupted:
                self._pool.stop()
            self._task = asyncio.create_task(self._pool.run(filings), name="pool")
            try:
                await self._task
            except asyncio.CancelledError:
                if not self._pool.interrupted:
                    raise
            except BaseExceptionGroup as group:
                raise _first(group) from group
            report.interrupted = self._pool.interrupted
        return report

    def _ended(self, report: SubmitReport) -> Callable[[FilingResult], None]:
        def ended(result: FilingResult) -> None:
            report.results.append(result)
            self.watch.ended(result)

        return ended

    def _sessions_of(self, account: str) -> int:
        own = self.workspace.account(account).sessions
        return self.sessions or own or self.workspace.settings.sessions


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
