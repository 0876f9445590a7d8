"""`report`: the ledger's report as HTML, workbook or CSV; offline."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from ipp_bot.cli.filings import ledger_to_read, warn_of_hold
from ipp_bot.cli.options import AccountNames, Json, WorkspaceFolder, account_names, parse_since
from ipp_bot.clock import SystemClock
from ipp_bot.diagnostics import shown_path
from ipp_bot.errors import UsageError
from ipp_bot.language import current_language
from ipp_bot.ledger import Ledger
from ipp_bot.operating_system import disk_hint
from ipp_bot.report.data import ReportData, Row, Scope, gather
from ipp_bot.report.deadlines import Deadline, deadlines_of
from ipp_bot.report.terminal import Terminal, plural
from ipp_bot.workspace import Workspace

__all__ = ["report"]

FORMATS = (".html", ".xlsx", ".csv", ".ics")


def report(
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Ends in .html, .xlsx, .csv, or .ics for what ends; may be repeated.",
        ),
    ] = None,
    *,
    account: AccountNames = None,
    client: Annotated[
        str | None, typer.Option("--client", metavar="NAME", help="For this client only.")
    ] = None,
    holder: Annotated[
        str | None, typer.Option("--holder", metavar="NAME", help="Of this right holder only.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="WHEN", help="Changes since a date, or 7d, 12h."),
    ] = None,
    bundle: Annotated[
        Path | None,
        typer.Option(
            "--zip",
            metavar="FILE",
            help="With --client: a PDF, receipts with pictures, documents as filed, decisions.",
        ),
    ] = None,
    as_json: Json = False,
    folder: WorkspaceFolder = None,
) -> None:
    """Write the ledger's report: HTML, xlsx, csv, ics; offline, and nothing counts as told."""
    terminal = Terminal(as_json=as_json)
    workspace = Workspace.open(folder)
    targets = list(output or ())
    if bundle is not None and not client:
        raise UsageError("--zip is of one client", hint="add --client NAME", sent=False)
    if not targets and not as_json and bundle is None:
        targets = [workspace.hidden / "report.html"]
    for path in targets:
        if path.suffix.lower() not in FORMATS:
            raise UsageError(
                f"{path}: no report has this ending", hint=f"type {', '.join(FORMATS)}"
            )
    scope = Scope(
        accounts=tuple(account_names(workspace, account)),
        client=client,
        holder=holder,
        since=parse_since(since) if since else None,
        lang=current_language(),
    )
    with ledger_to_read(workspace) as ledger:
        data = plain = gather(workspace, ledger, scope, clock=SystemClock())
        if as_json and scope.lang != "en":  # for machines it is the same in every language
            in_english = replace(scope, lang="en")
            plain = gather(workspace, ledger, in_english, clock=SystemClock())
        deadlines = deadlines_of(workspace, ledger, scope, data.made_at)
        warn_of_hold(terminal, ledger)
        if bundle is not None and client is not None:
            _write_bundle(terminal, workspace, ledger, data, bundle)
            targets_written = [bundle]
        else:
            targets_written = []
    if data.least_settle:
        terminal.warn(
            f"the portal took {data.worst_lag:.0f} s to show a click → "
            f"portal: {{settle_seconds: {data.least_settle:.0f}}} or more in ipp-bot.yaml"
        )
    for path in targets:
        try:
            _write(data, deadlines, path)
        except OSError as error:
            raise _not_written(path, error) from error
        terminal.print(shown_path(path.absolute()))
    terminal.data(
        {
            "hold": None if data.hold is None else str(data.hold),
            "statuses": data.statuses,
            "filings": [_row_data(row) for row in plain.rows],
            "changes": [item.as_data() for item in plain.items],
            "deadlines": [_deadline_data(each) for each in deadlines],
            "files": [str(path) for path in [*targets, *targets_written]],
        }
    )


def _write_bundle(
    terminal: Terminal, workspace: Workspace, ledger: Ledger, data: ReportData, path: Path
) -> None:
    """Writes what the client gets; UsageError where nothing is filed for a client of that name."""
    # Imported here: no other report needs a browser.
    from ipp_bot.browser.print_pdf import print_pdf
    from ipp_bot.cli.run_async import run_async
    from ipp_bot.report.client_bundle import client_files, for_the_client, write_bundle
    from ipp_bot.report.html import html_of
    from ipp_bot.run.browser_choice import browser_to_print

    client = data.scope.client or ""
    if not any(row.client == client for row in data.rows):
        raise UsageError(
            f"nothing is filed for a client {client!r}",
            hint="ipp-bot status --json names them",
            sent=False,
        )
    shown = for_the_client(data)
    html = html_of(shown, path.absolute().parent)
    found = browser_to_print(workspace)
    pdf = run_async(lambda: print_pdf(html, found))
    files = client_files(workspace, ledger, client)
    try:
        count, missing = write_bundle(path.absolute(), pdf, files, data.made_at)
    except OSError as error:
        raise _not_written(path, error) from error
    terminal.print(f"{shown_path(path.absolute())}: {plural(count, 'file')} of {client}")
    for name in missing:
        terminal.warn(f"{name} is not there as it was filed; left out")


def _not_written(path: Path, error: OSError) -> UsageError:
    return UsageError(f"{path} cannot be written: {error.strerror}", hint=disk_hint(error))


def _write(data: ReportData, deadlines: Sequence[Deadline], path: Path) -> None:
    """Writes the report in the format that the path's ending names."""
    # Imported here: Jinja and openpyxl each take longer to load than the report to write.
    match path.suffix.lower():
        case ".html":
            from ipp_bot.report.html import write_html

            write_html(data, path.absolute())
        case ".xlsx":
            from ipp_bot.report.sheets import write_xlsx

            write_xlsx(data, path.absolute())
        case ".ics":
            from ipp_bot.report.icalendar import write_ics

            write_ics(deadlines, path.absolute(), now=data.made_at, lang=data.scope.lang)
        case _:
            from ipp_bot.report.sheets import write_csv

            write_csv(data, path.absolute())


def _row_data(row: Row) -> dict[str, Any]:
    """The row as `--json` shows it."""
    data = asdict(row)
    data["events"] = [
        {"at": event.at.isoformat(), "status": event.status, "text": event.text}
        for event in row.events
    ]
    return data


def _deadline_data(deadline: Deadline) -> dict[str, Any]:
    """The deadline as `--json` shows it."""
    internal = deadline.internal
    return asdict(deadline) | {
        "kind": deadline.kind.value,
        "on": deadline.on.isoformat(),
        "internal": None if internal is None else internal.isoformat(),
    }
