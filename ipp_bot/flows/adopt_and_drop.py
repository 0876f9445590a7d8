"""What a person decided about a record: take it over for a filing, or give it up."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from ipp_bot.errors import (
    NeedsPerson,
    PortalError,
    RecordContradicts,
    RecordGone,
    Refused,
    RetryLater,
)
from ipp_bot.flows import receipts
from ipp_bot.flows.account_session import ActiveFiling
from ipp_bot.flows.reconcile import leave_to_person
from ipp_bot.flows.record_absence import require_gone
from ipp_bot.flows.record_comparison import bears_nothing_else, contradictions
from ipp_bot.flows.same_ipr import check_same_ipr
from ipp_bot.flows.submission_end import (
    close_by_record,
    portal_record,
    tell_not_compared,
    was_resubmitted,
)
from ipp_bot.flows.take_back import (
    Dropped,
    mark_vanished,
    settle_take_back,
    take_back,
)
from ipp_bot.ledger import Action, Outcome, State
from ipp_bot.manifest import Frozen
from ipp_bot.pages import open_record
from ipp_bot.portal_status import APPROVED_ONCE, EDITABLE, SENT, UNSENT, PortalStatus

if TYPE_CHECKING:
    from ipp_bot.browser import Tab
    from ipp_bot.flows.account_session import AccountSession
    from ipp_bot.ledger import Claim, Filing, Intent
    from ipp_bot.pages import Record

__all__ = ["Dropped", "adopt_record", "drop_record"]


async def adopt_record(
    session: AccountSession,
    claim: Claim,
    number: str,
    tab: Tab,
    *,
    as_it_is: bool = False,
    was_watched: bool = False,
) -> Filing:
    """Makes the record the filing's own, if its page shows the same IPR.

    A submission without an answer is settled by what the record shows, as `submit` does it. Where
    that does not tell, the first `adopt` asks the person to look, and the next one is the answer.
    One that was sent counts as submitted only if its whole content is the manifest's, or if the
    person takes it `as_it_is`; the receipt then bears the differences. With `was_watched` it
    says that a person was watched filing it.

    Raises:
        Refused: the portal has no such record, or it is of another type, place or registration.
        NeedsPerson: the record changed, but not by the submission that got no answer; or it was
            sent with other content.
        RetryLater: a submission of the filing has not settled yet.
    """
    filing = ActiveFiling.of(claim, session.profile)
    intent = await session.ledger.open_intent(claim.filing.id)
    if intent is not None and intent.action.takes_back:
        raise Refused(
            f"{filing.ref}: {intent.what_is_known} (record {filing.number})",
            hint=f"ipp-bot submit --only {filing.ref} finds out what became of it",
        )
    if intent is not None and intent.action is not Action.SUBMIT:
        intent = None  # the ledger settles a first save by the number that the person named
    if intent is not None:
        if filing.number != number:
            raise Refused(
                f"{filing.ref}: {intent.what_is_known} (record {filing.number})",
                hint=f"ipp-bot submit --only {filing.ref} finds out what became of it",
                sent=False,
            )
        await _check_settled(session, intent)
    try:
        page = await open_record(tab, session.portal, number)
    except RecordGone as gone:
        raise Refused(f"the portal lists no record {number}", sent=False) from gone
    record = await page.read_filed(filing.fields)
    check_same_ipr(filing, record, session.profile, trusts_words=as_it_is or was_watched)
    await _store_record(session, record)
    if intent is None:
        return await _adopt_settled(
            session, filing, record, as_it_is=as_it_is, was_watched=was_watched
        )
    done = was_resubmitted(intent, record)
    if not done and record.status != intent.status:
        if intent.outcome is not Outcome.PERSON:
            text = f"was {intent.status} before the click and is {record.status}"
            raise await leave_to_person(session, filing, intent, text)
        done = _must_have_been_sent(intent, record)
    return await _close_submission(session, filing, intent, record, done=done)


async def _adopt_settled(
    session: AccountSession,
    filing: ActiveFiling,
    record: Record,
    *,
    as_it_is: bool,
    was_watched: bool,
) -> Filing:
    """Adopts a record that no open click is about: as a draft, or as submitted, with a receipt."""
    frozen, number = filing.frozen, record.number
    if record.status in UNSENT:
        return await session.ledger.adopt(filing.claim, number)
    different = contradictions(frozen, record, session.profile)
    own = filing.number == number and filing.claim.filing.state is not State.SUBMITTED
    if different and not as_it_is:
        if record.status in EDITABLE or (own and record.status in APPROVED_ONCE):
            # What it shows was sent before: the manifest's content is still to be sent.
            return await session.ledger.adopt(filing.claim, number)
        raise NeedsPerson(
            f"{filing.ref}: record {number} is {record.status} and shows something else than the "
            f"manifest: {'; '.join(different)}",
            hint=f"look at it at the portal; ipp-bot adopt {filing.ref} {number} --as-it-is takes "
            "it all the same",
            sent=False,
        )
    tell_not_compared(session, filing, frozen, record)
    receipt = receipts.compose(
        session,
        filing.claim.filing,
        frozen,
        record,
        fingerprint=filing.claim.filing.fingerprint,
        submitted_at=record.submitted_at or session.clock.now(),
        reconciled=True,
    ) | {"number": number}
    if was_watched:
        receipt["by_hand"] = True
    if different:
        receipt["differences"] = list(different)
    row = await session.ledger.adopt(
        filing.claim, number, receipt=receipt, submitted_at=record.submitted_at
    )
    await receipts.write(session, row)
    return row


async def drop_record(
    session: AccountSession, claim: Claim, tab: Tab, *, reason: str, person_saw: bool = False
) -> Dropped:
    """Deletes the filing's draft or withdraws its record, then forgets the number.

    One that got no answer before is settled first, and repeated only where it was not done.
    `person_saw`: somebody looked, and the portal has it no more; then nothing is clicked.

    Raises:
        Refused: the record is approved or expired, or a first save is still unknown.
        NeedsPerson: it is not the filing's own, or nothing shows whether it is gone.
        RetryLater: a click of the filing has not settled yet.
        OutcomeUnknown: it may have been done; the intent stays open.
    """
    filing = ActiveFiling.of(claim, session.profile)
    intent = await session.ledger.open_intent(claim.filing.id)
    if intent is not None and intent.action.takes_back:
        dropped = await settle_take_back(session, filing, intent, tab, person_saw=person_saw)
        if dropped is not None:
            return dropped
        intent = None
    if filing.number is None:
        if intent is not None:
            raise Refused(
                f"{filing.ref}: {intent.what_is_known}; there may be a draft at the portal",
                hint=f"ipp-bot submit --only {filing.ref} --draft-only finds it, then drop it",
                sent=False,
            )
        row = await session.ledger.drop(claim, reason=reason)
        return Dropped(row, "the portal had nothing of it")
    if intent is not None:
        await _check_settled(session, intent)
    return await _take_back_at_portal(
        session, filing, intent, tab, reason=reason, person_saw=person_saw
    )


async def _take_back_at_portal(
    session: AccountSession,
    filing: ActiveFiling,
    intent: Intent | None,
    tab: Tab,
    *,
    reason: str,
    person_saw: bool,
) -> Dropped:
    """Deletes or withdraws the record at the portal, as far as there is something to be done."""
    number = filing.number or ""
    try:
        page = await open_record(tab, session.portal, number)
    except PortalError as error:
        if not (person_saw or isinstance(error, RecordGone)):
            raise
        await require_gone(session, filing, tab, error, person_saw=person_saw)
        if intent is not None:
            await _close(session, filing, intent, Outcome.SETTLED_NOT_DONE, "the record is gone")
        await mark_vanished(session, number)
        row = await session.ledger.drop(filing.claim, reason=reason)
        return Dropped(row, f"{number} was gone already")
    record = await page.read_filed(filing.fields)
    if person_saw:
        raise Refused(
            f"{filing.ref}: {number} is at the portal, and is {record.status}",
            hint=f"ipp-bot drop {filing.ref} takes it back",
            sent=False,
        )
    await _check_own_content(session, filing, record)
    if record.status not in EDITABLE | {PortalStatus.PENDING, PortalStatus.WITHDRAWN}:
        raise Refused(
            f"{filing.ref}: {number} is {record.status}; ipp-bot deletes drafts and rejected "
            "records, and withdraws pending ones",
            hint="do what is to be done with it at the portal, by hand",
            sent=False,
        )
    if intent is not None:
        with suppress(RecordContradicts):  # the content was looked at above
            await _close_submission(
                session, filing, intent, record, done=was_resubmitted(intent, record)
            )
    if record.status != PortalStatus.WITHDRAWN:
        return await take_back(session, filing, page, record, reason=reason)
    await _store_record(session, record)
    row = await session.ledger.drop(filing.claim, reason=reason)
    return Dropped(row, f"{number} was withdrawn already")


async def _check_own_content(session: AccountSession, filing: ActiveFiling, record: Record) -> None:
    """NeedsPerson unless all that the record bears is what this filing sent, now or before.

    Where the portal changed what was sent, the person was told so: that is ours as well.
    """
    found = await session.ledger.intents_of(filing.claim.filing.id)
    intents = [intent for intent in found if not intent.action.takes_back]
    sent = [Frozen.model_validate_json(intent.entry) for intent in intents]
    if any(bears_nothing_else(one, record, session.profile) for one in (filing.frozen, *sent)):
        return
    told = [intent for intent in intents if intent.outcome is Outcome.CONTRADICTED]
    if told and list((told[-1].receipt or {}).get("differences", ())) == list(
        contradictions(Frozen.model_validate_json(told[-1].entry), record, session.profile)
    ):
        return
    raise NeedsPerson(
        f"{filing.ref}: record {record.number} is {record.status} and bears what ipp-bot did not "
        f"file: {'; '.join(contradictions(filing.frozen, record, session.profile))}",
        hint="somebody else may have filed or changed it: do at the portal what is to be done with "
        f"it, then ipp-bot drop {filing.ref}",
        sent=False,
    )


async def _check_settled(session: AccountSession, intent: Intent) -> None:
    """RetryLater until a look at the portal tells what became of the click."""
    seconds = await session.ledger.settle_wait(intent, session.settle_seconds)
    if seconds > 0:
        raise RetryLater(seconds, f"{intent.what_is_known}, and the portal may still be at it")


def _must_have_been_sent(intent: Intent, record: Record) -> bool:
    """Whether the new status alone proves it, where submitted time and count say nothing.

    A verdict that follows another one proves nothing: it may be about what was sent before.
    """
    return record.status == PortalStatus.PENDING or (
        record.status in SENT and intent.status not in SENT
    )


async def _close_submission(
    session: AccountSession, filing: ActiveFiling, intent: Intent, record: Record, *, done: bool
) -> Filing:
    """Closes an open submission as done or not done, with what the person was shown."""
    text = f"a person looked: {record.number} is {record.status}"
    if not done:
        return await _close(session, filing, intent, Outcome.SETTLED_NOT_DONE, text)
    submitted_at = record.submitted_at or intent.at
    row = await close_by_record(
        session,
        filing,
        intent,
        record,
        Outcome.SETTLED_DONE,
        submitted_at=submitted_at,
        note=text,
    )
    await receipts.write(session, row)
    return row


async def _close(
    session: AccountSession, filing: ActiveFiling, intent: Intent, outcome: Outcome, note: str
) -> Filing:
    return await session.ledger.close_intent(filing.claim, intent, outcome, note=note)


async def _store_record(session: AccountSession, record: Record) -> None:
    """Writes into the index what the record's page shows."""
    await session.ledger.upsert_records(session.account.name, [portal_record(record)])
