"""`check`: what is wrong with manifests and documents; offline."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

from ipp_bot.cli.manifest_check import (
    check_manifests,
    diagnostic_data,
    print_diagnostics,
    unique_diagnostics,
)
from ipp_bot.cli.options import Json, Only, Paths, Strict, WorkspaceFolder, exit_with
from ipp_bot.errors import ExitStatus
from ipp_bot.report.terminal import Terminal, plural
from ipp_bot.run.checking import Checked
from ipp_bot.settings import Workspace

__all__ = ["check"]


def check(
    paths: Paths,
    strict: Strict = False,
    only: Only = None,
    as_json: Json = False,
    folder: WorkspaceFolder = None,
) -> None:
    """Validate manifests and documents, offline."""
    terminal = Terminal(as_json=as_json)
    checked = check_manifests(Workspace.open(folder), paths, only=only or (), strict=strict)
    print_diagnostics(terminal, checked)
    status = _status(checked)
    terminal.data(
        {
            "entries": len(checked.entries),
            "files": checked.files,
            "faults": [diagnostic_data(each) for each in unique_diagnostics(checked.faults)],
            "unreadable": [error.message for error in checked.unreadable],
            "exit_status": int(status),
        }
    )
    count = plural(len(checked.entries), "filing")
    where = plural(checked.files, "manifest")
    faults = len(unique_diagnostics(checked.errors))
    warnings = len(unique_diagnostics(checked.warnings))
    if faults:
        terminal.print(f"{plural(faults, 'fault')}; {count} without a fault, in {where}.")
    elif not checked.unreadable:
        also = f", {plural(warnings, 'warning')}" if warnings else ""
        terminal.print(f"{count} in {where}: no faults{also}.")
    exit_with(status)


def _status(checked: Checked) -> ExitStatus:
    """2 for what cannot be read, 1 for faults, 0 for none."""
    if checked.unreadable:
        return ExitStatus.USAGE
    return ExitStatus.FAILED if checked.errors else ExitStatus.DONE
