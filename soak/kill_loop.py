"""Runs that are killed until so many filings are done."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ipp_bot.clock import SystemClock
from ipp_bot.flows.crash_points import VARIABLE, CrashPoint
from ipp_bot.ledger import State
from ipp_bot.run.account_sessions import open_ledger
from ipp_bot.settings import Workspace
from soak.figures import Diary
from soak.processes import KILLED

if TYPE_CHECKING:
    import random

    from soak.processes import Ended, ProcessFactory
    from soak.workspaces import LoadWorkspace

__all__ = ["KillLoop"]

AIMED = 0.3
"""Part of the kills that are made at a named point."""
POINTS = [point for point in CrashPoint if point is not CrashPoint.AFTER_TEMPLATE]
SLOWEST = 0.05
"""Filings a second below which no run is expected to be."""
LAST_RUNS = 8
"""How often a batch is run to its end before it is given up."""


@dataclass
class KillLoop:
    """Kills the workers of one process after another, batch by batch of filings."""

    agency: LoadWorkspace
    crew: ProcessFactory
    dice: random.Random
    filings: int
    kills: int
    batch: int
    sessions: int
    start_up: float
    """Seconds that a run takes before it files anything."""
    until: float
    """When to come to an end, by the monotonic clock."""
    by_path: bool = False
    """Give the manifest to each run, instead of planning it beforehand."""
    diary: Diary = field(default_factory=Diary)
    planned: int = 0
    rate: float = 1.0
    """Filings a second, as seen lately."""

    def run(self) -> None:
        """All batches, or as many as there is time for."""
        while self.planned < self.filings and self.is_time:
            count = min(self.batch, self.filings - self.planned)
            first = self.planned + 1
            if self.by_path:
                manifest = [self.agency.write(first, count).name]
            else:
                self.agency.plan(first, count)
                manifest = []
            self.planned += count
            self.work(manifest, round(self.kills * self.planned / self.filings))
            done = self.submitted()
            print(
                f"{done} of {self.planned} filings, {len(self.diary.kills)} kills, "
                f"{self.rate:.1f} filings a second",
                file=sys.stderr,
                flush=True,
            )

    def work(self, manifest: list[str], wanted: int) -> None:
        """One batch to its end, with so many kills on the whole by then."""
        arguments = ["submit", *manifest, "--json", "--sessions", str(self.sessions)]
        self._harry(arguments, wanted)
        self._finish(arguments)

    @property
    def is_time(self) -> bool:
        """Whether there is time left."""
        return time.monotonic() < self.until

    def submitted(self) -> int:
        """How many filings the ledger says are submitted."""
        with open_ledger(Workspace.open(self.agency.folder), clock=SystemClock()) as ledger:
            return ledger.counts().get(State.SUBMITTED, 0)

    def _harry(self, arguments: list[str], wanted: int) -> None:
        while len(self.diary.kills) < wanted and self.is_time:
            left = self.planned - self.submitted()
            if left <= 0:
                return
            # So many filings between two kills, on average.
            some = left / (wanted - len(self.diary.kills) + 1)
            mean = self.start_up + some / self.rate
            began = time.monotonic()
            ended = self.one(arguments, mean, some)
            worked = time.monotonic() - began - self.start_up
            gained = left - (self.planned - self.submitted())
            if worked > 0.5:  # noqa: PLR2004 - shorter ones tell nothing
                self.rate = max(self.rate + 0.1 * (gained / worked - self.rate), SLOWEST)
            self.diary.memory.append(ended.memory)
            if ended.status != KILLED:
                self.diary.statuses[ended.status] += 1
                if ended.status == 0:
                    return

    def one(self, arguments: list[str], mean: float, some: float, *, machine: str = "") -> Ended:
        """One run that is killed at some moment, unless it ends before."""
        aim = self.dice.random() < AIMED
        environment = dict(self.agency.environment)
        delay = self.dice.uniform(self.start_up * 0.3, 2 * mean - self.start_up * 0.3)
        if aim:
            times = self.dice.randint(1, max(round(2 * some), 2))
            environment[VARIABLE] = f"{self.dice.choice(POINTS)}:{times}"
            delay = 4 * mean
        running = self.crew.start(self.agency, arguments, environment, machine=machine)
        ended = running.wait(delay)
        if ended is None:
            ended = running.kill(alone=self.dice.random() < 0.5)  # noqa: PLR2004 - every other one
            self.diary.killed(aimed=False)
        elif ended.status == KILLED:
            self.diary.killed(aimed=True)
        return ended

    def _finish(self, arguments: list[str]) -> None:
        for _ in range(LAST_RUNS):
            ended = self.crew.start(self.agency, arguments, self.agency.environment).wait(None)
            if ended is None:
                raise AssertionError("it waits for ever")
            self.diary.memory.append(ended.memory)
            self.diary.statuses[ended.status] += 1
            if ended.status == 0:
                return
