"""An account's first page: tried again as a filing's pages are, before its run is given up."""

from __future__ import annotations

from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

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
from ipp_bot.run.results import FilingResult, Outcome

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Door:
    """An account whose first pages fail with these errors, one after the other."""

    def __init__(self, *errors: IppBotError) -> None:
        self.errors = list(errors)
        self.opened = 0
        self.said: list[str] = []
        self.clock = ManualClock()
        self.session: Any = SimpleNamespace(
            account=SimpleNamespace(name="acme"),
            clock=self.clock,
            page_pool=SimpleNamespace(tab=self.page, expected=1),
            progress=lambda _ref, words: self.said.append(words),
            draft_isolation=SimpleNamespace(is_shared=False),
        )

    @asynccontextmanager
    async def page(self) -> AsyncIterator[None]:
        yield None

    async def open(self, _office: object, _page: object) -> None:
        self.opened += 1
        if self.errors:
            raise self.errors.pop(0)

    def end(self, run: Any, monkeypatch: pytest.MonkeyPatch) -> FilingResult:
        """How the account's one filing ends."""
        key = SimpleNamespace(account="acme", ref="r-1")
        filing: Any = SimpleNamespace(id=1, key=key)

        async def run_filing(*_about: Any) -> FilingResult:
            return FilingResult(filing, Outcome.SUBMITTED)

        monkeypatch.setattr(filing_runner, "ensure_signed_in", self.open)
        monkeypatch.setattr(pool, "run_filing", run_filing)
        drives = pool.Pool(
            {"acme": self.session},
            sessions={"acme": 1},
            clock=self.clock,
            pacing=Pacing(gap_seconds=0, per_hour=0),
            options=FilingOptions(first_pause=0.5),
        )
        (result,) = run(drives.run, [filing])
        found: FilingResult = result
        return found


@pytest.mark.parametrize("error", [PageBroken, BrowserCrashed, PortalError])
def test_a_technical_failure_of_the_first_page_is_tried_again(
    run: Any, monkeypatch: pytest.MonkeyPatch, error: type[PortalError]
) -> None:
    door = Door(error("half a page"), error("half a page"), error("half a page"))
    assert door.end(run, monkeypatch).outcome is Outcome.SUBMITTED
    assert door.opened == 4
    assert door.said == ["again, because: half a page"] * 3
    first, second, third = door.clock.slept[:3]
    assert 0.5 <= first <= 1.0 <= second <= 1.5
    assert 2.0 <= third <= 2.5


def test_it_is_given_up_after_as_many_tries_as_a_filing_has(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = Door(*[PageBroken("half a page")] * 9)
    result = door.end(run, monkeypatch)
    assert (result.outcome, type(result.error)) == (Outcome.NOT_BEGUN, PageBroken)
    assert door.opened == FilingOptions().attempts


@pytest.mark.parametrize("error", [WrongPassword("no"), NeedsPerson("a slider")])
def test_what_only_a_person_can_mend_is_not_tried_again(
    run: Any, monkeypatch: pytest.MonkeyPatch, error: IppBotError
) -> None:
    door = Door(error, error)
    result = door.end(run, monkeypatch)
    assert (result.outcome, result.error, door.opened) == (Outcome.NOT_BEGUN, error, 1)


def test_a_portal_that_is_away_is_waited_for_and_no_try_is_lost(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = Door(PortalDown("away"), *[PageBroken("half a page")] * 3)
    assert door.end(run, monkeypatch).outcome is Outcome.SUBMITTED
    assert door.opened == 5
