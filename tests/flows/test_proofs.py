"""What proves a filing: receipt, pictures and the portal's decisions, and that none was changed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ipp_bot.testing import PortalProcess, TestWorkspace

SAMPLES = Path(__file__).resolve().parents[2] / "manifests"


@pytest.fixture
def decided(ipp_portal: PortalProcess, ipp_workspace: TestWorkspace) -> Path:
    """The folder of a receipt whose record was rejected; `sync` saw it."""
    folder = ipp_workspace.root / "manifests"
    shutil.copytree(SAMPLES / "software", folder)
    ipp_workspace.submit("manifests/acme.yaml", "--only", "acme-0001")
    (record,) = ipp_portal.iprs()
    ipp_portal.review(record["number"], "reject", ["FIELD_MISMATCH"])
    seen = ipp_workspace.run("sync")
    assert seen.returncode == 3, seen.stdout + seen.stderr
    return ipp_workspace.root / ".ipp-bot" / "receipts" / "acme" / "acme-0001"


def test_a_decision_is_kept_and_whatever_is_changed_is_found(
    decided: Path, ipp_workspace: TestWorkspace
) -> None:
    (picture,) = decided.glob("decision-*-rejected-*.jpg")
    (words,) = decided.glob("decision-*-rejected-*.txt")
    assert "Rejected" in words.read_text("utf-8")
    assert picture.read_bytes()[:2] == b"\xff\xd8"
    receipt = json.loads((decided / "receipt.json").read_text("utf-8"))
    assert receipt["previous"] == "0" * 64
    sound = ipp_workspace.run("ledger", "check")
    assert sound.returncode == 0, sound.stdout + sound.stderr
    # seen again, nothing is kept twice
    assert ipp_workspace.run("sync").returncode == 0
    assert len(list(decided.glob("decision-*.jpg"))) == 1

    def faults() -> str:
        checked = ipp_workspace.run("ledger", "check")
        return checked.stdout if checked.returncode == 2 else "no fault"

    kept = (picture, words, decided / "form.jpg", decided / "confirmation.jpg")
    before = {path: path.read_bytes() for path in kept}
    for path in kept:
        path.write_bytes(before[path] + b" ")
    told = faults()
    assert [f"{path.name} is not what it was" in told for path in kept] == [True] * 4
    for path in kept:
        path.unlink()
    told = faults()
    assert [f"{path.name} cannot be read" in told for path in kept] == [True] * 4
    for path in kept:
        path.write_bytes(before[path])
    path = decided / "receipt.json"
    text = path.read_text("utf-8")
    path.write_text(text.replace("Acme", "Apex"), "utf-8")
    assert "receipt.json was changed" in faults()
    path.write_text(text, "utf-8")
    (copy, *_) = (ipp_workspace.root / ".ipp-bot" / "files").glob("*/*")
    copy.chmod(0o600)
    copy.write_bytes(copy.read_bytes() + b" ")
    assert f"{copy.name} is not what it was" in faults()
