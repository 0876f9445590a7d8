"""`login`: a person signs in, ipp-bot keeps the session."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

from typing import Annotated

import typer

from ipp_bot.cli.options import WorkspaceFolder
from ipp_bot.cli.run_async import run_async
from ipp_bot.report.terminal import Terminal
from ipp_bot.run.login import sign_in_by_person
from ipp_bot.workspace import Workspace

__all__ = ["login"]


def login(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="An account of ipp-bot.yaml.")],
    within: Annotated[
        int, typer.Option("--within", min=10, metavar="SECONDS", help="How long to wait for you.")
    ] = 600,
    folder: WorkspaceFolder = None,
) -> None:
    """Open a window for a person to sign in (slider, e-mail code), and keep the session."""
    terminal = Terminal()
    workspace = Workspace.open(folder)
    username = workspace.account(account).username

    def ready() -> None:
        terminal.progress(
            f"a window is open at {workspace.url}: sign in there as {username} (waiting {within} s)"
        )

    name = run_async(lambda: sign_in_by_person(workspace, account, within=within, ready=ready))
    terminal.print(f"{account} is signed in as {name}; the session is kept for submit and sync.")
