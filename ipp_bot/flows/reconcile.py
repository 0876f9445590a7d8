"""What became of an irreversible click without an answer (docs/design.md, section 5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ipp_bot.errors import NeedsPerson, RecordGone, RetryLater
from ipp_bot.flows import receipts, record_index
from ipp_bot.flows.crash_points import CrashPoint, crash_point
from ipp_bot.ledger import Action, Outcome
from ipp_bot.pages import IprManagement, open_record
from ipp_bot.portal_status import SENT, PortalStatus

if TYPE_CHECKING:
    from ipp_bot.browser import Tab
    from ipp_bot.flows.account_session import AccountSession, ActiveFiling
    from ipp_bot.ledger import Filing, Intent
    from ipp_bot.pages import ListedRecord, Record

__all__ = ["leave_to_person", "reconcile", "was_resubmitted"]


async def reconcile(
    session: AccountSession, filing: ActiveFiling, intent: Intent, tab: Tab
) -> Filing:
    """Closes an open intent by looking at the portal; never before its settle time is over.

    Raises:
        RetryLater: the portal may still be carrying it out; call again later.
        NeedsPerson: somebody else changed the record meanwhile; the intent stays open.
    """
    seconds = await session.ledger.settle_wait(intent, session.settle_seconds)
    if seconds > 0:
        raise RetryLater(seconds, f"the {intent.action} of {filing.ref} has to settle")
    session.progress(filing.ref, f"looking what became of its {intent.action}")
    crash_point(CrashPoint.IN_RECONCILING)
    if intent.action is Action.SUBMIT:
        row = await _reconcile_submission(session, filing, intent, tab)
    else:
        row = await _reconcile_first_save(session, filing, intent, tab)
    filing.claim = replace(filing.claim, filing=row)
    return row


async def _reconcile_submission(
    session: AccountSession, filing: ActiveFiling, intent: Intent, tab: Tab
) -> Filing:
    """Done if the record's submitted time or count of submissions rose, else not done."""
    try:
        page = await open_record(tab, session.portal, filing.number or "")
    except RecordGone as gone:
        raise await leave_to_person(session, filing, intent, "is no longer at the portal") from gone
    record = await page.read()
    if was_resubmitted(intent, record):
        if record.status not in SENT:
            raise await leave_to_person(
                session, filing, intent, f"was submitted and is {record.status} now"
            )
        receipt = receipts.compose(
            session,
            filing.claim.filing,
            filing.frozen,
            submitted_at=record.submitted_at or intent.at,
            reconciled=True,
            pictures=[receipts.FORM],
        )
        return await session.ledger.close_intent(
            filing.claim,
            intent,
            Outcome.SETTLED_DONE,
            submitted_at=record.submitted_at,
            receipt=receipt,
            note=f"the record shows {record.submissions} submissions, {record.submitted_at}",
        )
    if record.status != intent.status:
        raise await leave_to_person(
            session, filing, intent, f"was {intent.status} before the press and is {record.status}"
        )
    return await session.ledger.close_intent(
        filing.claim,
        intent,
        Outcome.SETTLED_NOT_DONE,
        note=f"the record is still {record.status} with {record.submissions} submissions",
    )


def was_resubmitted(intent: Intent, record: Record) -> bool:
    """Whether the record shows a submission that it did not show before the click."""
    if record.submissions is not None and intent.submissions is not None:
        return record.submissions > intent.submissions
    if record.submitted_at is None:
        return False
    return intent.submitted_at is None or record.submitted_at > intent.submitted_at


async def leave_to_person(
    session: AccountSession, filing: ActiveFiling, intent: Intent, why: str
) -> NeedsPerson:
    """Writes down that only a person can say how the submission ended; the error to raise."""
    text = f"{filing.ref}: record {filing.number} {why}, and its submission got no answer"
    hint = (
        f"look at {filing.number} in IPR Management, then ipp-bot adopt {filing.ref} "
        f"{filing.number}, or ipp-bot drop {filing.ref}"
    )
    await session.ledger.close_intent(filing.claim, intent, Outcome.PERSON, note=text, hint=hint)
    return NeedsPerson(text, hint=hint)


async def _reconcile_first_save(
    session: AccountSession, filing: ActiveFiling, intent: Intent, tab: Tab
) -> Filing:
    """Takes the empty draft that the click made, if there are no more of them than such clicks."""
    adoption = await session.ledger.begin_adoption(filing.claim, intent, session.settle_seconds)
    try:
        crash_point(CrashPoint.IN_ADOPTION)
        candidates = await _adoptable_drafts(session, filing, intent, tab)
        if 0 < len(candidates) <= adoption.open_intents:
            return await session.ledger.close_intent(
                filing.claim,
                intent,
                Outcome.SETTLED_DONE,
                number=candidates[-1],
                note=f"adopted {candidates[-1]}, the empty draft that its first save left",
            )
        note = "no draft came of it"
        if candidates:
            note = f"left alone, more drafts than presses: {', '.join(candidates)}"
        return await session.ledger.close_intent(
            filing.claim,
            intent,
            Outcome.SETTLED_NOT_DONE,
            note=note,
        )
    finally:
        await session.ledger.end_adoption(adoption)


async def _adoptable_drafts(
    session: AccountSession, filing: ActiveFiling, intent: Intent, tab: Tab
) -> list[str]:
    """Empty drafts of that type and place that are no filing's and newer than the intent."""
    management = await IprManagement.open(tab, session.portal)
    await management.show(status=PortalStatus.DRAFT, everything=True)
    drafts: list[ListedRecord] = [row async for row in management.all_rows()]
    await session.ledger.upsert_records(
        session.account.name,
        [record_index.record_of(row) for row in drafts],
    )
    unknown = await session.ledger.unknown_records(
        session.account.name,
        intent.known_mark,
        [row.number for row in drafts if _is_alike(row, intent)],
    )
    fields = session.profile.form(filing.frozen.form).fields
    empty = []
    for number in unknown:
        record = await (await open_record(tab, session.portal, number)).read(fields)
        if record.status == PortalStatus.DRAFT and record.empty:
            empty.append(number)
    return empty


def _is_alike(row: ListedRecord, intent: Intent) -> bool:
    same_place = not row.place or row.place == intent.place
    return row.type == intent.type and same_place
