"""A refusal of the click to submit is believed where the record shows that nothing was sent."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.clock import ManualClock
from ipp_bot.errors import IppBotError, OutcomeUnknown, PageBroken, Refused
from ipp_bot.flows import guarded_clicks as flow
from ipp_bot.flows.account_session import ActiveFiling
from ipp_bot.ledger import Ledger, Outcome, State, Supervision
from tests.unit.flows.test_adopt_and_drop import AFTER, Scene

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from tests.conftest import Run

REFUSAL = "2417307 已提交，不能修改。"


@pytest.mark.parametrize(
    ("shown", "unreadable", "error", "state"),
    [
        (("draft", None, 0), None, Refused, State.REFUSED),
        # The browser has sent it twice, and only the second one is refused.
        (("pending", AFTER, 1), None, OutcomeUnknown, State.SUBMIT_INTENDED),
        (("rejected", AFTER, 1), None, OutcomeUnknown, State.SUBMIT_INTENDED),
        (("draft", None, 0), PageBroken("torn"), OutcomeUnknown, State.SUBMIT_INTENDED),
    ],
)
@pytest.mark.parametrize("supervision", [Supervision.ALONE, Supervision.ATTENDED])
def test_what_the_record_shows_decides(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    shown: tuple[str, datetime | None, int],
    unreadable: IppBotError | None,
    error: type[IppBotError],
    state: State,
    supervision: Supervision,
) -> None:
    clock = ManualClock()
    kept: list[BaseException] = []
    refusal = Refused(REFUSAL, sent=False)

    async def refuse(*_more: object) -> None:
        raise refusal

    async def failure(_tab: object, why: BaseException) -> None:
        kept.append(why)

    async def opened(*more: Any) -> Any:
        if unreadable is not None:
            raise unreadable
        return await scene.open(*more)

    async def nothing(*_more: object) -> None:
        return None

    with Ledger.open(tmp_path / "l.sqlite", origin="http://127.0.0.1:1", clock=clock) as ledger:
        scene = Scene(ledger, clock, tmp_path / "receipts")
        monkeypatch.setattr(flow, "open_record", opened)
        scene.pressed("draft", None, 0)
        clock.advance(1000)
        claim = scene.claim()
        intent = ledger.open_intent(claim.filing.id)
        assert intent is not None
        ledger.close_intent(claim, intent, Outcome.SETTLED_NOT_DONE)
        session: Any = scene.session
        session.supervision, session.person_seconds = supervision, 60.0
        session.left_by_person = set()
        session.evidence = SimpleNamespace(failure=failure)
        session.profile.labels = {"mark.duplicate": []}
        tab = SimpleNamespace(close=nothing)
        details = SimpleNamespace(submit=refuse, await_submission=refuse, content=nothing, tab=tab)
        form: Any = SimpleNamespace(
            details=details, status="draft", submitted_at=None, submissions=0
        )
        filing = ActiveFiling.of(claim, session.profile)
        scene.shown = shown
        with pytest.raises(error) as told:
            run(lambda: flow.submit_for_verification(session, filing, form))
        assert REFUSAL in told.value.message
        assert kept == [refusal]  # the page that refuses is kept before it is left
        row = scene.now()
        assert row.state is state
        assert (ledger.open_intent(row.id) is not None) is (error is OutcomeUnknown)
        session.ledger.close()
