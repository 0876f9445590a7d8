"""A child is killed at every named point; the next run finishes the job, each filing once."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from ipp_bot import reached
from ipp_bot.flows.crash_points import CrashPoint
from ipp_bot.reached import RareState, counts_in
from tests.support.manifests import write_manifest

if TYPE_CHECKING:
    from tests.crash.conftest import LoadWorkspace

ONLY_WHEN_RECONCILING = {CrashPoint.IN_RECONCILING, CrashPoint.IN_ADOPTION}
ONLY_WITH_POA = {CrashPoint.AFTER_TEMPLATE}
ONLY_ATTENDED = {CrashPoint.ATTENDED_CLICK}
"""tests/flows/test_attended.py dies there."""
ONLY_WHEN_DROPPED = {
    CrashPoint.BEFORE_DROP_INTENT,
    CrashPoint.AFTER_DROP_INTENT,
    CrashPoint.AFTER_DROP_CLICK,
    CrashPoint.AFTER_DROPPED,
    CrashPoint.IN_DROP_SETTLING,
}
"""tests/crash/test_killed_drop.py dies there."""

SOMETIMES = ONLY_WHEN_RECONCILING | ONLY_WITH_POA | ONLY_ATTENDED | ONLY_WHEN_DROPPED
ALWAYS = [point for point in CrashPoint if point not in SOMETIMES]


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    "skin",
    [
        "classic",
        pytest.param(
            "center", marks=[pytest.mark.ipp_portal(skin="center", lang="zh"), pytest.mark.soak]
        ),
    ],
)
def test_killed_at_one_point_after_the_other(skin: str, agency: LoadWorkspace) -> None:
    """Each run takes up what the last one left and dies a little further on."""
    write_manifest(agency.workspace.root, 5)
    met = agency.workspace.root / "reached.txt"
    agency.workspace.environment[reached.VARIABLE] = str(met)
    for point in ALWAYS:
        killed = agency.submit(IPP_BOT_CRASH_AT=point)
        assert killed.returncode == -signal.SIGKILL, killed.stdout + killed.stderr
    done = agency.submit()
    assert done.returncode == 0, skin + done.stdout + done.stderr
    agency.assert_exactly_once()
    # Without these the kills would have shown nothing about them.
    assert set(counts_in(met)) >= {
        RareState.FIRST_SAVE_NOT_DONE,
        RareState.ADOPTION,
        RareState.RESOLVED_AS_NOT_SENT,
        RareState.RESOLVED_AS_SENT,
        RareState.RECEIPT_LATER,
        RareState.WORKER_DIED,
        RareState.TAKEN_OVER_PLANNED,
        RareState.TAKEN_OVER_FIRST_SAVE,
        RareState.TAKEN_OVER_DRAFTED,
        RareState.TAKEN_OVER_SUBMISSION,
        RareState.TAKEN_OVER_SUBMITTED,
    }


@pytest.mark.soak
@pytest.mark.timeout(400)
@pytest.mark.parametrize("point", ALWAYS)
@pytest.mark.parametrize(
    "skin",
    ["classic", pytest.param("center", marks=pytest.mark.ipp_portal(skin="center", lang="zh"))],
)
def test_killed_at(skin: str, point: CrashPoint, agency: LoadWorkspace) -> None:
    """The second filing to pass the point dies there."""
    killed = agency.submit(IPP_BOT_CRASH_AT=f"{point}:2")
    assert killed.returncode == -signal.SIGKILL, killed.stdout + killed.stderr
    done = agency.submit()
    assert done.returncode == 0, done.stdout + done.stderr
    agency.assert_exactly_once()
    again = agency.submit()
    assert again.returncode == 0, skin
    assert "3 already submitted" in again.stdout
    agency.assert_exactly_once()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(
            CrashPoint.AFTER_SUBMIT_CLICK,
            CrashPoint.IN_RECONCILING,
            marks=(pytest.mark.ipp_portal(skin="center", lang="zh"), pytest.mark.soak),
            id="center",
        ),
        pytest.param(
            CrashPoint.AFTER_FIRST_SAVE_CLICK, CrashPoint.IN_ADOPTION, marks=pytest.mark.soak
        ),
        (CrashPoint.AFTER_SUBMIT_CLICK, CrashPoint.IN_RECONCILING),
        pytest.param(
            CrashPoint.AFTER_FIRST_SAVE_INTENT, CrashPoint.IN_RECONCILING, marks=pytest.mark.soak
        ),
    ],
)
def test_killed_while_reconciling(
    first: CrashPoint, second: CrashPoint, agency: LoadWorkspace
) -> None:
    """A run that dies while it clears up after a dead one is cleared up after, too."""
    for point in (first, second):
        killed = agency.submit(IPP_BOT_CRASH_AT=point)
        assert killed.returncode == -signal.SIGKILL, killed.stdout + killed.stderr
    done = agency.submit()
    assert done.returncode == 0, done.stdout + done.stderr
    agency.assert_exactly_once()
