"""The ways through several pages, for which no single page object can answer."""

from __future__ import annotations

from contextlib import AsyncExitStack, nullcontext
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from ipp_bot.errors import PageBroken, RecordGone
from ipp_bot.pages.details import Details
from ipp_bot.pages.ipr_management import IprManagement
from ipp_bot.pages.record_page import RecordPage
from ipp_bot.pages.stored_files import with_stored_files
from ipp_bot.site.navigation import Navigator
from ipp_bot.site.playwright_errors import translated
from ipp_bot.site.portal import PageKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractAsyncContextManager

    from ipp_bot.browser import Tab
    from ipp_bot.forms.content import FormContent
    from ipp_bot.profile import FormField
    from ipp_bot.site.portal import Portal

__all__ = [
    "has_own_page",
    "is_listed",
    "listed_numbers",
    "open_details",
    "open_record",
    "read_kept",
    "reopen",
]


async def open_record(tab: Tab, portal: Portal, number: str) -> RecordPage:
    """The page of the record of that number, by its address or over IPR Management.

    RecordGone if the portal has no such record, PageBroken if it shows another one.
    """
    if portal.address(PageKind.RECORD, number) is not None:
        documents = tab.documents
        with translated(f"opening record {number}"):
            state = await Navigator(tab, portal).goto(PageKind.RECORD, number)
        portal.document_reopened(tab, documents)
        return _checked(RecordPage(tab, portal, state), number)
    management = await IprManagement.open(tab, portal)
    await management.show(keyword=number)
    if not await management.turn_to_record(number):
        raise RecordGone(f"The portal lists no record {number}.", sent=False)
    return _checked(await management.record(number), number)


async def is_listed(tab: Tab, portal: Portal, number: str) -> bool:
    """Whether IPR Management lists a record of that number, whatever its own page says."""
    management = await IprManagement.open(tab, portal)
    await management.show(keyword=number)
    return await management.turn_to_record(number)


def has_own_page(portal: Portal, number: str) -> bool:
    """Whether `open_record` asks the record's own page by its address, and not the list for it."""
    return portal.address(PageKind.RECORD, number) is not None


async def listed_numbers(tab: Tab, portal: Portal) -> frozenset[str]:
    """The numbers of all records in IPR Management, read to its proven end."""
    management = await IprManagement.open(tab, portal)
    await management.show()
    return frozenset([row.number async for row in management.all_rows()])


async def open_details(tab: Tab, portal: Portal, number: str) -> Details:
    """The form of a draft or of a rejected record, by its address or over the record's page."""
    if portal.address(PageKind.DETAILS, number) is not None:
        with translated("opening a draft"):
            state = await Navigator(tab, portal).goto(PageKind.DETAILS, number)
        if state.number == number:
            return Details(tab, portal, state)
    return await (await open_record(tab, portal, number)).edit()


async def read_kept(
    details: Details,
    fields: Sequence[FormField],
    *,
    beside: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
) -> FormContent:
    """The whole form as the portal keeps it: from a draft asked for after the last save had ended.

    Loaded anew unless the portal has done so itself; its files with what the portal hands out for
    them, where their names are links. Where it hands out none the draft is loaded once more. What
    is to run `beside` that, and changes nothing of the page, begins once it shows what is kept. The
    errors are those of `Details.read`.
    """
    portal, reopens = details.portal, details.must_reopen
    if reopens:
        await reopen(details)
    shown, withheld = await _read_with_files(details, fields, beside, shows_all=not reopens)
    if withheld and not portal.withholds_files:
        await reopen(details)
        shown, withheld = await _read_with_files(details, fields, beside, shows_all=False)
        portal.withholds_files = withheld
    return shown


async def _read_with_files(
    details: Details,
    fields: Sequence[FormField],
    beside: Callable[[], AbstractAsyncContextManager[None]],
    *,
    shows_all: bool,
) -> tuple[FormContent, bool]:
    """The form with what the portal hands out for its files; whether it hands out none.

    A page that was just loaded may show its values later (`shows_all`).
    """
    async with AsyncExitStack() as stack:
        if shows_all:
            await stack.enter_async_context(beside())
        shown = await details.read(fields)
        if not shows_all:
            await stack.enter_async_context(beside())
        stored = await with_stored_files(details.tab, details.portal, shown.files)
    return replace(shown, files=stored.files), stored.withheld


async def reopen(details: Details) -> None:
    """Load the draft anew, also where its pages are one document.

    PageBroken if the portal shows another one.
    """
    tab, portal, number = details.tab, details.portal, details.number or ""
    documents = tab.documents
    opened = await open_details(tab, portal, number)
    portal.document_reopened(tab, documents)
    details.state = opened.state


def _checked(record: RecordPage, number: str) -> RecordPage:
    if record.number != number:
        raise PageBroken(f"The page shows {record.number or 'no number'}, and not {number}.")
    record.open_anew = partial(open_record, record.tab, record.portal, number)
    return record
