"""`import`: a sheet with one row an IPR becomes a manifest."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

from pathlib import Path
from typing import Annotated

import typer

from ipp_bot.cli.options import Json, WorkspaceFolder, exit_with
from ipp_bot.cli.schema import chosen_profile
from ipp_bot.diagnostics import shown_path
from ipp_bot.errors import ExitStatus, UsageError
from ipp_bot.manifest.invalid_value import InvalidValue
from ipp_bot.manifest.models import account_name
from ipp_bot.manifest.sheets import read_sheet
from ipp_bot.report.terminal import Terminal, plural

__all__ = ["import_sheet"]


def import_sheet(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="A sheet, .xlsx or .csv.")],
    account: Annotated[
        str, typer.Option("--account", metavar="NAME", help="The account that files them.")
    ],
    target: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE.yaml", help="Where to; beside the sheet unless given."),
    ] = None,
    as_json: Json = False,
    folder: WorkspaceFolder = None,
) -> None:
    """Turn a sheet with one row an IPR into a manifest."""
    terminal = Terminal(as_json=as_json)
    try:
        account_name(account)
    except InvalidValue as invalid:
        raise UsageError(invalid.message, hint=invalid.hint, sent=False) from invalid
    path = target or file.with_suffix(".yaml")
    if path.exists():
        raise UsageError(
            f"{path} exists and is never overwritten", hint="--to ANOTHER.yaml", sent=False
        )
    sheet = read_sheet(file, account=account, profile=chosen_profile(None, folder))
    for diagnostic in sheet.diagnostics:
        terminal.print(str(diagnostic))
    faults = [str(each) for each in sheet.diagnostics if not each.is_warning]
    warnings = [str(each) for each in sheet.diagnostics if each.is_warning]
    terminal.data({"rows": sheet.rows, "faults": faults, "warnings": warnings})
    if faults:
        terminal.error(f"{plural(len(faults), 'fault')}; no manifest was written.")
        exit_with(ExitStatus.FAILED)
    path.write_text(sheet.manifest, encoding="utf-8")
    terminal.print(f"{plural(sheet.rows, 'IPR')} written to {shown_path(path.absolute())}.")
    terminal.print(f"    → ipp-bot check {shown_path(path.absolute())}")
