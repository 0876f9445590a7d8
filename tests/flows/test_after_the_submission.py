"""What the record shows once it was submitted: exit 0 means that it is right."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.reached import RareState
from tests.support.variants import short

if TYPE_CHECKING:
    from ipp_bot.testing import PortalProcess, TestWorkspace

SAMPLES = Path(__file__).parents[2] / "manifests"

SKINS = [
    pytest.param(skin, marks=pytest.mark.ipp_portal(skin=skin), id=skin)
    for skin in ("classic", "modern")
]
CHANGES = [
    pytest.param(change, words, id=f"{change['style']}-{change['field']}")
    for change, words in (
        ({"style": "cut", "field": "name"}, ["name", "'星云'", "'星云小熊'"]),
        (
            {"style": "option", "field": "holder_kind"},
            ["holder_kind (", "'Individual'", "'entity'"],
        ),
        ({"style": "swap", "field": "created_on"}, ["created_on", "2020-02-11", "2020-11-02"]),
        ({"style": "drop", "field": "name"}, ["name", "is not shown"]),
        # The page shows its group first, in words that fit any work.
        ({"style": "option", "field": "work"}, ["work (“", "instead of"]),
    )
]


def _with_sample(workspace: TestWorkspace) -> Path:
    """The folder of the one receipt, once there is one."""
    folder = workspace.root / "manifests"
    shutil.copytree(SAMPLES / "documents", folder / "documents")
    shutil.copy(SAMPLES / "works-registration.yaml", folder)
    return workspace.root / ".ipp-bot" / "receipts" / "xingyun" / "works-0001"


def _with_record_lines(workspace: TestWorkspace, lines: str) -> None:
    """Gives the workspace a profile of its own that says this of records."""
    shipped = (files("ipp_bot.profile") / "alibaba-ipp.yaml").read_text("utf-8")
    own = f"{shipped}\nrecord: {{{lines}}}\n"
    (workspace.root / "own.yaml").write_text(own, "utf-8")
    settings = workspace.root / "ipp-bot.yaml"
    text = settings.read_text("utf-8").replace("portal: {", "portal: {profile: own.yaml, ")
    settings.write_text(text, "utf-8")


def _submitted(workspace: TestWorkspace, *more: str) -> tuple[int, dict[str, Any]]:
    done = workspace.run("submit", "manifests", "--json", *more)
    (filing,) = json.loads(done.stdout)["filings"]
    return done.returncode, filing


@pytest.mark.parametrize("skin", short(SKINS))
@pytest.mark.parametrize(("change", "words"), short(CHANGES, meets=[RareState.CONTRADICTED]))
def test_what_the_submission_changed_is_for_a_person(
    skin: str,
    change: dict[str, Any],
    words: list[str],
    ipp_portal: PortalProcess,
    ipp_workspace: TestWorkspace,
) -> None:
    receipt = _with_sample(ipp_workspace) / "receipt.json"
    ipp_portal.faults({"kind": "silent_change", "at": "submit", **change})
    status, filing = _submitted(ipp_workspace)
    assert (status, filing["end"]) == (3, "contradicted"), skin
    assert filing["state"] == "needs a person"
    assert "the record shows something else" in filing["reason"]
    for word in words:
        assert word in filing["reason"]
    assert not receipt.exists()
    ipp_portal.faults()
    status, filing = _submitted(ipp_workspace)
    assert (status, filing["end"]) == (3, "contradicted")
    assert [one["submissions"] for one in ipp_portal.iprs()] == [1]


@pytest.mark.ipp_portal(skin="classic")
def test_a_file_of_the_same_size_with_other_content_is_for_a_person(
    ipp_portal: PortalProcess, ipp_workspace: TestWorkspace
) -> None:
    receipt = _with_sample(ipp_workspace)
    ipp_portal.faults({"kind": "other_bytes", "style": "changed", "times": 1})
    status, filing = _submitted(ipp_workspace)
    assert (status, filing["end"]) == (3, "contradicted")
    assert "what the portal hands out as works-0001-certificate.png is not what was sent" in str(
        filing
    )
    assert not (receipt / "receipt.json").exists()
    _with_record_lines(ipp_workspace, "hands_out_files: false")
    done = ipp_workspace.run("submit", "manifests")
    assert done.returncode == 0
    # Exit 0 for what nobody compared is told, and stands in the receipt.
    open_questions = [
        f"{slot}: the content of its files (record.hands_out_files: false)"
        for slot in ("certificate", "work_sample")
    ]
    for line in open_questions:
        assert f"works-0001: not compared: {line}" in done.stderr
    kept = json.loads((receipt / "receipt.json").read_text(encoding="utf-8"))
    assert kept["not_compared"] == open_questions
    assert [one["submissions"] for one in ipp_portal.iprs()] == [1]


@pytest.mark.soak
@pytest.mark.ipp_portal(skin="classic")
def test_a_field_that_the_profile_says_is_never_shown_is_told(
    ipp_portal: PortalProcess, ipp_workspace: TestWorkspace
) -> None:
    receipt = _with_sample(ipp_workspace)
    _with_record_lines(ipp_workspace, "leaves_out: [name]")
    ipp_portal.faults({"kind": "silent_change", "at": "submit", "style": "cut", "field": "name"})
    done = ipp_workspace.run("submit", "manifests")
    assert done.returncode == 0
    assert [one["fields"]["name"] for one in ipp_portal.iprs()] == ["星云"]
    assert "works-0001: not compared: name: never shown (record.leaves_out)" in done.stderr
    kept = json.loads((receipt / "receipt.json").read_text(encoding="utf-8"))
    assert "name: never shown (record.leaves_out)" in kept["not_compared"]


@pytest.mark.parametrize("skin", short(SKINS))
def test_the_receipt_lists_what_the_record_shows(
    skin: str, ipp_portal: PortalProcess, ipp_workspace: TestWorkspace
) -> None:
    folder = _with_sample(ipp_workspace)
    assert _submitted(ipp_workspace)[0] == 0, skin
    receipt = json.loads((folder / "receipt.json").read_text(encoding="utf-8"))
    shown = receipt["record"]
    assert (shown["status"], shown["submissions"]) == ("pending", 1)
    assert shown["fields"]["name"] == "星云小熊"
    assert shown["fields"]["created_on"] == "2020-11-02"
    (record,) = ipp_portal.iprs()
    kept = sorted((one["filename"], one["size"]) for one in record["attachments"])
    assert sorted((one["name"], one["size"]) for one in shown["files"]) == kept
    assert all(one["exact"] for one in shown["files"])


@pytest.mark.reaches(RareState.SEEN_EARLY)
def test_a_record_that_cannot_be_read_at_once_is_read_again(
    ipp_portal: PortalProcess, ipp_workspace: TestWorkspace
) -> None:
    folder = _with_sample(ipp_workspace)
    ipp_portal.faults({"kind": "status", "code": 500, "at": "record", "skip": 2, "times": 2})
    status, filing = _submitted(ipp_workspace)
    assert (status, filing["end"]) == (0, "submitted"), filing
    receipt = json.loads((folder / "receipt.json").read_text(encoding="utf-8"))
    assert receipt["record"]["status"] == "pending"
    assert [one["submissions"] for one in ipp_portal.iprs()] == [1]


@pytest.mark.soak
def test_a_record_that_can_never_be_read_is_no_success(
    ipp_portal: PortalProcess, ipp_workspace: TestWorkspace
) -> None:
    folder = _with_sample(ipp_workspace)
    ipp_portal.faults({"kind": "status", "code": 500, "at": "record", "skip": 2})
    status, filing = _submitted(ipp_workspace)
    assert (status, filing["state"]) == (1, "submit intended")
    assert not (folder / "receipt.json").exists()
    ipp_portal.faults()
    assert _submitted(ipp_workspace)[0] == 0
    assert (folder / "receipt.json").is_file()
    assert [one["submissions"] for one in ipp_portal.iprs()] == [1]


@pytest.mark.parametrize(
    "skin",
    short(
        SKINS,
        meets=[RareState.UNANSWERED_WRITE, RareState.LATE_WRITE_AWAITED, RareState.TRIED_AGAIN],
    ),
)
def test_an_upload_that_comes_late_is_not_in_the_record_twice(
    skin: str, ipp_portal: PortalProcess, ipp_workspace: TestWorkspace
) -> None:
    folder = _with_sample(ipp_workspace)
    settings = ipp_workspace.root / "ipp-bot.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("settle_seconds: 1", "settle_seconds: 6"), encoding="utf-8")
    ipp_portal.faults(
        {"kind": "late_commit", "at": "upload", "seconds": 5, "times": 1},
        {"kind": "latency", "at": "submit", "seconds": 5},
    )
    status, filing = _submitted(ipp_workspace)
    assert (status, filing["end"]) == (0, "submitted"), (skin, filing)
    (record,) = ipp_portal.iprs()
    names = sorted(one["filename"] for one in record["attachments"])
    assert names == [
        "works-0001-certificate.png",
        "works-0001-sample-1.png",
        "works-0001-sample-2.png",
    ]
    assert record["submissions"] == 1
    receipt = json.loads((folder / "receipt.json").read_text(encoding="utf-8"))
    assert sorted(one["name"] for one in receipt["record"]["files"]) == names
