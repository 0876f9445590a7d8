"""A record's own page: its status, its content, why it was rejected, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ipp_bot.browser import DialogPolicy
from ipp_bot.errors import PageBroken, PortalChanged, RecordGone
from ipp_bot.forms.content import Attachment
from ipp_bot.pages.details import Details
from ipp_bot.pages.ipr_management import IprManagement
from ipp_bot.pages.type_selection import TypeSelection
from ipp_bot.portal_time import portal_day, portal_time
from ipp_bot.profile import FormField, Kind, folded
from ipp_bot.profile.dates import day_in
from ipp_bot.site.dialogs import unknown_question
from ipp_bot.site.navigation import Navigator
from ipp_bot.site.page import Page
from ipp_bot.site.playwright_errors import translated, verb
from ipp_bot.site.portal import PageKind, token_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from ipp_bot.browser import Tab
    from ipp_bot.site.portal import Portal

__all__ = ["Reason", "Record", "RecordPage"]

_FACTS = ("status", "type", "place", "submitted", "submissions", "valid_until")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the portal rejected the record."""

    field: str
    """The manifest's key, or the portal's word where the profile does not know it."""
    message: str


@dataclass(frozen=True, slots=True)
class Record:
    """All that a record's page tells."""

    number: str
    status: str
    type: str
    place: str
    submitted_at: datetime | None
    submissions: int | None
    """How often it was submitted; None if the page does not tell."""
    valid_until: date | None
    reasons: tuple[Reason, ...]
    values: Mapping[str, str]
    """By the manifest's key: choices as tokens, all else as shown."""
    attachments: Mapping[str, tuple[Attachment, ...]]
    actions: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether nobody has put anything into it yet."""
        return not any(self.values.values()) and not any(self.attachments.values())


class RecordPage(Page):
    """One record."""

    kind = PageKind.RECORD

    @classmethod
    async def of(cls, tab: Tab, portal: Portal, number: str) -> RecordPage:
        """Open a record by its number; RecordGone if the portal has none of that number."""
        with translated(f"opening record {number}"):
            if portal.address(PageKind.RECORD, number) is not None:
                sight = await Navigator(tab, portal).goto(PageKind.RECORD, number)
                return cls._checked(cls(tab, portal, sight), number)
        listing = await IprManagement.open(tab, portal)
        await listing.show(keyword=number)
        if not await listing.leaf_to(number):
            raise RecordGone(f"The portal lists no record {number}.", sent=False)
        return cls._checked(await listing.record(number), number)

    @staticmethod
    def _checked(record: RecordPage, number: str) -> RecordPage:
        if record.number != number:
            raise PageBroken(f"The page shows {record.number or 'no number'}, and not {number}.")
        return record

    @verb
    async def read(self, fields: Sequence[FormField] = ()) -> Record:
        """Everything that the page tells; `fields` are those of the record's form."""
        fields = self.portal.known(fields)
        seen = await self.ask(
            "dossier",
            facts={key: list(self.labels(f"record.{key}")) for key in _FACTS},
            fields={field.key: list(field.labels) for field in fields},
            reasons=list(self.labels("record.reasons")),
            marks=self.portal.upload_marks,
        )
        profile = self.portal.profile
        all_facts: dict[str, list[str]] = seen["facts"]
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
            submitted_at=portal_time(facts["submitted"]),
            submissions=int(digits) if digits else None,
            valid_until=portal_day(facts["valid_until"]),
            reasons=tuple(
                Reason(_key_of(reason["field"], fields), reason["message"])
                for reason in seen["reasons"]
            ),
            values={
                field.key: _value(field, seen["fields"].get(field.key))
                for field in fields
                if field.kind is not Kind.FILES
            },
            attachments={
                field.key: tuple(Attachment(**file) for file in seen["files"].get(field.key, ()))
                for field in fields
                if field.kind is Kind.FILES
            },
            actions=tuple(seen["actions"]),
        )

    @verb
    async def edit(self) -> Details:
        """Press “Edit” and return the form; a draft without content may lead over its type."""
        await self.walk.click(self.labels("button.edit"))
        sight = await self.walk.arrive(
            PageKind.DETAILS, PageKind.IPR_SUBMISSION, leaving=PageKind.RECORD
        )
        if sight.kind is PageKind.DETAILS:
            return Details(self.tab, self.portal, sight)
        if sight.number != self.number:
            raise PageBroken(f"The page shows {sight.number or 'no number'}, not {self.number}.")
        return await TypeSelection(self.tab, self.portal, sight).next()

    @verb
    async def withdraw(self) -> RecordPage:
        """Withdraw the record from verification."""
        await self._sure("button.withdraw")
        await self.walk.arrive(PageKind.RECORD, PageKind.IPR_MANAGEMENT)
        return await RecordPage.of(self.tab, self.portal, self.number or "")

    @verb
    async def delete_draft(self) -> IprManagement:
        """Delete the draft."""
        await self._sure("button.delete")
        sight = await self.walk.arrive(PageKind.IPR_MANAGEMENT, leaving=PageKind.RECORD)
        return IprManagement(self.tab, self.portal, sight)

    async def _sure(self, button: str) -> None:
        """Press a button whose question is answered with yes: native, a dialog, bubble or page."""
        yes = list(self.labels("button.confirm", button))
        seconds = self.portal.profile.timings.navigation
        self.tab.dialog_policy = DialogPolicy(accept_all=True)
        try:
            await self._ask_and_agree(button, yes, seconds)
        finally:
            self.tab.dialog_policy = DialogPolicy()

    async def _ask_and_agree(self, button: str, yes: list[str], seconds: float) -> None:
        await self.ask("depart", yes=yes)
        await self.walk.click(self.labels(button))
        seen: dict[str, Any] = await self.walk.wait("departed", seconds, yes=yes)
        if seen["dialogs"] or seen["bubble"]:
            where = {"what": "button", "dialog": True} if seen["dialogs"] else {"what": "bubble"}
            await self.walk.click_target({**where, "labels": yes}, goes_on=True)
            await self.walk.wait("closed", seconds, yes=yes)
        elif seen["left"]:
            await self._say_yes(button, yes)

    async def _say_yes(self, button: str, yes: list[str]) -> None:
        """On a page of its own that asks about this record; any other question is for people."""
        seen = await self.ask("asked", yes=yes)
        if seen["page"] in (PageKind.RECORD, PageKind.IPR_MANAGEMENT) or seen["yes"] != 1:
            return
        text, known = seen["text"], self.labels(button.replace("button.", "dialog."))
        if (self.number or "?") not in text and not any(folded(w) in folded(text) for w in known):
            raise unknown_question(self.portal.profile, text)
        await self.ask("depart")
        await self.walk.click(yes)
        await self.walk.wait("departed", self.portal.profile.timings.navigation)


def _first_token(texts: Sequence[str], vocabulary: Mapping[str, Sequence[str]]) -> str:
    """A page may say a thing twice, once among other words."""
    return next(filter(None, (token_of(text, vocabulary) for text in texts)), "")


def _key_of(label: str, fields: Sequence[FormField]) -> str:
    wanted = folded(label)
    for field in fields:
        if wanted in {folded(known) for known in field.labels}:
            return field.key
    return label


def _value(field: FormField, text: str | None) -> str:
    if not text or text in {"-", "–", "—", "--"}:
        return ""
    if field.options:
        return token_of(text, field.options) or text
    if field.kind is Kind.DATE and (written := day_in(text, field.dates)):
        return written
    if field.kind is Kind.DATE and (day := portal_day(text)):
        return day.isoformat()
    return text
