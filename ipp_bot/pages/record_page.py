"""A record's own page: its status, its content, why it was rejected, and what can be done."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ipp_bot.browser import DialogPolicy
from ipp_bot.errors import IppBotError, OutcomeUnknown, PageBroken, PortalChanged
from ipp_bot.forms.attachments import Attachment
from ipp_bot.forms.complaints import key_of_label
from ipp_bot.pages.details import Details
from ipp_bot.pages.records import Reason, Record
from ipp_bot.pages.relative_times import span_in_words
from ipp_bot.pages.stored_files import with_stored_files
from ipp_bot.pages.type_selection import TypeSelection
from ipp_bot.portal_time import TimeSpan, parse_day, parse_span, parse_time, without_time
from ipp_bot.profile import FormField, Kind, folded, token_of
from ipp_bot.profile.dates import day_in
from ipp_bot.site.dialogs import unknown_question_error
from ipp_bot.site.irreversible_click import QuietClick
from ipp_bot.site.page import Page
from ipp_bot.site.playwright_errors import to_ipp_bot_error, verb
from ipp_bot.site.portal import PageKind

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from ipp_bot.portal_time import DateOrder

__all__ = ["RecordPage"]

_FACTS = ("status", "type", "place", "submitted", "submissions", "valid_until")
_CHOICE = ("type", "place", "country")


class RecordPage(Page):
    """One record: its status and content, the reasons of a rejection, and what can be done."""

    kind = PageKind.RECORD

    open_anew: Callable[[], Awaitable[RecordPage]] | None = None
    """How it was come by; None where it followed on another page."""

    @verb
    async def read_filed(self, fields: Sequence[FormField]) -> Record:
        """As `read`, and its files with what the portal hands out for them, as far as it does.

        Where it hands out none the record is opened once more.
        """
        record = await self.read(fields)
        stored = await with_stored_files(self.tab, self.portal, record.attachments)
        if stored.withheld and not self.portal.withholds_files and self.open_anew is not None:
            self.state = (await self.open_anew()).state
            record = await self.read(fields)
            stored = await with_stored_files(self.tab, self.portal, record.attachments)
            self.portal.withholds_files = stored.withheld
        return replace(record, attachments=stored.files)

    @verb
    async def read(self, fields: Sequence[FormField] = ()) -> Record:
        """Everything that the page tells; `fields` are those of the record's form.

        PortalChanged if the profile does not know the status.
        """
        fields = self.portal.with_yes_no_options(fields)
        labels = self._labels_of_facts(fields)
        seen = await self.scripts.record_details(
            facts={key: list(texts) for key, texts in labels.items()},
            fields={field.key: list(field.labels) for field in fields},
            reasons=list(self.labels("record.reasons")),
            events=list(labels["created"]),
            marks=self.portal.upload_marks,
        )
        shown = {field.key: _closest(field, seen.fields.get(field.key, ())) for field in fields}
        profile, order = self.portal.profile, self.portal.profile.order_of_times
        all_facts = seen.facts
        facts = {key: next(iter(texts), "") for key, texts in all_facts.items()}
        place = _first_token(all_facts["place"], profile.places)
        status = _first_token(all_facts["status"], profile.statuses)
        if not status:
            raise PortalChanged(
                f"The record shows the unknown status “{facts['status']}”.",
                hint="add it to the profile's statuses",
                sent=False,
            )
        digits = "".join(sign for sign in facts["submissions"] if sign.isdigit())
        return Record(
            number=self.number or "",
            status=status,
            type=_first_token(all_facts["type"], profile.types),
            place=place or facts["place"],
            submitted_at=parse_time(facts["submitted"], order),
            submissions=int(digits) if digits else None,
            valid_until=parse_day(facts["valid_until"], order),
            reasons=tuple(
                Reason(key_of_label(fields, reason.field) or reason.field, reason.message)
                for reason in seen.reasons
            ),
            values={
                field.key: _value(field, shown[field.key], order)
                for field in fields
                if field.kind is not Kind.FILES
            },
            texts={
                field.key: text
                for field in fields
                if field.kind is not Kind.FILES and (text := _text(shown[field.key]))
            },
            attachments={
                field.key: tuple(Attachment.of(file) for file in seen.files.get(field.key, ()))
                for field in fields
                if field.kind is Kind.FILES
            },
            actions=seen.actions,
            created=_created((*all_facts["created"], *seen.events), labels["created"], order),
            words={key: tuple(filter(_text, all_facts[key])) for key in _CHOICE},
            submitted_about=span_in_words(facts["submitted"], self.labels, self.tab.portal_now),
        )

    def _labels_of_facts(self, fields: Sequence[FormField]) -> dict[str, tuple[str, ...]]:
        """What the page may call what it tells of the record itself.

        The country goes by the name that it has where it is chosen. It and the time of creation are
        not looked for under a name that a field has as well.
        """
        own = {folded(label) for field in fields for label in field.labels}

        def free(key: str) -> tuple[str, ...]:
            return tuple(label for label in self.labels(key) if folded(label) not in own)

        found = {key: self.labels(f"record.{key}") for key in _FACTS}
        return {**found, "country": free("country.label"), "created": free("record.created")}

    @verb
    async def edit(self) -> Details:
        """Click “Edit” and return the form; a draft without content may lead over its type."""
        await self.navigator.click_button(self.labels("button.edit"))
        state = await self.navigator.wait_for_page(
            PageKind.DETAILS, PageKind.IPR_SUBMISSION, leaving=PageKind.RECORD
        )
        if state.kind is PageKind.DETAILS:
            return Details(self.tab, self.portal, state)
        if not state.is_of(self.number):
            raise PageBroken(f"The page shows {state.number or 'no number'}, not {self.number}.")
        return await TypeSelection(self.tab, self.portal, state).next()

    @verb
    async def withdraw(self, within: float) -> None:
        """Withdraw the record from verification; its page or IPR Management follows.

        Raises:
            OutcomeUnknown: it may have been done, or may be yet.
            IppBotError: anything else means that nothing was sent.
        """
        await self._take_back("button.withdraw", within)

    @verb
    async def delete_draft(self, within: float) -> None:
        """Delete the draft; IPR Management follows. The errors are those of `withdraw`."""
        await self._take_back("button.delete", within)

    async def _take_back(self, button: str, within: float) -> None:
        """Click a button once and answer yes, both within so many seconds."""
        click = QuietClick(self, within=within)
        yes = list(self.labels("button.confirm", button))
        self.tab.dialog_policy = click.questions_accepted()
        try:
            await click.click(self.labels(button), yes=yes, number=self.number or "")
            try:
                await self._answer_yes(click, button, yes)
                if button == "button.delete":
                    self.state = await self.navigator.wait_for_page(
                        PageKind.IPR_MANAGEMENT, leaving=PageKind.RECORD
                    )
                else:
                    await self.navigator.wait_for_page(PageKind.RECORD, PageKind.IPR_MANAGEMENT)
                await click.wait_until_answered()
            except Exception as error:
                raise await self._end_of(click, error) from error
            if self.tab.has_unanswered_writes:
                raise OutcomeUnknown("The click got no answer.")
        finally:
            self.tab.dialog_policy = DialogPolicy()

    async def _end_of(self, click: QuietClick, error: Exception) -> IppBotError:
        """What a failure after the click means: that nothing was sent, or that nobody knows."""
        told = error if isinstance(error, IppBotError) else None
        if await click.sent_nothing():
            found = told or to_ipp_bot_error(error, f"answering a question on {self.name}")
            found.sent = False
            return found
        return OutcomeUnknown(f"The click got no answer: {told.message if told else error}")

    async def _answer_yes(self, click: QuietClick, button: str, yes: list[str]) -> None:
        """Answer yes, be it asked by a native dialog, modal, popover or a page of its own."""
        seconds = self.portal.profile.timings.navigation
        seen = await self.scripts.departure_answered(yes, within=seconds)
        if seen.dialogs or seen.bubble:
            where = {"what": "button", "dialog": True} if seen.dialogs else {"what": "bubble"}
            click.require_time()
            await self.navigator.click({**where, "labels": yes}, goes_on=True)
            await self.scripts.question_closed(yes, within=seconds)
        elif seen.left:
            await self._confirm_on_its_own_page(click, button, yes)

    async def _confirm_on_its_own_page(
        self, click: QuietClick, button: str, yes: list[str]
    ) -> None:
        """Answer yes on a page that asks about this record; PortalChanged for another question."""
        seen = await self.scripts.confirmation_page(yes)
        if seen.page in (PageKind.RECORD, PageKind.IPR_MANAGEMENT) or seen.yes != 1:
            return
        text, known = seen.text, self.labels(button.replace("button.", "dialog."))
        if (self.number or "?") not in text and not any(folded(w) in folded(text) for w in known):
            raise unknown_question_error(self.portal.profile, text)
        await click.click(yes, kind=PageKind(seen.page) if seen.page else PageKind.OTHER)
        await self.scripts.departure_answered(within=self.portal.profile.timings.navigation)


def _created(
    texts: Sequence[str], words: Sequence[str], order: DateOrder | None
) -> TimeSpan | None:
    """When the draft was made, by the times that stand alone or beside the words for that.

    None where nothing tells it, or two tell different times.
    """
    known = {"", *map(folded, words)}
    spans = {
        span
        for text in texts
        if (span := parse_span(text, order)) is not None
        and folded(without_time(text, order).strip(" :：-–—·|/,，。")) in known
    }
    return spans.pop() if len(spans) == 1 else None


def _first_token(texts: Sequence[str], vocabulary: Mapping[str, Sequence[str]]) -> str:
    """The first token that one of the texts names; a page may say a thing twice."""
    return next(filter(None, (token_of(text, vocabulary) for text in texts)), "")


def _closest(field: FormField, texts: Sequence[str]) -> str | None:
    """Of what stands beside a field's labels the words that say most.

    A page may show first the group that a choice is of, in words that fit any choice of it. What
    names one option says most, then what names none of them, then what may stand for several.
    """
    return min(texts, key=lambda text: _vagueness(field, text), default=None)


def _vagueness(field: FormField, text: str) -> int:
    words = folded(text)
    named = [
        token
        for token, labels in field.options.items()
        if words in {folded(token), *map(folded, labels)}
    ]
    return 0 if len(named) == 1 else max(len(named), 1)


def _text(text: str | None) -> str:
    """What stands beside a label; "" for a dash, which says that nothing does."""
    return "" if not text or text in {"-", "–", "—", "--"} else text


def _value(field: FormField, shown: str | None, order: DateOrder | None) -> str:
    text = _text(shown)
    if not text:
        return ""
    if field.options:
        return token_of(text, field.options) or text
    if field.kind is Kind.DATE and (written := day_in(text, field.dates)):
        return written
    if field.kind is Kind.DATE and (day := parse_day(text, order)):
        return day.isoformat()
    return text
