"""`ledger backup`, `ledger check`, `ledger approvals`: the ledger's database itself."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

from pathlib import Path
from typing import Annotated

import typer

from ipp_bot.cli.filings import ledger_to_read, open_ledger
from ipp_bot.cli.options import Json, WorkspaceFolder, exit_with
from ipp_bot.diagnostics import shown_path
from ipp_bot.errors import ExitStatus, UsageError
from ipp_bot.report.proof_files import proof_faults
from ipp_bot.report.terminal import Terminal, plural
from ipp_bot.settings import FILE_NAME, ApprovalSetting
from ipp_bot.workspace import Workspace

__all__ = ["ledger"]

ledger = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    help="Back up or check the ledger.",
)


@ledger.command()
def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="A file that does not exist yet.")],
    folder: WorkspaceFolder = None,
) -> None:
    """Copy the whole ledger, as it is at one moment, into a new SQLite file."""
    terminal = Terminal()
    with ledger_to_read(Workspace.open(folder)) as opened:
        terminal.print(f"The ledger is copied to {shown_path(opened.backup(target.absolute()))}.")


@ledger.command()
def check(as_json: Json = False, folder: WorkspaceFolder = None) -> None:
    """Look for corruption; verify receipts, pictures, decisions."""
    terminal = Terminal(as_json=as_json)
    workspace = Workspace.open(folder)
    with ledger_to_read(workspace) as opened:
        faults = [*opened.check(), *opened.check_chain()]
        faults += proof_faults(workspace, opened.proofs())
        count = sum(opened.counts().values())
    terminal.data({"filings": count, "faults": faults})
    for fault in faults:
        terminal.print(fault)
    if faults:
        terminal.error(
            f"{plural(len(faults), 'fault')} → restore what is named from a backup, or ask for help"
        )
        exit_with(ExitStatus.USAGE)
    terminal.print(f"The ledger is sound: {plural(count, 'filing')}.")


@ledger.command()
def approvals(
    rule: Annotated[
        ApprovalSetting | None,
        typer.Argument(metavar="RULE", help="none or required; without it the rule is told."),
    ] = None,
    as_json: Json = False,
    folder: WorkspaceFolder = None,
) -> None:
    """Tell whether filings need an approval, or change it for all machines."""
    terminal = Terminal(as_json=as_json)
    workspace = Workspace.open(folder)
    with open_ledger(workspace) as opened:
        if rule is not None:
            required = rule is ApprovalSetting.REQUIRED
            if not required and workspace.settings.approvals is ApprovalSetting.REQUIRED:
                raise UsageError(
                    f"{FILE_NAME} says approvals: required",
                    hint="take that line out first, at every machine",
                    sent=False,
                )
            opened.require_approvals(required=required)
        stands = opened.approval_rule()
    terminal.data(
        {
            "required": stands is not None and stands.required,
            "since": None if stands is None else stands.since.isoformat(),
            "by": None if stands is None else stands.by,
        }
    )
    terminal.print(f"Approvals are {stands or 'not required'}.")
