"""The proof of one submission: receipt.json and the pictures beside it."""

from __future__ import annotations

import asyncio
import hashlib
import json
from contextlib import asynccontextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipp_bot import __version__
from ipp_bot.atomic_write import write_atomically
from ipp_bot.errors import PortalError
from ipp_bot.flows.edited_entry import edits_of
from ipp_bot.flows.record_comparison import not_compared
from ipp_bot.ledger import ProofKind, State, Supervision
from ipp_bot.reached import RareState, reached
from ipp_bot.receipt_folder import CONFIRMATION, FORM, RECEIPT, put_aside, read
from ipp_bot.site.playwright_errors import translated

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from datetime import datetime

    from ipp_bot.browser import Tab
    from ipp_bot.flows.account_session import AccountSession, ActiveFiling
    from ipp_bot.ledger import Filing, Intent, Ledger
    from ipp_bot.manifest import Frozen
    from ipp_bot.pages import Record

__all__ = [
    "CONFIRMATION",
    "FORM",
    "archive_earlier",
    "compose",
    "number_on_file",
    "picture",
    "picture_meanwhile",
    "write",
    "write_missing",
]


async def picture(session: AccountSession, filing: ActiveFiling, tab: Tab, name: str) -> None:
    """A picture of the page beside the receipt.

    Raises:
        PortalError: the browser could not take it.
    """
    stem = Path(name).stem
    folder = session.folders.receipt(session.account.name, filing.ref)
    with translated("taking a picture"):
        await session.evidence.picture(tab, stem, full_page=name == FORM, folder=folder)


@asynccontextmanager
async def picture_meanwhile(
    session: AccountSession, filing: ActiveFiling, tab: Tab, name: str, *, needed: bool = True
) -> AsyncIterator[None]:
    """Takes it while the body runs, which changes nothing of the page.

    One that is not `needed` may come to nothing.
    """
    taking = asyncio.ensure_future(picture(session, filing, tab, name))
    try:
        yield
    except BaseException:
        taking.cancel()
        await asyncio.gather(taking, return_exceptions=True)
        raise
    with nullcontext() if needed else suppress(PortalError, OSError):
        await taking


def compose(
    session: AccountSession,
    filing: Filing,
    frozen: Frozen,
    record: Record,
    *,
    fingerprint: str,
    submitted_at: datetime,
    pictures: Sequence[str] = (),
    reconciled: bool = False,
    intent: Intent | None = None,
) -> dict[str, Any]:
    """What the ledger keeps of a submission, and what receipt.json says.

    `fields` and `files` are what was sent, `record` is what the portal's record showed of it then.
    `not_compared` is what the record does not tell.
    `intent` is that of ipp-bot's own submission, or of a person's click in its window. What was
    changed there is not on the picture of the form, which is left out then.
    """
    supervision = {} if intent is None else _supervision(filing, intent)
    if "edited" in supervision:
        pictures = [name for name in pictures if name != FORM]
    return {
        "receipt": 1,
        "number": filing.number,
        "ref": filing.key.ref,
        "account": session.account.name,
        "complainant": session.account.complainant,
        "origin": filing.key.origin,
        "type": frozen.type,
        "place": frozen.place,
        "title": frozen.title,
        "registration_number": frozen.registration_number or filing.registration_number,
        "holder": frozen.holder,
        "fingerprint": fingerprint,
        "planned_at": filing.created_at.isoformat(),
        "submitted_at": submitted_at.isoformat(),
        "recorded_at": session.clock.now().isoformat(),
        "reconciled": reconciled,
        **supervision,
        "fields": dict(frozen.values),
        "files": [
            {"slot": slot, "name": copy.name, "size": copy.size, "sha256": copy.sha256}
            for slot, copies in frozen.uploads().items()
            for copy in copies
        ],
        "record": {
            "read_at": session.clock.now().isoformat(),
            "status": record.status,
            "submitted_at": None if (at := record.submitted_at) is None else at.isoformat(),
            "submissions": record.submissions,
            "fields": dict(record.texts),
            "files": [
                {"slot": slot, "name": file.name, "size": file.size, "exact": file.exact}
                for slot, files in record.attachments.items()
                for file in files
            ],
        },
        "not_compared": [one.text for one in not_compared(frozen, record, session.profile)],
        "pictures": list(pictures),
        "version": __version__,
    }


def _supervision(filing: Filing, intent: Intent) -> dict[str, Any]:
    """Who clicked, and what a person changed before; nothing where ipp-bot did, as is usual."""
    match intent.supervision:
        case Supervision.ATTENDED:
            edits = edits_of(filing, intent)
            return {"attended": True, **({"edited": edits} if edits else {})}
        case Supervision.OVERRIDDEN:
            return {"unattended": True}
        case Supervision.ALONE:
            return {}


async def archive_earlier(session: AccountSession, ref: str) -> None:
    """Puts the receipt and the pictures of an earlier submission into a folder of their own.

    The ref may have been dropped and filed anew, amended, or filed at another portal.
    """
    folder = session.folders.receipt(session.account.name, ref)
    if (folder / RECEIPT).is_file():
        await session.ledger.run_in_thread(put_aside, folder)


def number_on_file(session: AccountSession, ref: str) -> tuple[Path, str] | None:
    """The receipt of an earlier submission of this ref at this portal, and the record's number."""
    path = session.folders.receipt(session.account.name, ref) / RECEIPT
    if not path.is_file():
        return None
    receipt = read(path)
    number = str(receipt.get("number") or "")
    here = receipt.get("origin") in {session.ledger.origin, *session.origins}
    return (path, number) if number and here else None


async def write(session: AccountSession, filing: Filing) -> None:
    """receipt.json as the ledger has it; written whole or not at all.

    What was submitted stays so where there is no room for the file: the next run writes it.
    """
    if filing.receipt is None:
        raise ValueError(f"{filing.key.ref}: nothing proves its submission")
    folder = session.folders.receipt(session.account.name, filing.key.ref)
    try:
        pictures = await session.ledger.run_in_thread(_write, folder, dict(filing.receipt))
        await session.ledger.add_proof(filing.id, ProofKind.PICTURES, pictures)
    except OSError as error:
        text = f"its receipt could not be written ({error.strerror}); the next run writes it"
        session.progress(filing.key.ref, text)


def write_missing(ledger: Ledger, folder: Path) -> int:
    """Writes each receipt.json that a process of this machine did not live to write.

    The picture of the form, which is taken before the click, tells that it was this machine's.
    """
    written = 0
    for mine in folder.glob("*/*"):
        if (mine / RECEIPT).is_file():
            continue
        filing = ledger.find(mine.parent.name, mine.name)
        if filing is not None and filing.state is State.SUBMITTED and filing.receipt:
            pictures = _write(mine, dict(filing.receipt))
            ledger.add_proof(filing.id, ProofKind.PICTURES, pictures)
            written += 1
            reached(RareState.RECEIPT_LATER)
    return written


def _write(folder: Path, receipt: dict[str, Any]) -> dict[str, Any]:
    """Writes it, with the pictures that are there; which receipt it is, and their hashes."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    receipt["pictures"] = [
        name for name in receipt.get("pictures", ()) if (folder / name).is_file()
    ]
    write_atomically(folder / RECEIPT, f"{json.dumps(receipt, ensure_ascii=False, indent=2)}\n")
    hashes = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in receipt["pictures"]
    }
    return {"of": receipt.get("previous", ""), "files": hashes}
