from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from ipp_bot.errors import LedgerError
from ipp_bot.ledger import Ledger, Outcome, State

if TYPE_CHECKING:
    from pathlib import Path

    from ipp_bot.clock import ManualClock
    from tests.unit.ledger.conftest import Steps


def test_notes_are_kept_for_each_portal(ledger: Ledger, path: Path, clock: ManualClock) -> None:
    assert ledger.setting("refreshed:acme") is None
    ledger.set_setting("refreshed:acme", "2024-03-01")
    ledger.set_setting("refreshed:acme", "2024-03-02")
    assert ledger.setting("refreshed:acme") == "2024-03-02"
    with Ledger.open(path, origin="https://other", clock=clock) as other:
        assert other.setting("refreshed:acme") is None
    ledger.set_setting("refreshed:acme", None)
    assert ledger.setting("refreshed:acme") is None


def test_presses_are_counted_for_an_hour_unless_they_did_not_happen(
    ledger: Ledger, clock: ManualClock, steps: Steps
) -> None:
    steps.submitted("r-1", "N-1")
    claim, intent = steps.intended("r-2")
    ledger.close_intent(claim, intent, Outcome.NOT_CLICKED)
    steps.intended("r-3")
    steps.intended("r-4", account="xingyun")
    assert ledger.recent_clicks("acme") == 3
    clock.advance(3599)
    assert ledger.recent_clicks("acme") == 3
    assert ledger.recent_clicks("acme", 60) == 0
    clock.advance(1)
    assert ledger.recent_clicks("acme") == 0


def test_the_pace_keeps_a_gap_and_a_number_an_hour(
    ledger: Ledger, clock: ManualClock, steps: Steps
) -> None:
    assert ledger.pace("acme", per_hour=2, gap_seconds=30) == 0
    steps.intended("r-1")
    clock.advance(10)
    assert ledger.pace("acme", per_hour=2, gap_seconds=30) == pytest.approx(20)
    assert ledger.pace("acme", per_hour=0, gap_seconds=0) == 0
    clock.advance(30)
    assert ledger.pace("acme", per_hour=2, gap_seconds=30) == 0
    steps.intended("r-2")
    assert ledger.pace("acme", per_hour=2, gap_seconds=30) == pytest.approx(3600 - 40)
    assert ledger.pace("acme", per_hour=3, gap_seconds=30) == pytest.approx(30)
    assert ledger.pace("acme", per_hour=0, gap_seconds=7200) == pytest.approx(7200)


def test_a_backup_is_a_ledger_as_it_was(
    ledger: Ledger, tmp_path: Path, clock: ManualClock, steps: Steps
) -> None:
    claim = steps.submitted()
    story = ledger.history(claim.filing.id)
    target = ledger.backup(tmp_path / "backup.sqlite")
    steps.plan("r-2")
    assert sorted(each.name for each in tmp_path.glob("backup*")) == ["backup.sqlite"]
    with Ledger.open(target, origin=ledger.origin, clock=clock, create=False) as copy:
        assert copy.check() == []
        assert copy.filings() == [steps.now(claim)]
        assert copy.history(claim.filing.id) == story


def test_a_backup_overwrites_nothing_and_leaves_no_half(ledger: Ledger, tmp_path: Path) -> None:
    target = tmp_path / "backup.sqlite"
    target.write_text("precious")
    with pytest.raises(LedgerError, match="already"):
        ledger.backup(target)
    assert target.read_text() == "precious"
    with pytest.raises(LedgerError, match="missing"):
        ledger.backup(tmp_path / "none" / "backup.sqlite")
    assert sorted(each.name for each in tmp_path.glob("backup*")) == ["backup.sqlite"]


def test_a_sound_ledger_has_no_faults(ledger: Ledger, steps: Steps) -> None:
    steps.submitted("r-1", "N-1")
    steps.intended("r-2")
    claim, intent = steps.submit_intended("r-3", "N-3")
    ledger.close_intent(claim, intent, Outcome.PERSON)
    ledger.set_state(steps.drafted("r-4", "N-4"), State.AWAITING_POA)
    assert ledger.check() == []


BREAKS = {
    "without an open intent": "UPDATE intents SET is_open = 0 WHERE press = 'first save'",
    "its intent is open": "UPDATE filings SET state = 'planned' WHERE ref = 'r-2'",
    "needs an IPR number": "UPDATE filings SET number = NULL WHERE ref = 'r-1'",
    "planned, but has": "UPDATE filings SET state = 'planned' WHERE ref = 'r-1'",
    "does not name it": "UPDATE records SET owner_filing_id = NULL",
    "not its own": "UPDATE records SET number = 'N-9'",
    "nobody knows when": "UPDATE filings SET submitted_at = NULL WHERE ref = 'r-1'",
    "token from the future": "UPDATE intents SET token = 99",
    "points to a row of filings": "UPDATE records SET owner_filing_id = 999",
}


@pytest.mark.parametrize("fault", BREAKS)
def test_each_broken_promise_is_found(
    ledger: Ledger, tmp_path: Path, clock: ManualClock, steps: Steps, fault: str
) -> None:
    steps.submitted("r-1", "N-1")
    steps.intended("r-2")
    copy = ledger.backup(tmp_path / "broken.sqlite")
    with sqlite3.connect(copy) as raw:
        raw.execute(BREAKS[fault])
    raw.close()
    with Ledger.open(copy, origin=ledger.origin, clock=clock) as broken:
        assert [line for line in broken.check() if fault in line]
