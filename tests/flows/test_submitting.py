"""The main job against a portal in its own process: filed once, equal to the manifests."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

from ipp_bot.reached import RareState
from ipp_bot.testing import assert_filed
from tests.support.hurried import hurry
from tests.support.skins import everywhere

if TYPE_CHECKING:
    from collections.abc import Callable
    from subprocess import CompletedProcess

    from ipp_bot.testing import PortalProcess, TestWorkspace

SAMPLES = Path(__file__).parents[2] / "manifests"


@pytest.fixture
def samples(ipp_workspace: TestWorkspace) -> Callable[..., Path]:
    """Copies some of the samples into the workspace."""

    def copy(*names: str) -> Path:
        folder = ipp_workspace.root / "manifests"
        shutil.copytree(SAMPLES / "documents", folder / "documents", dirs_exist_ok=True)
        for name in names:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(SAMPLES / name, target)
        if any(name.startswith("software/") for name in names):
            documents = SAMPLES / "software" / "documents"
            shutil.copytree(documents, folder / "software" / "documents", dirs_exist_ok=True)
        return folder

    return copy


def rejected_and_corrected(
    portal: PortalProcess, workspace: TestWorkspace, manifest: Path
) -> dict[str, Any]:
    """The record of the works sample, rejected; the manifest corrects its name since."""
    workspace.submit("manifests")
    (first,) = portal.iprs()
    portal.review(first["number"], "reject", ["FIELD_MISMATCH"])
    manifest.write_text(manifest.read_text("utf-8").replace("星云小熊", "星云大熊"), "utf-8")
    workspace.run("sync")
    return first


def told(ended: CompletedProcess[str]) -> dict[str, Any]:
    """What a command told a machine."""
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


@pytest.mark.soak  # tests/flows/test_cli_demo.py files them in `make test`
@everywhere()
def test_every_sample_is_filed_once(
    where: str, ipp_portal: PortalProcess, ipp_workspace: TestWorkspace
) -> None:
    shutil.copytree(SAMPLES, ipp_workspace.root / "manifests")
    (ipp_workspace.root / "manifests" / "poa-awaited.yaml").unlink()
    ipp_workspace.submit("manifests", "--sessions", "2")
    assert_filed(ipp_portal, ipp_workspace, "manifests")
    before = ipp_portal.iprs()
    again = ipp_workspace.run("submit", "manifests")
    assert again.returncode == 0
    assert f"{len(before)} already submitted" in again.stdout
    assert ipp_portal.iprs() == before, where
    for record in before:
        receipts = ipp_workspace.root.glob(f".ipp-bot/receipts/{record['account']}/*/receipt.json")
        mine = [json.loads(path.read_text("utf-8")) for path in receipts]
        (receipt,) = [receipt for receipt in mine if receipt["number"] == record["number"]]
        assert {file["sha256"] for file in receipt["files"]} == {
            file["sha256"] for file in record["attachments"]
        }
        assert receipt["pictures"] == ["form.jpg", "confirmation.jpg"]


@pytest.mark.soak  # tests/flows/test_cli_filing.py has it in short
@everywhere()
def test_power_of_attorney_goes_out_and_comes_back(
    ipp_portal: PortalProcess, ipp_workspace: TestWorkspace, samples: Callable[..., Path]
) -> None:
    folder = samples("poa-awaited.yaml")
    waits = ipp_workspace.run("submit", "manifests")
    assert waits.returncode == 3, waits.stdout + waits.stderr
    (draft,) = ipp_portal.iprs()
    assert draft["status"] == "draft"
    template = ipp_workspace.root / ".ipp-bot" / "poa" / "poa-0003.pdf"
    text = "".join(page.extract_text() for page in PdfReader(template).pages)
    assert draft["fields"]["registration_number"] in text
    assert ipp_workspace.run("submit", "manifests").returncode == 3

    inbox = ipp_workspace.root / ".ipp-bot" / "inbox"
    inbox.mkdir(exist_ok=True)
    signed = next((folder / "documents").glob("poa-0001-power-of-attorney*"))
    shutil.copy(signed, inbox / f"poa-0003{signed.suffix}")
    done = ipp_workspace.run("submit")
    assert done.returncode == 0, done.stdout + done.stderr
    (sent,) = ipp_portal.iprs()
    assert (sent["number"], sent["status"]) == (draft["number"], "pending")
    assert "power_of_attorney" in {file["slot"] for file in sent["attachments"]}


def test_a_signed_paper_for_other_content_is_refused(
    ipp_portal: PortalProcess, ipp_workspace: TestWorkspace, samples: Callable[..., Path]
) -> None:
    folder = samples("poa-awaited.yaml")
    assert ipp_workspace.run("submit", "manifests").returncode == 3
    template = ipp_workspace.root / ".ipp-bot" / "poa" / "poa-0003.pdf"
    old = template.read_bytes()
    manifest = folder / "poa-awaited.yaml"
    text = manifest.read_text("utf-8")
    manifest.write_text(text.replace("星云家校互动软件", "星云家校联动软件"), "utf-8")
    signed = next((folder / "documents").glob("poa-0001-power-of-attorney*"))
    inbox = ipp_workspace.root / ".ipp-bot" / "inbox"
    inbox.mkdir(exist_ok=True)
    shutil.copy(signed, inbox / f"poa-0003{signed.suffix}")
    for _ in range(2):  # neither now nor the next time
        refused = ipp_workspace.run("submit", "manifests")
        assert refused.returncode == 3, refused.stdout + refused.stderr
        assert "changed" in refused.stdout
    (draft,) = ipp_portal.iprs()
    assert draft["status"] == "draft"
    assert draft["fields"]["name"] == "星云家校联动软件"
    assert template.read_bytes() != old


@pytest.mark.soak  # tests/flows/test_cli_filing.py has it in short
@everywhere()
def test_a_rejected_record_is_amended(
    ipp_portal: PortalProcess, ipp_workspace: TestWorkspace, samples: Callable[..., Path]
) -> None:
    folder = samples("works-registration.yaml")
    ipp_workspace.submit("manifests")
    (first,) = ipp_portal.iprs()
    ipp_portal.review(first["number"], "reject", ["FIELD_MISMATCH"])
    manifest = folder / "works-registration.yaml"
    manifest.write_text(manifest.read_text("utf-8").replace("星云小熊", "星云大熊"), "utf-8")
    refused = ipp_workspace.run("submit", "manifests")
    assert refused.returncode == 1
    assert "other content" in refused.stdout
    amended = ipp_workspace.run("submit", "manifests", "--amend")
    assert amended.returncode == 0, amended.stdout + amended.stderr
    (second,) = ipp_portal.iprs()
    assert second["number"] == first["number"]
    assert (second["status"], second["submissions"]) == ("pending", 2)
    assert second["fields"]["name"] == "星云大熊"
    receipt = ipp_workspace.root / ".ipp-bot" / "receipts" / first["account"] / "works-0001"
    assert json.loads((receipt / "receipt.json").read_text("utf-8"))["title"] == "星云大熊"
    earlier = json.loads((receipt / first["number"] / "receipt.json").read_text("utf-8"))
    assert earlier["title"] == "星云小熊"
    assert (receipt / first["number"] / "form.jpg").is_file()


@pytest.mark.soak
def test_a_process_killed_after_amending_leaves_the_new_receipt_to_the_next_one(
    ipp_portal: PortalProcess,
    ipp_workspace: TestWorkspace,
    samples: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hurry(ipp_workspace.root)
    manifest = samples("works-registration.yaml") / "works-registration.yaml"
    first = rejected_and_corrected(ipp_portal, ipp_workspace, manifest)
    with monkeypatch.context() as crash:
        crash.setenv("IPP_BOT_CRASH_AT", "after-submitted")
        assert ipp_workspace.run("submit", "manifests", "--amend").returncode == -9
    again = ipp_workspace.run("submit", "manifests", "--amend")
    assert again.returncode == 0, again.stdout
    receipt = ipp_workspace.root / ".ipp-bot" / "receipts" / first["account"] / "works-0001"
    assert json.loads((receipt / "receipt.json").read_text("utf-8"))["title"] == "星云大熊"


def test_a_killed_amendment_that_is_adopted_is_still_to_be_sent(
    ipp_portal: PortalProcess,
    ipp_workspace: TestWorkspace,
    samples: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The record shows what was rejected: nobody compared it with what the manifest says now."""
    hurry(ipp_workspace.root)
    manifest = samples("works-registration.yaml") / "works-registration.yaml"
    first = rejected_and_corrected(ipp_portal, ipp_workspace, manifest)
    with monkeypatch.context() as crash:
        crash.setenv("IPP_BOT_CRASH_AT", "claimed")
        assert ipp_workspace.run("submit", "manifests", "--amend").returncode == -9
    adopted = ipp_workspace.run("adopt", "works-0001", first["number"], "--json")
    assert adopted.returncode == 0, adopted.stdout + adopted.stderr
    assert json.loads(adopted.stdout)["state"] == "drafted"
    done = ipp_workspace.run("submit", "manifests", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    (filing,) = json.loads(done.stdout)["filings"]
    assert (filing["end"], filing["portal_status"]) == ("submitted", "pending")
    (record,) = ipp_portal.iprs()
    assert (record["fields"]["name"], record["submissions"]) == ("星云大熊", 2)


@pytest.mark.parametrize(
    "point",
    [
        pytest.param(
            "after-submit-click", marks=pytest.mark.reaches(RareState.RECONCILED_AMENDMENT)
        ),
        "after-submit-intent",
    ],
)
@pytest.mark.soak
def test_a_reconciled_amendment_brings_the_state_of_its_record(
    point: str,
    ipp_portal: PortalProcess,
    ipp_workspace: TestWorkspace,
    samples: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hurry(ipp_workspace.root)
    manifest = samples("works-registration.yaml") / "works-registration.yaml"
    rejected_and_corrected(ipp_portal, ipp_workspace, manifest)
    with monkeypatch.context() as crash:
        crash.setenv("IPP_BOT_CRASH_AT", point)
        assert ipp_workspace.run("submit", "manifests", "--amend").returncode == -9
    done = ipp_workspace.run("submit", "manifests", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    (filing,) = json.loads(done.stdout)["filings"]
    assert (filing["state"], filing["portal_status"]) == ("submitted", "pending")
    (record,) = ipp_portal.iprs()
    assert (record["fields"]["name"], record["submissions"]) == ("星云大熊", 2)
    manifest.write_text(manifest.read_text("utf-8").replace("星云大熊", "星云白熊"), "utf-8")
    third = ipp_workspace.run("submit", "manifests", "--json")
    assert third.returncode == 1, third.stdout  # what was sent is under review, and is not this


def test_an_old_ledger_that_was_put_back_files_nothing_that_has_a_receipt(
    ipp_portal: PortalProcess, ipp_workspace: TestWorkspace, samples: Callable[..., Path]
) -> None:
    samples("original-works.yaml")
    hidden = ipp_workspace.root / ".ipp-bot"
    assert ipp_workspace.run("plan", "manifests").returncode == 0
    saved = ipp_workspace.root / "saved.sqlite"
    assert ipp_workspace.run("ledger", "backup", str(saved)).returncode == 0
    ipp_workspace.submit("manifests")
    (record,) = ipp_portal.iprs()
    for file in hidden.glob("ledger.sqlite*"):
        file.unlink()
    saved.replace(hidden / "ledger.sqlite")
    stopped = ipp_workspace.run("submit", "manifests")
    assert stopped.returncode == 3, stopped.stdout + stopped.stderr
    assert f"ipp-bot adopt original-0001 {record['number']}" in stopped.stdout
    assert len(ipp_portal.iprs()) == 1
    adopted = ipp_workspace.run("adopt", "original-0001", record["number"])
    assert adopted.returncode == 0, adopted.stdout + adopted.stderr
    assert ipp_workspace.run("submit", "manifests").returncode == 0
    assert len(ipp_portal.iprs()) == 1


@everywhere()
def test_what_another_hand_filed_is_refused_and_adopted(
    ipp_portal: PortalProcess, ipp_workspace: TestWorkspace, samples: Callable[..., Path]
) -> None:
    samples("works-registration.yaml")
    ipp_workspace.submit("manifests")
    (record,) = ipp_portal.iprs()
    shutil.rmtree(ipp_workspace.root / ".ipp-bot")  # as if a person had filed it
    refused = ipp_workspace.run("submit", "manifests")
    assert refused.returncode == 1
    assert f"ipp-bot adopt works-0001 {record['number']}" in refused.stdout
    adopted = ipp_workspace.run("adopt", "works-0001", record["number"])
    assert adopted.returncode == 0, adopted.stdout + adopted.stderr
    again = ipp_workspace.run("submit", "manifests")
    assert again.returncode == 0, again.stdout + again.stderr
    assert len(ipp_portal.iprs()) == 1


def test_another_complainant_stops_the_account(
    ipp_portal: PortalProcess, ipp_workspace: TestWorkspace, samples: Callable[..., Path]
) -> None:
    samples("software/acme.yaml")
    settings = ipp_workspace.root / "ipp-bot.yaml"
    text = settings.read_text("utf-8").replace("username: acme", "username: xingyun")
    settings.write_text(text, "utf-8")
    ipp_workspace.environment["IPP_TEST_ACME"] = "xingyun-pass1"
    stopped = ipp_workspace.run("submit", "manifests")
    assert stopped.returncode == 3, stopped.stdout + stopped.stderr
    assert "杭州星云科技有限公司" in stopped.stdout + stopped.stderr
    assert ipp_portal.iprs() == []
