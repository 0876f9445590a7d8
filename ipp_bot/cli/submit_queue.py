"""`submit --queue`: check, plan, and leave the filings to the workers of several machines."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipp_bot.cli.filing_results import EntryLines, failure_lines, report_data
from ipp_bot.cli.filings import filing_data, open_ledger, unfinished_filings, warn_of_approvals
from ipp_bot.cli.manifest_check import diagnostic_data, warn_of_other_addresses
from ipp_bot.cli.planned_papers import compare_planned
from ipp_bot.cli.run_async import run_async
from ipp_bot.errors import ExitStatus, SettingsError
from ipp_bot.ledger import PlanVerdict
from ipp_bot.run.approving import unapproved
from ipp_bot.run.planning import plan
from ipp_bot.run.submit_run import UNFINISHED, SubmitReport, results_of_plan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ipp_bot.diagnostics import Diagnostic
    from ipp_bot.ledger import Filing, Ledger
    from ipp_bot.report.terminal import Terminal
    from ipp_bot.run.checking import Checked
    from ipp_bot.run.planning import Plan
    from ipp_bot.run.queue.model import Mode
    from ipp_bot.workspace import Workspace

__all__ = ["QueueOptions", "cluster_required", "queue_filings"]


@dataclass(frozen=True)
class QueueOptions:
    """The options of `submit` that count with `--queue`."""

    only: Sequence[str] = ()
    amend: bool = False
    draft_only: bool = False
    sessions: int | None = None
    skip_faulty: bool = False


@contextmanager
def cluster_required(workspace: Workspace) -> Iterator[None]:
    """SettingsError in one line where the workspace or this machine has no shared queue."""
    if workspace.settings.database == "sqlite":
        raise SettingsError(
            f"{workspace.root}: machines share a queue on PostgreSQL, and this ledger is a file",
            hint="set database: postgresql://user@host/name in ipp-bot.yaml; on one machine "
            "ipp-bot submit does without",
            sent=False,
        )
    try:
        yield
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"several machines need the package {error.name}",
            hint="pip install 'ipp-bot[cluster]'",
            sent=False,
        ) from error


def queue_filings(
    terminal: Terminal, workspace: Workspace, checked: Checked | None, options: QueueOptions
) -> ExitStatus:
    """Queues what the manifests say, or whatever is unfinished, and prints what was queued.

    Raises:
        SettingsError: the workspace or this machine has no shared queue.
    """
    with cluster_required(workspace):
        # Imported here: the package procrastinate is an extra.
        from ipp_bot.run.queue.enqueue import ensure_shared_documents
        from ipp_bot.run.queue.model import Mode
    with open_ledger(workspace) as ledger:
        ensure_shared_documents(workspace.files, ledger)
        report = SubmitReport()
        undecided: list[Filing] = []
        faults: Sequence[Diagnostic] = checked.diagnostics if checked is not None else ()
        if checked is None:
            compared = compare_planned(
                terminal,
                workspace,
                unfinished_filings(ledger, options.only),
                skip_faulty=options.skip_faulty,
                queued=True,
            )
            filings, undecided = compared.agreeing, compared.undecided
            faults = compared.diagnostics
            report.results = list(compared.outdated)
        else:
            planned: Plan = plan(workspace, ledger, checked, amend=options.amend)
            warn_of_other_addresses(terminal, planned.elsewhere)
            undecided = planned.of(PlanVerdict.UNDECIDED)
            filings = [row for row in planned.of(*UNFINISHED) if row not in undecided]
            report.results = results_of_plan(planned)
        mode = Mode.DRAFT if options.draft_only else Mode.FILE
        orders = [(filings, mode), (undecided, Mode.RECONCILE)]
        is_new = run_async(lambda: _enqueue(workspace, ledger, orders, options.sessions))
        lines = EntryLines(checked.entries if checked is not None else ())
        status = report.exit_status
        if not all(each.is_warning for each in faults):
            status = ExitStatus.worst([status, ExitStatus.FAILED])
        queued = [(row, is_new[row.id]) for row in (*filings, *undecided)]
        _print_queued(terminal, report, queued, undecided, lines)
        waiting = {} if options.draft_only else unapproved(workspace, ledger, filings)
        warn_of_approvals(terminal, waiting)
        data = report_data(workspace, report, lines)
        data["filings"] += [
            {
                **filing_data(workspace, row),
                "end": "queued",
                "new": is_new[row.id],
                "awaits_approval": row.id in waiting,
            }
            for row in (*filings, *undecided)
        ]
        data["faults"] = [diagnostic_data(each) for each in faults]
        terminal.data({**data, "exit_status": int(status)})
    return status


async def _enqueue(
    workspace: Workspace,
    ledger: Ledger,
    orders: Sequence[tuple[list[Filing], Mode]],
    sessions: int | None,
) -> dict[int, bool]:
    """Whether each filing, by its id, is new in the queue."""
    from ipp_bot.run.queue.enqueue import enqueue, open_queue

    is_new: dict[int, bool] = {}
    async with open_queue(workspace) as queue:
        for filings, mode in orders:
            new = await enqueue(
                ledger,
                queue,
                filings,
                mode=mode,
                sessions_of=workspace.sessions_of,
                sessions=sessions,
            )
            is_new.update(zip((row.id for row in filings), new, strict=True))
    return is_new


def _print_queued(
    terminal: Terminal,
    report: SubmitReport,
    queued: Sequence[tuple[Filing, bool]],
    undecided: Sequence[Filing],
    lines: EntryLines,
) -> None:
    ends = [(row, "queued" if new else "in the queue already") for row, new in queued]
    ends += [(result.filing, str(result.outcome)) for result in report.results]
    rows = [
        (row.key.ref, end, row.number or "-", row.title)
        for row, end in sorted(ends, key=lambda each: each[0].id)
    ]
    terminal.table(rows, head=("REF", "END", "IPR NUMBER", "TITLE"))
    for result in report.results:
        for line in failure_lines(result, lines):
            terminal.print(line)
    for row in undecided:
        terminal.print(
            f"{row.key.ref}: its manifest changed after a click whose outcome is unknown; "
            "the workers find that out first"
        )
        terminal.print("    → queue it again when ipp-bot status tells it")
    counts = Counter(end for _row, end in ends)
    terminal.print(", ".join(f"{count} {end}" for end, count in counts.items()) or "Nothing to do.")
    if queued:
        terminal.progress("ipp-bot worker, on any machine, files what is queued")
