"""Approvals in a run: nothing unapproved reaches the portal; the receipt says who did what."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ipp_bot.testing import PortalProcess, TestWorkspace

SAMPLES = Path(__file__).resolve().parents[2] / "manifests"
MANIFEST = "manifests/software/acme.yaml"


def test_only_what_another_person_approved_is_submitted(
    ipp_portal: PortalProcess, ipp_workspace: TestWorkspace
) -> None:
    shutil.copytree(SAMPLES, ipp_workspace.root / "manifests")
    ipp_workspace.environment["IPP_BOT_APPROVALS"] = "required"
    first = ipp_workspace.run("--as", "li", "submit", MANIFEST)
    assert first.returncode == 3, first.stdout + first.stderr
    assert "3 awaiting approval" in first.stdout
    assert ipp_portal.iprs() == []
    assert ipp_workspace.run("approve", "acme-0002", "--as", "wang").returncode == 0
    # the rule is the ledger's by now, whatever this machine's settings say
    ipp_workspace.environment["IPP_BOT_APPROVALS"] = "none"
    second = ipp_workspace.run("--as", "li", "submit", MANIFEST)
    assert second.returncode == 3, second.stdout + second.stderr
    assert [record["status"] for record in ipp_portal.iprs()] == ["pending"]
    told = json.loads(ipp_workspace.run("status", "acme-0002", "--json").stdout)
    receipt = json.loads(Path(told["receipt"]).read_text(encoding="utf-8"))
    people = {what: [each["name"] for each in some] for what, some in receipt["people"].items()}
    assert people == {"approved": ["wang"], "submitted": ["li"]}
    assert ipp_workspace.run("ledger", "check").returncode == 0
