"""`doctor --portal`: does the portal still match the profile, and which lines would mend it."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipp_bot.cli.options import opened_ledger, shown
from ipp_bot.cli.run_async import drive
from ipp_bot.errors import ExitStatus, UsageError
from ipp_bot.report.terminal import Style, Terminal, plural

if TYPE_CHECKING:
    from ipp_bot.flows.account_session import Progress
    from ipp_bot.flows.portal_check import PortalCheck
    from ipp_bot.manifest import Entry
    from ipp_bot.profile import FormChange
    from ipp_bot.profile.edits import ProfileEdit
    from ipp_bot.run.portal_check import Hit
    from ipp_bot.settings import Workspace

__all__ = ["look_over_portal"]

FOLDER = "manifests"
MANY = 10
"""Entries that are named; the rest are counted."""


def look_over_portal(
    terminal: Terminal, workspace: "Workspace", account: str | None, paths: Sequence[Path] | None
) -> tuple[ExitStatus, dict[str, Any]]:
    """Walks the forms and tells what differs; the exit status and the same for machines."""
    from ipp_bot.clock import SystemClock
    from ipp_bot.profile.edits import ProfileEditor
    from ipp_bot.run.portal_check import hits, look_over

    name = _account(workspace, account)
    entries = _entries(workspace, paths)
    clock = SystemClock()

    def tell(step: "Progress") -> None:
        terminal.progress(f"{step.account}: {step.text}")

    with opened_ledger(workspace) as ledger:
        ask = terminal.ask if sys.stdin.isatty() else None
        found = drive(lambda: look_over(workspace, ledger, name, clock=clock, ask=ask, tell=tell))
    mends = ProfileEditor(workspace.profile).of(found.changes)
    stopped = hits(workspace, found.changes, entries)
    _tell(terminal, workspace, found, mends, stopped)
    status = ExitStatus.PERSON if found.stops or found.left else ExitStatus.DONE
    return status, {
        "account": name,
        "url": workspace.url,
        "profile": str(workspace.profile.path or workspace.profile.name),
        "forms": found.seen,
        "not_seen": found.unseen,
        "matches": not found.changes and not found.unseen,
        "changes": [_change_data(change) for change in found.changes],
        "mends": [_mend_data(mend) for mend in mends],
        "hits": [_hit_data(hit) for hit in stopped],
        "pictures": {form: str(path) for form, path in found.pictures.items()},
        "left": found.left,
        "exit_status": int(status),
    }


def _account(workspace: "Workspace", account: str | None) -> str:
    if account is not None:
        workspace.account(account)
        return account
    for name in workspace.settings.accounts:
        return name
    raise UsageError(
        "there is no account to sign in with", hint="add one under accounts: in ipp-bot.yaml"
    )


def _entries(workspace: "Workspace", paths: Sequence[Path] | None) -> "tuple[Entry, ...]":
    """What can be read of the manifests; their faults are `check`'s business."""
    from ipp_bot.manifest import load

    usual = workspace.root / FOLDER
    wanted = paths or ([usual] if usual.is_dir() else [])
    roots = [workspace.root / root for root in workspace.settings.roots]
    loaded = load(wanted, profile=workspace.profile, roots=roots)
    if paths and loaded.unreadable:
        raise loaded.unreadable[0]
    return (*loaded.entries, *loaded.flawed)


def _tell(
    terminal: Terminal,
    workspace: "Workspace",
    found: "PortalCheck",
    mends: "Sequence[ProfileEdit]",
    stopped: "Sequence[Hit]",
) -> None:
    terminal.print()
    if not found.changes and not found.unseen:
        count = len(workspace.profile.forms)
        terminal.print(f"The portal matches the profile: {plural(count, 'form')} looked over.")
    _tell_changes(terminal, found)
    for form, path in found.pictures.items():
        terminal.print(f"picture of {form or 'type and place'}: {shown(path)}")
    _tell_hits(terminal, stopped)
    _tell_mends(terminal, workspace, mends)
    for number in found.left:
        terminal.error(f"the draft {number} could not be removed; delete it at the portal")
    if found.changes and not found.stops:
        terminal.print("Nothing of this stops a filing.")


def _tell_changes(terminal: Terminal, found: "PortalCheck") -> None:
    for kind, changes in _by_kind(found.changes).items():
        style = Style.CARE if changes[0][0].stops else Style.FAINT
        terminal.print(terminal.styled(kind, style))
        for change, forms in changes:
            where = f" [{', '.join(forms)}]" if forms else ""
            terminal.print(f"    {change.line()}{where}")
    reasons: dict[str, list[str]] = {}
    for form, why in found.unseen.items():
        reasons.setdefault(why, []).append(form)
    for why, forms in reasons.items():
        words = f"could not be looked over: {', '.join(forms)}"
        terminal.print(terminal.styled(words, Style.BAD))
        terminal.print(f"    {why}")


def _tell_mends(terminal: Terminal, workspace: "Workspace", mends: "Sequence[ProfileEdit]") -> None:
    if not mends:
        return
    shipped = workspace.settings.portal.profile == workspace.profile.name
    first = "after `ipp-bot profile copy`, " if shipped else ""
    terminal.print(f"If the changes mean what they seem to, {first}these lines mend the profile:")
    for mend in mends:
        terminal.print(f"  # {mend.place}")
        for line in mend.yaml.splitlines():
            terminal.print(f"  {line}")


def _tell_hits(terminal: Terminal, stopped: "Sequence[Hit]") -> None:
    if not stopped:
        return
    terminal.print(f"{plural(len(stopped), 'entry', 'entries')} of the manifests would be stopped:")
    for hit in stopped[:MANY]:
        line, column = hit.entry.position("")
        words = "; ".join(change.line() for change in hit.changes)
        terminal.print(f"    {shown(hit.entry.manifest)}:{line}:{column}: {hit.entry.ref}: {words}")
    if len(stopped) > MANY:
        terminal.print(f"    and {len(stopped) - MANY} more")


def _by_kind(changes: "Iterable[FormChange]") -> "dict[str, list[tuple[FormChange, list[str]]]]":
    """The same change on several forms told once, what stops filings first."""
    grouped: dict[FormChange, list[str]] = {}
    for change in sorted(changes, key=lambda change: not change.stops):
        forms = grouped.setdefault(replace(change, form="", field=None), [])
        forms += [change.form] if change.form else []
    kinds: dict[str, list[tuple[FormChange, list[str]]]] = {}
    for change, forms in grouped.items():
        kinds.setdefault(change.kind.value, []).append((change, forms))
    return kinds


def _change_data(change: "FormChange") -> dict[str, Any]:
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


def _mend_data(mend: "ProfileEdit") -> dict[str, Any]:
    return {
        "action": mend.action.value,
        "path": list(mend.path),
        "value": mend.value,
        "file": mend.file,
        "line": mend.line,
        "column": mend.column,
        "yaml": mend.yaml,
    }


def _hit_data(hit: "Hit") -> dict[str, Any]:
    line, column = hit.entry.position("")
    return {
        "ref": hit.entry.ref,
        "account": hit.entry.account,
        "place": f"{shown(hit.entry.manifest)}:{line}:{column}",
        "changes": [change.line() for change in hit.changes],
    }
