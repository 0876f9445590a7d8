"""From rows of the database to the frozen dataclasses of the model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ipp_bot.ledger.model import (
    Action,
    Filing,
    FilingKey,
    Intent,
    Outcome,
    RecordRow,
    State,
    Supervision,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

__all__ = ["changed", "filing_of", "intent_of", "record_of"]


def filing_of(row: Mapping[Any, Any]) -> Filing:
    """A row of `filings`."""
    return Filing(
        id=row["id"],
        key=FilingKey(row["origin"], row["account"], row["ref"]),
        state=State(row["state"]),
        number=row["number"],
        fingerprint=row["fingerprint"],
        entry=row["entry"],
        manifest=row["manifest"],
        line=row["line"],
        client=row["client"],
        holder=row["holder"],
        type=row["type"],
        place=row["place"],
        registration_number=row["registration_number"],
        title=row["title"],
        poa_fields_hash=row["poa_fields_hash"],
        poa_fields=row["poa_fields"],
        reason=row["reason"],
        hint=row["hint"],
        portal_status=row["portal_status"],
        submitted_at=row["submitted_at"],
        receipt=row["receipt"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        token=row["token"],
        lease_owner=row["lease_owner"],
        lease_until=row["lease_until"],
    )


def changed(filing: Filing, now: datetime, values: Mapping[str, Any]) -> Filing:
    """The filing after these of its columns were written."""
    new = dict(values)
    if "state" in new:
        new["state"] = State(new["state"])
    return replace(filing, updated_at=now, **new)


def intent_of(row: Mapping[Any, Any]) -> Intent:
    """A row of `intents`."""
    return Intent(
        id=row["id"],
        filing_id=row["filing_id"],
        account=row["account"],
        token=row["token"],
        action=Action(row["press"]),
        at=row["at"],
        deadline_seconds=row["deadline_seconds"],
        fingerprint=row["fingerprint"],
        entry=row["entry"],
        type=row["type"],
        place=row["place"],
        registration_number=row["registration_number"],
        known_mark=row["known_mark"],
        status=row["status"],
        submitted_at=row["submitted_at"],
        submissions=row["submissions"],
        outcome=None if row["outcome"] is None else Outcome(row["outcome"]),
        is_open=row["is_open"],
        lease_end=row["lease_end"],
        closed_at=row["closed_at"],
        receipt=row["receipt"],
        note=row["note"],
        supervision=Supervision(row["supervision"]),
        state_before=State(row["state_before"]) if row["state_before"] else None,
        reason=row["reason"],
        owner=row["owner"],
    )


def record_of(row: Mapping[Any, Any]) -> RecordRow:
    """A row of `records`."""
    return RecordRow(
        id=row["id"],
        number=row["number"],
        account=row["account"],
        type=row["type"],
        place=row["place"],
        status=row["status"],
        title=row["title"],
        registration_number=row["registration_number"],
        holder=row["holder"],
        submitted_at=row["submitted_at"],
        submissions=row["submissions"],
        valid_until=row["valid_until"],
        reasons=tuple(row["reasons"]),
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        owner_filing_id=row["owner_filing_id"],
    )
