"""`resume`: lifts a hold."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

from ipp_bot.cli.filings import open_ledger
from ipp_bot.cli.options import Json, WorkspaceFolder
from ipp_bot.report.terminal import Terminal
from ipp_bot.workspace import Workspace

__all__ = ["resume"]


def resume(as_json: Json = False, folder: WorkspaceFolder = None) -> None:
    """Lift the hold: filings may be submitted again."""
    terminal = Terminal(as_json=as_json)
    workspace = Workspace.open(folder)
    with open_ledger(workspace) as ledger:
        lifted = ledger.resume()
    terminal.data({"lifted": None if lifted is None else str(lifted)})
    if lifted is None:
        terminal.print(f"There was no hold at {workspace.url}.")
        return
    terminal.print(f"Lifted; the filings at {workspace.url} were {lifted}.")
    terminal.print("    → ipp-bot submit goes on with what is unfinished")
