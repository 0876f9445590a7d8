"""One form in one tab: filled in, saved and read back, on one page or on several steps."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from ipp_bot.errors import OutcomeUnknown, PageBroken, PortalChanged, Refused, SessionExpired
from ipp_bot.forms.agreements import tick_agreements
from ipp_bot.forms.complaints import refusal
from ipp_bot.forms.content import FormContent, content_of, differences, lost_entry, shows_all
from ipp_bot.forms.diff import (
    changes_that_stop,
    changes_that_stop_step,
    form_changed_error,
    unrecognised_buttons,
)
from ipp_bot.forms.filler import FormFiller
from ipp_bot.forms.snapshot import FormSnapshot, take_snapshot
from ipp_bot.forms.type_choice import choice_fields
from ipp_bot.forms.uploads import Uploads, sizes
from ipp_bot.forms.wizard_steps import WizardSteps, mark_repeated_labels, merge_steps
from ipp_bot.profile import FormChangeKind, FormField, Kind, folded
from ipp_bot.profile.form_change import FormChanged
from ipp_bot.site.irreversible_click import ClickOutcome, SavedDraft, click_once
from ipp_bot.site.playwright_errors import verb
from ipp_bot.site.portal import PageKind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from ipp_bot.forms.content import Values
    from ipp_bot.forms.snapshot import Control
    from ipp_bot.site.page import Page

    Files = Mapping[str, Sequence[Path]]
    """The files to upload, by slot."""

__all__ = ["FormSession"]

_LATE = 2
"""How often fields may come later than the others."""
_BUTTONS = ("button.save_draft", "button.submit")
"""What a whole form must offer, by the profile's key."""


class FormSession:
    """The state of one form: its fields, the values that it shall show, and what was entered.

    It acts on `page`, and keeps `page.state` at what the page showed last. The form may be spread
    over several steps of a wizard; it is then filled in and read step by step.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.chosen: dict[str, str] = {}
        """Type, place and country, where the portal asks for them among the details."""
        self.entered: FormContent | None = None
        """What the form was brought to show; None before anything was entered."""
        self.fields: tuple[FormField, ...] = ()
        """The fields of the form, with the words for yes and no."""
        self._values: Values = {}
        self._form_name = ""
        self._can_save = True
        self._dates_were_typed = False
        self._steps = WizardSteps(page)
        self._whole: tuple[Control, ...] = ()
        """The controls of all steps, as they were last filled in or read."""
        self._passed: dict[int, FormSnapshot] = {}
        """By position, the steps that were passed since the first one, as they were shown last."""

    @property
    def name(self) -> str:
        """The page's name, for an error's sentence."""
        return self.page.name

    @property
    def steps(self) -> WizardSteps:
        """The steps of the form."""
        return self._steps

    @property
    def _shown(self) -> list[FormSnapshot]:
        """The steps that were passed, in their order."""
        return [self._passed[at] for at in sorted(self._passed)]

    @property
    def signatures(self) -> frozenset[str]:
        """Every control that the form showed when it was last filled in or read: label and kind.

        Options are none of it: a list of right holders grows.
        """
        return frozenset(
            f"{folded(control.label)}|{control.kind}|{'required' if control.required else ''}"
            for control in self._whole
        )

    def expect(
        self, fields: Sequence[FormField], values: Values | None = None
    ) -> tuple[FormField, ...]:
        """Say which fields the form has and which values it shall show.

        Returned are the fields with the portal's words for yes and no, and with those of type and
        place where the portal asks for them among the details.
        """
        portal = self.page.portal
        choice = choice_fields(portal, tuple(self.chosen), self.chosen)
        forms = portal.profile.forms
        self.fields = portal.with_yes_no_options((*choice, *fields))
        self._values = {**(values or {}), **self.chosen}
        self._form_name = next((form.name for form in forms if form.has(fields)), "")
        return self.fields

    # ------------------------------------------------------------------ filling in

    async def fill(
        self,
        fields: Sequence[FormField],
        values: Values,
        files: Files,
        *,
        keep_uploads: bool,
        can_save: bool,
    ) -> FormContent:
        """Bring the form to these values and files, step by step, as far as it goes.

        FormChanged before anything is saved if the profile does not explain the form;
        PortalChanged if it does not show what was entered. `can_save` tells whether the form
        offers Save Draft; `keep_uploads` keeps files whose name and size agree.
        """
        self._can_save = can_save
        self._dates_were_typed = self.page.portal.dates_need_typing
        self.expect(fields, values)
        await self._go_to_first_step()
        while True:
            snapshot = await self._fill_step(files, keep_uploads=keep_uploads)
            self._passed[self._steps.at] = snapshot
            if self._steps.last or self._awaits_signature(snapshot, files):
                break
            if self._can_save and self._offers(snapshot, "button.save_draft"):
                await self.save_draft(self.page.number)
                self._require_still_shown(await take_snapshot(self.page), files)
            await self._go_to_next_step(content_of(snapshot, self.fields))
        whole = merge_steps(self._shown)
        self._whole = whole.controls
        if self._steps.several and self._steps.last:
            self._check(whole, files)
        content = content_of(whole, self.fields)
        asked = [field for field in self.fields if self._steps.last or whole.controls_of(field)]
        _require_agreement(differences(asked, self._values, sizes(files), content))
        self.entered = content
        return content

    async def _fill_step(self, files: Files, *, keep_uploads: bool) -> FormSnapshot:
        """One step of the form; again where a dialog hid it, or its fields came late."""
        for _ in range(_LATE):
            try:
                return await self._fill_step_once(files, keep_uploads=keep_uploads)
            except FormChanged as error:
                if (await self.page.scripts.page_state()).dialogs:
                    await self.page.navigator.close_dialogs()
                elif not await self._missing_field_came(error):
                    raise
        return await self._fill_step_once(files, keep_uploads=keep_uploads)

    async def _missing_field_came(self, error: FormChanged) -> bool:
        """Whether a field that was not on the page comes later than its title and buttons.

        Others may show only once that one is answered.
        """
        lost = (FormChangeKind.MISSING_FIELD, FormChangeKind.RENAMED_FIELD)
        missing = [
            list(change.field.labels)
            for change in error.changes
            if change.kind in lost and change.field is not None
        ]
        if not missing or self._steps.several:
            return False
        with contextlib.suppress(PlaywrightTimeoutError):
            seconds = self.page.portal.profile.timings.action
            await self.page.scripts.fields_appeared(missing, one=True, within=seconds)
            return True
        return False

    async def _wait_for_first_field(self) -> None:
        """Wait until the page shows one of the form's fields: they may come after its title."""
        every = [label for field in self.fields for label in field.labels]
        with contextlib.suppress(PlaywrightTimeoutError):
            seconds = self.page.portal.profile.timings.navigation
            await self.page.scripts.fields_appeared([every], within=seconds)

    async def _fill_step_once(self, files: Files, *, keep_uploads: bool) -> FormSnapshot:
        several = self._steps.several
        uploads = Uploads(self.page, self.fields, files)
        filler = FormFiller(self.page, self.fields, self._values, one_of_several=several)
        snapshot = await filler.fill_by_script()
        if not several and not any(snapshot.controls_of(field) for field in self.fields):
            await self._wait_for_first_field()
            snapshot = await filler.fill_by_script()
        if await self._reveal_fields_by_saving(filler, snapshot, files):
            snapshot = await filler.fill_by_script()

        async def upload(shown: FormSnapshot) -> None:
            if not filler.fields_to_set(shown):
                self._check(shown, files, step=several)
            await uploads.start(shown, keep=keep_uploads)

        await upload(snapshot)
        try:
            snapshot = await filler.fill_by_user_actions(snapshot, upload)
        except FormChanged as error:
            changes = [replace(change, form=self._form_name) for change in error.changes]
            raise form_changed_error(self.page.portal.profile, changes) from error
        self._check(snapshot, files, step=several)
        snapshot = await uploads.finish() or snapshot
        if filler.fields_to_set(snapshot):
            # A page that was drawn anew meanwhile may have lost what was entered.
            snapshot = await filler.fill_by_user_actions(snapshot)
        if several and (still := filler.fields_to_set(snapshot)):
            content = content_of(snapshot, still)
            _require_agreement(differences(still, self._values, {}, content))
        return snapshot

    async def _reveal_fields_by_saving(
        self, filler: FormFiller, snapshot: FormSnapshot, files: Files
    ) -> bool:
        """Save Draft where what is entered reveals further fields, and the page has no script."""
        wanted = {key for key in (*self._values, *files) if self._values.get(key) or files.get(key)}
        hidden = [
            field
            for field in self.fields
            if (field.poa_block or field.when)
            and field.key in wanted
            and not snapshot.controls_of(field)
        ]
        if not hidden or self._steps.several or not self._can_save:
            return False
        if filler.fields_to_set(snapshot):
            return False
        if not filler.changed or not self._offers(snapshot, "button.save_draft"):
            return False
        self.entered = content_of(snapshot, self.fields)
        await self.save_draft(self.page.number)
        return True

    def _awaits_signature(self, snapshot: FormSnapshot, files: Files) -> bool:
        """Whether this step asks for a document still to be signed: Next would be refused."""
        return any(
            field.kind is Kind.FILES
            and field.poa_block
            and field.required
            and not files.get(field.key)
            and snapshot.controls_of(field)
            for field in self.fields
        )

    # ------------------------------------------------------------------ saving

    @verb
    async def save_draft(self, number: str | None) -> SavedDraft:
        """Click Save Draft on the draft of that number; harmless, may be repeated.

        Refused bears the portal's complaints; PageBroken if the draft may not have been saved.
        """
        page = self.page
        if self._steps.several and not await self._shows_save_button():
            return SavedDraft(page.number, "")  # Next has saved what the earlier steps hold
        await self._await_old_notice_gone()
        if page.labels("agreement.tick"):
            await tick_agreements(page, self.fields)
        try:
            outcome = await click_once(
                page,
                page.labels("button.save_draft"),
                within=page.portal.profile.timings.action,
                number=number,
                confirm=page.labels("dialog.save"),
            )
        except OutcomeUnknown as error:
            await page.navigator.close_dialogs()  # what the portal asks then may be for a person
            page.portal.notices_stay = True
            raise PageBroken(f"The draft may not have been saved. {error.message}") from error
        page.state = state = outcome.state
        notice = next(
            (text for text in state.notices if page.begins_with(text, "mark.saved")), None
        )
        if notice is not None and state.kind is PageKind.DETAILS:
            return SavedDraft(state.number, notice)
        if refused := refusal(page, self.fields, outcome):
            raise refused
        if state.kind is PageKind.SIGN_IN:
            raise SessionExpired("The portal asks to sign in again: the draft was not saved.")
        if (
            outcome.new_document
            and state.kind is PageKind.DETAILS
            and await self._shows_all_entered(number)
        ):
            return SavedDraft(state.number, "")
        raise PageBroken(f"The draft was not saved: {state.describe()}.")

    async def _shows_all_entered(self, number: str | None) -> bool:
        """Whether the portal's new document shows all that was entered in the one before.

        Its notice may have gone to another tab of the same session: many portals keep one notice
        a session, and show it to whichever page comes first.
        """
        entered = self.entered
        if entered is None or number is None or self.page.number != number:
            return False
        return shows_all(content_of(await take_snapshot(self.page), self.fields), entered)

    async def _await_old_notice_gone(self) -> None:
        """Wait until the notice of an earlier save has gone, where the next would not be told."""
        if self.page.portal.notices_stay:
            saved = list(self.page.labels("mark.saved"))
            seconds = self.page.portal.profile.timings.action
            with contextlib.suppress(PlaywrightTimeoutError):
                await self.page.scripts.saved_notice_gone(saved, within=seconds)

    async def _shows_save_button(self) -> bool:
        page = self.page
        page.tab.round_trips += 1
        return await page.locator("button", page.labels("button.save_draft")).count() > 0

    # ------------------------------------------------------------------ reading and comparing

    async def read(self, fields: Sequence[FormField]) -> FormContent:
        """All that the form shows, from its first step to the last, which is then shown.

        FormChanged if the form now asks for something that the profile does not know, while it
        shows what was entered; PageBroken if dates are gone that were entered, and that are typed
        from now on.
        """
        self.expect(fields)
        await self._go_to_first_step()
        while True:
            self._passed[self._steps.at] = await self._take_filled_snapshot()
            if self._steps.last:
                break
            await self._go_to_next_step(self.entered)
        whole = merge_steps(self._shown)
        self._whole = whole.controls
        content = content_of(whole, self.fields)
        filled = [slot for slot, files in content.files.items() if files]
        self._values = {**content.values, **self.chosen}
        try:
            self._check(whole, filled)
        except FormChanged:
            # What another answer reveals is no change of the form: the answer is to be told.
            if self.entered is None or not lost_entry(self.entered, content):
                raise
        shown = [
            field for field in self.fields if field.key in self.chosen and whole.controls_of(field)
        ]
        _require_agreement(differences(shown, self.chosen, {}, content))
        self._require_dates(fields, {} if self.entered is None else self.entered.values, content)
        return content

    def note_step(self, at: int, shown: FormSnapshot) -> FormContent:
        """The whole form, now that its step at that position shows this.

        A position below 0 is that of the step that was shown last.
        """
        self._passed[at if at >= 0 else self._steps.at] = shown
        return content_of(merge_steps(self._shown), self.fields)

    async def _take_filled_snapshot(self) -> FormSnapshot:
        """What the page shows; once more where what was entered comes later than the page."""
        snapshot = await take_snapshot(self.page)
        entered = self.entered
        if entered is None or self._steps.several:
            return snapshot
        shown = content_of(snapshot, self.fields)
        late = [
            list(field.labels)
            for field in self.fields
            if (entered.values.get(field.key) or entered.files.get(field.key))
            and not (shown.values.get(field.key) or shown.files.get(field.key))
        ]
        if not late:
            return snapshot
        seconds, marks = self.page.portal.profile.timings.action, self.page.portal.upload_marks
        try:
            filled = await self.page.scripts.form_filled(late, marks, within=seconds)
        except PlaywrightTimeoutError:
            return await take_snapshot(self.page)
        return FormSnapshot.of(filled)

    async def check(
        self, fields: Sequence[FormField], values: Values, slots: Collection[str]
    ) -> None:
        """FormChanged if the profile does not explain what the page shows or lacks."""
        self.expect(fields, values)
        self._check(await take_snapshot(self.page), slots)

    def _check(self, snapshot: FormSnapshot, slots: Collection[str], *, step: bool = False) -> None:
        """FormChanged if the profile does not explain what the form, or this step of it, shows."""
        page, profile = self.page, self.page.portal.profile
        whole = _BUTTONS if self._can_save and not self._steps.several else _BUTTONS[1:]
        keys = (self._steps.button,) if step else whole
        buttons = {key: page.labels(key) for key in keys}
        shown = unrecognised_buttons(profile, snapshot.buttons, buttons)
        snapshot = replace(snapshot, buttons=shown)
        # Type and place may stand there as mere words once the record is begun.
        fields = [f for f in self.fields if f.key not in self.chosen or snapshot.controls_of(f)]
        if step:
            before = {f.key for f in fields if any(one.controls_of(f) for one in self._shown)}
            snapshot = mark_repeated_labels(snapshot, self._shown)
            changes = changes_that_stop_step(
                snapshot, fields, self._values, slots, buttons, self._form_name, before
            )
        else:
            changes = changes_that_stop(
                snapshot, fields, self._values, slots, buttons, self._form_name
            )
        if changes:
            raise form_changed_error(profile, changes)

    def _require_still_shown(self, saved: FormSnapshot, files: Files) -> None:
        """PortalChanged if a step that was saved shows something else: Next would send that on."""
        there = [field for field in self.fields if saved.controls_of(field)]
        content = content_of(saved, self.fields)
        self._require_dates(there, self._values, content)
        _require_agreement(differences(there, self._values, sizes(files), content))

    def _require_dates(
        self, fields: Sequence[FormField], values: Values, shown: FormContent
    ) -> None:
        """PageBroken if dates are gone from the saved form that are typed from now on."""
        typed, portal = self._dates_were_typed, self.page.portal
        if portal.has_lost_dates(fields, values, shown.values, typed=typed):
            raise PageBroken("The saved form has lost dates: they are set by hand.", sent=False)

    # ------------------------------------------------------------------ the steps of a wizard

    async def _go_to_first_step(self) -> None:
        self._passed.clear()
        self.page.state = await self._steps.go_to_first() or self.page.state

    async def _go_to_next_step(self, entered: FormContent | None) -> None:
        """Click Next; PortalChanged where it is refused because the page lost what was entered."""
        page = self.page
        try:
            page.state, errors = await self._steps.go_to_next()
            if errors and (refused := refusal(page, self.fields, ClickOutcome(page.state, errors))):
                raise refused
        except (PageBroken, Refused) as error:
            if entered is not None:
                shown = content_of(await take_snapshot(page), self.fields)
                if lost := lost_entry(entered, shown):
                    raise PortalChanged(
                        f"The portal did not keep what was entered: {lost}.",
                        hint=f"look at draft {page.number} at the portal",
                        sent=False,
                    ) from error
            raise

    def _offers(self, snapshot: FormSnapshot, button: str) -> bool:
        shown = {folded(words) for words in snapshot.buttons}
        return any(folded(label) in shown for label in self.page.labels(button))


def _require_agreement(wrong: Sequence[str]) -> None:
    """PortalChanged with the first of these differences; nothing if there are none."""
    if wrong:
        raise PortalChanged(
            f"The form does not show what was entered: {wrong[0]}.",
            hint="look at the evidence; `ipp-bot doctor --portal` compares form and profile",
            sent=False,
        )
