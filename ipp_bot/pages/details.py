"""The details page: fields, uploads, saving the draft, submitting it for verification."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.errors import OutcomeUnknown
from ipp_bot.forms.agreements import tick_agreements
from ipp_bot.forms.complaints import refusal
from ipp_bot.forms.session import FormSession
from ipp_bot.forms.snapshot import FormSnapshot, take_snapshot
from ipp_bot.pages.confirmation import Confirmation
from ipp_bot.pages.power_of_attorney import PowerOfAttorney
from ipp_bot.site.irreversible_click import ClickOutcome, SavedDraft, click_once
from ipp_bot.site.page import Page
from ipp_bot.site.person_click import await_person_click
from ipp_bot.site.playwright_errors import verb
from ipp_bot.site.portal import PageKind

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
    from pathlib import Path

    from ipp_bot.browser import Tab
    from ipp_bot.browser.dom.results import FormAtClick
    from ipp_bot.forms.content import FormContent, Values
    from ipp_bot.profile import FormField
    from ipp_bot.site.page_state import PageState
    from ipp_bot.site.portal import Portal

__all__ = ["Details"]


class Details(Page):
    """The form of one IPR; it shows the record's number from the first save on."""

    kind = PageKind.DETAILS

    def __init__(self, tab: Tab, portal: Portal, state: PageState) -> None:
        super().__init__(tab, portal, state)
        self.form = FormSession(self)
        """What the form shall show, and what was entered."""

    def set_type_and_place(self, type: str, place: str, country: str | None) -> None:  # noqa: A002
        """Say what the record is: a portal of one page shows it among the details."""
        if self.portal.profile.steps.one_page:
            country_too = {"country": country} if country else {}
            self.form.chosen = {"type": type, "place": place, **country_too}

    @verb
    async def snapshot(self) -> FormSnapshot:
        """Every control with its label, mark of requirement, options and value; and the buttons."""
        return await take_snapshot(self)

    @verb
    async def check(
        self, fields: Sequence[FormField], values: Values, slots: Collection[str] = ()
    ) -> None:
        """FormChanged if the profile does not explain what the page shows or lacks.

        `slots` are the keys of the fields to which files will be uploaded.
        """
        await self.form.check(fields, values, slots)

    @verb
    async def fill_in(
        self,
        fields: Sequence[FormField],
        values: Values,
        files: Mapping[str, Sequence[Path]],
        *,
        keep_uploads: bool = False,
        can_save: bool = True,
    ) -> FormContent:
        """Bring the whole form to these values and files, and read back that it shows them.

        What the form shows beyond them is cleared; files of an earlier visit are removed, or with
        `keep_uploads` kept where name and size agree. PortalChanged before anything is saved. An
        approved record offers no Save Draft (`can_save` is false): it is only sent anew.
        """
        return await self.form.fill(
            fields, values, files, keep_uploads=keep_uploads, can_save=can_save
        )

    @property
    def in_steps(self) -> bool:
        """Whether the form is spread over several pages, which reading goes through."""
        return bool(self.portal.profile.steps.details)

    @property
    def must_reopen(self) -> bool:
        """Whether the form must be loaded anew to show what the portal keeps.

        What was typed on an earlier step is seen only there, and as the portal has kept it.
        """
        return self.in_steps or not self.tab.document_follows_writes

    @verb
    async def read(self, fields: Sequence[FormField]) -> FormContent:
        """The whole form with its files as the page shows it, in the manifest's keys and tokens.

        FormChanged if the page now asks for something that the profile does not know: a mark of
        requirement may show only when the saved form comes back. PageBroken if dates are gone that
        the form had, and that are typed from now on.
        """
        return await self.form.read(fields)

    @verb
    async def power_of_attorney(self) -> PowerOfAttorney | None:
        """The block for another holder's identification and POA; None if it is not shown."""
        block = PowerOfAttorney(self.tab, self.portal, self.state)
        return block if await block.shown() else None

    @verb
    async def save_draft(self, number: str | None) -> SavedDraft:
        """Click “Save Draft” on the own draft; harmless, may be repeated.

        Refused bears the portal's complaints; PageBroken if the draft may not have been saved.
        """
        return await self.form.save_draft(number)

    @verb
    async def tick_agreements(self) -> None:
        """Tick what the profile names as to be agreed to before Submit.

        PortalChanged for an agreement that it does not name.
        """
        await tick_agreements(self, self.form.fields)

    @verb
    async def content(self) -> FormContent:
        """What the form shows now; of its other steps what they showed last."""
        return self.form.note_step(self.form.steps.at, await take_snapshot(self))

    @verb
    async def submit(self, number: str | None, within: float) -> Confirmation:
        """Click “Submit for verification” within so many seconds. Irreversible, never repeated.

        OutcomeUnknown if it may have been submitted; any other error means that nothing was sent.
        """
        outcome = await click_once(
            self,
            self.labels("button.submit"),
            within=within,
            number=number,
            confirm=self.labels("dialog.submit"),
        )
        return self._confirmation(outcome, number)

    @verb
    async def await_submission(
        self,
        number: str | None,
        within: float,
        on_click: Callable[[FormContent], Awaitable[None]],
    ) -> Confirmation:
        """Wait up to so many seconds until a person has clicked “Submit for verification”.

        `on_click` is given what the form shows at each such click; of its other steps what they
        showed when they were left. OutcomeUnknown if it may have been submitted; any other error
        means that nothing was sent.
        """

        async def clicked(seen: FormAtClick) -> None:
            content = self.form.note_step(seen.at, FormSnapshot.of(seen.form))
            if seen.sends:
                await on_click(content)

        await self.tab.show()
        outcome = await await_person_click(
            self,
            self.labels("button.submit"),
            within=within,
            confirm=self.labels("dialog.submit"),
            steps=self.form.steps.labels,
            on_click=clicked,
        )
        return self._confirmation(outcome, number)

    def _confirmation(self, outcome: ClickOutcome, number: str | None) -> Confirmation:
        """The confirmation that a click on Submit has led to; Refused if the portal says no."""
        state = outcome.state
        if state.kind is PageKind.CONFIRMATION:
            if number and state.number and state.number != number:
                raise OutcomeUnknown(f"The confirmation is for {state.number}, not for {number}.")
            return Confirmation(self.tab, self.portal, state)
        if state.kind is PageKind.DETAILS and not state.dialogs:
            refused = refusal(self, self.form.fields, outcome)
            if refused is not None:
                raise refused
            if any(self.begins_with(text, "mark.submitted") for text in state.notices):
                return Confirmation(self.tab, self.portal, state)  # told over the form
        raise OutcomeUnknown(f"The submission was not confirmed: {state.describe()}.")
