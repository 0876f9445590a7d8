"""A ledger whose file is taken away, or exchanged, under a run."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from ipp_bot.clock import ManualClock
from ipp_bot.errors import LedgerError
from ipp_bot.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.unit.ledger.conftest import MakeEntry


def _deleted(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _moved(path: Path) -> None:
    path.rename(path.with_name("elsewhere.sqlite"))


def _replaced(path: Path) -> None:
    other = path.with_name("other.sqlite")
    shutil.copy(path, other)
    other.replace(path)


@pytest.mark.parametrize("change", [_deleted, _moved, _replaced])
def test_it_is_noticed_with_the_next_write_and_what_was_written_is_kept(
    ledger: Ledger, path: Path, make_entry: MakeEntry, change: Callable[[Path], None]
) -> None:
    ledger.plan([make_entry("r-0")])
    change(path)
    for ref in ("r-1", "r-2"):
        with pytest.raises(LedgerError, match="was moved, deleted or replaced during") as told:
            ledger.plan([make_entry(ref)])
    [kept] = path.parent.glob("ledger.sqlite.kept-*")
    assert f"what it holds is in {kept.name} now" in told.value.message
    assert told.value.may_pass is False
    with Ledger.open(kept, origin=ledger.origin, clock=ManualClock()) as saved:
        assert [filing.key.ref for filing in saved.filings()][:2] == ["r-0", "r-1"]


def test_no_new_ledger_is_begun_beside_what_was_kept(
    ledger: Ledger, path: Path, make_entry: MakeEntry
) -> None:
    _deleted(path)
    with pytest.raises(LedgerError):
        ledger.plan([make_entry("r-0")])
    ledger.close()
    _deleted(path)
    [kept] = path.parent.glob("ledger.sqlite.kept-*")
    with pytest.raises(LedgerError, match="is gone; what it held is in") as told:
        Ledger.open(path, origin="http://x", clock=ManualClock())
    assert told.value.hint == f"give {kept.name} the name ledger.sqlite again"
    kept.rename(path)
    with Ledger.open(path, origin=ledger.origin, clock=ManualClock()) as again:
        assert [filing.key.ref for filing in again.filings()] == ["r-0"]


def test_where_nothing_can_be_copied_that_is_told(
    ledger: Ledger, path: Path, make_entry: MakeEntry
) -> None:
    path.parent.rename(path.parent.with_name("renamed"))
    with pytest.raises(LedgerError, match="what this run wrote could not be copied"):
        ledger.plan([make_entry("r-0")])
