"""Two machines on one database whose clocks are hours apart: nothing twice, nothing lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ipp_bot.flows.crash_points import CrashPoint
from tests.cluster.conftest import kill
from tests.support.waiting import HOUR, PATIENCE, until

if TYPE_CHECKING:
    from tests.cluster.conftest import LoadWorkspace

COMMAND = """
from datetime import UTC, datetime, timedelta
from ipp_bot import clock
from ipp_bot.run import lease_owners
clock.SystemClock.now = lambda self: datetime.now(UTC) + timedelta(hours={hours})
lease_owners.this_machine = lambda: {machine!r}
from ipp_bot.cli import main
main()
"""


def start(
    agency: LoadWorkspace, machine: str, hours: float, *arguments: str, **environment: str
) -> subprocess.Popen[str]:
    """`ipp-bot ARGUMENTS` on a machine of that name, whose clock is so many hours ahead."""
    root = agency.workspace.root / machine
    if not root.is_dir():
        root.mkdir()
        for name in ("ipp-bot.yaml", "hurried.yaml"):
            shutil.copy(agency.workspace.root / name, root / name)
        shutil.copytree(agency.workspace.root / "manifests", root / "manifests")
    child = subprocess.Popen(
        [sys.executable, "-c", COMMAND.format(machine=machine, hours=hours), *arguments],
        cwd=root,
        env={
            **os.environ,
            **agency.workspace.environment,
            "XDG_STATE_HOME": str(root / "state"),
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    agency.workers.append(child)
    return child


def told(child: subprocess.Popen[str]) -> str:
    """What it said, with its exit status behind it."""
    said, _ = child.communicate(timeout=PATIENCE)
    return " ".join(f"{said} exit {child.returncode}".split())


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("hours", [(9, -9), (-9, 9)], ids=["ahead", "behind"])
@pytest.mark.parametrize(
    "point", [CrashPoint.AFTER_FIRST_SAVE_CLICK, CrashPoint.AFTER_SUBMIT_CLICK]
)
def test_what_one_machine_left_is_found_by_the_other(
    agency: LoadWorkspace, hours: tuple[float, float], point: CrashPoint
) -> None:
    first, second = hours
    died = start(agency, "a", first, "submit", "manifests", IPP_BOT_CRASH_AT=point)
    assert "exit -9" in told(died)

    def is_done() -> bool:
        said = told(start(agency, "b", second, "submit", "manifests"))
        return "exit 0" in said and "another worker" not in said

    until(is_done)
    agency.assert_exactly_once()
    assert agency.records()["pending"] == 3


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("hours", [9, -9])
def test_gone_is_not_said_of_what_another_machine_may_still_send(
    agency: LoadWorkspace, hours: float
) -> None:
    settings = agency.workspace.root / "ipp-bot.yaml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("settle_seconds: 1", "settle_seconds: 900"), "utf-8")
    agency.portal.faults({"at": "submit", "kind": "latency", "seconds": HOUR, "times": 1})
    one = ("submit", "manifests", "--only", "acme-0001")
    sends = start(agency, "a", 0, *one)
    until(lambda: agency.portal.struck() or sends.poll() is not None)
    drop = ("drop", "acme-0001", "--gone", "--yes")
    said = told(start(agency, "b", hours, *drop))
    assert "exit 1" in said
    assert "another worker" in said
    kill(sends)

    def is_taken_over() -> bool:
        return "another worker" not in told(start(agency, "b", hours, *drop))

    until(is_taken_over)
    said = told(start(agency, "b", hours, *drop))
    assert "exit 1" in said
    assert "the portal may still be at it" in said
    agency.portal.release()  # what was sent is carried out late
    until(lambda: agency.records()["pending"] == 1)
    # What shows is believed before the settle time is over.
    assert "exit 0" in told(start(agency, "b", hours, *one))
    said = told(start(agency, "b", hours, *drop))
    assert "exit 1" in said
    assert "is at the portal, and is pending" in said
    assert [(one["status"], one["submissions"]) for one in agency.portal.iprs()] == [("pending", 1)]
