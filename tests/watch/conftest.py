"""A workspace that knows only where a portal begins, and a person who files there by hand."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.clock import SystemClock
from ipp_bot.manifest import Frozen
from ipp_bot.portal_process import ACCOUNTS
from ipp_bot.run import planning
from ipp_bot.run.checking import check
from ipp_bot.run.watch import Watched
from ipp_bot.run.watch import watch as watch_person
from ipp_bot.run.workspace_ledger import open_ledger
from ipp_bot.workspace import Workspace
from tests.watch.start import write_start_profile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ipp_bot.testing import TestWorkspace
    from ipp_bot.watch import Question
    from tests.conftest import Run
    from tests.watch.people import Entry, Person

SAMPLES = Path(__file__).parents[2] / "manifests"


@dataclass
class Watching:
    """A workspace with a start profile, in which people are watched."""

    workspace: TestWorkspace
    run: Run
    answers: Mapping[str, str] = field(default_factory=dict)
    """By a label, the key that the person at the terminal answers."""
    asked: list[Question] = field(default_factory=list)
    headed: bool = False
    """Whether the person has a window."""

    def watch(self, manifest: str, ref: str, make: type[Person], **more: Any) -> Watched:
        """What comes of watching this person file the sample."""
        workspace = Workspace.open(self.workspace.root)
        workspace.folder(".")
        clock = SystemClock()
        checked = check(workspace, [workspace.root / manifest], only=[ref], clock=clock)
        assert not checked.errors, checked.diagnostics
        with open_ledger(workspace, clock=clock) as ledger:
            [(filing, _)] = planning.plan(workspace, ledger, checked).decided
            [entry] = checked.entries
            frozen = Frozen.model_validate_json(filing.entry)
            files = dict(entry.files)
            if entry.poa is not None and entry.poa.file is not None:
                files["power_of_attorney"] = (entry.poa.file,)
            account = ACCOUNTS[frozen.account]
            told: Entry = {
                "type": frozen.type,
                "place": frozen.place,
                "country": frozen.country or "",
                "values": frozen.values,
                "files": {slot: list(paths) for slot, paths in files.items()},
            }

            async def act() -> Watched:
                return await watch_person(
                    workspace,
                    ledger,
                    filing,
                    clock=clock,
                    ask=self._answer,
                    person=make(account.username, account.password, told, **more),
                    headed=self.headed,
                    within=200,
                )

            return self.run(act)

    def receipt(self, account: str, ref: str) -> dict[str, Any]:
        """The receipt of a filing."""
        path = self.workspace.root / ".ipp-bot" / "receipts" / account / ref / "receipt.json"
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return found

    def _answer(self, question: Question) -> str:
        self.asked.append(question)
        return self.answers.get(question.label, "")


@pytest.fixture
def watching(ipp_workspace: TestWorkspace, run: Run) -> Watching:
    """A workspace that knows where the portal begins, and all samples."""
    settings = ipp_workspace.root / "ipp-bot.yaml"
    text = settings.read_text("utf-8").replace("profile: center.yaml, ", "")
    text = text.replace("portal: {", "portal: {profile: start.yaml, ")
    settings.write_text(text, encoding="utf-8")
    center = (ipp_workspace.root / "center.yaml").exists()
    write_start_profile(
        ipp_workspace.root / "start.yaml", start="/ippCenter.htm" if center else "/"
    )
    shutil.copytree(SAMPLES, ipp_workspace.root / "manifests")
    return Watching(ipp_workspace, run)
