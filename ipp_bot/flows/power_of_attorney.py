"""The power of attorney: template out, signed document back in (docs/design.md, section 4)."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from ipp_bot.errors import PageBroken
from ipp_bot.flows.crash_points import CrashPoint, crash_point
from ipp_bot.ledger import State
from ipp_bot.manifest import freeze_file
from ipp_bot.preflight import examine_document

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ipp_bot.flows.account_session import AccountSession, ActiveFiling
    from ipp_bot.manifest import FrozenFile
    from ipp_bot.pages import Details

__all__ = ["Paper", "fetch_template", "signed_paper", "take_signed"]

SUFFIXES = (".pdf", ".png", ".jpg", ".jpeg")


class Paper:
    """Whether the signed paper is there, and if not, why the filing waits."""

    def __init__(self, waits: str = "", refused: Sequence[str] = ()) -> None:
        self.waits = waits
        self.refused = tuple(refused)
        """Hashes of signed files that were made from other content; never taken again."""


def signed_paper(inbox: Path, ref: str) -> Path | None:
    """The signed file that was dropped for this ref, if there is one."""
    return next(iter(_papers(inbox, ref)), None)


def _papers(inbox: Path, ref: str) -> list[Path]:
    """All files that were dropped for it."""
    names = (f"{ref}{end}" for suffix in SUFFIXES for end in (suffix, suffix.upper()))
    found = [inbox / name for name in names if (inbox / name).is_file()]
    # On some disks `.pdf` and `.PDF` are one file.
    return list({(path.stat().st_dev, path.stat().st_ino): path for path in found}.values())


async def take_signed(session: AccountSession, filing: ActiveFiling) -> Paper:
    """Takes the signed file, from the manifest or the inbox, if it was made from this content."""
    poa = filing.frozen.poa
    if poa is None:
        return Paper()
    row = filing.claim.filing
    refused: tuple[str, ...] = tuple((row.poa_fields or {}).get("refused", ()))
    signed, wrong = (poa.file, "") if poa.file else await _dropped(session, filing.ref)
    if signed is None:
        return Paper(wrong or "no signed power of attorney yet", refused)
    template = session.folders.poa / f"{filing.ref}.pdf"
    if template.is_file() and sha256(template.read_bytes()).hexdigest() == signed.sha256:
        filing.frozen = filing.frozen.with_poa_file(None)
        return Paper(f"{signed.name} is the template itself, which nobody has signed", refused)
    now = filing.frozen.poa_fields_hash()
    if signed.sha256 in refused or (row.poa_fields_hash or now) != now:
        filing.frozen = filing.frozen.with_poa_file(None)
        return Paper(
            f"what the template was made from has changed; the signed file {signed.name} is not "
            "used",
            tuple(dict.fromkeys((*refused, signed.sha256))),
        )
    filing.frozen = filing.frozen.with_poa_file(signed)
    return Paper()


async def _dropped(session: AccountSession, ref: str) -> tuple[FrozenFile | None, str]:
    """The signed file from the inbox, or what is wrong with it."""
    papers = _papers(session.folders.inbox, ref)
    if not papers:
        return None, ""
    if len({sha256(paper.read_bytes()).digest() for paper in papers}) > 1:
        names = " and ".join(paper.name for paper in papers)
        return None, f"{names} are different papers; leave the signed one only"
    path = papers[0]
    findings = await session.ledger.run_in_thread(examine_document, path, profile=session.profile)
    for finding in findings:
        if not finding.is_warning:
            return None, f"{path.name} {finding.message}; {finding.hint}"
    return await session.ledger.run_in_thread(freeze_file, path, session.folders.files), ""


async def fetch_template(
    session: AccountSession, filing: ActiveFiling, details: Details, paper: Paper
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
    crash_point(CrashPoint.AFTER_TEMPLATE)
    row = await session.ledger.set_state(
        filing.claim,
        State.AWAITING_POA,
        reason=paper.waits,
        hint=f"have {template} signed, save it as {session.folders.inbox / filing.ref}.pdf "
        "(or .png, .jpg), then ipp-bot submit",
        poa_fields_hash=filing.frozen.poa_fields_hash(),
        poa_fields={"refused": list(paper.refused)},
    )
    filing.claim = replace(filing.claim, filing=row)
