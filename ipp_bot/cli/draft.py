"""`draft`: from a folder of papers to entries."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

from pathlib import Path
from threading import Event
from typing import Annotated, Any

import typer

from ipp_bot.cli.options import Json, WorkspaceFolder, exit_with
from ipp_bot.diagnostics import shown_path, typed_path
from ipp_bot.errors import ExitStatus, UsageError
from ipp_bot.reading import require_installed
from ipp_bot.report.terminal import Terminal, plural
from ipp_bot.run.draft import DraftRun
from ipp_bot.run.draft_merge import Draft
from ipp_bot.run.draft_records import DraftRecords
from ipp_bot.workspace import Workspace

__all__ = ["draft"]

LOOK_EVERY = 2.0
"""Seconds between two looks into a watched folder."""


def draft(
    papers: Annotated[Path, typer.Argument(metavar="FOLDER", help="Papers, in folders or not.")],
    account: Annotated[
        str, typer.Option("--account", metavar="NAME", help="The account that files them.")
    ],
    target: Annotated[
        Path,
        typer.Option(
            "--out",
            metavar="FILE",
            help="A manifest (.yaml) or a sheet (.xlsx), above the papers; added to if there.",
        ),
    ],
    client_folders: Annotated[
        bool,
        typer.Option("--client-folders", help="The folder that a paper lies in is its client."),
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Keep looking into the folder until Ctrl-C.")
    ] = False,
    as_json: Json = False,
    folder: WorkspaceFolder = None,
) -> None:
    """Make entries of a folder of papers, for a person to confirm."""
    require_installed()
    terminal = Terminal(as_json=as_json)
    if watch and as_json:
        raise UsageError("--watch tells what it finds line by line", hint="leave --json out")
    workspace = Workspace.open(folder)
    run = DraftRun(
        papers.resolve(),
        target.parent.resolve() / target.name,
        account,
        workspace.account(account).complainant,
        workspace.profile,
        DraftRecords(workspace.drafts),
        workspace.folder("readings"),
        terminal.progress,
        client_folders=client_folders,
    )
    if watch:
        _watch(terminal, run)
        return
    found = run.run()
    _print(terminal, run, found)
    status = ExitStatus.FAILED if found.unreadable else ExitStatus.DONE
    terminal.data({**_data(found), "exit_status": int(status)})
    exit_with(status)


def _watch(terminal: Terminal, run: DraftRun) -> None:
    """Drafts whenever the folder changed and is at rest, until Ctrl-C."""
    done: frozenset[tuple[str, int, int]] | None = None
    before: frozenset[tuple[str, int, int]] | None = None
    pause = Event()
    try:
        while True:
            now = _state(run)
            if now == before and now != done:
                try:
                    _print(terminal, run, run.run())
                except UsageError as error:
                    # an open editor or a half typed line: the next change is looked at again
                    terminal.error(error.line())
                done = now
                terminal.progress(f"watching {shown_path(run.folder)}; Ctrl-C ends it")
            before = now
            pause.wait(LOOK_EVERY)
    except KeyboardInterrupt:
        terminal.progress("no longer watching")


def _state(run: DraftRun) -> frozenset[tuple[str, int, int]]:
    """The files of the folder with their sizes and times."""
    found = set()
    for path in run.files():
        try:
            stat = path.stat()
        except OSError:
            continue  # gone between two looks
        found.add((str(path), stat.st_size, stat.st_mtime_ns))
    return frozenset(found)


def _print(terminal: Terminal, run: DraftRun, found: Draft) -> None:
    for error in found.unreadable:
        terminal.error(error.line())
    for paper, why in found.strays:
        terminal.print(
            f"{shown_path(Path(paper.file))}, page {paper.page}: {paper.kind}: "
            f"belongs to no entry: {why}"
        )
    for note in found.notes:
        terminal.print(note)
    rows = [
        (
            one.ref,
            "new" if one.is_new else "filled in" if one.filled else "as it was",
            str(one.papers),
            ", ".join(one.look),
            ", ".join(one.empty),
        )
        for one in found.entries
    ]
    if rows:
        terminal.table(rows, head=("REF", "ENTRY", "PAPERS", "LOOK AT", "NOT ON PAPER"))
    new = sum(one.is_new for one in found.entries)
    terminal.print(
        f"{plural(found.papers, 'paper')} in {plural(found.files, 'file')}: "
        f"{'1 entry' if len(found.entries) == 1 else f'{len(found.entries)} entries'} in "
        f"{shown_path(run.target)}, {new} new."
    )
    if found.entries:
        terminal.print(f"    → ipp-bot check --read {typed_path(run.target)}")
        terminal.print(f"    → ipp-bot confirm {found.entries[0].ref}")


def _data(found: Draft) -> dict[str, Any]:
    return {
        "files": found.files,
        "papers": found.papers,
        "entries": [
            {
                "ref": one.ref,
                "new": one.is_new,
                "papers": one.papers,
                "look": list(one.look),
                "empty": list(one.empty),
                "filled": list(one.filled),
            }
            for one in found.entries
        ],
        "strays": [
            {
                "file": shown_path(Path(paper.file)),
                "page": paper.page,
                "kind": str(paper.kind),
                "why": why,
            }
            for paper, why in found.strays
        ],
        "parts": found.parts,
        "notes": found.notes,
        "unreadable": [error.message for error in found.unreadable],
    }
