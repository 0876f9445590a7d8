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

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.conftest import Run


def test_who_comes_too_early_is_told_when(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace: Any = SimpleNamespace()
    ledger: Any = SimpleNamespace()
    key = SimpleNamespace(account="acme", ref="r-1")
    filing: Any = SimpleNamespace(id=1, key=key)

    async def claim(*_about: Any) -> str:
        return "claim"

    async def release(_claim: str) -> None:
        pass

    @asynccontextmanager
    async def page(_ref: str) -> AsyncIterator[None]:
        yield None

    session = SimpleNamespace(
        ledger=SimpleNamespace(claim=claim, release=release),
        owner="w1",
        profile=SimpleNamespace(timings=SimpleNamespace(lease=60.0)),
        page_pool=SimpleNamespace(tab=page),
    )

    @asynccontextmanager
    async def account_sessions(*_about: Any, **_more: Any) -> AsyncIterator[dict[str, Any]]:
        yield {"acme": session}

    async def ensure_signed_in(*_about: Any) -> None:
        pass

    async def adopt(*_about: Any) -> None:
        raise RetryLater(0.3, "its submission got no answer")

    monkeypatch.setattr(adopt_and_drop, "open_account_sessions", account_sessions)
    monkeypatch.setattr(adopt_and_drop, "ensure_signed_in", ensure_signed_in)
    monkeypatch.setattr(flow, "adopt_record", adopt)
    with pytest.raises(Refused) as early:
        run(lambda: adopt_and_drop.adopt(workspace, ledger, filing, "N-1", clock=ManualClock()))
    assert early.value.line() == "r-1: its submission got no answer → try again in 1 s"
