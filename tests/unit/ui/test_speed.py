"""How long the server takes for a page when the ledger holds many filings."""

from __future__ import annotations

import time
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

import pytest

from ipp_bot.ledger import Outcome, PlannedEntry, PortalRecord, State
from tests.unit.ui.test_uploads import ENTRY

if TYPE_CHECKING:
    from tests.support.report import Scene
    from tests.unit.ui.conftest import Page

PATHS = (
    "/",
    "/filings",
    "/filings?q=V49",
    "/filings?page=40",
    "/filings/17",
    "/run",
    "/poa",
    "/nightly",
    "/review",
    "/settings",
)
LONGEST = 0.2
"""Seconds of processor time that a page may take."""


def fill(scene: Scene, count: int) -> None:
    """So many filings and records; of a hundred one waits for a signature, one for a person."""
    ledger = scene.ledger
    entries = [
        PlannedEntry(
            account="acme",
            ref=f"bulk-{number:05}",
            entry_json=ENTRY,
            fingerprint=str(number),
            client=f"客户{number % 40}",
            holder=f"杭州第{number % 60}科技有限公司",
            title=f"星云管理系统 V{number}",
        )
        for number in range(count)
    ]
    now = scene.clock.now()
    records = [
        PortalRecord(
            number=f"R{number}",
            status="approved" if number % 2 else "pending",
            title=f"星云管理系统 V{number}",
            submitted_at=now,
            valid_until=now + timedelta(days=number % 700),
        )
        for number in range(count)
    ]
    ledger.upsert_records("acme", records)
    for filing, _ in ledger.plan(entries):
        if filing.id % 50:
            continue
        claim = ledger.claim(filing.id, "w", 60)
        assert claim is not None
        intent = ledger.intend_first_save(claim, deadline_seconds=5)
        ledger.close_intent(claim, intent, Outcome.DONE, number=f"B{filing.id}")
        state = State.AWAITING_POA if filing.id % 100 else State.NEEDS_PERSON
        ledger.set_state(claim, state, reason="the form asks for more")
        ledger.release(claim)


@pytest.mark.parametrize("count", [500, pytest.param(5000, marks=pytest.mark.soak)])
def test_every_page_is_quick(inside: Page, count: int) -> None:
    fill(inside.scene, count)
    took: dict[str, float] = {}
    for path in PATHS:
        seconds = []
        for _ in range(3):
            before = time.process_time()
            assert inside.get(path).status_code == 200, path
            seconds.append(time.process_time() - before)
        took[path] = median(seconds)
    print(f"\n{count:,} filings:", *(f"{path} {1000 * took[path]:.0f} ms" for path in PATHS))  # noqa: T201
    assert {path: seconds for path, seconds in took.items() if seconds > LONGEST} == {}
