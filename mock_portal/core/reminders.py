"""Reminders & Alerts: what was sent, and what the calendar says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mock_portal.clock import day_start
from mock_portal.models import Account, Message, Status

if TYPE_CHECKING:
    from mock_portal.core.portal import Portal

_DAYS_BEFORE = (30, 7)


@dataclass(frozen=True, slots=True)
class Line:
    """One message in words."""

    at: datetime
    kind: str
    number: str
    text: str


def lines(portal: Portal, account: Account, lang: str) -> list[Line]:
    """An account's messages and the reminders that are due, newest first."""
    sent = [_message(portal, m, lang) for m in portal.store.messages(account.username)]
    return sorted(sent + _due(portal, account, lang), key=lambda line: line.at, reverse=True)


def _message(portal: Portal, message: Message, lang: str) -> Line:
    args = dict(message.detail)
    if "reasons" in args:
        args["reasons"] = "; ".join(
            portal.words.text(lang, f"reason.{code}") for code in args["reasons"]
        )
    text = portal.words.text(lang, f"messages.{message.kind}", number=message.number, **args)
    return Line(message.at, message.kind, message.number, text)


def _due(portal: Portal, account: Account, lang: str) -> list[Line]:
    today = portal.clock.today()
    due = []
    for record in portal.store.records(
        today=today, account=account.username, status=Status.APPROVED
    ):
        for days in _DAYS_BEFORE:
            if record.valid_until and today >= record.valid_until - timedelta(days=days):
                text = portal.words.text(
                    lang, "messages.reminder", number=record.number, day=record.valid_until
                )
                at = day_start(record.valid_until - timedelta(days=days))
                due.append(Line(at, "reminder", record.number, text))
    return due
