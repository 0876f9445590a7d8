"""`sync`, `report` and `schedule`: what changes at the portal, told every night."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ipp_bot.cli.app import app
from ipp_bot.cli.options import (
    Json,
    Where,
    day,
    finish,
    opened_ledger,
    opened_workspace,
    shown,
    style_of,
)
from ipp_bot.cli.run_async import drive
from ipp_bot.errors import ExitStatus, IppBotError, UsageError
from ipp_bot.report.terminal import Terminal, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.flows.account_session import Progress
    from ipp_bot.ledger import Ledger
    from ipp_bot.report.data import ReportData, Row
    from ipp_bot.report.items import Item
    from ipp_bot.run.nightly import AccountNight, Night
    from ipp_bot.settings import Workspace

__all__ = ["since_of", "tell_items"]

AT_LENGTH = 20
"""Changes of one kind that the terminal names; it counts the others."""

Accounts = Annotated[
    list[str] | None,
    typer.Option("--account", metavar="NAME", help="This account only; may be repeated."),
]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="WHEN", help="Also what was told since a date, or 7d, 12h."),
]


@app.command()
def sync(
    *,
    account: Accounts = None,
    full: Annotated[
        bool, typer.Option("--full", help="Read every record now, not a seventh of them.")
    ] = False,
    audit: Annotated[
        bool, typer.Option("--audit/--no-audit", help="Read a part of all records as well.")
    ] = True,
    since: Since = None,
    notify: Annotated[
        bool, typer.Option("--notify/--no-notify", help="Send what is new to `notify:`.")
    ] = True,
    always: Annotated[
        bool, typer.Option("--always", help="Notify even if nothing changed.")
    ] = False,
    as_json: Json = False,
    workspace: Where = None,
) -> None:
    """The nightly check: what changed at the portal, each thing told once."""
    from ipp_bot.clock import SystemClock
    from ipp_bot.report.items import items_of
    from ipp_bot.run.nightly import Options, nightly

    terminal = Terminal(as_json=as_json)
    place = opened_workspace(workspace)
    names = _accounts(place, account)
    moment = since_of(since) if since else None
    with opened_ledger(place) as ledger:

        def step(now: "Progress") -> None:
            terminal.progress(f"{now.account}: {now.text}")

        night = drive(
            lambda: nightly(
                place,
                ledger,
                names,
                clock=SystemClock(),
                options=Options(full=full, audit=audit),
                tell=step,
                ended=lambda one: _tell_account(terminal, one),
            )
        )
        new = ledger.notices(names, untold=True)
        wanted = new if moment is None else ledger.notices(names, since=moment)
        items = items_of(wanted, place.profile)
        tell_items(terminal, items)
        statuses = [night.exit_status]
        if notify and place.settings.notify:
            statuses.append(_notify(terminal, place, ledger, night, names, always=always))
        status = ExitStatus.worst(statuses)
        terminal.data(
            {
                "accounts": [_account_data(one) for one in night.accounts],
                "changes": [item.as_data() for item in items],
                "exit_status": int(status),
            }
        )
        ledger.mark_delivered(new)
        if not place.settings.notify:
            # Whoever sets up notifications later wants news, not the past.
            ledger.mark_delivered(new, sent=True)
    finish(status)


def _accounts(place: "Workspace", chosen: "Sequence[str] | None") -> list[str]:
    names = list(dict.fromkeys(chosen or place.settings.accounts))
    for name in names:
        place.account(name)
    if not names:
        raise UsageError(
            "there is no account to check", hint="add one under accounts: in ipp-bot.yaml"
        )
    return names


def since_of(text: str) -> datetime:
    """The moment that a person means: a date, a date with a time, `7d`, `12h`; UsageError."""
    from datetime import UTC, timedelta

    number, unit = text[:-1], text[-1:].lower()
    if number.isdigit() and unit in {"d", "h"}:
        span = timedelta(days=int(number)) if unit == "d" else timedelta(hours=int(number))
        return datetime.now(UTC) - span
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError as error:
        raise UsageError(
            f"--since {text!r} is no moment", hint="--since 2026-11-01, --since 7d, --since 12h"
        ) from error


def _tell_account(terminal: Terminal, one: "AccountNight") -> None:
    """How the check of one account went, as progress."""
    if one.elsewhere:
        terminal.warn(f"{one.account}: another check is under way ({one.elsewhere}); left to it")
    elif one.error is not None:
        terminal.error(f"{one.account}: {one.error.line()}")
    elif one.checked is not None:
        totals = ", ".join(
            f"{count:,} {status}" for status, count in one.checked.totals.items() if count
        )
        terminal.progress(f"{one.account}: {totals or 'no records'} ({one.seconds:.1f} s)")
        for note in one.checked.notes:
            terminal.warn(f"{one.account}: {note}")


def tell_items(terminal: Terminal, items: "Sequence[Item]") -> None:
    """The changes as a table, then the reasons of what was rejected, then the sum."""
    from itertools import groupby

    from ipp_bot.report.items import counts_of

    rows: list[tuple[str, ...]] = []
    hidden: list[str] = []
    for kind, some in groupby(items, key=lambda item: item.kind):
        group = list(some)
        # A first check may find thousands of records that other hands filed.
        named = group[:AT_LENGTH] if kind == "foreign" else group
        rows += [(str(kind), item.number, item.ref or "-", item.title, item.text) for item in named]
        if len(named) < len(group):
            hidden.append(f"… and {len(group) - len(named):,} more {kind}")
    terminal.table(rows, head=("WHAT", "IPR NUMBER", "REF", "TITLE", "DETAILS"))
    for line in hidden:
        terminal.print(line)
    for item in items:
        if item.reasons:
            _tell_reasons(terminal, item)
    counts = ", ".join(f"{count:,} {kind}" for kind, count in counts_of(items).items())
    terminal.print(f"{plural(len(items), 'change')}: {counts}." if counts else "Nothing changed.")


def _tell_reasons(terminal: Terminal, item: "Item") -> None:
    name = item.ref or item.number
    terminal.print(terminal.styled(f"{name}: {item.text} ({day(item.at)})", style_of("rejected")))
    for why in item.reasons:
        field = f"{why.field}: " if why.field else ""
        where = f"{why.place}: " if why.place else ""
        terminal.print(f"    {where}{field}“{why.words}”")
        terminal.print(f"        {why.plain}")
    if item.command:
        terminal.print(f"    → {item.command}")


def _notify(
    terminal: Terminal,
    place: "Workspace",
    ledger: "Ledger",
    night: "Night",
    names: "Sequence[str]",
    *,
    always: bool,
) -> ExitStatus:
    """Sends what was not sent yet; what does not go out stays for the next check."""
    from ipp_bot.report.items import items_of
    from ipp_bot.report.notify import digest_of, send

    unsent = ledger.notices(names, unsent=True)
    troubles = [f"{one.account}: {one.error.line()}" for one in night.accounts if one.error]
    if not (unsent or troubles or always):
        return ExitStatus.DONE
    digest = digest_of(items_of(unsent, place.profile), troubles=troubles)
    try:
        failed = send(place.settings.notify, digest)
    except IppBotError as error:
        terminal.error(error.line())
        return error.exit_status
    for address in failed:
        terminal.error(f"the notification did not go out to {address}")
    if len(failed) < len(place.settings.notify):
        ledger.mark_delivered(unsent, sent=True)
    return ExitStatus.FAILED if failed else ExitStatus.DONE


def _account_data(one: "AccountNight") -> dict[str, Any]:
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


@app.command()
def report(
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Ends in .html, .xlsx or .csv; may be repeated."
        ),
    ] = None,
    *,
    account: Accounts = None,
    client: Annotated[
        str | None, typer.Option("--client", metavar="NAME", help="For this client only.")
    ] = None,
    holder: Annotated[
        str | None, typer.Option("--holder", metavar="NAME", help="Of this right holder only.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="WHEN", help="Changes since a date, or 7d, 12h."),
    ] = None,
    lang: Annotated[str, typer.Option("--lang", metavar="en|zh", help="The language.")] = "en",
    as_json: Json = False,
    workspace: Where = None,
) -> None:
    """Write the ledger's report: HTML, xlsx or csv; offline, and nothing counts as told."""
    from ipp_bot.clock import SystemClock
    from ipp_bot.report.data import Scope, gather
    from ipp_bot.report.translations import LANGUAGES

    terminal = Terminal(as_json=as_json)
    place = opened_workspace(workspace)
    if lang not in LANGUAGES:
        raise UsageError(f"--lang {lang}: type {' or '.join(LANGUAGES)}")
    targets = list(output or ())
    if not targets and not as_json:
        targets = [place.hidden / "report.html"]
    for path in targets:
        if path.suffix.lower() not in _FORMATS:
            raise UsageError(
                f"{path}: no report has this ending", hint=f"type {', '.join(_FORMATS)}"
            )
    scope = Scope(
        accounts=tuple(_accounts(place, account)),
        client=client,
        holder=holder,
        since=since_of(since) if since else None,
        lang=lang,
    )
    with opened_ledger(place) as ledger:
        data = gather(place, ledger, scope, clock=SystemClock())
    for path in targets:
        try:
            _written(data, path)
        except OSError as error:
            raise UsageError(f"{path} cannot be written: {error.strerror}") from error
        terminal.print(shown(path.absolute()))
    terminal.data(
        {
            "statuses": data.statuses,
            "filings": [_row_data(row) for row in data.rows],
            "changes": [item.as_data() for item in data.items],
            "files": [str(path) for path in targets],
        }
    )


_FORMATS = (".html", ".xlsx", ".csv")


def _written(data: "ReportData", path: Path) -> None:
    match path.suffix.lower():
        case ".html":
            from ipp_bot.report.html import write_html

            write_html(data, path.absolute())
        case ".xlsx":
            from ipp_bot.report.sheets import write_xlsx

            write_xlsx(data, path.absolute())
        case _:
            from ipp_bot.report.sheets import write_csv

            write_csv(data, path.absolute())


def _row_data(row: "Row") -> dict[str, Any]:
    from dataclasses import asdict

    told = asdict(row)
    told["events"] = [
        {"at": event.at.isoformat(), "status": event.status, "text": event.text}
        for event in row.events
    ]
    return told


@app.command()
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
    workspace: Where = None,
) -> None:
    """Print or install the nightly run."""
    import sys

    from ipp_bot.run.schedule import ScheduledJob, install_cron, install_systemd

    terminal = Terminal()
    place = opened_workspace(workspace)
    hour, _, minute = at.partition(":")
    if not (hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60):  # noqa: PLR2004 - a day's
        raise UsageError(f"--at {at}: no time of the day", hint="--at 02:30")
    if systemd + cron + windows > 1:
        raise UsageError("--systemd, --cron and --windows exclude each other")
    job = ScheduledJob(
        place.root, int(hour), int(minute), passwords.absolute() if passwords else None
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
