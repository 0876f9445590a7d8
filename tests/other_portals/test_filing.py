"""Portals of other hands are served with a changed profile only."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.variants import short

if TYPE_CHECKING:
    from ipp_bot.testing import TestWorkspace
    from tests.other_portals.portal import ForeignPortal

SAMPLES = Path(__file__).resolve().parents[2] / "manifests"
FILED = {
    "entry": "2021SR1436129",
    "opus": "爱可美线索管理软件1",
    "release": "V1.1",
    "genre": "Computer programs",
    "finished": "2021-03-08",
    "how": "Own creation",
    "extent": "Whole",
    "who": "Legal person",
    "owner": "Acme Rights Agency Ltd.",
}


@pytest.mark.parametrize("variant", short(["paper", "wizard", "board", "sheet", "plain"]))
def test_entries_are_filed_once_and_right(portal: ForeignPortal, workspace: TestWorkspace) -> None:
    workspace.submit("manifests", "--only", "acme-0001")
    again = workspace.run("submit", "manifests", "--only", "acme-0001")
    assert "1 already submitted" in again.stdout, again.stdout + again.stderr
    [record] = portal.registry.records.values()
    assert portal.registry.lodged == [record["number"]]
    # The page that asks all at once sends the choice along with the rest.
    given = {k: v for k, v in record["values"].items() if v and k not in ("kind", "territory")}
    assert given == FILED
    assert (record["kind"], record["territory"]) == ("C", "cn")
    documents = workspace.root / "manifests" / "documents"
    sent = {slot: [one["sha256"] for one in files] for slot, files in record["files"].items()}
    assert sent == {
        slot: [hashlib.sha256((documents / name).read_bytes()).hexdigest()]
        for slot, name in (
            ("deed", "acme-0002-certificate.png"),
            ("views", "acme-0002-screenshot-1.png"),
        )
    }


@pytest.mark.parametrize("variant", short(["plain", "paper", "wizard", "sheet"], 0))
def test_a_mandate_goes_out_and_comes_back(portal: ForeignPortal, workspace: TestWorkspace) -> None:
    folder = workspace.root / "manifests"
    shutil.rmtree(folder)
    shutil.copytree(SAMPLES / "documents", folder / "documents")
    shutil.copy(SAMPLES / "poa-awaited.yaml", folder)
    waits = workspace.run("submit", "manifests")
    assert waits.returncode == 3, waits.stdout + waits.stderr
    hidden = workspace.root / ".ipp-bot"
    assert (hidden / "poa" / "poa-0003.pdf").read_bytes().startswith(b"%PDF-")
    [record] = portal.registry.records.values()
    assert record["status"] == "Draft"
    (hidden / "inbox").mkdir(exist_ok=True)
    signed = SAMPLES / "documents" / "poa-0001-power-of-attorney.png"
    shutil.copy(signed, hidden / "inbox" / "poa-0003.png")
    workspace.submit()
    assert portal.registry.lodged == [record["number"]]
    slots = {slot: len(files) for slot, files in record["files"].items()}
    assert slots == {"deed": 1, "views": 1, "passport": 1, "mandate": 1}
    assert record["values"]["until"] == "2030-12-31"


@pytest.mark.parametrize("variant", short(["paper", "plain"]))
@pytest.mark.parametrize("name", short(["acme-0002-screenshot-1.png", "other.png"]))
@pytest.mark.soak
def test_a_draft_gets_the_document_that_took_the_place_of_another(
    portal: ForeignPortal, workspace: TestWorkspace, name: str
) -> None:
    drafted = workspace.run("submit", "manifests", "--only", "acme-0001", "--draft-only")
    assert drafted.returncode == 0, drafted.stdout + drafted.stderr
    documents = workspace.root / "manifests" / "documents"
    content = (documents / "acme-0001-screenshot.png").read_bytes()
    (documents / name).write_bytes(content)
    for manifest in (workspace.root / "manifests").glob("*.yaml"):
        text = manifest.read_text(encoding="utf-8")
        manifest.write_text(text.replace("acme-0002-screenshot-1.png", name), encoding="utf-8")
    workspace.submit("manifests", "--only", "acme-0001")
    [record] = portal.registry.records.values()
    assert portal.registry.lodged == [record["number"]]
    [stored] = record["files"]["views"]
    assert (stored["name"], stored["sha256"]) == (name, hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize("variant", ["plain"])
def test_a_draft_is_erased_where_the_question_has_a_page_of_its_own(
    portal: ForeignPortal, workspace: TestWorkspace
) -> None:
    drafted = workspace.run("submit", "manifests", "--only", "acme-0001", "--draft-only")
    assert drafted.returncode == 0, drafted.stdout + drafted.stderr
    dropped = workspace.run("drop", "acme-0001", "--yes")
    assert dropped.returncode == 0, dropped.stdout + dropped.stderr
    assert not portal.registry.records
