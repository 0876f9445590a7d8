"""`adopt`: a record that was filed by hand becomes a filing's own."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

import sys
from typing import Annotated

import typer

from ipp_bot.cli.filings import filing_data, find_filing, open_ledger
from ipp_bot.cli.options import AccountName, FilingRef, Json, WorkspaceFolder
from ipp_bot.cli.run_async import run_async
from ipp_bot.clock import SystemClock
from ipp_bot.ledger import State
from ipp_bot.report.terminal import Terminal
from ipp_bot.run import adopt_and_drop
from ipp_bot.workspace import Workspace

__all__ = ["adopt"]


def adopt(
    ref: FilingRef,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="The record's IPR number.")],
    as_it_is: Annotated[
        bool,
        typer.Option(
            "--as-it-is", help="Take it although it shows something else than the manifest."
        ),
    ] = False,
    account: AccountName = None,
    as_json: Json = False,
    folder: WorkspaceFolder = None,
) -> None:
    """Take over a record that was filed by hand, if it shows the same IPR."""
    terminal = Terminal(as_json=as_json)
    workspace = Workspace.open(folder)
    with open_ledger(workspace) as ledger:
        filing = find_filing(ledger, ref, account)
        ask = terminal.ask if sys.stdin.isatty() else None
        adopted = run_async(
            lambda: adopt_and_drop.adopt(
                workspace, ledger, filing, number, as_it_is=as_it_is, clock=SystemClock(), ask=ask
            )
        )
        terminal.data(filing_data(workspace, adopted))
        terminal.print(f"{ref} is {adopted.number} now, {adopted.state}.")
        if adopted.state is State.DRAFTED:
            terminal.print(f"    → ipp-bot submit --only {ref} goes on with it")
