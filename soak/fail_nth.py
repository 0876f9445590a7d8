"""Fails the N-th operation for N = 1, 2, 3 … until a run passes untouched; the next runs go on.

    python -m soak.fail_nth ledger-write killed-after
    python -m soak.fail_nth browser-call before --browser --every 5

Each N has a filing of its own. After each the portal must hold one record an entry with the right
content, submitted once, and no other draft; no traceback may have been printed, and the ledger must
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
from ipp_bot.portal_process import PortalProcess
from ipp_bot.run.account_sessions import open_ledger
from ipp_bot.workspace import Workspace
from soak.fault_injection import FailureMode, FaultInjector, Operation
from soak.processes import KILLED, CommandProcesses, ForkedProcesses
from soak.workspaces import LoadWorkspace, Timings, compare_with_manifests

if TYPE_CHECKING:
    from soak.processes import ProcessEnd

__all__ = ["FailNthLoop"]

RUNS = 3
"""After that many further runs everything must be filed; nearly always one is enough."""
UNFINISHED = frozenset(State) - {State.SUBMITTED}
HANG_SECONDS = 120.0
"""Seconds after which a run is taken to hang."""


@dataclass
class FailNthLoop:
    """One kind of failure at every place where it can happen."""

    portal: PortalProcess
    workspace: LoadWorkspace
    operation: Operation
    mode: FailureMode
    browser: bool
    every: int
    first: int
    done: int = 0
    failed: int = 0
    faults: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Goes on until a run has no operation of the next number."""
        number = self.first
        while True:
            self.done += 1
            if not self._fail_at(number):
                return
            self.failed += 1
            number += self.every

    def _fail_at(self, number: int) -> bool:
        """Whether the run had an operation of that number."""
        manifest = self.workspace.write(self.done, 1).name
        marker = self.workspace.folder / "failed"
        marker.unlink(missing_ok=True)
        self._work(manifest, number, marker)
        failed = marker.exists()
        if self.browser and self.operation is Operation.REQUEST:
            failed = any(fault["fired"] for fault in self.portal.call("GET", "faults")["faults"])
            self.portal.faults()
        statuses = []
        for _ in range(RUNS):
            statuses.append(self._work(manifest).status)
            if statuses[-1] == 0:
                break
        self._check(number, statuses)
        return failed

    def _work(self, manifest: str, number: int = 0, marker: Path | None = None) -> ProcessEnd:
        """One run; with a marker it fails at that operation."""
        arguments = ["submit", manifest]
        environment = self.workspace.environment
        processes = CommandProcesses() if self.browser else ForkedProcesses()
        if marker is None:
            running = processes.start(self.workspace, arguments, environment)
        elif isinstance(processes, ForkedProcesses):
            injector = FaultInjector(
                self.operation, self.mode, number, marker, self.workspace.folder
            )
            running = processes.start(self.workspace, arguments, environment, injector=injector)
        elif self.operation is Operation.REQUEST:
            kind = "reset_before" if self.mode is FailureMode.BEFORE else "reset_after"
            self.portal.faults({"at": "any", "kind": kind, "times": 1, "skip": number - 1})
            running = processes.start(self.workspace, arguments, environment)
        else:
            about = [
                self.operation,
                self.mode,
                str(number),
                str(marker),
                str(self.workspace.folder),
            ]
            module = ["-m", "soak.fault_injection", *about]
            running = CommandProcesses(module).start(self.workspace, arguments, environment)
        ended = running.wait(HANG_SECONDS)
        if ended is None:
            self.faults.append(f"{number}: a run hung")
            return running.kill()
        if ended.status == KILLED and marker is None:
            self.faults.append(f"{number}: a run was killed that nobody meant to")
        return ended

    def _check(self, number: int, statuses: list[int]) -> None:
        output = self.workspace.folder / "output.txt"
        text = output.read_text(encoding="utf-8", errors="replace")
        output.write_text("", encoding="utf-8")
        faults = [f"{count} {what}" for what, count in self._differences().items() if count]
        if self.workspace.receipts() != self.done:
            faults.append("a receipt is missing")
        if statuses[-1] != 0:
            faults.append(f"not done after {len(statuses)} runs: {statuses}")
        if "Traceback" in text or "made a mistake" in text:
            faults.append("a traceback was printed")
        with open_ledger(Workspace.open(self.workspace.folder), clock=SystemClock()) as ledger:
            faults += ledger.check()
            faults += [
                f"{n} {s}" for s, n in ledger.counts().items() if n and s is not State.SUBMITTED
            ]
        if faults:
            self.faults.append(f"{number}: {'; '.join(faults)}\n{text[-3000:]}")

    def _differences(self) -> dict[str, int]:
        return compare_with_manifests(self.portal.iprs(), self.done)


def main(arguments: list[str] | None = None) -> int:
    """Runs one loop; 0 if everything held at each N."""
    parser = argparse.ArgumentParser(
        "python -m soak.fail_nth", description=__doc__.partition("\n")[0]
    )
    add = parser.add_argument
    add("operation", type=Operation, choices=list(Operation))
    add("mode", metavar="way", type=FailureMode, choices=list(FailureMode))
    add("--browser", action="store_true", help="through the real browser")
    add("--every", type=int, default=1, help="leave out the N between")
    add("--first", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="ipp-nth-") as name:
        portal = PortalProcess.start(Path(name) / "portal")
        try:
            fast = Timings(press_deadline=1, lease=6, settle=0.3)
            timings = Timings(lease=6) if options.browser else fast
            workspace = LoadWorkspace(Path(name), portal.url, timings)
            workspace.set_up()
            loop = FailNthLoop(
                portal,
                workspace,
                options.operation,
                options.mode,
                options.browser,
                options.every,
                options.first,
            )
            loop.run()
        finally:
            portal.stop()
    for fault in loop.faults:
        print(fault)
    what = f"{options.operation} {options.mode}"
    print(f"{what}: struck at {loop.failed} places, {len(loop.faults)} faults")
    return 1 if loop.faults else 0


if __name__ == "__main__":
    sys.exit(main())
