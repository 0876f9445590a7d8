"""How a submission ends: by what its record shows, read from the portal once more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ipp_bot.errors import RecordContradicts
from ipp_bot.flows import receipts
from ipp_bot.flows.account_session import fields_of
from ipp_bot.flows.record_comparison import contradictions, not_compared
from ipp_bot.ledger import Outcome, PortalRecord
from ipp_bot.manifest import Frozen
from ipp_bot.portal_status import PortalStatus

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ipp_bot.flows.account_session import AccountSession, ActiveFiling
    from ipp_bot.ledger import Filing, Intent
    from ipp_bot.pages import Record
    from ipp_bot.profile import FormField

__all__ = [
    "close_anew",
    "close_by_record",
    "fields_sent",
    "portal_record",
    "tell_not_compared",
    "was_resubmitted",
]


def was_resubmitted(intent: Intent, record: Record) -> bool:
    """Whether the record shows a submission that it did not show before the click."""
    if record.submissions is not None and intent.submissions is not None:
        return record.submissions > intent.submissions
    about = record.submitted_about
    earliest = record.submitted_at or (None if about is None else about.first)
    if earliest is None:
        return False
    return intent.submitted_at is None or earliest > intent.submitted_at


def fields_sent(session: AccountSession, intent: Intent) -> tuple[FormField, ...]:
    """The fields of the form that the click sent."""
    return fields_of(Frozen.model_validate_json(intent.entry), session.profile)


async def close_by_record(
    session: AccountSession,
    filing: ActiveFiling,
    intent: Intent,
    record: Record,
    outcome: Outcome,
    *,
    submitted_at: datetime,
    pictures: Sequence[str] = (),
    note: str = "",
) -> Filing:
    """Closes a submission that was done, with a receipt, if the record shows what was sent.

    What was sent is what the intent bears; the manifest may say something else by now.

    Raises:
        RecordContradicts: the record shows something else; the intent is closed, and the filing is
            left to a person, without a receipt.
    """
    sent = Frozen.model_validate_json(intent.entry)
    different = contradictions(sent, record, session.profile)
    receipt = receipts.compose(
        session,
        filing.claim.filing,
        sent,
        record,
        fingerprint=intent.fingerprint,
        submitted_at=submitted_at,
        pictures=pictures,
        reconciled=outcome is not Outcome.DONE,
        intent=intent,
    )
    error = _contradiction(filing, different) if different else None
    if error is not None:
        receipt["differences"] = list(different)
    row = await session.ledger.close_intent(
        filing.claim,
        intent,
        outcome if error is None else Outcome.CONTRADICTED,
        submitted_at=submitted_at,
        receipt=receipt,
        note=note if error is None else error.message,
        hint="" if error is None else error.hint,
    )
    tell_not_compared(session, filing, sent, record)
    if outcome is not Outcome.DONE or error or record.status != PortalStatus.PENDING:
        await session.ledger.upsert_records(session.account.name, [portal_record(record)])
        row = await session.ledger.get(row.id)
    filing.claim = replace(filing.claim, filing=row)
    if error is not None:
        raise error
    return row


async def close_anew(
    session: AccountSession, filing: ActiveFiling, intent: Intent, record: Record
) -> Filing:
    """The receipt of a submission that its record contradicted, once it does so no more.

    RecordContradicts while it does.
    """
    sent = Frozen.model_validate_json(intent.entry)
    if different := contradictions(sent, record, session.profile):
        raise _contradiction(filing, different)
    tell_not_compared(session, filing, sent, record)
    submitted_at = record.submitted_at or intent.at
    receipt = receipts.compose(
        session,
        filing.claim.filing,
        sent,
        record,
        fingerprint=intent.fingerprint,
        submitted_at=submitted_at,
        reconciled=True,
        pictures=[receipts.FORM, receipts.CONFIRMATION],
        intent=intent,
    )
    row = await session.ledger.adopt(
        filing.claim, record.number, receipt=receipt, submitted_at=submitted_at
    )
    filing.claim = replace(filing.claim, filing=row)
    return row


def tell_not_compared(
    session: AccountSession, filing: ActiveFiling, sent: Frozen, record: Record
) -> None:
    """Tells, once in a run, what lines of the profile or general words leave open."""
    for one in not_compared(sent, record, session.profile):
        if not one.is_usual and one.text not in session.told_not_compared:
            session.told_not_compared.add(one.text)
            session.progress(filing.ref, f"not compared: {one.text}", notable=True)


def _contradiction(filing: ActiveFiling, different: Sequence[str]) -> RecordContradicts:
    ref, number = filing.ref, filing.number
    return RecordContradicts(
        f"{ref}: it was submitted as {number}, and the record shows something else: "
        f"{'; '.join(different)}",
        hint=f"look at {number} in IPR Management; ipp-bot drop {ref} withdraws it, ipp-bot adopt "
        f"{ref} {number} compares it again; what its page never shows, or never hands out as it "
        "was sent, belongs under `record` of the profile",
        sent=True,
    )


def portal_record(record: Record) -> PortalRecord:
    """A record's own page as the ledger's index takes it."""
    return PortalRecord(
        number=record.number,
        status=record.status,
        type=record.type or None,
        place=record.place or None,
        registration_number=record.values.get("registration_number") or None,
        submitted_at=record.submitted_at,
        submissions=record.submissions,
        reasons=None,
    )
