"""The steps of `submit`: reconcile what is undecided, plan again, run what is unfinished."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.ledger import PlanVerdict
from ipp_bot.run.refresh import refresh_statuses
from ipp_bot.run.submit_run import UNFINISHED, SubmitReport, results_of_plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.run.planning import Plan
    from ipp_bot.run.submit_run import SubmitRun

__all__ = ["submit"]


async def submit(
    submit_run: SubmitRun, plan: Plan, *, plan_again: Callable[[], Plan], amend: bool = False
) -> SubmitReport:
    """Runs what the plan says is unfinished; a result for every filing of the plan.

    A filing whose submission got no answer and whose manifest changed since is reconciled first,
    so that it is known whether the new content comes too late. To amend, the ledger must know that
    the portal rejected the record: it is looked at first.
    """
    report = SubmitReport()
    if undecided := plan.of(PlanVerdict.UNDECIDED):
        report = await submit_run.run(undecided, reconcile_only=True)
        if report.interrupted:
            return report
        plan = plan_again()
    if amend and (changed := plan.of(PlanVerdict.CONFLICT)):
        await refresh_statuses(
            submit_run.workspace,
            submit_run.ledger,
            changed,
            clock=submit_run.clock,
            ask=submit_run.observer.ask_password,
        )
        plan = plan_again()
    still = {filing.id for filing in plan.of(PlanVerdict.UNDECIDED)}
    report.results = [result for result in report.results if result.filing.id in still]
    report.results.extend(results_of_plan(plan))
    wanted = [filing for filing in plan.of(*UNFINISHED) if filing.id not in still]
    rest = await submit_run.run(wanted)
    report.results.extend(rest.results)
    report.interrupted = rest.interrupted
    return report
