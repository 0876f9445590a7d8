"""Fails the N-th operation for N = 1, 2, 3 … until a run passes untouched; the next runs go on.

    python -m soak.fail_nth ledger-write killed-after
    python -m soak.fail_nth browser-call before --browser --every 5

Each N has a filing of its own. After each the portal must hold one record an entry with the right
content, submitted once, and no other draft; nobody may have seen a traceback, and the ledger must
be sound with nothing unfinished.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ipp_bot.clock import SystemClock
from ipp_bot.ledger import State
from ipp_bot.run.account_sessions import open_ledger
from ipp_bot.settings import Workspace
from ipp_bot.testing import PortalProcess, start_portal
from soak.fault_injection import FaultInjector, Operation, Way
from soak.processes import KILLED, Browsers, Forks
from soak.workspaces import LoadWorkspace, Times, judge

if TYPE_CHECKING:
    from soak.processes import Ended

__all__ = ["Loop"]

RUNS = 3
"""After that many further runs everything must be filed; nearly always one is enough."""
UNFINISHED = frozenset(State) - {State.SUBMITTED}
WITHIN = 120.0
"""Seconds after which a run is taken to hang."""


@dataclass
class Loop:
    """One kind of failure at every place where it can happen."""

    portal: PortalProcess
    agency: LoadWorkspace
    operation: Operation
    way: Way
    browser: bool
    every: int
    first: int
    done: int = 0
    struck: int = 0
    faults: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Until a run passes untouched."""
        number = self.first
        while True:
            self.done += 1
            if not self._strike_at(number):
                return
            self.struck += 1
            number += self.every

    def _strike_at(self, number: int) -> bool:
        """Whether there was such an operation."""
        manifest = self.agency.write(self.done, 1).name
        mark = self.agency.folder / "struck"
        mark.unlink(missing_ok=True)
        self._work(manifest, number, mark)
        struck = mark.exists()
        if self.browser and self.operation is Operation.REQUEST:
            struck = any(fault["fired"] for fault in self.portal.call("GET", "faults")["faults"])
            self.portal.faults()
        statuses = []
        for _ in range(RUNS):
            statuses.append(self._work(manifest).status)
            if statuses[-1] == 0:
                break
        self._look(number, statuses)
        return struck

    def _work(self, manifest: str, number: int = 0, mark: Path | None = None) -> Ended:
        """One run; with a number it fails there."""
        arguments = ["submit", manifest]
        environment = self.agency.environment
        crew = Browsers() if self.browser else Forks()
        if mark is None:
            running = crew.start(self.agency, arguments, environment)
        elif isinstance(crew, Forks):
            sabotage = FaultInjector(self.operation, self.way, number, mark, self.agency.folder)
            running = crew.start(self.agency, arguments, environment, sabotage=sabotage)
        elif self.operation is Operation.REQUEST:
            kind = "reset_before" if self.way is Way.BEFORE else "reset_after"
            self.portal.faults({"at": "any", "kind": kind, "times": 1, "skip": number - 1})
            running = crew.start(self.agency, arguments, environment)
        else:
            about = [self.operation, self.way, str(number), str(mark), str(self.agency.folder)]
            module = ["-m", "soak.fault_injection", *about]
            running = Browsers(module).start(self.agency, arguments, environment)
        ended = running.wait(WITHIN)
        if ended is None:
            self.faults.append(f"{number}: a run hung")
            return running.kill()
        if ended.status == KILLED and mark is None:
            self.faults.append(f"{number}: a run was killed that nobody meant to")
        return ended

    def _look(self, number: int, statuses: list[int]) -> None:
        said = self.agency.folder / "said.txt"
        words = said.read_text(encoding="utf-8", errors="replace")
        said.write_text("", encoding="utf-8")
        faults = [f"{count} {what}" for what, count in self._judged().items() if count]
        if self.agency.receipts() != self.done:
            faults.append("a receipt is missing")
        if statuses[-1] != 0:
            faults.append(f"not done after {len(statuses)} runs: {statuses}")
        if "Traceback" in words or "made a mistake" in words:
            faults.append("a mistake was told")
        with open_ledger(Workspace.open(self.agency.folder), clock=SystemClock()) as ledger:
            faults += ledger.check()
            faults += [
                f"{n} {s}" for s, n in ledger.counts().items() if n and s is not State.SUBMITTED
            ]
        if faults:
            self.faults.append(f"{number}: {'; '.join(faults)}\n{words[-3000:]}")

    def _judged(self) -> dict[str, int]:
        return judge(self.portal.iprs(), self.done)


def main(arguments: list[str] | None = None) -> int:
    """Runs one loop; 0 if everything held at each N."""
    parser = argparse.ArgumentParser(
        "python -m soak.fail_nth", description=__doc__.partition("\n")[0]
    )
    add = parser.add_argument
    add("operation", type=Operation, choices=list(Operation))
    add("way", type=Way, choices=list(Way))
    add("--browser", action="store_true", help="through the real browser")
    add("--every", type=int, default=1, help="leave out the N between")
    add("--first", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="ipp-nth-") as name:
        portal = start_portal(Path(name) / "portal")
        try:
            times = (
                Times(lease=6) if options.browser else Times(press_deadline=1, lease=6, settle=0.3)
            )
            agency = LoadWorkspace(Path(name), portal.url, times)
            agency.furnish()
            loop = Loop(
                portal,
                agency,
                options.operation,
                options.way,
                options.browser,
                options.every,
                options.first,
            )
            loop.run()
        finally:
            portal.stop()
    for fault in loop.faults:
        print(fault)
    what = f"{options.operation} {options.way}"
    print(f"{what}: struck at {loop.struck} places, {len(loop.faults)} faults")
    return 1 if loop.faults else 0


if __name__ == "__main__":
    sys.exit(main())
