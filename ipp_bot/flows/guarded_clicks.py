"""The two irreversible clicks: intent, click in time, outcome (docs/design.md, section 5)."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from ipp_bot.errors import (
    IppBotError,
    LeaseLost,
    LedgerError,
    OnHold,
    OutcomeUnknown,
    PortalError,
    Refused,
)
from ipp_bot.flows.crash_points import CrashPoint, crash_point
from ipp_bot.flows.edited_entry import edited_entry, edits_of
from ipp_bot.flows.form_entry import uploaded_files
from ipp_bot.flows.submission_end import was_resubmitted
from ipp_bot.keep_alive import kept_alive
from ipp_bot.ledger import CONFIRMED, Action, Outcome, State, Supervision
from ipp_bot.pages import open_record

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from ipp_bot.browser import Tab
    from ipp_bot.flows.account_session import AccountSession, ActiveFiling
    from ipp_bot.flows.form_entry import OpenForm
    from ipp_bot.forms import FormContent
    from ipp_bot.ledger import Intent
    from ipp_bot.pages import Confirmation, Details, TypeSelection
    from ipp_bot.site import SavedDraft

__all__ = [
    "first_save",
    "leave_confirmed",
    "number_that_follows",
    "sending_noted",
    "submit_for_verification",
]

T = TypeVar("T")

MIN_SECONDS_LEFT = 0.2
"""Seconds that must be left of the deadline for a click to be worth beginning."""


HOLD_ASKED_EVERY = 2.0
"""Seconds between two looks whether a hold stands, while a person is to click."""
_DUPLICATE = "called a duplicate"
"""How the note begins of a click that an earlier one may have made a duplicate."""


async def first_save(
    session: AccountSession, filing: ActiveFiling, type_selection: TypeSelection
) -> str:
    """Clicks Save Draft for the first time; the IPR number, which the ledger has by then.

    Where only the page that follows tells the number, that page is shown then.

    Raises:
        OutcomeUnknown: it may have been done; the intent stays open.
        AdoptionInProgress: the account's unknown drafts are being told apart; call again later.
        IppBotError: anything else means that nothing was created.
    """
    async with session.draft_isolation.first_save():
        return await _first_save(session, filing, type_selection)


async def _first_save(
    session: AccountSession, filing: ActiveFiling, type_selection: TypeSelection
) -> str:
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
    session.draft_isolation.shows_numbers = saved.number is not None
    number = saved.number or await number_that_follows(type_selection)
    if number is None:
        await _leave_open(session, filing, intent, "the portal showed no IPR number")
        raise OutcomeUnknown(
            f"{filing.ref}: the draft was saved, but no page showed its number behind a word of "
            "`labels.record.number`"
        )
    try:
        done = await session.ledger.close_intent(filing.claim, intent, Outcome.DONE, number=number)
    except Refused as refusal:
        # The portal answered with another filing's draft: the account's sessions share one draft.
        session.draft_isolation.is_shared = True
        await _leave_open(session, filing, intent, refusal.message)
        raise OutcomeUnknown(f"{filing.ref}: {refusal.message}") from refusal
    filing.claim = replace(filing.claim, filing=done)
    crash_point(CrashPoint.AFTER_NUMBER)
    return number


async def number_that_follows(type_selection: TypeSelection) -> str | None:
    """The number that the details page tells of a saved draft; None if it cannot be read."""
    try:
        return await type_selection.number_that_follows()
    except IppBotError:
        return None


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
        # A note that cannot be written says nothing of the click, which ends as it ends.
        with suppress(asyncio.CancelledError, LeaseLost, LedgerError):
            await watching


async def submit_for_verification(
    session: AccountSession, filing: ActiveFiling, form: OpenForm
) -> tuple[Intent, Confirmation]:
    """Clicks Submit for verification; the intent is still open when it returns.

    Raises:
        OutcomeUnknown: it may have been done; the intent stays open.
        IppBotError: anything else means that nothing was sent.
    """
    attended = session.supervision is Supervision.ATTENDED
    deadline = session.person_seconds if attended else session.profile.timings.press_deadline
    before = await form.details.content() if attended else None
    crash_point(CrashPoint.BEFORE_SUBMIT_INTENT)
    began = session.clock.monotonic()
    intent = await session.ledger.intend_submit(
        filing.claim,
        status=form.status,
        submitted_at=form.submitted_at,
        submissions=form.submissions,
        deadline_seconds=deadline,
        uploaded=uploaded_files(filing.frozen),
        supervision=session.supervision,
    )
    crash_point(CrashPoint.AFTER_SUBMIT_INTENT)
    if before is not None:
        waiting = _PersonAtWindow(session, filing, form.details, before, intent)
        confirmation = await waiting.confirmation(click_by=began + deadline)
        crash_point(CrashPoint.AFTER_SUBMIT_CLICK)
        return waiting.intent, confirmation

    async def click(seconds: float) -> Confirmation:
        try:
            return await form.details.submit(filing.number, seconds)
        except Refused as refusal:
            await _check_unsent(session, filing, intent, form.details.tab, refusal)
            raise

    confirmation = await _click_once(session, filing, intent, began + deadline, click)
    crash_point(CrashPoint.AFTER_SUBMIT_CLICK)
    return intent, confirmation


async def _check_unsent(
    session: AccountSession, filing: ActiveFiling, intent: Intent, tab: Tab, refusal: Refused
) -> None:
    """OutcomeUnknown unless the record shows that what the portal refused was not sent.

    A browser sends a request again by itself where its connection dies before the answer: what is
    refused is the second one then, since the first was carried out.
    """
    await session.evidence.failure(tab, refusal)
    try:
        page = await open_record(tab, session.portal, filing.number or "")
        record = await page.read(filing.fields)
    except PortalError as error:
        raise OutcomeUnknown(
            f"{filing.ref}: {refusal.message}; its record cannot be read: {error.message}"
        ) from refusal
    if record.status != intent.status or was_resubmitted(intent, record):
        raise OutcomeUnknown(
            f"{filing.ref}: {refusal.message}; its record is {record.status}"
        ) from refusal


class _PersonAtWindow:
    """A person who is to click; the intent bears what the form shows at that moment.

    However it ends but well, the window is closed before that is written down: nobody can click
    there any more.
    """

    def __init__(
        self,
        session: AccountSession,
        filing: ActiveFiling,
        details: Details,
        before: FormContent,
        intent: Intent,
    ) -> None:
        self.intent = intent
        self._session, self._filing = session, filing
        self._details, self._before = details, before

    async def confirmation(self, *, click_by: float) -> Confirmation:
        """The confirmation that the person's click has led to; raises as any submission does."""
        session, filing, tab = self._session, self._filing, self._details.tab
        session.progress(
            filing.ref,
            f"filled in and checked as {filing.number}: look at it in the window and submit it "
            f"there, within {session.person_seconds / 60:.0f} min",
            notable=True,
        )
        try:
            return await _click_once(session, filing, self.intent, click_by, self._wait, of=tab)
        except asyncio.CancelledError:
            note = "the run was stopped"
            await asyncio.shield(_leave_open(session, filing, self.intent, note, of=tab))
            raise

    async def _wait(self, seconds: float) -> Confirmation:
        filing = self._filing
        session, details = self._session, self._details
        try:
            async with kept_alive(
                session.ledger.require_no_hold,
                HOLD_ASKED_EVERY,
                clock=session.clock,
                name=f"hold of {filing.ref}",
                failed=lambda _error: None,
            ):
                return await details.await_submission(filing.number, seconds, self._note_click)
        except OnHold as held:
            session.left_by_person.add(filing.claim.filing.id)
            raise OutcomeUnknown(f"{filing.ref}: {held.message}; the window was closed") from held
        except OutcomeUnknown:
            session.left_by_person.add(filing.claim.filing.id)
            raise
        except Refused as refusal:
            await _check_unsent(session, filing, self.intent, details.tab, refusal)
            raise

    async def _note_click(self, shown: FormContent) -> None:
        session, filing = self._session, self._filing
        changed = edited_entry(filing.frozen, self._before, shown)
        entry = filing.claim.filing.entry if changed is None else changed.model_dump_json()
        if entry != self.intent.entry:
            self.intent = await session.ledger.note_edited(filing.claim, self.intent, entry)
            edits = edits_of(filing.claim.filing, self.intent)
            told = "; ".join(f"{key} is {one['sent']!r} now" for key, one in edits.items())
            session.progress(filing.ref, f"changed in the window: {told}", notable=True)
        crash_point(CrashPoint.ATTENDED_CLICK)


async def _click_once(
    session: AccountSession,
    filing: ActiveFiling,
    intent: Intent,
    click_by: float,
    click: Callable[[float], Awaitable[T]],
    *,
    of: Tab | None = None,
) -> T:
    """Clicks once, before the deadline; only an unknown end leaves the intent open.

    `of` is the tab in which a person clicks, and may do so again until it is closed.
    """
    left = click_by - session.clock.monotonic()
    if left < MIN_SECONDS_LEFT:
        await session.ledger.close_intent(
            filing.claim,
            intent,
            Outcome.NOT_CLICKED,
            note="the deadline of the click had passed",
        )
        raise PortalError(f"{filing.ref}: the deadline had passed before the click", sent=False)
    try:
        return await click(left)
    except OutcomeUnknown as unknown:
        await _leave_open(session, filing, intent, unknown.message, of=of)
        raise
    except (LedgerError, LeaseLost) as error:
        # The ledger tells nothing of the click: it may have been made.
        await _leave_open(session, filing, intent, error.message, of=of)
        raise OutcomeUnknown(f"{filing.ref}: {error.message}") from error
    except Refused as refusal:
        if await _may_be_its_own_duplicate(session, filing, intent, refusal):
            note = f"{_DUPLICATE}: {refusal.message}"
            await _leave_open(session, filing, intent, note, of=of)
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
    session: AccountSession,
    filing: ActiveFiling,
    intent: Intent,
    note: str,
    *,
    of: Tab | None = None,
) -> None:
    """The outcome is unknown: the intent stays open until it is reconciled.

    A person's tab is closed first: once it is gone nobody clicks any more, whatever time was left.
    """
    window_gone = of is not None and await of.close()
    await session.ledger.close_intent(
        filing.claim, intent, Outcome.UNKNOWN, note=note, window_gone=window_gone
    )


async def leave_confirmed(
    session: AccountSession,
    filing: ActiveFiling,
    intent: Intent,
    error: IppBotError,
    *,
    of: Tab | None = None,
) -> None:
    """The portal confirmed it, but what its record shows is not known: the intent stays open.

    `of` is the tab in which a person clicked.
    """
    await _leave_open(session, filing, intent, f"{CONFIRMED}, then: {error.message}", of=of)


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
