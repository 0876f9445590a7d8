"""`status`: the ledger, offline."""

import re
from typing import TYPE_CHECKING, Annotated

import typer

from ipp_bot.cli.app import app
from ipp_bot.cli.options import (
    Json,
    Where,
    day,
    filing_of,
    opened_ledger,
    opened_workspace,
    receipt_of,
    shown,
    told,
)
from ipp_bot.errors import UsageError
from ipp_bot.report.terminal import Terminal, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.ledger import Filing, Ledger, State
    from ipp_bot.settings import Workspace

__all__ = ["Account", "tell_filings"]

Account = Annotated[
    str | None, typer.Option("--account", metavar="NAME", help="Of this account only.")
]


@app.command()
def status(
    ref: Annotated[
        str | None, typer.Argument(metavar="REF", help="The whole story of one filing.")
    ] = None,
    *,
    state: Annotated[
        list[str] | None,
        typer.Option("--state", metavar="STATE", help="In this state; may be repeated."),
    ] = None,
    account: Account = None,
    refs: Annotated[
        list[str] | None,
        typer.Option(
            "--ref", metavar="REF", help="Of this ref; acme-* begins so; may be repeated."
        ),
    ] = None,
    holder: Annotated[
        str | None, typer.Option("--holder", metavar="NAME", help="Of this right holder.")
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
    workspace: Where = None,
) -> None:
    """Show the ledger, offline: where every filing stands, or the whole story of one."""
    terminal = Terminal(as_json=as_json)
    place = opened_workspace(workspace)
    with opened_ledger(place) as ledger:
        if ref is not None:
            _story(terminal, place, ledger, filing_of(ledger, ref, account))
            return
        from ipp_bot.ledger import FilingFilter

        wanted = FilingFilter(
            states=tuple(_state(word) for word in state or ()),
            account=account,
            refs=tuple(refs or ()),
            holder=holder,
            client=client,
            portal_status=portal_status,
            limit=limit + 1 if limit else None,
        )
        filings = ledger.filings(wanted)
        counts = ledger.counts(account)
        more = bool(limit) and len(filings) > limit
        filings = filings[:limit] if more else filings
        terminal.data(
            {
                "filings": [told(place, filing) for filing in filings],
                "counts": {str(key): count for key, count in counts.items() if count},
                "complete": not more,
            }
        )
        if not sum(counts.values()):
            terminal.print(f"The ledger has no filings at {place.url} yet.")
            terminal.print("    → ipp-bot submit PATH")
            return
        tell_filings(terminal, filings)
        if more:
            terminal.print(f"… only the first {limit:,}; --limit 0 shows all")
        total = sum(counts.values())
        parts = ", ".join(f"{count:,} {key}" for key, count in counts.items() if count)
        terminal.print(f"{plural(total, 'filing')} at {place.url}: {parts}")


def tell_filings(terminal: Terminal, filings: "Sequence[Filing]") -> None:
    """One line for each filing."""
    rows = []
    for filing in filings:
        note = filing.reason.removeprefix(f"{filing.key.ref}: ").splitlines()
        rows.append(
            (
                filing.key.ref,
                str(filing.state),
                filing.number or "-",
                filing.portal_status or "-",
                day(filing.submitted_at) or "-",
                filing.title,
                note[0] if note else "",
            )
        )
    terminal.table(
        rows, head=("REF", "STATE", "IPR NUMBER", "AT THE PORTAL", "SUBMITTED", "TITLE", "NOTE")
    )


def _story(terminal: Terminal, workspace: "Workspace", ledger: "Ledger", filing: "Filing") -> None:
    """Everything that is known of one filing, in order of time."""
    lines = ledger.history(filing.id)
    data = told(workspace, filing)
    data["story"] = [
        {"at": line.at.isoformat(), "kind": line.kind, "text": line.text, "owner": line.owner}
        for line in lines
    ]
    terminal.data(data)
    receipt = receipt_of(workspace, filing)
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
        ("submitted", day(filing.submitted_at)),
        ("receipt", shown(receipt) if receipt else ""),
        ("reason", filing.reason),
        ("next", filing.hint),
    )
    terminal.print(filing.key.ref)
    for line in _indented([(name, text) for name, text in facts if text]):
        terminal.print(line)
    terminal.print()
    terminal.table(
        [
            (f"{line.at.astimezone():%Y-%m-%d %H:%M:%S}", line.kind, _short(line.text))
            for line in lines
        ]
    )


def _short(text: str) -> str:
    """The text with hashes cut to what tells them apart."""
    return re.sub(r"\b([0-9a-f]{12})[0-9a-f]{52}\b", r"\1…", text)


def _indented(rows: "Sequence[tuple[str, str]]") -> list[str]:
    width = max(len(name) for name, _ in rows)
    return [f"  {name:<{width}}  {text}" for name, text in rows]


def _state(word: str) -> "State":
    """The state of that name; UsageError lists those that there are."""
    from ipp_bot.ledger import State

    for state in State:
        if word.casefold() in {state.value.casefold(), state.name.casefold().replace("_", "-")}:
            return state
    names = ", ".join(f"“{state.value}”" for state in State)
    raise UsageError(f"there is no state {word!r}", hint=f"one of {names}")
