"""`adopt` and the country of a record: two countries may have one registration number."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ipp_bot.testing import TestWorkspace

SAMPLES = Path(__file__).parents[2] / "manifests"
NAME = "copyright-abroad.yaml"


def forget(workspace: TestWorkspace) -> None:
    """The ledger and the receipts are lost; the portal has what was filed."""
    hidden = workspace.root / ".ipp-bot"
    for path in hidden.glob("ledger.sqlite*"):
        path.unlink()
    shutil.rmtree(hidden / "receipts")
    assert workspace.run("plan", "manifests").returncode == 0


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "_portal",
    [
        pytest.param(skin, marks=pytest.mark.ipp_portal(skin=skin, lang=lang), id=f"{skin}-{lang}")
        for skin, lang in (("classic", "zh"), ("center", "zh"))
    ],
)
def test_a_record_of_another_country_is_refused(_portal: str, ipp_workspace: TestWorkspace) -> None:
    folder = ipp_workspace.root / "manifests"
    folder.mkdir()
    shutil.copytree(SAMPLES / "documents", folder / "documents")
    manifest = folder / NAME
    shutil.copy(SAMPLES / NAME, manifest)
    done = ipp_workspace.run("submit", "manifests", "--json")
    filed = [row for row in json.loads(done.stdout)["filings"] if row["end"] == "submitted"]
    assert filed, done.stdout + done.stderr
    ref, number = filed[0]["ref"], filed[0]["number"]
    (receipt,) = (ipp_workspace.root / ".ipp-bot" / "receipts").rglob(f"{ref}/receipt.json")
    assert "country: not shown" not in json.loads(receipt.read_text("utf-8"))["not_compared"]
    forget(ipp_workspace)
    adopted = ipp_workspace.run("adopt", ref, number)
    assert adopted.returncode == 0, adopted.stdout + adopted.stderr
    text = manifest.read_text("utf-8")
    manifest.write_text(text.replace("country: United States", "country: Japan"), "utf-8")
    forget(ipp_workspace)
    refused = ipp_workspace.run("adopt", ref, number)
    assert refused.returncode == 1, refused.stdout + refused.stderr
    assert "which is not the manifest's 'Japan' in any words of the profile" in refused.stderr
    assert f"ipp-bot adopt {ref} {number} --as-it-is takes it" in refused.stderr
