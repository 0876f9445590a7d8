"""The database of filings, presses and statuses."""

from __future__ import annotations

from ipp_bot.ledger.async_ledger import AsyncLedger
from ipp_bot.ledger.ledger import Ledger
from ipp_bot.ledger.model import (
    Action,
    Adoption,
    Change,
    Claim,
    Filing,
    FilingFilter,
    FilingKey,
    HistoryEvent,
    Intent,
    Outcome,
    PlannedEntry,
    PlanVerdict,
    PortalRecord,
    RecordRow,
    State,
    UploadedFile,
    settle_at,
)
from ipp_bot.ledger.notices import DeliveredNotice, Notice, NoticeKind, StatusChange

__all__ = [
    "Action",
    "Adoption",
    "AsyncLedger",
    "Change",
    "Claim",
    "DeliveredNotice",
    "Filing",
    "FilingFilter",
    "FilingKey",
    "HistoryEvent",
    "Intent",
    "Ledger",
    "Notice",
    "NoticeKind",
    "Outcome",
    "PlanVerdict",
    "PlannedEntry",
    "PortalRecord",
    "RecordRow",
    "State",
    "StatusChange",
    "UploadedFile",
    "settle_at",
]
