"""IPR Management and the record page, as requests."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Self

from ipp_bot.errors import PageBroken
from ipp_bot.forms import Attachment
from ipp_bot.pages import ListedRecord, Record
from ipp_bot.portal_time import portal_day, portal_time
from ipp_bot.profile import Kind
from ipp_bot.site.portal import token_of
from soak.fake_pages import Details, Page, TypeSelection
from soak.http_client import Shown, first, words_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from ipp_bot.profile import FormField
    from ipp_bot.site import Portal
    from soak.fake_browser import FastTab

__all__ = ["IprManagement", "RecordPage"]

LIST = "/uc/ipr/list.htm"
OLDEST = "2000-01-01"
CELLS = 10


class IprManagement(Page):
    """The list of the account's records."""

    @classmethod
    async def open(cls, page: FastTab, portal: Portal) -> Self:
        """The list's default view; `show` asks for what is wanted, so nothing is fetched yet."""
        return cls(page, portal, Shown("", LIST, "", 200, None, None))

    async def show(self, *, status: str | None = None, everything: bool = True) -> None:
        """Asks for all records, or those of one status."""
        since = {"from": OLDEST} if everything else {}
        self.shown = await self.wire.get(LIST, status=status or "", **since)

    async def all_rows(self) -> AsyncIterator[ListedRecord]:
        """All rows over all pages, newest first."""
        seen: set[str] = set()
        while True:
            for row in re.findall(r"<tr data-number=.*?</tr>", self.shown.text, re.DOTALL):
                record = self._record(row)
                if record.number not in seen:
                    seen.add(record.number)
                    yield record
            following = re.search(r'<a rel="next" href="([^"]+)"', self.shown.text)
            if following is None:
                break
            self.shown = await self.wire.get(html.unescape(following[1]))
        total = first(r'<span class="total">\D*(\d+)', self.shown.text)
        if total and len(seen) < int(total):
            raise PageBroken(f"The list names {total} records and showed {len(seen)}.")

    def _record(self, row: str) -> ListedRecord:
        cells = [words_of(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]
        if len(cells) != CELLS:
            raise PageBroken(f"A row of the list has {len(cells)} cells.")
        number, kind, title, registration, holder, place, sent, status, until, _ = (
            "" if cell in ("-", "–", "—") else cell for cell in cells
        )
        profile = self.portal.profile
        return ListedRecord(
            number=number,
            status=token_of(status, profile.statuses),
            type=token_of(kind, profile.types),
            place=token_of(place, profile.places) or place,
            title=title,
            registration_number=registration,
            holder=holder,
            submitted_at=portal_time(sent),
            valid_until=portal_day(until),
        )


class RecordPage(Page):
    """One record."""

    @classmethod
    async def of(cls, page: FastTab, portal: Portal, number: str) -> Self:
        """The record of that number; RecordGone if there is none."""
        return cls(page, portal, await page.wire.get("/uc/ipr/record.htm", iprNo=number))

    async def read(self, fields: Sequence[FormField] = ()) -> Record:
        """All that the page tells."""
        text, profile = self.shown.text, self.portal.profile
        facts = dict(re.findall(r"<div><dt>(.*?)</dt><dd[^>]*>(.*?)</dd></div>", text, re.DOTALL))
        told = {words_of(key): words_of(value) for key, value in facts.items()}

        def fact(key: str) -> str:
            return next((told[label] for label in self.portal.labels(key) if label in told), "")

        place = fact("record.place")
        return Record(
            number=self.number or "",
            status=token_of(fact("record.status"), profile.statuses),
            type=token_of(fact("record.type"), profile.types),
            place=token_of(place, profile.places) or place,
            submitted_at=portal_time(fact("record.submitted")),
            submissions=int(fact("record.submissions") or 0),
            valid_until=portal_day(fact("record.valid_until")),
            reasons=(),
            values={
                field.key: first(rf'<div data-field="{field.key}">.*?<dd>(.*?)</dd>', text)
                for field in fields
                if field.kind is not Kind.FILES
            },
            attachments={
                field.key: tuple(
                    Attachment(words_of(name))
                    for name in re.findall(
                        rf'<tr data-slot="{field.key}">.*?<a [^>]*>(.*?)</a>', text, re.DOTALL
                    )
                )
                for field in fields
                if field.kind is Kind.FILES
            },
            actions=(),
        )

    async def edit(self) -> Details:
        """The form; a draft without content leads over its type."""
        address = html.unescape(
            next(iter(re.findall(r'<a class="button primary" href="([^"]+)"', self.shown.text)), "")
        )
        if not address:
            raise PageBroken("The record cannot be edited.", sent=False)
        shown = await self.wire.get(address)
        if shown.path == "/uc/ipr/detail.htm":
            return Details(self.page, self.portal, shown)
        return await TypeSelection(self.page, self.portal, shown).next()
