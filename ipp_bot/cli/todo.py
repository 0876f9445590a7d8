"""`todo`: what a person can do something about."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby

from ipp_bot.cli.filings import ledger_to_read, warn_of_hold
from ipp_bot.cli.options import AccountNames, Json, WorkspaceFolder, account_names
from ipp_bot.cli.poa import usable_signed_poa
from ipp_bot.ledger import Ledger
from ipp_bot.report.terminal import Style, Terminal, style_of
from ipp_bot.report.todo import Task, TaskKind, counts_of_tasks, tasks_of
from ipp_bot.run.passwords import password_hint, stored_in
from ipp_bot.settings import Workspace

__all__ = ["find_tasks", "print_tasks", "todo"]

_STYLES = {TaskKind.SIGN: Style.WARNING, TaskKind.SUBMIT: Style.PLAIN}


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


def find_tasks(
    workspace: Workspace,
    ledger: Ledger,
    accounts: Sequence[str],
    *,
    stopped: Mapping[str, str] | None = None,
) -> list[Task]:
    """What there is to do; `stopped`: by account, why it could not sign in just now."""
    return tasks_of(
        workspace,
        ledger,
        accounts,
        signed_poa=partial(usable_signed_poa, workspace),
        no_sign_in=partial(_no_sign_in, workspace, stopped or {}),
    )


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


def _no_sign_in(
    workspace: Workspace, stopped: Mapping[str, str], account: str
) -> tuple[str, str] | None:
    """Why nobody can sign in for the account, and what to type; None where that is not known."""
    if account in stopped:
        return stopped[account], f"ipp-bot login {account}"
    settings = workspace.account(account)
    has_session = (workspace.place("sessions") / f"{account}.json").is_file()
    if has_session or stored_in(settings, workspace.url):
        return None
    return "neither a saved session nor a password", password_hint(account, settings)
