"""Submitting one filing, in the steps of the help page.

IPR Submission, type and place, Save Draft, the details, Save Draft, Submit for verification. Before
each of the two irreversible clicks an intent is written into the ledger (see `guarded_clicks`).
"""

from __future__ import annotations

import shlex
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from ipp_bot.errors import (
    IppBotError,
    NeedsPerson,
    PageBroken,
    PortalError,
    RecordGone,
    Refused,
    RetryLater,
)
from ipp_bot.flows import (
    form_entry,
    form_trust,
    guarded_clicks,
    power_of_attorney,
    receipts,
    record_index,
    writes,
)
from ipp_bot.flows.account_session import ActiveFiling
from ipp_bot.flows.crash_points import CrashPoint, crash_point
from ipp_bot.flows.form_entry import OpenForm
from ipp_bot.flows.form_trust import TrustStep
from ipp_bot.flows.reconcile import reconcile
from ipp_bot.flows.record_comparison import bears_nothing_else
from ipp_bot.flows.sign_in import ensure_signed_in
from ipp_bot.flows.submission_end import (
    close_anew,
    close_by_record,
    fields_sent,
    was_resubmitted,
)
from ipp_bot.flows.take_back import settle_take_back
from ipp_bot.ledger import Action, Outcome, SettingKey, State, Supervision
from ipp_bot.manifest import Frozen
from ipp_bot.pages import TypeSelection, open_details, open_record
from ipp_bot.portal_status import APPROVED_ONCE, EDITABLE
from ipp_bot.profile.form_change import FormChanged

if TYPE_CHECKING:
    from datetime import datetime

    from ipp_bot.browser import Tab
    from ipp_bot.flows.account_session import AccountSession
    from ipp_bot.ledger import Claim, Filing, Intent
    from ipp_bot.pages import Confirmation, Details, Record

__all__ = ["submit_filing"]


async def submit_filing(
    session: AccountSession,
    claim: Claim,
    tab: Tab,
    *,
    draft_only: bool = False,
    reconcile_only: bool = False,
) -> Filing:
    """Takes one filing as far as it goes, from wherever the ledger says that it stands.

    `draft_only` ends before Submit for verification; `reconcile_only` ends once it is known what
    became of an unanswered click.

    Raises:
        RetryLater: a click has to settle, or drafts are being told apart; call again later.
        OutcomeUnknown: a click got no answer; call again, to reconcile.
        Refused, NeedsPerson: the ledger says why the filing stops; if they come from signing in,
            it is the account that stops and the filing stays where it was.
        PortalError: technical; the same call may be made again.
    """
    filing = ActiveFiling.of(claim, session.profile)
    crash_point(CrashPoint.CLAIMED)
    await ensure_signed_in(session, tab)
    await _settle_drop(session, filing, tab)
    try:
        if await _reconcile_open_intent(session, filing, tab):
            return filing.claim.filing
        if await _agrees_by_now(session, filing, tab):
            return filing.claim.filing
        if reconcile_only:
            return await session.ledger.get(claim.filing.id)
        _check_not_left(session, filing)
        await _check_rehearsed(session, filing)
        to_be_shown = await form_trust.next_step(session, filing) is TrustStep.DRAFT
        async with writes.noted(session, filing, tab):
            if filing.number is None:
                form = await _begin_record(session, filing, tab)
            else:
                await writes.check_settled(session, filing)
                form = await _reopen_record(session, filing, tab)
            await _complete_form(session, filing, form, tab, draft_only=draft_only or to_be_shown)
            if draft_only or to_be_shown:
                await _show_draft(session, filing, form, tab, asked_for=draft_only)
    except Refused as refusal:
        await _stop(session, filing, State.REFUSED, refusal)
        raise
    except NeedsPerson as need:
        if isinstance(need, FormChanged) and need.stops_all:
            session.changed_forms[filing.frozen.form] = need
        await _stop(session, filing, State.NEEDS_PERSON, need)
        raise
    return filing.claim.filing


async def _check_rehearsed(session: AccountSession, filing: ActiveFiling) -> None:
    """NeedsPerson if the settings ask for a rehearsal and this content has not passed one."""
    if not session.requires_rehearsal:
        return
    row = filing.claim.filing
    if await session.ledger.setting(SettingKey.REHEARSED.of(row.fingerprint)) is None:
        raise NeedsPerson(
            f"{filing.ref}: not rehearsed with this content (require_rehearsal)",
            hint=f"ipp-bot rehearse --only {filing.ref} {shlex.quote(row.manifest)}",
            sent=False,
        )


def _check_not_left(session: AccountSession, filing: ActiveFiling) -> None:
    """NeedsPerson if a person left this filing's window in this run: it is not opened again."""
    if filing.claim.filing.id in session.left_by_person:
        raise NeedsPerson(
            f"{filing.ref}: the window was closed or left, and {filing.number} was not submitted",
            hint=f"ipp-bot submit --attended --only {filing.ref} opens it again",
            sent=False,
        )


async def _settle_drop(session: AccountSession, filing: ActiveFiling, tab: Tab) -> None:
    """Finds out what became of `drop` where nobody knows; it stops the filing in this run.

    Raises:
        RetryLater: the portal may still be carrying it out.
        Refused: it was done; the ledger has given the filing up.
        NeedsPerson: it was not; the filing stands where it stood before.
    """
    row = filing.claim.filing
    intent = await session.ledger.open_intent(row.id) if row.number is not None else None
    if intent is None or not intent.action.takes_back:
        return
    dropped = await settle_take_back(session, filing, intent, tab)
    ref = filing.ref
    if dropped is not None:
        raise Refused(
            f"{ref} was to be dropped ({intent.reason}): {dropped.done}",
            hint=f"ipp-bot submit PATH files it anew, unless {ref} leaves the manifest",
            sent=False,
        )
    text = f"was to be dropped ({intent.reason}), and {filing.number} is still at the portal"
    again = f"ipp-bot drop {ref} does it again"
    if filing.claim.filing.state is State.SUBMITTED:
        session.progress(ref, f"{text}: {again}, else it stays submitted", notable=True)
    hint = f"{again}, ipp-bot submit --only {ref} goes on with it"
    raise NeedsPerson(f"{ref} {text}", hint=hint, sent=False)


async def _reconcile_open_intent(session: AccountSession, filing: ActiveFiling, tab: Tab) -> bool:
    """Finds out what became of an unanswered click; True if the filing is submitted by it."""
    if filing.claim.filing.state is State.PLANNED:
        return False
    intent = await session.ledger.open_intent(filing.claim.filing.id)
    if intent is None:
        return False
    row = await reconcile(session, filing, intent, tab)
    if row.state is not State.SUBMITTED:
        return False
    await form_trust.count_submitted(session, filing, intent.supervision)
    await receipts.write(session, row)
    return True


async def _agrees_by_now(session: AccountSession, filing: ActiveFiling, tab: Tab) -> bool:
    """Whether a record that contradicted its submission shows what was sent by now.

    RecordContradicts while it does not. One that was rejected since is corrected as any other.
    """
    if filing.claim.filing.state is not State.NEEDS_PERSON or filing.number is None:
        return False
    found = await session.ledger.intents_of(filing.claim.filing.id)
    intents = [intent for intent in found if not intent.action.takes_back]
    if not intents or intents[-1].outcome is not Outcome.CONTRADICTED:
        return False
    page = await open_record(tab, session.portal, filing.number)
    record = await page.read_filed(fields_sent(session, intents[-1]))
    if record.status in EDITABLE:
        return False
    row = await close_anew(session, filing, intents[-1], record)
    await receipts.write(session, row)
    return True


async def _stop(
    session: AccountSession, filing: ActiveFiling, state: State, error: Refused | NeedsPerson
) -> None:
    """Writes down why the filing stops here, unless closing its intent did so already."""
    row = await session.ledger.set_state(filing.claim, state, reason=error.message, hint=error.hint)
    filing.claim = replace(filing.claim, filing=row)


# ------------------------------------------------------------ IPR Submission, or an earlier draft


async def _begin_record(session: AccountSession, filing: ActiveFiling, tab: Tab) -> OpenForm:
    """IPR Submission: type and place, Save Draft for the first time, Next."""
    _check_draft_isolation(session)
    is_alone = session.draft_isolation.is_shared
    _check_form_unchanged(session, filing)
    await _check_no_receipt(session, filing)
    await record_index.check_not_filed(session, filing, tab)
    frozen = filing.frozen
    session.progress(filing.ref, "choosing type and place")
    type_selection = await TypeSelection.open(tab, session.portal)
    await type_selection.choose(frozen.type, frozen.place, frozen.country)
    session.progress(filing.ref, "saving the draft")
    number = await guarded_clicks.first_save(session, filing, type_selection)
    async with session.draft_isolation.opening():
        details = await _next(session, tab, type_selection, number)
        return OpenForm(
            details=details,
            forms_opened=session.draft_isolation.forms_opened,
            is_alone=is_alone,
            is_new=True,
        )


async def _next(
    session: AccountSession, tab: Tab, type_selection: TypeSelection, number: str
) -> Details:
    """Next; should the portal show another draft than the one just saved, that one is reopened."""
    details = await type_selection.next()
    if details.number in (None, number):
        return details
    session.draft_isolation.is_shared = True
    return await open_details(tab, session.portal, number)


async def _reopen_record(session: AccountSession, filing: ActiveFiling, tab: Tab) -> OpenForm:
    """IPR Management: the form of the filing's record; NeedsPerson if somebody moved it on."""
    _check_draft_isolation(session)
    is_alone = session.draft_isolation.is_shared
    number = filing.number or ""
    session.progress(filing.ref, f"reopening {number}")
    async with session.draft_isolation.opening():
        try:
            page = await open_record(tab, session.portal, number)
        except RecordGone as gone:
            raise NeedsPerson(
                f"{filing.ref}: {number} is no longer at the portal",
                hint=f"ipp-bot drop {filing.ref} gives the number back; then submit files it anew",
                sent=False,
            ) from gone
        record = await page.read(filing.fields)
        await _leave_adopted_of_others(session, filing, record)
        may_renew = filing.frozen.poa is not None and record.status in APPROVED_ONCE
        if record.status not in EDITABLE and not may_renew:
            raise NeedsPerson(
                f"{filing.ref}: {number} is {record.status}, which ipp-bot did not do",
                hint=f"ipp-bot adopt {filing.ref} {number}, if a person submitted or withdrew it",
                sent=False,
            )
        details = await page.edit()
        return OpenForm(
            details=details,
            forms_opened=session.draft_isolation.forms_opened,
            is_alone=is_alone,
            status=record.status,
            submitted_at=record.submitted_by,
            submissions=record.submissions or 0,
        )


async def _leave_adopted_of_others(
    session: AccountSession, filing: ActiveFiling, record: Record
) -> None:
    """Gives back an adopted draft that bears what this filing never had; RetryLater: begin afresh.

    It was empty when it was adopted, and another workspace of the account may have done so too.
    """
    intents = await session.ledger.intents_of(filing.claim.filing.id)
    if not intents or intents[-1].outcome is not Outcome.SETTLED_DONE:
        return
    if intents[-1].action is not Action.FIRST_SAVE:
        return
    own = (filing.frozen, Frozen.model_validate_json(intents[-1].entry))
    if any(bears_nothing_else(one, record, session.profile) for one in own):
        return
    await session.ledger.give_record_back(filing.claim, "it bears what this filing never had")
    raise RetryLater(0.5, f"{record.number} is somebody else's; {filing.ref} begins afresh")


def _check_draft_isolation(session: AccountSession) -> None:
    """RetryLater while another filing has the one draft that the account's sessions share."""
    if session.draft_isolation.is_shared and session.draft_isolation.active_filings > 1:
        raise RetryLater(1.0, f"the sessions of {session.account.name} share one draft")


def _check_form_unchanged(session: AccountSession, filing: ActiveFiling) -> None:
    """NeedsPerson if an earlier filing of this run saw that the form changed."""
    changed = session.changed_forms.get(filing.frozen.form)
    if changed is not None:
        raise NeedsPerson(
            f"{filing.ref}: not begun, as another of this form showed: {changed.message}",
            hint=changed.hint,
            sent=False,
        )


async def _check_no_receipt(session: AccountSession, filing: ActiveFiling) -> None:
    """NeedsPerson if there is a receipt that the ledger does not know: it may be an old copy."""
    found = receipts.number_on_file(session, filing.ref)
    if found is None:
        return
    path, number = found
    if number not in await session.ledger.dropped_numbers(session.account.name):
        raise NeedsPerson(
            f"{filing.ref}: {path} says that it was submitted as {number}, which the ledger does "
            "not know",
            hint=f"ipp-bot adopt {filing.ref} {number}; or move that folder away, to file it anew",
            sent=False,
        )


# ------------------------------------------------------------ details, Submit for verification


async def _complete_form(
    session: AccountSession, filing: ActiveFiling, form: OpenForm, tab: Tab, *, draft_only: bool
) -> None:
    """The details, Save Draft, and Submit for verification unless a signed POA is missing."""
    frozen = filing.frozen
    form.details.set_type_and_place(frozen.type, frozen.place, frozen.country)
    signed_poa = await power_of_attorney.take_signed_poa(session, filing)
    # An approved record has no draft to save: it stays as it is until all of it can be sent.
    if not form.is_renewal:
        await form_entry.fill_in(session, filing, form)
    async with session.draft_isolation.sending():
        if not form.is_renewal:
            await form_entry.save_draft(session, filing, form)
        if signed_poa.waits or draft_only:
            files = form_entry.uploaded_files(filing.frozen)
            await session.ledger.record_files(filing.claim, files)
        if signed_poa.waits:
            await power_of_attorney.fetch_template(session, filing, form.details, signed_poa)
        elif draft_only:
            row = await session.ledger.set_state(filing.claim, State.DRAFTED)
            filing.claim = replace(filing.claim, filing=row)
        else:
            if form.is_renewal:
                await form_entry.fill_in(session, filing, form)
            await _submit_for_verification(session, filing, form, tab)


async def _show_draft(
    session: AccountSession, filing: ActiveFiling, form: OpenForm, tab: Tab, *, asked_for: bool
) -> None:
    """Counts the draft as one that a person looks at; NeedsPerson unless that was asked for."""
    if filing.claim.filing.state is not State.DRAFTED:
        return
    told = await form_trust.count_supervised(session, filing, form)
    if told is not None and not asked_for:
        await receipts.picture(session, filing, tab, receipts.FORM)
        raise told


async def _told_time(confirmation: Confirmation) -> datetime | None:
    """When the confirmation says that it was sent; what is sent stays so if it cannot be read."""
    with suppress(PortalError):
        return await confirmation.submitted_at()
    return None


async def _submit_for_verification(
    session: AccountSession, filing: ActiveFiling, form: OpenForm, tab: Tab
) -> None:
    """Compares what the portal keeps, takes its picture, submits, and keeps the receipt."""
    writes.check_answered(session, filing, tab)
    await receipts.archive_earlier(session, filing.ref)
    picture = partial(receipts.picture_meanwhile, session, filing, tab, receipts.FORM)
    await form_entry.check_kept(session, filing, form, beside=picture)
    await form_trust.check_form_seen(session, filing, form)
    await form.details.tick_agreements()
    session.progress(filing.ref, "submitting")
    intent, confirmation = await guarded_clicks.submit_for_verification(session, filing, form)
    async with receipts.picture_meanwhile(
        session, filing, tab, receipts.CONFIRMATION, needed=False
    ):
        submitted_at = await _told_time(confirmation) or tab.portal_now or session.clock.now()
    row = await _close_by_record(session, filing, intent, tab, submitted_at)
    crash_point(CrashPoint.AFTER_SUBMITTED)
    await form_trust.count_submitted(session, filing, intent.supervision, form)
    await receipts.write(session, row)
    crash_point(CrashPoint.AFTER_RECEIPT)
    session.progress(filing.ref, f"submitted as {row.number}")


async def _close_by_record(
    session: AccountSession,
    filing: ActiveFiling,
    intent: Intent,
    tab: Tab,
    submitted_at: datetime,
) -> Filing:
    """Reads the record once more, and closes the confirmed submission by what it shows.

    While it cannot be read the intent stays open: reconciling it reads the record again.
    """
    try:
        page = await open_record(tab, session.portal, filing.number or "")
        record = await page.read_filed(fields_sent(session, intent))
        if not was_resubmitted(intent, record):
            raise PageBroken(f"{filing.ref}: {record.number} does not show its submission yet")
    except IppBotError as error:
        window = tab if intent.supervision is Supervision.ATTENDED else None
        await guarded_clicks.leave_confirmed(session, filing, intent, error, of=window)
        error.sent = True
        raise
    return await close_by_record(
        session,
        filing,
        intent,
        record,
        Outcome.DONE,
        submitted_at=submitted_at,
        pictures=[receipts.FORM, receipts.CONFIRMATION],
    )
