"""From manifest files to planned filings: nothing is sent, everything is judged first."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING

from ipp_bot.diagnostics import Severity

# The ledger is imported where it is needed: checking manifests does without a database.
from ipp_bot.errors import FaultsFound, ManifestUnreadable
from ipp_bot.manifest import Frozen, freeze, load, renews
from ipp_bot.portal_time import PORTAL_ZONE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from ipp_bot.clock import Clock
    from ipp_bot.diagnostics import Diagnostic
    from ipp_bot.ledger import Filing, Ledger, PlannedEntry, PlanVerdict
    from ipp_bot.manifest import Entry, FrozenFile
    from ipp_bot.settings import Workspace

__all__ = ["Checked", "Plan", "check", "plan"]


@dataclass(frozen=True)
class Checked:
    """What the manifests hold, and everything that is wrong with them."""

    entries: tuple[Entry, ...]
    """Entries without a fault."""
    faults: tuple[Diagnostic, ...]
    unreadable: tuple[ManifestUnreadable, ...]
    files: int

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """Faults that the portal would refuse."""
        return tuple(fault for fault in self.faults if fault.severity is Severity.FAULT)

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What a person should look at."""
        return tuple(fault for fault in self.faults if fault.severity is Severity.WARNING)


def check(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    clock: Clock,
    only: Sequence[str] = (),
    strict: bool = False,
) -> Checked:
    """Loads the manifests and examines the documents; offline."""
    from ipp_bot.preflight import examine

    roots = [workspace.root / root for root in workspace.settings.roots]
    loaded = load(paths, profile=workspace.profile, roots=roots)
    entries = tuple(entry for entry in loaded.entries if not only or entry.ref in only)
    complainants = {
        name: account.complainant for name, account in workspace.settings.accounts.items()
    }
    today = clock.now().astimezone(PORTAL_ZONE).date()
    # What could be read of a faulty entry is judged as well: all its faults are told at once.
    flawed = tuple(entry for entry in loaded.flawed if not only or entry.ref in only)
    found = examine(
        (*entries, *flawed), profile=workspace.profile, complainants=complainants, today=today
    )
    faults = (*loaded.faults, *found)
    if strict:
        faults = tuple(replace(fault, severity=Severity.FAULT) for fault in faults)
    bad = {fault.ref for fault in faults if fault.severity is Severity.FAULT}
    good = tuple(entry for entry in entries if entry.ref not in bad)
    return Checked(good, faults, loaded.unreadable, loaded.files)


@dataclass
class Plan:
    """What submitting would do, filing by filing."""

    decided: list[tuple[Filing, PlanVerdict]] = field(default_factory=list)
    elsewhere: list[Filing] = field(default_factory=list)
    """The same account and ref at another portal address."""
    offered: dict[int, str] = field(default_factory=dict)
    """By filing: the fingerprint of what the manifest says now."""

    def of(self, *verdicts: PlanVerdict) -> list[Filing]:
        """Filings with one of these verdicts."""
        return [filing for filing, verdict in self.decided if verdict in verdicts]


def plan(
    workspace: Workspace,
    ledger: Ledger,
    checked: Checked,
    *,
    amend: bool = False,
    progress: Callable[[int], None] = lambda _done: None,
) -> Plan:
    """Freezes the entries and writes them into the ledger as planned.

    Raises:
        FaultsFound: a document vanished since it was checked.
        SettingsError: an entry names an account that the settings do not have.
    """
    from ipp_bot.ledger import PlanVerdict

    if checked.unreadable:
        raise checked.unreadable[0]
    if not workspace.files.is_dir():
        workspace.files.mkdir(mode=0o700, parents=True)
    for name in {entry.account for entry in checked.entries}:
        workspace.account(name)
    known: dict[tuple[str, int, int, int], FrozenFile] = {}
    planned = []
    for done, entry in enumerate(checked.entries, 1):
        planned.append(_planned(workspace, entry, known))
        progress(done)
    result = Plan(
        ledger.plan(planned, amend=amend, renews=renews, signs_anew=partial(_signs_anew, workspace))
    )
    for (filing, _verdict), offer in zip(result.decided, planned, strict=True):
        result.offered[filing.id] = offer.fingerprint
    by_account: dict[str, list[str]] = {}
    for filing, verdict in result.decided:
        if verdict is PlanVerdict.NEW:
            by_account.setdefault(filing.key.account, []).append(filing.key.ref)
    for account, refs in by_account.items():
        result.elsewhere.extend(ledger.other_origins(account, refs))
    return result


def _planned(
    workspace: Workspace, entry: Entry, known: dict[tuple[str, int, int, int], FrozenFile]
) -> PlannedEntry:
    from ipp_bot.ledger import PlannedEntry

    account = workspace.account(entry.account)
    frozen = freeze(entry, workspace.files, complainant=account.complainant, known=known)
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


def _signs_anew(workspace: Workspace, filing: Filing, entry: PlannedEntry) -> bool:
    """Whether the signed power of attorney that is there now is another one than was sent."""
    from ipp_bot.flows.power_of_attorney import signed_paper

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
    dropped = signed_paper(workspace.hidden / "inbox", filing.key.ref)
    return dropped is not None and sha256(dropped.read_bytes()).hexdigest() not in sent


def refuse_faults(checked: Checked, *, skip_faulty: bool) -> None:
    """FaultsFound, unless what is faulty may be skipped; unreadable files are never skipped."""
    if checked.unreadable:
        raise checked.unreadable[0]
    if checked.errors and not skip_faulty:
        count = len(checked.errors)
        raise FaultsFound(
            f"{count} fault{'s' if count > 1 else ''} in the manifests",
            hint="mend them, or file the rest with --skip-faulty",
            sent=False,
        )
