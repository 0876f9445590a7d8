"""`check`: what is wrong with manifests and documents; offline."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

from pathlib import Path
from typing import Annotated

import typer

from ipp_bot.cli.manifest_check import (
    check_manifests,
    diagnostic_data,
    print_diagnostics,
    unique_diagnostics,
)
from ipp_bot.cli.options import Json, Only, Paths, Strict, WorkspaceFolder, exit_with
from ipp_bot.cli.paper_differences import (
    difference_data,
    paper_comparison,
    write_difference_page,
)
from ipp_bot.diagnostics import shown_path
from ipp_bot.errors import ExitStatus, UsageError
from ipp_bot.report.terminal import Terminal, plural
from ipp_bot.run.checking import Checked
from ipp_bot.workspace import Workspace

__all__ = ["check"]


def check(
    paths: Paths,
    strict: Strict = False,
    only: Only = None,
    read: Annotated[
        bool,
        typer.Option("--read", help="Compare each entry with what its papers say."),
    ] = False,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html", metavar="FILE", help="With --read: a page with pictures of what differs."
        ),
    ] = None,
    as_json: Json = False,
    folder: WorkspaceFolder = None,
) -> None:
    """Validate manifests and documents, offline."""
    terminal = Terminal(as_json=as_json)
    if html is not None and not read:
        raise UsageError("--html shows what papers say differently", hint="add --read", sent=False)
    workspace = Workspace.open(folder)
    comparison = paper_comparison(terminal, workspace) if read else None
    checked = check_manifests(
        workspace,
        paths,
        only=only or (),
        strict=strict,
        comparison=comparison,
        terminal=terminal,
    )
    print_diagnostics(terminal, checked)
    if html is not None:
        write_difference_page(html, checked.paper_differences)
        terminal.print(f"What differs, with pictures: {shown_path(html.absolute())}")
    status = _status(checked)
    papers = [difference_data(each) for each in checked.paper_differences]
    terminal.data(
        {
            "entries": len(checked.entries),
            "files": checked.files,
            "faults": [diagnostic_data(each) for each in unique_diagnostics(checked.diagnostics)],
            **({"papers": papers} if read else {}),
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
