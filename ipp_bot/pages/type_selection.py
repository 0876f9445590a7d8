"""The choice of IPR type and place of registration, and the first save of a draft."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from playwright.async_api import TimeoutError as Slow

from ipp_bot.errors import FieldError, OutcomeUnknown, PageBroken, PortalChanged, Refused
from ipp_bot.pages.content import content_of
from ipp_bot.pages.details import Details
from ipp_bot.pages.drift import button_changes, drift, form_changed, strange
from ipp_bot.pages.errors import verb
from ipp_bot.pages.filling import Filling
from ipp_bot.pages.page import Page
from ipp_bot.pages.portal import PageKind
from ipp_bot.pages.press import Saved, press
from ipp_bot.pages.survey import Survey
from ipp_bot.profile import FormField, Kind, folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["TypeSelection"]


class TypeSelection(Page):
    """Copyright, trademark or patent; Mainland China or elsewhere."""

    kind = PageKind.IPR_SUBMISSION

    @verb
    async def survey(self) -> Survey:
        """Every control with its label, mark of requirement, options and value; and the buttons."""
        return Survey.of(await self.ask("survey", marks=self.portal.upload_marks))

    def fields(
        self, keys: Sequence[str], wanted: Mapping[str, str] | None = None
    ) -> tuple[FormField, ...]:
        """What the page asks, with all that the profile knows; a token that it lacks is a word."""
        profile = self.portal.profile
        known = {"type": profile.types, "place": profile.places, "country": profile.countries}
        options = {key: dict(known[key]) for key in keys}
        for key, token in (wanted or {}).items():
            options[key].setdefault(token, (token,))
        return tuple(
            FormField(
                key=key,
                kind=Kind.CHOICE,
                labels=self.labels(f"{key}.label"),
                required=True,
                options=options[key],
            )
            for key in keys
            if self.labels(f"{key}.label")
        )

    @verb
    async def choose(self, type: str, place: str, country: str | None = None) -> None:  # noqa: A002
        """Choose by the profile's tokens, and read back that the page took them."""
        wanted = {"type": type, "place": place, **({"country": country} if country else {})}
        every = self.fields(("type", "place", "country"), wanted)
        fields = [field for field in every if field.key in wanted]
        filling = Filling(self, fields, wanted)
        survey = await filling.pour()
        # A country may be asked for only once the place is chosen.
        self._check(survey, every, {k: v for k, v in wanted.items() if k != "country"})
        survey = await filling.by_hand(survey)
        self._check(survey, every, wanted)
        shown = content_of(survey, fields).values
        if missing := [field for field in fields if shown.get(field.key) != wanted[field.key]]:
            lines = ", ".join(f"{f.key} “{f.options[wanted[f.key]][0]}”" for f in missing)
            raise PortalChanged(
                f"The page does not take {lines}.",
                hint="run `ipp-bot doctor --portal`",
                sent=False,
            )

    @verb
    async def press_save_draft(self, within: float) -> Saved:
        """The first save: it creates the record. Irreversible, one click, never repeated."""
        answer = await press(
            self,
            self.labels("button.save_draft"),
            within=within,
            number="",
            confirm=self.labels("dialog.save"),
        )
        sight = answer.sight
        saved = [words for words in sight.notices if self._begins(words, "mark.saved")]
        if sight.kind in (PageKind.IPR_SUBMISSION, PageKind.DETAILS) and sight.status < 400:  # noqa: PLR2004
            if sight.number or (saved and not self.portal.profile.drafts_show_number):
                self.sight = sight
                return Saved(sight.number, saved[0] if saved else "")
            if answer.mistakes:
                self._refuse(answer.mistakes)
            duplicate = [words for words in sight.notices if self._says(words, "mark.duplicate")]
            if duplicate:
                raise Refused(f"The portal says: {duplicate[0]}", sent=False)
        raise OutcomeUnknown(f"The first save was not confirmed: {sight.words()}.")

    def _refuse(self, mistakes: tuple[FieldError, ...]) -> None:
        fields = tuple(
            FieldError(
                next((key for key in ("type", "place", "country") if self._is(key, m.field)), ""),
                m.message,
            )
            for m in mistakes
        )
        said = "; ".join(f"{m.field}: {m.message}" for m in mistakes)
        raise Refused(f"The portal refused the draft: {said}", fields=fields, sent=False)

    def _is(self, key: str, label: str) -> bool:
        return folded(label) in {folded(word) for word in self.labels(f"{key}.label")}

    @verb
    async def next(self) -> Details:
        """Press “Next” and return the details page."""
        try:
            return await self.follow(Details, self.labels("button.next"))
        except (PageBroken, Slow):
            await self._check_button("button.next")
            raise

    def _check(self, survey: Survey, fields: Sequence[FormField], wanted: dict[str, str]) -> None:
        """FormChanged if the page does not ask just this, or cannot be saved."""
        profile = self.portal.profile
        buttons = {"button.save_draft": self.labels("button.save_draft")}
        shown = replace(survey, buttons=strange(profile, survey.buttons, buttons))
        if changes := drift(shown, fields, wanted, (), buttons):
            unnamed = [replace(change, field=None) for change in changes]
            raise form_changed(profile, unnamed)

    async def _check_button(self, key: str) -> None:
        """FormChanged if the page does not show that button."""
        profile, buttons = self.portal.profile, {key: self.labels(key)}
        survey = await self.survey()
        if changes := button_changes(strange(profile, survey.buttons, buttons), buttons):
            raise form_changed(profile, changes)
