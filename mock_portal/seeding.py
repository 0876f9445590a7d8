"""Ready-made records, so that lists are long before a test begins."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from mock_portal.clock import iso, parse_iso
from mock_portal.models import Status

if TYPE_CHECKING:
    from datetime import datetime

    from mock_portal.core.portal import Portal

_WORDS = ("星云", "海棠", "青竹", "远山", "白鹭", "晨光", "云杉", "南风")
_KINDS = ("排课软件", "仓储软件", "巡检系统", "报表平台", "点餐系统")


_OLDEST = 36_500


def seed(
    portal: Portal,
    *,
    account: str,
    count: int = 0,
    pending: int = 0,
    approved: int = 0,
    rejected: int = 0,
    age_days: int = 0,
    seed: int = 0,
) -> list[str]:
    """Writes `count` records over `age_days`; what has no other status is a draft."""
    if not 0 <= age_days <= _OLDEST:
        raise ValueError(f"age_days is a number from 0 to {_OLDEST}")
    owner = portal.store.account(str(account))
    if owner is None:
        raise ValueError(f"no account {account!r}")
    rng = random.Random(seed)  # noqa: S311  (replayable on purpose)
    statuses = (
        [Status.PENDING] * pending + [Status.APPROVED] * approved + [Status.REJECTED] * rejected
    )
    statuses += [Status.DRAFT] * max(0, count - len(statuses))
    rng.shuffle(statuses)
    now = portal.clock.now()
    moments = sorted(
        now - timedelta(seconds=rng.randrange(0, age_days * 86400 + 1)) for _ in statuses
    )
    rows = [
        _row(portal, owner.complainant, account, status, moment, index, rng)
        for index, (status, moment) in enumerate(zip(statuses, moments, strict=True))
    ]
    with portal.store.transaction():
        numbers = portal.store.insert_records(rows)
        for number, row in zip(numbers, rows, strict=True):
            _write_history(portal, number, row)
    return numbers


def _row(
    portal: Portal,
    complainant: str,
    account: str,
    status: Status,
    moment: datetime,
    index: int,
    rng: random.Random,
) -> dict[str, Any]:
    sent = iso(moment)
    day = moment.date()
    fields = {
        "has_certificate": "yes",
        "work_group": "joined" if portal.settings.work_types == "joined" else "software",
        "work": "software",
        "name": f"{rng.choice(_WORDS)}{rng.choice(_KINDS)}{index + 1}",
        "version": f"V{rng.randint(1, 5)}.0",
        "registration_number": f"{day.year}SR{rng.randrange(10**7):07d}",
        "holder": complainant,
        "holder_kind": "entity",
        "completed_on": (day - timedelta(days=rng.randint(30, 400))).isoformat(),
        "acquisition": "original",
        "rights_scope": "all",
    }
    row: dict[str, Any] = {
        "account": account,
        "type": "copyright",
        "place": "Mainland China",
        "status": status,
        "fields": fields,
        "created_at": sent,
        "updated_at": sent,
    }
    if status is not Status.DRAFT:
        row |= {"submitted_at": sent, "submissions": 1}
    if status is Status.APPROVED:
        row["approved_at"] = sent
    if status is Status.REJECTED:
        row["reasons"] = [{"code": "CERT_UNREADABLE", "field": "certificate"}]
    return row


def _write_history(portal: Portal, number: str, row: dict[str, Any]) -> None:
    at = parse_iso(row["created_at"])
    portal.store.add_history(number, at, "created")
    if row["status"] is not Status.DRAFT:
        portal.store.add_history(number, at, "submitted", count=1)
    if row["status"] in {Status.APPROVED, Status.REJECTED}:
        detail = {"reasons": row["reasons"]} if "reasons" in row else {}
        portal.store.add_history(number, at, row["status"], **detail)
