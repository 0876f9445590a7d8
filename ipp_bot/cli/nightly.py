"""`sync`, `report` and `schedule`: what changes at the portal, told every night."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ipp_bot.cli.app import app
from ipp_bot.cli.common import (
    Json,
    Where,
    day,
    finish,
    opened_ledger,
    opened_workspace,
    style_of,
)
from ipp_bot.cli.running import drive
from ipp_bot.errors import ExitStatus, IppBotError, UsageError
from ipp_bot.report.terminal import Terminal, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.flows.office import Step
    from ipp_bot.ledger import Ledger
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

        def step(now: "Step") -> None:
            terminal.step(f"{now.account}: {now.words}")

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
        shown = new if moment is None else ledger.notices(names, since=moment)
        items = items_of(shown, place.profile)
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
        ledger.mark_told(new)
        if not place.settings.notify:
            # Whoever sets up notifications later wants news, not the past.
            ledger.mark_told(new, sent=True)
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
        terminal.care(f"{one.account}: another check is under way ({one.elsewhere}); left to it")
    elif one.error is not None:
        terminal.error(f"{one.account}: {one.error.line()}")
    elif one.checked is not None:
        totals = ", ".join(
            f"{count:,} {status}" for status, count in one.checked.totals.items() if count
        )
        terminal.step(f"{one.account}: {totals or 'no records'} ({one.seconds:.1f} s)")
        for note in one.checked.notes:
            terminal.care(f"{one.account}: {note}")


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
        terminal.say(line)
    for item in items:
        if item.reasons:
            _tell_reasons(terminal, item)
    counts = ", ".join(f"{count:,} {kind}" for kind, count in counts_of(items).items())
    terminal.say(f"{plural(len(items), 'change')}: {counts}." if counts else "Nothing changed.")


def _tell_reasons(terminal: Terminal, item: "Item") -> None:
    name = item.ref or item.number
    terminal.say(terminal.styled(f"{name}: {item.text} ({day(item.at)})", style_of("rejected")))
    for why in item.reasons:
        field = f"{why.field}: " if why.field else ""
        where = f"{why.place}: " if why.place else ""
        terminal.say(f"    {where}{field}“{why.words}”")
        terminal.say(f"        {why.plain}")
    if item.command:
        terminal.say(f"    → {item.command}")


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
        ledger.mark_told(unsent, sent=True)
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
