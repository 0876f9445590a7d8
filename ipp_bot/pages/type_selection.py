"""The choice of IPR type and place of registration, and the first save of a draft."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Self

from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from ipp_bot.errors import FieldError, OutcomeUnknown, PageBroken, PortalChanged, Refused
from ipp_bot.forms.complaints import key_of_label
from ipp_bot.forms.content import content_of
from ipp_bot.forms.diff import (
    button_changes,
    changes_that_stop,
    form_changed_error,
    unrecognised_buttons,
)
from ipp_bot.forms.filler import FormFiller
from ipp_bot.forms.snapshot import FormSnapshot, take_snapshot
from ipp_bot.forms.type_choice import CHOICE, choice_fields, without_form_fields, without_new_fields
from ipp_bot.forms.wizard_steps import click_to_step
from ipp_bot.pages.details import Details
from ipp_bot.site.irreversible_click import SavedDraft, click_once
from ipp_bot.site.navigation import Navigator
from ipp_bot.site.page import Page
from ipp_bot.site.page_state import PageState
from ipp_bot.site.playwright_errors import translated, verb
from ipp_bot.site.portal import PageKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ipp_bot.browser import Tab
    from ipp_bot.profile import FormField
    from ipp_bot.site.portal import Portal

__all__ = ["TypeSelection"]


class TypeSelection(Page):
    """The choice of type (copyright, trademark, patent) and place, on one page or on several."""

    kind = PageKind.IPR_SUBMISSION

    @classmethod
    async def open(cls, tab: Tab, portal: Portal) -> Self:
        """Go to the beginning of a new IPR; by the portal's own link where that is safe."""
        with translated(f"opening the page {cls.kind.value.replace('_', ' ')}"):
            navigator = Navigator(tab, portal)
            state = await navigator.go_on_to_new_ipr() or await navigator.goto(cls.kind)
        portal.filing_began(tab)
        return cls(tab, portal, state)

    @verb
    async def snapshot(self) -> FormSnapshot:
        """Every control with its label, mark of requirement, options and value; and the buttons."""
        return await take_snapshot(self)

    def fields(
        self, keys: Sequence[str], wanted: Mapping[str, str] | None = None
    ) -> tuple[FormField, ...]:
        """What the page asks, as fields; a wanted token that the profile lacks is its own label."""
        return choice_fields(self.portal, keys, wanted)

    @verb
    async def choose(self, type: str, place: str, country: str | None = None) -> None:  # noqa: A002
        """Choose by the profile's tokens, and read back that the page took them.

        FormChanged or PortalChanged if the page asks something else or does not take them.
        """
        wanted = {"type": type, "place": place, **({"country": country} if country else {})}
        if unnamed := [key for key in wanted if not self.labels(f"{key}.label")]:
            raise PortalChanged(
                f"The profile does not tell under which label the portal asks for the {unnamed[0]}"
                f": `labels.{unnamed[0]}.label` is empty.",
                hint="write the label there, or file such an entry by hand: ipp-bot watch MANIFEST",
                sent=False,
            )
        every = self.fields(CHOICE, wanted)
        pages: Sequence[Sequence[str]] = self.portal.profile.steps.choice
        for at, keys in enumerate(pages):
            here = {key: token for key, token in wanted.items() if key in keys}
            asked = [field for field in every if field.key in keys]
            button = "button.save_draft" if at == len(pages) - 1 else "button.next"
            await self._choose(asked, here, button)
            if at < len(pages) - 1:
                follows = [list(self.labels(f"{pages[at + 1][0]}.label"))]
                self.state, _ = await click_to_step(self, "button.next", fields=follows, before=-1)

    async def _choose(
        self, every: Sequence[FormField], wanted: dict[str, str], button: str
    ) -> None:
        """Choose what one of the pages asks."""
        fields = [field for field in every if field.key in wanted]
        filler = FormFiller(self, fields, wanted)
        snapshot = await filler.fill_by_script()
        # A country may be asked for only once the place is chosen.
        known = {k: v for k, v in wanted.items() if k != "country"}
        self._check(snapshot, every, known, button)
        snapshot = await filler.fill_by_user_actions(snapshot)
        self._check(snapshot, every, wanted, button)
        shown = content_of(snapshot, fields).values
        if missing := [field for field in fields if shown.get(field.key) != wanted[field.key]]:
            lines = ", ".join(f"{f.key} “{f.options[wanted[f.key]][0]}”" for f in missing)
            raise PortalChanged(
                f"The page does not take {lines}.",
                hint="run `ipp-bot doctor --portal`",
                sent=False,
            )

    @verb
    async def save_draft(self, within: float) -> SavedDraft:
        """Click “Save Draft” within so many seconds, which creates the record. Irreversible.

        OutcomeUnknown if it may have been created; any other error means that it was not.
        """
        answer = await click_once(
            self,
            self.labels("button.save_draft"),
            within=within,
            number="",
            confirm=self.labels("dialog.save"),
        )
        state = answer.state
        saved = [words for words in state.notices if self.begins_with(words, "mark.saved")]
        if state.kind in (PageKind.IPR_SUBMISSION, PageKind.DETAILS) and state.status < 400:  # noqa: PLR2004
            if state.number or saved:
                self.state = state
                return SavedDraft(state.number, saved[0] if saved else "")
            if answer.field_errors:
                raise self._refused(answer.field_errors)
            duplicate = [words for words in state.notices if self.mentions(words, "mark.duplicate")]
            if duplicate:
                raise Refused(f"The portal says: {duplicate[0]}", sent=False)
        raise OutcomeUnknown(f"The first save was not confirmed: {state.describe()}.")

    def _refused(self, errors: tuple[FieldError, ...]) -> Refused:
        asked = self.fields(CHOICE)
        fields = tuple(FieldError(key_of_label(asked, e.field), e.message) for e in errors)
        told = "; ".join(f"{error.field}: {error.message}" for error in errors)
        return Refused(f"The portal refused the draft: {told}", fields=fields, sent=False)

    @property
    def led_on(self) -> bool:
        """Whether the first save has led to the details page by itself: nobody needs “Next”."""
        return self.state.kind is PageKind.DETAILS

    @verb
    async def number_that_follows(self) -> str | None:
        """The number that the details page tells of the saved draft; that page is shown then."""
        details = await self.next()
        self.state = details.state
        return details.number

    @verb
    async def next(self) -> Details:
        """Click “Next” and return the details page; a portal of one page shows it already."""
        if self.led_on:
            return Details(self.tab, self.portal, self.state)
        for keys in self.portal.profile.steps.choice[1:]:
            # A draft without content may be opened at the first of several pages.
            labels = [list(self.labels(f"{keys[0]}.label"))]
            if not await self._asks(labels):
                self.state, _ = await click_to_step(self, "button.next", fields=labels, before=-1)
        try:
            return await self.click_to(Details, self.labels("button.next"))
        except (PageBroken, PlaywrightTimeoutError):
            # A page that first tells of the saved draft may then go on by itself.
            state = PageState.of(await self.scripts.page_state())
            if state.kind is PageKind.DETAILS:
                return Details(self.tab, self.portal, state)
            await self._check_button("button.next")
            raise

    async def _asks(self, labels: list[list[str]]) -> bool:
        return await self.scripts.fields_present(labels)

    def _check(
        self,
        snapshot: FormSnapshot,
        fields: Sequence[FormField],
        wanted: dict[str, str],
        button: str,
    ) -> None:
        """FormChanged if the page does not ask just this, or does not lead on."""
        profile = self.portal.profile
        buttons = {button: self.labels(button)}
        shown = replace(snapshot, buttons=unrecognised_buttons(profile, snapshot.buttons, buttons))
        shown = without_form_fields(self.portal, shown)
        if changes := without_new_fields(
            self.portal, changes_that_stop(shown, fields, wanted, (), buttons)
        ):
            unnamed = [replace(change, field=None) for change in changes]
            raise form_changed_error(profile, unnamed)

    async def _check_button(self, key: str) -> None:
        """FormChanged if the page does not show that button."""
        profile, buttons = self.portal.profile, {key: self.labels(key)}
        snapshot = await self.snapshot()
        if changes := button_changes(
            unrecognised_buttons(profile, snapshot.buttons, buttons), buttons
        ):
            raise form_changed_error(profile, changes)
