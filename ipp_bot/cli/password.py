"""`password`: an account's password in the system's keyring."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

import sys
from typing import Annotated

import typer

from ipp_bot.cli.options import WorkspaceFolder
from ipp_bot.errors import UsageError
from ipp_bot.report.terminal import Terminal
from ipp_bot.run.passwords import forget_password, keep_password, stored_in
from ipp_bot.workspace import Workspace

__all__ = ["password"]


def password(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="An account of ipp-bot.yaml.")],
    forget: Annotated[
        bool, typer.Option("--forget", help="Take it out of the keyring instead.")
    ] = False,
    folder: WorkspaceFolder = None,
) -> None:
    """Keep an account's password in the system's keyring; asked for, or read from stdin."""
    terminal = Terminal()
    workspace = Workspace.open(folder)
    settings = workspace.account(account)
    whose = f"{settings.username} at {workspace.url}"
    if forget:
        had = forget_password(settings, workspace.url)
        said = "is out of the keyring" if had else "was not in the keyring"
        terminal.print(f"The password of {whose} {said}.")
        return
    given = _read(terminal, f"Password of {whose}: ")
    if not given:
        raise UsageError("no password was given; nothing was kept")
    keep_password(settings, workspace.url, given)
    terminal.print(f"The password of {whose} is in the keyring.")
    where = stored_in(settings, workspace.url)
    if where != "the keyring":
        terminal.warn(f"{where} is set as well, and counts more")


def _read(terminal: Terminal, question: str) -> str:
    """What a person types unseen, or the first line of a stdin that is no terminal."""
    if sys.stdin.isatty():
        return terminal.ask(question)
    return sys.stdin.readline().rstrip("\r\n")
