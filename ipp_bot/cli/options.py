"""The options and arguments that several commands take, and what they mean."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from ipp_bot.cli.commands import COMMANDS
from ipp_bot.errors import ExitStatus, UsageError
from ipp_bot.report.typed_commands import workspace_is
from ipp_bot.workspace import Workspace

__all__ = [
    "AccountName",
    "AccountNames",
    "FilingRef",
    "Json",
    "Only",
    "Paths",
    "Strict",
    "Verbose",
    "WorkspaceFolder",
    "Yes",
    "account_names",
    "exit_with",
    "parse_since",
]


def _named_first(context: typer.Context, folder: Path | None) -> Path | None:
    """The folder named behind the command, else the one before it: `ipp-bot --workspace DIR …`."""
    first: Path | None = context.obj
    named = folder or first
    if named is not None and context.info_name != "demo":  # which makes its own
        workspace_is(named, COMMANDS.keys() - {"demo", "new"})
    return named


WorkspaceFolder = Annotated[
    Path | None,
    typer.Option(
        "--workspace", metavar="DIR", help="The folder with ipp-bot.yaml.", callback=_named_first
    ),
]
Json = Annotated[bool, typer.Option("--json", help="The result for machines, on stdout.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Strict = Annotated[bool, typer.Option("--strict", help="Take warnings for faults.")]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="REF", help="This filing only; may be repeated."),
]
Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH", help="Manifests, or folders with manifests.")
]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="A line for every step of every filing.")
]
FilingRef = Annotated[str, typer.Argument(metavar="REF", help="The filing.")]
AccountName = Annotated[
    str | None, typer.Option("--account", metavar="NAME", help="Of this account only.")
]
AccountNames = Annotated[
    list[str] | None,
    typer.Option("--account", metavar="NAME", help="This account only; may be repeated."),
]


def account_names(workspace: Workspace, chosen: Sequence[str] | None) -> list[str]:
    """The accounts that were chosen, else all of the workspace; UsageError where there is none.

    Raises:
        SettingsError: the workspace has no account of that name.
    """
    names = list(dict.fromkeys(chosen or workspace.settings.accounts))
    for name in names:
        workspace.account(name)
    if not names:
        raise UsageError(
            "there is no account to check", hint="add one under accounts: in ipp-bot.yaml"
        )
    return names


def parse_since(text: str) -> datetime:
    """The moment that `--since` names: a date, a date with a time, `7d` or `12h`; UsageError."""
    number, unit = text[:-1], text[-1:].lower()
    try:
        if re.fullmatch(r"[0-9]{1,9}[dh]", number + unit):
            span = timedelta(**{"days" if unit == "d" else "hours": int(number)})
            return datetime.now(UTC) - span
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UsageError(
            f"--since {text!r} is no moment", hint="--since 2026-11-01, --since 7d, --since 12h"
        ) from error


def exit_with(status: ExitStatus) -> None:
    """Ends the command with that exit status; returns where it is 0."""
    if status is not ExitStatus.DONE:
        raise typer.Exit(int(status))
