"""The database of filings, presses and statuses."""

from __future__ import annotations

from ipp_bot.ledger.ledger import Ledger
from ipp_bot.ledger.model import (
    Adoption,
    AdoptionInProgress,
    Change,
    Claim,
    Filing,
    FilingFilter,
    FilingKey,
    Intent,
    Outcome,
    PlannedEntry,
    PlanVerdict,
    PortalRecord,
    Press,
    RecordRow,
    State,
    StoryLine,
    UploadedFile,
    Wait,
    settle_at,
)
from ipp_bot.ledger.notices import VANISHED, Notice, NoticeKind, StatusChange, Told

__all__ = [
    "VANISHED",
    "Adoption",
    "AdoptionInProgress",
    "Change",
    "Claim",
    "Filing",
    "FilingFilter",
    "FilingKey",
    "Intent",
    "Ledger",
    "Notice",
    "NoticeKind",
    "Outcome",
    "PlanVerdict",
    "PlannedEntry",
    "PortalRecord",
    "Press",
    "RecordRow",
    "State",
    "StatusChange",
    "StoryLine",
    "Told",
    "UploadedFile",
    "Wait",
    "settle_at",
]
