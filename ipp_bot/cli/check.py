"""`check` and `plan`: what is wrong, and what would be done; nothing is sent."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ipp_bot.cli.app import app
from ipp_bot.cli.options import (
    Json,
    Only,
    Paths,
    Strict,
    Where,
    finish,
    opened_ledger,
    opened_workspace,
    shown,
)
from ipp_bot.errors import ExitStatus, UsageError
from ipp_bot.report.terminal import Terminal, plural

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ipp_bot.diagnostics import Diagnostic
    from ipp_bot.ledger import PlanVerdict
    from ipp_bot.run.planning import Checked
    from ipp_bot.settings import Workspace

SUFFIXES = (".yaml", ".yml")

__all__ = ["fault_data", "judged", "tell_faults"]


@app.command()
def check(
    paths: Paths,
    strict: Strict = False,
    only: Only = None,
    as_json: Json = False,
    workspace: Where = None,
) -> None:
    """Validate manifests and documents, offline."""
    terminal = Terminal(as_json=as_json)
    place = opened_workspace(workspace)
    checked = judged(place, paths, only=only or (), strict=strict)
    tell_faults(terminal, checked)
    status = status_of(checked)
    terminal.data(
        {
            "entries": len(checked.entries),
            "files": checked.files,
            "faults": [fault_data(fault) for fault in told_once(checked.faults)],
            "unreadable": [error.message for error in checked.unreadable],
            "exit_status": int(status),
        }
    )
    count = plural(len(checked.entries), "filing")
    where = plural(checked.files, "manifest")
    faults, warnings = len(told_once(checked.errors)), len(told_once(checked.warnings))
    if faults:
        terminal.print(f"{plural(faults, 'fault')}; {count} without a fault, in {where}.")
    elif not checked.unreadable:
        care = f", {plural(warnings, 'warning')}" if warnings else ""
        terminal.print(f"{count} in {where}: no faults{care}.")
    finish(status)


@app.command()
def plan(
    paths: Paths,
    portal: Annotated[
        bool, typer.Option("--portal", help="Look at the portal as well: who filed what already.")
    ] = False,
    amend: Annotated[
        bool, typer.Option("--amend", help="Plan corrections of rejected records, too.")
    ] = False,
    skip_faulty: Annotated[
        bool, typer.Option("--skip-faulty", help="Leave out entries with faults.")
    ] = False,
    strict: Strict = False,
    only: Only = None,
    as_json: Json = False,
    workspace: Where = None,
) -> None:
    """Tell what `submit` would do, and bring new entries into the ledger."""
    from ipp_bot.clock import SystemClock
    from ipp_bot.run import planning

    terminal = Terminal(as_json=as_json)
    place = opened_workspace(workspace)
    checked = judged(place, paths, only=only or (), strict=strict)
    tell_faults(terminal, checked, raised=True)
    planning.refuse_faults(checked, skip_faulty=skip_faulty)
    with opened_ledger(place) as ledger:
        if portal and checked.entries:
            from ipp_bot.cli.run_async import drive
            from ipp_bot.run.refresh import refresh_index

            accounts = dict.fromkeys(entry.account for entry in checked.entries)
            drive(lambda: refresh_index(place, ledger, accounts, clock=SystemClock()))
        from ipp_bot.flows.record_index import GIVEN_UP

        planned = planning.plan(place, ledger, checked, amend=amend)
        rows = []
        data: list[dict[str, Any]] = []
        for filing, verdict in planned.decided:
            words = _would(verdict, filing.number)
            hits = [
                hit
                for hit in ledger.find_registration(filing.key.account, filing.registration_number)
                if filing.registration_number
                and filing.number is None
                and hit.owner_filing_id is None
                and hit.type == filing.type
                and hit.status not in GIVEN_UP
            ]
            if hits:
                words = (
                    f"refuse: {hits[0].number} ({hits[0].status}) bears its registration number "
                    f"→ ipp-bot adopt {filing.key.ref} {hits[0].number}"
                )
            rows.append((filing.key.ref, filing.key.account, str(verdict), words))
            data.append(
                {
                    "account": filing.key.account,
                    "ref": filing.key.ref,
                    "verdict": str(verdict),
                    "would": words,
                    "number": filing.number,
                    "already_at_portal": [hit.number for hit in hits],
                }
            )
    terminal.table(rows, head=("REF", "ACCOUNT", "FOUND", "SUBMIT WOULD"))
    tell_elsewhere(terminal, planned.elsewhere)
    terminal.data({"plan": data, "faults": [fault_data(f) for f in told_once(checked.faults)]})
    if not rows:
        terminal.print("Nothing to plan.")


def judged(
    workspace: "Workspace", paths: "Sequence[Path]", *, only: "Sequence[str]", strict: bool
) -> "Checked":
    """The manifests, checked; UsageError if a ref that was asked for is nowhere."""
    from ipp_bot.clock import SystemClock
    from ipp_bot.run import planning

    for path in paths:
        if path.is_file() and path.suffix.lower() not in SUFFIXES:
            raise UsageError(
                f"{path} is no manifest: its name does not end in .yaml or .yml",
                hint=f"ipp-bot import {path} --account NAME"
                if path.suffix.lower() in (".xlsx", ".csv")
                else "ipp-bot new shows what a manifest looks like",
                sent=False,
            )
    checked = planning.check(workspace, paths, clock=SystemClock(), only=only, strict=strict)
    there = {entry.ref for entry in checked.entries}
    missing = [ref for ref in only if ref not in there]
    if missing and not checked.faults and not checked.unreadable:
        raise UsageError(
            f"no entry has the ref {missing[0]!r}",
            hint="ipp-bot check PATH without --only tells what there is",
            sent=False,
        )
    return checked


def tell_faults(terminal: Terminal, checked: "Checked", *, raised: bool = False) -> None:
    """One line for each fault, in the order of the files; what cannot be read goes to stderr.

    `raised`: the first unreadable file is going to be raised, so it is not told here.
    """
    for error in checked.unreadable[1 if raised else 0 :]:
        terminal.error(error.line())
    for fault in told_once(checked.faults):
        terminal.print(str(fault))


def told_once(faults: "Sequence[Diagnostic]") -> "list[Diagnostic]":
    """In the order of the files; what a default or the account does to many entries, once."""
    files = {path: number for number, path in enumerate(dict.fromkeys(f.path for f in faults))}
    once: dict[tuple[object, ...], Diagnostic] = {}
    for fault in faults:
        once.setdefault((fault.path, fault.line, fault.column, fault.key, fault.message), fault)
    return sorted(once.values(), key=lambda each: (files[each.path], each.line, each.column))


def tell_elsewhere(terminal: Terminal, elsewhere: "Sequence[Any]") -> None:
    """Says that the workspace's address has changed since these refs were filed."""
    by_origin: dict[str, list[str]] = {}
    for filing in elsewhere:
        if filing.number is None:
            continue  # planned there, never filed
        by_origin.setdefault(filing.key.origin, []).append(filing.key.ref)
    for origin, refs in by_origin.items():
        names = ", ".join(refs[:3]) + ("…" if len(refs) > 3 else "")  # noqa: PLR2004
        terminal.warn(
            f"{plural(len(refs), 'ref')} ({names}) known at {origin}: this workspace's address has "
            "changed, and what was filed there does not count here"
        )


def status_of(checked: "Checked") -> ExitStatus:
    """2 for what cannot be read, 1 for faults, 0 for none."""
    if checked.unreadable:
        return ExitStatus.USAGE
    return ExitStatus.FAILED if checked.errors else ExitStatus.DONE


def fault_data(fault: "Diagnostic") -> dict[str, Any]:
    """One fault for machines."""
    return {
        "path": shown(fault.path),
        "line": fault.line,
        "column": fault.column,
        "key": fault.key,
        "message": _encodable(fault.message),
        "hint": _encodable(fault.hint),
        "code": fault.code,
        "severity": str(fault.severity),
    }


def _encodable(text: str) -> str:
    """The text with what UTF-8 cannot hold, as in the name of a file, written out."""
    return text.encode(errors="backslashreplace").decode()


def _would(verdict: "PlanVerdict", number: str | None) -> str:
    """What `submit` would do with it."""
    return {
        "new": "file it",
        "unchanged": f"go on with {number}" if number else "file it",
        "updated": f"bring {number} up to date and go on" if number else "file it as it is now",
        "done": f"nothing: submitted as {number}",
        "conflict": f"refuse: {number} was submitted with other content",
        "undecided": "first find out what became of its submission",
        "amendable": f"refuse, unless --amend: it corrects {number}",
    }[str(verdict)]
