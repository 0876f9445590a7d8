"""What a person decided about a record: take it over for a filing, or give it up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipp_bot.errors import RecordGone, Refused
from ipp_bot.flows import receipts
from ipp_bot.flows.reconcile import SENT, needs_person, was_resubmitted
from ipp_bot.flows.submit import in_hand
from ipp_bot.ledger import VANISHED, Action, Outcome, PortalRecord, RetryLater
from ipp_bot.pages import open_record

if TYPE_CHECKING:
    from ipp_bot.browser import Tab
    from ipp_bot.flows.account_session import AccountSession, ActiveFiling
    from ipp_bot.ledger import Claim, Filing, Intent
    from ipp_bot.pages import Record

__all__ = ["Dropped", "adopt", "drop"]


@dataclass(frozen=True, slots=True)
class Dropped:
    """What giving a record up did."""

    filing: Filing
    done: str
    """What was done at the portal, for a sentence."""


async def adopt(session: AccountSession, claim: Claim, number: str, tab: Tab) -> Filing:
    """Makes the record the filing's own, if its page shows the same IPR.

    A submission without an answer is settled by what the record shows, as `submit` does it. Where
    that does not tell, the first `adopt` asks the person to look, and the next one is the answer.

    Raises:
        Refused: the portal has no such record, or it is of another type, place or registration.
        NeedsPerson: the record changed, but not by the submission that got no answer.
        Wait: a submission of the filing has not settled yet.
    """
    filing = in_hand(session, claim)
    intent = await session.ledger.open_intent(claim.filing.id)
    if intent is not None and intent.press is not Action.SUBMIT:
        intent = None  # the ledger settles a first save by the number that the person named
    if intent is not None:
        if filing.number != number:
            raise Refused(
                f"{filing.ref}: the submission of {filing.number} got no answer yet",
                hint=f"ipp-bot submit --only {filing.ref} finds out what became of it",
                sent=False,
            )
        await _wait(session, intent)
    try:
        sheet = await open_record(tab, session.portal, number)
    except RecordGone as gone:
        raise Refused(f"the portal lists no record {number}", sent=False) from gone
    record = await sheet.read(filing.fields)
    _check_same(filing, record)
    await _take_in(session, record)
    if intent is None:
        return await session.ledger.adopt(claim, number)
    done = was_resubmitted(intent, record)
    if not done and record.status != intent.status:
        if intent.outcome is not Outcome.PERSON:
            words = f"was {intent.status} before the press and is {record.status}"
            raise await needs_person(session, filing, intent, words)
        done = _must_have_been_sent(intent, record)
    return await _settled(session, filing, intent, record, done=done)


async def drop(session: AccountSession, claim: Claim, tab: Tab, *, reason: str) -> Dropped:
    """Deletes the filing's draft or withdraws its record, then forgets the number.

    Raises:
        Refused: the record is approved or expired, or a first save is still unknown.
        Wait: a submission of the filing has not settled yet.
    """
    filing = in_hand(session, claim)
    intent = await session.ledger.open_intent(claim.filing.id)
    if filing.number is None:
        if intent is not None:
            raise Refused(
                f"{filing.ref}: its first save got no answer; there may be a draft at the portal",
                hint=f"ipp-bot submit --only {filing.ref} --draft-only finds it, then drop it",
                sent=False,
            )
        row = await session.ledger.drop(claim, reason=reason)
        return Dropped(row, "the portal had nothing of it")
    if intent is not None:
        await _wait(session, intent)
    done = await _undone(session, filing, intent, tab)
    row = await session.ledger.drop(claim, reason=reason)
    return Dropped(row, done)


async def _undone(
    session: AccountSession, filing: ActiveFiling, intent: Intent | None, tab: Tab
) -> str:
    """Takes the record back at the portal; what was done, in words."""
    number = filing.number or ""
    try:
        sheet = await open_record(tab, session.portal, number)
    except RecordGone:
        if intent is not None:
            await _close(session, filing, intent, Outcome.SETTLED_NOT_DONE, "the record is gone")
        await _gone(session, number)
        return f"{number} was gone already"
    record = await sheet.read(filing.fields)
    if record.status not in ("draft", "rejected", "pending", "withdrawn"):
        raise Refused(
            f"{filing.ref}: {number} is {record.status}; ipp-bot deletes drafts and rejected "
            "records, and withdraws pending ones",
            hint="do what is to be done with it at the portal, by hand",
            sent=False,
        )
    if intent is not None:
        await _settled(session, filing, intent, record, done=was_resubmitted(intent, record))
    if record.status in ("draft", "rejected"):
        await sheet.delete_draft()
        await _gone(session, number)
        return f"the {record.status} record {number} was deleted"
    if record.status == "pending":
        await sheet.withdraw()
        after = await (await open_record(tab, session.portal, number)).read(filing.fields)
        await _take_in(session, after)
        return f"{number} was withdrawn"
    await _take_in(session, record)
    return f"{number} was withdrawn already"


async def _gone(session: AccountSession, number: str) -> None:
    """Notes that the portal has it no more: the registration number may be filed anew."""
    gone = PortalRecord(number=number, status=VANISHED)
    await session.ledger.upsert_records(session.account.name, [gone])


async def _wait(session: AccountSession, intent: Intent) -> None:
    """Wait, until a look at the portal tells what became of the press."""
    seconds = await session.ledger.settle_wait(intent, session.settle_seconds)
    if seconds > 0:
        raise RetryLater(seconds, "its submission got no answer, and the portal may still be at it")


def _must_have_been_sent(intent: Intent, record: Record) -> bool:
    """Whether the new status alone proves it, where submitted time and count say nothing.

    A verdict that follows another one proves nothing: it may be about what was sent before.
    """
    return record.status == "pending" or (record.status in SENT and intent.status not in SENT)


async def _settled(
    session: AccountSession, filing: ActiveFiling, intent: Intent, record: Record, *, done: bool
) -> Filing:
    """Closes an open submission as done or not done, with what the person was shown."""
    words = f"a person looked: {record.number} is {record.status}"
    if not done:
        return await _close(session, filing, intent, Outcome.SETTLED_NOT_DONE, words)
    submitted_at = record.submitted_at or intent.at
    receipt = receipts.compose(
        session, filing.claim.filing, filing.frozen, submitted_at=submitted_at, reconciled=True
    )
    row = await session.ledger.close_intent(
        filing.claim,
        intent,
        Outcome.SETTLED_DONE,
        submitted_at=submitted_at,
        receipt=receipt,
        note=words,
    )
    await receipts.write(session, row, filing.frozen)
    return row


async def _close(
    session: AccountSession, filing: ActiveFiling, intent: Intent, outcome: Outcome, note: str
) -> Filing:
    return await session.ledger.close_intent(filing.claim, intent, outcome, note=note)


def _check_same(filing: ActiveFiling, record: Record) -> None:
    """Refused unless type, place and registration number are those of the manifest's entry.

    Where an IPR has no such number, all that both show must be the same.
    """
    frozen = filing.frozen
    mine, shown = filing.claim.filing.registration_number, record.values
    wanted = {"type": (frozen.type, record.type), "place": (frozen.place, record.place)}
    if mine:
        wanted["registration_number"] = (mine, shown.get("registration_number", ""))
    else:
        texts = {key: text for key, text in frozen.values.items() if isinstance(text, str)}
        wanted |= {key: (text, shown.get(key, "")) for key, text in texts.items()}
    for key, (here, there) in wanted.items():
        if here and there and _key(here) != _key(there):
            raise Refused(
                f"{filing.ref}: record {record.number} is another IPR: its {key} is {there!r}, "
                f"the manifest's {here!r}",
                hint="look at the number again",
                sent=False,
            )
    compared = [key for key, (here, there) in wanted.items() if here and there]
    if not record.empty and not {*compared} - {"type", "place"}:
        raise Refused(
            f"{filing.ref}: record {record.number} shows no registration number to compare",
            hint="look at it at the portal",
            sent=False,
        )


def _key(text: str) -> str:
    """The text without what people write differently."""
    return "".join(text.split()).casefold()


async def _take_in(session: AccountSession, record: Record) -> None:
    row = PortalRecord(
        number=record.number,
        status=record.status,
        type=record.type or None,
        place=record.place or None,
        registration_number=record.values.get("registration_number") or None,
        submitted_at=record.submitted_at,
        submissions=record.submissions,
    )
    await session.ledger.upsert_records(session.account.name, [row])
