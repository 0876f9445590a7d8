"""Signing an account in: tried again as a filing is, before the account is given up."""

from __future__ import annotations

from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from ipp_bot.clock import ManualClock
from ipp_bot.errors import (
    BrowserCrashed,
    IppBotError,
    NeedsPerson,
    PageBroken,
    PortalDown,
    PortalError,
    WrongPassword,
)
from ipp_bot.profile import Pacing
from ipp_bot.run import filing_runner, pool
from ipp_bot.run.filing_runner import FilingOptions
from ipp_bot.run.results import FilingOutcome, FilingResult
from tests.support.doubles import filing_double, session_double

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ipp_bot.ledger import Filing
    from tests.conftest import Run


class FailingSignIn:
    """An account whose tries to sign in fail with these errors, one after the other."""

    def __init__(self, *errors: IppBotError) -> None:
        self.errors = list(errors)
        self.tries = 0
        self.said: list[str] = []
        self.clock = ManualClock()
        self.session = session_double(
            said=self.said,
            clock=self.clock,
            page_pool=SimpleNamespace(tab=self.page, expected=1),
            draft_isolation=SimpleNamespace(is_shared=False),
            ledger=SimpleNamespace(get=self.row, open_intent=self.open_intent),
        )

    async def row(self, _number: int) -> Filing:
        return filing_double("r-1")

    async def open_intent(self, _number: int) -> None:
        return None

    @asynccontextmanager
    async def page(self) -> AsyncIterator[None]:
        yield None

    async def sign_in(self, _session: object, _page: object) -> None:
        self.tries += 1
        if self.errors:
            raise self.errors.pop(0)

    def result(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> FilingResult:
        """The result of the account's one filing."""
        filing = filing_double("r-1")

        async def run_filing(*_about: object) -> FilingResult:
            return FilingResult(filing, FilingOutcome.SUBMITTED)

        monkeypatch.setattr(filing_runner, "ensure_signed_in", self.sign_in)
        monkeypatch.setattr(pool, "run_filing", run_filing)
        runs = pool.Pool(
            {"acme": self.session},
            sessions={"acme": 1},
            clock=self.clock,
            pacing=Pacing(gap_seconds=0, per_hour=0),
            options=FilingOptions(first_pause=0.5),
        )
        (result,) = run(runs.run, [filing])
        found: FilingResult = result
        return found


@pytest.mark.parametrize("error", [PageBroken, BrowserCrashed, PortalError])
def test_a_technical_failure_of_the_first_page_is_tried_again(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: type[PortalError]
) -> None:
    account = FailingSignIn(error("half a page"), error("half a page"), error("half a page"))
    assert account.result(run, monkeypatch).outcome is FilingOutcome.SUBMITTED
    assert account.tries == 4
    assert account.said == ["again, because: half a page"] * 3
    first, second, third = account.clock.slept[:3]
    assert 0.5 <= first <= 1.0 <= second <= 1.5
    assert 2.0 <= third <= 2.5


def test_it_is_given_up_after_as_many_tries_as_a_filing_has(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = FailingSignIn(*[PageBroken("half a page")] * 9)
    result = account.result(run, monkeypatch)
    assert (result.outcome, type(result.error)) == (FilingOutcome.NOT_BEGUN, PageBroken)
    assert account.tries == FilingOptions().attempts


@pytest.mark.parametrize("error", [WrongPassword("no"), NeedsPerson("a slider")])
def test_what_only_a_person_can_mend_is_not_tried_again(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: IppBotError
) -> None:
    account = FailingSignIn(error, error)
    result = account.result(run, monkeypatch)
    assert (result.outcome, result.error, account.tries) == (FilingOutcome.NOT_BEGUN, error, 1)


def test_a_portal_that_is_away_is_waited_for_and_no_try_is_lost(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = FailingSignIn(PortalDown("away"), *[PageBroken("half a page")] * 3)
    assert account.result(run, monkeypatch).outcome is FilingOutcome.SUBMITTED
    assert account.tries == 5
