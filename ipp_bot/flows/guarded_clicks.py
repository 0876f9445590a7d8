"""The two irreversible clicks: intent, click in time, outcome (docs/design.md, section 5)."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from ipp_bot.errors import IppBotError, LeaseLost, OutcomeUnknown, PortalError, Refused
from ipp_bot.flows.crash_points import CrashPoint, crash_point
from ipp_bot.flows.form_entry import uploaded_files
from ipp_bot.ledger import Action, Outcome, State

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from ipp_bot.browser import Tab
    from ipp_bot.flows.account_session import AccountSession, ActiveFiling
    from ipp_bot.flows.form_entry import OpenForm
    from ipp_bot.ledger import Intent
    from ipp_bot.pages import Confirmation, TypeSelection
    from ipp_bot.site import SavedDraft

__all__ = [
    "first_save",
    "is_confirmed",
    "leave_confirmed",
    "sending_noted",
    "submit_for_verification",
]

T = TypeVar("T")

MIN_SECONDS_LEFT = 0.2
"""Seconds that must be left of the deadline for a click to be worth beginning."""


_DUPLICATE = "called a duplicate"
"""How the note begins of a click that an earlier one may have made a duplicate."""
_CONFIRMED = "confirmed"
"""How the note begins of a click that the portal confirmed, while its record is still unread."""


async def first_save(
    session: AccountSession, filing: ActiveFiling, type_selection: TypeSelection
) -> str:
    """Clicks Save Draft for the first time; the IPR number, which the ledger has by then.

    Raises:
        OutcomeUnknown: it may have been done; the intent stays open.
        AdoptionInProgress: the account's unknown drafts are being told apart; call again later.
        IppBotError: anything else means that nothing was created.
    """
    deadline = session.profile.timings.press_deadline
    crash_point(CrashPoint.BEFORE_FIRST_SAVE_INTENT)
    began = session.clock.monotonic()
    intent = await session.ledger.intend_first_save(filing.claim, deadline_seconds=deadline)
    crash_point(CrashPoint.AFTER_FIRST_SAVE_INTENT)

    async def note_sent() -> None:
        await session.ledger.note_sent(filing.claim, intent)

    async def click(seconds: float) -> SavedDraft:
        async with sending_noted(type_selection.tab, seconds, note_sent):
            return await type_selection.save_draft(seconds)

    saved: SavedDraft = await _click_once(session, filing, intent, began + deadline, click)
    crash_point(CrashPoint.AFTER_FIRST_SAVE_CLICK)
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
        # The portal answered with another filing's draft: the account's sessions share one draft.
        session.draft_isolation.is_shared = True
        await _leave_open(session, filing, intent, refusal.message)
        raise OutcomeUnknown(f"{filing.ref}: {refusal.message}") from refusal
    filing.claim = replace(filing.claim, filing=done)
    crash_point(CrashPoint.AFTER_NUMBER)
    return saved.number


@asynccontextmanager
async def sending_noted(
    tab: Tab, within: float, note: Callable[[], Awaitable[None]]
) -> AsyncIterator[None]:
    """Notes that a request has left, while the portal works on its answer.

    A click of which nothing is known to have left has made no draft: what is found is another's.
    """
    before = tab.requests_sent

    async def watch() -> None:
        if await tab.wait_until_sent(before, 1, within):
            await note()

    watching = asyncio.ensure_future(watch())
    try:
        yield
    finally:
        if tab.requests_sent == before:
            watching.cancel()
        with suppress(asyncio.CancelledError, LeaseLost):
            await watching


async def submit_for_verification(
    session: AccountSession, filing: ActiveFiling, form: OpenForm
) -> tuple[Intent, Confirmation]:
    """Clicks Submit for verification; the intent is still open when it returns.

    Raises:
        OutcomeUnknown: it may have been done; the intent stays open.
        IppBotError: anything else means that nothing was sent.
    """
    deadline = session.profile.timings.press_deadline
    crash_point(CrashPoint.BEFORE_SUBMIT_INTENT)
    began = session.clock.monotonic()
    intent = await session.ledger.intend_submit(
        filing.claim,
        status=form.status,
        submitted_at=form.submitted_at,
        submissions=form.submissions,
        deadline_seconds=deadline,
        uploaded=uploaded_files(filing.frozen),
    )
    crash_point(CrashPoint.AFTER_SUBMIT_INTENT)

    async def click(seconds: float) -> Confirmation:
        return await form.details.submit(filing.number, seconds)

    confirmation = await _click_once(session, filing, intent, began + deadline, click)
    crash_point(CrashPoint.AFTER_SUBMIT_CLICK)
    return intent, confirmation


async def _click_once(
    session: AccountSession,
    filing: ActiveFiling,
    intent: Intent,
    click_by: float,
    click: Callable[[float], Awaitable[T]],
) -> T:
    """Clicks once, before the deadline; only an unknown end leaves the intent open."""
    left = click_by - session.clock.monotonic()
    if left < MIN_SECONDS_LEFT:
        await session.ledger.close_intent(
            filing.claim,
            intent,
            Outcome.NOT_CLICKED,
            note="the press deadline had passed",
        )
        raise PortalError(
            f"{filing.ref}: the press deadline had passed before the press", sent=False
        )
    try:
        return await click(left)
    except OutcomeUnknown as unknown:
        await _leave_open(session, filing, intent, unknown.message)
        raise
    except Refused as refusal:
        if await _may_be_its_own_duplicate(session, filing, intent, refusal):
            await _leave_open(session, filing, intent, f"{_DUPLICATE}: {refusal.message}")
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
            Outcome.NOT_CLICKED,
            note=error.message,
        )
        raise


async def _leave_open(
    session: AccountSession, filing: ActiveFiling, intent: Intent, note: str
) -> None:
    """The outcome is unknown: the intent stays open until it is reconciled."""
    await session.ledger.close_intent(filing.claim, intent, Outcome.UNKNOWN, note=note)


async def leave_confirmed(
    session: AccountSession, filing: ActiveFiling, intent: Intent, error: IppBotError
) -> None:
    """The portal confirmed it, but what its record shows is not known: the intent stays open."""
    await _leave_open(session, filing, intent, f"{_CONFIRMED}, then: {error.message}")


def is_confirmed(intent: Intent) -> bool:
    """Whether the portal confirmed the click, and only its record is still to be read."""
    return intent.note.startswith(_CONFIRMED)


async def _may_be_its_own_duplicate(
    session: AccountSession, filing: ActiveFiling, intent: Intent, refusal: Refused
) -> bool:
    """Whether the portal's “duplicate” may mean an earlier, unanswered submission of this filing.

    Each of those explains one such refusal, which is looked up; the next one is told.
    """
    if intent.action is not Action.SUBMIT:
        return False
    text = " ".join((refusal.message, *(field.message for field in refusal.fields))).casefold()
    if not any(label.casefold() in text for label in session.profile.labels["mark.duplicate"]):
        return False
    notes = await session.ledger.unknown_notes(filing.claim.filing.id, intent.action)
    echoes = sum(note.startswith(_DUPLICATE) for note in notes)
    return len(notes) - echoes > echoes
