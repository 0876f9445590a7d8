"""Workers in processes of their own: killed, stopped, on other machines, or not possible."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import datetime
from typing import TYPE_CHECKING

import psutil
import pytest

from ipp_bot.flows.crash_points import CrashPoint
from ipp_bot.run.account_holds import AccountHolds
from ipp_bot.run.lease_owners import new_owner_name
from tests.cluster.conftest import kill
from tests.support.manifests import write_manifest
from tests.support.variants import short
from tests.support.waiting import HOUR, until

if TYPE_CHECKING:
    from ipp_bot.testing import TestWorkspace
    from tests.cluster.conftest import LoadWorkspace

SLOW_UPLOADS = {"kind": "latency", "at": "upload", "seconds": 0.6}
FIRST_UPLOAD_WAITS = {"kind": "latency", "at": "upload", "seconds": HOUR, "times": 1}
LATE_DRAFTS = {"kind": "late_commit", "at": "first_save", "seconds": 0.4, "probability": 0.3}
LATE_SUBMITS = {"kind": "late_commit", "at": "submit", "seconds": 0.4, "probability": 0.3}
WITHIN = 170
"""Seconds after which a worker that should have ended is taken to hang."""


@pytest.mark.soak
@pytest.mark.ipp_portal(faults=[SLOW_UPLOADS, LATE_DRAFTS, LATE_SUBMITS])
@pytest.mark.timeout(600)
def test_one_of_two_workers_is_killed_again_and_again(agency: LoadWorkspace) -> None:
    """What the dead one held is reconciled by the other, on another machine, and filed once."""
    write_manifest(agency.workspace.root, 10)
    assert agency.queue("--sessions", "3").returncode == 0
    kills = 0
    steady = None
    for at, point in enumerate(
        (
            CrashPoint.AFTER_FIRST_SAVE_CLICK,
            CrashPoint.AFTER_SUBMIT_CLICK,
            CrashPoint.AFTER_SUBMIT_INTENT,
            CrashPoint.AFTER_NUMBER,
        )
    ):
        victim = agency.worker("--until-empty", machine="b", IPP_BOT_CRASH_AT=point)
        if at == 3:  # before, it might file everything, and nobody would be left to kill
            steady = agency.worker("--until-empty", "--sessions", "1", machine="a")
        victim.wait(WITHIN)
        kills += victim.returncode == -signal.SIGKILL
        kill(victim)
    assert steady is not None
    said, _ = steady.communicate(timeout=WITHIN)
    assert steady.returncode == 0, said
    assert kills >= 3, said
    agency.assert_exactly_once()
    assert agency.records()["pending"] == 10
    assert agency.jobs() == []
    assert agency.one("SELECT count(*) FROM intents WHERE is_open") == 0
    assert agency.one("SELECT count(*) FROM filings WHERE state <> 'submitted'") == 0
    checked = agency.workspace.run("ledger", "check")
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.ipp_portal(faults=[SLOW_UPLOADS])
@pytest.mark.timeout(400)
@pytest.mark.soak
def test_the_database_goes_away_and_comes_back(agency: LoadWorkspace) -> None:
    """Every connection is cut, again and again, while filings run."""
    assert agency.queue().returncode == 0
    worker = agency.worker("--until-empty", "--verbose")
    assert worker.stdout is not None
    cuts = 0
    said = ""
    for line in worker.stdout:
        said += line
        if cuts < 4 and ("saving the draft" in line or "submitting" in line):
            cuts += 1
            agency.one(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
    worker.wait(WITHIN)
    assert worker.returncode == 0, said
    assert cuts == 4
    agency.assert_exactly_once()
    assert agency.jobs() == []


def test_a_worker_sends_only_what_was_approved(agency: LoadWorkspace) -> None:
    """The queue's own machine requires approvals, the worker's says nothing of them."""
    agency.workspace.environment["IPP_BOT_APPROVALS"] = "required"
    assert agency.queue("--as", "li").returncode == 0
    del agency.workspace.environment["IPP_BOT_APPROVALS"]
    ref = agency.one("SELECT ref FROM filings ORDER BY id LIMIT 1")
    assert agency.workspace.run("approve", ref, "--as", "li").returncode == 1
    assert agency.workspace.run("approve", ref, "--as", "wang").returncode == 0
    worker = agency.worker("--until-empty")
    said, _ = worker.communicate(timeout=WITHIN)
    assert worker.returncode == 3, said
    assert "2 awaiting approval" in said
    assert agency.records() == {"pending": 1}
    assert agency.one("SELECT count(*) FROM intents WHERE press = 'submit'") == 1
    assert agency.one("SELECT ref FROM filings WHERE state = 'submitted'") == ref


@pytest.mark.soak
def test_what_was_changed_after_it_was_queued_is_not_filed_in_its_old_form(
    agency: LoadWorkspace,
) -> None:
    """On the machine that has the manifest; another one files what was queued, and says so."""
    root = agency.workspace.root
    assert agency.queue().returncode == 0
    manifest = root / "manifests" / "acme.yaml"
    planned = manifest.read_text(encoding="utf-8")
    changed = planned.replace("name: 爱可美线索管理软件2", "name: 爱可美线索软件2")
    assert changed != planned
    manifest.write_text(changed, encoding="utf-8")
    said, _ = agency.worker("--until-empty").communicate(timeout=WITHIN)
    words = " ".join(said.split())
    assert "2 submitted, 1 refused" in words
    assert (
        "says something else than was planned: name: 爱可美线索管理软件2 → 爱可美线索软件2" in words
    )
    assert (
        "ipp-bot submit --queue --only acme-0002 manifests/acme.yaml queues it as it is now"
        in words
    )
    assert agency.records() == {"pending": 2}
    assert agency.jobs() == []
    told = agency.workspace.run("todo")
    assert "says something else than was planned" in " ".join(told.stdout.split())
    assert agency.queue("--only", "acme-0002").returncode == 0
    manifest.rename(root / "elsewhere.yaml")
    there, _ = agency.worker("--until-empty", machine="b").communicate(timeout=WITHIN)
    assert "is not on this machine: what was planned from it goes on as it was planned" in there
    (root / "elsewhere.yaml").rename(manifest)
    assert agency.records() == {"pending": 3}
    agency.assert_exactly_once()


@pytest.mark.timeout(400)
@pytest.mark.soak
def test_a_frozen_worker_comes_back_late(agency: LoadWorkspace) -> None:
    """Frozen between intent and press, it finds its filing done by another, and works on."""
    assert agency.queue().returncode == 0
    crash = f"{CrashPoint.AFTER_SUBMIT_INTENT}:stop"
    zombie = agency.worker("--sessions", "1", machine="a", IPP_BOT_CRASH_AT=crash)
    process = psutil.Process(zombie.pid)

    def is_stopped() -> bool:
        assert zombie.poll() is None
        return process.status() == psutil.STATUS_STOPPED

    until(is_stopped, within=WITHIN)
    heir = agency.worker("--until-empty", machine="b")
    said, _ = heir.communicate(timeout=WITHIN)
    assert heir.returncode == 0, said
    assert agency.records() == {"pending": 3}
    zombie.send_signal(signal.SIGCONT)
    write_manifest(agency.workspace.root, 4)
    assert agency.queue().returncode == 0

    def is_done() -> bool:
        assert zombie.poll() is None, zombie.communicate()[0]
        return not agency.jobs()

    until(is_done, within=WITHIN)
    zombie.send_signal(signal.SIGTERM)
    heard, _ = zombie.communicate(timeout=WITHIN)
    assert zombie.returncode == 0, heard
    assert "acme-0004: submitted" in heard
    assert agency.records() == {"pending": 4}
    agency.assert_exactly_once()


def test_syncs_once_a_day(agency: LoadWorkspace) -> None:
    """A time that has just been is made up for, by one of the workers."""
    assert agency.queue("--only", "acme-0001").returncode == 0
    worker = agency.worker("--sync-at", f"{datetime.now().astimezone():%H:%M}")
    assert worker.stdout is not None
    said = ""
    for line in worker.stdout:
        said += line
        if "acme-0001: submitted" in said and "reading what is pending" in said:
            break
    worker.send_signal(signal.SIGTERM)
    rest, _ = worker.communicate(timeout=WITHIN)
    assert worker.returncode == 0, said + rest
    assert agency.one("SELECT count(*) FROM procrastinate_periodic_defers") == 1
    assert agency.jobs() == []


@pytest.mark.soak
def test_goes_on_once_another_workspace_has_ended_that_files_for_the_account(
    agency: LoadWorkspace,
) -> None:
    other = AccountHolds(
        portal=agency.workspace.url, ledger="/o", workspace="/other", owner=new_owner_name()
    )
    other.take("acme", "acmerightsagencyltd")
    assert agency.queue("--only", "acme-0001").returncode == 0
    worker = agency.worker("--until-empty")
    assert worker.stdout is not None
    said = ""
    for line in worker.stdout:
        said += line
        if "waiting" in line and "/other" in line:
            break
    assert agency.records() == {}
    other.release()
    rest, _ = worker.communicate(timeout=WITHIN)
    assert worker.returncode == 0, said + rest
    assert agency.records() == {"pending": 1}


@pytest.mark.parametrize("more", [["--sync-at", "25:00"], ["--sync-at", "02:30", "--until-empty"]])
def test_a_time_that_is_none_is_refused(agency: LoadWorkspace, more: list[str]) -> None:
    worker = agency.worker(*more)
    said, _ = worker.communicate(timeout=WITHIN)
    assert worker.returncode == 2
    assert "--sync-at" in said


@pytest.mark.ipp_portal(faults=[FIRST_UPLOAD_WAITS])
@pytest.mark.timeout(300)
@pytest.mark.parametrize(("signals", "status"), short([(1, 0), (2, 130)]))
def test_stopped_politely(agency: LoadWorkspace, signals: int, status: int) -> None:
    """Once: the running filings are finished; twice: they are queued again. Others wait."""
    assert agency.queue("--sessions", "1").returncode == 0
    worker = agency.worker("--verbose")
    said = []
    assert worker.stdout is not None
    for line in worker.stdout:
        said.append(line)
        if "filling in the details" in line:
            break
    until(lambda: agency.portal.struck() or worker.poll() is not None)
    worker.send_signal(signal.SIGTERM)
    for line in worker.stdout:
        said.append(line)
        if "puts them back" in line:
            break
    if signals == 2:
        worker.send_signal(signal.SIGTERM)
    else:
        agency.portal.release()
    rest, _ = worker.communicate(timeout=WITHIN)
    assert worker.returncode == status, "".join(said) + rest
    waiting = agency.jobs()
    assert {job[0] for job in waiting} == {"todo"}
    assert len(waiting) == (2 if signals == 1 else 3)
    assert agency.records()["pending"] == (1 if signals == 1 else 0)
    heir = agency.worker("--until-empty")
    heard, _ = heir.communicate(timeout=WITHIN)
    assert heir.returncode == 0, heard
    agency.assert_exactly_once()


def test_documents_that_are_not_shared_are_refused(agency: LoadWorkspace) -> None:
    assert agency.queue().returncode == 0
    settings = agency.workspace.root / "ipp-bot.yaml"
    text = settings.read_text(encoding="utf-8").replace("/shared\n", "/of-my-own\n")
    settings.write_text(text, encoding="utf-8")
    worker = agency.worker("--until-empty")
    said, _ = worker.communicate(timeout=WITHIN)
    assert worker.returncode == 2, said
    assert "shared_files" in said
    assert agency.queue().returncode == 2
    assert len(agency.jobs()) == 3
    assert agency.records() == {}


def test_an_account_that_cannot_sign_in_rests(agency: LoadWorkspace) -> None:
    """Its filings stay queued, the reason is told once, and no password is tried again."""
    assert agency.queue().returncode == 0
    worker = agency.worker("--until-empty", IPP_TEST_ACME="wrong")
    said, _ = worker.communicate(timeout=WITHIN)
    assert worker.returncode == 1, said
    assert said.count("acme rests") == 1
    assert "3 not begun" in said
    assert {job[0] for job in agency.jobs()} == {"todo"}
    assert agency.records() == {}


@pytest.mark.timeout(300)
def test_a_resting_account_goes_on_once_somebody_signed_in(agency: LoadWorkspace) -> None:
    """The worker sees the saved session and serves the account again by itself."""
    assert agency.queue().returncode == 0
    worker = agency.worker(IPP_TEST_ACME="wrong")
    assert worker.stdout is not None
    said = ""
    for line in worker.stdout:
        said += line
        if "acme rests" in line:
            break
    signed_in = agency.workspace.run("sync", "--account", "acme")
    assert signed_in.returncode == 0, signed_in.stdout + signed_in.stderr
    for line in worker.stdout:
        said += line
        if said.count(": submitted as") == 3:
            break
    worker.send_signal(signal.SIGTERM)
    worker.wait(WITHIN)
    assert worker.returncode == 0, said
    agency.assert_exactly_once()
    assert agency.jobs() == []


def test_without_postgresql_a_worker_is_refused(ipp_workspace: TestWorkspace) -> None:
    for command in (["worker"], ["submit", "--queue"]):
        refused = ipp_workspace.run(*command)
        assert refused.returncode == 2, refused.stdout + refused.stderr
        assert "PostgreSQL" in refused.stderr
        assert "Traceback" not in refused.stderr


WITHOUT_EXTRA = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("procrastinate", "psycopg", "psycopg_pool"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
from ipp_bot.cli import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize(
    ("command", "status", "words"),
    [
        (["status"], 0, ""),
        (["submit", "--help"], 0, "--queue"),
        (["worker", "--help"], 0, "--until-empty"),
    ],
)
def test_without_the_extra_everything_else_works(
    ipp_workspace: TestWorkspace, command: list[str], status: int, words: str
) -> None:
    done = _without_extra(ipp_workspace, *command)
    assert done.returncode == status, done.stdout + done.stderr
    assert words in done.stdout


def test_without_the_extra_a_worker_says_what_to_install(ipp_workspace: TestWorkspace) -> None:
    with (ipp_workspace.root / "ipp-bot.yaml").open("a", encoding="utf-8") as settings:
        settings.write("database: postgresql://ipp@127.0.0.1:1/none\n")
    for command in (["worker"], ["submit", "--queue"]):
        refused = _without_extra(ipp_workspace, *command)
        assert refused.returncode == 2, refused.stdout + refused.stderr
        assert "pip install 'ipp-bot[cluster]'" in refused.stderr


def _without_extra(workspace: TestWorkspace, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_EXTRA, *command],
        cwd=workspace.root,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
