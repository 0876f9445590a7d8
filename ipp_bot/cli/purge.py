"""`purge`: erasing what is older than its retention."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from ipp_bot.cli.filings import ledger_to_read
from ipp_bot.cli.options import Json, WorkspaceFolder, Yes, exit_with
from ipp_bot.errors import ExitStatus, SettingsError
from ipp_bot.ledger import FilingFilter, Ledger
from ipp_bot.manifest import Frozen
from ipp_bot.report.terminal import Terminal, plural
from ipp_bot.run.temporary_files import clear_dead
from ipp_bot.workspace import Workspace

__all__ = ["purge"]

DAY = 86_400.0
MEGABYTE = 1024 * 1024


def purge(
    older_than: Annotated[
        int | None,
        typer.Option(
            "--older-than",
            min=0,
            metavar="DAYS",
            help="Instead of evidence.retention_days of ipp-bot.yaml.",
        ),
    ] = None,
    yes: Yes = False,
    as_json: Json = False,
    folder: WorkspaceFolder = None,
) -> None:
    """Erase evidence and copies of documents beyond their retention; receipts stay."""
    terminal = Terminal(as_json=as_json)
    workspace = Workspace.open(folder)
    left = clear_dead(workspace)
    if left:
        terminal.progress(f"removed what {plural(left, 'killed run')} had left in .ipp-bot/tmp")
    days = workspace.settings.evidence.retention_days if older_than is None else older_than
    with ledger_to_read(workspace) as ledger:
        old = list(_too_old(workspace, ledger, time.time() - days * DAY))
    size = sum(path.stat().st_size for path in old)
    data = {"files": len(old), "bytes": size, "days": days, "erased": False}
    what = f"{plural(len(old), 'file')} ({size / MEGABYTE:.1f} MB) older than {plural(days, 'day')}"
    if not old:
        terminal.data(data)
        terminal.print(f"Nothing is older than {plural(days, 'day')}; receipts are kept anyway.")
        return
    if not yes and not terminal.confirm(f"Erase {what}? Receipts stay."):
        terminal.data(data)
        terminal.print("Nothing was erased.")
        exit_with(ExitStatus.PERSON)
        return
    for path in old:
        _erase(path)
    terminal.data({**data, "erased": True})
    terminal.print(f"Erased {what}; receipts are kept.")


def _too_old(workspace: Workspace, ledger: Ledger, moment: float) -> Iterator[Path]:
    """Evidence and readings from before then, and copies that no unfinished filing will upload."""
    needed = _needed_copies(ledger)
    waiting = {row.key.ref for row in ledger.unfinished()}
    for folder in (workspace.hidden / "evidence", workspace.hidden / "readings"):
        for path in sorted(folder.rglob("*")):
            keeps = folder.name != "evidence" and path.stem in waiting
            if path.is_file() and not keeps and path.stat().st_mtime <= moment:
                yield path
    for folder in (workspace.poa, workspace.inbox):
        for path in sorted(folder.glob("*")):
            keeps = path.stem in waiting or not _is_ours(workspace, ledger, path)
            if path.is_file() and not keeps and path.stat().st_mtime <= moment:
                yield path
    if workspace.files.is_dir():
        for copy in sorted(workspace.files.glob("*/*")):
            if copy.is_file() and copy.parent.name not in needed and copy.stat().st_mtime <= moment:
                yield copy


def _is_ours(workspace: Workspace, ledger: Ledger, path: Path) -> bool:
    """Whether a file may be erased: in a folder beside the manifests only a filing's own paper."""
    if path.is_relative_to(workspace.hidden):
        return True
    return bool(ledger.filings(FilingFilter(ref=path.stem)))


def _needed_copies(ledger: Ledger) -> set[str]:
    """Hashes of the documents of filings that may still be uploaded."""
    return {
        copy.sha256
        for row in ledger.unfinished()
        for copies in Frozen.model_validate_json(row.entry).uploads().values()
        for copy in copies
    }


def _erase(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
        if not any(path.parent.iterdir()):
            shutil.rmtree(path.parent)
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be erased: {error.strerror}", hint="look at its owner", sent=False
        ) from error
