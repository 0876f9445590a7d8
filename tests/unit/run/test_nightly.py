"""The turn of a nightly check: kept although the ledger fails now and then."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.clock import ManualClock
from ipp_bot.errors import LedgerError
from ipp_bot.run import nightly
from ipp_bot.run.nightly import TURN, AccountCheck, NightlyOptions, turn_kept
from tests.support.doubles import session_double
from tests.support.waiting import PATIENCE

if TYPE_CHECKING:
    from tests.conftest import Run


def test_a_turn_is_kept_again_after_the_ledger_failed(run: Run) -> None:
    answers: list[Exception | None] = [LedgerError("gone"), LedgerError("gone"), None]
    said: list[str] = []
    tasks: list[asyncio.Task[Any]] = []
    kept = asyncio.Event()

    async def begin_turn(*_about: object) -> None:
        answer = answers.pop(0) if answers else None
        if answer is not None:
            raise answer
        kept.set()

    async def end_turn(*_about: object) -> None:
        pass

    clock = ManualClock()
    ledger = SimpleNamespace(begin_turn=begin_turn, end_turn=end_turn)
    session = session_double(said=said, owner="one", clock=clock, ledger=ledger)

    async def work() -> None:
        async with turn_kept(session):
            tasks.extend(task for task in asyncio.all_tasks() if task.get_name() == "turn of acme")
            await asyncio.wait_for(kept.wait(), PATIENCE)
        assert [task.done() for task in tasks] == [True]

    run(work)
    assert said == ["the turn to check was not kept: gone"] * 2
    assert clock.slept[:3] == [TURN / 3] * 3


def read_only() -> LedgerError:
    error = LedgerError("The ledger is read-only")
    error.may_pass = True
    return error


@pytest.mark.parametrize(("times", "passes"), [(6, True), (60, False)])
def test_a_ledger_that_is_away_for_a_while_ends_no_check(
    times: int, *, passes: bool, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = [read_only() for _ in range(times)]
    clock, said = ManualClock(), list[str]()

    async def check(*_about: object, **_how: object) -> AccountCheck:
        if failures:
            raise failures.pop()
        return AccountCheck("acme")

    monkeypatch.setattr(nightly, "_check_account", check)
    session = session_double(said=said, clock=clock)

    async def work() -> AccountCheck:
        return await nightly._check_patiently(session, NightlyOptions(), pause=0.0)

    if passes:
        assert run(work) == AccountCheck("acme")
        assert said == ["waiting: The ledger is read-only"] * 6
        assert 20 < clock.monotonic() < 60
    else:
        with pytest.raises(LedgerError, match="read-only"):
            run(work)
        assert 100 < clock.monotonic() < 125
