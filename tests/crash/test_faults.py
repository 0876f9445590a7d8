"""The portal fails once at a named place; the job is finished all the same, each filing once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.reached import RareState

if TYPE_CHECKING:
    from tests.crash.conftest import LoadWorkspace

RUNS = 3
"""After that many runs everything must be filed; most faults need one."""

EVERYWHERE = ("first_save", "save", "submit", "upload", "record", "list")
DANGEROUS = [
    *[(at, "reset_after", {}) for at in ("first_save", "submit")],
    *[(at, "late_commit", {"seconds": 0.7}) for at in ("first_save", "submit")],
    ("first_save", "late_listing", {"seconds": 0.7}),
]
"""What the portal did, or will do, and did not say: always tested."""
PLAIN = [
    *[(at, "reset_after", {}) for at in ("upload", "save", "record", "list")],
    *[(at, "status", {"code": 502, "committed": True}) for at in ("first_save", "submit")],
    ("submit", "no_answer", {"seconds": 12}),
    ("submit", "expire_session", {}),
    *[(at, "late_commit", {"seconds": 0.7, "answer": "given"}) for at in ("first_save", "submit")],
    ("submit", "reset_after", {"resend": True}),
    ("upload", "expire_session", {}),
    ("upload", "upload_fail", {}),
    *[(at, "reset_before", {}) for at in EVERYWHERE],
    *[(at, "status", {"code": 500}) for at in EVERYWHERE],
    *[(at, "truncate", {}) for at in ("first_save", "submit", "record")],
    ("save", "late_commit", {"seconds": 0.7}),
    ("first_save", "no_answer", {"seconds": 12}),
    *[(at, "expire_session", {}) for at in ("first_save", "save", "list")],
    *[(at, "maintenance", {"seconds": 1}) for at in ("first_save", "submit", "list")],
    ("submit", "confirm_dialog", {}),
    ("upload", "slow_scan", {"seconds": 1}),
    ("any", "announcement", {}),
]
"""What is tested page by page elsewhere, here through the whole command; only in the long run."""
MEETS = {
    ("first_save", "reset_after"): (RareState.UNKNOWN_FIRST_SAVE, RareState.ADOPTION),
    ("submit", "reset_after"): (RareState.UNKNOWN_SUBMISSION, RareState.RESOLVED_AS_SENT),
}
"""What these faults lead to, whenever they strike."""
STRUCK = [
    *[
        pytest.param(at, kind, more, marks=pytest.mark.reaches(*MEETS.get((at, kind), ())))
        for at, kind, more in DANGEROUS
    ],
    *[pytest.param(*one, marks=pytest.mark.soak) for one in PLAIN],
]


@pytest.mark.parametrize(("at", "kind", "more"), STRUCK)
def test_struck_once(at: str, kind: str, more: dict[str, Any], agency: LoadWorkspace) -> None:
    strike_once(agency, {"at": at, "kind": kind, **more})


@pytest.mark.soak
@pytest.mark.timeout(400)
@pytest.mark.ipp_portal(skin="center", lang="zh")
@pytest.mark.parametrize(("at", "kind", "more"), [*DANGEROUS, *PLAIN])
def test_struck_once_at_center(
    at: str, kind: str, more: dict[str, Any], agency: LoadWorkspace
) -> None:
    strike_once(agency, {"at": at, "kind": kind, **more})


def strike_once(agency: LoadWorkspace, fault: dict[str, Any]) -> None:
    """The second occasion is struck, so that the first filing has warmed everything."""
    agency.portal.faults({"times": 1, "skip": 1, **fault})
    for _ in range(RUNS):
        done = agency.submit()
        assert "Traceback" not in done.stdout + done.stderr
        if done.returncode == 0:
            break
    assert done.returncode == 0, done.stdout + done.stderr
    agency.assert_exactly_once()


def test_an_upload_that_the_browser_sent_twice_is_cleared_away(agency: LoadWorkspace) -> None:
    agency.portal.faults(
        {"at": "upload", "kind": "reset_after", "times": 1, "skip": 1, "resend": True}
    )
    done = agency.submit()
    assert done.returncode == 0, done.stdout + done.stderr
    agency.assert_exactly_once()


@pytest.mark.soak
def test_a_first_save_that_the_browser_sent_twice_leaves_a_draft_that_is_told(
    agency: LoadWorkspace,
) -> None:
    """It is not submitted, not deleted, and no filing's: `sync` names it."""
    agency.portal.faults({"at": "first_save", "kind": "reset_after", "times": 1, "resend": True})
    done = agency.submit("--only", "acme-0001")
    assert done.returncode == 0, done.stdout + done.stderr
    shown = {ipr["number"]: ipr["status"] for ipr in agency.portal.iprs()}
    assert sorted(shown.values()) == ["draft", "pending"]
    (left,) = [number for number, status in shown.items() if status == "draft"]
    synced = agency.workspace.run("sync", "--json", "--account", "acme")
    assert synced.returncode == 0, synced.stdout + synced.stderr
    told = [one for one in json.loads(synced.stdout)["changes"] if one["number"] == left]
    assert [one["kind"] for one in told] == ["foreign"]
    assert {ipr["number"]: ipr["status"] for ipr in agency.portal.iprs()} == shown


@pytest.mark.soak
def test_struck_again_and_again(agency: LoadWorkspace) -> None:
    """One request in eight is answered by a dropped connection, before or after it was done."""
    agency.portal.faults(
        {"at": "any", "kind": "reset_before", "probability": 0.06},
        {"at": "any", "kind": "reset_after", "probability": 0.06},
        {"at": "any", "kind": "late_commit", "probability": 0.03, "seconds": 0.5},
        seed=7,
    )
    for _ in range(4):
        agency.submit()
    agency.portal.faults()
    done = agency.submit()
    assert done.returncode == 0, done.stdout + done.stderr
    agency.assert_exactly_once()
