"""A machine whose clock was a day ahead when it clicked, and was set right before the next run."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from ipp_bot.flows.crash_points import CrashPoint
from ipp_bot.reached import RareState
from tests.support.variants import short

if TYPE_CHECKING:
    from tests.crash.conftest import LoadWorkspace

KILLED = -9


@pytest.mark.parametrize(
    "point",
    short(
        [CrashPoint.AFTER_SUBMIT_CLICK, CrashPoint.AFTER_FIRST_SAVE_CLICK],
        meets=[RareState.CLOCK_CORRECTED],
    ),
)
def test_what_was_clicked_tomorrow_is_found_out_today(
    point: CrashPoint, agency: LoadWorkspace
) -> None:
    assert agency.submit(IPP_BOT_CRASH_AT=point).returncode == KILLED
    ledger = agency.workspace.root / ".ipp-bot" / "ledger.sqlite"
    with closing(sqlite3.connect(ledger)) as connection, connection:
        for table, column in (
            ("intents", "at"),
            ("intents", "lease_end"),
            ("filings", "lease_until"),
        ):
            later = f"UPDATE {table} SET {column} = datetime({column}, '+1 day')"
            connection.execute(f"{later} WHERE {column} IS NOT NULL")
    # It would wait for a day where it believed the clock of the first run.
    done = agency.workspace.run("submit", "manifests", timeout=250)
    assert done.returncode == 0, done.stdout + done.stderr
    agency.assert_exactly_once()
