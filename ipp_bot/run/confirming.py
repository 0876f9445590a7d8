"""Confirms drafted entries: writes into them which papers a person compared them with."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ipp_bot.diagnostics import shown_path, typed_path
from ipp_bot.errors import UsageError
from ipp_bot.manifest.confirmation import papers_mark, papers_of
from ipp_bot.manifest.load import SHEETS
from ipp_bot.manifest.sheet_edit import SheetEdit
from ipp_bot.manifest.sheet_origin import SheetPlace
from ipp_bot.manifest.yaml_edit import YamlEdit
from ipp_bot.run.approving import keep_confirmation
from ipp_bot.run.checking import ACCOUNT_MISSING, check
from ipp_bot.run.confirmation import UNCONFIRMED
from ipp_bot.run.confirmed_values import ConfirmedValue
from ipp_bot.run.papers import CONFIRMED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from ipp_bot.clock import Clock
    from ipp_bot.diagnostics import Diagnostic
    from ipp_bot.ledger import Ledger
    from ipp_bot.manifest import Entry
    from ipp_bot.run.confirmed_values import ConfirmedValues
    from ipp_bot.run.papers import PaperComparison, PaperDifference
    from ipp_bot.workspace import Workspace

__all__ = [
    "Compared",
    "Confirmation",
    "Confirmed",
    "compared",
    "confirm",
    "confirm_refs",
    "confirm_values",
]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What became of one ref."""

    ref: str
    path: Path
    line: int
    papers: int
    is_new: bool
    """False where it was confirmed with these papers before, or needs no confirmation."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What became of the refs that were to be confirmed."""

    done: tuple[Confirmation, ...] = ()
    """Nothing where there are faults."""
    entries: Mapping[str, Entry] = field(default_factory=dict)
    faults: tuple[Diagnostic, ...] = ()
    """What is wrong with the entries beside not being confirmed."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Entries that were compared with their papers."""

    entries: tuple[Entry, ...]
    paths: tuple[Path, ...]
    """The files that they are from."""
    differences: tuple[PaperDifference, ...]
    unfinished: frozenset[str]
    """Refs of the entries with a fault that is none of their papers': they will be changed."""


def compared(
    workspace: Workspace,
    paths: Sequence[Path],
    refs: Sequence[str],
    *,
    comparison: PaperComparison,
    clock: Clock,
) -> Compared:
    """The entries of these refs in manifests and sheets, compared with their papers.

    Raises:
        ManifestUnreadable: a file cannot be opened, or is no YAML.
    """
    checked = check(workspace, paths, clock=clock, only=refs, comparison=comparison)
    if checked.unreadable:
        raise checked.unreadable[0]
    own = {one.diagnostic for one in checked.paper_differences}
    beside = {UNCONFIRMED, ACCOUNT_MISSING}
    unfinished = {
        each.ref for each in checked.errors if each not in own and each.code not in beside
    }
    entries = tuple(entry for entry in checked.every if entry.ref in refs)
    return Compared(entries, tuple(paths), checked.paper_differences, frozenset(unfinished))


def confirm_values(
    workspace: Workspace,
    ledger: Ledger,
    refs: Sequence[str],
    keys: Sequence[str],
    found: Compared,
    *,
    confirmed: ConfirmedValues,
    clock: Clock,
) -> tuple[PaperDifference, ...]:
    """Confirms the values of those keys although papers were read otherwise.

    It counts for these values and for the content of these papers, whatever else is wrong with the
    entries. The ledger keeps who did, for the content of those that have no other fault.

    Returns:
        What was confirmed; nothing of what somebody had confirmed before.

    Raises:
        UsageError: a ref is nowhere, no paper differs in a key, or it cannot be written.
    """
    entries = {entry.ref: entry for entry in found.entries}
    for ref in refs:
        if ref not in entries:
            raise _nowhere(ref, found.paths)
    differing = [
        one
        for one in found.differences
        if (not one.diagnostic.is_warning or one.diagnostic.code == CONFIRMED)
        and one.diagnostic.ref in refs
        and one.difference.key in keys
    ]
    for ref, key in itertools.product(refs, keys):
        if not any((one.diagnostic.ref, one.difference.key) == (ref, key) for one in differing):
            files = " ".join(map(typed_path, found.paths))
            raise UsageError(
                f"no paper of {ref} differs in {key}",
                hint=f"ipp-bot check --read {files} tells what differs; for a list whose papers "
                "lie in a folder add --papers FOLDER, as for import",
                sent=False,
            )
    new = tuple(one for one in differing if one.diagnostic.code != CONFIRMED)
    for ref in refs:
        if ref not in found.unfinished:
            keep_confirmation(workspace, ledger, entries[ref])
    kept = ConfirmedValue(str(ledger.actor), clock.now())
    for one in new:
        confirmed.keep(one.diagnostic.ref, one.difference, kept)
    return new


def _nowhere(ref: str, paths: Sequence[Path]) -> UsageError:
    return UsageError(
        f"no entry has the ref {ref!r} in {', '.join(map(shown_path, paths))}",
        hint="--in FILE names another manifest or sheet",
        sent=False,
    )


def confirm_refs(
    workspace: Workspace,
    ledger: Ledger,
    refs: Sequence[str],
    paths: Sequence[Path],
    *,
    clock: Clock,
) -> Confirmed:
    """Confirms the entries of these refs in manifests and sheets, unless one has faults.

    The ledger keeps who did, and for which content.

    Raises:
        UsageError: a ref is nowhere, a key cannot be written, or a file changed meanwhile.
        ManifestUnreadable: a file cannot be opened, or is no YAML.
    """
    checked = check(workspace, paths, clock=clock, only=refs)
    if checked.unreadable:
        raise checked.unreadable[0]
    entries = {entry.ref: entry for entry in checked.every if entry.ref in refs}
    missing = [ref for ref in refs if ref not in entries]
    mine = [each for each in checked.diagnostics if each.ref in refs or not each.ref]
    # Which account files it may be told later: `import --account`.
    beside = {UNCONFIRMED, ACCOUNT_MISSING}
    faults = tuple(each for each in mine if not each.is_warning and each.code not in beside)
    if missing and not any(each.ref in missing for each in faults):
        raise _nowhere(missing[0], paths)
    if faults:
        return Confirmed(entries=entries, faults=faults)
    done = confirm(entries.values())
    for entry in entries.values():
        keep_confirmation(workspace, ledger, entry)
    return Confirmed(tuple(done), entries)


def confirm(entries: Iterable[Entry]) -> list[Confirmation]:
    """Writes into manifests and sheets which papers the entries were compared with.

    Raises:
        UsageError: a key cannot be written where it stands, or a file changed meanwhile.
    """
    found: list[Confirmation] = []
    by_file: dict[Path, list[Entry]] = {}
    for entry in entries:
        by_file.setdefault(entry.manifest, []).append(entry)
    for path, every in by_file.items():
        marks = {entry.ref: papers_mark(entry) for entry in every}
        new = [entry for entry in every if entry.confirmed not in {"", marks[entry.ref]}]
        if new:
            _write(path, new, marks)
        found += [
            Confirmation(
                entry.ref,
                path,
                entry.position("confirmed")[0],
                sum(1 for _ in papers_of(entry)),
                entry in new,
            )
            for entry in every
        ]
    return found


def _write(path: Path, entries: Sequence[Entry], marks: Mapping[str, str]) -> None:
    not_writable = UsageError(
        f"{shown_path(path)}: the key confirmed cannot be written where it stands",
        hint=f"type confirmed: {marks[entries[0].ref]} under ref: {entries[0].ref}",
        sent=False,
    )
    if path.suffix.lower() in SHEETS:
        workbook = SheetEdit(path)
        for entry in entries:
            if isinstance(entry.sheet, SheetPlace):
                place = entry.position("confirmed")
                workbook.set(entry.sheet.name, *place, marks[entry.ref])
        workbook.write()
        return
    manifest = YamlEdit(path)
    places = {item.get("ref"): place for place, item in manifest.entries()}
    done = [
        entry.ref in places and manifest.set((*places[entry.ref], "confirmed"), marks[entry.ref])
        for entry in entries
    ]
    if not all(done) or not manifest.write():
        raise not_writable
