"""A workspace whose profile is in a hurry, and a child process that may be killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ipp_bot.testing import PortalProcess, TestWorkspace, assert_filed
from tests.support.hurried import hurry

SAMPLES = Path(__file__).parents[2] / "manifests"


@dataclass
class LoadWorkspace:
    """A workspace with some manifests, and what must be true of its portal in the end."""

    portal: PortalProcess
    workspace: TestWorkspace

    def submit(self, *more: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """One run of `ipp-bot submit`, to whatever end."""
        self.workspace.environment.update(environment)
        try:
            return self.workspace.run("submit", "manifests", *more)
        finally:
            for name in environment:
                del self.workspace.environment[name]

    def start(self, *more: str, **environment: str) -> subprocess.Popen[str]:
        """`ipp-bot submit` as a child that the test may stop, continue and kill."""
        return subprocess.Popen(
            [sys.executable, "-m", "ipp_bot", "submit", "manifests", *more],
            cwd=self.workspace.root,
            env={**os.environ, **self.workspace.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def records(self) -> Counter[str]:
        """How many records there are of each status."""
        return Counter(ipr["status"] for ipr in self.portal.iprs())

    def told_empty_drafts(self) -> set[str]:
        """Empty drafts of which nobody can tell whose they are, where the ledger says so."""
        with closing(sqlite3.connect(self.workspace.root / ".ipp-bot" / "ledger.sqlite")) as ledger:
            notes = " ".join(note for (note,) in ledger.execute("SELECT note FROM intents"))
        return {
            ipr["number"]
            for ipr in self.portal.iprs()
            if ipr["status"] == "draft" and not ipr["fields"] and ipr["number"] in notes
        }

    def assert_exactly_once(self) -> None:
        """One record an entry, equal to its manifest, submitted once, with a receipt.

        No orphan either, but for empty drafts that are told.
        """
        assert_filed(self.portal, self.workspace, "manifests")
        iprs = self.portal.iprs()
        receipts = (self.workspace.root / ".ipp-bot" / "receipts").rglob("receipt.json")
        numbered = {json.loads(path.read_text(encoding="utf-8"))["number"] for path in receipts}
        left = self.told_empty_drafts()
        iprs = [ipr for ipr in iprs if ipr["number"] not in left]
        assert numbered == {ipr["number"] for ipr in iprs}
        numbers = Counter(ipr["fields"].get("registration_number") for ipr in iprs)
        assert {number: count for number, count in numbers.items() if count != 1} == {}
        assert {ipr["number"]: ipr["submissions"] for ipr in iprs if ipr["submissions"] != 1} == {}


@pytest.fixture
def agency(ipp_portal: PortalProcess, ipp_workspace: TestWorkspace) -> Any:
    """A workspace with three software samples of one account and a profile in a hurry."""
    hurry(ipp_workspace.root)
    shutil.copytree(SAMPLES / "software", ipp_workspace.root / "manifests")
    (ipp_workspace.root / "manifests" / "xingyun.yaml").unlink()
    return LoadWorkspace(ipp_portal, ipp_workspace)


def kill(child: subprocess.Popen[str]) -> None:
    """Ends a child and everything that it started, at once."""
    os.killpg(child.pid, signal.SIGKILL)
    child.communicate()
