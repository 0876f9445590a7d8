"""A running filing: its lease renewed while the ledger works, its trace in a folder of its own."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from ipp_bot.clock import ManualClock
from ipp_bot.errors import LeaseLost, LedgerError
from ipp_bot.flows import submit
from ipp_bot.run.filing_runner import FilingOptions, lease_kept, run_once
from tests.support.doubles import claim_double, session_double

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.conftest import Run


def test_a_lease_is_renewed_again_after_the_ledger_failed(run: Run) -> None:
    errors: list[Exception] = [LedgerError("locked"), LedgerError("locked"), LeaseLost("gone")]
    said: list[str] = []

    async def renew(*_about: object) -> None:
        raise errors.pop(0)

    ledger = SimpleNamespace(renew=renew)
    session = session_double(said=said, clock=ManualClock(), ledger=ledger)
    claim = claim_double("a-1")

    async def work() -> None:
        async with lease_kept(session, claim, 30.0):
            await asyncio.Event().wait()

    with pytest.raises(LeaseLost):
        run(work)
    assert said == ["the lease was not renewed: locked"] * 2


def test_filings_of_one_ref_keep_a_trace_for_each_account(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    traces: list[Path | None] = []

    @asynccontextmanager
    async def page(_ref: str, *, trace_to: Path | None = None) -> AsyncIterator[None]:
        traces.append(trace_to)
        yield None

    async def file(*_about: object, **_more: object) -> None:
        pass

    monkeypatch.setattr(submit, "submit_filing", file)
    claim = claim_double("a-1")

    async def work(account: str, *, traced: bool = True) -> None:
        session = session_double(
            account,
            page_pool=SimpleNamespace(tab=page, sign_in_version=0),
            evidence=SimpleNamespace(folder=Path("evidence")),
        )
        await run_once(session, claim, FilingOptions(), traced=traced)

    for account in ("acme", "xing/yun"):
        run(work, account)
    run(lambda: work("acme", traced=False))
    assert traces == [Path("evidence/acme/a-1/trace.zip"), Path("evidence/yun/a-1/trace.zip"), None]
