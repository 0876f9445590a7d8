"""The choice of IPR type and place of registration, and the first save of a draft."""

from __future__ import annotations

from ipp_bot.errors import FieldError, OutcomeUnknown, PortalChanged, Refused
from ipp_bot.pages.content import content_of
from ipp_bot.pages.details import Details
from ipp_bot.pages.errors import verb
from ipp_bot.pages.filling import Filling
from ipp_bot.pages.page import Page
from ipp_bot.pages.portal import PageKind
from ipp_bot.pages.press import Saved, press
from ipp_bot.profile import FormField, Kind, folded

__all__ = ["TypeSelection"]


class TypeSelection(Page):
    """Copyright, trademark or patent; Mainland China or elsewhere."""

    kind = PageKind.IPR_SUBMISSION

    @verb
    async def choose(self, type: str, place: str, country: str | None = None) -> None:  # noqa: A002
        """Choose by the profile's tokens, and read back that the page took them."""
        profile = self.portal.profile
        wanted = {"type": type, "place": place, **({"country": country} if country else {})}
        options = {"type": profile.types, "place": profile.places, "country": profile.countries}
        fields = [
            FormField(
                key=key,
                kind=Kind.CHOICE,
                labels=self.labels(f"{key}.label"),
                options={wanted[key]: options[key].get(wanted[key], (wanted[key],))},
            )
            for key in wanted
        ]
        filling = Filling(self, fields, wanted)
        survey = await filling.by_hand(await filling.pour())
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
        return await self.follow(Details, self.labels("button.next"))
