"""A ledger that knew one portal by two addresses, and one account by two names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.clock import ManualClock
from ipp_bot.ledger import Ledger, PortalRecord, State
from tests.unit.ledger.conftest import MakeEntry, Steps

if TYPE_CHECKING:
    from pathlib import Path

HOME, OLD = "http://127.0.0.1:8765", "http://localhost:8765"


def opened(folder: Path, origin: str, *others: str) -> Ledger:
    return Ledger.open(
        folder / "two.sqlite", origin=origin, other_origins_of_portal=others, clock=ManualClock()
    )


def test_all_that_was_kept_under_another_address_is_kept(
    tmp_path: Path, make_entry: MakeEntry
) -> None:
    with opened(tmp_path, OLD) as ledger:
        Steps(ledger, make_entry).submitted("r-1", "N-1")
        ledger.upsert_records("acme", [PortalRecord(number="N-1", status="pending")])
        ledger.set_setting("documents", "x")
    with opened(tmp_path, HOME, OLD) as ledger:
        found = ledger.find("acme", "r-1")
        assert found is not None
        assert (found.state, found.number) == (State.SUBMITTED, "N-1")
        assert ledger.setting("documents") == "x"
        assert ledger.recent_clicks("acme") == 2
        assert ledger.check() == []


def test_of_one_ref_at_both_addresses_the_one_that_went_further_counts(
    tmp_path: Path, make_entry: MakeEntry
) -> None:
    with opened(tmp_path, OLD) as ledger:
        Steps(ledger, make_entry).submitted("sent", "N-1")
        Steps(ledger, make_entry).submitted("both", "N-2")
        Steps(ledger, make_entry).intended("unknown", registration_number="")
    with opened(tmp_path, HOME) as ledger:
        for ref in ("sent", "unknown", "new"):
            Steps(ledger, make_entry).plan(ref)
        Steps(ledger, make_entry).submitted("both", "N-3")
    with opened(tmp_path, HOME, OLD) as ledger:
        states = {row.key.ref: (row.state, row.number) for row in ledger.filings()}
        assert states == {
            "sent": (State.SUBMITTED, "N-1"),
            "both": (State.SUBMITTED, "N-3"),
            "unknown": (State.FIRST_SAVE_INTENDED, None),
            "new": (State.PLANNED, None),
        }
        assert ledger.check() == []


def test_the_first_name_of_an_account_is_its_name(tmp_path: Path, make_entry: MakeEntry) -> None:
    with opened(tmp_path, HOME) as ledger:
        assert ledger.bind_account("acme", "Acme Ltd.", ["acme", "twin"]) == "acme"
        assert ledger.bind_account("twin", "Acme Ltd.", ["acme", "twin"]) == "acme"
        assert ledger.bind_account("beta", "Beta Ltd.", ["beta"]) == "beta"
        # renamed in the settings before anything was filed: the new name is the name
        assert ledger.bind_account("twin", "Acme Ltd.", ["twin"]) == "twin"
        Steps(ledger, make_entry).plan("r-1")
        assert ledger.bind_account("acme", "Gamma", ["acme"]) == "acme"
        assert ledger.bind_account("renamed", "Gamma", ["renamed"]) == "acme"


def test_a_shared_ledger_has_one_name_for_all_who_open_it(tmp_path: Path) -> None:
    with opened(tmp_path, HOME) as first, opened(tmp_path, HOME) as second:
        name = first.shared_name()
        assert len(name) == 32
        assert second.shared_name() == first.shared_name() == name
    with opened(tmp_path, OLD) as other:
        assert other.shared_name() != name
