"""`schedule`: the nightly run as a timer, a crontab line or a task."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

import sys
from pathlib import Path
from typing import Annotated

import typer

from ipp_bot.cli.options import WorkspaceFolder
from ipp_bot.errors import UsageError
from ipp_bot.report.terminal import Terminal
from ipp_bot.run.schedule import ScheduledJob, install_cron, install_systemd
from ipp_bot.workspace import Workspace

__all__ = ["schedule"]


def schedule(
    *,
    at: Annotated[
        str, typer.Option("--at", metavar="HH:MM", help="The time of the day, of this machine.")
    ] = "02:30",
    systemd: Annotated[bool, typer.Option("--systemd", help="A timer of systemd.")] = False,
    cron: Annotated[bool, typer.Option("--cron", help="A line of a crontab.")] = False,
    windows: Annotated[bool, typer.Option("--windows", help="A task of Windows.")] = False,
    install: Annotated[
        bool, typer.Option("--install", help="Set it up for this user; else it is printed.")
    ] = False,
    passwords: Annotated[
        Path | None,
        typer.Option(
            "--passwords", metavar="FILE", help="NAME=value lines with the accounts' passwords."
        ),
    ] = None,
    folder: WorkspaceFolder = None,
) -> None:
    """Print or install the nightly run."""
    terminal = Terminal()
    workspace = Workspace.open(folder)
    hour, _, minute = at.partition(":")
    if not (hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60):  # noqa: PLR2004 - a day's
        raise UsageError(f"--at {at}: no time of the day", hint="--at 02:30")
    if systemd + cron + windows > 1:
        raise UsageError("--systemd, --cron and --windows exclude each other")
    job = ScheduledJob(
        workspace.root, int(hour), int(minute), passwords.absolute() if passwords else None
    )
    if windows or (sys.platform == "win32" and not (systemd or cron)):
        if install:
            raise UsageError("a Windows task is only printed", hint="paste it into PowerShell")
        terminal.print(job.windows())
    elif cron:
        terminal.print(install_cron(job) if install else job.cron())
    elif install:
        for path in install_systemd(job):
            terminal.print(str(path))
    else:
        for suffix, text in (("service", job.service()), ("timer", job.timer())):
            terminal.print(f"# ~/.config/systemd/user/{job.name}.{suffix}\n{text}")
        terminal.print(f"# systemctl --user enable --now {job.name}.timer")
