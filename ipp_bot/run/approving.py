"""Which filings wait for an approval, and with which papers an entry is confirmed or approved."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from ipp_bot.errors import NotApproved
from ipp_bot.manifest import Frozen, freeze
from ipp_bot.manifest.signed_files import signed_poa_file

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipp_bot.ledger import Filing, Ledger
    from ipp_bot.manifest import Entry
    from ipp_bot.workspace import Workspace

__all__ = ["keep_confirmation", "require_approval", "signed_paper", "unapproved"]


def signed_paper(workspace: Workspace, filing: Filing) -> str | None:
    """SHA-256 of the signed power of attorney that would be sent; "" while one is awaited.

    None where the filing needs none.
    """
    poa = Frozen.model_validate_json(filing.entry).poa
    if poa is None:
        return None
    if poa.file is not None and not poa.from_inbox:
        return poa.file.sha256
    dropped = signed_poa_file(workspace.inbox, filing.key.ref)
    if dropped is not None:
        return hashlib.sha256(dropped.read_bytes()).hexdigest()
    return "" if poa.file is None else poa.file.sha256


def unapproved(
    workspace: Workspace, ledger: Ledger, filings: Iterable[Filing]
) -> dict[int, NotApproved]:
    """By filing that waits for an approval and for nothing else: why.

    One that still awaits its signed power of attorney goes on until it has it, and one whose last
    click has no answer yet is looked up first.
    """
    rule = ledger.approval_rule()
    if rule is None or not rule.required:
        return {}
    wanted = [each for each in filings if signed_paper(workspace, each) != ""]
    found = ledger.unapproved(wanted, lambda filing: signed_paper(workspace, filing))
    refs = {filing.id: filing.key.ref for filing in wanted}
    return {
        number: NotApproved(
            f"{refs[number]}: {why}", hint=f"ipp-bot approve {refs[number]}", sent=False
        )
        for number, why in found.items()
        if ledger.open_intent(number) is None
    }


def require_approval(workspace: Workspace, ledger: Ledger, filing: Filing) -> None:
    """NotApproved if nobody may submit the filing now, a person by hand neither."""
    found = ledger.unapproved([filing], lambda each: signed_paper(workspace, each))
    if filing.id in found:
        ref = filing.key.ref
        raise NotApproved(f"{ref}: {found[filing.id]}", hint=f"ipp-bot approve {ref}", sent=False)


def keep_confirmation(workspace: Workspace, ledger: Ledger, entry: Entry) -> None:
    """Keeps in the ledger that the actor compared this content of the entry with its papers.

    An entry that names no account yet cannot be planned either: it is confirmed again then.
    """
    if not entry.account:
        return
    complainant = workspace.account(entry.account).complainant
    frozen = freeze(entry, None, complainant=complainant)
    signed = "" if frozen.poa is None or frozen.poa.file is None else frozen.poa.file.sha256
    ledger.confirm(entry.account, entry.ref, fingerprint=frozen.fingerprint(), signed_poa=signed)
