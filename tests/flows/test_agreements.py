"""Boxes to be ticked before Submit: by the profile's word only, and never as an unknown."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.reached import RareState
from tests.support.variants import short

if TYPE_CHECKING:
    from ipp_bot.testing import PortalProcess, TestWorkspace

ROOT = Path(__file__).parents[2]
BOX = "I have read and agree to the IPP Service Agreement"
SKINS = [
    pytest.param(skin, style, marks=pytest.mark.ipp_portal(skin=skin), id=f"{skin}-{style}")
    for skin, style in (("classic", "ask"), ("modern", "ask"), ("modern", "disable"))
]


def submitted(workspace: TestWorkspace, **labels: str) -> tuple[int, dict[str, Any]]:
    """What `submit` says of one filing, with these lines of the profile changed."""
    folder = workspace.root / "manifests"
    if not folder.exists():
        shutil.copytree(ROOT / "manifests" / "documents", folder / "documents")
        shutil.copy(ROOT / "manifests" / "works-registration.yaml", folder)
    profile = (ROOT / "ipp_bot" / "profile" / "alibaba-ipp.yaml").read_text("utf-8")
    for key, words in labels.items():
        start = profile.index(f"  agreement.{key}: ")
        end = profile.index("\n", start)
        profile = f"{profile[:start]}  agreement.{key}: {words}{profile[end:]}"
    (workspace.root / "own.yaml").write_text(profile, "utf-8")
    settings = workspace.root / "ipp-bot.yaml"
    text = settings.read_text("utf-8")
    if "profile:" not in text:
        settings.write_text(text.replace("portal: {", "portal: {profile: own.yaml, "), "utf-8")
    done = workspace.run("submit", "manifests", "--json")
    (filing,) = json.loads(done.stdout)["filings"]
    return done.returncode, filing


@pytest.mark.parametrize(("skin", "style"), short(SKINS))
def test_the_box_is_named_and_then_ticked(
    skin: str, style: str, ipp_portal: PortalProcess, ipp_workspace: TestWorkspace
) -> None:
    ipp_portal.faults({"kind": "agreement", "style": style})
    status, filing = submitted(ipp_workspace)
    assert (status, filing["state"]) == (3, "needs a person"), skin
    assert BOX in filing["reason"]
    assert "submit" not in ipp_portal.stats()["requests"]
    status, filing = submitted(ipp_workspace, tick=f"[{BOX}]")
    assert (status, filing["state"]) == (0, "submitted"), filing["reason"]
    (record,) = ipp_portal.iprs()
    assert (record["status"], record["submissions"]) == ("pending", 1)


@pytest.mark.parametrize(
    ("skin", "style"),
    [
        *short(SKINS[:2]),
        pytest.param(
            *("modern", "disable"),
            marks=[
                *SKINS[2].marks,
                pytest.mark.soak,
                pytest.mark.reaches(RareState.CLICK_NOT_MADE),
            ],
            id=SKINS[2].id,
        ),
    ],
)
def test_a_click_that_sends_nothing_is_none(
    skin: str, style: str, ipp_portal: PortalProcess, ipp_workspace: TestWorkspace
) -> None:
    """Where the words say nothing of an agreement, the page itself does."""
    ipp_portal.faults({"kind": "agreement", "style": style})
    for _ in range(2):
        status, filing = submitted(ipp_workspace, mark="[nothing of the kind]")
        assert status in (1, 3), skin
        assert filing["state"] in ("needs a person", "refused")
        assert "tick the box first" in filing["reason"] or BOX in filing["reason"]
    assert "submit" not in ipp_portal.stats()["requests"]
    status, filing = submitted(ipp_workspace, tick="[read and agree]")
    assert (status, filing["state"]) == (0, "submitted"), filing["reason"]


@pytest.mark.soak
@pytest.mark.ipp_portal(skin="classic")
def test_an_adopted_draft_that_needs_a_person_is_asked_for_again(
    ipp_portal: PortalProcess, ipp_workspace: TestWorkspace
) -> None:
    """Its ledger knows of no click: nothing was sent of it by this ledger."""
    ipp_portal.faults({"kind": "agreement", "style": "ask"})
    ref, number = (submitted(ipp_workspace)[1][key] for key in ("ref", "number"))
    for part in (ipp_workspace.root / ".ipp-bot").glob("ledger.sqlite*"):
        part.unlink()
    assert ipp_workspace.run("plan", "manifests").returncode == 0
    assert ipp_workspace.run("adopt", ref, number).returncode == 0
    for _ in range(2):
        status, filing = submitted(ipp_workspace)
        assert (status, filing["state"]) == (3, "needs a person"), filing
        assert BOX in filing["reason"]
    assert submitted(ipp_workspace, tick=f"[{BOX}]")[0] == 0
    assert [one["submissions"] for one in ipp_portal.iprs()] == [1]
