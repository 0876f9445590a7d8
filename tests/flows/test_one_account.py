"""One account of a portal, and one portal, however they are named: nothing is filed twice."""

from __future__ import annotations

import shutil
import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ipp_bot.errors import AccountBusy
from ipp_bot.run.account_holds import AccountHolds
from ipp_bot.run.lease_owners import new_owner_name
from ipp_bot.state_folder import state_folder

if TYPE_CHECKING:
    from ipp_bot.testing import PortalProcess, TestWorkspace

SAMPLES = Path(__file__).resolve().parents[2] / "manifests"
MANIFEST = "manifests/software/acme.yaml"


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def workspace(ipp_workspace: TestWorkspace) -> TestWorkspace:
    shutil.copytree(SAMPLES, ipp_workspace.root / "manifests")
    return ipp_workspace


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_two_names_for_one_account_file_once(
    ipp_portal: PortalProcess, workspace: TestWorkspace
) -> None:
    settings = workspace.root / "ipp-bot.yaml"
    text = settings.read_text(encoding="utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith("  acme:")]
    twin = line.replace("acme:", "twin:").replace("username: acme", "username: acme@example.com")
    settings.write_text(text + twin + "\n", encoding="utf-8")
    shutil.copy(workspace.root / MANIFEST, workspace.root / "manifests" / "software" / "twin.yaml")
    path = workspace.root / "manifests" / "software" / "twin.yaml"
    _replace(path, "account: acme", "account: twin")
    _replace(path, "ref: acme-", "ref: twin-")
    done = workspace.run("submit", MANIFEST, "manifests/software/twin.yaml")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "3 submitted" in done.stdout
    assert "under two names everything would be filed twice" in done.stdout
    assert len(ipp_portal.iprs()) == 3
    again = workspace.run("submit", MANIFEST, "manifests/software/twin.yaml")
    assert again.returncode == 3
    assert "3 already submitted" in again.stdout
    assert len(ipp_portal.iprs()) == 3


def test_another_spelling_of_the_portals_address_files_nothing_again(
    ipp_portal: PortalProcess, workspace: TestWorkspace
) -> None:
    workspace.submit(MANIFEST)
    port = workspace.url.rpartition(":")[2]
    settings = workspace.root / "ipp-bot.yaml"
    _replace(settings, workspace.url, f"http://LOCALHOST:{port}")
    again = workspace.submit(MANIFEST)
    assert "3 already submitted" in again.stdout
    assert len(ipp_portal.iprs()) == 3


def test_another_workspace_that_files_for_the_account_now_is_named(
    ipp_portal: PortalProcess, workspace: TestWorkspace
) -> None:
    other = AccountHolds(
        portal=workspace.url,
        ledger="/other/.ipp-bot/ledger.sqlite",
        workspace="/other",
        owner=new_owner_name(),
    )
    other.take("acme", "acmerightsagencyltd")
    refused = workspace.run("submit", MANIFEST)
    assert refused.returncode == 3, refused.stdout + refused.stderr
    assert "/other" in refused.stdout
    assert "Nothing was sent" in refused.stdout
    assert ipp_portal.iprs() == []
    other.release()
    workspace.submit(MANIFEST)
    assert len(ipp_portal.iprs()) == 3


def _holds(ledger: str, owner: str) -> AccountHolds:
    return AccountHolds(portal="https://p", ledger=ledger, workspace=f"/{ledger}", owner=owner)


def test_processes_of_one_ledger_hold_an_account_together() -> None:
    _holds("one", new_owner_name()).take("acme", "a")
    _holds("one", new_owner_name()).take("acme", "a")
    with pytest.raises(AccountBusy, match="/one"):
        _holds("two", new_owner_name()).take("acme", "a")
    _holds("two", new_owner_name()).take("beta", "b")


def test_what_dead_processes_held_is_free() -> None:
    machine, _pid, started, _ = new_owner_name().split("/")
    _holds("one", f"{machine}/1/{float(started) - 1000:.0f}/aa").take("acme", "a")
    _holds("two", new_owner_name()).take("acme", "a")


def test_what_nobody_renews_is_free_where_its_process_cannot_be_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    machine, *process = new_owner_name().split("/")
    away, here = "/".join(["container", *process]), "/".join([machine, *process])
    _holds("one", away).take("acme", "a")
    _holds("one", here).take("beta", "b")
    later = time.time() + 300
    with monkeypatch.context() as clock:
        clock.setattr(time, "time", lambda: later - 200)
        _holds("one", away).renew()
        clock.setattr(time, "time", lambda: later - 100)
        with pytest.raises(AccountBusy):
            _holds("two", new_owner_name()).take("acme", "a")
        clock.setattr(time, "time", lambda: later)
        _holds("two", new_owner_name()).take("acme", "a")
        with pytest.raises(AccountBusy):
            _holds("two", new_owner_name()).take("beta", "b")


def test_a_state_folder_that_cannot_be_used_stops_nobody() -> None:
    (state_folder() / "accounts.sqlite").write_bytes(b"no database" * 100)
    _holds("one", new_owner_name()).take("acme", "a")
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(state_folder() / "accounts.sqlite").execute("SELECT * FROM holds")
