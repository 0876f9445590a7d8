"""`drop`: filings are given up, and what the portal has of them is deleted or withdrawn."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

import sys
from typing import Annotated

import typer

from ipp_bot.cli.filings import filing_data, find_filing, open_ledger
from ipp_bot.cli.options import AccountName, Json, WorkspaceFolder, Yes, exit_with
from ipp_bot.cli.run_async import run_async
from ipp_bot.clock import SystemClock
from ipp_bot.errors import ExitStatus, IppBotError
from ipp_bot.report.terminal import Terminal, plural
from ipp_bot.run import adopt_and_drop
from ipp_bot.workspace import Workspace

__all__ = ["drop"]


def drop(
    refs: Annotated[list[str], typer.Argument(metavar="REF", help="The filings.")],
    reason: Annotated[
        str, typer.Option("--reason", metavar="WORDS", help="Why, for the story of the filing.")
    ] = "dropped by hand",
    gone: Annotated[
        bool,
        typer.Option(
            "--gone", help="You looked: the portal has them no more. Nothing is taken back."
        ),
    ] = False,
    account: AccountName = None,
    yes: Yes = False,
    as_json: Json = False,
    folder: WorkspaceFolder = None,
) -> None:
    """Delete filings' drafts or withdraw their records at the portal."""
    terminal = Terminal(as_json=as_json)
    workspace = Workspace.open(folder)
    with open_ledger(workspace) as ledger:
        filings = [find_filing(ledger, ref, account) for ref in dict.fromkeys(refs)]
        first = filings[0]
        what = f"its record {first.number} ({first.state})" if first.number else "the filing"
        question = (
            f"Give up {first.key.ref} “{first.title}” and take back {what} at {workspace.url}?"
        )
        if len(filings) > 1:
            many = plural(len(filings), "filing")
            question = f"Give up {many} and take back their records at {workspace.url}?"
        if gone:
            numbers = ", ".join(filing.number or filing.key.ref for filing in filings)
            question = f"Have you seen at {workspace.url} that {numbers} is there no more?"
        if not yes and not terminal.confirm(question):
            terminal.print("Nothing was changed.")
            exit_with(ExitStatus.PERSON)
            return
        ask = terminal.ask if sys.stdin.isatty() else None
        ends = run_async(
            lambda: adopt_and_drop.drop_each(
                workspace,
                ledger,
                filings,
                reason,
                person_saw=gone,
                clock=SystemClock(),
                ask=ask,
            )
        )
        dropped = [
            {**filing_data(workspace, end.filing), "done": end.done}
            for _, end in ends
            if not isinstance(end, IppBotError)
        ]
        refused = [(filing, end) for filing, end in ends if isinstance(end, IppBotError)]
        if len(filings) == 1 and refused:
            raise refused[0][1]
        for one in dropped:
            terminal.print(f"{one['ref']} is given up: {one['done']}.")
        for _, error in refused:
            terminal.error(error.line())
        if dropped:
            again = f"ipp-bot submit PATH files it anew, unless {first.key.ref} leaves the manifest"
            if len(filings) > 1:
                again = "ipp-bot submit PATH files anew what is in the manifest"
            terminal.print(f"    → {again}")
        status = ExitStatus.worst([error.exit_status for _, error in refused])
        told = [
            {"ref": filing.key.ref, "end": "kept", "reason": error.message, "hint": error.hint}
            for filing, error in refused
        ]
        terminal.data(
            dropped[0]
            if len(filings) == 1
            else {"dropped": dropped, "filings": told, "exit_status": int(status)}
        )
    exit_with(status)
