"""What became of an irreversible click without an answer (docs/design.md, section 5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from ipp_bot.errors import NeedsPerson, RecordGone, RetryLater
from ipp_bot.flows import receipts
from ipp_bot.flows.crash_points import CrashPoint, crash_point
from ipp_bot.flows.drafts_of_clicks import draft_of_click
from ipp_bot.flows.submission_end import close_by_record, fields_sent, was_resubmitted
from ipp_bot.flows.unknown_drafts import unknown_drafts
from ipp_bot.ledger import NOT_SEEN, Action, Outcome, Supervision
from ipp_bot.pages import open_record
from ipp_bot.portal_status import SENT
from ipp_bot.portal_time import TimeSpan
from ipp_bot.reached import RareState, reached

if TYPE_CHECKING:
    from ipp_bot.browser import Tab
    from ipp_bot.flows.account_session import AccountSession, ActiveFiling
    from ipp_bot.ledger import Filing, Intent

__all__ = ["leave_to_person", "reconcile"]


SHORTEST_LOOK = 20.0
"""Seconds: shorter waits are waited for, and looks are never closer together."""
_CLOCKS_DIFFER = timedelta(seconds=2)
"""How far the portal's clock may be off from what its last answer said."""
NEXT_LOOK = 0.1
"""The share of what is left to wait after which a record is looked at again."""


async def reconcile(
    session: AccountSession, filing: ActiveFiling, intent: Intent, tab: Tab
) -> Filing:
    """Closes an open intent by looking at the portal.

    That a submission was done is believed at once, that it was not only after its settle time.

    Raises:
        RetryLater: the portal may still be carrying it out; call again later.
        NeedsPerson: somebody else changed the record meanwhile; the intent stays open.
        RecordContradicts: it was done, and the record shows something else than was sent.
    """
    seconds = await session.ledger.settle_wait(intent, session.settle_seconds)
    if seconds > 0 and not await _may_show_already(session, intent, seconds):
        raise RetryLater(seconds, f"the {intent.action} of {filing.ref} has to settle")
    session.progress(filing.ref, f"looking what became of its {intent.action}")
    crash_point(CrashPoint.IN_RECONCILING)
    if intent.action is Action.SUBMIT:
        row = await _reconcile_submission(session, filing, intent, tab, seconds)
    else:
        row = await _reconcile_first_save(session, filing, intent, tab)
    filing.claim = replace(filing.claim, filing=row)
    return row


async def _may_show_already(session: AccountSession, intent: Intent, seconds: float) -> bool:
    """Whether a look is worth while before the settle time is over, in so many `seconds`.

    Nobody may click any more: a record that shows the submission is then the end of it. A wait as
    short as a few looks take is waited for, and whose draft is whose is never told early.
    """
    if intent.was_confirmed or intent.supervision is Supervision.ATTENDED:
        # The window went with whoever waited at it.
        return True
    if intent.action is not Action.SUBMIT or seconds <= SHORTEST_LOOK:
        return False
    return await session.ledger.settle_wait(intent, 0.0) == 0


async def _note_vain_look(session: AccountSession, filing: ActiveFiling) -> None:
    """The record did not show it now: its lag is longer than that."""
    await session.ledger.attempt(filing.claim, NOT_SEEN)


async def _reconcile_submission(
    session: AccountSession, filing: ActiveFiling, intent: Intent, tab: Tab, seconds: float
) -> Filing:
    """Done if the record's submitted time or count of submissions rose, else not done.

    For so many `seconds` it may not be shown yet: what does not show it then proves nothing.
    """
    # Where a person was to click, the window may close at any time.
    share = 0.0 if intent.supervision is Supervision.ATTENDED else NEXT_LOOK
    late = RetryLater(
        min(seconds, max(SHORTEST_LOOK, seconds * share)),
        f"the record of {filing.ref} does not show its submission yet",
    )
    try:
        page = await open_record(tab, session.portal, filing.number or "")
    except RecordGone as gone:
        if seconds > 0:
            await _note_vain_look(session, filing)
            raise late from gone
        raise await leave_to_person(session, filing, intent, "is no longer at the portal") from gone
    record = await page.read_filed(fields_sent(session, intent))
    if was_resubmitted(intent, record):
        if seconds > 0:
            reached(RareState.SEEN_EARLY)
        if record.status not in SENT:
            raise await leave_to_person(
                session, filing, intent, f"was submitted and is {record.status} now"
            )
        return await close_by_record(
            session,
            filing,
            intent,
            record,
            Outcome.SETTLED_DONE,
            submitted_at=record.submitted_at or intent.at,
            pictures=[receipts.FORM, receipts.CONFIRMATION],
            note=f"the record shows {record.submissions} submissions, {record.submitted_at}",
        )
    if seconds > 0:
        await _note_vain_look(session, filing)
        raise late
    if record.status != intent.status:
        raise await leave_to_person(
            session, filing, intent, f"was {intent.status} before the click and is {record.status}"
        )
    if intent.was_confirmed:
        raise await leave_to_person(
            session, filing, intent, "was confirmed as submitted, and does not show it"
        )
    return await session.ledger.close_intent(
        filing.claim,
        intent,
        Outcome.SETTLED_NOT_DONE,
        note=f"the record is still {record.status} with {record.submissions} submissions",
    )


async def leave_to_person(
    session: AccountSession, filing: ActiveFiling, intent: Intent, why: str
) -> NeedsPerson:
    """Writes down that only a person can say how the submission ended; the error to raise."""
    text = f"{filing.ref}: record {filing.number} {why}, and {intent.what_is_known}"
    hint = (
        f"look at {filing.number} in IPR Management, then ipp-bot adopt {filing.ref} "
        f"{filing.number}, or ipp-bot drop {filing.ref}"
    )
    await session.ledger.close_intent(filing.claim, intent, Outcome.PERSON, note=text, hint=hint)
    return NeedsPerson(text, hint=hint)


async def _clock_difference(session: AccountSession, tab: Tab) -> timedelta:
    """How far the portal's clock is ahead of the ledger's, as this page shows it."""
    now = await session.ledger.now()
    return (tab.portal_now or now) - now


def _time_of_click(intent: Intent, ahead: timedelta) -> TimeSpan:
    """From when to when the click was made, by a clock that is so far ahead of the ledger's."""
    until = intent.at + timedelta(seconds=intent.deadline_seconds)
    return TimeSpan(intent.at + ahead - _CLOCKS_DIFFER, until + ahead + _CLOCKS_DIFFER)


def _is_alike(one: Intent, other: Intent) -> bool:
    return (one.type, one.place) == (other.type, other.place)


async def _reconcile_first_save(
    session: AccountSession, filing: ActiveFiling, intent: Intent, tab: Tab
) -> Filing:
    """Takes the empty draft that the click made, where nobody else can have made it.

    An empty draft alone proves nothing. It is taken only if the portal shows that it was made in
    the seconds of the click, a request left after that, and each other new draft is explained by
    another click, in whose seconds it was made: else somebody else is at work in the account.
    Where somebody else is known to file for it, the draft of a request that got no answer
    is not taken either. What is not taken is left as it is.
    """
    adoption = await session.ledger.begin_adoption(filing.claim, intent, session.settle_seconds)
    try:
        crash_point(CrashPoint.IN_ADOPTION)
        drafts = await unknown_drafts(
            session,
            tab,
            known_mark=intent.known_mark,
            type=intent.type,
            place=intent.place,
            fields=session.profile.form(filing.frozen.form).fields,
        )
        candidates, unexplained = drafts.candidates, drafts.others
        ahead = await _clock_difference(session, tab)
        alike = [one for one in adoption.others if _is_alike(one, intent)]
        number, why = draft_of_click(
            _time_of_click(intent, ahead),
            drafts.created,
            sent=[_time_of_click(one, ahead) for one in alike if one.was_sent],
            perhaps=[_time_of_click(one, ahead) for one in alike if not one.was_sent],
        )
        of_other_kinds = sum(one.was_sent and one not in alike for one in adoption.others)
        explained = len(unexplained) <= of_other_kinds
        # A worker that died while the portal answered has left its draft; one that saw its request
        # get no answer may have left none, and the draft may be that of whoever else files.
        shared = intent.outcome is Outcome.UNKNOWN and await session.ledger.others_file(
            session.account.name
        )
        if number and not shared and intent.was_sent and explained:
            return await session.ledger.close_intent(
                filing.claim,
                intent,
                Outcome.SETTLED_DONE,
                number=number,
                note=f"adopted {number}, the empty draft that its first save left",
            )
        note = "no draft came of it"
        if candidates:
            why = why or "more drafts than clicks"
            if not intent.was_sent:
                why = "nothing was seen to be sent"
            elif shared:
                why = "somebody else files for this account"
            note = f"left alone, {why}: {', '.join((*candidates, *unexplained))}"
            session.progress(filing.ref, f"begun afresh; {note}")
        return await session.ledger.close_intent(
            filing.claim,
            intent,
            Outcome.SETTLED_NOT_DONE,
            note=note,
        )
    finally:
        await session.ledger.end_adoption(adoption)
