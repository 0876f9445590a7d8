"""IPR Management and the record page, as requests."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Self

from ipp_bot.errors import OutcomeUnknown, PageBroken
from ipp_bot.forms import Attachment
from ipp_bot.pages import ListedRecord, Record
from ipp_bot.portal_time import parse_day, parse_span, parse_time
from ipp_bot.profile import Kind, token_of
from soak.fake_pages import Details, Page, TypeSelection
from soak.http_client import PageResponse, first, plain_text

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from ipp_bot.profile import FormField
    from ipp_bot.site import Portal
    from soak.fake_browser import HttpTab

__all__ = [
    "IprManagement",
    "RecordPage",
    "has_own_page",
    "is_listed",
    "listed_numbers",
    "open_details",
    "open_record",
]

LIST = "/uc/ipr/list.htm"
OLDEST = "2000-01-01"
CELLS = 10


class IprManagement(Page):
    """The list of the account's records."""

    @classmethod
    async def open(cls, tab: HttpTab, portal: Portal) -> Self:
        """The list's default view; `show` asks for what is wanted, so nothing is fetched yet."""
        return cls(tab, portal, PageResponse("", LIST, "", 200, None, None))

    async def show(self, *, status: str | None = None, everything: bool = True) -> None:
        """Asks for all records, or those of one status."""
        since = {"from": OLDEST} if everything else {}
        self.response = await self.client.get(LIST, status=status or "", **since)

    async def all_rows(self) -> AsyncIterator[ListedRecord]:
        """All rows over all pages, newest first."""
        seen: set[str] = set()
        while True:
            for row in re.findall(r"<tr data-number=.*?</tr>", self.response.text, re.DOTALL):
                record = self._record(row)
                if record.number not in seen:
                    seen.add(record.number)
                    yield record
            following = re.search(r'<a rel="next" href="([^"]+)"', self.response.text)
            if following is None:
                break
            self.response = await self.client.get(html.unescape(following[1]))
        total = first(r'<span class="total">\D*(\d+)', self.response.text)
        if total and len(seen) < int(total):
            raise PageBroken(f"The list names {total} records and showed {len(seen)}.")

    def _record(self, row: str) -> ListedRecord:
        cells = [plain_text(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]
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
            submitted_at=parse_time(sent),
            valid_until=parse_day(until),
        )


class RecordPage(Page):
    """One record."""

    async def read_filed(self, fields: Sequence[FormField]) -> Record:
        """As `read`: what a file's link hands out is not asked for here."""
        return await self.read(fields)

    async def read(self, fields: Sequence[FormField] = ()) -> Record:
        """All that the page tells."""
        text, profile = self.response.text, self.portal.profile
        facts = dict(re.findall(r"<div><dt>(.*?)</dt><dd[^>]*>(.*?)</dd></div>", text, re.DOTALL))
        by_label = {plain_text(key): plain_text(value) for key, value in facts.items()}

        def fact(key: str) -> str:
            return next(
                (by_label[label] for label in self.portal.labels(key) if label in by_label),
                "",
            )

        place = fact("record.place")
        fields = self.portal.with_yes_no_options(fields)
        texts = {
            field.key: plain_text(first(rf'<div data-field="{field.key}">.*?<dd>(.*?)</dd>', text))
            for field in fields
            if field.kind is not Kind.FILES
        }
        return Record(
            number=self.number or "",
            status=token_of(fact("record.status"), profile.statuses),
            type=token_of(fact("record.type"), profile.types),
            place=token_of(place, profile.places) or place,
            submitted_at=parse_time(fact("record.submitted")),
            submissions=int(fact("record.submissions") or 0),
            valid_until=parse_day(fact("record.valid_until")),
            reasons=(),
            values={
                field.key: token_of(texts[field.key], field.options) or texts[field.key]
                for field in fields
                if field.kind is not Kind.FILES
            },
            texts={key: shown for key, shown in texts.items() if shown},
            attachments={
                field.key: tuple(
                    Attachment(plain_text(name), int(size), exact=True)
                    for name, size in re.findall(
                        rf'<tr data-slot="{field.key}">.*?<a [^>]*>(.*?)</a>'
                        r'.*?data-bytes="(\d+)"',
                        text,
                        re.DOTALL,
                    )
                )
                for field in fields
                if field.kind is Kind.FILES
            },
            actions=(),
            created=parse_span(first(r"<li><time>(.*?)</time> Draft created</li>", text)),
        )

    async def withdraw(self, within: float) -> None:
        """Takes the record back, once."""
        answer = await self._take_back("/uc/ipr/withdraw.htm", within)
        if answer.path != "/uc/ipr/record.htm":
            raise OutcomeUnknown("The withdrawal was not confirmed.")

    async def delete_draft(self, within: float) -> None:
        """Deletes the record, once."""
        answer = await self._take_back("/uc/ipr/delete.htm", within)
        if answer.path != LIST:
            raise OutcomeUnknown("The deletion was not confirmed.")

    async def _take_back(self, path: str, within: float) -> PageResponse:
        number = self.number or ""
        return await self.click_once(path, {"iprNo": number}, within, number=number)

    async def edit(self) -> Details:
        """The form; a draft without content leads over its type."""
        address = html.unescape(
            next(
                iter(re.findall(r'<a class="button primary" href="([^"]+)"', self.response.text)),
                "",
            )
        )
        if not address:
            raise PageBroken("The record cannot be edited.", sent=False)
        response = await self.client.get(address)
        if response.path == "/uc/ipr/detail.htm":
            return Details(self.tab, self.portal, response)
        return await TypeSelection(self.tab, self.portal, response).next()


async def open_record(tab: HttpTab, portal: Portal, number: str) -> RecordPage:
    """In place of `ipp_bot.pages.open_record`; RecordGone if there is no such record."""
    response = await tab.client.get("/uc/ipr/record.htm", iprNo=number)
    return RecordPage(tab, portal, response)


async def is_listed(tab: HttpTab, portal: Portal, number: str) -> bool:
    """In place of `ipp_bot.pages.is_listed`."""
    return number in await listed_numbers(tab, portal)


async def listed_numbers(tab: HttpTab, portal: Portal) -> frozenset[str]:
    """In place of `ipp_bot.pages.listed_numbers`."""
    management = await IprManagement.open(tab, portal)
    await management.show()
    return frozenset([row.number async for row in management.all_rows()])


def has_own_page(_portal: Portal, _number: str) -> bool:
    """In place of `ipp_bot.pages.has_own_page`."""
    return True


async def open_details(tab: HttpTab, portal: Portal, number: str) -> Details:
    """In place of `ipp_bot.pages.open_details`."""
    return Details(tab, portal, await tab.client.get("/uc/ipr/detail.htm", iprNo=number))
