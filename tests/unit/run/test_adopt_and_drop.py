"""A person who comes too early is told when to come again."""

from __future__ import annotations

from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.clock import ManualClock
from ipp_bot.errors import Refused, RetryLater
from ipp_bot.flows import adopt_and_drop as flow
from ipp_bot.run import adopt_and_drop
from tests.support.doubles import filing_double, session_double

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ipp_bot.flows.account_session import AccountSession
    from tests.conftest import Run


def test_who_comes_too_early_is_told_when(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace: Any = SimpleNamespace()
    ledger: Any = SimpleNamespace()
    filing = filing_double("r-1")

    async def claim(*_about: object) -> str:
        return "claim"

    async def release(_claim: str) -> None:
        pass

    @asynccontextmanager
    async def page(_ref: str) -> AsyncIterator[None]:
        yield None

    session = session_double(
        ledger=SimpleNamespace(claim=claim, release=release),
        owner="w1",
        profile=SimpleNamespace(timings=SimpleNamespace(lease=60.0)),
        page_pool=SimpleNamespace(tab=page),
    )

    @asynccontextmanager
    async def account_sessions(
        *_about: object, **_more: object
    ) -> AsyncIterator[dict[str, AccountSession]]:
        yield {"acme": session}

    async def ensure_signed_in(*_about: object) -> None:
        pass

    async def adopt(*_about: object, **_how: bool) -> None:
        raise RetryLater(0.3, "its submission got no answer")

    monkeypatch.setattr(adopt_and_drop, "open_account_sessions", account_sessions)
    monkeypatch.setattr(adopt_and_drop, "ensure_signed_in", ensure_signed_in)
    monkeypatch.setattr(flow, "adopt_record", adopt)
    with pytest.raises(Refused) as early:
        run(lambda: adopt_and_drop.adopt(workspace, ledger, filing, "N-1", clock=ManualClock()))
    assert early.value.line() == "r-1: its submission got no answer → try again in 1 s"
