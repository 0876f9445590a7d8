"""`hold` in the middle of a run: what is being sent ends, nothing else begins, `resume` goes on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.waiting import HOUR, PATIENCE, until

if TYPE_CHECKING:
    from ipp_bot.testing import PortalProcess, TestWorkspace

SAMPLES = Path(__file__).resolve().parents[2] / "manifests"
MANIFEST = "manifests/software/acme.yaml"


@pytest.fixture
def workspace(ipp_workspace: TestWorkspace) -> TestWorkspace:
    shutil.copytree(SAMPLES, ipp_workspace.root / "manifests")
    return ipp_workspace


def test_a_run_stops_at_a_hold_and_goes_on_once_it_is_lifted(
    ipp_portal: PortalProcess, workspace: TestWorkspace
) -> None:
    # The hold comes while the first submission is on its way: the portal keeps it waiting.
    ipp_portal.faults({"kind": "latency", "at": "submit", "seconds": HOUR, "times": 1})
    with subprocess.Popen(
        [sys.executable, "-m", "ipp_bot", "submit", MANIFEST, "--sessions", "1"],
        cwd=workspace.root,
        env={**os.environ, **workspace.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as run:
        until(lambda: ipp_portal.struck() or run.poll() is not None)
        held = workspace.run("hold", "--why", "the client called")
        ipp_portal.release()
        out, _ = run.communicate(timeout=PATIENCE)
    assert held.returncode == 0, held.stderr
    assert run.returncode == 3, out
    assert "on hold since" in out
    assert "the client called" in out
    sent = [record for record in ipp_portal.iprs() if record["status"] == "pending"]
    assert len(sent) == 1
    refused = workspace.run("submit", MANIFEST)
    assert refused.returncode == 3
    assert "Nothing was sent. → ipp-bot resume" in refused.stderr
    told = workspace.run("status", "--json")
    assert "the client called" in json.loads(told.stdout)["hold"]
    report = workspace.run("report", "-o", "report.html", "--json")
    assert "the client called" in json.loads(report.stdout)["hold"]
    assert "the client called" in (workspace.root / "report.html").read_text("utf-8")
    assert workspace.run("drop", "acme-0001", "--yes").returncode == 3
    assert workspace.run("resume").returncode == 0
    done = workspace.run("submit", MANIFEST)
    assert done.returncode == 0, done.stdout + done.stderr
    records = [(record["status"], record["submissions"]) for record in ipp_portal.iprs()]
    assert records == [("pending", 1)] * 3
