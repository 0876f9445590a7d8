"""What is filed is what the paper says, seen in the portal's own records."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ipp_bot.testing import assert_filed

if TYPE_CHECKING:
    from ipp_bot.portal_process import PortalProcess
    from ipp_bot.testing import TestWorkspace

SAMPLES = Path(__file__).parents[2] / "manifests"
ABROAD = SAMPLES / "copyright-abroad.yaml"
SOFTWARE = SAMPLES / "software" / "acme.yaml"


@pytest.fixture
def workspace(ipp_workspace: TestWorkspace) -> TestWorkspace:
    shutil.copytree(SAMPLES, ipp_workspace.root / "manifests")
    return ipp_workspace


def test_numbers_of_other_offices_and_of_old_certificates(
    workspace: TestWorkspace, ipp_portal: PortalProcess
) -> None:
    text = ABROAD.read_text(encoding="utf-8")
    text = text.replace("VA0002345678", "VA-0002345678").replace("TW-2022-000913", "TW 1234567890")
    (workspace.root / "manifests" / "copyright-abroad.yaml").write_text(text, encoding="utf-8")
    old = SOFTWARE.read_text(encoding="utf-8")
    old = old.replace("2021SR1436128", "2004SR06549").replace("2021-03-08", "2003-03-08")
    (workspace.root / "manifests" / "software" / "acme.yaml").write_text(old, encoding="utf-8")
    paths = ("manifests/copyright-abroad.yaml", "manifests/software/acme.yaml")
    workspace.submit(*paths)
    assert_filed(ipp_portal, workspace, *paths)
    filed = {ipr["fields"]["registration_number"] for ipr in ipp_portal.iprs()}
    assert {"VA0002345678", "HK-2021-004417", "TW 1234567890", "2004SR06549"} <= filed


def test_a_date_that_the_paper_lacks_and_the_portal_demands_is_told_before_anything_is_sent(
    workspace: TestWorkspace, ipp_portal: PortalProcess
) -> None:
    text = SOFTWARE.read_text(encoding="utf-8")
    text = text.replace("2024SR0558824", "2025SR0558824").replace(
        "    completed_on: 2023-09-30\n", ""
    )
    (workspace.root / "manifests" / "software" / "acme.yaml").write_text(text, encoding="utf-8")
    done = workspace.run("submit", "manifests/software/acme.yaml", "--only", "acme-0001")
    told = done.stdout + done.stderr
    assert done.returncode != 0
    assert "the manifest lacks completed_on" in told
    assert "certificates since 2024-04-23 do not bear it" in told
    assert all(ipr["status"] == "draft" for ipr in ipp_portal.iprs())
