"""The application of the skin center in a frame, with something else around it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from ipp_bot.testing import assert_filed

if TYPE_CHECKING:
    from ipp_bot.testing import PortalProcess, TestWorkspace

SAMPLES = Path(__file__).parents[2] / "manifests"


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.ipp_portal(skin="center", lang="zh")
@pytest.mark.parametrize("around", ["bar", "menu", "late", "tall"])
def test_a_filing_is_made_in_the_frame(
    around: str, ipp_portal: PortalProcess, ipp_workspace: TestWorkspace
) -> None:
    root = ipp_workspace.root
    ipp_portal.call("POST", "settings", {"in_frame": around})
    shutil.copytree(SAMPLES / "documents", root / "manifests" / "documents")
    shutil.copy(SAMPLES / "patent-abroad.yaml", root / "manifests")
    profile = root / "center.yaml"
    lines = yaml.safe_load(profile.read_text("utf-8"))
    pages = ("sign_in", "user_center", "ipr_submission", "ipr_management")
    lines["addresses"] = dict.fromkeys(pages, "/")
    profile.write_text(yaml.safe_dump(lines, allow_unicode=True), encoding="utf-8")
    ipp_workspace.submit("manifests")
    assert_filed(ipp_portal, ipp_workspace, "manifests")
    assert [one["submissions"] for one in ipp_portal.iprs()] == [1]
