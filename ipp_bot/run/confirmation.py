"""Drafted entries that nobody has compared with their papers: they are not filed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.diagnostics import Diagnostic, Severity, shown_path
from ipp_bot.manifest.confirmation import MARK, NO, YES, digest_of, papers_mark, papers_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ipp_bot.manifest import Entry
    from ipp_bot.run.draft_records import DraftRecords

__all__ = ["UNCONFIRMED", "confirmation_faults"]

UNCONFIRMED = "unconfirmed"
"""The code of a fault that `confirm` mends."""


def confirmation_faults(entries: Iterable[Entry], drafts: DraftRecords) -> Iterator[Diagnostic]:
    """A fault for each entry that is not confirmed, or was with other papers."""
    for entry in entries:
        message = _why_not(entry, drafts)
        if message:
            ref = drafts.typed(entry.ref, entry.manifest)
            diagnostic = Diagnostic(
                entry.manifest,
                *entry.position("confirmed"),
                "confirmed",
                message,
                f"compare it with its papers, then: ipp-bot confirm {ref}",
                UNCONFIRMED,
                Severity.FAULT,
                entry.ref,
            )
            yield diagnostic if entry.sheet is None else entry.sheet.placed(diagnostic)


def _why_not(entry: Entry, drafts: DraftRecords) -> str:
    """Why the entry does not count as confirmed; "" where it does or need not be."""
    if entry.confirmed == NO:
        return f"{entry.ref} is not confirmed"
    if MARK.fullmatch(entry.confirmed):
        try:
            same = papers_mark(entry) == entry.confirmed
        except OSError:
            same = False
        return "" if same else f"the papers of {entry.ref} are others than were confirmed"
    if entry.confirmed == YES:
        changed = _changed_since_drafted(entry, drafts)
        if changed is not None:
            return f"{shown_path(changed)} has changed since {entry.ref} was drafted from it"
    return ""


def _changed_since_drafted(entry: Entry, drafts: DraftRecords) -> Path | None:
    """A paper that is another than the entry was drafted from."""
    record = drafts.of(entry.manifest)
    drafted = record.entries.get(entry.ref)
    known = {} if drafted is None else drafted.papers
    read = {(record.target.parent / name).resolve(): digest for name, digest in known.items()}
    for _, path in papers_of(entry):
        try:
            if path in read and digest_of(path) != read[path]:
                return path
        except OSError:
            return path
    return None
