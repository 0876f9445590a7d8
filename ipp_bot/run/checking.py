"""From manifest files to checked entries, offline: neither a ledger nor a browser is needed."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ipp_bot.diagnostics import Diagnostic, Severity
from ipp_bot.errors import FaultsFound, ManifestUnreadable
from ipp_bot.manifest import load, same_name
from ipp_bot.manifest.sheet_origin import grouped
from ipp_bot.portal_time import day_of
from ipp_bot.preflight import DocumentCache, examine
from ipp_bot.run.confirmation import confirmation_faults
from ipp_bot.run.draft_records import DraftRecords
from ipp_bot.run.papers import CONFIRMED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from ipp_bot.clock import Clock
    from ipp_bot.manifest import Entry
    from ipp_bot.run.papers import PaperComparison, PaperDifference
    from ipp_bot.workspace import Workspace

__all__ = ["ACCOUNT_MISSING", "Checked", "check", "refuse_faults"]

ACCOUNT_MISSING = "account-missing"
"""The code of the fault of an entry for which nothing says which account files it."""
_SEVERAL = 2


@dataclass(frozen=True)
class Checked:
    """What the manifests hold, and everything that is wrong with them."""

    entries: tuple[Entry, ...]
    """Entries without a fault."""
    diagnostics: tuple[Diagnostic, ...]
    unreadable: tuple[ManifestUnreadable, ...]
    files: int
    """How many manifests were read."""
    flawed: tuple[Entry, ...] = ()
    """What could be read of the others."""
    paper_differences: tuple[PaperDifference, ...] = ()
    """Where papers were read: what differs; the diagnostics have it as well."""

    @property
    def every(self) -> tuple[Entry, ...]:
        """All entries, faulty ones too."""
        return (*self.entries, *self.flawed)

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """Faults that the portal would refuse."""
        return tuple(each for each in self.diagnostics if each.severity is Severity.FAULT)

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What a person should look at."""
        return tuple(each for each in self.diagnostics if each.severity is Severity.WARNING)


def check(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    clock: Clock,
    only: Sequence[str] = (),
    strict: bool = False,
    comparison: PaperComparison | None = None,
    account: str = "",
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Checked:
    """Loads the manifests and examines their documents; offline.

    `only` names the refs that are checked, all otherwise; with `strict` a warning is a fault;
    `comparison` compares the entries with what their papers say. `account` files the rows of sheets
    that name none; the workspace's only account does unless it is given. `progress` is told how
    many of all entries were looked at.
    """
    roots = [workspace.root / root for root in workspace.settings.roots]
    accounts = tuple(workspace.settings.accounts)
    only_account = accounts[0] if len(accounts) == 1 else ""
    loaded = load(paths, profile=workspace.profile, roots=roots, account=account or only_account)
    entries = tuple(entry for entry in loaded.entries if not only or entry.ref in only)
    today = day_of(clock.now())
    # What could be read of a faulty entry is examined as well, so that one run shows all faults.
    flawed = tuple(entry for entry in loaded.flawed if not only or entry.ref in only)
    cache = DocumentCache(workspace.hidden / "papers.json")
    counter = itertools.count(1)
    total = len(entries) + len(flawed)
    unnamed = [entry for entry in (*entries, *flawed) if not entry.account and len(accounts) > 1]
    found = examine(
        [_for_some_account(entry, workspace) for entry in (*entries, *flawed)],
        profile=workspace.profile,
        complainants=workspace.complainants,
        today=today,
        cache=cache,
        progress=lambda: progress(next(counter), total),
    )
    cache.save()
    unconfirmed = confirmation_faults((*entries, *flawed), DraftRecords(workspace.drafts))
    differences = (
        comparison.compare(
            (*entries, *flawed), profile=workspace.profile, complainants=workspace.complainants
        )
        if comparison is not None
        else ()
    )
    mine = (each for each in loaded.diagnostics if not only or each.ref in {"", *only})
    diagnostics = (
        *mine,
        *(_without_account(entry, accounts) for entry in unnamed),
        *found,
        *unconfirmed,
        *(each.diagnostic for each in differences),
    )
    if strict:
        diagnostics = tuple(
            each if each.code == CONFIRMED else replace(each, severity=Severity.FAULT)
            for each in diagnostics
        )
    bad = {each.ref for each in diagnostics if each.severity is Severity.FAULT}
    good = tuple(entry for entry in entries if entry.ref not in bad)
    bad_entries = tuple(entry for entry in entries if entry.ref in bad)
    return Checked(
        good,
        diagnostics,
        loaded.unreadable,
        loaded.files,
        (*flawed, *bad_entries),
        differences,
    )


def _for_some_account(entry: Entry, workspace: Workspace) -> Entry:
    """The entry with an account where it has none: the holder's own, else any.

    So it is told in the same round what the portal asks for where the holder is somebody else.
    """
    complainants = workspace.complainants
    if entry.account or len(complainants) < _SEVERAL:
        return entry
    own = (name for name, each in complainants.items() if same_name(entry.holder, each))
    return replace(entry, account=next(own, next(iter(complainants))))


def _without_account(entry: Entry, accounts: Sequence[str]) -> Diagnostic:
    diagnostic = Diagnostic(
        entry.manifest,
        *entry.position("account"),
        "account",
        "nothing says which account files it",
        ", ".join(accounts),
        ACCOUNT_MISSING,
        Severity.FAULT,
        entry.ref,
    )
    return diagnostic if entry.sheet is None else entry.sheet.placed(diagnostic)


def refuse_faults(checked: Checked, *, skip_faulty: bool) -> None:
    """FaultsFound, unless what is faulty may be skipped; unreadable files are never skipped."""
    if checked.unreadable:
        raise checked.unreadable[0]
    if checked.errors and not skip_faulty:
        # as many as are told: what many cells have in common is told once
        count = len(list(grouped(checked.errors)))
        raise FaultsFound(
            f"{count} fault{'s' if count > 1 else ''} in the manifests",
            hint="mend them, or file the rest with --skip-faulty",
            sent=False,
        )
