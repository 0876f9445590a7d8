"""What a client gets: all of his, as it was filed, and nothing of anybody else's."""

from __future__ import annotations

import hashlib
import json
import zipfile
from typing import TYPE_CHECKING

import pytest

from ipp_bot.ledger import ProofKind
from ipp_bot.report.client_bundle import ClientFile, client_files, for_the_client, write_bundle

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.support.report import Scene

PAPER = b"a certificate"
DIGEST = hashlib.sha256(PAPER).hexdigest()


def submitted(scene: Scene, ref: str, number: str, client: str) -> Path:
    """A filing with receipt, pictures and a document; the folder of its receipt."""
    filing_id = scene.file(ref, number, client=client)
    filing = scene.ledger.get(filing_id)
    claim = scene.ledger.claim(filing_id, "w", 60)
    assert claim is not None
    folder = scene.workspace.receipt("acme", ref)
    folder.mkdir(parents=True)
    (folder / "form.jpg").write_bytes(b"form")
    receipt = {
        "number": number,
        "pictures": ["form.jpg"],
        "files": [{"slot": "certificate", "name": "证书.pdf", "size": 13, "sha256": DIGEST}],
    }
    (folder / "receipt.json").write_text(json.dumps(receipt), encoding="utf-8")
    copy = scene.workspace.files / DIGEST / "证书.pdf"
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_bytes(PAPER)
    (folder / "decision.jpg").write_bytes(b"decision")
    scene.ledger.add_proof(
        filing.id,
        ProofKind.DECISION,
        {
            "number": number,
            "status": "approved",
            "files": {"decision.jpg": hashlib.sha256(b"decision").hexdigest()},
        },
    )
    return folder


def names_of(scene: Scene, client: str) -> list[str]:
    return [each.name for each in client_files(scene.workspace, scene.ledger, client)]


OWN = [
    "a-1/receipt.json",
    "a-1/form.jpg",
    "a-1/documents/certificate-证书.pdf",
    "a-1/decisions/decision.jpg",
    "a-1/decisions/decisions.json",
]


@pytest.fixture
def two(scene: Scene) -> Scene:
    """A filing of each of two clients, one of whom has a name like the other's."""
    scene.file("unfiled", "N-9", client="星云 ")
    submitted(scene, "a-1", "N-1", "星云")
    submitted(scene, "b-1", "N-2", "星云科技")
    return scene


def test_all_of_his_and_nothing_of_anybody_elses(two: Scene, tmp_path: Path) -> None:
    assert names_of(two, "星云") == OWN
    path = tmp_path / "out" / "a.zip"
    files = client_files(two.workspace, two.ledger, "星云")
    assert write_bundle(path, b"%PDF", files, two.clock.now()) == (6, [])
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["state.pdf", *OWN, "SHA256SUMS"]
        assert archive.read("a-1/documents/certificate-证书.pdf") == PAPER
        said = json.loads(archive.read("a-1/decisions/decisions.json"))
        assert [(each["number"], each["status"]) for each in said] == [("N-1", "approved")]
        assert (
            f"{DIGEST}  a-1/documents/certificate-证书.pdf\n" in archive.read("SHA256SUMS").decode()
        )
        whole = b"".join(archive.read(name) for name in archive.namelist())
    assert b"N-2" not in whole
    assert b"b-1" not in whole


def test_evidence_and_earlier_records_of_the_ref_are_left_out(two: Scene) -> None:
    folder = two.workspace.receipt("acme", "a-1")
    for number in ("N-0", "N-1-2"):
        earlier = folder / number
        earlier.mkdir()
        shown = "N-1" if number == "N-1-2" else "N-0"
        (earlier / "receipt.json").write_text(json.dumps({"number": shown}), encoding="utf-8")
    evidence = two.workspace.hidden / "evidence" / "acme" / "a-1"
    evidence.mkdir(parents=True)
    (evidence / "list.jpg").write_bytes(b"a list of everybody's records")
    names = names_of(two, "星云")
    assert "a-1/N-1-2/receipt.json" in names
    assert not [name for name in names if "N-0" in name or "list.jpg" in name]


@pytest.mark.parametrize("how", ["gone", "changed"])
def test_what_is_not_as_it_was_filed_is_left_out_and_named(
    two: Scene, tmp_path: Path, how: str
) -> None:
    copy = two.workspace.files / DIGEST / "证书.pdf"
    copy.unlink()
    if how == "changed":
        copy.write_bytes(b"another paper")
    path = tmp_path / "a.zip"
    files = client_files(two.workspace, two.ledger, "星云")
    missing = ["a-1/documents/certificate-证书.pdf"]
    assert write_bundle(path, b"%PDF", files, two.clock.now()) == (5, missing)
    with zipfile.ZipFile(path) as archive:
        assert missing[0] not in archive.namelist()
        assert archive.read("NOT-INCLUDED.txt").decode() == f"{missing[0]}\n"


@pytest.mark.parametrize(
    ("names", "written"),
    [
        (["a/x.jpg", "a/X.JPG", "a/x.jpg"], ["a/x.jpg", "a/X-2.JPG", "a/x-3.jpg"]),
        (["SHA256SUMS", "State.PDF"], ["SHA256SUMS-2", "State-2.PDF"]),
    ],
)
def test_no_file_takes_the_name_of_another(
    two: Scene, tmp_path: Path, names: Sequence[str], written: Sequence[str]
) -> None:
    path = tmp_path / "a.zip"
    write_bundle(path, b"%PDF", [ClientFile(name, b"x") for name in names], two.clock.now())
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["state.pdf", *written, "SHA256SUMS"]


def test_names_lead_out_of_no_folder(scene: Scene) -> None:
    folder = submitted(scene, "a-1", "N-1", "星云")
    text = (folder / "receipt.json").read_text(encoding="utf-8")
    evil = text.replace("form.jpg", "../../../ipp-bot.yaml").replace("certificate", "../../x")
    (folder / "receipt.json").write_text(evil, encoding="utf-8")
    names = names_of(scene, "星云")
    assert "a-1/ipp-bot.yaml" in names  # looked for beside the receipt, where there is none
    assert not [name for name in names if ".." in name]


def test_what_is_our_own_concern_is_not_printed(busy: Scene) -> None:
    busy.ledger.hold("li@office-2", "the other client called")
    data = busy.gather(client="星云")
    assert data.hold is not None
    assert any(item.command for item in data.items)
    shown = for_the_client(data)
    assert shown.hold is None
    assert [row.client for row in shown.rows] == ["星云"]
    assert not any(item.command for item in shown.items)
    assert not any(why.place for item in shown.items for why in item.reasons)
