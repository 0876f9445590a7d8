"""Several sessions of one account: they end, share a draft, or sign each other out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipp_bot.reached import RareState
from tests.support.manifests import write_manifest

if TYPE_CHECKING:
    from tests.crash.conftest import LoadWorkspace


@pytest.mark.soak
@pytest.mark.timeout(400)
def test_eight_sessions_end_at_once_and_one_signs_in(agency: LoadWorkspace) -> None:
    """Each expiry hits every page of the account; however many notice it, one signs in.

    Two that come while nobody has signed in again are one: a dead session dies no more.
    """
    write_manifest(agency.workspace.root, 8)
    places = (("upload", 5), ("save", 4), ("record", 7))
    agency.portal.faults(
        *({"at": at, "kind": "expire_session", "times": 1, "skip": n} for at, n in places)
    )
    done = agency.submit("--sessions", "8", "-v")
    assert done.returncode == 0, done.stdout + done.stderr
    agency.assert_exactly_once()
    assert agency.portal.struck() == len(places)
    sign_ins = agency.portal.stats()["sign_ins"]
    assert 2 <= sign_ins <= 1 + len(places), done.stdout + done.stderr


@pytest.mark.timeout(400)
@pytest.mark.ipp_portal(faults=[{"kind": "sign_out_others"}])
@pytest.mark.reaches(RareState.SIGN_IN_TAKEN_UP)
def test_two_runs_that_sign_each_other_out_share_one_session(agency: LoadWorkspace) -> None:
    """Who was signed out takes up the sign-in that the other one saved; so with the filings."""
    write_manifest(agency.workspace.root, 4)
    runs = [agency.start("--sessions", "2") for _ in range(2)]
    for run in runs:
        said, _ = run.communicate(timeout=200)
        assert run.returncode == 0, said
    # Each signs in once; who is signed out while the other one's sign-in is being saved, again.
    assert agency.portal.stats()["sign_ins"] <= 6
    agency.assert_exactly_once()


@pytest.mark.timeout(400)
@pytest.mark.ipp_portal(faults=[{"kind": "shared_wizard"}])
def test_a_draft_that_sessions_share_is_noticed(agency: LoadWorkspace) -> None:
    """Only one filing is in hand from then on; none gets another one's content, none rests."""
    write_manifest(agency.workspace.root, 4)
    done = agency.submit("--sessions", "3")
    assert done.returncode == 0, done.stdout + done.stderr
    agency.assert_exactly_once()
    assert agency.portal.stats()["sign_ins"] == 1
