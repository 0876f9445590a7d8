"""Planned filings whose manifest or papers were changed since: the fingerprint decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ipp_bot.diagnostics import shown_path
from ipp_bot.errors import ContentChanged, FaultsFound, IppBotError
from ipp_bot.manifest import Frozen, changes, freeze, load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.ledger import Filing
    from ipp_bot.manifest import Entry, FrozenFile
    from ipp_bot.workspace import Workspace

__all__ = ["OutdatedFilings", "find_outdated"]


@dataclass(frozen=True)
class OutdatedFilings:
    """Filings that are not to be sent as they were planned, and those that nobody can compare."""

    errors: dict[int, IppBotError] = field(default_factory=dict)
    """By filing: what its manifest says now, and what to type."""
    without_manifest: list[Filing] = field(default_factory=list)
    """Their manifest is not there any more: they go on as they were planned."""


def find_outdated(workspace: Workspace, filings: Sequence[Filing]) -> OutdatedFilings:
    """Compares what was planned with what the manifests and their documents say now.

    The documents of those that agree are copied, so that what is sent is what was compared.
    """
    found = OutdatedFilings()
    known: dict[tuple[str, int, int, int], FrozenFile] = {}
    by_manifest: dict[Path, list[Filing]] = {}
    for filing in filings:
        by_manifest.setdefault(Path(filing.manifest), []).append(filing)
    for path, planned in by_manifest.items():
        if not path.is_file():
            found.without_manifest.extend(planned)
            continue
        entries = _entries_of(workspace, path)
        for filing in planned:
            entry = entries.get((filing.key.account, filing.key.ref))
            error = _difference(workspace, filing, entry, known)
            if error is not None:
                found.errors[filing.id] = error
    return found


def _entries_of(workspace: Workspace, path: Path) -> dict[tuple[str, str], Entry]:
    """The manifest's entries without a fault, by account and ref."""
    accounts = tuple(workspace.settings.accounts)
    roots = [workspace.root / root for root in workspace.settings.roots]
    loaded = load(
        [path],
        profile=workspace.profile,
        roots=roots,
        account=accounts[0] if len(accounts) == 1 else "",
    )
    return {(entry.account, entry.ref): entry for entry in loaded.entries}


def _difference(
    workspace: Workspace,
    filing: Filing,
    entry: Entry | None,
    known: dict[tuple[str, int, int, int], FrozenFile],
) -> IppBotError | None:
    """Why the filing is not sent as it was planned; None if nothing has changed."""
    ref, manifest = filing.key.ref, shown_path(Path(filing.manifest))
    if entry is None:
        return ContentChanged(
            f"{ref}: {manifest} has no such entry any more, or it has faults now",
            hint=f"ipp-bot check {manifest}; ipp-bot drop {ref}, if it is not to be filed",
            sent=False,
        )
    planned = Frozen.model_validate_json(filing.entry)
    complainant = workspace.complainants.get(filing.key.account, planned.complainant)
    try:
        now = freeze(entry, workspace.files, complainant=complainant, known=known)
    except FaultsFound as gone:
        return gone
    different = _changes(filing, planned, now)
    if not different:
        return None
    return ContentChanged(
        f"{ref}: {manifest} says something else than was planned: {'; '.join(different)}",
        hint=f"ipp-bot submit --only {ref} {manifest} files it as it is now",
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
