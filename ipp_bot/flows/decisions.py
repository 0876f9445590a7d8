"""What the portal decided about a filing of ours: its words and a picture, beside the receipt."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from ipp_bot.atomic_write import write_atomically
from ipp_bot.errors import PortalError
from ipp_bot.ledger import ProofKind
from ipp_bot.portal_status import NOT_DECIDED
from ipp_bot.site.playwright_errors import translated

if TYPE_CHECKING:
    from ipp_bot.browser import Tab
    from ipp_bot.flows.account_session import AccountSession
    from ipp_bot.pages import Record

__all__ = ["keep"]


async def keep(session: AccountSession, tab: Tab, record: Record) -> None:
    """Keeps a decision that the ledger does not know yet, if a filing of ours has the record.

    What cannot be kept, for a full disk or a page that goes away, is told and stops nobody.
    """
    if record.status in NOT_DECIDED:
        return
    known = await session.ledger.record(session.account.name, record.number)
    if known is None or known.owner_filing_id is None or known.status == record.status:
        return
    filing = await session.ledger.get(known.owner_filing_id)
    folder = session.folders.receipt(session.account.name, filing.key.ref)
    stem = f"decision-{record.number}-{record.status.replace(' ', '-')}"
    stem += f"-{(tab.portal_now or session.clock.now()):%Y%m%dT%H%M%SZ}"
    try:
        with translated("keeping a decision"):
            words = await session.evidence.words(tab)
            picture = await session.evidence.picture(tab, stem, full_page=True, folder=folder)
        await session.ledger.run_in_thread(write_atomically, folder / f"{stem}.txt", words)
        image = await session.ledger.run_in_thread(picture.read_bytes)
    except (PortalError, OSError) as error:
        session.progress(filing.key.ref, f"its decision could not be kept: {error}", notable=True)
        return
    await session.ledger.add_proof(
        filing.id,
        ProofKind.DECISION,
        {
            "number": record.number,
            "status": record.status,
            "before": known.status,
            "reasons": [[each.field, each.message] for each in record.reasons],
            "files": {
                picture.name: hashlib.sha256(image).hexdigest(),
                f"{stem}.txt": hashlib.sha256(words.encode()).hexdigest(),
            },
        },
    )
