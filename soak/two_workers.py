"""Two workers on PostgreSQL, one of them killed again and again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from soak.kill_loop import LAST_RUNS, KillLoop
from soak.processes import KILLED

if TYPE_CHECKING:
    from soak.processes import Running

__all__ = ["MACHINES", "Pair"]

MACHINES = ("steady", "victim")
"""Neither can see whether a process of the other one has died."""


@dataclass
class Pair(KillLoop):
    """Queues a batch, then kills the worker of one machine while the other one works."""

    def work(self, manifest: list[str], wanted: int) -> None:
        """One batch from the queue to its end."""
        queue = ["submit", "--queue", *manifest, "--sessions", str(self.sessions), "--json"]
        ended = self.crew.start(self.agency, queue, self.agency.environment).wait(None)
        if ended is None or ended.status != 0:
            raise RuntimeError(f"the batch was not queued: {ended}")
        arguments = ["worker", "--until-empty", "--sessions", str(max(self.sessions // 2, 1))]
        steady = self._start(arguments)
        while len(self.diary.kills) < wanted and self.is_time:
            if self._one_death(arguments, wanted, steady):
                break
        # The machine whose worker died last comes back once more.
        last = self.crew.start(self.agency, arguments, self.agency.environment, machine=MACHINES[1])
        last.wait(None)
        for _ in range(LAST_RUNS):
            ended = steady.wait(None)
            if ended is None:
                raise AssertionError("it waits for ever")
            self.diary.memory.append(ended.memory)
            self.diary.statuses[ended.status] += 1
            if ended.status == 0 and self.planned == self.submitted():
                return
            self.crew.start(self.agency, queue, self.agency.environment).wait(None)
            steady = self._start(arguments)

    def _start(self, arguments: list[str]) -> Running:
        return self.crew.start(self.agency, arguments, self.agency.environment, machine=MACHINES[0])

    def _one_death(self, arguments: list[str], wanted: int, steady: Running) -> bool:
        """Whether there is nothing left to kill anybody for."""
        left = self.planned - self.submitted()
        if left <= 0 or steady.ended:
            return True
        some = left / (wanted - len(self.diary.kills) + 1)
        ended = self.one(arguments, self.start_up + some / self.rate, some, machine=MACHINES[1])
        self.diary.memory.append(ended.memory)
        if ended.status != KILLED:
            self.diary.statuses[ended.status] += 1
        return ended.status == 0
