"""The reservation of an account's drafts: kept although the ledger fails, given up when lost."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from ipp_bot.clock import ManualClock
from ipp_bot.errors import AdoptionInProgress, LedgerError, NeedsPerson
from ipp_bot.flows.portal_check import reserved_drafts
from tests.support.doubles import session_double
from tests.support.waiting import PATIENCE

if TYPE_CHECKING:
    from tests.conftest import Run


class Stage:
    """An account whose ledger answers as it is told, the first time to reserve."""

    def __init__(self, *answers: Exception | int) -> None:
        self.answers = list(answers)
        self.given_back: list[int] = []
        self.said: list[str] = []
        self.kept = asyncio.Event()
        self.ledger = SimpleNamespace(reserve=self.reserve, give_back=self.give_back)
        self.session = session_double(said=self.said, clock=ManualClock(), ledger=self.ledger)

    async def reserve(self, _account: str, _seconds: float, *, held: int | None = None) -> int:
        if held is not None and len(self.answers) == 1:
            self.kept.set()
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def give_back(self, _account: str, token: int) -> None:
        self.given_back.append(token)


def test_a_reservation_is_kept_again_after_the_ledger_failed(run: Run) -> None:
    stage = Stage(7, LedgerError("gone"), LedgerError("gone"), 7)

    async def work() -> None:
        async with reserved_drafts(stage.session):
            await asyncio.wait_for(stage.kept.wait(), PATIENCE)

    run(work)
    assert stage.said == ["the reservation of drafts was not kept: gone"] * 2
    assert stage.given_back == [7]


@pytest.mark.parametrize(
    ("answer", "token"), [(AdoptionInProgress(1.0, "another one looks"), 7), (8, 8)]
)
def test_who_lost_the_reservation_stops(run: Run, answer: Exception | int, token: int) -> None:
    stage = Stage(7, LedgerError("gone"), answer)

    async def work() -> None:
        async with reserved_drafts(stage.session):
            await asyncio.wait_for(asyncio.Event().wait(), PATIENCE)

    with pytest.raises(NeedsPerson, match="looked for its draft"):
        run(work)
    assert stage.given_back == [token]


def test_a_walk_that_is_stopped_stays_stopped(run: Run) -> None:
    stage = Stage(7)

    async def work() -> None:
        async with reserved_drafts(stage.session):
            raise asyncio.CancelledError

    async def outside() -> None:
        with pytest.raises(asyncio.CancelledError):
            await work()

    run(outside)
    assert stage.given_back == [7]
