"""From checked entries to planned filings: what submitting would do, written into the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING

from ipp_bot.ledger import PlannedEntry, PlanVerdict
from ipp_bot.manifest import Frozen, changes, freeze, renews, without_inbox_paper
from ipp_bot.manifest.signed_files import signed_poa_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ipp_bot.ledger import Filing, Ledger
    from ipp_bot.manifest import Entry, FrozenFile
    from ipp_bot.run.checking import Checked
    from ipp_bot.workspace import Workspace

__all__ = ["Plan", "plan"]


_SUBMITTED_OTHERWISE = (PlanVerdict.CONFLICT, PlanVerdict.AMENDABLE)


@dataclass
class Plan:
    """What submitting would do, filing by filing."""

    decided: list[tuple[Filing, PlanVerdict]] = field(default_factory=list)
    elsewhere: list[Filing] = field(default_factory=list)
    """The same account and ref at another portal address."""
    offered: dict[int, str] = field(default_factory=dict)
    """By filing: the fingerprint of what the manifest says now."""
    changes: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """By filing that was submitted: what the manifest says differently now."""

    def of(self, *verdicts: PlanVerdict) -> list[Filing]:
        """Filings with one of these verdicts."""
        return [filing for filing, verdict in self.decided if verdict in verdicts]


def plan(
    workspace: Workspace,
    ledger: Ledger,
    checked: Checked,
    *,
    amend: bool = False,
    copies: bool = True,
    progress: Callable[[int], None] = lambda _done: None,
) -> Plan:
    """Freezes the entries and writes them into the ledger as planned.

    Without `copies` their documents are hashed, and copied only when they are to be sent.

    Raises:
        FaultsFound: a document vanished since it was checked.
        SettingsError: an entry names an account that the settings do not have.
    """
    if checked.unreadable:
        raise checked.unreadable[0]
    files = workspace.files if copies else None
    if files is not None and not files.is_dir():
        files.mkdir(mode=0o700, parents=True)
    complainants = {
        name: workspace.account(name).complainant
        for name in {entry.account for entry in checked.entries}
    }
    known: dict[tuple[str, int, int, int], FrozenFile] = {}
    planned = []
    for done, entry in enumerate(checked.entries, 1):
        planned.append(
            _planned(
                entry,
                freeze(entry, files, complainant=complainants[entry.account], known=known),
            )
        )
        progress(done)
    result = Plan(
        ledger.plan(
            planned,
            amend=amend,
            renews=renews,
            signs_anew=partial(_signs_anew, workspace.inbox),
            as_planned=without_inbox_paper,
        )
    )
    for (filing, verdict), offer in zip(result.decided, planned, strict=True):
        result.offered[filing.id] = offer.fingerprint
        if verdict in _SUBMITTED_OTHERWISE:
            result.changes[filing.id] = changes(filing.entry, offer.entry_json)
    by_account: dict[str, list[str]] = {}
    for filing, verdict in result.decided:
        if verdict is PlanVerdict.NEW:
            by_account.setdefault(filing.key.account, []).append(filing.key.ref)
    for account, refs in by_account.items():
        result.elsewhere.extend(ledger.other_origins(account, refs))
    return result


def _planned(entry: Entry, frozen: Frozen) -> PlannedEntry:
    return PlannedEntry(
        account=entry.account,
        ref=entry.ref,
        entry_json=frozen.model_dump_json(),
        fingerprint=frozen.fingerprint(),
        manifest=str(entry.manifest),
        line=entry.line,
        client=entry.client or "",
        holder=entry.holder,
        type=entry.type,
        place=entry.place,
        registration_number=entry.registration_number or "",
        title=entry.title,
    )


def _signs_anew(inbox: Path, filing: Filing, entry: PlannedEntry) -> bool:
    """Whether the signed power of attorney that is there now is another one than was sent."""
    poa = Frozen.model_validate_json(entry.entry_json).poa
    if poa is None:
        return False
    sent = {
        file["sha256"]
        for file in (filing.receipt or {}).get("files", ())
        if file["slot"] == "power_of_attorney"
    }
    if poa.file is not None:
        return poa.file.sha256 not in sent
    dropped = signed_poa_file(inbox, filing.key.ref)
    return dropped is not None and sha256(dropped.read_bytes()).hexdigest() not in sent
