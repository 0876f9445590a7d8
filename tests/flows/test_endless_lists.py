"""A lost ledger, and a list that tells neither how many records it has nor where it goes on."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.variants import short

if TYPE_CHECKING:
    from ipp_bot.testing import PortalProcess, TestWorkspace

ROOT = Path(__file__).parents[2]
SKINS = [
    pytest.param(skin, style, marks=pytest.mark.ipp_portal(skin=skin), id=f"{skin}-{style}")
    for skin, style in (("classic", "scroll"), ("modern", "button"), ("modern", "scroll"))
]


@pytest.mark.parametrize(("skin", "style"), short(SKINS))
def test_nothing_is_filed_twice_after_the_ledger_was_lost(
    skin: str, style: str, ipp_portal: PortalProcess, ipp_workspace: TestWorkspace
) -> None:
    folder = ipp_workspace.root / "manifests"
    shutil.copytree(ROOT / "manifests" / "documents", folder / "documents")
    shutil.copy(ROOT / "manifests" / "works-registration.yaml", folder)
    ipp_workspace.submit("manifests")
    (first,) = ipp_portal.iprs()
    ipp_portal.seed(first["account"], count=60, pending=60, age_days=90, seed=3)
    shutil.rmtree(ipp_workspace.root / ".ipp-bot")
    ipp_portal.faults({"kind": "endless_list", "style": style}, {"kind": "no_total"})
    again = ipp_workspace.run("submit", "manifests")
    assert again.returncode == 1, f"{skin}: {again.stdout}{again.stderr}"
    assert f"already at the portal as {first['number']}" in again.stdout
    bearing = [
        record
        for record in ipp_portal.iprs()
        if record["fields"].get("registration_number") == first["fields"]["registration_number"]
    ]
    assert [record["number"] for record in bearing] == [first["number"]]
