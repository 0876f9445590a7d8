"""`profile`: a shipped profile as a file of one's own; bundles of a portal's pages."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from ipp_bot.atomic_write import create_shared
from ipp_bot.cli.filings import open_ledger
from ipp_bot.cli.options import AccountName, Json, WorkspaceFolder, account_names, exit_with
from ipp_bot.cli.run_async import run_async
from ipp_bot.diagnostics import shown_path
from ipp_bot.errors import ExitStatus, UsageError
from ipp_bot.profile.load import load_profile, shipped_profiles
from ipp_bot.report.terminal import Style, Terminal, plural
from ipp_bot.run.bundles import read_bundle
from ipp_bot.run.capture import capture as make_capture
from ipp_bot.watch.bundle import Bundle
from ipp_bot.workspace import Workspace

__all__ = ["profile"]

profile = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    help="Copy a shipped profile, to change it; make and read bundles of a portal's pages.",
)


@profile.command()
def copy(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A shipped profile.")] = "alibaba-ipp",
    target: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Where to; NAME.yaml unless given.")
    ] = None,
) -> None:
    """Copy a shipped profile here, so that labels, addresses and forms can be changed."""
    if name not in shipped_profiles():
        raise UsageError(
            f"there is no profile {name!r}",
            hint=f"shipped: {', '.join(shipped_profiles())}",
            sent=False,
        )
    path = target or Path(f"{name}.yaml")
    _must_be_new(path)
    create_shared(path, files("ipp_bot.profile").joinpath(f"{name}.yaml").read_bytes())
    load_profile(path.absolute())
    terminal = Terminal()
    terminal.print(f"{shown_path(path.absolute())} is yours to change.")
    terminal.print(f"    → in ipp-bot.yaml: portal: {{profile: {path.as_posix()}}}")


@profile.command()
def capture(
    account: AccountName = None, as_json: Json = False, folder: WorkspaceFolder = None
) -> None:
    """Make a bundle of the pages that a person opens in a window; nothing is filed."""
    terminal = Terminal(as_json=as_json)
    workspace = Workspace.open(folder)
    [name, *_] = account_names(workspace, [account] if account else None)

    def ready() -> None:
        terminal.progress("Sign in in the window that has opened; nothing is recorded before that.")
        terminal.progress("Open the pages that the bundle is to show, then close the window.")

    with open_ledger(workspace) as ledger:
        path = run_async(lambda: make_capture(workspace, ledger, name, ready=ready))
    terminal.data({"bundle": str(path)})
    terminal.print(f"The bundle is {shown_path(path)}: without anybody's data, to be sent.")


@profile.command("test")
def read(
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="A bundle of `watch`.")],
    own: Annotated[
        str | None,
        typer.Option(
            "--profile",
            metavar="P",
            help="A profile's name or file; the settings' unless given.",
        ),
    ] = None,
    as_json: Json = False,
    folder: WorkspaceFolder = None,
) -> None:
    """Tell what a profile finds and misses on the pages of a bundle; offline."""
    terminal = Terminal(as_json=as_json)
    read = Bundle.read(bundle)
    chosen = load_profile(own) if own is not None else Workspace.open(folder).profile
    reading = run_async(lambda: read_bundle(read, chosen))
    status = ExitStatus.PERSON if reading.missed else ExitStatus.DONE
    for words in reading.missed:
        terminal.print(words, label="missed ", style=Style.BAD)
    terminal.print(
        f"{chosen.name} on {plural(len(read.steps), 'page')}: {len(reading.found)} found, "
        f"{len(reading.missed)} missed."
    )
    terminal.data({"found": reading.found, "missed": reading.missed, "exit_status": int(status)})
    exit_with(status)


def _must_be_new(path: Path) -> None:
    if path.exists():
        raise UsageError(
            f"{path} exists and is never overwritten", hint="give another name", sent=False
        )
    if not path.absolute().parent.is_dir():
        raise UsageError(f"there is no folder {path.absolute().parent}", sent=False)
