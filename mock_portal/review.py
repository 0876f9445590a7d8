"""The reviewer: carries out a given decision, or decides by the review rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_portal.clock import iso
from mock_portal.core.errors import Refused
from mock_portal.core.review_rules import FIELD_OF, find_reasons
from mock_portal.models import Account, Identity, Reason, Record, Status

if TYPE_CHECKING:
    from mock_portal.core.portal import Portal


def review_all(portal: Portal) -> list[dict[str, Any]]:
    """Applies the rules to every pending record, oldest first."""
    pending = portal.store.records(today=portal.clock.today(), status=Status.PENDING)
    outcomes = []
    for record in pending:
        account = _with_identity(portal, record)
        outcomes.append(_record_decision(portal, record, find_reasons(portal, record, account)))
    return outcomes


def decide(portal: Portal, number: str, decision: str, codes: list[str]) -> dict[str, Any]:
    """Carries out a given decision on a pending record."""
    record = portal.record(number)
    if record.stored_status is not Status.PENDING:
        raise Refused("error.not_pending", status=409, number=number)
    unknown = [code for code in codes if code not in FIELD_OF]
    if unknown:
        raise ValueError(f"unknown reasons {', '.join(unknown)}; known: {', '.join(FIELD_OF)}")
    if decision == "approve" and not codes:
        _with_identity(portal, record)
        return _record_decision(portal, record, [])
    if decision == "reject" and codes:
        return _record_decision(portal, record, [Reason(code, FIELD_OF[code]) for code in codes])
    raise ValueError("decision is approve, or reject with reasons")


def _with_identity(portal: Portal, record: Record) -> Account:
    """The record's account; identity documents are reviewed together with the first IPR."""
    account = portal.store.account(record.account)
    if account is None:
        raise LookupError(record.account)
    if account.identity is Identity.PENDING:
        portal.store.update_account(account.username, identity=Identity.VERIFIED)
        return portal.store.account(record.account) or account
    return account


def _record_decision(portal: Portal, record: Record, reasons: list[Reason]) -> dict[str, Any]:
    now = portal.clock.now()
    codes = [reason.code for reason in reasons]
    given = [{"code": r.code, "field": r.field} for r in reasons]
    status = Status.REJECTED if reasons else Status.APPROVED
    with portal.store.transaction():
        portal.store.update(
            record.number,
            status=status,
            reasons=given,
            approved_at=None if reasons else iso(now),
        )
        detail = {"reasons": given} if reasons else {}
        portal.store.add_history(record.number, now, status, **detail)
        mail = {"reasons": codes} if reasons else {}
        portal.store.add_message(record.account, now, status, record.number, **mail)
        if "FORGED" in codes:
            portal.store.update_account(record.account, disabled=1)
            portal.store.drop_sessions(record.account)
    return {"number": record.number, "status": status, "reasons": codes}
