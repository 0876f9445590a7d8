"""How commands name a filing: by its ref, or by account and ref where several accounts have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipp_bot.cli.filings import find_filing, unfinished_filings
from ipp_bot.errors import UsageError
from ipp_bot.ledger import PlannedEntry
from tests.support.report import open_scene

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipp_bot.ledger import Ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_scene(tmp_path) as scene:
        scene.ledger.plan(
            [
                PlannedEntry(account=account, ref=ref, entry_json="{}", fingerprint=account + ref)
                for account, ref in (("acme", "x"), ("xingyun", "x"), ("acme", "y"))
            ]
        )
        yield scene.ledger


def test_a_ref_of_several_accounts_needs_the_account(ledger: Ledger) -> None:
    with pytest.raises(UsageError, match="x is a filing of several accounts: acme, xingyun"):
        find_filing(ledger, "x")
    assert find_filing(ledger, "xingyun/x").key.account == "xingyun"
    assert find_filing(ledger, "x", "acme").key.account == "acme"
    assert find_filing(ledger, "y").key.ref == "y"
    for wrong in ("xingyun/y", "/", "acme/", "a/acme/x"):
        with pytest.raises(UsageError, match="has no filing"):
            find_filing(ledger, wrong)


def test_of_what_is_unfinished_one_account_s_is_chosen(ledger: Ledger) -> None:
    def names(*only: str) -> list[str]:
        return [f"{one.key.account}/{one.key.ref}" for one in unfinished_filings(ledger, only)]

    assert names() == ["acme/x", "xingyun/x", "acme/y"]
    assert names("x") == ["acme/x", "xingyun/x"]
    assert names("xingyun/x", "y") == ["xingyun/x", "acme/y"]
    with pytest.raises(UsageError, match="no unfinished filing 'xingyun/y'"):
        names("xingyun/y")
