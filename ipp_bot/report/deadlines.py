"""What ends, and when it is to be dealt with: powers of attorney, rights, reviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from ipp_bot.ledger import ends_of
from ipp_bot.portal_status import APPROVED_ONCE, PortalStatus
from ipp_bot.portal_time import day_of
from ipp_bot.working_days import is_working_day, nth_working_day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from ipp_bot.ledger import Filing, Ledger, RecordRow
    from ipp_bot.report.data import Scope
    from ipp_bot.workspace import Workspace

__all__ = ["Deadline", "DeadlineKind", "deadlines_of"]

LOOKED_BACK = timedelta(days=30)
"""How long ago something may have ended to be shown still."""


class DeadlineKind(StrEnum):
    """What ends."""

    RECORD = "IPR"
    """The record at the portal."""
    RIGHT = "right"
    POA = "POA"
    REVIEW = "review"
    """The time that the portal takes to decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One thing that ends."""

    kind: DeadlineKind
    on: date
    """By the portal's calendar."""
    internal: date | None
    """The working day by which it is to be dealt with."""
    origin: str
    account: str
    number: str
    ref: str
    title: str
    holder: str
    client: str


def deadlines_of(
    workspace: Workspace, ledger: Ledger, scope: Scope, now: datetime
) -> list[Deadline]:
    """What of the records that are pending or were approved ends, the first one first.

    What ended more than 30 days ago is left out, but for reviews that are still awaited.
    """
    found: list[Deadline] = []
    since = day_of(now) - LOOKED_BACK
    for account in scope.accounts or tuple(workspace.settings.accounts):
        records = ledger.records(account, [PortalStatus.PENDING, *sorted(APPROVED_ONCE)])
        owners = ledger.owners(records)
        for record in records:
            filing = owners.get(record.owner_filing_id or 0)
            found += [
                each
                for each in _of_record(workspace, ledger.origin, record, filing)
                if each.kind is DeadlineKind.REVIEW or each.on >= since
            ]
    wanted = [
        each
        for each in found
        if scope.client in (None, each.client) and scope.holder in (None, each.holder)
    ]
    return sorted(wanted, key=lambda each: (each.on, each.account, each.number, each.kind))


def _of_record(
    workspace: Workspace, origin: str, record: RecordRow, filing: Filing | None
) -> Iterator[Deadline]:
    ends = [(DeadlineKind(what), end) for what, end in ends_of(record, filing)]
    if record.status == PortalStatus.PENDING and record.submitted_at is not None:
        days = workspace.profile.timings.review_working_days
        ends.append((DeadlineKind.REVIEW, nth_working_day(day_of(record.submitted_at), days)))
    for kind, end in ends:
        # nobody can do anything about a review before it is over
        before = 0 if kind is DeadlineKind.REVIEW else workspace.settings.deadlines.internal_days
        yield Deadline(
            kind=kind,
            on=end,
            internal=_working_day_before(end, before) if before else None,
            origin=origin,
            account=record.account,
            number=record.number,
            ref=filing.key.ref if filing else "",
            title=(filing.title if filing else "") or record.title,
            holder=(filing.holder if filing else "") or record.holder,
            client=filing.client if filing else "",
        )


def _working_day_before(end: date, days: int) -> date:
    """The day so many days before the end, or the last working day before that."""
    found = end - timedelta(days=days)
    while not is_working_day(found):
        found -= timedelta(days=1)
    return found
