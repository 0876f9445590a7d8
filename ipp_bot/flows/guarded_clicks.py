"""The two presses that cannot be taken back: intent, press in time, outcome (DESIGN 5, 1-3)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from ipp_bot.errors import IppBotError, OutcomeUnknown, PortalError, Refused
from ipp_bot.flows.crash_points import CrashPoint, crash_point
from ipp_bot.ledger import Outcome, State

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from ipp_bot.flows.account_session import AccountSession, ActiveFiling
    from ipp_bot.ledger import Intent, UploadedFile
    from ipp_bot.pages import Confirmation, Details, TypeSelection
    from ipp_bot.site import SavedDraft

__all__ = ["first_save", "submission"]

T = TypeVar("T")

LEAST_TIME = 0.2
"""Seconds that must be left of the deadline for a press to be worth beginning."""


async def first_save(session: AccountSession, filing: ActiveFiling, page: TypeSelection) -> str:
    """Presses Save Draft for the first time and returns the IPR number that the ledger now holds.

    Raises:
        OutcomeUnknown: it may have been done; the intent stays open.
        AdoptionInProgress: the account's unknown drafts are being judged; come again.
        IppBotError: anything else means that nothing was created.
    """
    deadline = session.profile.timings.press_deadline
    crash_point(CrashPoint.BEFORE_FIRST_SAVE_INTENT)
    began = session.clock.monotonic()
    intent = await session.ledger.intend_first_save(filing.claim, deadline_seconds=deadline)
    crash_point(CrashPoint.AFTER_FIRST_SAVE_INTENT)
    saved: SavedDraft = await _press(session, filing, intent, began + deadline, page.save_draft)
    crash_point(CrashPoint.AFTER_FIRST_SAVE_PRESS)
    if saved.number is None:
        await _leave_open(session, filing, intent, "the portal showed no IPR number")
        raise OutcomeUnknown(
            f"{filing.ref}: the draft was saved, but the portal showed no IPR number"
        )
    try:
        done = await session.ledger.close_intent(
            filing.claim, intent, Outcome.DONE, number=saved.number
        )
    except Refused as refusal:
        # The wizard answered with another filing's draft: the account's sessions share one draft.
        session.draft_isolation.is_shared = True
        await _leave_open(session, filing, intent, refusal.message)
        raise OutcomeUnknown(f"{filing.ref}: {refusal.message}") from refusal
    filing.claim = replace(filing.claim, filing=done)
    crash_point(CrashPoint.AFTER_NUMBER)
    return saved.number


async def submission(
    session: AccountSession,
    filing: ActiveFiling,
    page: Details,
    *,
    status: str,
    submitted_at: datetime | None,
    submissions: int,
    uploaded: Sequence[UploadedFile],
) -> tuple[Intent, Confirmation]:
    """Presses Submit for verification; the intent is still open when it returns.

    Raises:
        OutcomeUnknown: it may have been done; the intent stays open.
        IppBotError: anything else means that nothing was sent.
    """
    deadline = session.profile.timings.press_deadline
    crash_point(CrashPoint.BEFORE_SUBMIT_INTENT)
    began = session.clock.monotonic()
    intent = await session.ledger.intend_submit(
        filing.claim,
        status=status,
        submitted_at=submitted_at,
        submissions=submissions,
        deadline_seconds=deadline,
        uploaded=uploaded,
    )
    crash_point(CrashPoint.AFTER_SUBMIT_INTENT)

    async def press(seconds: float) -> Confirmation:
        return await page.submit(filing.number, seconds)

    confirmation = await _press(session, filing, intent, began + deadline, press)
    crash_point(CrashPoint.AFTER_SUBMIT_PRESS)
    return intent, confirmation


async def _press(
    session: AccountSession,
    filing: ActiveFiling,
    intent: Intent,
    press_by: float,
    press: Callable[[float], Awaitable[T]],
) -> T:
    """One real press within what is left of the deadline; every other end closes the intent."""
    left = press_by - session.clock.monotonic()
    if left < LEAST_TIME:
        await session.ledger.close_intent(
            filing.claim,
            intent,
            Outcome.NOT_PRESSED,
            note="the press deadline had passed",
        )
        raise PortalError(
            f"{filing.ref}: the press deadline had passed before the press", sent=False
        )
    try:
        return await press(left)
    except OutcomeUnknown as unknown:
        await _leave_open(session, filing, intent, unknown.message)
        raise
    except Refused as refusal:
        if await _may_be_its_own_echo(session, filing, refusal):
            await _leave_open(session, filing, intent, refusal.message)
            raise OutcomeUnknown(f"{filing.ref}: {refusal.message}") from refusal
        await session.ledger.close_intent(
            filing.claim,
            intent,
            Outcome.REFUSED,
            state=State.REFUSED,
            note=refusal.message,
            hint=refusal.hint,
        )
        raise
    except IppBotError as error:
        await session.ledger.close_intent(
            filing.claim,
            intent,
            Outcome.NOT_PRESSED,
            note=error.message,
        )
        raise


async def _leave_open(
    session: AccountSession, filing: ActiveFiling, intent: Intent, note: str
) -> None:
    await session.ledger.close_intent(filing.claim, intent, Outcome.UNKNOWN, note=note)


async def _may_be_its_own_echo(
    session: AccountSession, filing: ActiveFiling, refusal: Refused
) -> bool:
    """A 'duplicate' answer after a press that nobody saw the end of may mean that very press."""
    words = " ".join((refusal.message, *(field.message for field in refusal.fields))).casefold()
    if not any(label.casefold() in words for label in session.profile.labels["mark.duplicate"]):
        return False
    return await session.ledger.had_unknown(filing.claim.filing.id)
