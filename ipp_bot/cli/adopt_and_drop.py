"""`adopt` and `drop`: what a person decides about a record."""

import sys
from typing import Annotated

import typer

from ipp_bot.cli.app import app
from ipp_bot.cli.options import (
    Json,
    Where,
    Yes,
    filing_of,
    finish,
    opened_ledger,
    opened_workspace,
    told,
)
from ipp_bot.cli.run_async import drive
from ipp_bot.cli.status import Account
from ipp_bot.errors import ExitStatus
from ipp_bot.report.terminal import Terminal

Ref = Annotated[str, typer.Argument(metavar="REF", help="The filing.")]


@app.command()
def adopt(
    ref: Ref,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="The record's IPR number.")],
    account: Account = None,
    as_json: Json = False,
    workspace: Where = None,
) -> None:
    """Take over a record that was filed by hand, if it shows the same IPR."""
    from ipp_bot.clock import SystemClock
    from ipp_bot.run.record_decisions import RecordDecisions

    terminal = Terminal(as_json=as_json)
    place = opened_workspace(workspace)
    with opened_ledger(place) as ledger:
        filing = filing_of(ledger, ref, account)
        by_hand = RecordDecisions(
            place, ledger, SystemClock(), terminal.ask if sys.stdin.isatty() else None
        )
        row = drive(lambda: by_hand.adopt(filing, number))
        terminal.data(told(place, row))
        terminal.print(f"{ref} is {row.number} now, {row.state}.")
        if row.state.value == "drafted":
            terminal.print(f"    → ipp-bot submit --only {ref} goes on with it")


@app.command()
def drop(
    ref: Ref,
    reason: Annotated[
        str, typer.Option("--reason", metavar="WORDS", help="Why, for the story of the filing.")
    ] = "dropped by hand",
    account: Account = None,
    yes: Yes = False,
    as_json: Json = False,
    workspace: Where = None,
) -> None:
    """Delete a filing's draft or withdraw its record at the portal."""
    from ipp_bot.clock import SystemClock
    from ipp_bot.run.record_decisions import RecordDecisions

    terminal = Terminal(as_json=as_json)
    place = opened_workspace(workspace)
    with opened_ledger(place) as ledger:
        filing = filing_of(ledger, ref, account)
        what = f"its record {filing.number} ({filing.state})" if filing.number else "the filing"
        if not yes and not terminal.confirm(
            f"Give up {ref} “{filing.title}” and take back {what} at {place.url}?"
        ):
            terminal.print("Nothing was changed.")
            finish(ExitStatus.PERSON)
            return
        by_hand = RecordDecisions(
            place, ledger, SystemClock(), terminal.ask if sys.stdin.isatty() else None
        )
        dropped = drive(lambda: by_hand.drop(filing, reason))
        terminal.data({**told(place, dropped.filing), "done": dropped.done})
        terminal.print(f"{ref} is given up: {dropped.done}.")
        terminal.print(f"    → ipp-bot submit PATH files it anew, unless {ref} leaves the manifest")
