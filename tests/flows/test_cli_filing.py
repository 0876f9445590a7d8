"""The command line against a portal: what a person types, reads and gets as exit status."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from ipp_bot.testing import assert_filed
from tests.support.attorneys import sealed
from tests.support.skins import everywhere
from tests.support.waiting import HOUR, PATIENCE, until

if TYPE_CHECKING:
    from ipp_bot.testing import PortalProcess, TestWorkspace

SAMPLES = Path(__file__).resolve().parents[2] / "manifests"


@pytest.fixture
def workspace(ipp_workspace: TestWorkspace) -> TestWorkspace:
    shutil.copytree(SAMPLES, ipp_workspace.root / "manifests")
    return ipp_workspace


def test_submitting_twice_files_once_and_shows_the_same_receipts(
    ipp_portal: PortalProcess, workspace: TestWorkspace
) -> None:
    first = workspace.run("submit", "manifests/software/acme.yaml")
    assert first.returncode == 0, first.stderr
    assert "3 submitted" in first.stdout
    assert "median" in first.stdout
    assert_filed(ipp_portal, workspace, "manifests/software/acme.yaml")
    again = workspace.run("submit", "manifests/software/acme.yaml")
    assert again.returncode == 0
    assert "3 already submitted" in again.stdout
    told = json.loads(workspace.run("status", "--json").stdout)
    for filing in told["filings"]:
        assert filing["number"] in again.stdout
        receipt = json.loads(Path(filing["receipt"]).read_text(encoding="utf-8"))
        assert receipt["number"] == filing["number"]
    assert len(ipp_portal.iprs()) == 3


def test_a_fault_sends_nothing_unless_it_is_skipped(
    ipp_portal: PortalProcess, workspace: TestWorkspace
) -> None:
    manifest = workspace.root / "manifests" / "software" / "acme.yaml"
    text = manifest.read_text(encoding="utf-8").replace("2024SR0558824", "软著登字第15980140号", 1)
    manifest.write_text(text, encoding="utf-8")
    refused = workspace.run("submit", str(manifest))
    assert refused.returncode == 1
    assert "is a certificate number" in refused.stdout
    assert ipp_portal.iprs() == []
    rest = workspace.run("submit", str(manifest), "--skip-faulty")
    assert rest.returncode == 1
    assert "2 submitted" in rest.stdout
    assert len(ipp_portal.iprs()) == 2


def test_a_wrong_password_is_told_once_and_files_nothing(
    ipp_portal: PortalProcess, workspace: TestWorkspace
) -> None:
    workspace.environment["IPP_TEST_ACME"] = "wrong"
    typed = workspace.run("submit", "manifests/software/acme.yaml")
    assert typed.returncode == 1
    assert typed.stdout.count("user name and password") == 1
    assert "Nothing was sent." in typed.stdout
    assert "3 filings not begun" in typed.stdout
    assert ipp_portal.iprs() == []


def test_a_portal_that_is_not_there(workspace: TestWorkspace) -> None:
    path = workspace.root / "ipp-bot.yaml"
    text = path.read_text(encoding="utf-8").replace(workspace.url, "http://127.0.0.1:65432")
    path.write_text(text, encoding="utf-8")
    typed = workspace.run("submit", "manifests/software/acme.yaml", "--only", "acme-0001")
    assert typed.returncode == 1
    assert "Nothing was sent." in typed.stdout
    assert "ipp-bot doctor" in typed.stdout
    examined = workspace.run("doctor")
    assert examined.returncode == 1
    assert "does not answer" in examined.stdout


def test_the_power_of_attorney_goes_out_and_comes_back(
    ipp_portal: PortalProcess, workspace: TestWorkspace
) -> None:
    waiting = workspace.run("submit", "manifests/poa-awaited.yaml")
    assert waiting.returncode == 3
    assert "1 awaiting POA" in waiting.stdout
    hidden = workspace.root / ".ipp-bot"
    assert (hidden / "poa" / "poa-0003.pdf").read_bytes().startswith(b"%PDF-")
    (hidden / "poa" / "poa-0003.pdf").unlink()
    listed = workspace.run("poa")
    assert listed.returncode == 0, listed.stderr
    assert "杭州星云科技有限公司 has to sign 1:" in listed.stdout
    assert (hidden / "poa" / "poa-0003.pdf").is_file()
    signed = SAMPLES / "documents" / "poa-0001-power-of-attorney.png"
    (hidden / "inbox").mkdir(exist_ok=True)
    shutil.copy(hidden / "poa" / "poa-0003.pdf", hidden / "inbox" / "poa-0003.pdf")
    unsigned = workspace.run("submit")
    assert unsigned.returncode == 3
    assert "poa-0003.pdf is the template itself, which nobody has signed" in unsigned.stdout
    shutil.copy(signed, hidden / "inbox" / "poa-0003.png")
    both = workspace.run("submit")
    assert both.returncode == 3
    assert "are different papers" in both.stdout
    (hidden / "inbox" / "poa-0003.pdf").unlink()
    shutil.copy(signed, hidden / "inbox" / "poa-0003.png")
    done = workspace.run("submit")
    assert done.returncode == 0, done.stdout
    assert "1 submitted" in done.stdout
    [record] = ipp_portal.iprs()
    assert record["status"] == "pending"
    assert "power_of_attorney" in {file["slot"] for file in record["attachments"]}


@pytest.mark.soak
def test_a_scan_of_the_signed_template_goes_by_its_code_and_is_approved(
    ipp_portal: PortalProcess, workspace: TestWorkspace
) -> None:
    pytest.importorskip("rapidocr", reason="the extra `read` is not installed")
    assert workspace.run("submit", "manifests/poa-awaited.yaml").returncode == 3
    template = workspace.root / ".ipp-bot" / "poa" / "poa-0003.pdf"
    sealed(template).save(workspace.root / "scan.pdf", resolution=150)
    split = workspace.run("poa", "--signed", str(workspace.root / "scan.pdf"))
    assert split.returncode == 0, split.stdout
    assert "poa-0003: page 1 of scan.pdf → " in split.stdout
    done = workspace.run("submit")
    assert done.returncode == 0, done.stdout
    ipp_portal.review()
    assert [record["status"] for record in ipp_portal.iprs()] == ["approved"]


@pytest.mark.soak
def test_a_rejected_power_of_attorney_that_was_signed_anew_is_sent(
    ipp_portal: PortalProcess, workspace: TestWorkspace
) -> None:
    mine = ("--only", "poa-0001", str(workspace.root / "manifests" / "poa-signed.yaml"))
    assert workspace.run("submit", *mine).returncode == 0
    [before] = ipp_portal.iprs()
    ipp_portal.review(before["number"], "reject", ["POA_SIGNATURE"])
    assert workspace.run("sync").returncode == 3
    same = workspace.run("submit", "--amend", *mine)
    assert "1 already submitted" in same.stdout
    assert "rejected by the portal" in same.stdout

    signed = workspace.root / "manifests" / "documents" / "poa-0001-power-of-attorney.png"
    paper = Image.open(signed).convert("RGB")
    signed.unlink()
    paper.putpixel((3, 3), (250, 250, 240))
    paper.save(signed)
    told = workspace.run("submit", *mine)
    assert told.returncode == 1
    assert "submitted with another signed power of attorney" in told.stdout
    done = workspace.run("submit", "--amend", *mine)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 submitted" in done.stdout
    [after] = ipp_portal.iprs()
    assert (after["number"], after["status"], after["submissions"]) == (
        before["number"], "pending", 2,
    )  # fmt: skip
    slot = [file for file in after["attachments"] if file["slot"] == "power_of_attorney"]
    assert [file["sha256"] for file in slot] == [sha256(signed.read_bytes()).hexdigest()]


@pytest.mark.parametrize(
    "skin",
    [
        "classic",
        pytest.param(
            "center", marks=[pytest.mark.ipp_portal(skin="center", lang="zh"), pytest.mark.soak]
        ),
    ],
)
def test_the_power_of_attorney_of_an_approved_ipr_is_renewed(
    skin: str, ipp_portal: PortalProcess, workspace: TestWorkspace
) -> None:
    manifest = workspace.root / "manifests" / "poa-signed.yaml"
    mine = ("--only", "poa-0001", str(manifest))
    assert workspace.run("submit", *mine).returncode == 0
    ipp_portal.review()
    [before] = ipp_portal.iprs()
    assert before["status"] == "approved", skin

    signed = "file: documents/poa-0001-power-of-attorney.png, expires_on: 2030-12-31"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace(signed, "expires_on: 2032-12-31"), encoding="utf-8")
    refused = workspace.run("submit", *mine)
    assert refused.returncode == 1
    assert "ipp-bot submit --amend --only poa-0001" in refused.stdout
    waiting = workspace.run("submit", "--amend", *mine)
    assert waiting.returncode == 3, waiting.stdout
    assert (workspace.root / ".ipp-bot" / "poa" / "poa-0001.pdf").is_file()
    [untouched] = ipp_portal.iprs()
    assert untouched == before

    new = "file: documents/poa-0002-power-of-attorney.pdf, expires_on: 2032-12-31"
    manifest.write_text(text.replace(signed, new), encoding="utf-8")
    done = workspace.run("submit", "--amend", *mine)
    assert done.returncode == 0, done.stdout
    [after] = ipp_portal.iprs()
    assert (after["number"], after["status"], after["submissions"]) == (
        before["number"], "pending", 2,
    )  # fmt: skip
    assert after["fields"]["power_of_attorney_expires_on"] == "2032-12-31"
    papers = {file["slot"]: file["filename"] for file in after["attachments"]}
    assert papers["power_of_attorney"] == "poa-0002-power-of-attorney.pdf"
    assert [h["event"] for h in after["history"]].count("approved") == 1


@everywhere()
@pytest.mark.soak
def test_a_draft_is_left_for_a_second_pair_of_eyes_then_dropped(
    ipp_portal: PortalProcess, workspace: TestWorkspace
) -> None:
    drafted = workspace.run("submit", "--draft-only", "manifests/timestamp.yaml")
    assert drafted.returncode == 0
    assert "1 drafted" in drafted.stdout
    assert [ipr["status"] for ipr in ipp_portal.iprs()] == ["draft"]
    kept = workspace.run("drop", "timestamp-0001")
    assert kept.returncode == 3
    assert len(ipp_portal.iprs()) == 1
    dropped = workspace.run("drop", "timestamp-0001", "--yes")
    assert dropped.returncode == 0, dropped.stderr
    assert ipp_portal.iprs() == []
    workspace.submit("manifests/timestamp.yaml")
    withdrawn = workspace.run("drop", "timestamp-0001", "--yes")
    assert "was withdrawn" in withdrawn.stdout
    assert [ipr["status"] for ipr in ipp_portal.iprs()] == ["withdrawn"]


@pytest.mark.soak
def test_a_press_without_an_answer_is_not_called_unsent_where_nobody_can_sign_in(
    ipp_portal: PortalProcess, workspace: TestWorkspace
) -> None:
    mine = ("manifests/software/acme.yaml", "--only", "acme-0003")
    assert workspace.run("plan", "--portal", *mine).returncode == 0  # signed in once
    ipp_portal.faults({"at": "submit", "kind": "expire_session", "times": 1})
    workspace.environment["IPP_TEST_ACME"] = "changed"
    told = workspace.run("submit", *mine)
    assert told.returncode == 1, told.stdout
    assert "it is not known how its submission ended" in told.stdout
    assert "Nothing was sent." not in told.stdout
    assert "1 unknown" in told.stdout


@pytest.mark.soak
def test_what_is_gone_at_the_portal_is_dropped_and_filed_anew(
    ipp_portal: PortalProcess, workspace: TestWorkspace
) -> None:
    mine = ("manifests/software/acme.yaml", "--only", "acme-0002")
    assert workspace.run("submit", *mine).returncode == 0
    ipp_portal.reset()
    assert "was gone already" in workspace.run("drop", "acme-0002", "--yes").stdout
    again = workspace.run("submit", *mine)
    assert again.returncode == 0, again.stdout
    assert len(ipp_portal.iprs()) == 1


@pytest.mark.soak
def test_a_record_filed_by_another_hand_is_refused_then_adopted(
    ipp_portal: PortalProcess, workspace: TestWorkspace
) -> None:
    workspace.submit("manifests/software/acme.yaml")
    numbers = {ipr["fields"]["registration_number"]: ipr["number"] for ipr in ipp_portal.iprs()}
    mine = numbers["2024SR0558824"]
    [other] = [number for number in numbers.values() if number != mine][:1]
    shutil.rmtree(workspace.root / ".ipp-bot")
    ahead = workspace.run("plan", "--portal", "manifests/software/acme.yaml")
    assert ahead.stdout.count("refuse: ") == 3
    assert ahead.returncode == 1
    refused = workspace.run("submit", "manifests/software/acme.yaml", "--only", "acme-0001")
    assert refused.returncode == 1
    assert f"ipp-bot adopt acme-0001 {mine}" in refused.stdout
    assert "Nothing was sent." in refused.stdout
    wrong = workspace.run("adopt", "acme-0001", other)
    assert wrong.returncode == 1
    assert "another IPR" in wrong.stderr
    assert workspace.run("adopt", "acme-0001", "IPR19990101000001").returncode == 1
    adopted = workspace.run("adopt", "acme-0001", mine)
    assert adopted.returncode == 0, adopted.stderr
    again = workspace.run("submit", "manifests/software/acme.yaml", "--only", "acme-0001")
    assert again.returncode == 0
    assert "1 already submitted" in again.stdout
    assert len(ipp_portal.iprs()) == 3


def test_what_the_portal_refuses_stands_beside_the_line_that_caused_it(
    ipp_portal: PortalProcess, workspace: TestWorkspace
) -> None:
    workspace.submit("manifests/software/acme.yaml")
    ipp_portal.faults({"at": "submit", "kind": "refuse_duplicates"})
    manifest = workspace.root / "manifests" / "software" / "xingyun.yaml"
    lines = manifest.read_text(encoding="utf-8").splitlines()
    at = next(n for n, line in enumerate(lines) if "registration_number:" in line)
    lines[at] = "    registration_number: 2024SR0558824"
    manifest.write_text("\n".join(lines) + "\n", encoding="utf-8")
    typed = workspace.run("submit", "manifests/software/xingyun.yaml")
    assert typed.returncode == 1
    assert "1 refused" in typed.stdout
    assert "2 submitted" in typed.stdout
    place = f"manifests/software/xingyun.yaml:{at + 1}:"
    [line] = [line for line in typed.stdout.splitlines() if place in line]
    assert "registration_number: “" in line


@everywhere()
@pytest.mark.soak
def test_a_rejected_record_is_corrected_on_demand_only(
    ipp_portal: PortalProcess, workspace: TestWorkspace
) -> None:
    workspace.submit("manifests/software/acme.yaml", "--only", "acme-0001")
    [sent] = ipp_portal.iprs()
    ipp_portal.review(sent["number"], "reject", ["FIELD_MISMATCH"])
    manifest = workspace.root / "manifests" / "software" / "acme.yaml"
    text = manifest.read_text(encoding="utf-8").replace("name: Acme Watchtower", "name: Acme Tower")
    manifest.write_text(text, encoding="utf-8")
    assert "rejected" in workspace.run("sync").stdout
    changed = workspace.run("submit", str(manifest), "--only", "acme-0001")
    assert changed.returncode == 1
    assert "was submitted with other content" in changed.stdout
    assert "--amend" in changed.stdout
    amended = workspace.run("submit", "--amend", str(manifest), "--only", "acme-0001")
    assert amended.returncode == 0, amended.stdout
    [record] = ipp_portal.iprs()
    assert record["number"] == sent["number"]
    assert record["fields"]["name"] == "Acme Tower"
    assert record["submissions"] == 2


@pytest.mark.ipp_portal(faults=[{"kind": "latency", "at": "submit", "seconds": HOUR}])
def test_ctrl_c_finishes_what_is_in_hand_and_the_next_run_goes_on(
    ipp_portal: PortalProcess, workspace: TestWorkspace
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "ipp_bot", "submit", "manifests/software"],
        cwd=workspace.root,
        env={**os.environ, **workspace.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    until(lambda: ipp_portal.struck() or process.poll() is not None)
    process.send_signal(signal.SIGINT)
    ipp_portal.faults()
    ipp_portal.release()
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, said
    assert "Interrupted; the same command goes on" in said
    assert "Traceback" not in said
    assert len(ipp_portal.iprs()) < 6
    workspace.submit("manifests/software")
    assert_filed(ipp_portal, workspace, "manifests/software")
    assert len(ipp_portal.iprs()) == 6


@pytest.mark.soak
def test_several_filings_are_dropped_at_once_and_each_refusal_is_told(
    ipp_portal: PortalProcess, workspace: TestWorkspace
) -> None:
    mine = ("manifests/software/acme.yaml", "--only", "acme-0001", "--only", "acme-0002")
    assert workspace.run("submit", "--draft-only", *mine).returncode == 0
    assert (
        workspace.run("plan", "manifests/software/acme.yaml", "--only", "acme-0003").returncode == 0
    )
    refs = ("acme/acme-0001", "acme-0002", "acme-0003")
    dropped = workspace.run("drop", *refs, "--yes", "--json")
    told = json.loads(dropped.stdout)
    assert [one["ref"] for one in told["dropped"]] == ["acme-0001", "acme-0002", "acme-0003"]
    assert (told["filings"], told["exit_status"], dropped.returncode) == ([], 0, 0)
    assert ipp_portal.iprs() == []
