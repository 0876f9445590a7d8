"""The details page: fields, uploads, saving the draft, submitting it for verification."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from playwright.async_api import TimeoutError as Slow

from ipp_bot.errors import FieldError, OutcomeUnknown, PageBroken, Refused, SessionExpired
from ipp_bot.forms.content import content_of
from ipp_bot.forms.filler import FormFiller
from ipp_bot.forms.session import FormSession
from ipp_bot.forms.snapshot import FormSnapshot
from ipp_bot.forms.type_choice import choice_fields
from ipp_bot.pages.confirmation import Confirmation
from ipp_bot.pages.power_of_attorney import PowerOfAttorney
from ipp_bot.profile import FormField, folded
from ipp_bot.site.irreversible_click import ClickOutcome, SavedDraft, press
from ipp_bot.site.navigation import Navigator
from ipp_bot.site.page import Page
from ipp_bot.site.playwright_errors import translated, verb
from ipp_bot.site.portal import PageKind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from ipp_bot.browser import Tab
    from ipp_bot.forms.content import FormContent
    from ipp_bot.site.portal import Portal

__all__ = ["Details"]


class Details(Page):
    """The form of one IPR; it shows the record's number from the first save on."""

    kind = PageKind.DETAILS

    def __init__(self, *about: object) -> None:
        super().__init__(*about)  # type: ignore[arg-type]
        self.typed_dates = False
        """Whether the dates of the form were set by hand."""
        self._fields: tuple[FormField, ...] = ()
        self.entered: FormContent | None = None
        """What this page was brought to show."""
        self.saves = True
        """Whether the form offers Save Draft: that of an approved record does not."""
        self.chosen: dict[str, str] = {}
        """Type, place and country, where the portal asks for them on this very page."""

    @classmethod
    async def reopen(cls, tab: Tab, portal: Portal, number: str) -> Details:
        """Open a draft or a rejected record to go on with it."""
        if portal.address(PageKind.DETAILS, number) is not None:
            with translated("opening a draft"):
                sight = await Navigator(tab, portal).goto(PageKind.DETAILS, number)
            if sight.number == number:
                return cls(tab, portal, sight)
        from ipp_bot.pages.record_page import RecordPage

        return await (await RecordPage.of(tab, portal, number)).edit()

    def about(self, type: str, place: str, country: str | None) -> None:  # noqa: A002
        """Say what the record is: a portal of one page shows it among the details."""
        if self.portal.profile.steps.one_page:
            self.chosen = {
                "type": type,
                "place": place,
                **({"country": country} if country else {}),
            }

    @verb
    async def survey(self) -> FormSnapshot:
        """Every control with its label, mark of requirement, options and value; and the buttons."""
        return FormSnapshot.of(await self.ask("survey", marks=self.portal.upload_marks))

    @verb
    async def check(
        self,
        fields: Sequence[FormField],
        values: Mapping[str, str | tuple[str, ...]],
        slots: Collection[str] = (),
    ) -> None:
        """PortalChanged if the profile does not explain what the page shows or lacks."""
        self._entering(fields, values).check(await self.survey(), slots)

    @verb
    async def fill_in(
        self,
        fields: Sequence[FormField],
        values: Mapping[str, str | tuple[str, ...]],
        files: Mapping[str, Sequence[Path]],
        *,
        keep_uploads: bool = False,
        saves: bool = True,
    ) -> FormContent:
        """Bring the whole form to these values and files, and read back that it shows them.

        What the form shows beyond them is cleared; files of an earlier visit are removed, or with
        `keep_uploads` kept where name and size agree. PortalChanged before anything is saved. An
        approved record offers no Save Draft (`saves` is false): it is only sent anew.
        """
        self.saves = saves
        self.typed_dates = self.portal.types_dates
        entering = self._entering(fields, values)
        self.entered = await entering.bring(files, keep_uploads=keep_uploads)
        return self.entered

    @verb
    async def fill(
        self, fields: Sequence[FormField], values: Mapping[str, str | tuple[str, ...]]
    ) -> None:
        """Set the fields without the files."""
        filling = FormFiller(self, self.known(fields), {**values, **self.chosen})
        await filling.fill_by_user_actions(await filling.fill_by_script())

    @property
    def reads_anew(self) -> bool:
        """Whether the form must be opened anew, and leafed through, to be read back.

        What was typed on an earlier page is seen only there, and as the portal has kept it; and
        files that bear no mark are believed once a new document lists them.
        """
        return bool(self.portal.profile.steps.details) or not self.portal.marks_uploads

    @verb
    async def read_back(self, fields: Sequence[FormField]) -> FormContent:
        """The whole form with its files, in the manifest's keys and tokens.

        PortalChanged if the page now asks for something that the profile does not know: a mark of
        requirement may show only when the saved form comes back. PageBroken if dates are gone that
        the form had, and that are set by hand from now on.
        """
        if self.reads_anew:
            self.sight = (await Details.reopen(self.tab, self.portal, self.number or "")).sight
        shown = await self._entering(fields, {}).read()
        before = {} if self.entered is None else self.entered.values
        if self.portal.has_lost_dates(fields, before, shown.values, by_hand=self.typed_dates):
            raise PageBroken("The saved form has lost dates: they are set by hand.", sent=False)
        return shown

    @verb
    async def power_of_attorney(self) -> PowerOfAttorney | None:
        """The block for another holder's identification and POA; None if it is not shown."""
        block = PowerOfAttorney(self.tab, self.portal, self.sight)
        return block if await block.shown() else None

    @verb
    async def save_draft(self, number: str | None) -> SavedDraft:
        """Save the own draft; harmless, may be repeated. Refused bears the portal's complaints."""
        if self.portal.profile.steps.details and not await self._can_save():
            return SavedDraft(self.number, "")  # Next has saved what the pages before hold
        await self._hush()
        try:
            answer = await press(
                self,
                self.labels("button.save_draft"),
                within=self.portal.profile.timings.action,
                number=number,
                confirm=self.labels("dialog.save"),
            )
        except OutcomeUnknown as error:
            await self.walk.dismiss()  # what the portal asks then may be for a person
            self.portal.words_stay = True
            raise PageBroken(f"The draft may not have been saved. {error.message}") from error
        self.sight = answer.sight
        said = next((w for w in answer.sight.notices if self._begins(w, "mark.saved")), None)
        if said is not None and answer.sight.kind is PageKind.DETAILS:
            return SavedDraft(answer.sight.number, said)
        self.refuse(answer)
        if answer.sight.kind is PageKind.SIGN_IN:
            raise SessionExpired("The portal asks to sign in again: the draft was not saved.")
        if answer.afresh and answer.sight.kind is PageKind.DETAILS and await self._is_kept(number):
            return SavedDraft(answer.sight.number, "")
        raise PageBroken(f"The draft was not saved: {answer.sight.words()}.")

    @verb
    async def press_submit(self, number: str | None, within: float) -> Confirmation:
        """Press “Submit for verification”. Irreversible, one click, never repeated."""
        answer = await press(
            self,
            self.labels("button.submit"),
            within=within,
            number=number,
            confirm=self.labels("dialog.submit"),
        )
        sight = answer.sight
        if sight.kind is PageKind.CONFIRMATION:
            if number and sight.number and sight.number != number:
                raise OutcomeUnknown(f"The confirmation is for {sight.number}, not for {number}.")
            return Confirmation(self.tab, self.portal, sight)
        if sight.kind is PageKind.DETAILS and not sight.dialogs:
            self.refuse(answer)
        raise OutcomeUnknown(f"The submission was not confirmed: {sight.words()}.")

    # ------------------------------------------------------------------ within

    async def _is_kept(self, number: str | None) -> bool:
        """Whether the portal's new document shows all that was entered in the one before.

        Its word for it may have gone to another page of the same session: many portals keep one
        such word a session, and show it to whoever comes first.
        """
        entered = self.entered
        if entered is None or number is None or self.number != number:
            return False
        shown = content_of(await self.survey(), self._fields)
        names = {slot: [file.name for file in files] for slot, files in shown.files.items()}
        # What was entered may reveal further fields in the new document.
        return all(shown.values.get(key) == value for key, value in entered.values.items()) and all(
            names.get(slot) == [file.name for file in files]
            for slot, files in entered.files.items()
        )

    async def _hush(self) -> None:
        """Wait until the word for an earlier save has gone, where the next would not be told."""
        if self.portal.words_stay:
            saved = list(self.labels("mark.saved"))
            with contextlib.suppress(Slow):
                await self.walk.wait("silent", self.portal.profile.timings.action, saved=saved)

    async def _can_save(self) -> bool:
        self.tab.round_trips += 1
        return await self.find("button", self.labels("button.save_draft")).count() > 0

    def known(self, fields: Sequence[FormField]) -> tuple[FormField, ...]:
        """The fields with the words for yes and no, remembered to name the portal's complaints."""
        choice = choice_fields(self.portal, tuple(self.chosen), self.chosen)
        self._fields = self.portal.known((*choice, *fields))
        return self._fields

    def _entering(
        self, fields: Sequence[FormField], values: Mapping[str, str | tuple[str, ...]]
    ) -> FormSession:
        forms = self.portal.profile.forms
        form = next((form.name for form in forms if form.has(fields)), "")
        return FormSession(self, self.known(fields), {**values, **self.chosen}, form)

    def refuse(self, answer: ClickOutcome) -> None:
        """Raise Refused if the answer complains."""
        duplicate = [w for w in answer.sight.notices if self._says(w, "mark.duplicate")]
        refused = [w for w in answer.sight.notices if self._says(w, "mark.refused")]
        if not (answer.mistakes or duplicate or refused):
            return
        fields = [FieldError(self._key_of(m.field), m.message) for m in answer.mistakes]
        fields += [FieldError("", words) for words in (*duplicate, *refused)]
        said = "; ".join([f"{m.field}: {m.message}" for m in answer.mistakes] + duplicate + refused)
        raise Refused(f"The portal refused: {said}", fields=fields, sent=False)

    def _key_of(self, label: str) -> str:
        wanted = folded(label)
        for field in self._fields:
            if wanted in {folded(known) for known in field.labels}:
                return field.key
        return ""
