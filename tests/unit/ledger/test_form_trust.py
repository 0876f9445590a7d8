"""What a form of a portal has earned is counted for this portal alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.clock import ManualClock
from ipp_bot.ledger import FiledAs, FormTrust, Ledger
from tests.unit.ledger.conftest import MakeEntry, Steps

if TYPE_CHECKING:
    from pathlib import Path


def test_each_way_is_counted_with_what_it_showed(ledger: Ledger) -> None:
    assert ledger.form_trust("patent") == FormTrust(0, 0, 0, None)
    ledger.count_form("patent", FiledAs.SUPERVISED, {"name|text|required"})
    ledger.count_form("patent", FiledAs.ATTENDED, {"class|text|"})
    ledger.count_form("patent", FiledAs.UNATTENDED)
    seen = frozenset({"name|text|required", "class|text|"})
    assert ledger.form_trust("patent") == FormTrust(1, 1, 1, seen)
    assert ledger.form_trust("trademark") == FormTrust(0, 0, 0, None)


def test_what_was_submitted_before_anything_was_counted_counts(
    ledger: Ledger, make_entry: MakeEntry
) -> None:
    steps = Steps(ledger, make_entry)
    steps.submitted("r-1", "N-1", entry_json='{"form":"patent","ref":"r-1"}')
    steps.submitted("r-2", "N-2", entry_json='{"form":"trademark","ref":"r-2"}')
    steps.drafted("r-3", "N-3", entry_json='{"form":"patent","ref":"r-3"}')
    assert ledger.form_trust("patent") == FormTrust(0, 0, 1, None)
    steps.submitted("r-4", "N-4", entry_json='{"form":"patent","ref":"r-4"}')
    ledger.count_form("patent", FiledAs.ATTENDED, {"a"})  # r-4, which is not counted twice
    assert ledger.form_trust("patent") == FormTrust(0, 1, 1, frozenset({"a"}))


def test_another_portal_starts_anew(tmp_path: Path) -> None:
    clock = ManualClock()
    with Ledger.open(tmp_path / "l.sqlite", origin="https://a.example", clock=clock) as ledger:
        ledger.count_form("patent", FiledAs.UNATTENDED)
    with Ledger.open(tmp_path / "l.sqlite", origin="https://b.example", clock=clock) as ledger:
        assert ledger.form_trust("patent").submitted == 0
