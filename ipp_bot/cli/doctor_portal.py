"""`doctor --portal`: how the portal's forms differ from the profile, and what would mend it."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ipp_bot.cli.filings import open_ledger
from ipp_bot.cli.run_async import run_async
from ipp_bot.clock import SystemClock
from ipp_bot.diagnostics import shown_path
from ipp_bot.errors import ExitStatus, UsageError
from ipp_bot.manifest import load
from ipp_bot.profile.edits import ProfileEditor
from ipp_bot.report.terminal import Style, Terminal, plural
from ipp_bot.run.portal_check import compare_forms, stopped_entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from ipp_bot.flows.account_session import Progress
    from ipp_bot.flows.portal_check import PortalCheck
    from ipp_bot.manifest import Entry
    from ipp_bot.profile import FormChange
    from ipp_bot.profile.edits import ProfileEdit
    from ipp_bot.run.portal_check import StoppedEntry
    from ipp_bot.workspace import Workspace

__all__ = ["check_portal"]

FOLDER = "manifests"
"""Where the manifests lie unless paths are given."""
MANY = 10
"""Entries that are named; the rest are counted."""


def check_portal(
    terminal: Terminal, workspace: Workspace, account: str | None, paths: Sequence[Path] | None
) -> tuple[ExitStatus, dict[str, Any]]:
    """Compares every form with the profile and prints what differs.

    Returns:
        The exit status (3 where something would stop a filing or a draft was left), and the
        findings as `--json` shows them.
    """
    name = _account(workspace, account)
    entries = _entries(workspace, paths)
    clock = SystemClock()

    def show_step(step: Progress) -> None:
        terminal.progress(f"{step.account}: {step.text}")

    with open_ledger(workspace) as ledger:
        ask = terminal.ask if sys.stdin.isatty() else None
        found = run_async(
            lambda: compare_forms(
                workspace, ledger, name, clock=clock, ask=ask, on_progress=show_step
            )
        )
    edits = ProfileEditor(workspace.profile).of(found.changes)
    stopped = stopped_entries(found.changes, entries, workspace.complainants)
    _print(terminal, workspace, found, edits, stopped)
    status = ExitStatus.PERSON if found.stops or found.left else ExitStatus.DONE
    return status, {
        "account": name,
        "url": workspace.url,
        "profile": str(workspace.profile.path or workspace.profile.name),
        "forms": found.seen,
        "not_seen": found.unseen,
        "matches": not found.changes and not found.unseen,
        "changes": [_change_data(change) for change in found.changes],
        "mends": [_edit_data(edit) for edit in edits],
        "hits": [_hit_data(hit) for hit in stopped],
        "pictures": {form: str(path) for form, path in found.pictures.items()},
        "left": found.left,
        "exit_status": int(status),
    }


def _account(workspace: Workspace, account: str | None) -> str:
    if account is not None:
        workspace.account(account)
        return account
    for name in workspace.settings.accounts:
        return name
    raise UsageError(
        "there is no account to sign in with", hint="add one under accounts: in ipp-bot.yaml"
    )


def _entries(workspace: Workspace, paths: Sequence[Path] | None) -> tuple[Entry, ...]:
    """What can be read of the manifests; their faults are `check`'s business."""
    usual = workspace.root / FOLDER
    wanted = paths or ([usual] if usual.is_dir() else [])
    roots = [workspace.root / root for root in workspace.settings.roots]
    loaded = load(wanted, profile=workspace.profile, roots=roots)
    if paths and loaded.unreadable:
        raise loaded.unreadable[0]
    return (*loaded.entries, *loaded.flawed)


def _print(
    terminal: Terminal,
    workspace: Workspace,
    found: PortalCheck,
    edits: Sequence[ProfileEdit],
    stopped: Sequence[StoppedEntry],
) -> None:
    terminal.print()
    if not found.changes and not found.unseen:
        count = len(workspace.profile.forms)
        terminal.print(f"The portal matches the profile: {plural(count, 'form')} looked over.")
    _print_changes(terminal, found)
    for form, path in found.pictures.items():
        terminal.print(f"picture of {form or 'type and place'}: {shown_path(path)}")
    _print_hits(terminal, stopped)
    _print_edits(terminal, workspace, edits)
    for number in found.left:
        terminal.error(f"the draft {number} could not be removed; delete it at the portal")
    if found.changes and not found.stops:
        terminal.print("Nothing of this stops a filing.")


def _print_changes(terminal: Terminal, found: PortalCheck) -> None:
    for kind, changes in _by_kind(found.changes).items():
        style = Style.WARNING if changes[0][0].stops else Style.FAINT
        terminal.print(kind, style=style)
        for change, forms in changes:
            where = f" [{', '.join(forms)}]" if forms else ""
            terminal.print(f"    {change.line()}{where}")
    reasons: dict[str, list[str]] = {}
    for form, why in found.unseen.items():
        reasons.setdefault(why, []).append(form)
    for why, forms in reasons.items():
        words = f"could not be looked over: {', '.join(forms)}"
        terminal.print(words, style=Style.BAD)
        terminal.print(f"    {why}")


def _print_edits(terminal: Terminal, workspace: Workspace, edits: Sequence[ProfileEdit]) -> None:
    if not edits:
        return
    shipped = workspace.settings.portal.profile == workspace.profile.name
    first = "after `ipp-bot profile copy`, " if shipped else ""
    terminal.print(f"If the changes mean what they seem to, {first}these lines mend the profile:")
    for edit in edits:
        terminal.print(f"  # {edit.place}")
        for line in edit.yaml.splitlines():
            terminal.print(f"  {line}")


def _print_hits(terminal: Terminal, stopped: Sequence[StoppedEntry]) -> None:
    if not stopped:
        return
    terminal.print(f"{plural(len(stopped), 'entry', 'entries')} of the manifests would be stopped:")
    for hit in stopped[:MANY]:
        line, column = hit.entry.position("")
        words = "; ".join(change.line() for change in hit.changes)
        terminal.print(
            f"    {shown_path(hit.entry.manifest)}:{line}:{column}: {hit.entry.ref}: {words}"
        )
    if len(stopped) > MANY:
        terminal.print(f"    and {len(stopped) - MANY} more")


def _by_kind(changes: Iterable[FormChange]) -> dict[str, list[tuple[FormChange, list[str]]]]:
    """Changes by kind, each once with its forms; those that stop filings come first."""
    grouped: dict[FormChange, list[str]] = {}
    for change in sorted(changes, key=lambda change: not change.stops):
        forms = grouped.setdefault(replace(change, form="", field=None), [])
        forms += [change.form] if change.form else []
    kinds: dict[str, list[tuple[FormChange, list[str]]]] = {}
    for change, forms in grouped.items():
        kinds.setdefault(change.kind.value, []).append((change, forms))
    return kinds


def _change_data(change: FormChange) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "form": change.form,
        "key": change.key,
        "label": change.label,
        "option": change.token,
        "candidates": list(change.candidates),
        "stops": change.stops,
        "line": change.line(),
    }


def _edit_data(edit: ProfileEdit) -> dict[str, Any]:
    return {
        "action": edit.action.value,
        "path": list(edit.path),
        "value": edit.value,
        "file": edit.file,
        "line": edit.line,
        "column": edit.column,
        "yaml": edit.yaml,
    }


def _hit_data(hit: StoppedEntry) -> dict[str, Any]:
    line, column = hit.entry.position("")
    return {
        "ref": hit.entry.ref,
        "account": hit.entry.account,
        "place": f"{shown_path(hit.entry.manifest)}:{line}:{column}",
        "changes": [change.line() for change in hit.changes],
    }
