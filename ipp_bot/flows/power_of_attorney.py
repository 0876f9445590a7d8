"""The power of attorney: template out, signed document back in (docs/design.md, section 4)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from ipp_bot.errors import PageBroken
from ipp_bot.flows.crash_points import CrashPoint, crash_point
from ipp_bot.ledger import State
from ipp_bot.manifest import freeze_file, path_of
from ipp_bot.manifest.signed_files import signed_poa_files
from ipp_bot.preflight import examine_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.flows.account_session import AccountSession, ActiveFiling
    from ipp_bot.manifest import FrozenFile
    from ipp_bot.pages import Details

__all__ = ["UNSIGNED", "SignedPoa", "fetch_template", "take_signed_poa"]

UNSIGNED = "no signed power of attorney yet"
"""Why a filing waits whose signed paper nobody has put into the inbox."""


class SignedPoa:
    """Whether the signed copy is there, and if not, why the filing waits."""

    def __init__(self, waits: str = "", refused: Sequence[str] = ()) -> None:
        self.waits = waits
        self.refused = tuple(refused)
        """Hashes of signed files that were made from other content; never taken again."""


async def take_signed_poa(session: AccountSession, filing: ActiveFiling) -> SignedPoa:
    """Takes the signed file, from the manifest or the inbox, if it was made from this content."""
    poa = filing.frozen.poa
    if poa is None:
        return SignedPoa()
    row = filing.claim.filing
    refused: tuple[str, ...] = tuple((row.poa_fields or {}).get("refused", ()))
    by_inbox = poa.file is None or poa.from_inbox
    signed, wrong = await _from_inbox(session, filing) if by_inbox else (poa.file, "")
    if signed is None:
        filing.frozen = filing.frozen.with_poa_file(None)
        return SignedPoa(wrong or UNSIGNED, refused)
    template = session.folders.poa / f"{filing.ref}.pdf"
    if template.is_file() and sha256(template.read_bytes()).hexdigest() == signed.sha256:
        filing.frozen = filing.frozen.with_poa_file(None)
        return SignedPoa(f"{signed.name} is the template itself, which nobody has signed", refused)
    now = filing.frozen.poa_fields_hash()
    if signed.sha256 in refused or (row.poa_fields_hash or now) != now:
        filing.frozen = filing.frozen.with_poa_file(None)
        return SignedPoa(
            f"what the template was made from has changed; the signed file {signed.name} is not "
            "used",
            tuple(dict.fromkeys((*refused, signed.sha256))),
        )
    filing.frozen = filing.frozen.with_poa_file(signed, from_inbox=by_inbox)
    entry = filing.frozen.model_dump_json()
    if entry != row.entry:  # what is uploaded is in the ledger before
        row = await session.ledger.update_entry(
            filing.claim, entry_json=entry, fingerprint=filing.frozen.fingerprint()
        )
        filing.claim = replace(filing.claim, filing=row)
    return SignedPoa()


async def _from_inbox(
    session: AccountSession, filing: ActiveFiling
) -> tuple[FrozenFile | None, str]:
    """The signed file from the inbox, or what is wrong with it."""
    files = signed_poa_files(session.folders.inbox, filing.ref)
    if not files:
        return None, ""
    if len({sha256(file.read_bytes()).digest() for file in files}) > 1:
        names = " and ".join(file.name for file in files)
        return None, f"{names} are different papers; leave the signed one only"
    path = files[0]
    findings = await session.ledger.run_in_thread(examine_document, path, profile=session.profile)
    for finding in findings:
        if not finding.is_warning:
            return None, f"{path.name} {finding.message}; {finding.hint}"
    frozen = await session.ledger.run_in_thread(freeze_file, path, session.folders.files)
    copy = path_of(session.folders.files, frozen)
    row = filing.claim.filing
    differs = await asyncio.to_thread(session.compare_poa, row, filing.frozen, copy)
    return (None, f"{path.name}: {differs}") if differs else (frozen, "")


async def fetch_template(
    session: AccountSession, filing: ActiveFiling, details: Details, signed_poa: SignedPoa
) -> None:
    """Saves the portal's template for this very content; the filing waits for the signature."""
    session.progress(filing.ref, "fetching the power of attorney's template")
    block = await details.power_of_attorney()
    if block is None:
        raise PageBroken(f"{filing.ref}: the form shows no power of attorney block", sent=False)
    # From the one the person takes the template, into the other goes the signed copy.
    for folder in (session.folders.poa, session.folders.inbox):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    template = await block.download_template(session.folders.poa / f"{filing.ref}.pdf")
    made_from = filing.frozen.poa_fields_hash()
    await asyncio.to_thread(session.print_code, filing.claim.filing.key, made_from, template)
    crash_point(CrashPoint.AFTER_TEMPLATE)
    row = await session.ledger.set_state(
        filing.claim,
        State.AWAITING_POA,
        reason=signed_poa.waits,
        hint=f"have {template} signed, save it as {session.folders.inbox / filing.ref}.pdf "
        "(or .png, .jpg), then ipp-bot submit",
        poa_fields_hash=made_from,
        poa_fields={"refused": list(signed_poa.refused)},
    )
    filing.claim = replace(filing.claim, filing=row)
