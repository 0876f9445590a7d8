"""The portal's values: accounts, sessions, records, attachments, messages, list queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date, datetime


class Status(StrEnum):
    """Where a record stands; EXPIRING and EXPIRED follow from an approval and the clock."""

    DRAFT = "draft"  # saved, never sent
    PENDING = "pending"  # sent, waits for the reviewer
    APPROVED = "approved"  # verified
    REJECTED = "rejected"  # sent back with reasons; may be corrected and sent again
    EXPIRING = "expiring"  # approved, its right or POA ends within 30 days
    EXPIRED = "expired"  # approved once, its right or POA has ended
    WITHDRAWN = "withdrawn"  # taken back by the user while pending


class Identity(StrEnum):
    """Whether the account's own name is verified."""

    VERIFIED = "verified"
    PENDING = "pending"  # documents are there; they are reviewed together with the first IPR
    MISSING = "missing"  # no documents: every IPR is refused for IDENTITY_PENDING


@dataclass(frozen=True, slots=True)
class Account:
    """One sign-in and its complainant."""

    username: str
    password: str
    complainant: str
    email: str
    identity: Identity
    failures: int = 0
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser."""

    token: str
    username: str
    csrf: str
    created_at: datetime
    last_seen: datetime
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attachment:
    """One uploaded file of a record."""

    id: int
    number: str
    slot: str
    filename: str
    size: int
    sha256: str
    media_type: str
    uploaded_at: datetime
    ready_at: float  # wall time from which the file counts as scanned


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that happened to a record."""

    at: datetime
    event: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the reviewer refused, bound to a field of the form."""

    code: str
    field: str


@dataclass(frozen=True, slots=True)
class Record:
    """One IPR record as the database holds it."""

    seq: int
    number: str
    account: str
    type: str
    place: str
    country: str
    status: Status  # as seen today: expiring and expired are already worked out
    stored_status: Status
    fields: dict[str, Any]
    reasons: tuple[Reason, ...]
    created_at: datetime
    updated_at: datetime
    submitted_at: datetime | None
    submissions: int
    approved_at: datetime | None
    valid_until: date | None

    @property
    def sort_date(self) -> datetime:
        """The time that lists sort and filter by."""
        return self.submitted_at or self.created_at

    @property
    def editable(self) -> bool:
        """Whether the details page lets its fields be changed."""
        return self.status not in {Status.PENDING, Status.WITHDRAWN}

    @property
    def savable(self) -> bool:
        """Whether changes may be stored without sending them."""
        return self.stored_status in {Status.DRAFT, Status.REJECTED}

    @property
    def deletable(self) -> bool:
        """Whether the record may be deleted."""
        return self.stored_status in {Status.DRAFT, Status.REJECTED}


@dataclass(frozen=True, slots=True)
class Message:
    """A line of Reminders & Alerts, which also went out as an e-mail."""

    id: int
    account: str
    at: datetime
    kind: str
    number: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What IPR Management is asked for."""

    account: str
    type: str = ""
    status: str = ""
    keyword: str = ""
    since: date | None = None
    until: date | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of IPR Management."""

    rows: tuple[Record, ...]
    total: int
    page: int
    pages: int
    query: ListQuery
