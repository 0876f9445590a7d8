"""A portal that keeps something else than it was sent, and draws what was sent."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.variants import short

if TYPE_CHECKING:
    from ipp_bot.testing import PortalProcess, TestWorkspace

SAMPLES = Path(__file__).parents[2] / "manifests"

SAVED = "silent_change"
CHANGES = [
    pytest.param(kind, more, words, id=f"{kind}-{more['style']}")
    for kind, more, words in (
        (SAVED, {"at": "save", "style": "cut", "field": "name"}, ["name", "'星云'", "'星云小熊'"]),
        ("other_bytes", {"style": "cut"}, ["works-0001-certificate.png", "bytes"]),
        (SAVED, {"at": "save", "style": "option", "field": "work"}, ["work (", "'art'"]),
        (
            SAVED,
            {"at": "save", "style": "swap", "field": "created_on"},
            ["created_on", "2020-02-11", "2020-11-02"],
        ),
        (
            SAVED,
            {"at": "save", "style": "shift", "field": "created_on"},
            ["created_on", "2020-11-01", "2020-11-02"],
        ),
        (SAVED, {"at": "save", "style": "drop", "field": "name"}, ["name", "''"]),
        ("other_bytes", {"style": "none"}, ["works-0001-certificate.png"]),
    )
]


@pytest.mark.parametrize(
    "skin",
    [
        pytest.param("classic", marks=pytest.mark.ipp_portal(skin="classic")),
        pytest.param("modern", marks=[pytest.mark.ipp_portal(skin="modern"), pytest.mark.soak]),
        pytest.param(
            "center", marks=[pytest.mark.ipp_portal(skin="center", lang="zh"), pytest.mark.soak]
        ),
    ],
)
@pytest.mark.parametrize(("kind", "more", "words"), short(CHANGES, 2))
def test_what_the_portal_changed_is_told_before_anything_is_submitted(
    skin: str,
    kind: str,
    more: dict[str, Any],
    words: list[str],
    ipp_portal: PortalProcess,
    ipp_workspace: TestWorkspace,
) -> None:
    folder = ipp_workspace.root / "manifests"
    shutil.copytree(SAMPLES / "documents", folder / "documents")
    shutil.copy(SAMPLES / "works-registration.yaml", folder)
    ipp_portal.faults({"kind": kind, **more})
    done = ipp_workspace.run("submit", "manifests", "--json")
    assert done.returncode == 3, f"{skin}: {done.stdout}{done.stderr}"
    (filing,) = json.loads(done.stdout)["filings"]
    assert filing["state"] == "needs a person"
    assert "does not keep what was sent" in filing["reason"]
    for word in words:
        assert word in filing["reason"]
    (record,) = ipp_portal.iprs()
    assert (record["status"], record["submissions"]) == ("draft", 0)
