"""`plan`: what `submit` would do; new entries come into the ledger, nothing is sent."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from ipp_bot.cli.filings import open_ledger, warn_of_approvals, warn_of_hold
from ipp_bot.cli.manifest_check import (
    TOLD_BY_CHECK,
    check_manifests,
    diagnostic_data,
    print_diagnostics,
    unique_diagnostics,
    warn_of_other_addresses,
)
from ipp_bot.cli.options import Json, Only, Paths, Strict, WorkspaceFolder, exit_with
from ipp_bot.cli.paper_differences import chosen_comparison
from ipp_bot.errors import ExitStatus, NotApproved
from ipp_bot.ledger import Filing, Ledger, PlanVerdict, RecordRow
from ipp_bot.manifest import Frozen
from ipp_bot.portal_status import GONE
from ipp_bot.report.terminal import Terminal, plural
from ipp_bot.run import planning
from ipp_bot.run.approving import unapproved
from ipp_bot.run.checking import Checked, refuse_faults
from ipp_bot.run.inbox import usable_signed_poa
from ipp_bot.run.submit_run import UNFINISHED
from ipp_bot.workspace import Workspace

__all__ = ["plan"]

REFUSED = frozenset({PlanVerdict.CONFLICT, PlanVerdict.AMENDABLE})
"""What `submit` with the same options does not send."""


def plan(
    paths: Paths,
    portal: Annotated[
        bool, typer.Option("--portal", help="Look at the portal as well: who filed what already.")
    ] = False,
    amend: Annotated[
        bool, typer.Option("--amend", help="Plan corrections of rejected records, too.")
    ] = False,
    skip_faulty: Annotated[
        bool, typer.Option("--skip-faulty", help="Leave out entries with faults.")
    ] = False,
    strict: Strict = False,
    only: Only = None,
    as_json: Json = False,
    folder: WorkspaceFolder = None,
) -> None:
    """Tell what `submit` would do, and bring new entries into the ledger."""
    terminal = Terminal(as_json=as_json)
    workspace = Workspace.open(folder)
    comparison = chosen_comparison(terminal, workspace)
    checked = check_manifests(
        workspace,
        paths,
        only=only or (),
        strict=strict,
        comparison=comparison,
        terminal=terminal,
    )
    print_diagnostics(terminal, checked, raised=True, without=TOLD_BY_CHECK)
    refuse_faults(checked, skip_faulty=skip_faulty)
    with open_ledger(workspace) as ledger:
        stands = warn_of_hold(terminal, ledger)
        if portal and checked.entries:
            _refresh_index(workspace, ledger, checked)
        planned = planning.plan(workspace, ledger, checked, amend=amend, copies=False)
        rows = [
            _row(workspace, planned, filing, verdict, _same_registration(ledger, filing))
            for filing, verdict in planned.decided
        ]
        waiting = unapproved(workspace, ledger, planned.of(*UNFINISHED))
        _tell_of_approvals(rows, planned, waiting)
    _print_rows(terminal, rows)
    warn_of_other_addresses(terminal, planned.elsewhere)
    diagnostics = [diagnostic_data(each) for each in unique_diagnostics(checked.diagnostics)]
    refused = any(row["refused"] for row in rows)
    statuses = [ExitStatus.FAILED if refused or checked.errors else ExitStatus.DONE]
    if (stands is not None and rows) or waiting:
        statuses.append(ExitStatus.PERSON)
    status = ExitStatus.worst(statuses)
    terminal.data({"plan": rows, "faults": diagnostics, "exit_status": int(status)})
    _print_sums(terminal, rows)
    warn_of_approvals(terminal, waiting)
    exit_with(status)


def _tell_of_approvals(
    rows: list[dict[str, Any]], planned: planning.Plan, waiting: Mapping[int, NotApproved]
) -> None:
    """Adds to each filing whether it waits for an approval."""
    for row, (filing, _) in zip(rows, planned.decided, strict=True):
        row["awaits_approval"] = filing.id in waiting
        if filing.id in waiting:
            row["would"] += "; not approved yet"


def _print_rows(terminal: Terminal, rows: list[dict[str, Any]]) -> None:
    """A line for each filing; account and client where they tell filings apart."""
    own = [name for name in ("account", "client") if len({row[name] for row in rows}) > 1]
    head = ("REF", *(name.upper() for name in own), "TITLE", "SUBMIT WOULD")
    lines = [(row["ref"], *(row[name] for name in own), row["title"], row["would"]) for row in rows]
    terminal.table(lines, head=head, whole=(0, len(head) - 1))


def _print_sums(terminal: Terminal, rows: list[dict[str, Any]]) -> None:
    """How many there are of each kind, and how many of them need a signature first."""
    if not rows:
        terminal.print("Nothing to plan.")
        return
    counts = Counter(str(row["sum"]) for row in rows)
    unsigned = sum(bool(row["needs_signature"]) for row in rows)
    parts = ", ".join(f"{count:,} {word}" for word, count in counts.items())
    needs = f"; {unsigned:,} of them need a signed power of attorney" if unsigned else ""
    terminal.print(f"{plural(len(rows), 'filing')}: {parts}{needs}.")


def _refresh_index(workspace: Workspace, ledger: Ledger, checked: Checked) -> None:
    """Reads the lists of the accounts' records at the portal."""
    # Imported here: without --portal nothing needs a browser.
    from ipp_bot.cli.run_async import run_async
    from ipp_bot.clock import SystemClock
    from ipp_bot.run.refresh import refresh_index

    accounts = dict.fromkeys(entry.account for entry in checked.entries)
    run_async(lambda: refresh_index(workspace, ledger, accounts, clock=SystemClock()))


def _same_registration(ledger: Ledger, filing: Filing) -> list[RecordRow]:
    """Records of nobody's with the registration number of a filing that has no record yet."""
    if not filing.registration_number or filing.number is not None:
        return []
    return [
        record
        for record in ledger.find_registration(filing.key.account, filing.registration_number)
        if record.owner_filing_id is None
        and record.type == filing.type
        and record.status not in GONE
    ]


def _row(
    workspace: Workspace,
    planned: planning.Plan,
    filing: Filing,
    verdict: PlanVerdict,
    same: list[RecordRow],
) -> dict[str, Any]:
    """One filing of the plan as `--json` shows it."""
    would = _would(verdict, filing.number)
    changed = planned.changes.get(filing.id, ())
    if changed:
        would += f" ({'; '.join(changed)})"
    if same:
        would = (
            f"refuse: {same[0].number} ({same[0].status}) bears its registration number "
            f"→ ipp-bot adopt {filing.key.ref} {same[0].number}"
        )
    refused = bool(same) or verdict in REFUSED
    needs_signature = not refused and _needs_signature(workspace, filing, verdict)
    if needs_signature:
        would += "; POA not signed yet"
    return {
        "account": filing.key.account,
        "ref": filing.key.ref,
        "title": filing.title,
        "client": filing.client,
        "verdict": str(verdict),
        "would": would,
        "sum": "refused" if refused else _SUMS[verdict],
        "needs_signature": needs_signature,
        "changes": list(changed),
        "refused": refused,
        "number": filing.number,
        "already_at_portal": [record.number for record in same],
    }


_SUMS = {
    PlanVerdict.NEW: "to file",
    PlanVerdict.UNCHANGED: "to go on with",
    PlanVerdict.UPDATED: "to go on with",
    PlanVerdict.DONE: "submitted already",
    PlanVerdict.UNDECIDED: "to be looked up first",
}


def _needs_signature(workspace: Workspace, filing: Filing, verdict: PlanVerdict) -> bool:
    """Whether the filing will wait for a signed power of attorney that is not there yet."""
    if verdict in (PlanVerdict.DONE, PlanVerdict.UNDECIDED):
        return False
    poa = Frozen.model_validate_json(filing.entry).poa
    return poa is not None and poa.file is None and usable_signed_poa(workspace, filing) is None


def _would(verdict: PlanVerdict, number: str | None) -> str:
    """What `submit` would do with a filing of that verdict."""
    return {
        PlanVerdict.NEW: "file it",
        PlanVerdict.UNCHANGED: f"go on with {number}" if number else "file it",
        PlanVerdict.UPDATED: f"bring {number} up to date and go on"
        if number
        else "file it as it is now",
        PlanVerdict.DONE: f"nothing: submitted as {number}",
        PlanVerdict.CONFLICT: f"refuse: {number} was submitted with other content",
        PlanVerdict.UNDECIDED: "first find out what became of its submission",
        PlanVerdict.AMENDABLE: f"refuse, unless --amend: it corrects {number}",
    }[verdict]
