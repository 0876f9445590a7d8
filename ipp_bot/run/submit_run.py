"""Running filings of one workspace in this process, and the report of what became of them."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from ipp_bot.errors import ExitStatus, IppBotError, LedgerError
from ipp_bot.ledger import PlanVerdict, State, Supervision
from ipp_bot.run.account_sessions import open_account_sessions
from ipp_bot.run.approving import unapproved
from ipp_bot.run.filing_runner import FilingOptions
from ipp_bot.run.live_pictures import LivePictures
from ipp_bot.run.outage import Patience
from ipp_bot.run.outdated import submitted_otherwise
from ipp_bot.run.pool import Pool
from ipp_bot.run.results import (
    FilingOutcome,
    FilingResult,
    asked_of_ledger,
    tell_what_was_done,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ipp_bot.clock import Clock
    from ipp_bot.flows.account_session import Progress
    from ipp_bot.ledger import Filing, Ledger
    from ipp_bot.run.planning import Plan
    from ipp_bot.workspace import Workspace

__all__ = ["PERSON_SECONDS", "RunObserver", "SubmitReport", "SubmitRun", "results_of_plan"]

UNFINISHED = (PlanVerdict.NEW, PlanVerdict.UNCHANGED, PlanVerdict.UPDATED, PlanVerdict.UNDECIDED)
"""Verdicts of filings that a run goes on with."""


@dataclass
class RunObserver:
    """Functions that are called while filings run."""

    on_progress: Callable[[Progress], None] = lambda _progress: None
    """With each step of an account or a filing."""
    on_result: Callable[[FilingResult], None] = lambda _result: None
    """With the result of each filing, as soon as it is final."""
    ask_password: Callable[[str], str] | None = None
    """Asks a person for the password; None where nobody can be asked."""


@dataclass
class SubmitReport:
    """What became of every filing of one run."""

    results: list[FilingResult] = field(default_factory=list)
    interrupted: bool = False

    @property
    def counts(self) -> Counter[FilingOutcome]:
        """How many filings have which outcome."""
        return Counter(result.outcome for result in self.results)

    @property
    def exit_status(self) -> ExitStatus:
        """The worst of all filings' statuses."""
        statuses = [result.exit_status for result in self.results]
        if self.interrupted:
            statuses.append(ExitStatus.INTERRUPTED)
        return ExitStatus.worst(statuses)

    def seconds(self) -> tuple[float, float] | None:
        """Median and 95th percentile of the seconds that a submitted filing took in its page."""
        taken = [
            result.seconds for result in self.results if result.outcome is FilingOutcome.SUBMITTED
        ]
        if not taken:
            return None
        if len(taken) == 1:
            return taken[0], taken[0]
        return median(taken), quantiles(taken, n=20, method="inclusive")[18]


def results_of_plan(plan: Plan) -> list[FilingResult]:
    """The results that are known before anything is run."""
    results = [
        FilingResult(row, FilingOutcome.ALREADY_SUBMITTED) for row in plan.of(PlanVerdict.DONE)
    ]
    results.extend(
        FilingResult(row, FilingOutcome.REFUSED, _changed(row, plan))
        for row in plan.of(PlanVerdict.CONFLICT, PlanVerdict.AMENDABLE)
    )
    return results


def _changed(row: Filing, plan: Plan) -> IppBotError:
    what = "another signed power of attorney"
    if row.fingerprint != plan.offered[row.id]:
        what = f"other content ({'; '.join(plan.changes[row.id])})"
    return submitted_otherwise(row, what, amendable=row in plan.of(PlanVerdict.AMENDABLE))


PERSON_SECONDS = 1800.0
"""How long a window waits for a person, unless said otherwise."""
GRACE_SECONDS = 30.0
"""How long filings in hand may take to end after the first interrupt."""


@dataclass
class SubmitRun:
    """Runs filings of one workspace in this process."""

    workspace: Workspace
    ledger: Ledger
    clock: Clock
    observer: RunObserver = field(default_factory=RunObserver)
    sessions: int | None = None
    options: FilingOptions = field(default_factory=FilingOptions)
    patience: Patience = field(default_factory=Patience)
    headed: bool = False
    """Show the browser's window."""
    supervision: Supervision = Supervision.ALONE
    person_seconds: float = PERSON_SECONDS
    """How long a window waits for a person, to submit a form or to pass what signing in asks."""
    grace_seconds: float = GRACE_SECONDS
    _pool: Pool | None = None
    _task: asyncio.Task[Any] | None = None
    """What is cancelled to stop at once: the start of the browser, then the pool."""
    _interrupted: bool = False

    def interrupt(self) -> None:
        """The first time: begin nothing more, stop after the grace. The second time: at once."""
        again, self._interrupted = self._interrupted, True
        if again or self._pool is None:
            self._stop()
        else:
            self._pool.stop()
            asyncio.get_running_loop().call_later(self.grace_seconds, self._stop)

    def _stop(self) -> None:
        """Cancels what is under way; what was clicked without an answer is reconciled later."""
        if self._pool is not None:
            self._pool.stop()
        if self._task is not None:
            self._task.cancel()

    async def run(self, filings: Sequence[Filing], *, reconcile_only: bool = False) -> SubmitReport:
        """Runs the filings; what is unfinished then is in the ledger for the next run.

        `reconcile_only` finds out what became of submissions without an answer, and sends nothing.
        """
        report = SubmitReport()
        if not filings:
            return report
        if self._interrupted:
            report.interrupted = True
            return report
        if not (reconcile_only or self.options.draft_only):
            filings = self._without_unapproved(filings, report)
        self._pool, self._task = None, asyncio.current_task()
        try:
            await self._run(filings, report, reconcile_only=reconcile_only)
        except asyncio.CancelledError:
            if not self._interrupted:
                raise
            report.interrupted = True
        except LedgerError as error:
            error.sent = None  # nobody can ask it
            done = sum(one.outcome is FilingOutcome.SUBMITTED for one in report.results)
            tell_what_was_done(error, submitted=done)
            raise
        except IppBotError as error:
            ids = [filing.id for filing in filings]
            opened = [self.ledger.get(one).key.ref for one in ids if self.ledger.open_intent(one)]
            done = sum(self.ledger.get(one).state is State.SUBMITTED for one in ids)
            tell_what_was_done(error, submitted=done, open_clicks=opened)
            raise
        if report.interrupted:
            with suppress(LedgerError):  # what cannot be asked is not told
                self._add_cut_off(filings, report)
        return report

    def _add_cut_off(self, filings: Sequence[Filing], report: SubmitReport) -> None:
        """Results for what an interrupt left without one, as the ledger has it."""
        told = {result.filing.id for result in report.results}
        for filing in filings:
            if filing.id not in told:
                cut_off = FilingResult(filing, FilingOutcome.NOT_BEGUN)
                row, click = self.ledger.get(filing.id), self.ledger.open_intent(filing.id)
                report.results.append(asked_of_ledger(cut_off, row, click))

    def _without_unapproved(self, filings: Sequence[Filing], report: SubmitReport) -> list[Filing]:
        """The filings that wait for no approval; the others have their result."""
        waiting = unapproved(self.workspace, self.ledger, filings)
        keep = self._keep_in(report)
        for filing in filings:
            if filing.id in waiting:
                keep(FilingResult(filing, FilingOutcome.AWAITING_APPROVAL, waiting[filing.id]))
        return [filing for filing in filings if filing.id not in waiting]

    async def _run(
        self, filings: Sequence[Filing], report: SubmitReport, *, reconcile_only: bool
    ) -> None:
        accounts = dict.fromkeys(filing.key.account for filing in filings)
        if not accounts:
            return
        async with open_account_sessions(
            self.workspace,
            self.ledger,
            accounts,
            clock=self.clock,
            ask=self.observer.ask_password,
            on_progress=self.observer.on_progress,
            headed=self._headed,
            supervision=self.supervision,
            person_seconds=self.person_seconds if self._has_window else 0.0,
        ) as account_sessions:
            self._pool = Pool(
                account_sessions,
                sessions={
                    name: self.sessions or self.workspace.sessions_of(name)
                    for name in account_sessions
                },
                clock=self.clock,
                pacing=self.workspace.pacing,
                options=replace(
                    self.options,
                    reconcile_only=reconcile_only,
                    pictures=LivePictures(self.workspace.folder("live")),
                    # What a person does takes its time.
                    stall=self.options.stall + (self.person_seconds if self._has_window else 0.0),
                ),
                patience=self.patience,
                on_result=self._keep_in(report),
            )
            self._task = asyncio.create_task(self._pool.run(filings), name="pool")
            try:
                await self._task
            except asyncio.CancelledError:
                if not self._pool.interrupted:
                    raise
            except BaseExceptionGroup as group:
                raise _first(group) from group
            report.interrupted = self._pool.interrupted

    @property
    def _headed(self) -> bool:
        return self.headed or self.supervision is Supervision.ATTENDED

    @property
    def _has_window(self) -> bool:
        """Whether a person can act in the browser."""
        browser = self.workspace.settings.browser
        return self._headed or browser.window or browser.attach is not None

    def _keep_in(self, report: SubmitReport) -> Callable[[FilingResult], None]:
        def keep(result: FilingResult) -> None:
            report.results.append(result)
            self.observer.on_result(result)

        return keep


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
