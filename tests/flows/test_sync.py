"""The nightly check against the local portal, from the outside: `ipp-bot sync`."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.clock import SystemClock
from ipp_bot.run.account_sessions import open_ledger
from ipp_bot.testing import assert_filed
from ipp_bot.workspace import Workspace
from tests.support.skins import everywhere
from tests.support.waiting import HOUR, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from ipp_bot.testing import PortalProcess, TestWorkspace

DAY = 86400.0
SAMPLES = Path(__file__).parents[2] / "manifests"


class Nights:
    """Runs checks of one account and tells what each of them told."""

    def __init__(self, portal: PortalProcess, workspace: TestWorkspace) -> None:
        self.portal = portal
        self.workspace = workspace
        self.last: dict[str, Any] = {}
        self.documents = 0

    def check(self, *options: str, status: int = 0) -> list[tuple[str, str]]:
        """Kind and number of every change that one check tells."""
        before = self.portal.stats()["documents"]
        done = self.workspace.run("sync", "--json", "--account", "acme", *options)
        assert done.returncode == status, done.stdout + done.stderr
        self.last = json.loads(done.stdout)
        self.documents = self.portal.stats()["documents"] - before
        return sorted((each["kind"], each["number"]) for each in self.last["changes"])

    def numbers(self, status: str) -> list[str]:
        """The checked account's records of a status; other accounts file beside it."""
        return [number for number, known in self.true().items() if known == status]

    def known(self) -> dict[str, str]:
        """What the ledger takes the statuses to be."""
        place = Workspace.open(self.workspace.root)
        with open_ledger(place, clock=SystemClock()) as ledger:
            return ledger.known_statuses("acme")

    def true(self) -> dict[str, str]:
        return {i["number"]: i["status"] for i in self.portal.iprs() if i["account"] == "acme"}


@pytest.fixture
def nights(ipp_portal: PortalProcess, ipp_workspace: TestWorkspace) -> Nights:
    return Nights(ipp_portal, ipp_workspace)


@pytest.mark.soak
def test_the_first_check_reads_everything_whatever_its_age(nights: Nights) -> None:
    nights.portal.seed("acme", count=45, pending=12, approved=20, rejected=5, age_days=400, seed=3)
    told = nights.check()
    assert nights.known() == nights.true()
    assert [kind for kind, _ in told].count("foreign") == 45
    assert {kind for kind, _ in told} <= {"foreign", "overdue"}
    assert nights.last["accounts"][0]["audit_complete"]
    assert nights.check() == []


@everywhere()
def test_changes_are_told_once_and_only_they(nights: Nights, where: str) -> None:
    nights.portal.seed("acme", count=60, pending=35, approved=20, age_days=90, seed=4)
    nights.check()
    first, second, third, fourth = nights.numbers("pending")[:4]
    nights.portal.review(first, "approve")
    nights.portal.review(second, "reject", ["CERT_BW", "POA_EXPIRED"])
    nights.portal.review(third, "approve")
    told = nights.check()
    assert told == sorted([("approved", first), ("rejected", second), ("approved", third)])
    assert nights.documents <= 35 // 10 + 3 + 30
    (rejected,) = [each for each in nights.last["changes"] if each["kind"] == "rejected"]
    assert [why["code"] for why in rejected["reasons"]] == ["CERT_BW", "POA_EXPIRED"]
    assert rejected["reasons"][0]["field"] == "certificate"
    words = "黑白" if where.endswith("zh") else "black and white"
    assert words in rejected["reasons"][0]["words"]
    assert nights.check() == []
    nights.portal.review(fourth, "approve")
    assert nights.check() == [("approved", fourth)]
    assert nights.check("--since", "1d").count(("approved", first)) == 1


@pytest.mark.soak
def test_a_review_that_takes_too_long_is_told_once(nights: Nights) -> None:
    nights.portal.seed("acme", count=3, pending=3, age_days=0, seed=5)
    assert {kind for kind, _ in nights.check()} == {"foreign"}
    nights.portal.advance(20 * DAY)  # holidays may take ten of them
    assert [kind for kind, _ in nights.check()] == ["overdue"] * 3
    assert nights.last["changes"][0]["data"]["working_days"] >= 4
    nights.portal.advance(DAY)
    assert nights.check() == []


@pytest.mark.soak
@everywhere()
def test_the_audit_covers_all_within_seven_nights(nights: Nights) -> None:
    nights.portal.seed("acme", count=70, approved=70, age_days=300, seed=6)
    nights.check()
    rows = []
    for _ in range(7):
        nights.portal.advance(DAY)
        assert nights.check() == []
        rows.append(nights.last["accounts"][0]["audited_rows"])
    assert max(rows) < 40
    assert sum(rows) >= 70
    assert nights.last["accounts"][0]["audit_complete"]


@pytest.mark.soak
@everywhere()
@pytest.mark.parametrize("style", ["scroll", "button"])
def test_a_list_that_grows_is_read_to_its_end(nights: Nights, style: str) -> None:
    nights.portal.seed("acme", count=26, pending=26, age_days=3, seed=4)
    nights.portal.faults({"kind": "endless_list", "style": style})
    assert [kind for kind, _ in nights.check()] == ["foreign"] * 26


@pytest.mark.soak
def test_full_reads_all_at_once(nights: Nights) -> None:
    nights.portal.seed("acme", count=40, approved=40, age_days=300, seed=7)
    nights.check()
    nights.check("--full")
    assert nights.last["accounts"][0]["audited_rows"] == 40
    nights.check("--no-audit")
    assert nights.last["accounts"][0]["audited_rows"] == 0


@pytest.mark.soak
def test_a_deleted_record_vanishes_and_is_looked_for_by_its_own_page(
    nights: Nights, ipp_page: Page
) -> None:
    nights.portal.seed("acme", count=6, approved=3, rejected=3, age_days=30, seed=8)
    nights.check()
    gone = nights.numbers("rejected")[0]
    ipp_page.goto(f"{nights.portal.url}/uc/ipr/record.htm?iprNo={gone}")
    ipp_page.on("dialog", lambda dialog: dialog.accept())
    ipp_page.get_by_role("button", name="Delete").click()
    ipp_page.get_by_text("IPR Management").first.wait_for()
    nights.portal.advance(DAY)
    nights.check()
    assert nights.known()[gone] == "vanished"


def test_only_a_person_can_sign_in(nights: Nights) -> None:
    nights.portal.seed("acme", count=3, pending=3, age_days=1, seed=9)
    nights.portal.faults({"at": "sign_in", "kind": "slider"})
    assert nights.check(status=3) == []
    error = nights.last["accounts"][0]["error"]
    assert error["kind"] == "SignInNeedsPerson"
    assert "ipp-bot login acme" in error["hint"]


def test_a_session_without_a_password_needs_a_person_too(nights: Nights) -> None:
    nights.workspace.environment["IPP_TEST_ACME"] = ""
    nights.check(status=3)
    assert nights.last["accounts"][0]["error"]["kind"] == "SignInNeedsPerson"


def test_a_saved_session_needs_no_password(nights: Nights) -> None:
    nights.portal.seed("acme", count=2, pending=2, age_days=1, seed=10)
    nights.check()
    nights.workspace.environment["IPP_TEST_ACME"] = ""
    nights.portal.review(nights.numbers("pending")[0], "approve")
    assert [kind for kind, _ in nights.check()] == ["approved"]


@pytest.mark.soak
def test_a_session_that_expires_while_it_reads(nights: Nights) -> None:
    nights.portal.seed("acme", count=60, pending=60, age_days=60, seed=11)
    nights.check()
    changed = nights.numbers("pending")[::7]
    for number in changed:
        nights.portal.review(number, "approve")
    nights.portal.faults({"at": "list", "kind": "expire_session", "times": 1, "skip": 3})
    assert nights.check() == sorted(("approved", number) for number in changed)


def test_a_killed_check_loses_nothing_and_the_next_goes_on(nights: Nights) -> None:
    nights.portal.seed("acme", count=260, approved=250, pending=10, age_days=300, seed=13)
    # The portal keeps it waiting for a page of the list in the middle.
    nights.portal.faults({"at": "list", "kind": "latency", "seconds": HOUR, "skip": 16, "times": 1})
    workspace = nights.workspace
    child = subprocess.Popen(
        [sys.executable, "-m", "ipp_bot", "sync", "--account", "acme"],
        cwd=workspace.root,
        env={**os.environ, **workspace.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    until(lambda: nights.portal.struck() or child.poll() is not None)
    until(lambda: len(nights.known()) >= 130)
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    assert 130 <= len(nights.known()) < 260
    told = nights.check()
    assert nights.known() == nights.true()
    assert [kind for kind, _ in told].count("foreign") == 260
    assert nights.last["accounts"][0]["audited_rows"] < 260


def test_overlapping_checks_leave_an_account_to_each_other(nights: Nights) -> None:
    nights.portal.seed("acme", count=2, pending=2, age_days=1, seed=12)
    place = Workspace.open(nights.workspace.root)
    with open_ledger(place, clock=SystemClock()) as ledger:
        assert ledger.begin_turn("acme", "somebody", 60) is None
        nights.check()
        assert nights.last["accounts"][0]["elsewhere"] == "somebody"
        assert nights.known() == {}
        ledger.end_turn("acme", "somebody")
    assert len(nights.check()) >= 2


@pytest.mark.soak
def test_beside_a_running_submit(nights: Nights) -> None:
    workspace = nights.workspace
    shutil.copytree(SAMPLES / "software", workspace.root / "manifests")
    submit = subprocess.Popen(
        [sys.executable, "-m", "ipp_bot", "submit", "manifests"],
        cwd=workspace.root,
        env={**os.environ, **workspace.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    told = []
    while submit.poll() is None:
        told += nights.check()
    assert submit.returncode == 0
    nights.portal.advance(DAY)
    told += nights.check()
    assert told == []
    assert nights.known() == nights.true()
    assert_filed(nights.portal, workspace, "manifests")
    place = Workspace.open(workspace.root)
    with open_ledger(place, clock=SystemClock()) as ledger:
        assert ledger.check() == []


def test_a_rejection_says_where_to_mend_it_and_the_correction_is_told(nights: Nights) -> None:
    workspace = nights.workspace
    shutil.copytree(SAMPLES / "software", workspace.root / "manifests")
    workspace.submit("manifests")
    nights.check()
    number = nights.numbers("pending")[0]
    nights.portal.review(number, "reject", ["NUMBER_FORMAT"])
    assert nights.check(status=3) == [("rejected", number)]
    (change,) = nights.last["changes"]
    (task,) = [task for task in nights.last["todo"] if task["kind"] == "mend"]
    assert (task["ref"], task["command"]) == (change["ref"], change["command"])
    (why,) = change["reasons"]
    path, line, column = why["place"].rsplit(":", 2)
    shown = (workspace.root / path).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert shown[int(column) - 1 :].startswith("registration_number:")
    assert change["command"] == f"ipp-bot submit --amend --only {change['ref']} {path}"
    story = json.loads(workspace.run("status", change["ref"], "--json").stdout)["story"]
    kinds = [line["kind"] for line in story]
    presses = ["first save intended", "first save", "submit intended", "submit"]
    assert [kind for kind in kinds if kind in presses] == presses
    assert {"planned", "claimed"} <= set(kinds)
    files = {line["text"].partition(":")[0] for line in story if line["kind"] == "file"}
    assert files == {"certificate", "screenshot"}
    statuses = [line["text"] for line in story if line["kind"] == "portal status"]
    assert ["→ draft" in statuses[0], "→ rejected" in statuses[-1]] == [True, True]


def test_notifications_go_out_once_and_wait_where_they_fail(nights: Nights) -> None:
    place = nights.workspace.root / "ipp-bot.yaml"
    place.write_text(place.read_text() + 'notify: ["json://bot:hunter2@127.0.0.1:9/x"]\n')
    nights.portal.seed("acme", count=2, pending=2, age_days=0, seed=14)
    done = nights.workspace.run("sync", "--account", "acme")
    assert done.returncode == 1
    assert "did not go out" in done.stderr
    assert "hunter2" not in done.stdout + done.stderr
    # What was shown counts as told; what was not sent is still to be sent.
    assert nights.check("--no-notify") == []
    with open_ledger(Workspace.open(nights.workspace.root), clock=SystemClock()) as ledger:
        assert len(ledger.notices(unsent=True)) == 2
        assert ledger.notices(unprinted=True) == []
