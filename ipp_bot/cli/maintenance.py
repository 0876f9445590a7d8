"""`ledger`, `profile` and `purge`: looking after what the workspace holds."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ipp_bot.cli.app import app
from ipp_bot.cli.options import Json, Where, Yes, finish, opened_ledger, opened_workspace, shown
from ipp_bot.errors import ExitStatus, SettingsError, UsageError
from ipp_bot.report.terminal import Terminal, plural

if TYPE_CHECKING:
    from ipp_bot.ledger import Ledger
    from ipp_bot.settings import Workspace

DAY = 86_400.0
MEGABYTE = 1024 * 1024

ledger_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Back up or check the ledger."
)
profile_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Copy a shipped profile, to change it."
)
app.add_typer(ledger_app, name="ledger")
app.add_typer(profile_app, name="profile")


@ledger_app.command()
def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="A file that does not exist yet.")],
    workspace: Where = None,
) -> None:
    """Copy the whole ledger, as it is at one moment, into a new SQLite file."""
    terminal = Terminal()
    with opened_ledger(opened_workspace(workspace)) as ledger:
        terminal.print(f"The ledger is copied to {shown(ledger.backup(target.absolute()))}.")


@ledger_app.command("check")
def check_ledger(as_json: Json = False, workspace: Where = None) -> None:
    """Look for torn pages and broken promises in the ledger."""
    terminal = Terminal(as_json=as_json)
    with opened_ledger(opened_workspace(workspace)) as ledger:
        faults = ledger.check()
        count = sum(ledger.counts().values())
    terminal.data({"filings": count, "faults": faults})
    for fault in faults:
        terminal.print(fault)
    if faults:
        terminal.error(
            f"{plural(len(faults), 'fault')} in the ledger → restore a backup, or have it looked at"
        )
        finish(ExitStatus.USAGE)
    terminal.print(f"The ledger is sound: {plural(count, 'filing')}.")


@profile_app.command("copy")
def copy_profile(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A shipped profile.")] = "alibaba-ipp",
    target: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Where to; NAME.yaml unless given.")
    ] = None,
) -> None:
    """Copy a shipped profile here, so that labels, addresses and forms can be changed."""
    from ipp_bot.profile.load import load_profile, shipped_profiles

    if name not in shipped_profiles():
        raise UsageError(
            f"there is no profile {name!r}",
            hint=f"shipped: {', '.join(shipped_profiles())}",
            sent=False,
        )
    from importlib.resources import files

    path = target or Path(f"{name}.yaml")
    _must_be_new(path)
    path.write_bytes(files("ipp_bot.profile").joinpath(f"{name}.yaml").read_bytes())
    load_profile(path.absolute())
    terminal = Terminal()
    terminal.print(f"{shown(path.absolute())} is yours to change.")
    terminal.print(f"    → in ipp-bot.yaml: portal: {{profile: {path.as_posix()}}}")


def _must_be_new(path: Path) -> None:
    if path.exists():
        raise UsageError(
            f"{path} exists and is never overwritten", hint="give another name", sent=False
        )
    if not path.absolute().parent.is_dir():
        raise UsageError(f"there is no folder {path.absolute().parent}", sent=False)


@app.command()
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
    workspace: Where = None,
) -> None:
    """Erase evidence and copies of documents beyond their retention; receipts stay."""
    terminal = Terminal(as_json=as_json)
    place = opened_workspace(workspace)
    days = place.settings.evidence.retention_days if older_than is None else older_than
    with opened_ledger(place) as ledger:
        old = list(_too_old(place, ledger, time.time() - days * DAY))
    size = sum(path.stat().st_size for path in old)
    told = {"files": len(old), "bytes": size, "days": days, "erased": False}
    what = f"{plural(len(old), 'file')} ({size / MEGABYTE:.1f} MB) older than {plural(days, 'day')}"
    if not old:
        terminal.data(told)
        terminal.print(f"Nothing is older than {plural(days, 'day')}; receipts are kept anyway.")
        return
    if not yes and not terminal.confirm(f"Erase {what}? Receipts stay."):
        terminal.data(told)
        terminal.print("Nothing was erased.")
        finish(ExitStatus.PERSON)
        return
    for path in old:
        _erase(path)
    terminal.data({**told, "erased": True})
    terminal.print(f"Erased {what}; receipts are kept.")


def _too_old(workspace: "Workspace", ledger: "Ledger", moment: float) -> Iterator[Path]:
    """Evidence from before that moment, and copies that no unfinished filing will upload."""
    needed = _needed_copies(ledger)
    folders = [workspace.hidden / "evidence", workspace.hidden / "poa", workspace.hidden / "inbox"]
    waiting = {row.key.ref for row in ledger.unfinished()}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            keeps = folder.name != "evidence" and path.stem in waiting
            if path.is_file() and not keeps and path.stat().st_mtime <= moment:
                yield path
    if workspace.files.is_dir():
        for copy in sorted(workspace.files.glob("*/*")):
            if copy.is_file() and copy.parent.name not in needed and copy.stat().st_mtime <= moment:
                yield copy


def _needed_copies(ledger: "Ledger") -> set[str]:
    """Hashes of the documents of filings that may still be uploaded."""
    from ipp_bot.manifest import Frozen

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
