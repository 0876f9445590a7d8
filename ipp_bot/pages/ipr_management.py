"""IPR Management: the list of the account's records, its filters and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from ipp_bot.errors import PageBroken, PortalChanged
from ipp_bot.pages.list_answers import ListAnswers, not_fetched
from ipp_bot.pages.list_filters import FILTERS, ListFilters
from ipp_bot.pages.record_page import RecordPage
from ipp_bot.pages.records import ListedRecord
from ipp_bot.portal_time import parse_day, parse_time
from ipp_bot.profile import token_of
from ipp_bot.site.page import Page
from ipp_bot.site.playwright_errors import verb
from ipp_bot.site.portal import PageKind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection
    from datetime import date

    from ipp_bot.browser import Tab
    from ipp_bot.browser.dom.results import SeenList
    from ipp_bot.site.page_state import PageState
    from ipp_bot.site.portal import Portal

__all__ = ["IprManagement"]

_ALL = "*"
"""The tab of all records."""
_COLUMNS = (
    "number",
    "type",
    "name",
    "registration_number",
    "holder",
    "place",
    "submitted",
    "status",
    "valid_until",
)


class IprManagement(Page):
    """The list of the account's records; without `show` the portal lists only the last days."""

    kind = PageKind.IPR_MANAGEMENT

    def __init__(self, tab: Tab, portal: Portal, state: PageState) -> None:
        super().__init__(tab, portal, state)
        self._filters = ListFilters()
        self._answers = ListAnswers(tab, self.scripts, portal.profile.timings, self._table())

    @verb
    async def show(
        self,
        *,
        status: str | None = None,
        type: str | None = None,  # noqa: A002
        keyword: str | None = None,
        everything: bool = True,
        until: date | None = None,
    ) -> None:
        """Filter by the profile's tokens; `everything` sets the widest range of dates.

        With `until` the list begins at that day of submission instead of today. PortalChanged if a
        filter is missing or does not take its value.
        """
        filters = ListFilters(status, type, keyword, everything=everything, until=until)
        self._filters = filters
        before = await self._read_list()
        if not await filters.set_on(self):
            # Clicking the button with the same filters does nothing at some portals. The address
            # may be that of a later page of the list, and lack the filters.
            self.state = await self.navigator.goto(self.kind)
            before = await self._read_list()
            if not await filters.set_on(self):
                return
        since = await self._answers.ask()
        await self.navigator.click_button(self.labels("button.search"))
        await self._wait_for_new_rows(before, since)

    @verb
    async def rows(self) -> tuple[ListedRecord, ...]:
        """The rows of the page that is shown."""
        return tuple(filter(self._passes, self._records(await self._read_list())))

    async def all_rows(self) -> AsyncIterator[ListedRecord]:
        """All rows over all pages in the portal's order, newest first; each record once.

        PageBroken if the list names more records than it shows; PortalChanged if nothing proves
        that it has shown all.
        """
        numbers: set[str] = set()
        async for seen in self._pages():
            for row in self._records(seen):
                # A record that was filed meanwhile pushes others to the next page.
                if row.number not in numbers:
                    numbers.add(row.number)
                    if self._passes(row):
                        yield row

    async def turn_to_record(self, number: str) -> bool:
        """Turn pages until one lists that record; False if none does."""
        async for seen in self._pages():
            if number in {row.values["number"] for row in seen.rows or ()}:
                self._records(seen)
                return True
        return False

    async def _pages(self) -> AsyncIterator[SeenList]:
        """The list as it is shown, one tab after the other where it is split by status."""
        seen = await self.first_page()
        wanted = self._tabs_to_open(seen)
        if not wanted:
            async for page in self._pages_from(seen):
                yield page
        for status in wanted:
            seen = await self._open_tab(seen, status)
            async for page in self._pages_from(seen):
                yield page

    def _tabs_to_open(self, seen: SeenList) -> tuple[str, ...]:
        """The statuses whose tabs have, together, all records that are wanted; () without tabs.

        PortalChanged if the tabs lack a status: what has it would be shown nowhere.
        """
        tabs, profile = [tab.status for tab in seen.tabs], self.portal.profile
        wanted = self._filters.status if "status" in self._missing else None
        for one in (wanted, _ALL):
            if one in tabs:
                return (one,)
        if not tabs:
            return ()
        lacking = [status for status in profile.statuses if status not in tabs]
        if lacking and not profile.listing.complete:
            raise PortalChanged(
                "IPR Management shows its records by status, and has no tab for "
                f"{', '.join(lacking)}.",
                hint="add the tab's words to that status of the profile, or write "
                "`complete: true` under `listing` if there are no such records",
                sent=False,
            )
        return tuple(tabs)

    @verb
    async def _open_tab(self, seen: SeenList, status: str) -> SeenList:
        """The list of one tab, which is clicked unless it is open."""
        if _is_open(seen, status):
            return seen
        since = await self._answers.ask()
        target = {"what": "tab", "status": status, "statuses": self._table()["statuses"]}
        await self.navigator.click(target)

        async def look(*, answered: bool) -> SeenList:
            within = self.portal.profile.timings.navigation
            return await self.scripts.tab_opened(
                self._table(), status, seen, answered=answered, within=within
            )

        return await self._answers.answer(since, look)

    async def _pages_from(self, seen: SeenList) -> AsyncIterator[SeenList]:
        """This list, page after page or longer and longer, to its proven end."""
        numbers: set[str] = set()
        before: set[str] = set()
        while True:
            yield seen
            shown = {row.values["number"] for row in seen.rows or ()}
            numbers |= shown
            # Some links lead on for ever: to an empty page, or to the last one again.
            if seen.more and shown and shown != before:
                before = shown
                seen = await self.next_page(seen)
            elif self._is_all(seen, numbers) or (longer := await self._grow(seen)) is None:
                break
            else:
                seen = longer
        self._require_all(seen, numbers)

    def _is_all(self, seen: SeenList, numbers: Collection[str]) -> bool:
        """Whether these are all records: by their total, by the list's end, or by the profile."""
        total = _total(seen)
        if total is not None:
            return len(numbers) >= total
        return seen.ends or not seen.rows or self.portal.profile.listing.complete

    @verb
    async def _grow(self, before: SeenList) -> SeenList | None:
        """The list once it shows more, asked by its button or by scrolling; None if none comes."""
        timings = self.portal.profile.timings
        if before.grows:
            await self.navigator.click_button(self.labels("button.load_more"), anywhere=True)
        with self.tab.priority_frames():
            if not before.grows:
                await self.scripts.scroll_to_list_end()
            try:
                await self.scripts.list_grown(
                    self._table(),
                    before,
                    within=timings.navigation if before.grows else timings.action,
                )
            except PlaywrightTimeoutError:
                return None
            return await self._answers.shown()

    @verb
    async def total(self) -> int | None:
        """How many records the filtered list has; None if the page does not tell."""
        return None if self._missing else (await self._read_list()).total

    @verb
    async def totals(self) -> dict[str, int]:
        """How many records there are of each status, by asking for each."""
        statuses = self.portal.profile.statuses
        if "status" in self._missing:
            await self.show()
            found = [row.status async for row in self.all_rows()]
            return {status: found.count(status) for status in statuses}
        counts = {}
        for status in statuses:
            await self.show(status=status)
            seen = await self._read_list()
            if seen.total is None:
                counts[status] = len([row async for row in self.all_rows()])
            else:
                counts[status] = seen.total
        return counts

    @verb
    async def record(self, number: str) -> RecordPage:
        """Open the page of a record that the list shows on its present page."""
        labels = [number, *self.labels("button.view")]
        await self.navigator.click({"what": "view", "text": number, "labels": labels})
        return RecordPage(
            self.tab,
            self.portal,
            await self.navigator.wait_for_page(PageKind.RECORD, leaving=self.kind),
        )

    # ------------------------------------------------------------------ within

    @property
    def _missing(self) -> frozenset[str]:
        """The filters that the portal's list lacks."""
        return FILTERS - {*self.portal.profile.listing.filters}

    def _passes(self, row: ListedRecord) -> bool:
        return self._filters.passes(row, self._missing)

    @verb
    async def first_page(self) -> SeenList:
        """The rows of the page that is open, and where the next page is."""
        return await self._read_list()

    @verb
    async def next_page(self, before: SeenList) -> SeenList:
        """Turns the page; the rows that the list shows then."""
        if before.next:
            since = self.tab.script_requests.begun
            await self.navigator.load(before.next)
        else:
            since = await self._answers.ask()
            await self.navigator.click({"what": "next", "labels": self.labels("button.next_page")})
        return await self._wait_for_new_rows(before, since)

    async def _read_list(self) -> SeenList:
        seen = await self._answers.shown()
        if seen.rows is None and (fault := not_fetched(self.tab)):
            raise fault
        if seen.rows is None:
            raise PortalChanged(
                "IPR Management shows no list with a column for the number.",
                hint="run `ipp-bot doctor --portal`",
                sent=False,
            )
        return seen

    async def _wait_for_new_rows(self, before: SeenList, since: int) -> SeenList:
        async def look(*, answered: bool) -> SeenList:
            within = self.portal.profile.timings.navigation
            return await self.scripts.list_changed(
                self._table(), before, answered=answered, within=within
            )

        seen = await self._answers.answer(since, look)
        if seen.rows is None or self.tab.truncated:
            await self.navigator.wait_for_page(self.kind)
            raise PageBroken("The list came only in part.")
        return seen

    def _table(self) -> dict[str, Any]:
        return {
            "columns": {key: list(self.labels(f"record.{key}")) for key in _COLUMNS},
            "next": list(self.labels("button.next_page")),
            "grow": list(self.labels("button.load_more")),
            "end": list(self.labels("mark.list_end")),
            "empty": list(self.labels("mark.empty")),
            "statuses": {_ALL: self.labels("filter.all"), **self.portal.profile.statuses},
        }

    def _require_all(self, seen: SeenList, numbers: Collection[str]) -> None:
        """PageBroken if the list names more records than were seen, PortalChanged if nobody knows.

        What was not seen might be filed twice.
        """
        if self._is_all(seen, numbers):
            return
        total = _total(seen)
        if total is None:
            raise PortalChanged(
                f"IPR Management showed {len(numbers)} records, and nothing says that these are "
                "all.",
                hint="name what stands at its end under `labels.mark.list_end` of the profile, its "
                "button for more under `labels.button.load_more`, or write `complete: true` under "
                "`listing` if it shows all at once",
                sent=False,
            )
        raise PageBroken(
            f"The list names {total} records and showed {len(numbers)}.",
            hint="is the button for its next page among `labels.button.next_page` of the profile?",
        )

    def _records(self, seen: SeenList) -> tuple[ListedRecord, ...]:
        profile, order = self.portal.profile, self.portal.profile.order_of_times
        records = []
        for row in seen.rows or ():
            cells = row.values
            # A document of a frame may refuse to stand alone.
            if row.link and not self.tab.in_frame:
                self.portal.learn_address(PageKind.RECORD, row.link, cells["number"])
            status = token_of(cells.get("status", ""), profile.statuses)
            if "status" not in cells:
                raise PortalChanged(
                    "IPR Management shows no column that `labels.record.status` names.",
                    hint="add the column's heading to labels.record.status of the profile",
                    sent=False,
                )
            if not status:
                raise PortalChanged(
                    f"IPR Management shows the unknown status “{cells.get('status', '')}”.",
                    hint="add it to the profile's statuses",
                    sent=False,
                )
            place = cells.get("place", "")
            records.append(
                ListedRecord(
                    number=cells["number"],
                    status=status,
                    type=token_of(cells.get("type", ""), profile.types),
                    place=token_of(place, profile.places) or place,
                    title=_cell(cells.get("name", "")),
                    registration_number=_cell(cells.get("registration_number", "")),
                    holder=_cell(cells.get("holder", "")),
                    submitted_at=parse_time(cells.get("submitted"), order),
                    valid_until=parse_day(cells.get("valid_until"), order),
                )
            )
        return tuple(records)


def _is_open(seen: SeenList, status: str) -> bool:
    """Whether the list is that of this tab.

    Some pages draw no tab as chosen at first: then the list of all has as many records as its tab
    says.
    """
    [tab] = [tab for tab in seen.tabs if tab.status == status]
    if any(one.chosen for one in seen.tabs):
        return tab.chosen
    return status == _ALL and tab.count is not None and tab.count == seen.total


def _total(seen: SeenList) -> int | None:
    """How many records the list has, by itself or by its open tab; None if neither tells."""
    if seen.total is not None:
        return seen.total
    return next((tab.count for tab in seen.tabs if tab.chosen), None)


def _cell(text: str) -> str:
    """The text of a cell; "" for a dash, which stands for nothing."""
    return "" if text in {"-", "–", "—", "--"} else text
