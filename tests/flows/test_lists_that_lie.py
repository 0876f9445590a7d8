"""A list that shows how things stood days ago, or another status than the record, leads nobody."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.variants import short

if TYPE_CHECKING:
    from ipp_bot.testing import PortalProcess, TestWorkspace

SAMPLES = Path(__file__).resolve().parents[2] / "manifests"


@pytest.mark.parametrize(
    "fault",
    short([{"kind": "contradiction"}, {"kind": "lag_days", "days": 2}]),
    ids=lambda f: f["kind"],
)
def test_nothing_is_told_or_filed_by_such_a_list(
    fault: dict[str, Any], ipp_portal: PortalProcess, ipp_workspace: TestWorkspace
) -> None:
    shutil.copytree(SAMPLES / "software", ipp_workspace.root / "manifests")
    settings = ipp_workspace.root / "ipp-bot.yaml"
    said = settings.read_text("utf-8")
    settings.write_text(said.replace("settle_seconds: 1}", "settle_seconds: 200000}"), "utf-8")
    ipp_workspace.submit("manifests/acme.yaml", "--only", "acme-0001")
    ipp_portal.faults(fault)
    seen = ipp_workspace.run("sync", "--json")
    assert seen.returncode == 0, seen.stdout + seen.stderr
    assert json.loads(seen.stdout)["changes"] == []
    shown = json.loads(ipp_workspace.run("status", "--json").stdout)
    # a record that no list has shown yet is not known to be anything, and certainly not gone
    known = "pending" if fault["kind"] == "contradiction" else None
    assert [row["portal_status"] for row in shown["filings"]] == [known]
    ipp_portal.faults()  # what is submitted is looked up, and waited for in such a list
    done = ipp_workspace.submit("manifests/acme.yaml")
    assert "2 submitted" in done.stdout
    assert "1 already submitted" in done.stdout
    assert sorted(ipr["status"] for ipr in ipp_portal.iprs()) == ["pending"] * 3
    assert len(list((ipp_workspace.root / ".ipp-bot").rglob("decision-*"))) == 0
