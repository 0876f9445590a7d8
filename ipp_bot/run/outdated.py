"""Planned filings whose manifest or papers were changed since: the fingerprint decides."""

from __future__ import annotations

import errno
import shlex
from dataclasses import dataclass, field, replace
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, NamedTuple

from ipp_bot.diagnostics import shown_path
from ipp_bot.errors import ContentChanged, FaultsFound, IppBotError
from ipp_bot.ledger import State
from ipp_bot.manifest import Frozen, changes, freeze, load
from ipp_bot.run.results import FilingOutcome, FilingResult, asked_of_ledger

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ipp_bot.ledger import Filing, Ledger
    from ipp_bot.manifest import Entry, FrozenFile
    from ipp_bot.workspace import Workspace

__all__ = [
    "UNDECIDED",
    "CurrentManifests",
    "OutdatedFilings",
    "after_reconciling",
    "find_outdated",
    "manifest_not_here",
    "submitted_otherwise",
    "with_outdated",
]

UNDECIDED = frozenset({State.FIRST_SAVE_INTENDED, State.SUBMIT_INTENDED, State.DROP_INTENDED})
"""States in which a click waits to be reconciled, whatever the manifest says by now."""
_NOT_HERE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.EACCES, errno.EPERM, errno.EINVAL})
"""Numbers of the errors of a path that this machine or this user does not have."""


@dataclass(frozen=True)
class OutdatedFilings:
    """Filings that are not to be sent as they were planned, and those that nobody can compare."""

    errors: dict[int, IppBotError] = field(default_factory=dict)
    """By filing: what its manifest says now, and what to type."""
    without_manifest: list[Filing] = field(default_factory=list)
    """Their manifest is not on this machine: they go on as they were planned."""


def find_outdated(
    workspace: Workspace,
    filings: Sequence[Filing],
    *,
    copies: bool = True,
    queued: bool = False,
) -> OutdatedFilings:
    """Compares what was planned with what the manifests and their documents say now.

    The documents of those that agree are copied, so that what is sent is what was compared; without
    `copies` they are hashed only. The hints are for filings that are `queued` or not.
    """
    return CurrentManifests(workspace, copies=copies, queued=queued).compare(filings)


def manifest_not_here(manifest: str) -> str:
    """The sentence about what goes on although nobody can compare it with its manifest."""
    shown = shown_path(Path(manifest)) if manifest else "their manifest"
    return f"{shown} is not on this machine: what was planned from it goes on as it was planned"


def submitted_otherwise(filing: Filing, what: str, *, amendable: bool = False) -> ContentChanged:
    """The refusal of a filing that was submitted, and of which the manifest says `what` now."""
    ref, manifest = filing.key.ref, shlex.quote(filing.manifest)
    return ContentChanged(
        f"{ref}: {filing.number} was submitted with {what}",
        hint=f"ipp-bot submit --amend --only {ref} {manifest} corrects that record"
        if amendable
        else f"restore the manifest, or take the record back: ipp-bot drop {ref}; "
        "another IPR needs a ref of its own",
        sent=False,
    )


def with_outdated(
    ledger: Ledger, results: Sequence[FilingResult], outdated: Sequence[FilingResult]
) -> list[FilingResult]:
    """The results of a run that looked up open clicks, and those of outdated filings."""
    late = {result.filing.id: result for result in outdated}
    found = []
    for result in results:
        told = late.pop(result.filing.id, None)
        error = None if told is None else told.error
        found.append(result if error is None else after_reconciling(result, error))
    # Nobody looked at the others: a click of theirs may still be open.
    found.extend(
        asked_of_ledger(result, ledger.get(number), ledger.open_intent(number))
        for number, result in late.items()
    )
    return found


def after_reconciling(result: FilingResult, outdated: IppBotError) -> FilingResult:
    """The result of an outdated filing whose open click was looked up, and nothing more.

    A click that is known now does not end it: its manifest says something else all the same.
    """
    row = result.filing
    if result.error is not None:
        return result
    if row.state is State.SUBMITTED:
        different = outdated.different if isinstance(outdated, ContentChanged) else ()
        what = f"other content ({'; '.join(different)})" if different else "other content"
        return replace(result, outcome=FilingOutcome.REFUSED, error=submitted_otherwise(row, what))
    return replace(result, outcome=FilingOutcome.REFUSED, error=outdated)


class _Stamp(NamedTuple):
    """By which it is known that a file is still the one that was read."""

    inode: int
    size: int
    modified: int
    changed: int


class CurrentManifests:
    """What the manifests say now; a file is read again only when it is another one by then."""

    def __init__(self, workspace: Workspace, *, copies: bool = True, queued: bool = False) -> None:
        self._workspace = workspace
        self._copies = copies
        self._queued = queued
        self._read: dict[Path, tuple[_Stamp, Mapping[tuple[str, str], Entry]]] = {}

    def compare(self, filings: Sequence[Filing]) -> OutdatedFilings:
        """What was planned compared with what manifests and documents say at this moment."""
        found = OutdatedFilings()
        known: dict[tuple[str, int, int, int], FrozenFile] = {}
        by_manifest: dict[Path, list[Filing]] = {}
        for filing in filings:
            by_manifest.setdefault(Path(filing.manifest), []).append(filing)
        for path, planned in by_manifest.items():
            try:
                stamp = _stamp_of(path)
            except OSError as error:
                found.errors.update({each.id: _unreadable(each, error) for each in planned})
                continue
            if stamp is None:
                found.without_manifest.extend(planned)
                continue
            before = self._read.get(path)
            found.errors.update(self._differences(path, stamp, planned, known))
            if before is not None and any(each.id in found.errors for each in planned):
                # A document that was missing then may be there by now.
                del self._read[path]
                again = self._differences(path, stamp, planned, known)
                for each in planned:
                    found.errors.pop(each.id, None)
                found.errors.update(again)
        return found

    def _differences(
        self,
        path: Path,
        stamp: _Stamp,
        planned: Sequence[Filing],
        known: dict[tuple[str, int, int, int], FrozenFile],
    ) -> dict[int, IppBotError]:
        entries = self._entries_of(path, stamp)
        errors = {
            filing.id: self._difference(
                filing, entries.get((filing.key.account, filing.key.ref)), known
            )
            for filing in planned
        }
        return {number: error for number, error in errors.items() if error is not None}

    def _entries_of(self, path: Path, stamp: _Stamp) -> Mapping[tuple[str, str], Entry]:
        """The manifest's entries without a fault, by account and ref."""
        if path in self._read and self._read[path][0] == stamp:
            return self._read[path][1]
        workspace = self._workspace
        accounts = tuple(workspace.settings.accounts)
        roots = [workspace.root / root for root in workspace.settings.roots]
        loaded = load(
            [path],
            profile=workspace.profile,
            roots=roots,
            account=accounts[0] if len(accounts) == 1 else "",
        )
        entries = {(entry.account, entry.ref): entry for entry in loaded.entries}
        self._read[path] = (stamp, entries)
        return entries

    def _difference(
        self,
        filing: Filing,
        entry: Entry | None,
        known: dict[tuple[str, int, int, int], FrozenFile],
    ) -> IppBotError | None:
        """Why the filing is not sent as it was planned; None if nothing has changed."""
        workspace = self._workspace
        ref, manifest = filing.key.ref, shown_path(Path(filing.manifest))
        if entry is None:
            return ContentChanged(
                f"{ref}: {manifest} has no such entry any more, or it has faults now",
                hint=f"ipp-bot check {shlex.quote(manifest)}; ipp-bot drop {ref}, if it is not to "
                "be filed",
                sent=False,
            )
        planned = Frozen.model_validate_json(filing.entry)
        complainant = workspace.complainants.get(filing.key.account, planned.complainant)
        files = workspace.files if self._copies else None
        try:
            now = freeze(entry, files, complainant=complainant, known=known)
        except FaultsFound as gone:
            return gone
        different = _changes(filing, planned, now)
        if not different:
            return None
        command = f"--only {ref} {shlex.quote(manifest)}"
        told = ContentChanged(
            f"{ref}: {manifest} says something else than was planned: {'; '.join(different)}",
            hint=f"ipp-bot submit --queue {command} queues it as it is now"
            if self._queued
            else f"ipp-bot submit {command} files it as it is now",
            sent=False,
        )
        told.different = different
        return told


def _stamp_of(path: Path) -> _Stamp | None:
    """The stamp of the file; None where there is none on this machine.

    OSError where it is there and cannot be looked at, such as on a server that is away.
    """
    try:
        stat = path.stat()
    except OSError as error:
        if error.errno in _NOT_HERE:
            return None
        raise
    if not S_ISREG(stat.st_mode):
        return None
    return _Stamp(stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)


def _unreadable(filing: Filing, error: OSError) -> FaultsFound:
    manifest = shown_path(Path(filing.manifest))
    return FaultsFound(
        f"{filing.key.ref}: {manifest} cannot be read: {error.strerror or error}",
        hint=f"ipp-bot check {shlex.quote(manifest)}",
        sent=False,
    )


def _changes(filing: Filing, planned: Frozen, now: Frozen) -> tuple[str, ...]:
    if now.fingerprint() != filing.fingerprint:
        told = changes(filing.entry, now.model_dump_json())
        return told or ("its content",)
    papers = []
    if planned.files != now.files:
        papers.append("its files are called otherwise")
    signed = None if now.poa is None else now.poa.file
    by_inbox = planned.poa is not None and planned.poa.from_inbox
    before = None if planned.poa is None or by_inbox else planned.poa.file
    if signed != before:
        papers.append("its signed power of attorney")
    return tuple(papers)
