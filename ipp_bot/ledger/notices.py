"""What the nightly check finds out, as the ledger hands it out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from ipp_bot.ledger.rows import filing_of, record_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ipp_bot.ledger.model import Filing, RecordRow

__all__ = ["DeliveredNotice", "Notice", "NoticeKind", "StatusChange", "told_of"]


class NoticeKind(StrEnum):
    """What may have happened to a record."""

    APPROVED = "approved"
    REJECTED = "rejected"
    """Not approved; the reasons are in the notice."""
    REVOKED = "revoked"
    """Was approved and is not any more, before its time."""
    WITHDRAWN = "withdrawn"
    """Taken back at the portal."""
    OVERDUE = "overdue"
    """Pending for longer than the review time."""
    EXPIRING = "expiring"
    """The right or its power of attorney ends within 30 or within 7 days."""
    EXPIRED = "expired"
    VANISHED = "vanished"
    """In the ledger, and no more at the portal."""
    RETURNED = "returned"
    """Had vanished, and is there again."""
    FOREIGN = "foreign"
    """At the portal, and filed by another hand than this ledger's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to tell, not written down yet; `about` tells it from others of its kind."""

    number: str
    kind: NoticeKind
    about: str
    seen_at: datetime
    """By the portal's clock."""
    filing_id: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredNotice:
    """One thing that was found out, with the record and the filing as they are now."""

    id: int
    account: str
    number: str
    kind: NoticeKind
    at: datetime
    seen_at: datetime
    data: Mapping[str, Any]
    told_at: datetime | None
    notified_at: datetime | None
    record: RecordRow | None
    filing: Filing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChange:
    """One line of a record's history."""

    id: int
    at: datetime
    before: str | None
    after: str
    reasons: tuple[str, ...]
    record: RecordRow


def told_of(row: Mapping[Any, Any]) -> DeliveredNotice:
    """A row of `notices` with its record (`r__`) and its filing (`f__`)."""

    def part(prefix: str) -> dict[str, Any]:
        return {
            str(key).removeprefix(prefix): value
            for key, value in row.items()
            if str(key).startswith(prefix)
        }

    record, filing = part("r__"), part("f__")
    return DeliveredNotice(
        id=row["id"],
        account=row["account"],
        number=row["number"],
        kind=NoticeKind(row["kind"]),
        at=row["at"],
        seen_at=row["seen_at"],
        data=row["data"],
        told_at=row["told_at"],
        notified_at=row["notified_at"],
        record=None if record["id"] is None else record_of(record),
        filing=None if filing["id"] is None else filing_of(filing),
    )
