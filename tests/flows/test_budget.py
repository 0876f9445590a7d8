"""What a warm filing asks of the portal and of the browser, beside the committed budget.

Counts, not seconds: they are the same on every machine. Who makes the client ask for less lowers
the budget in the same commit.
"""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.browser import WarmPage
from ipp_bot.clock import SystemClock
from ipp_bot.run.job import Job, Watch
from ipp_bot.run.offices import open_ledger
from ipp_bot.run.outcomes import End, Result
from ipp_bot.run.planning import check, plan
from ipp_bot.run.submitting import submit
from ipp_bot.settings import Workspace
from tests.many import write_manifest

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.testing import PortalProcess, TestWorkspace

BUDGET = Path(__file__).parents[2] / "bench" / "budget.json"
COUNT = 3


@pytest.mark.parametrize(
    "skin",
    ["classic", pytest.param("modern", marks=pytest.mark.ipp_portal(skin="modern"))],
)
def test_a_warm_filing_stays_within_its_budget(
    skin: str,
    ipp_portal: PortalProcess,
    ipp_workspace: TestWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    run: Callable[..., Any],
) -> None:
    for name, value in ipp_workspace.environment.items():
        monkeypatch.setenv(name, value)
    used: list[WarmPage] = []
    hand_out = WarmPage.hand_out

    def noted(page: WarmPage, ref: str) -> None:
        used.append(page)
        hand_out(page, ref)

    monkeypatch.setattr(WarmPage, "hand_out", noted)
    place = Workspace.open(ipp_workspace.root)
    write_manifest(place.root, COUNT)
    seen = []

    def ended(result: Result) -> None:
        assert result.end is End.SUBMITTED, result.error
        stats = ipp_portal.stats()
        asked = {"requests": sum(stats["requests"].values()), "documents": stats["documents"]}
        seen.append({**asked, "round_trips": used[-1].round_trips})

    clock = SystemClock()
    with open_ledger(place, clock=clock) as ledger:
        checked = check(place, [place.root / "manifests"], clock=clock)
        planned = plan(place, ledger, checked)
        job = Job(place, ledger, clock, Watch(ended=ended), sessions=1)

        async def filed() -> None:
            await submit(job, planned, plan_again=lambda: planned)

        run(filed)
    # The first one warms up; a look more on a slow machine is no change of the client.
    took = {
        "requests": min(b["requests"] - a["requests"] for a, b in pairwise(seen)),
        "documents": min(b["documents"] - a["documents"] for a, b in pairwise(seen)),
        "round_trips": min(one["round_trips"] for one in seen[1:]),
    }
    allowed = json.loads(BUDGET.read_text(encoding="utf-8"))[skin]
    over = [
        f"{count} {name} where {allowed[name]} are allowed"
        for name, count in took.items()
        if count > allowed[name]
    ]
    assert not over, f"a warm filing on the {skin} skin took {'; '.join(over)}"
    assert set(took) == set(allowed)
