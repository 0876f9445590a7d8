"""The database of filings, clicks and statuses."""

from __future__ import annotations

from ipp_bot.ledger.approvals import ApprovalRule, Statement, StatementKind
from ipp_bot.ledger.async_ledger import AsyncLedger
from ipp_bot.ledger.ends import ends_of
from ipp_bot.ledger.form_trust import FiledAs, FormTrust
from ipp_bot.ledger.holds import Hold
from ipp_bot.ledger.ledger import Ledger
from ipp_bot.ledger.model import (
    CONFIRMED,
    NOT_SEEN,
    Action,
    Adoption,
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
    Proof,
    ProofKind,
    RecordRow,
    State,
    StatusUpdate,
    Supervision,
    UploadedFile,
    settle_at,
    settled_at,
)
from ipp_bot.ledger.notices import Notice, NoticeKind, StatusChange, StoredNotice
from ipp_bot.ledger.setting_keys import SettingKey

__all__ = [
    "CONFIRMED",
    "NOT_SEEN",
    "Action",
    "Adoption",
    "ApprovalRule",
    "AsyncLedger",
    "Claim",
    "FiledAs",
    "Filing",
    "FilingFilter",
    "FilingKey",
    "FormTrust",
    "HistoryEvent",
    "Hold",
    "Intent",
    "Ledger",
    "Notice",
    "NoticeKind",
    "Outcome",
    "PlanVerdict",
    "PlannedEntry",
    "PortalRecord",
    "Proof",
    "ProofKind",
    "RecordRow",
    "SettingKey",
    "State",
    "Statement",
    "StatementKind",
    "StatusChange",
    "StatusUpdate",
    "StoredNotice",
    "Supervision",
    "UploadedFile",
    "ends_of",
    "settle_at",
    "settled_at",
]
