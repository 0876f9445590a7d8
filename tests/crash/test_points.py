"""A child is killed at every named point; the next run finishes the job, each filing once."""

from __future__ import annotations

import shutil
import signal
from typing import TYPE_CHECKING

import pytest

from ipp_bot.flows.crash_points import CrashPoint
from ipp_bot.reached import RareState
from tests.support.manifests import SAMPLES, write_manifest

if TYPE_CHECKING:
    from tests.crash.conftest import LoadWorkspace

ONLY_WHEN_RECONCILING = {CrashPoint.IN_RECONCILING, CrashPoint.IN_ADOPTION}
ONLY_WITH_POA = {CrashPoint.AFTER_TEMPLATE}
"""`test_killed_while_a_signature_is_awaited` dies there."""
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


@pytest.mark.reaches(
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
)
@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    "skin",
    [
        "classic",
        *(
            pytest.param(
                f"center-{lang}",
                marks=[pytest.mark.ipp_portal(skin="center", lang=lang), pytest.mark.soak],
            )
            for lang in ("zh", "en")
        ),
    ],
)
def test_killed_at_one_point_after_the_other(skin: str, agency: LoadWorkspace) -> None:
    """Each run takes up what the last one left and dies a little further on."""
    write_manifest(agency.workspace.root, 5)
    for point in ALWAYS:
        killed = agency.submit(IPP_BOT_CRASH_AT=point)
        assert killed.returncode == -signal.SIGKILL, killed.stdout + killed.stderr
    done = agency.submit()
    assert done.returncode == 0, skin + done.stdout + done.stderr
    agency.assert_exactly_once()


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


@pytest.mark.soak
@pytest.mark.reaches(RareState.TAKEN_OVER_AWAITING_POA)
def test_killed_while_a_signature_is_awaited(agency: LoadWorkspace) -> None:
    """Before the filing is written down as waiting, and while the next run looks at it."""
    shutil.rmtree(agency.workspace.root / "manifests")
    shutil.copytree(SAMPLES, agency.workspace.root / "manifests")
    mine = ("--only", "poa-0003")
    killed = agency.submit(*mine, IPP_BOT_CRASH_AT=CrashPoint.AFTER_TEMPLATE)
    assert killed.returncode == -signal.SIGKILL, killed.stdout + killed.stderr
    waits = agency.submit(*mine)
    assert waits.returncode == 3, waits.stdout + waits.stderr
    killed = agency.submit(*mine, IPP_BOT_CRASH_AT=CrashPoint.CLAIMED)
    assert killed.returncode == -signal.SIGKILL, killed.stdout + killed.stderr
    again = agency.submit(*mine)
    assert again.returncode == 3, again.stdout + again.stderr
    assert "awaiting POA" in again.stdout
    assert [(ipr["status"], ipr["submissions"]) for ipr in agency.portal.iprs()] == [("draft", 0)]


@pytest.mark.soak
@pytest.mark.reaches(RareState.LEFT_TO_PERSON)
def test_a_record_that_is_gone_before_its_submission_was_looked_up_is_for_a_person(
    agency: LoadWorkspace,
) -> None:
    killed = agency.submit("--only", "acme-0001", IPP_BOT_CRASH_AT=CrashPoint.AFTER_SUBMIT_CLICK)
    assert killed.returncode == -signal.SIGKILL, killed.stdout + killed.stderr
    agency.portal.reset()
    for _ in range(2):
        asks = agency.submit("--only", "acme-0001")
        assert asks.returncode == 3, asks.stdout + asks.stderr
        assert "is no longer at the portal" in asks.stdout
        assert agency.portal.iprs() == []  # nothing was filed in its place
