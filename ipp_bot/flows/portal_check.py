"""Does the portal still match the profile: every form looked over on drafts that go again."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ipp_bot.errors import (
    AdoptionInProgress,
    IppBotError,
    LedgerError,
    NeedsPerson,
    PageBroken,
    PortalChanged,
    PressNotMade,
    RecordGone,
    Refused,
)
from ipp_bot.flows.record_reader import Reader
from ipp_bot.flows.sign_in import ensure_signed_in
from ipp_bot.keep_alive import kept_alive
from ipp_bot.ledger import FilingFilter
from ipp_bot.pages import TypeSelection, explore_choice, explore_form, open_record
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

__all__ = ["PortalCheck", "survey"]

RESERVED = 15.0
"""Seconds for which a walk that was killed still keeps first saves of the account waiting."""
PATIENCE = 240.0
"""Seconds to wait for somebody else who is telling drafts apart."""


@dataclass
class PortalCheck:
    """What a walk over the forms found."""

    changes: list[FormChange] = field(default_factory=list)
    """What differs from the profile, form by form; what all pages share first."""
    seen: list[str] = field(default_factory=list)
    """Forms that were looked over."""
    unseen: dict[str, str] = field(default_factory=dict)
    """Forms that could not be looked over, and why."""
    pictures: dict[str, Path] = field(default_factory=dict)
    """By form: a picture of the page that differs."""
    left: list[str] = field(default_factory=list)
    """Drafts of ours that could not be removed."""

    @property
    def stops(self) -> bool:
        """Whether a filing can be stopped by what was found."""
        return bool(self.unseen) or any(change.stops for change in self.changes)

    def add(self, changes: Sequence[FormChange]) -> None:
        """What was found, each once."""
        self.changes += [change for change in changes if change not in self.changes]


@dataclass(frozen=True, slots=True)
class _Stop:
    """One draft, and the forms that can be looked over on it."""

    type: str
    place: str
    country: str | None
    forms: tuple[Form, ...]


async def survey(session: AccountSession, *, pause: float = 0.0) -> PortalCheck:
    """Walks every form of the profile; nothing is ever submitted, every draft is removed again.

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
    reader, found = Reader(session, {}, pause=pause), PortalCheck()
    await reader.on_page(lambda page: _first_page(session, page, found))
    for stop in _stops(session):
        await reader.breathe()
        try:
            await _visit(session, reader, stop, found)
        except FormChanged as error:
            # The way to the form is barred; what is in the way was found.
            found.add(error.changes)
            found.unseen.update({form.name: error.message for form in stop.forms})
        except (PortalChanged, PageBroken) as error:
            found.unseen.update({form.name: error.message for form in stop.forms})
        found.unseen = {name: why for name, why in found.unseen.items() if name not in found.seen}
    return found


def _stops(session: AccountSession) -> list[_Stop]:
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
        _Stop(kind, place, country if place in profile.places_with_country else None, tuple(forms))
        for (kind, place), forms in shared.items()
    ]


async def _first_page(session: AccountSession, tab: Tab, found: PortalCheck) -> None:
    await ensure_signed_in(session, tab)
    session.progress("", "looking over the choice of type and place")
    wizard = await TypeSelection.open(tab, session.portal)
    changes = await explore_choice(wizard)
    found.add(changes)
    if any(change.stops for change in changes):
        found.pictures[""] = await _picture(session, tab, "type-and-place")


async def _visit(session: AccountSession, reader: Reader, stop: _Stop, found: PortalCheck) -> None:
    """One draft made, looked over and removed, whatever happens meanwhile."""
    async with _reserved(session):
        await _made_and_removed(session, reader, stop, found)


async def _made_and_removed(
    session: AccountSession, reader: Reader, stop: _Stop, found: PortalCheck
) -> None:
    try:
        await reader.on_page(lambda page: _look_over(session, page, stop, found))
    finally:
        try:
            await reader.on_page(lambda page: _remove(session, page))
        except IppBotError:
            number = await session.ledger.setting(_note(session))
            found.left += [number] if number else []


async def _look_over(session: AccountSession, tab: Tab, stop: _Stop, found: PortalCheck) -> None:
    await ensure_signed_in(session, tab)
    await _remove(session, tab)  # what an earlier try, or a run that was killed, left behind
    wizard = await TypeSelection.open(tab, session.portal)
    await wizard.choose(stop.type, stop.place, stop.country)
    session.progress("", f"making a draft: {stop.type}, {stop.country or stop.place}")
    saved = await wizard.save_draft(session.profile.timings.press_deadline)
    await session.ledger.set_setting(_note(session), saved.number or "")
    details = await wizard.next()
    details.set_type_and_place(stop.type, stop.place, stop.country)
    for form in stop.forms:
        session.progress("", f"looking over the form {form.name}")
        changes = await _both_times(details, form, saved.number)
        found.add(changes)
        found.seen += [form.name] if form.name not in found.seen else []
        if any(change.stops for change in changes):
            found.pictures[form.name] = await _picture(session, tab, form.name)


async def _both_times(details: Details, form: Form, number: str | None) -> list[FormChange]:
    """What differs once the form is saved: a mark of requirement may show only then."""
    changes = await explore_form(details, form)
    try:
        await details.save_draft(number)
    except (Refused, PortalChanged, PressNotMade):
        return [c for c in changes if c.kind is not FormChangeKind.NO_LONGER_REQUIRED]
    return list(await explore_form(details, form))


async def _remove(session: AccountSession, tab: Tab) -> None:
    """Deletes the draft that was made last, if it still is one and no filing took it over."""
    number = await session.ledger.setting(_note(session))
    if not number:
        return
    mine = FilingFilter(account=session.account.name, number=number)
    if not await session.ledger.filings(mine):
        try:
            sheet = await open_record(tab, session.portal, number)
            if (await sheet.read()).status == PortalStatus.DRAFT:
                await sheet.delete_draft()
        except RecordGone:
            pass
    await session.ledger.set_setting(_note(session), None)


@asynccontextmanager
async def _reserved(session: AccountSession) -> AsyncIterator[None]:
    """No filing of the account makes or adopts a draft meanwhile; cancelled when that is lost."""
    token = await _reserve(session)

    async def renew() -> None:
        nonlocal token
        with suppress(AdoptionInProgress):
            was = token
            token = await session.ledger.reserve(session.account.name, RESERVED, held=was)
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
            RESERVED / 3,
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
            return await session.ledger.reserve(session.account.name, RESERVED)
        except AdoptionInProgress as wait:
            if waited >= PATIENCE:
                raise NeedsPerson(
                    f"{session.account.name}: {wait.why}, for minutes now",
                    hint="run it again when no submit runs",
                    sent=False,
                ) from wait
            waited += wait.seconds
            await session.clock.sleep(wait.seconds)


def _note(session: AccountSession) -> str:
    """Under which key the ledger knows the draft that is to be removed."""
    return f"survey-draft:{session.account.name}"


async def _picture(session: AccountSession, tab: Tab, name: str) -> Path:
    folder = session.evidence.folder / session.account.name / "doctor"
    return await session.evidence.picture(tab, name, full_page=True, folder=folder)
