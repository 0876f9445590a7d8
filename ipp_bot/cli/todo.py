"""`todo`: what a person can do something about."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

from collections.abc import Sequence
from itertools import groupby

from ipp_bot.cli.filings import ledger_to_read, warn_of_hold
from ipp_bot.cli.options import AccountNames, Json, WorkspaceFolder, account_names
from ipp_bot.open_tasks import find_tasks
from ipp_bot.report.terminal import Style, Terminal, style_of
from ipp_bot.report.todo import Task, TaskKind, counts_of_tasks
from ipp_bot.workspace import Workspace

__all__ = ["print_tasks", "todo"]

_STYLES = {
    TaskKind.SIGN: Style.WARNING,
    TaskKind.APPROVE: Style.WARNING,
    TaskKind.SUBMIT: Style.PLAIN,
}


def todo(
    account: AccountNames = None,
    as_json: Json = False,
    folder: WorkspaceFolder = None,
) -> None:
    """Tell what a person can do something about, each with the command to type; offline."""
    terminal = Terminal(as_json=as_json)
    workspace = Workspace.open(folder)
    names = account_names(workspace, account)
    with ledger_to_read(workspace) as ledger:
        tasks = find_tasks(workspace, ledger, names)
        warn_of_hold(terminal, ledger)
    terminal.data({"todo": [task.as_data() for task in tasks]})
    print_tasks(terminal, tasks)


def print_tasks(terminal: Terminal, tasks: Sequence[Task], *, most: int | None = None) -> None:
    """Each task and its command, at most so many of a kind, then the sum."""
    for kind, some in groupby(tasks, key=lambda task: task.kind):
        group = list(some)
        for task in group[:most]:
            name = f"{task.ref or task.account}: "
            style = _STYLES.get(kind, style_of("failed"))
            terminal.print(f"  {name}{task.what}", label=f"{kind:<7}", style=style)
            terminal.print(f"           → {task.command}")
        if most is not None and len(group) > most:
            terminal.print(f"… and {len(group) - most:,} more to {kind}: ipp-bot todo")
    counts = counts_of_tasks(tasks)
    terminal.print(f"To do: {counts}." if counts else "Nothing to do.")
