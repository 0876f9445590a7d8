"""`profile copy`: a shipped profile as a file of one's own."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from ipp_bot.diagnostics import shown_path
from ipp_bot.errors import UsageError
from ipp_bot.profile.load import load_profile, shipped_profiles
from ipp_bot.report.terminal import Terminal

__all__ = ["profile"]

profile = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    help="Copy a shipped profile, to change it.",
)


@profile.callback()
def _profile() -> None:
    """Keeps `copy` a command of its own: Typer would let a single one take its group's place."""


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
    path.write_bytes(files("ipp_bot.profile").joinpath(f"{name}.yaml").read_bytes())
    load_profile(path.absolute())
    terminal = Terminal()
    terminal.print(f"{shown_path(path.absolute())} is yours to change.")
    terminal.print(f"    → in ipp-bot.yaml: portal: {{profile: {path.as_posix()}}}")


def _must_be_new(path: Path) -> None:
    if path.exists():
        raise UsageError(
            f"{path} exists and is never overwritten", hint="give another name", sent=False
        )
    if not path.absolute().parent.is_dir():
        raise UsageError(f"there is no folder {path.absolute().parent}", sent=False)
