"""`status`: where filings stand, by the ledger; offline."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

import re
from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from ipp_bot.cli.filings import (
    filing_data,
    find_filing,
    ledger_to_read,
    local_minute,
    receipt_path,
    warn_of_approvals,
    warn_of_hold,
)
from ipp_bot.cli.options import AccountName, Json, WorkspaceFolder
from ipp_bot.diagnostics import shown_path
from ipp_bot.errors import NotApproved, UsageError
from ipp_bot.ledger import Filing, FilingFilter, Ledger, State
from ipp_bot.portal_status import PortalStatus
from ipp_bot.report.terminal import Terminal, plural
from ipp_bot.run.approving import unapproved
from ipp_bot.workspace import Workspace

__all__ = ["status"]


def status(
    ref: Annotated[
        str | None, typer.Argument(metavar="REF", help="The whole story of one filing.")
    ] = None,
    *,
    state: Annotated[
        list[str] | None,
        typer.Option("--state", metavar="STATE", help="In this state; may be repeated."),
    ] = None,
    account: AccountName = None,
    refs: Annotated[
        list[str] | None,
        typer.Option(
            "--ref", metavar="REF", help="Of this ref; acme-* begins so; may be repeated."
        ),
    ] = None,
    holder: Annotated[
        str | None,
        typer.Option(
            "--holder", metavar="NAME", help="Of this right holder; a part of it is enough."
        ),
    ] = None,
    client: Annotated[
        str | None, typer.Option("--client", metavar="NAME", help="Filed for this client.")
    ] = None,
    portal_status: Annotated[
        str | None,
        typer.Option("--portal-status", metavar="STATUS", help="pending, approved, rejected …"),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=0, metavar="N", help="At most so many; 0 for all.")
    ] = 200,
    as_json: Json = False,
    folder: WorkspaceFolder = None,
) -> None:
    """Show the ledger, offline: where every filing stands, or the whole story of one."""
    terminal = Terminal(as_json=as_json)
    workspace = Workspace.open(folder)
    with ledger_to_read(workspace) as ledger:
        if ref is not None:
            _print_history(terminal, workspace, ledger, find_filing(ledger, ref, account))
            return
        if account is not None and not ledger.counts(account):
            workspace.account(account)
        wanted = FilingFilter(
            states=tuple(_state(word) for word in state or ()),
            account=account,
            refs=tuple(refs or ()),
            holder=holder,
            client=client,
            portal_status=None if portal_status is None else _portal_status(portal_status),
            limit=limit + 1 if limit else None,
        )
        filings = ledger.filings(wanted)
        counts = ledger.counts(account)
        stands = warn_of_hold(terminal, ledger)
        more = bool(limit) and len(filings) > limit
        filings = filings[:limit] if more else filings
        waiting = unapproved(workspace, ledger, filings)
        terminal.data(
            {
                "filings": [
                    filing_data(workspace, filing) | {"awaits_approval": filing.id in waiting}
                    for filing in filings
                ],
                "counts": {str(key): count for key, count in counts.items() if count},
                "complete": not more,
                "hold": None if stands is None else str(stands),
            }
        )
        if not sum(counts.values()):
            terminal.print(f"The ledger has no filings at {workspace.url} yet.")
            terminal.print("    → ipp-bot submit PATH")
            return
        _print_filings(terminal, filings, waiting)
        if more:
            terminal.print(f"… only the first {limit:,}; --limit 0 shows all")
        total = sum(counts.values())
        parts = ", ".join(f"{count:,} {key}" for key, count in counts.items() if count)
        terminal.print(f"{plural(total, 'filing')} at {workspace.url}: {parts}")
        warn_of_approvals(terminal, waiting)


def _print_filings(
    terminal: Terminal, filings: Sequence[Filing], waiting: Mapping[int, NotApproved]
) -> None:
    """One line for each filing."""
    rows = []
    for filing in filings:
        reason = filing.reason
        if filing.id in waiting and not reason:
            reason = f"awaits approval: {_bare(waiting[filing.id].message, filing)}"
        note = _bare(reason, filing).splitlines()
        rows.append(
            (
                filing.key.ref,
                str(filing.state),
                filing.number or "-",
                filing.portal_status or "-",
                local_minute(filing.submitted_at) or "-",
                filing.title,
                note[0] if note else "",
            )
        )
    head = ("REF", "STATE", "IPR NUMBER", "AT THE PORTAL", "SUBMITTED", "TITLE", "NOTE")
    # a column with nothing in it takes the room of one that says something
    used = [at for at in range(len(head)) if any(row[at] not in ("", "-") for row in rows)]
    terminal.table(
        [[row[at] for at in used] for row in rows],
        head=[head[at] for at in used],
        whole=[used.index(at) for at in (0, 1, 2, 3) if at in used],
    )


def _bare(text: str, filing: Filing) -> str:
    return text.removeprefix(f"{filing.key.ref}: ")


def _print_history(
    terminal: Terminal, workspace: Workspace, ledger: Ledger, filing: Filing
) -> None:
    """Everything that is known of one filing, in order of time."""
    lines = ledger.history(filing.id)
    data = filing_data(workspace, filing)
    data["story"] = [
        {
            "at": line.at.isoformat(),
            "kind": line.kind,
            "text": line.text,
            "owner": line.owner,
            "by": line.by,
        }
        for line in lines
    ]
    terminal.data(data)
    receipt = receipt_path(workspace, filing)
    facts = (
        ("title", filing.title),
        ("account", f"{filing.key.account} at {filing.key.origin}"),
        ("type, place", f"{filing.type}, {filing.place}"),
        ("holder", filing.holder),
        ("registration", filing.registration_number),
        ("client", filing.client),
        ("manifest", f"{filing.manifest}:{filing.line}" if filing.manifest else ""),
        ("state", str(filing.state)),
        ("IPR number", filing.number or ""),
        ("at the portal", filing.portal_status or ""),
        ("submitted", local_minute(filing.submitted_at)),
        ("receipt", shown_path(receipt) if receipt else ""),
        ("reason", filing.reason),
        ("next", filing.hint),
    )
    terminal.print(filing.key.ref)
    for line in _indented([(name, text) for name, text in facts if text]):
        terminal.print(line)
    terminal.print()
    terminal.table(
        [
            (f"{line.at.astimezone():%Y-%m-%d %H:%M:%S}", line.kind, line.by, _short(line.text))
            for line in lines
        ],
        cut=False,
        values=(0, 2),
    )


def _short(text: str) -> str:
    """The text with hashes cut to what tells them apart."""
    return re.sub(r"\b([0-9a-f]{12})[0-9a-f]{52}\b", r"\1…", text)


def _indented(rows: Sequence[tuple[str, str]]) -> list[str]:
    width = max(len(name) for name, _ in rows)
    return [f"  {name:<{width}}  {text}" for name, text in rows]


def _state(word: str) -> State:
    """The state of that name; UsageError lists those that there are."""
    for state in State:
        if word.casefold() in {state.value.casefold(), state.name.casefold().replace("_", "-")}:
            return state
    names = ", ".join(f"“{state.value}”" for state in State)
    raise UsageError(f"there is no state {word!r}", hint=f"one of {names}")


def _portal_status(word: str) -> str:
    """The portal's status of that name; UsageError lists those that there are."""
    try:
        return PortalStatus(word.casefold()).value
    except ValueError:
        raise UsageError(
            f"there is no status {word!r} at the portal", hint=f"one of {', '.join(PortalStatus)}"
        ) from None
