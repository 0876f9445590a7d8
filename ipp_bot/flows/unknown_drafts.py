"""Drafts that nobody owns, and which of them a first save without an answer may have made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipp_bot.flows import record_index
from ipp_bot.pages import IprManagement, open_record
from ipp_bot.portal_status import PortalStatus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ipp_bot.browser import Tab
    from ipp_bot.flows.account_session import AccountSession
    from ipp_bot.pages import ListedRecord
    from ipp_bot.portal_time import TimeSpan
    from ipp_bot.profile import FormField

__all__ = ["UnknownDrafts", "unknown_drafts"]


@dataclass(frozen=True, slots=True)
class UnknownDrafts:
    """New drafts that are no filing's, the oldest last."""

    candidates: tuple[str, ...]
    """Empty ones of the type and place in question."""
    created: Mapping[str, TimeSpan | None]
    """When each candidate was made; None where its page does not tell."""
    others: tuple[str, ...]
    """Those of another type or place, or filled in: somebody else made them."""


async def unknown_drafts(
    session: AccountSession,
    tab: Tab,
    *,
    known_mark: int,
    type: str,  # noqa: A002
    place: str,
    fields: Sequence[FormField],
) -> UnknownDrafts:
    """Drafts that are no filing's, and that nobody knew when the click was announced."""
    management = await IprManagement.open(tab, session.portal)
    await management.show(status=PortalStatus.DRAFT, everything=True)
    drafts: list[ListedRecord] = [row async for row in management.all_rows()]
    await session.ledger.upsert_records(
        session.account.name,
        [record_index.record_of(row) for row in drafts],
    )
    unknown = await session.ledger.unknown_records(
        session.account.name, known_mark, [row.number for row in drafts]
    )
    alike = {row.number for row in drafts if row.type == type and row.place in ("", place)}
    candidates: dict[str, TimeSpan | None] = {}
    others: list[str] = []
    for number in unknown:
        record = None
        if number in alike:
            record = await (await open_record(tab, session.portal, number)).read(fields)
        if record is not None and record.status == PortalStatus.DRAFT and record.empty:
            candidates[number] = record.created
        else:
            others.append(number)
    return UnknownDrafts(tuple(candidates), candidates, tuple(others))
