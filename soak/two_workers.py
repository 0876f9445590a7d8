"""Two workers on PostgreSQL, one of them killed again and again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from soak.kill_loop import LAST_RUNS, KillLoop
from soak.processes import KILLED

if TYPE_CHECKING:
    from soak.processes import RunningProcess

__all__ = ["MACHINES", "TwoWorkers"]

STEADY, VICTIM = MACHINES = ("steady", "victim")
"""Neither can see whether a process of the other one has died."""


@dataclass
class TwoWorkers(KillLoop):
    """Queues a batch, then kills the worker of one machine while the other one works."""

    def work(self, manifest: list[str], wanted: int) -> None:
        """One batch from the queue to its end."""
        queue = ["submit", "--queue", *manifest, "--sessions", str(self.sessions), "--json"]
        ended = self.start(queue).wait(None)
        if ended is None or ended.status != 0:
            raise RuntimeError(f"the batch was not queued: {ended}")
        arguments = ["worker", "--until-empty", "--sessions", str(max(self.sessions // 2, 1))]
        steady = self.start(arguments, machine=STEADY)
        while len(self.log.kills) < wanted and self.has_time:
            if self._kill_once(arguments, wanted, steady):
                break
        # The machine whose worker died last comes back once more.
        last = self.start(arguments, machine=VICTIM)
        last.wait(None)
        for _ in range(LAST_RUNS):
            ended = steady.wait(None)
            if ended is None:
                raise AssertionError("the worker does not end")
            self.log.memory.append(ended.memory)
            self.log.statuses[ended.status] += 1
            if ended.status == 0 and self.planned == self.submitted():
                return
            self.start(queue).wait(None)
            steady = self.start(arguments, machine=STEADY)

    def _kill_once(self, arguments: list[str], wanted: int, steady: RunningProcess) -> bool:
        """Starts and kills the victim once; whether there is no filing left to do it for."""
        left = self.planned - self.submitted()
        if left <= 0 or steady.ended:
            return True
        share = left / (wanted - len(self.log.kills) + 1)
        ended = self.run_once(
            arguments, self.start_up + share / self.rate, share, machine=MACHINES[1]
        )
        self.log.memory.append(ended.memory)
        if ended.status != KILLED:
            self.log.statuses[ended.status] += 1
        return ended.status == 0
