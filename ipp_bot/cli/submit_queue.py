"""`submit --queue`: check, plan, and leave the filings to the workers of several machines."""

from collections import Counter
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipp_bot.cli.check import fault_data, tell_elsewhere
from ipp_bot.cli.filing_results import Places, report_data, why_of
from ipp_bot.cli.options import opened_ledger, told
from ipp_bot.cli.run_async import drive
from ipp_bot.errors import ExitStatus, SettingsError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipp_bot.ledger import Filing, Ledger
    from ipp_bot.report.terminal import Terminal
    from ipp_bot.run.planning import Checked, Plan
    from ipp_bot.run.queue.model import Mode
    from ipp_bot.run.submit_run import SubmitReport
    from ipp_bot.settings import Workspace

__all__ = ["Wishes", "cluster_installed", "queue_up"]


@dataclass(frozen=True)
class Wishes:
    """What else was asked of `submit --queue`."""

    only: Sequence[str] = ()
    amend: bool = False
    draft_only: bool = False
    sessions: int | None = None


@contextmanager
def cluster_installed(workspace: "Workspace") -> "Iterator[None]":
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


def queue_up(
    terminal: "Terminal", workspace: "Workspace", checked: "Checked | None", wishes: Wishes
) -> ExitStatus:
    """Queues what the manifests say, or whatever is unfinished, and tells what became of each."""
    with cluster_installed(workspace):
        from ipp_bot.run.queue.enqueue import ensure_shared_documents
        from ipp_bot.run.queue.model import Mode
    from ipp_bot.ledger import PlanVerdict
    from ipp_bot.run.planning import plan
    from ipp_bot.run.submit_run import UNFINISHED, SubmitReport, results_of_plan

    with opened_ledger(workspace) as ledger:
        ensure_shared_documents(workspace, ledger)
        report = SubmitReport()
        undecided: list[Filing] = []
        if checked is None:
            filings = _unfinished(ledger, wishes.only)
        else:
            planned: Plan = plan(workspace, ledger, checked, amend=wishes.amend)
            tell_elsewhere(terminal, planned.elsewhere)
            undecided = planned.of(PlanVerdict.UNDECIDED)
            filings = [row for row in planned.of(*UNFINISHED) if row not in undecided]
            report.results = results_of_plan(planned)
        mode = Mode.DRAFT if wishes.draft_only else Mode.FILE
        orders = [(filings, mode), (undecided, Mode.RECONCILE)]
        fresh = drive(lambda: _put_in(workspace, ledger, orders, wishes.sessions))
        places = Places(checked.entries if checked is not None else ())
        status = report.exit_status
        if checked is not None and checked.errors:
            status = ExitStatus.worst([status, ExitStatus.FAILED])
        queued = [(row, fresh[row.id]) for row in (*filings, *undecided)]
        _tell(terminal, report, queued, undecided, places)
        data = report_data(workspace, report, places)
        data["filings"] += [
            {**told(workspace, row), "end": "queued", "new": fresh[row.id]}
            for row in (*filings, *undecided)
        ]
        faults = [fault_data(fault) for fault in checked.faults] if checked is not None else []
        terminal.data({**data, "faults": faults, "exit_status": int(status)})
    return status


async def _put_in(
    workspace: "Workspace",
    ledger: "Ledger",
    orders: "Sequence[tuple[list[Filing], Mode]]",
    sessions: int | None,
) -> dict[int, bool]:
    """Whether each filing, by its id, is new in the queue."""
    from ipp_bot.run.queue.enqueue import enqueue, open_queue

    fresh: dict[int, bool] = {}
    async with open_queue(workspace) as queue:
        for filings, mode in orders:
            new = await enqueue(workspace, ledger, queue, filings, mode=mode, sessions=sessions)
            fresh.update(zip((row.id for row in filings), new, strict=True))
    return fresh


def _unfinished(ledger: "Ledger", only: Sequence[str]) -> "list[Filing]":
    filings = [row for row in ledger.unfinished() if not only or row.key.ref in only]
    missing = [ref for ref in only if all(row.key.ref != ref for row in filings)]
    if missing:
        raise UsageError(
            f"the ledger has no unfinished filing {missing[0]!r}",
            hint=f"ipp-bot status {missing[0]}",
            sent=False,
        )
    return filings


def _tell(
    terminal: "Terminal",
    report: "SubmitReport",
    queued: "Sequence[tuple[Filing, bool]]",
    undecided: "Sequence[Filing]",
    places: Places,
) -> None:
    ends = [(row, "queued" if new else "in the queue already") for row, new in queued]
    ends += [(result.filing, str(result.outcome)) for result in report.results]
    rows = [
        (row.key.ref, end, row.number or "-", row.title)
        for row, end in sorted(ends, key=lambda each: each[0].id)
    ]
    terminal.table(rows, head=("REF", "END", "IPR NUMBER", "TITLE"))
    for result in report.results:
        for line in why_of(result, places):
            terminal.print(line)
    for row in undecided:
        terminal.print(
            f"{row.key.ref}: its manifest changed after a press whose outcome is unknown; "
            "the workers find that out first"
        )
        terminal.print("    → queue it again when ipp-bot status tells it")
    counts = Counter(end for _row, end in ends)
    terminal.print(", ".join(f"{count} {end}" for end, count in counts.items()) or "Nothing to do.")
    if queued:
        terminal.progress("ipp-bot worker, on any machine, files what is queued")
