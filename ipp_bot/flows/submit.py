"""How one filing is submitted: the help page, step by step, each press written down before it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ipp_bot.errors import NeedsPerson, PageBroken, RecordGone, Refused
from ipp_bot.flows import guarded_clicks, power_of_attorney, receipts, reconcile, record_index
from ipp_bot.flows.account_session import ActiveFiling
from ipp_bot.flows.crash_points import CrashPoint, crash_point
from ipp_bot.flows.sign_in import ensure_signed_in
from ipp_bot.forms import Upload, differences, doubled
from ipp_bot.ledger import Outcome, RetryLater, State, UploadedFile
from ipp_bot.manifest import Frozen, path_of
from ipp_bot.pages import TypeSelection, open_details, open_record, read_back
from ipp_bot.profile.form_change import FormChanged

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from ipp_bot.browser import Tab
    from ipp_bot.flows.account_session import AccountSession
    from ipp_bot.ledger import Claim
    from ipp_bot.ledger import Filing as Row
    from ipp_bot.pages import Details, Record

__all__ = ["file", "in_hand"]

EDITABLE = frozenset({"draft", "rejected"})
RENEWABLE = frozenset({"approved", "expiring", "expired"})


async def file(
    session: AccountSession,
    claim: Claim,
    tab: Tab,
    *,
    draft_only: bool = False,
    reconcile_only: bool = False,
) -> Row:
    """Takes one filing as far as it goes and returns its row.

    It goes on from wherever the ledger says that it stands; `reconcile_only` stops once it is
    known what became of an open press.

    Raises:
        Wait: not yet (a press has to settle, or drafts are being judged); come again.
        OutcomeUnknown: a press got no answer; come again, to reconcile.
        Refused, NeedsPerson: the ledger knows and the filing rests; if they come from signing
            in, it is the account that stops and the filing stays where it was.
        PortalError: technical; the same call may be made again.
    """
    filing = in_hand(session, claim)
    crash_point(CrashPoint.CLAIMED)
    await ensure_signed_in(session, tab)
    try:
        intent = None
        if claim.filing.state is not State.PLANNED:
            intent = await session.ledger.open_intent(claim.filing.id)
        if intent is not None:
            row = await reconcile.settle(session, filing, intent, tab)
            if row.state is State.SUBMITTED:
                await receipts.write(session, row, filing.frozen)
                return row
        if reconcile_only:
            return await session.ledger.get(claim.filing.id)
        await _draft(session, filing, tab, draft_only=draft_only)
    except Refused as refusal:
        await _rest(session, filing, State.REFUSED, refusal)
        raise
    except NeedsPerson as need:
        if isinstance(need, FormChanged) and need.stops_all:
            session.changed_forms[filing.frozen.form] = need
        await _rest(session, filing, State.NEEDS_PERSON, need)
        raise
    return filing.claim.filing


def in_hand(session: AccountSession, claim: Claim) -> ActiveFiling:
    """The filing that was claimed, with its frozen content and the fields of its form."""
    frozen = Frozen.model_validate_json(claim.filing.entry)
    form = session.profile.form(frozen.form)
    fields = tuple(
        field
        for field in form.fields
        if field.applies(frozen.values) and (frozen.poa is not None or not field.poa_block)
    )
    return ActiveFiling(claim, frozen, fields)


async def _rest(
    session: AccountSession, filing: ActiveFiling, state: State, error: Refused | NeedsPerson
) -> None:
    """Writes down why the filing stops here, unless closing its intent did so already."""
    row = await session.ledger.set_state(filing.claim, state, reason=error.message, hint=error.hint)
    filing.claim = replace(filing.claim, filing=row)


async def _draft(
    session: AccountSession, filing: ActiveFiling, tab: Tab, *, draft_only: bool
) -> None:
    """From nothing, or from the draft that there is, to the filled form and beyond."""
    baseline = Baseline()
    renewing = False
    fresh = filing.number is None
    if session.draft_isolation.is_shared and session.draft_isolation.in_hand > 1:
        raise RetryLater(1.0, f"the sessions of {session.account.name} share one draft")
    if fresh:
        _stop_if_changed(session, filing)
        await _stop_if_filed(session, filing)
        await record_index.look_up(session, filing, tab)
        session.progress(filing.ref, "choosing type and place")
        wizard = await TypeSelection.open(tab, session.portal)
        await wizard.choose(filing.frozen.type, filing.frozen.place, filing.frozen.country)
        session.progress(filing.ref, "saving the draft")
        number = await guarded_clicks.first_save(session, filing, wizard)
        async with session.draft_isolation.opening():
            details = await _go_on(session, tab, wizard, number)
            opened = session.draft_isolation.mark()
    else:
        session.progress(filing.ref, f"reopening {filing.number}")
        async with session.draft_isolation.opening():
            record, details = await _reopen(session, filing, tab)
            opened = session.draft_isolation.mark()
        baseline = Baseline(record.status, record.submitted_at, record.submissions)
        renewing = record.status in RENEWABLE
    details.about(filing.frozen.type, filing.frozen.place, filing.frozen.country)
    paper = await power_of_attorney.take_signed(session, filing)
    # What is approved stays as it is until all of it can be sent: it has no draft to save.
    if not renewing:
        await _fill_in(session, filing, details)
    async with session.draft_isolation.sending():
        if not renewing:
            await _save(session, filing, details, opened)
        if paper.waits or draft_only:
            sent = _uploaded(filing.frozen)
            await session.ledger.record_files(filing.claim, sent)
        if paper.waits:
            await power_of_attorney.fetch_template(session, filing, details, paper)
            return
        if draft_only:
            row = await session.ledger.set_state(filing.claim, State.DRAFTED)
            filing.claim = replace(filing.claim, filing=row)
            return
        if renewing:
            await _fill_in(session, filing, details, renewing=True)
        await _submit(session, filing, details, tab, baseline, fresh=fresh)


def _stop_if_changed(session: AccountSession, filing: ActiveFiling) -> None:
    """The first filing of a form looks it over for the others: none makes a draft in vain."""
    changed = session.changed_forms.get(filing.frozen.form)
    if changed is not None:
        raise NeedsPerson(
            f"{filing.ref}: not begun, as another of this form showed: {changed.message}",
            hint=changed.hint,
            sent=False,
        )


async def _stop_if_filed(session: AccountSession, filing: ActiveFiling) -> None:
    """A receipt that the ledger does not know of: it may be an old one that was put back."""
    found = receipts.known_number(session, filing.ref)
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


class Baseline:
    """What the record said before the submission, for the reconciler to compare."""

    def __init__(
        self,
        status: str = "draft",
        submitted_at: datetime | None = None,
        submissions: int | None = 0,
    ) -> None:
        self.status = status
        self.submitted_at = submitted_at
        self.submissions = submissions or 0


async def _go_on(session: AccountSession, tab: Tab, wizard: TypeSelection, number: str) -> Details:
    """Next; should the portal show another draft than the one just saved, that one is reopened."""
    details = await wizard.next()
    if details.number in (None, number):
        return details
    session.draft_isolation.is_shared = True
    return await open_details(tab, session.portal, number)


async def _reopen(
    session: AccountSession, filing: ActiveFiling, tab: Tab
) -> tuple[Record, Details]:
    """The record as it stands and its form; a person is needed where another hand moved it on."""
    number = filing.number or ""
    try:
        sheet = await open_record(tab, session.portal, number)
    except RecordGone as gone:
        raise NeedsPerson(
            f"{filing.ref}: {number} is no longer at the portal",
            hint=f"ipp-bot drop {filing.ref} gives the number back; then submit files it anew",
            sent=False,
        ) from gone
    record = await sheet.read()
    renewing = filing.frozen.poa is not None and record.status in RENEWABLE
    if record.status not in EDITABLE and not renewing:
        raise NeedsPerson(
            f"{filing.ref}: {number} is {record.status}, which ipp-bot did not do",
            hint=f"ipp-bot adopt {filing.ref} {number}, if a person submitted or withdrew it",
            sent=False,
        )
    return record, await sheet.edit()


async def _fill_in(
    session: AccountSession, filing: ActiveFiling, details: Details, *, renewing: bool = False
) -> None:
    """Uploads and fields; the form must match the profile first.

    Renewing, the record keeps what it has but for the power of attorney.
    """
    frozen = filing.frozen
    paths = _paths(session, frozen)
    session.progress(filing.ref, "filling in the details")
    await details.fill_in(
        filing.fields, frozen.values, paths, keep_uploads=renewing, saves=not renewing
    )
    crash_point(CrashPoint.AFTER_FILL)


async def _save(
    session: AccountSession, filing: ActiveFiling, details: Details, opened: int
) -> None:
    """Save Draft, which comes before Submit for verification; it must be this very draft."""
    saved = await details.save_draft(filing.number)
    as_itself = saved.number in (None, filing.number)
    session.draft_isolation.saved(opened, as_itself=as_itself)
    if not as_itself:
        raise PageBroken(f"{filing.ref}: what was saved is {saved.number}, not {filing.number}")
    crash_point(CrashPoint.AFTER_SAVE)


def _paths(session: AccountSession, frozen: Frozen) -> dict[str, tuple[Path, ...]]:
    """The hashed copies to upload, slot by slot, each proved to be what was frozen."""
    return {
        slot: tuple(path_of(session.folders.files, copy, verify=True) for copy in copies)
        for slot, copies in frozen.uploads().items()
    }


def _uploads(frozen: Frozen) -> dict[str, list[Upload]]:
    """The same documents as the portal shall list them."""
    return {
        slot: [Upload(copy.name, copy.size) for copy in copies]
        for slot, copies in frozen.uploads().items()
    }


def _uploaded(frozen: Frozen) -> list[UploadedFile]:
    """The same documents as the ledger notes them."""
    return [
        UploadedFile(slot, copy.name, copy.size, copy.sha256)
        for slot, copies in frozen.uploads().items()
        for copy in copies
    ]


async def _must_show(
    session: AccountSession, filing: ActiveFiling, details: Details, *, fresh: bool
) -> None:
    """Reads the whole form back: it must show what the manifest says, and be this very draft."""
    frozen = filing.frozen
    shown = await read_back(details, filing.fields)
    if shown.number not in (None, filing.number):
        session.draft_isolation.is_shared = True
        raise PageBroken(f"{filing.ref}: the page shows {shown.number}, not {filing.number}")
    uploads = _uploads(frozen)
    if fresh and (twice := doubled(uploads, shown)):
        # Reopened, the draft loses all files and gets them anew; if it does not, it is for people.
        raise PageBroken(f"{filing.ref}: the form lists {twice} twice")
    different = differences(filing.fields, frozen.values, uploads, shown)
    if different and session.draft_isolation.may_be_shared:
        # Another page may have written into this draft: filled in once more, it is this one's.
        session.draft_isolation.is_shared = True
        raise PageBroken(f"{filing.ref}: the form shows what another page sent: {different[0]}")
    if different:
        raise NeedsPerson(
            f"{filing.ref}: the form does not show what the manifest says: {'; '.join(different)}",
            hint=f"look at draft {filing.number} at the portal",
            sent=False,
        )


async def _submit(
    session: AccountSession,
    filing: ActiveFiling,
    details: Details,
    tab: Tab,
    baseline: Baseline,
    *,
    fresh: bool,
) -> None:
    """Reads the whole form back, takes its picture, presses, keeps the receipt."""
    frozen = filing.frozen
    await receipts.make_room(session, filing.ref)
    if details.must_reopen:
        await _must_show(session, filing, details, fresh=fresh)
        await receipts.picture(session, filing, tab, receipts.FORM)
    else:
        async with receipts.picture_meanwhile(session, filing, tab, receipts.FORM):
            await _must_show(session, filing, details, fresh=fresh)
    session.progress(filing.ref, "submitting")
    intent, confirmation = await guarded_clicks.submission(
        session,
        filing,
        details,
        status=baseline.status,
        submitted_at=baseline.submitted_at,
        submissions=baseline.submissions,
        uploaded=_uploaded(frozen),
    )
    async with receipts.picture_meanwhile(
        session, filing, tab, receipts.CONFIRMATION, needed=False
    ):
        submitted_at = await confirmation.submitted_at() or tab.portal_now or session.clock.now()
        receipt = receipts.compose(
            session,
            filing.claim.filing,
            frozen,
            submitted_at=submitted_at,
            pictures=[receipts.FORM, receipts.CONFIRMATION],
        )
        row = await session.ledger.close_intent(
            filing.claim,
            intent,
            Outcome.DONE,
            submitted_at=submitted_at,
            receipt=receipt,
        )
        filing.claim = replace(filing.claim, filing=row)
        crash_point(CrashPoint.AFTER_SUBMITTED)
    await receipts.write(session, row, frozen)
    crash_point(CrashPoint.AFTER_RECEIPT)
    session.progress(filing.ref, f"submitted as {row.number}")
