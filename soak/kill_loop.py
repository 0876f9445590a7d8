"""Runs that are killed until a number of filings is done."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ipp_bot.clock import SystemClock
from ipp_bot.flows.crash_points import VARIABLE, CrashPoint
from ipp_bot.ledger import State
from ipp_bot.run.account_sessions import open_ledger
from ipp_bot.workspace import Workspace
from soak.figures import RunLog
from soak.processes import KILLED

if TYPE_CHECKING:
    import random

    from soak.processes import ProcessEnd, ProcessFactory, RunningProcess
    from soak.workspaces import LoadWorkspace

__all__ = ["KillLoop"]

AT_POINTS = 0.3
"""The share of kills that are made at a named crash point, from 0 to 1."""
POINTS = [point for point in CrashPoint if point is not CrashPoint.AFTER_TEMPLATE]
SLOWEST = 0.05
"""Filings a second below which no run is expected to be."""
LAST_RUNS = 8
"""How often a batch is run to its end before it is given up."""


@dataclass
class KillLoop:
    """Starts one run after another and kills it, batch by batch of filings."""

    workspace: LoadWorkspace
    processes: ProcessFactory
    rng: random.Random
    filings: int
    kills: int
    batch: int
    sessions: int
    start_up: float
    """Seconds that a run takes before it files anything."""
    until: float
    """When to stop, by the monotonic clock."""
    by_path: bool = False
    """Give the manifest to each run, instead of planning it beforehand."""
    log: RunLog = field(default_factory=RunLog)
    planned: int = 0
    rate: float = 1.0
    """Filings a second, as seen lately."""

    def run(self) -> None:
        """All batches, or as many as there is time for."""
        while self.planned < self.filings and self.has_time:
            count = min(self.batch, self.filings - self.planned)
            first = self.planned + 1
            if self.by_path:
                manifest = [self.workspace.write(first, count).name]
            else:
                self.workspace.plan(first, count)
                manifest = []
            self.planned += count
            self.work(manifest, round(self.kills * self.planned / self.filings))
            done = self.submitted()
            print(
                f"{done} of {self.planned} filings, {len(self.log.kills)} kills, "
                f"{self.rate:.1f} filings a second",
                file=sys.stderr,
                flush=True,
            )

    def work(self, manifest: list[str], wanted: int) -> None:
        """Runs one batch to its end, until `wanted` kills were made in all."""
        arguments = ["submit", *manifest, "--json", "--sessions", str(self.sessions)]
        self._run_with_kills(arguments, wanted)
        self._run_to_end(arguments)

    @property
    def has_time(self) -> bool:
        """Whether there is time left."""
        return time.monotonic() < self.until

    def submitted(self) -> int:
        """How many filings the ledger says are submitted."""
        with open_ledger(Workspace.open(self.workspace.folder), clock=SystemClock()) as ledger:
            return ledger.counts().get(State.SUBMITTED, 0)

    def _run_with_kills(self, arguments: list[str], wanted: int) -> None:
        while len(self.log.kills) < wanted and self.has_time:
            left = self.planned - self.submitted()
            if left <= 0:
                return
            # filings between two kills, on average
            share = left / (wanted - len(self.log.kills) + 1)
            mean = self.start_up + share / self.rate
            began = time.monotonic()
            ended = self.run_once(arguments, mean, share)
            worked = time.monotonic() - began - self.start_up
            gained = left - (self.planned - self.submitted())
            if worked > 0.5:  # noqa: PLR2004 - shorter runs give no rate
                self.rate = max(self.rate + 0.1 * (gained / worked - self.rate), SLOWEST)
            self.log.memory.append(ended.memory)
            if ended.status != KILLED:
                self.log.statuses[ended.status] += 1
                if ended.status == 0:
                    return

    def start(self, arguments: list[str], *, machine: str = "") -> RunningProcess:
        """Starts a run that is not meant to be killed."""
        environment = self.workspace.environment
        return self.processes.start(self.workspace, arguments, environment, machine=machine)

    def run_once(
        self, arguments: list[str], mean: float, share: float, *, machine: str = ""
    ) -> ProcessEnd:
        """One run that is killed at some moment, unless it ends before."""
        at_point = self.rng.random() < AT_POINTS
        environment = dict(self.workspace.environment)
        delay = self.rng.uniform(self.start_up * 0.3, 2 * mean - self.start_up * 0.3)
        if at_point:
            times = self.rng.randint(1, max(round(2 * share), 2))
            environment[VARIABLE] = f"{self.rng.choice(POINTS)}:{times}"
            delay = 4 * mean
        running = self.processes.start(self.workspace, arguments, environment, machine=machine)
        ended = running.wait(delay)
        if ended is None:
            ended = running.kill(only_parent=self.rng.random() < 0.5)  # noqa: PLR2004 - every other one
            self.log.killed(at_point=False)
        elif ended.status == KILLED:
            self.log.killed(at_point=True)
        return ended

    def _run_to_end(self, arguments: list[str]) -> None:
        for _ in range(LAST_RUNS):
            ended = self.start(arguments).wait(None)
            if ended is None:
                raise AssertionError("the run does not end")
            self.log.memory.append(ended.memory)
            self.log.statuses[ended.status] += 1
            if ended.status == 0:
                return
