"""Does the portal still match the profile: every form is compared, on drafts that are deleted."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from ipp_bot.errors import (
    AdoptionInProgress,
    ClickNotMade,
    IppBotError,
    LedgerError,
    NeedsPerson,
    OutcomeUnknown,
    PageBroken,
    PortalChanged,
    RecordGone,
    Refused,
)
from ipp_bot.flows.crash_points import CrashPoint, crash_point
from ipp_bot.flows.guarded_clicks import number_that_follows, sending_noted
from ipp_bot.flows.record_reader import RecordReader
from ipp_bot.flows.sign_in import ensure_signed_in
from ipp_bot.flows.unknown_drafts import unknown_drafts
from ipp_bot.keep_alive import kept_alive
from ipp_bot.ledger import FilingFilter, SettingKey, settled_at
from ipp_bot.pages import Explored, TypeSelection, explore_choice, explore_form, open_record
from ipp_bot.portal_status import PortalStatus
from ipp_bot.profile import FormChangeKind
from ipp_bot.profile.form_change import FormChanged

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from ipp_bot.browser import Tab
    from ipp_bot.flows.account_session import AccountSession
    from ipp_bot.pages import Details
    from ipp_bot.profile import Form, FormChange
    from ipp_bot.site import SavedDraft

__all__ = ["PortalCheck", "check_portal"]


@dataclass(frozen=True, slots=True)
class _Click:
    """The first save of a draft of the check, as it is noted before the click."""

    type: str
    place: str
    known_mark: int
    at: datetime
    deadline: float
    sent: bool = False
    """Whether a request was seen to leave."""

    def text(self) -> str:
        """As the ledger keeps it."""
        return json.dumps({**asdict(self), "at": self.at.isoformat()})

    @classmethod
    def read(cls, text: str) -> Self:
        """From what the ledger kept."""
        values = json.loads(text)
        return cls(**{**values, "at": datetime.fromisoformat(values["at"])})


RESERVATION_SECONDS = 15.0
"""Seconds for which a check that was killed still keeps first saves of the account waiting."""
MAX_WAIT_SECONDS = 240.0
"""Seconds to wait for somebody else who is telling drafts apart."""


@dataclass
class PortalCheck:
    """What the check of all forms found."""

    changes: list[FormChange] = field(default_factory=list)
    """What differs from the profile, form by form; what all pages share first."""
    seen: list[str] = field(default_factory=list)
    """Names of forms that were compared."""
    unseen: dict[str, str] = field(default_factory=dict)
    """Forms that could not be compared, and why, by name."""
    pictures: dict[str, Path] = field(default_factory=dict)
    """A picture of the page that differs, by form name; "" is the choice of type and place."""
    left: list[str] = field(default_factory=list)
    """IPR numbers of drafts of this check that could not be deleted."""

    @property
    def stops(self) -> bool:
        """Whether a difference, or a form that was not compared, can stop a filing."""
        return bool(self.unseen) or any(change.stops for change in self.changes)

    def add(self, changes: Sequence[FormChange]) -> None:
        """Adds differences that are not there yet."""
        self.changes += [change for change in changes if change not in self.changes]


@dataclass(frozen=True, slots=True)
class _Draft:
    """A draft to make, and the forms that can be compared on it."""

    type: str
    place: str
    country: str | None
    forms: tuple[Form, ...]


async def check_portal(session: AccountSession, *, pause: float = 0.0) -> PortalCheck:
    """Compares every form of the profile with the portal; drafts are made, never sent, and deleted.

    `pause` are the seconds between two drafts.

    Raises:
        Refused, NeedsPerson: nobody can sign in, or drafts cannot be told apart.
        OutcomeUnknown: a first save got no answer; there may be an empty draft at the portal.
        PortalError: the portal failed too often in a row.
    """
    if not session.profile.drafts_show_number:
        raise NeedsPerson(
            f"{session.account.name}: this portal shows no numbers on drafts, "
            "so none could be removed",
            hint="compare the forms with the profile by hand",
            sent=False,
        )
    reader, found = RecordReader(session, {}, pause=pause), PortalCheck()
    await reader.with_tab(lambda tab: _explore_type_choice(session, tab, found))
    for draft in _drafts_needed(session):
        await reader.pause()
        try:
            await _explore_reserved(session, reader, draft, found)
        except FormChanged as error:
            # A difference on the way to the form: it is known, and the form is not reached.
            found.add(error.changes)
            found.unseen.update({form.name: error.message for form in draft.forms})
        except (PortalChanged, PageBroken) as error:
            found.unseen.update({form.name: error.message for form in draft.forms})
        found.unseen = {name: why for name, why in found.unseen.items() if name not in found.seen}
    return found


def _drafts_needed(session: AccountSession) -> list[_Draft]:
    """The drafts that are needed: one for each type and place, where a country is asked for first.

    Forms of one type and place share a draft.
    """
    profile = session.profile
    shared: dict[tuple[str, str], list[Form]] = {}
    for form in profile.forms:
        asking = [place for place in form.places if place in profile.places_with_country]
        shared.setdefault((form.type, (asking or list(form.places))[0]), []).append(form)
    country = next(iter(profile.countries), None)
    return [
        _Draft(kind, place, country if place in profile.places_with_country else None, tuple(forms))
        for (kind, place), forms in shared.items()
    ]


async def _explore_type_choice(session: AccountSession, tab: Tab, found: PortalCheck) -> None:
    await ensure_signed_in(session, tab)
    session.progress("", "looking over the choice of type and place")
    type_selection = await TypeSelection.open(tab, session.portal)
    changes = await explore_choice(type_selection)
    found.add(changes)
    if any(change.stops for change in changes):
        found.pictures[""] = await _picture(session, tab, "type-and-place")


async def _explore_reserved(
    session: AccountSession, reader: RecordReader, draft: _Draft, found: PortalCheck
) -> None:
    """Compares the forms on one draft, while no filing of the account saves or adopts one."""
    async with reserved_drafts(session):
        await _explore_on_draft(session, reader, draft, found)


async def _explore_on_draft(
    session: AccountSession, reader: RecordReader, draft: _Draft, found: PortalCheck
) -> None:
    """Compares the forms on one draft and deletes it, whatever happens meanwhile."""
    try:
        await reader.with_tab(lambda tab: _explore_forms(session, tab, draft, found))
    finally:
        try:
            await reader.with_tab(lambda tab: _delete_draft(session, tab))
        except IppBotError:
            number = await session.ledger.setting(_draft_key(session))
            found.left += [number] if number else []


async def _explore_forms(
    session: AccountSession, tab: Tab, draft: _Draft, found: PortalCheck
) -> None:
    await ensure_signed_in(session, tab)
    await _delete_draft(session, tab)  # left by an earlier try or a run that was killed
    type_selection = await TypeSelection.open(tab, session.portal)
    await type_selection.choose(draft.type, draft.place, draft.country)
    session.progress("", f"making a draft: {draft.type}, {draft.country or draft.place}")
    saved = await _save_noted(session, type_selection, draft)
    if type_selection.led_on:
        found.changes = [change for change in found.changes if change.key != "button.next"]
    details = await type_selection.next()
    details.set_type_and_place(draft.type, draft.place, draft.country)
    for form in draft.forms:
        session.progress("", f"looking over the form {form.name}")
        changes = await _explore_before_and_after_save(details, form, saved.number)
        found.add(changes)
        found.seen += [form.name] if form.name not in found.seen else []
        if any(change.stops for change in changes):
            found.pictures[form.name] = await _picture(session, tab, form.name)


async def _save_noted(
    session: AccountSession, type_selection: TypeSelection, draft: _Draft
) -> SavedDraft:
    """The first save of a draft, noted in the ledger before the click."""
    name, seconds = session.account.name, session.profile.timings.press_deadline
    mark = await session.ledger.known_mark(name)
    click = _Click(draft.type, draft.place, mark, await session.ledger.now(), seconds)
    await _note_click(session, click)
    crash_point(CrashPoint.AFTER_FIRST_SAVE_INTENT)
    try:
        async with sending_noted(
            type_selection.tab, seconds, lambda: _note_click(session, replace(click, sent=True))
        ):
            saved = await type_selection.save_draft(seconds)
    except OutcomeUnknown:
        raise
    except IppBotError:
        await session.ledger.set_setting(_click_key(session), None)  # nothing was made
        raise
    crash_point(CrashPoint.AFTER_FIRST_SAVE_CLICK)
    number = saved.number or await number_that_follows(type_selection)
    if number is None:
        raise OutcomeUnknown("The draft was saved, but the portal showed no IPR number.")
    await session.ledger.set_setting(_draft_key(session), number)
    await session.ledger.set_setting(_click_key(session), None)
    return replace(saved, number=number)


async def _find_unanswered_draft(session: AccountSession, tab: Tab) -> None:
    """Finds the draft that a first save without an answer made, once it has settled.

    What somebody else may have made is left alone.
    """
    noted = await session.ledger.setting(_click_key(session))
    if not noted or await session.ledger.setting(_draft_key(session)):
        return
    click = _Click.read(noted)
    clicked_by = click.at + timedelta(seconds=click.deadline)
    settled = settled_at(clicked_by, session.settle_seconds)
    wait = (settled - await session.ledger.now()).total_seconds()
    if click.sent and wait > 0:
        session.progress("", f"waiting {wait:.0f} s for a draft whose first save got no answer")
        await session.clock.sleep(min(wait, float(session.settle_seconds) + click.deadline))
    if click.sent:
        drafts = await unknown_drafts(
            session,
            tab,
            known_mark=click.known_mark,
            type=click.type,
            place=click.place,
            fields=[field for form in session.profile.forms for field in form.fields],
        )
        if len(drafts.candidates) == 1 and not drafts.others:
            await session.ledger.set_setting(_draft_key(session), drafts.candidates[0])
    await session.ledger.set_setting(_click_key(session), None)


async def _note_click(session: AccountSession, click: _Click) -> None:
    await session.ledger.set_setting(_click_key(session), click.text())


async def _explore_before_and_after_save(
    details: Details, form: Form, number: str | None
) -> list[FormChange]:
    """What differs once the form is saved: a mark of requirement may show only then."""
    explored = Explored()
    changes = await explore_form(details, form, explored)
    try:
        await details.save_draft(number)
    except (Refused, PortalChanged, ClickNotMade):
        return [c for c in changes if c.kind is not FormChangeKind.NO_LONGER_REQUIRED]
    return list(await explore_form(details, form, explored))


async def _delete_draft(session: AccountSession, tab: Tab) -> None:
    """Deletes the draft that was made last, if it still is one and no filing took it over."""
    await _find_unanswered_draft(session, tab)
    number = await session.ledger.setting(_draft_key(session))
    if not number:
        return
    mine = FilingFilter(account=session.account.name, number=number)
    if not await session.ledger.filings(mine):
        try:
            page = await open_record(tab, session.portal, number)
            if (await page.read()).status == PortalStatus.DRAFT:
                await page.delete_draft(session.profile.timings.press_deadline)
        except RecordGone:
            pass
    await session.ledger.set_setting(_draft_key(session), None)


@asynccontextmanager
async def reserved_drafts(session: AccountSession) -> AsyncIterator[None]:
    """No filing of the account makes or adopts a draft meanwhile; cancelled when that is lost."""
    token = await _reserve(session)

    async def renew() -> None:
        nonlocal token
        with suppress(AdoptionInProgress):
            was = token
            token = await session.ledger.reserve(
                session.account.name, RESERVATION_SECONDS, held=was
            )
            if token == was:
                return
        # Another filing has it now, or had it in between.
        raise NeedsPerson(
            f"{session.account.name}: a filing looked for its draft while the ledger did not work",
            hint="run it again when no submit runs",
            sent=False,
        )

    def failed(error: LedgerError) -> None:
        # It may work again before the reservation ends, or before anybody else wants it.
        session.progress("", f"the reservation of drafts was not kept: {error.message}")

    try:
        async with kept_alive(
            renew,
            RESERVATION_SECONDS / 3,
            clock=session.clock,
            name=f"reservation of {session.account.name}",
            failed=failed,
        ):
            yield
    finally:
        await asyncio.shield(session.ledger.give_back(session.account.name, token))


async def _reserve(session: AccountSession) -> int:
    waited = 0.0
    while True:
        try:
            return await session.ledger.reserve(session.account.name, RESERVATION_SECONDS)
        except AdoptionInProgress as wait:
            if waited >= MAX_WAIT_SECONDS:
                raise NeedsPerson(
                    f"{session.account.name}: {wait.why}, for minutes now",
                    hint="run it again when no submit runs",
                    sent=False,
                ) from wait
            waited += wait.seconds
            await session.clock.sleep(wait.seconds)


def _click_key(session: AccountSession) -> str:
    """Under which key the ledger knows the first save whose answer is not known yet."""
    return SettingKey.PORTAL_CHECK_CLICK.of(session.account.name)


def _draft_key(session: AccountSession) -> str:
    """Under which key the ledger knows the draft that is to be removed."""
    return SettingKey.PORTAL_CHECK_DRAFT.of(session.account.name)


async def _picture(session: AccountSession, tab: Tab, name: str) -> Path:
    folder = session.evidence.folder / session.account.name / "doctor"
    return await session.evidence.picture(tab, name, full_page=True, folder=folder)
