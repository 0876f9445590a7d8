"""`hold`: nothing irreversible is done any more, on any machine of the workspace's ledger."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

from typing import Annotated

import typer

from ipp_bot.cli.filings import open_ledger
from ipp_bot.cli.options import Json, WorkspaceFolder
from ipp_bot.report.terminal import Terminal
from ipp_bot.workspace import Workspace

__all__ = ["hold"]


def hold(
    why: Annotated[
        str, typer.Option("--why", metavar="TEXT", help="Told to whoever meets the hold.")
    ] = "",
    as_json: Json = False,
    folder: WorkspaceFolder = None,
) -> None:
    """Stop everything irreversible at once, on all machines of the ledger, until `resume`."""
    terminal = Terminal(as_json=as_json)
    workspace = Workspace.open(folder)
    with open_ledger(workspace) as ledger:
        stands = ledger.hold(str(ledger.actor), " ".join(why.split()))
    terminal.data({"since": stands.since.isoformat(), "by": stands.by, "why": stands.why})
    terminal.print(f"The filings at {workspace.url} are {stands}.")
    terminal.print("What was being submitted just now is finished and told; nothing else begins.")
    terminal.print("    → ipp-bot resume")
