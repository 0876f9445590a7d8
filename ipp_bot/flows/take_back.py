"""Withdrawing or deleting a filing's record: intent, click in time, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ipp_bot.errors import (
    IppBotError,
    NeedsPerson,
    OutcomeUnknown,
    PortalError,
    RecordGone,
    RetryLater,
)
from ipp_bot.flows import decisions
from ipp_bot.flows.crash_points import CrashPoint, crash_point
from ipp_bot.flows.record_absence import require_gone
from ipp_bot.flows.submission_end import portal_record
from ipp_bot.ledger import NOT_SEEN, Action, Outcome, PortalRecord
from ipp_bot.pages import open_record
from ipp_bot.portal_status import EDITABLE, PortalStatus

if TYPE_CHECKING:
    from ipp_bot.browser import Tab
    from ipp_bot.flows.account_session import AccountSession, ActiveFiling
    from ipp_bot.ledger import Filing, Intent
    from ipp_bot.pages import Record, RecordPage

__all__ = ["Dropped", "mark_vanished", "settle_take_back", "take_back"]


@dataclass(frozen=True, slots=True)
class Dropped:
    """What dropping a record did."""

    filing: Filing
    done: str
    """What was done at the portal, for a sentence."""


async def take_back(
    session: AccountSession,
    filing: ActiveFiling,
    page: RecordPage,
    record: Record,
    *,
    reason: str,
) -> Dropped:
    """Deletes the record if it can be edited, else withdraws it; the filing is given up then.

    What the portal says to the click is not believed: the record is looked at once more.

    Raises:
        OutcomeUnknown: it may have been done; the intent stays open.
        IppBotError: anything else means that nothing was done.
    """
    deadline = session.profile.timings.press_deadline
    action = Action.DELETE if record.status in EDITABLE else Action.WITHDRAW
    crash_point(CrashPoint.BEFORE_DROP_INTENT)
    began = session.clock.monotonic()
    intent = await session.ledger.intend_take_back(
        filing.claim,
        action,
        status=record.status,
        submitted_at=record.submitted_by,
        submissions=record.submissions,
        deadline_seconds=deadline,
        reason=reason,
    )
    crash_point(CrashPoint.AFTER_DROP_INTENT)
    left = began + deadline - session.clock.monotonic()
    try:
        await (page.delete_draft(left) if action is Action.DELETE else page.withdraw(left))
    except OutcomeUnknown as unknown:
        raise await _left_open(session, filing, intent, unknown.message) from unknown
    except IppBotError as error:
        await session.ledger.close_take_back(
            filing.claim, intent, Outcome.NOT_CLICKED, note=error.message
        )
        raise
    crash_point(CrashPoint.AFTER_DROP_CLICK)
    try:
        done = await _seen_done(session, filing, intent, page.tab, confirmed=True)
    except (NeedsPerson, PortalError) as error:
        raise await _left_open(session, filing, intent, error.message) from error
    if done is None:
        text = f"the portal still shows {record.number}"
        raise await _left_open(session, filing, intent, text)
    row = await session.ledger.close_take_back(filing.claim, intent, Outcome.DONE, note=done)
    crash_point(CrashPoint.AFTER_DROPPED)
    return Dropped(row, done)


async def settle_take_back(
    session: AccountSession,
    filing: ActiveFiling,
    intent: Intent,
    tab: Tab,
    *,
    person_saw: bool = False,
) -> Dropped | None:
    """What became of a withdrawal or deletion without an answer; None if it was not done.

    A withdrawal that shows is believed as soon as nobody can click any more; that the record is
    gone, or as it was, only after the settle time. `person_saw`: somebody looked, and it is gone.

    Raises:
        RetryLater: the portal may still be carrying it out; call again later.
        NeedsPerson: nothing shows whether the record is gone; the intent stays open.
    """
    seconds = await session.ledger.settle_wait(intent, session.settle_seconds)
    late = RetryLater(seconds, f"{intent.what_is_known} (record {filing.number})")
    if await session.ledger.settle_wait(intent, 0.0) > 0:
        raise late
    session.progress(filing.ref, f"looking what became of its {intent.action}")
    crash_point(CrashPoint.IN_DROP_SETTLING)
    done = await _seen_done(
        session, filing, intent, tab, has_settled=seconds <= 0, person_saw=person_saw
    )
    if done is None and seconds > 0:
        await session.ledger.attempt(filing.claim, NOT_SEEN)
        raise late
    outcome = Outcome.SETTLED_NOT_DONE if done is None else Outcome.SETTLED_DONE
    row = await session.ledger.close_take_back(
        filing.claim, intent, outcome, note=done or f"the portal still shows {filing.number}"
    )
    filing.claim = replace(filing.claim, filing=row)
    return None if done is None else Dropped(row, done)


async def mark_vanished(session: AccountSession, number: str) -> None:
    """Writes down that the portal has it no more: the registration number may be filed anew."""
    gone = PortalRecord(number=number, status=PortalStatus.VANISHED)
    await session.ledger.upsert_records(session.account.name, [gone])


async def _seen_done(
    session: AccountSession,
    filing: ActiveFiling,
    intent: Intent,
    tab: Tab,
    *,
    has_settled: bool = True,
    confirmed: bool = False,
    person_saw: bool = False,
) -> str | None:
    """What was done, as the portal shows it now; None if it shows the record as it was.

    Before it `has_settled` a record that is not there proves nothing. `confirmed` by the portal, or
    seen by a person, more of what could be a lie of its list is believed.
    """
    number = filing.number or ""
    try:
        page = await open_record(tab, session.portal, number)
        record = await page.read(filing.fields)
    except PortalError as error:
        # Some portals answer with an error where a deleted record was.
        may_be_gone = has_settled and (intent.action is Action.DELETE or person_saw)
        if not (may_be_gone or isinstance(error, RecordGone)):
            raise
        if not has_settled:
            return None
        await require_gone(session, filing, tab, error, confirmed=confirmed, person_saw=person_saw)
        return await _gone(session, intent, number)
    if intent.action is Action.DELETE or record.status != PortalStatus.WITHDRAWN:
        return None
    await decisions.keep(session, tab, record)
    await session.ledger.upsert_records(session.account.name, [portal_record(record)])
    return f"{number} was withdrawn"


async def _gone(session: AccountSession, intent: Intent, number: str) -> str:
    """Writes down that the portal has it no more; what was done, for a sentence."""
    await mark_vanished(session, number)
    if intent.action is Action.DELETE:
        return f"the {intent.status} record {number} was deleted"
    return f"{number} is gone"


async def _left_open(
    session: AccountSession, filing: ActiveFiling, intent: Intent, note: str
) -> OutcomeUnknown:
    """Leaves the intent open, to be settled by a later look; the error to raise."""
    await session.ledger.close_take_back(filing.claim, intent, Outcome.UNKNOWN, note=note)
    wait = await session.ledger.settle_wait(intent, session.settle_seconds)
    return OutcomeUnknown(
        f"{filing.ref}: {intent.what_is_known} (record {filing.number}): {note}",
        hint=f"ipp-bot drop {filing.ref} looks what became of it, in {wait:.0f} s or later",
    )
