"""The account's records at the portal, as the ledger knows them: refreshed newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.errors import AlreadyFiled
from ipp_bot.ledger import PortalRecord, SettingKey, State
from ipp_bot.pages import IprManagement
from ipp_bot.portal_status import GONE
from ipp_bot.portal_time import start_of_day

if TYPE_CHECKING:
    from ipp_bot.browser import Tab
    from ipp_bot.flows.account_session import AccountSession, ActiveFiling
    from ipp_bot.pages import ListedRecord

__all__ = ["check_not_filed", "record_of", "refresh"]

FRESH_FOR = 60.0
"""Seconds for which the index is taken to show what others filed."""

BATCH = 50
LIVING = frozenset(State) - {State.REFUSED}


async def refresh(session: AccountSession, tab: Tab) -> None:
    """Reads IPR Management newest first until nothing new comes, unless that was just done.

    The first time in an account's life it reads to the end, because a record that is not in the
    index would be filed again.
    """
    async with session.index_lock:
        now = session.clock.monotonic()
        if session.index_read_at is not None and now - session.index_read_at < FRESH_FOR:
            return
        session.progress("", "reading IPR Management")
        mark = SettingKey.INDEX_COMPLETE.of(session.account.name)
        complete = await session.ledger.setting(mark) is not None
        management = await IprManagement.open(tab, session.portal)
        await management.show(everything=True)
        known = await session.ledger.known_numbers(session.account.name)
        rows: list[PortalRecord] = []
        familiar = 0
        async for row in management.all_rows():
            rows.append(record_of(row))
            familiar = familiar + 1 if row.number in known else 0
            if len(rows) >= BATCH:
                await session.ledger.upsert_records(session.account.name, rows)
                rows = []
            if complete and familiar >= BATCH:
                break
        await session.ledger.upsert_records(session.account.name, rows)
        if not complete:
            await session.ledger.set_setting(mark, session.clock.now().isoformat())
        session.index_read_at = now


async def check_not_filed(session: AccountSession, filing: ActiveFiling, tab: Tab) -> None:
    """AlreadyFiled if the portal has this registration number (docs/design.md, section 5)."""
    await refresh(session, tab)
    mine = filing.claim.filing
    if not mine.registration_number:
        return
    records, filings = await session.ledger.with_registration_number(
        mine.key.account, mine.registration_number
    )
    for record in records:
        if (
            record.type == mine.type
            and record.status not in GONE
            and record.owner_filing_id is None
        ):
            raise AlreadyFiled(
                f"{filing.ref}: {mine.registration_number} is already at the portal as "
                f"{record.number} ({record.status}), filed by another hand",
                hint=f"ipp-bot adopt {filing.ref} {record.number}",
                sent=False,
            )
    for other in filings:
        first = other.number is not None or other.id < mine.id
        if other.id != mine.id and other.type == mine.type and first and other.state in LIVING:
            raise AlreadyFiled(
                f"{filing.ref}: {mine.registration_number} is filed under the ref "
                f"{other.key.ref} ({other.number or other.state})",
                hint=f"delete one of the two from the manifests; ipp-bot status {other.key.ref}",
                sent=False,
            )


def record_of(row: ListedRecord) -> PortalRecord:
    """A row of IPR Management as the ledger takes it."""
    return PortalRecord(
        number=row.number,
        status=row.status,
        type=row.type,
        place=row.place,
        title=row.title,
        registration_number=row.registration_number,
        holder=row.holder,
        submitted_at=row.submitted_at,
        valid_until=start_of_day(row.valid_until),
    )
