"""`drop`: a filing is given up, and what the portal has of it is deleted or withdrawn."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

import sys
from typing import Annotated

import typer

from ipp_bot.cli.filings import filing_data, find_filing, open_ledger
from ipp_bot.cli.options import AccountName, FilingRef, Json, WorkspaceFolder, Yes, exit_with
from ipp_bot.cli.run_async import run_async
from ipp_bot.clock import SystemClock
from ipp_bot.errors import ExitStatus
from ipp_bot.report.terminal import Terminal
from ipp_bot.run import adopt_and_drop
from ipp_bot.workspace import Workspace

__all__ = ["drop"]


def drop(
    ref: FilingRef,
    reason: Annotated[
        str, typer.Option("--reason", metavar="WORDS", help="Why, for the story of the filing.")
    ] = "dropped by hand",
    account: AccountName = None,
    yes: Yes = False,
    as_json: Json = False,
    folder: WorkspaceFolder = None,
) -> None:
    """Delete a filing's draft or withdraw its record at the portal."""
    terminal = Terminal(as_json=as_json)
    workspace = Workspace.open(folder)
    with open_ledger(workspace) as ledger:
        filing = find_filing(ledger, ref, account)
        what = f"its record {filing.number} ({filing.state})" if filing.number else "the filing"
        if not yes and not terminal.confirm(
            f"Give up {ref} “{filing.title}” and take back {what} at {workspace.url}?"
        ):
            terminal.print("Nothing was changed.")
            exit_with(ExitStatus.PERSON)
            return
        ask = terminal.ask if sys.stdin.isatty() else None
        dropped = run_async(
            lambda: adopt_and_drop.drop(
                workspace, ledger, filing, reason, clock=SystemClock(), ask=ask
            )
        )
        terminal.data({**filing_data(workspace, dropped.filing), "done": dropped.done})
        terminal.print(f"{ref} is given up: {dropped.done}.")
        terminal.print(f"    → ipp-bot submit PATH files it anew, unless {ref} leaves the manifest")
