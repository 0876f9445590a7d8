"""Whether a record is gone from the portal: no page is believed alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.errors import NeedsPerson, PageBroken, PortalError, RecordGone
from ipp_bot.pages import has_own_page, is_listed, listed_numbers, open_record
from ipp_bot.portal_status import GONE

if TYPE_CHECKING:
    from ipp_bot.browser import Tab
    from ipp_bot.flows.account_session import AccountSession, ActiveFiling

__all__ = ["require_gone"]


async def require_gone(
    session: AccountSession,
    filing: ActiveFiling,
    tab: Tab,
    error: PortalError,
    *,
    confirmed: bool = False,
    person_saw: bool = False,
) -> None:
    """Nothing if the filing's record is gone, of which opening it ended with this error.

    Where the record's own page says that there is no such record, the list has to lack it as well.
    Where that page answers with an error, or there is none that could be asked, only the list is
    left, and a list may lie: it is searched for the number and read as a whole, and it has to show
    another record that is known to be there, whose page opens. Without such a one either the portal
    has `confirmed` the click, and there is no other record, or a person has looked.

    Raises:
        PortalError: the list has it, or the portal cannot be asked.
        NeedsPerson: nothing shows whether it is gone.
    """
    number = filing.number or ""
    own_page = has_own_page(session.portal, number)
    if await is_listed(tab, session.portal, number):
        raise _listed(number) if isinstance(error, RecordGone) else error
    if own_page and isinstance(error, RecordGone):
        return
    listed = await listed_numbers(tab, session.portal)
    if number in listed:
        raise _listed(number)
    if person_saw:
        return
    known = await _known_others(session, number)
    others = [one for one in known if one in listed] if known else sorted(listed)
    if not others and (known or not confirmed):
        raise _nobody_can_tell(filing, lists_nothing=not listed)
    if others and own_page:
        await open_record(tab, session.portal, others[0])


async def _known_others(session: AccountSession, number: str) -> list[str]:
    """The account's other records that were there when they were seen last, the newest first."""
    rows = await session.ledger.records(session.account.name)
    return [row.number for row in reversed(rows) if row.status not in GONE and row.number != number]


def _listed(number: str) -> PageBroken:
    return PageBroken(f"The portal lists {number} and does not show it.", sent=False)


def _nobody_can_tell(filing: ActiveFiling, *, lists_nothing: bool) -> NeedsPerson:
    ref, number = filing.ref, filing.number
    return NeedsPerson(
        f"{ref}: nobody can tell whether {number} is gone: the list is empty"
        if lists_nothing
        else f"{ref}: nobody can tell whether {number} is gone: the list shows none of the records "
        "that were there before",
        hint=f"look in IPR Management; if {number} is not there, ipp-bot drop {ref} --gone",
    )
