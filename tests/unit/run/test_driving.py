"""The lease of a filing in hand: renewed while the ledger works, lost when another one has it."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from ipp_bot.clock import ManualClock
from ipp_bot.errors import LeaseLost, LedgerError
from ipp_bot.run.driving import _kept_alive


def test_a_lease_is_renewed_again_after_the_ledger_failed(run: Any) -> None:
    errors: list[Exception] = [LedgerError("locked"), LedgerError("locked"), LeaseLost("gone")]
    said: list[str] = []

    async def books(*_about: object) -> None:
        raise errors.pop(0)

    office: Any = SimpleNamespace(
        clock=ManualClock(),
        books=books,
        ledger=SimpleNamespace(renew=None),
        say=lambda _ref, words: said.append(words),
    )
    claim: Any = SimpleNamespace(filing=SimpleNamespace(key=SimpleNamespace(ref="a-1")))

    async def work() -> None:
        async with _kept_alive(office, claim, 30.0):
            await asyncio.Event().wait()

    with pytest.raises(LeaseLost):
        run(work)
    assert said == ["the lease was not renewed: locked"] * 2
