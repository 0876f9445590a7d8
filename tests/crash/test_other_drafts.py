"""Drafts that somebody else made in the same account are left alone."""

from __future__ import annotations

import shutil
import signal
from typing import TYPE_CHECKING

import pytest

from ipp_bot.flows.crash_points import CrashPoint
from ipp_bot.testing import TestWorkspace
from tests.crash.conftest import LoadWorkspace
from tests.support.manifests import write_manifest
from tests.support.variants import short

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def colleague(agency: LoadWorkspace, tmp_path_factory: pytest.TempPathFactory) -> LoadWorkspace:
    """Another workspace of the same account, with a ledger of its own and one entry."""
    root: Path = tmp_path_factory.mktemp("colleague")
    for name in ("ipp-bot.yaml", "hurried.yaml"):
        shutil.copy(agency.workspace.root / name, root)
    write_manifest(root, 1)
    workspace = TestWorkspace(root, agency.workspace.url, agency.workspace.environment)
    return LoadWorkspace(agency.portal, workspace)


@pytest.mark.parametrize(
    ("point", "drafts"),
    short(
        [
            (CrashPoint.AFTER_FIRST_SAVE_CLICK, 2),  # one draft is each one's: nobody knows which
            (CrashPoint.AFTER_FIRST_SAVE_INTENT, 1),  # nothing was sent: it is the colleague's
        ]
    ),
)
def test_an_empty_draft_of_somebody_else_is_left_alone(
    point: CrashPoint, drafts: int, agency: LoadWorkspace, colleague: LoadWorkspace
) -> None:
    killed = agency.submit("--only", "acme-0002", IPP_BOT_CRASH_AT=point)
    assert killed.returncode == -signal.SIGKILL, killed.stdout + killed.stderr
    begun = colleague.submit(IPP_BOT_CRASH_AT=CrashPoint.AFTER_NUMBER)
    assert begun.returncode == -signal.SIGKILL, begun.stdout + begun.stderr
    assert len(agency.portal.iprs()) == drafts
    theirs = max(one["number"] for one in agency.portal.iprs())
    done = agency.submit("--only", "acme-0002")
    assert done.returncode == 0, done.stdout + done.stderr
    (empty,) = [one for one in agency.portal.iprs() if one["number"] == theirs]
    assert (empty["status"], empty["fields"], empty["attachments"]) == ("draft", {}, [])
    done = colleague.submit()
    assert done.returncode == 0, done.stdout + done.stderr
    sent = {one["number"]: one for one in agency.portal.iprs() if one["status"] == "pending"}
    assert len(sent) == 2
    assert sent[theirs]["fields"]["name"] == "爱可美线索管理软件1"
    assert {one["submissions"] for one in sent.values()} == {1}
