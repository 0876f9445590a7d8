"""What is worth telling: from the ledger's statuses and dates to notices, each once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from ipp_bot.flows.record_reader import split_reason
from ipp_bot.ledger import Notice, NoticeKind, ends_of
from ipp_bot.portal_status import APPROVED_ONCE, GONE, IN_FORCE, NEVER_IN_FORCE, PortalStatus
from ipp_bot.portal_time import day_of, start_of_day
from ipp_bot.working_days import nth_working_day, working_days_between

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipp_bot.flows.account_session import AccountSession
    from ipp_bot.ledger import Filing, RecordRow, StatusChange

__all__ = ["derive_notices", "ending", "foreign", "from_change", "overdue"]

WARNED_AT = (7, 30)
"""Days before an end at which it is told."""


async def derive_notices(session: AccountSession, now: datetime) -> None:
    """Derives the account's notices from what the ledger knows; repeating it is harmless."""
    ledger, account = session.ledger, session.account.name
    today = day_of(now)
    while some := await ledger.new_changes(account):
        withdrawn = any(each.after == PortalStatus.WITHDRAWN for each in some)
        # What a person dropped is no news to him.
        dropped = await ledger.dropped_numbers(account) if withdrawn else set()
        notices = [
            notice
            for change in some
            if change.record.number not in dropped
            for notice in from_change(change, now)
        ]
        await ledger.add_notices(account, notices, through=some[-1].id)
    pending = await ledger.records(account, [PortalStatus.PENDING])
    days = session.profile.timings.review_working_days
    dated = await ledger.records(account, sorted(APPROVED_ONCE))
    owners = await ledger.owners(dated)
    new = await ledger.foreign_records(account)
    notices = [
        *overdue(pending, now, days),
        *(
            notice
            for record in [*pending, *dated]
            for notice in ending(record, owners.get(record.owner_filing_id or 0), today, now)
        ),
        *foreign(new, now),
    ]
    await ledger.add_notices(account, notices)


def from_change(change: StatusChange, now: datetime) -> Iterable[Notice]:
    """The notice of one line of a record's history, if it is news."""
    record, before, after = change.record, change.before, change.after
    if before is None and record.owner_filing_id is None:
        return  # told as foreign
    kind = _kind(before, after, owned=record.owner_filing_id is not None)
    if kind is None:
        return
    reasons = change.reasons
    if not reasons and after == record.status:
        reasons = record.reasons
    yield Notice(
        number=record.number,
        kind=kind,
        about=str(change.id),
        seen_at=now,
        filing_id=record.owner_filing_id,
        data={
            "before": before or "",
            "after": after,
            "submitted_at": _iso(record.submitted_at),
            "reasons": [
                {"field": field, "words": words} for field, words in map(split_reason, reasons)
            ],
        },
    )


def _kind(before: str | None, after: str, *, owned: bool) -> NoticeKind | None:
    if before == PortalStatus.VANISHED:
        return NoticeKind.RETURNED
    if after == PortalStatus.VANISHED:
        matters = owned or before not in NEVER_IN_FORCE
        return NoticeKind.VANISHED if matters else None
    if before in IN_FORCE and after not in APPROVED_ONCE:
        return NoticeKind.REVOKED
    if after in IN_FORCE and before not in IN_FORCE:
        return NoticeKind.APPROVED  # what ends soon may never be seen as plainly approved
    # What ends is told by its date (see `ending`).
    if after == PortalStatus.REJECTED:
        return NoticeKind.REJECTED
    return NoticeKind.WITHDRAWN if after == PortalStatus.WITHDRAWN else None


def overdue(records: Iterable[RecordRow], now: datetime, review_days: int) -> Iterable[Notice]:
    """What is pending for more working days than a review takes."""
    today = day_of(now)
    for record in records:
        if record.submitted_at is None:
            continue
        sent = day_of(record.submitted_at)
        due = nth_working_day(sent, review_days)
        if today > due:
            yield Notice(
                number=record.number,
                kind=NoticeKind.OVERDUE,
                about=_iso(record.submitted_at),
                seen_at=now,
                filing_id=record.owner_filing_id,
                data={
                    "submitted_at": _iso(record.submitted_at),
                    "due": due.isoformat(),
                    "working_days": working_days_between(sent, today),
                },
            )


def ending(
    record: RecordRow, filing: Filing | None, today: date, now: datetime
) -> Iterable[Notice]:
    """What of a record ends within 30 or 7 days, or has ended: the right, its POA."""
    for end, what in sorted({end: what for what, end in ends_of(record, filing)}.items()):
        left = (end - today).days
        about = f"{what}:{end.isoformat()}"
        if left < 0:
            # What had ended long before anybody looked is no news.
            seen_alive = start_of_day(end + timedelta(days=WARNED_AT[-1])) > record.first_seen
            if filing is None and not seen_alive:
                continue
            kind = NoticeKind.EXPIRED
        elif left <= WARNED_AT[-1]:
            kind = NoticeKind.EXPIRING
            about = f"{next(days for days in WARNED_AT if left <= days)}:{about}"
        else:
            continue
        yield Notice(
            number=record.number,
            kind=kind,
            about=about,
            seen_at=now,
            filing_id=record.owner_filing_id,
            data={"what": what, "on": end.isoformat(), "days": left},
        )


def foreign(records: Iterable[RecordRow], now: datetime) -> Iterable[Notice]:
    """Records that no filing owns: followed from now on, never written to."""
    for record in records:
        if record.status not in GONE:
            yield Notice(
                number=record.number,
                kind=NoticeKind.FOREIGN,
                about="",
                seen_at=now,
                data={"status": record.status, "submitted_at": _iso(record.submitted_at)},
            )


def _iso(when: datetime | None) -> str:
    return "" if when is None else when.astimezone(UTC).isoformat()
