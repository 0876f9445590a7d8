"""`poa`: powers of attorney that wait for a signature."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from ipp_bot.cli.filings import ledger_to_read, open_ledger
from ipp_bot.cli.options import Json, WorkspaceFolder, exit_with
from ipp_bot.cli.run_async import run_async
from ipp_bot.clock import SystemClock
from ipp_bot.diagnostics import shown_path
from ipp_bot.errors import ExitStatus, UsageError
from ipp_bot.ledger import Filing, FilingFilter, Ledger, State
from ipp_bot.manifest.signed_files import SUFFIXES
from ipp_bot.report.terminal import Terminal, plural, style_of
from ipp_bot.run.inbox import (
    Unmatched,
    awaited_signature,
    template_of,
    unmatched,
    usable_signed_poa,
)
from ipp_bot.run.signed_scans import take_scans
from ipp_bot.workspace import Workspace

__all__ = ["poa", "print_unmatched"]


def poa(
    ref: Annotated[
        str | None, typer.Argument(metavar="REF", help="This filing's template only.")
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Do not fetch templates that are missing.")
    ] = False,
    signed: Annotated[
        list[Path] | None,
        typer.Option(
            "--signed",
            metavar="PATH",
            help="A scan, or a folder of scans or photographs, of signed ones: each goes into the "
            "inbox by the code that its template bears. May be given several times.",
        ),
    ] = None,
    as_json: Json = False,
    folder: WorkspaceFolder = None,
) -> None:
    """List the powers of attorney that wait for a signature, by signatory; fetch missing ones."""
    terminal = Terminal(as_json=as_json)
    workspace = Workspace.open(folder)
    if signed:
        if ref is not None or offline:
            raise UsageError("--signed goes with neither REF nor --offline")
        exit_with(_take_signed(terminal, workspace, signed))
    status = ExitStatus.DONE
    with (ledger_to_read if offline else open_ledger)(workspace) as ledger:
        waiting = _waiting(ledger, ref)
        missing = [row for row in waiting if not template_of(workspace, row).is_file()]
        missing = [row for row in missing if usable_signed_poa(workspace, row) is None]
        if missing and not offline:
            status = _fetch_templates(terminal, workspace, ledger, missing)
            waiting = _waiting(ledger, ref)
        rows = [_data(workspace, row) for row in waiting]
        stray = list(unmatched(workspace, ledger)) if ref is None else []
    terminal.data(
        {
            "waiting": rows,
            "unmatched": [
                {"file": shown_path(each.path), "why": each.why, "hint": each.hint}
                for each in stray
            ],
        }
    )
    _print_waiting(terminal, workspace, rows)
    print_unmatched(terminal, stray)
    exit_with(status)


def _take_signed(terminal: Terminal, workspace: Workspace, paths: Sequence[Path]) -> ExitStatus:
    """Splits scans of signed ones; done where every page has its place."""
    files = list(_files(paths))
    with open_ledger(workspace) as ledger:
        split = take_scans(workspace, ledger, files)
    unusable = any(each.paper.problem for each in split.taken)
    is_done = bool(split.taken) and not split.left and not unusable
    status = ExitStatus.DONE if is_done else ExitStatus.FAILED
    terminal.data(
        {
            "taken": [
                {
                    "ref": each.filing.key.ref,
                    "file": shown_path(each.paper.path),
                    "pages": each.pages,
                    "replaced": each.replaced,
                    "problem": each.paper.problem,
                    "warnings": list(each.paper.warnings),
                }
                for each in split.taken
            ],
            "left": [
                {"pages": each.pages, "why": each.why, "hint": each.hint} for each in split.left
            ],
            "exit_status": int(status),
        }
    )
    for each in split.taken:
        instead = ", instead of the one that lay there" if each.replaced else ""
        terminal.print(
            f"{each.filing.key.ref}: {each.pages} → {shown_path(each.paper.path)}{instead}"
        )
        for words in (each.paper.problem, *each.paper.warnings):
            if words:
                terminal.print(f"{each.filing.key.ref}: {each.paper.path.name} {words}")
    for left in split.left:
        terminal.print(f"{left.pages}: {left.why}", style=style_of("warn"))
        if left.hint:
            terminal.print(f"    → {left.hint}")
    if split.taken:
        count = plural(len(split.taken), "power of attorney", "powers of attorney")
        terminal.print(f"{count} taken → ipp-bot submit")
    return status


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """The files named, and those of the folders named, in the order of their names."""
    for path in paths:
        if path.is_dir():
            found = sorted(one for one in path.iterdir() if one.suffix.lower() in SUFFIXES)
            if not found:
                raise UsageError(f"{shown_path(path)} holds no PDF, PNG or JPEG")
            yield from found
        else:
            yield path


def _print_waiting(terminal: Terminal, workspace: Workspace, rows: list[dict[str, Any]]) -> None:
    """By signatory, a line for each filing; where the papers lie is said once."""
    if not rows:
        terminal.print("No power of attorney waits for a signature.")
    for signatory in dict.fromkeys(row["signatory"] for row in rows):
        theirs = [row for row in rows if row["signatory"] == signatory]
        terminal.print(f"{signatory} has to sign {len(theirs)}:")
        terminal.table(
            [
                (f"  {row['ref']}", row["title"], f"until {row['expires_on']}", _state(row))
                for row in theirs
            ],
            whole=(0, 2),
            values=(0, 1),
        )
    for row in rows:
        for words in (row["problem"], *row["warnings"]):
            if words:
                terminal.print(f"{row['ref']}: {Path(row['file']).name} {words}")
    if any(not row["signed"] for row in rows):
        templates, inbox = shown_path(workspace.poa), shown_path(workspace.inbox)
        terminal.print(
            f"To sign: {templates}/REF.pdf. Save the signed one as {inbox}/REF.pdf (.png, .jpg),"
        )
        terminal.print("    → then ipp-bot submit")
        terminal.print("Several in one scan: ipp-bot poa --signed SCAN.pdf")


def _state(row: dict[str, Any]) -> str:
    if row["signed"]:
        return "signed → ipp-bot submit"
    if row["problem"]:
        return "not signed" if "nobody has signed" in row["problem"] else "not usable"
    return "to sign" if row["template"] else "no template yet"


def print_unmatched(terminal: Terminal, stray: Sequence[Unmatched]) -> None:
    """The files of the inbox that no filing waits for."""
    for each in stray:
        terminal.print(f"{shown_path(each.path)} {each.why}", style=style_of("warn"))
        terminal.print(f"    → {each.hint}")


def _waiting(ledger: Ledger, ref: str | None) -> list[Filing]:
    rows = ledger.filings(FilingFilter(states=(State.AWAITING_POA,), ref=ref))
    if ref is not None and not rows:
        raise UsageError(
            f"{ref} does not wait for a power of attorney", hint=f"ipp-bot status {ref}"
        )
    return sorted(rows, key=lambda row: (row.holder, row.key.ref))


def _fetch_templates(
    terminal: Terminal, workspace: Workspace, ledger: Ledger, missing: list[Filing]
) -> ExitStatus:
    """Fetches templates from the drafts at the portal; 0 also where they wait for signatures."""
    # Imported here: nothing else of this command needs a browser.
    from ipp_bot.cli.submit_progress import interrupt_handler, submit_progress
    from ipp_bot.run.filing_runner import FilingOptions
    from ipp_bot.run.submit_run import SubmitRun

    terminal.progress(f"fetching {plural(len(missing), 'template')} at {workspace.url}")
    run = SubmitRun(workspace, ledger, SystemClock(), options=FilingOptions(draft_only=True))
    with submit_progress(terminal, run, len(missing), verbose=False):
        run.observer.ask_password = terminal.ask if sys.stdin.isatty() else None
        report = run_async(lambda: run.run(missing), interrupt=interrupt_handler(terminal, run))
    for result in report.results:
        if result.error is not None:
            terminal.error(result.error.line())
    status = report.exit_status
    return ExitStatus.DONE if status is ExitStatus.PERSON else status


def _data(workspace: Workspace, row: Filing) -> dict[str, Any]:
    awaited = awaited_signature(workspace, row)
    paper = awaited.paper
    return {
        "signatory": row.holder,
        "account": row.key.account,
        "ref": row.key.ref,
        "number": row.number,
        "title": row.title,
        "expires_on": awaited.expires_on,
        "template": shown_path(awaited.template) if awaited.template else None,
        "signed": shown_path(awaited.signed) if awaited.signed else None,
        "file": shown_path(paper.path) if paper is not None else None,
        "problem": paper.problem if paper is not None else "",
        "warnings": list(paper.warnings) if paper is not None else [],
        "inbox": shown_path(workspace.inbox / f"{row.key.ref}.pdf"),
        "reason": row.reason,
    }
