"""A workspace that knows only where another portal begins, and people who are watched there."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import yaml

from ipp_bot.clock import SystemClock
from ipp_bot.run import planning
from ipp_bot.run.checking import check
from ipp_bot.run.watch import Watched, watch
from ipp_bot.run.workspace_ledger import open_ledger
from ipp_bot.testing import TestWorkspace
from ipp_bot.workspace import Workspace
from tests.other_portals.samples import SAMPLES
from tests.watch.start import write_start_profile

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from pathlib import Path

    from playwright.async_api import Page

    from ipp_bot.watch import Question
    from tests.conftest import Run

__all__ = ["Visit"]


@dataclass
class Visit:
    """A start profile, all samples, and the answers of whoever sits at the terminal."""

    workspace: TestWorkspace
    run: Run
    answers: Mapping[str, str] | Callable[[Question], str]
    """By the words that are asked about, or else their label: the answer; or who answers."""
    asked: list[Question] = field(default_factory=list)

    @classmethod
    def at(
        cls,
        folder: Path,
        url: str,
        people: Mapping[str, tuple[str, str]],
        run: Run,
        answers: Mapping[str, str] | Callable[[Question], str],
        start: str,
    ) -> Visit:
        """A workspace for the portal at this address."""
        passwords = {f"IPP_TEST_{name.upper()}": told[0] for name, told in people.items()}
        settings = {
            "portal": {"profile": "start.yaml", "url": url, "settle_seconds": 1},
            "accounts": {
                name: {
                    "username": name,
                    "password_env": f"IPP_TEST_{name.upper()}",
                    "complainant": told[1],
                }
                for name, told in people.items()
            },
        }
        text = yaml.safe_dump(settings, allow_unicode=True)
        (folder / "ipp-bot.yaml").write_text(text, encoding="utf-8")
        write_start_profile(folder / "start.yaml", start=start)
        shutil.copytree(SAMPLES, folder / "manifests")
        return cls(TestWorkspace(folder, url, passwords), run, answers)

    def watch(self, ref: str, person: Callable[[Page], Awaitable[None]]) -> Watched:
        """What comes of watching this person file the sample."""
        opened = Workspace.open(self.workspace.root)
        opened.folder(".")
        clock = SystemClock()

        async def act() -> Watched:
            with open_ledger(opened, clock=clock) as ledger:
                checked = check(opened, [opened.root / "manifests"], only=[ref], clock=clock)
                [(filing, _)] = planning.plan(opened, ledger, checked).decided
                return await watch(
                    opened,
                    ledger,
                    filing,
                    clock=clock,
                    ask=self._answer,
                    person=person,
                    headed=False,
                    within=300,
                )

        return self.run(act)

    def _answer(self, question: Question) -> str:
        self.asked.append(question)
        if callable(self.answers):
            return self.answers(question)
        return self.answers.get(question.value) or self.answers.get(question.label, "")
