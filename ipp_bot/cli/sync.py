"""`sync`: what changed at the portal, shown once and sent once."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Annotated, Any

import typer

from ipp_bot.cli.filings import local_minute, open_ledger, warn_of_hold
from ipp_bot.cli.options import (
    AccountNames,
    Json,
    WorkspaceFolder,
    account_names,
    exit_with,
    parse_since,
)
from ipp_bot.cli.run_async import run_async
from ipp_bot.cli.todo import print_tasks
from ipp_bot.clock import SystemClock
from ipp_bot.errors import ExitStatus, IppBotError, SignInNeedsPerson, WrongPassword
from ipp_bot.flows.account_session import Progress
from ipp_bot.language import current_language, preferred_language
from ipp_bot.ledger import Ledger, NoticeKind
from ipp_bot.open_tasks import find_tasks
from ipp_bot.report.items import Item, counts_of, items_of
from ipp_bot.report.notify import digest_of, send
from ipp_bot.report.terminal import Terminal, plural, style_of
from ipp_bot.report.todo import Task
from ipp_bot.run.nightly import AccountCheck, NightlyOptions, NightlyReport, nightly
from ipp_bot.workspace import Workspace

__all__ = ["run_check", "sync"]

REJECTED = frozenset({NoticeKind.REJECTED, NoticeKind.REVOKED})
COUNTED = frozenset({NoticeKind.FOREIGN, NoticeKind.APPROVED})
"""Changes that nobody has to do anything about: many of them are counted."""
AT_LENGTH = 20
"""Changes of one kind that the terminal names; it counts the others."""


def sync(
    *,
    account: AccountNames = None,
    full: Annotated[
        bool, typer.Option("--full", help="Read every record now, not a seventh of them.")
    ] = False,
    audit: Annotated[
        bool, typer.Option("--audit/--no-audit", help="Read a part of all records as well.")
    ] = True,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="WHEN", help="Also what was told since a date, or 7d, 12h."
        ),
    ] = None,
    notify: Annotated[
        bool, typer.Option("--notify/--no-notify", help="Send what is new to `notify:`.")
    ] = True,
    always: Annotated[
        bool, typer.Option("--always", help="Notify even if nothing changed.")
    ] = False,
    as_json: Json = False,
    folder: WorkspaceFolder = None,
) -> None:
    """The nightly check: what changed at the portal, each thing told once."""
    terminal = Terminal(as_json=as_json)
    workspace = Workspace.open(folder)
    names = account_names(workspace, account)
    moment = parse_since(since) if since else None
    options = NightlyOptions(full=full, audit=audit)
    exit_with(
        run_check(terminal, workspace, names, options, since=moment, notify=notify, always=always)
    )


def run_check(
    terminal: Terminal,
    workspace: Workspace,
    names: Sequence[str],
    options: NightlyOptions = NightlyOptions(),
    *,
    since: datetime | None = None,
    notify: bool = True,
    always: bool = False,
) -> ExitStatus:
    """Checks the accounts and prints what changed, each thing once; PERSON after a rejection."""
    with open_ledger(workspace) as ledger:

        def show_step(now: Progress) -> None:
            terminal.progress(f"{now.account}: {now.text}")

        night = run_async(
            lambda: nightly(
                workspace,
                ledger,
                names,
                clock=SystemClock(),
                options=options,
                on_progress=show_step,
                on_account=lambda one: _print_account(terminal, one),
            )
        )
        new = ledger.notices(names, unprinted=True)
        wanted = new if since is None else ledger.notices(names, since=since)
        items = items_of(wanted, workspace.profile)
        tasks = _tasks(workspace, ledger, names, night)
        warn_of_hold(terminal, ledger)
        _print_items(terminal, items_of(wanted, workspace.profile, lang=current_language()), night)
        if tasks:
            print_tasks(terminal, tasks, most=AT_LENGTH)
        statuses = [night.exit_status]
        if any(notice.kind in REJECTED and notice.filing is not None for notice in new):
            statuses.append(ExitStatus.PERSON)
        if notify and workspace.settings.notify:
            statuses.append(_notify(terminal, workspace, ledger, night, tasks, always=always))
        status = ExitStatus.worst(statuses)
        terminal.data(
            {
                "accounts": [_account_data(one) for one in night.accounts],
                "changes": [item.as_data() for item in items],
                "todo": [task.as_data() for task in tasks],
                "exit_status": int(status),
            }
        )
        terminal.flush()
        if terminal.is_heard:
            ledger.mark_delivered(new)
        if not workspace.settings.notify:
            # Whoever sets up notifications later wants news, not the past.
            ledger.mark_delivered(new, sent=True)
    return status


def _tasks(
    workspace: Workspace, ledger: Ledger, names: Sequence[str], night: NightlyReport
) -> list[Task]:
    """What there is to do now, the sign-ins included that the check asked for in vain."""
    stopped = {
        one.account: one.error.message
        for one in night.accounts
        if isinstance(one.error, SignInNeedsPerson | WrongPassword)
    }
    return find_tasks(workspace, ledger, names, stopped=stopped)


def _print_account(terminal: Terminal, one: AccountCheck) -> None:
    """How the check of one account went, as progress."""
    if one.elsewhere:
        terminal.warn(_left_to_another(one))
    elif one.error is not None:
        terminal.error(f"{one.account}: {one.error.line()}")
    elif one.checked is not None:
        totals = ", ".join(
            f"{count:,} {status}" for status, count in one.checked.totals.items() if count
        )
        terminal.progress(f"{one.account}: {totals or 'no records'} ({one.seconds:.1f} s)")
        for line in _notes(one):
            terminal.warn(line)


def _left_to_another(one: AccountCheck) -> str:
    what = f"another check is under way ({one.elsewhere}); left to it"
    return f"{one.account}: {what}"


def _notes(one: AccountCheck) -> list[str]:
    """What a person should know about a check that came to its end."""
    notes = [] if one.checked is None else one.checked.notes
    return [f"{one.account}: {note}" for note in notes]


def _print_items(terminal: Terminal, items: Sequence[Item], night: NightlyReport) -> None:
    """The changes as a table, then the reasons of what was rejected, then the sum."""
    rows: list[tuple[str, ...]] = []
    hidden: list[str] = []
    for kind, some in groupby(items, key=lambda item: item.kind):
        group = list(some)
        # A first check may find thousands of records that others filed, or that were approved.
        named = group[:AT_LENGTH] if kind in COUNTED else group
        rows += [(str(kind), item.number, item.ref or "-", item.title, item.text) for item in named]
        if len(named) < len(group):
            rest = f"… and {len(group) - len(named):,} more {kind}"
            hidden.append(f"{rest}: ipp-bot report -o report.html shows all")
    head = ("WHAT", "IPR NUMBER", "REF", "TITLE", "DETAILS")
    terminal.table(rows, head=head, whole=(0, 1, 2))
    for line in hidden:
        terminal.print(line)
    for item in items:
        if item.reasons:
            _print_reasons(terminal, item)
    counts = ", ".join(f"{count:,} {kind}" for kind, count in counts_of(items).items())
    unchecked = [one.account for one in night.accounts if one.checked is None]
    if counts:
        terminal.print(f"{plural(len(items), 'change')}: {counts}.")
    elif any(_notes(one) for one in night.accounts):
        terminal.print("Nothing changed in what could be read.")
    elif len(unchecked) < len(night.accounts):
        terminal.print("Nothing changed.")
    if unchecked:
        terminal.print(f"Not checked, so nothing is known of: {', '.join(unchecked)}.")


def _print_reasons(terminal: Terminal, item: Item) -> None:
    name = item.ref or item.number
    terminal.print(f"{name}: {item.text} ({local_minute(item.at)})", style=style_of("rejected"))
    for why in item.reasons:
        field = f"{why.field}: " if why.field else ""
        where = f"{why.place}: " if why.place else ""
        terminal.print(f"    {where}{field}“{why.words}”")
        terminal.print(f"        {why.plain}")
    if item.command:
        terminal.print(f"    → {item.command}")


def _notify(
    terminal: Terminal,
    workspace: Workspace,
    ledger: Ledger,
    night: NightlyReport,
    tasks: Sequence[Task],
    *,
    always: bool,
) -> ExitStatus:
    """Sends what was not sent yet; what does not go out stays for the next check."""
    names = [one.account for one in night.accounts]
    unsent = ledger.notices(names, unsent=True)
    errors = [f"{one.account}: {one.error.line()}" for one in night.accounts if one.error]
    if not (unsent or errors or always):
        return ExitStatus.DONE
    lang = preferred_language()
    shown = items_of(unsent, workspace.profile, lang=lang)
    left = [_left_to_another(one) for one in night.accounts if one.elsewhere]
    notes = [line for one in night.accounts for line in _notes(one)]
    digest = digest_of(shown, errors=[*errors, *left], notes=notes, tasks=tasks, lang=lang)
    try:
        failed = send(workspace.settings.notify, digest)
    except IppBotError as error:
        terminal.error(error.line())
        return error.exit_status
    for address in failed:
        terminal.error(f"the notification did not go out to {address}")
    if len(failed) < len(workspace.settings.notify):
        ledger.mark_delivered(unsent, sent=True)
    return ExitStatus.FAILED if failed else ExitStatus.DONE


def _account_data(one: AccountCheck) -> dict[str, Any]:
    checked, error = one.checked, one.error
    return {
        "account": one.account,
        "seconds": round(one.seconds, 3),
        "elsewhere": one.elsewhere,
        "portal_time": checked.portal_now.isoformat() if checked else None,
        "totals": checked.totals if checked else {},
        "reads": dict(checked.reads) if checked else {},
        "audited_rows": checked.audited if checked else 0,
        "audit_documents": checked.audit_documents if checked else 0,
        "audit_complete": checked.audit_complete if checked else False,
        "notes": checked.notes if checked else [],
        "error": None
        if error is None
        else {
            "kind": type(error).__name__,
            "message": error.message,
            "hint": error.hint,
            "exit_status": int(error.exit_status),
        },
    }
