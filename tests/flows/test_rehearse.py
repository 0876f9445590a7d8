"""Entries are filed at a local portal first: what would be refused is told before it is sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

if TYPE_CHECKING:
    from ipp_bot.testing import PortalProcess, TestWorkspace

MANIFEST = "manifests/works-registration.yaml"


def _settings(workspace: TestWorkspace, line: str) -> None:
    settings = workspace.root / "ipp-bot.yaml"
    settings.write_text(f"{settings.read_text('utf-8')}{line}\n", "utf-8")


def _told(out: str) -> dict[str, Any]:
    (filing,) = json.loads(out)["filings"]
    found: dict[str, Any] = filing
    return found


def test_only_what_was_rehearsed_with_this_content_is_submitted(
    ipp_portal: PortalProcess, with_samples: TestWorkspace
) -> None:
    _settings(with_samples, "require_rehearsal: true")
    refused = with_samples.run("submit", MANIFEST)
    assert refused.returncode == 3, refused.stdout + refused.stderr
    assert "works-0001: not rehearsed with this content" in refused.stdout
    assert "ipp-bot rehearse --only works-0001" in refused.stdout
    assert ipp_portal.iprs() == []

    rehearsed = with_samples.run("rehearse", MANIFEST, "--json")
    assert rehearsed.returncode == 0, rehearsed.stdout + rehearsed.stderr
    assert (_told(rehearsed.stdout)["end"], _told(rehearsed.stdout)["passed"]) == (
        "submitted",
        True,
    )
    assert ipp_portal.iprs() == []
    status = with_samples.run("status", "--json")
    assert _told(status.stdout)["state"] == "needs a person"  # the real ledger knows of no record

    manifest = with_samples.root / MANIFEST
    before = manifest.read_text("utf-8")
    manifest.write_text(before.replace("星云小熊", "星云大熊"), "utf-8")
    assert with_samples.run("submit", MANIFEST).returncode == 3
    assert ipp_portal.iprs() == []
    manifest.write_text(before, "utf-8")
    done = with_samples.run("submit", MANIFEST)
    assert done.returncode == 0, done.stdout + done.stderr
    (record,) = ipp_portal.iprs()
    assert (record["status"], record["fields"]["name"]) == ("pending", "星云小熊")


@pytest.mark.soak
def test_what_the_reviewer_would_reject_is_told_and_does_not_count(
    ipp_portal: PortalProcess, with_samples: TestWorkspace
) -> None:
    _settings(with_samples, "require_rehearsal: true")
    certificate = with_samples.root / "manifests" / "documents" / "works-0001-certificate.png"
    with Image.open(certificate) as picture:
        picture.convert("L").save(certificate)
    told = with_samples.run("rehearse", MANIFEST)
    assert told.returncode == 1, told.stdout + told.stderr
    assert "works-0001: would be rejected" in told.stdout
    assert "black-and-white copy without a seal" in told.stdout
    assert "0 of 1 filing would be accepted by the local portal; nothing" in told.stdout
    assert with_samples.run("submit", MANIFEST).returncode == 3
    assert ipp_portal.iprs() == []


@pytest.mark.soak
def test_a_profile_that_does_not_fit_gives_way_to_the_shipped_one(
    ipp_portal: PortalProcess, with_samples: TestWorkspace
) -> None:
    assert with_samples.run("profile", "copy", "alibaba-ipp", "mine.yaml").returncode == 0
    profile = with_samples.root / "mine.yaml"
    words = profile.read_text("utf-8")
    # Elsewhere the button has another name: the local portal does not show that.
    other = "[Send it off]"
    named = "[Submit for verification, Submit for Verification, 提交验证, 提交审核]"
    assert named in words
    profile.write_text(words.replace(named, other), "utf-8")
    settings = with_samples.root / "ipp-bot.yaml"
    text = settings.read_text("utf-8").replace("portal: {", "portal: {profile: mine.yaml, ")
    settings.write_text(text, "utf-8")
    told = with_samples.run("rehearse", MANIFEST, "--json")
    assert told.returncode == 0, told.stdout + told.stderr
    assert json.loads(told.stdout)["with_own_profile"] is False
    assert "does not fit the local portal" in told.stderr
    assert ipp_portal.iprs() == []
