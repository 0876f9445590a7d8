"""Bringing the details, on one page or on several, to what they should be, and reading them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ipp_bot.errors import PageBroken, PortalChanged, Refused
from ipp_bot.forms.content import FormContent, content_of, differences
from ipp_bot.forms.diff import drift, drift_of_part, form_changed, unrecognised_buttons
from ipp_bot.forms.filler import FormFiller
from ipp_bot.forms.uploads import Uploads, sizes
from ipp_bot.forms.wizard_steps import WizardSteps, again, merged
from ipp_bot.profile import FormField, Kind, folded
from ipp_bot.profile.form_change import FormChanged
from ipp_bot.site.irreversible_click import ClickOutcome

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from ipp_bot.forms.snapshot import FormSnapshot
    from ipp_bot.pages.details import Details

__all__ = ["FormSession"]

BUTTONS = ("button.save_draft", "button.submit")
"""What a page of details must offer, by the profile's key."""


class FormSession:
    """The fields and files of one form on their way onto its pages, or back from them."""

    def __init__(
        self,
        details: Details,
        fields: Sequence[FormField],
        values: Mapping[str, str | tuple[str, ...]],
        form: str,
    ) -> None:
        self._page = details
        self._sheets = WizardSteps(details)
        self._fields = tuple(fields)
        self._values = values
        self._form = form
        self._parts: list[FormSnapshot] = []

    async def bring(
        self, files: Mapping[str, Sequence[Path]], *, keep_uploads: bool
    ) -> FormContent:
        """Fill in page by page as far as the form goes; PortalChanged before anything is saved."""
        await self._begin()
        while True:
            survey = await self._filled(files, keep_uploads=keep_uploads)
            self._parts.append(survey)
            if self._sheets.last or self._waits(survey, files):
                break
            if self._page.saves and self._offers(survey, "button.save_draft"):
                await self._page.save_draft(self._page.number)
                self._must_still_show(await self._page.survey(), files)
            await self._on(content_of(survey, self._fields))
        whole = merged(self._parts)
        if self._sheets.several and self._sheets.last:
            self.check(whole, files)
        content = content_of(whole, self._fields)
        asked = [field for field in self._fields if self._sheets.last or whole.under(field)]
        self._must_agree(differences(asked, self._values, sizes(files), content))
        return content

    def _must_still_show(self, saved: FormSnapshot, files: Mapping[str, Sequence[Path]]) -> None:
        """PortalChanged if a page that was saved shows something else: Next would send that on."""
        there = [field for field in self._fields if saved.under(field)]
        content = content_of(saved, self._fields)
        page = self._page
        if page.portal.has_lost_dates(
            there, self._values, content.values, by_hand=page.typed_dates
        ):
            raise PageBroken("The saved form has lost dates: they are set by hand.", sent=False)
        self._must_agree(differences(there, self._values, sizes(files), content))

    async def read(self) -> FormContent:
        """All that the form shows, from its first page to the last, which is then in hand."""
        await self._begin()
        while True:
            self._parts.append(await self._page.survey())
            if self._sheets.last:
                break
            await self._on(self._page.entered)
        whole = merged(self._parts)
        content = content_of(whole, self._fields)
        filled = [slot for slot, files in content.files.items() if files]
        chosen = self._page.chosen
        self._values = {**content.values, **chosen}
        self.check(whole, filled)
        shown = [field for field in self._fields if field.key in chosen and whole.under(field)]
        self._must_agree(differences(shown, chosen, {}, content))
        return content

    def check(self, survey: FormSnapshot, slots: Collection[str], *, part: bool = False) -> None:
        """FormChanged if the profile does not explain what the form, or this page of it, shows."""
        profile, several = self._page.portal.profile, self._sheets.several
        whole = BUTTONS[1:] if several or not self._page.saves else BUTTONS
        keys = (self._sheets.button,) if part else whole
        buttons = {key: self._page.labels(key) for key in keys}
        survey = replace(survey, buttons=unrecognised_buttons(profile, survey.buttons, buttons))
        # Type and place may stand there as mere words once the record is begun.
        fields = [f for f in self._fields if f.key not in self._page.chosen or survey.under(f)]
        if part:
            before = {f.key for f in fields if any(one.under(f) for one in self._parts)}
            survey = again(survey, self._parts)
            changes = drift_of_part(
                survey, fields, self._values, slots, buttons, self._form, before
            )
        else:
            changes = drift(survey, fields, self._values, slots, buttons, self._form)
        if changes:
            raise form_changed(profile, changes)

    # ------------------------------------------------------------------ within

    async def _begin(self) -> None:
        self._parts.clear()
        self._page.sight = await self._sheets.begin() or self._page.sight

    async def _on(self, entered: FormContent | None) -> None:
        """Go on to the next page; PortalChanged where it does not for want of what was entered."""
        try:
            self._page.sight, mistakes = await self._sheets.on()
            if mistakes:
                self._page.refuse(ClickOutcome(self._page.sight, mistakes))
        except (PageBroken, Refused) as error:
            if entered is not None:
                self._must_keep(entered, content_of(await self._page.survey(), self._fields), error)
            raise

    async def _filled(
        self, files: Mapping[str, Sequence[Path]], *, keep_uploads: bool
    ) -> FormSnapshot:
        """One page of the form; once more where a dialog that only informs hid it meanwhile."""
        try:
            return await self._fill(files, keep_uploads=keep_uploads)
        except FormChanged:
            if not (await self._page.ask("look"))["dialogs"]:
                raise
            await self._page.walk.dismiss()
            return await self._fill(files, keep_uploads=keep_uploads)

    async def _fill(
        self, files: Mapping[str, Sequence[Path]], *, keep_uploads: bool
    ) -> FormSnapshot:
        """One page of the form."""
        part = self._sheets.several
        uploads = Uploads(self._page, self._fields, files)
        filling = FormFiller(self._page, self._fields, self._values, part=part)
        survey = await filling.fill_by_script()
        if await self._reveal(filling, survey, files):
            survey = await filling.fill_by_script()

        async def send(shown: FormSnapshot) -> None:
            if not filling.open(shown):
                self.check(shown, files, part=part)
            await uploads.start(shown, keep=keep_uploads)

        await send(survey)
        try:
            survey = await filling.fill_by_user_actions(survey, send)
        except FormChanged as error:
            changes = [replace(change, form=self._form) for change in error.changes]
            raise form_changed(self._page.portal.profile, changes) from error
        self.check(survey, files, part=part)
        survey = await uploads.finish() or survey
        if filling.open(survey):
            # A page that was drawn anew meanwhile may have lost what was entered.
            survey = await filling.fill_by_user_actions(survey)
        if part and (still := filling.open(survey)):
            content = content_of(survey, still)
            self._must_agree(differences(still, self._values, {}, content))
        return survey

    async def _reveal(
        self, filling: FormFiller, survey: FormSnapshot, files: Mapping[str, Sequence[Path]]
    ) -> bool:
        """Save Draft where what is entered reveals further fields, and the page has no script."""
        wanted = {key for key in (*self._values, *files) if self._values.get(key) or files.get(key)}
        hidden = [
            field
            for field in self._fields
            if (field.poa_block or field.when) and field.key in wanted and not survey.under(field)
        ]
        page = self._page
        if not hidden or self._sheets.several or not page.saves or filling.open(survey):
            return False
        if not filling.changed or not self._offers(survey, "button.save_draft"):
            return False
        page.entered = content_of(survey, self._fields)
        await page.save_draft(page.number)
        return True

    def _waits(self, survey: FormSnapshot, files: Mapping[str, Sequence[Path]]) -> bool:
        """Whether this page asks for a paper that is still to be signed: Next would be refused."""
        return any(
            field.kind is Kind.FILES
            and field.poa_block
            and field.required
            and not files.get(field.key)
            and survey.under(field)
            for field in self._fields
        )

    def _must_keep(self, entered: FormContent, shown: FormContent, error: Exception) -> None:
        """PortalChanged if the page has lost what was entered."""
        for key, value in shown.values.items():
            if entered.values.get(key, value) != value:
                was = entered.values[key]
                raise self._lost(f"{key} was {was!r} and is {value!r}") from error
        for slot, files in shown.files.items():
            names = {file.name for file in files}
            lost = [file.name for file in entered.files.get(slot, ()) if file.name not in names]
            if lost:
                raise self._lost(f"{slot} has lost {lost[0]}") from error

    def _lost(self, what: str) -> PortalChanged:
        return PortalChanged(
            f"The portal did not keep what was entered: {what}.",
            hint=f"look at draft {self._page.number} at the portal",
            sent=False,
        )

    def _offers(self, survey: FormSnapshot, button: str) -> bool:
        shown = {folded(words) for words in survey.buttons}
        return any(folded(label) in shown for label in self._page.labels(button))

    def _must_agree(self, wrong: Sequence[str]) -> None:
        if wrong:
            raise PortalChanged(
                f"The form does not show what was entered: {wrong[0]}.",
                hint="look at the evidence; `ipp-bot doctor --portal` compares form and profile",
                sent=False,
            )
