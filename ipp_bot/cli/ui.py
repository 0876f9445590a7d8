"""`ui`: the local web page."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

from importlib.util import find_spec
from typing import Annotated

import typer

from ipp_bot.cli.options import WorkspaceFolder
from ipp_bot.clock import SystemClock
from ipp_bot.errors import PageNotInstalled
from ipp_bot.language import current_language
from ipp_bot.report.terminal import Terminal
from ipp_bot.workspace import Workspace

__all__ = ["ui"]

_NEEDED = ("multipart", "starlette", "uvicorn")
"""Modules of the extra `ui`."""


def ui(
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, metavar="N", help="0: any that is free.")
    ] = 0,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Only print the link; open no browser.")
    ] = False,
    folder: WorkspaceFolder = None,
) -> None:
    """Open the day's work as a web page on this machine: what to do, filings, runs, settings."""
    if any(find_spec(name) is None for name in _NEEDED):
        raise PageNotInstalled
    # Imported here: the packages of the extra may be missing.
    from ipp_bot.ui.server import serve

    terminal = Terminal()
    workspace = Workspace.open(folder)

    def announce(address: str) -> None:
        terminal.print(f"{address} (opens once; Ctrl-C ends the page, not the runs)")
        terminal.flush()

    serve(
        workspace.root,
        port=port,
        lang=current_language(),
        clock=SystemClock(),
        announce=announce,
        open_browser=not no_open,
    )
