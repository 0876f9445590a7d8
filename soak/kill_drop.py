"""Kills `ipp-bot drop` at each of its points, and has the portal lose or delay each answer.

    python -m soak.kill_drop
    python -m soak.kill_drop --first 5 --every 3

Each case has a filing of its own, a draft or a pending record. The next runs of `drop`, or of
`submit`, must find out what became of it: the record is taken back exactly once, no other record is
touched, and the ledger says so.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from ipp_bot.clock import SystemClock
from ipp_bot.flows.crash_points import VARIABLE, CrashPoint
from ipp_bot.ledger import Outcome, State
from ipp_bot.portal_process import PortalProcess
from ipp_bot.run.account_sessions import open_ledger
from ipp_bot.workspace import Workspace
from soak.processes import KILLED, ForkedProcesses
from soak.workspaces import LoadWorkspace, Timings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ipp_bot.ledger import Filing, Intent

__all__ = ["KillDropLoop"]

LAG = 0.4
"""Seconds by which the portal is late at most: below the settle time."""
TIMINGS = Timings(press_deadline=0.5, lease=6, settle=0.6, lag=LAG)
WAIT_SECONDS = 12.0
"""Seconds within which a later run must have found it out."""
HANG_SECONDS = 60.0
POINTS = (
    CrashPoint.BEFORE_DROP_INTENT,
    CrashPoint.AFTER_DROP_INTENT,
    CrashPoint.AFTER_DROP_CLICK,
    CrashPoint.AFTER_DROPPED,
)
FAULTS: tuple[dict[str, object], ...] = (
    {"kind": "reset_before"},
    {"kind": "reset_after"},
    {"kind": "late_commit", "seconds": LAG},
    {"kind": "late_commit", "seconds": LAG, "answer": "given"},
    {"kind": "status", "code": 502},
    {"kind": "status", "code": 502, "committed": True},
    {"kind": "truncate"},
    {"kind": "expire_session"},
)
"""What happens to the one request that takes the record back."""
SETTLED = {Outcome.DONE, Outcome.SETTLED_DONE}


@dataclass(frozen=True, slots=True)
class Case:
    """One filing, what happens to its `drop`, and which command finds out what became of it."""

    pending: bool
    settler: str
    point: CrashPoint | None = None
    fault: Mapping[str, object] | None = None

    def __str__(self) -> str:
        status = "pending" if self.pending else "draft"
        return f"{status}, {self.point or self.fault}, then {self.settler}"


CASES = [
    Case(pending, settler, point, fault)
    for point, fault in (*((one, None) for one in POINTS), *((None, one) for one in FAULTS))
    for pending, settler in product((False, True), ("drop", "submit"))
]


@dataclass
class KillDropLoop:
    """One filing a case."""

    portal: PortalProcess
    workspace: LoadWorkspace
    faults: list[str] = field(default_factory=list)
    done: int = 0
    settled: int = 0
    """Cases in which an intent was open once the first run had ended."""

    def run(self, first: int, every: int) -> None:
        """Goes through the cases."""
        self._command("submit", self.workspace.write(99_999, 1).name)
        untouched = {ipr["number"]: ipr["status"] for ipr in self.portal.iprs()}
        for case in CASES[first - 1 :: every]:
            self.done += 1
            wrong = self._case(case)
            now = {ipr["number"]: ipr["status"] for ipr in self.portal.iprs()}
            if any(now.get(number) != status for number, status in untouched.items()):
                wrong.append("another record was touched")
            if wrong:
                self.faults.append(f"{case}: {'; '.join(wrong)}")

    def _case(self, case: Case) -> list[str]:
        manifest = self.workspace.write(self.done, 1).name
        self._command("submit", manifest, *([] if case.pending else ["--draft-only"]))
        filing = self._filing()
        if case.fault is not None:
            at = "withdraw" if case.pending else "delete"
            self.portal.faults({"at": at, "times": 1, **case.fault})
        killing = {VARIABLE: str(case.point)} if case.point is not None else {}
        status = self._command("drop", "--yes", filing.key.ref, **killing)
        wrong = [f"was not killed: {status}"] if killing and status != KILLED else []
        wrong += self._ledger_faults()
        self.settled += self._filing().state is State.DROP_INTENDED
        self._settle(filing, case.settler)
        self.portal.faults()
        return wrong + self._ledger_faults() + self._differences(filing, pending=case.pending)

    def _settle(self, filing: Filing, settler: str) -> None:
        """Runs until the filing is given up; `submit` never repeats what was not done."""
        until = time.monotonic() + WAIT_SECONDS
        if settler == "submit" and self._filing().state is State.DROP_INTENDED:
            while self._filing().state is State.DROP_INTENDED and time.monotonic() < until:
                self._command("submit", "--only", filing.key.ref)
        while self._filing().number is not None and time.monotonic() < until:
            self._command("drop", "--yes", filing.key.ref)

    def _differences(self, filing: Filing, *, pending: bool) -> list[str]:
        row, intents = self._filing(), self._intents(filing)
        wrong = []
        if (row.state, row.number) != (State.REFUSED, None):
            wrong.append(f"the ledger has it as {row.state}, {row.number}")
        found = [ipr for ipr in self.portal.iprs() if ipr["number"] == filing.number]
        wanted = [("withdrawn", 1)] if pending else []
        if [(ipr["status"], ipr["submissions"]) for ipr in found] != wanted:
            wrong.append(f"the portal has {found}")
        ends = [intent.outcome for intent in intents if intent.action.takes_back]
        if sum(end in SETTLED for end in ends) > 1 or None in ends or Outcome.UNKNOWN in ends:
            wrong.append(f"its intents ended as {ends}")
        return wrong

    def _filing(self) -> Filing:
        with open_ledger(Workspace.open(self.workspace.folder), clock=SystemClock()) as ledger:
            found = ledger.find("acme", f"soak-{self.done:05}")
        if found is None:
            raise LookupError(f"the ledger has no filing {self.done}")
        return found

    def _intents(self, filing: Filing) -> list[Intent]:
        with open_ledger(Workspace.open(self.workspace.folder), clock=SystemClock()) as ledger:
            return ledger.intents_of(filing.id)

    def _ledger_faults(self) -> list[str]:
        with open_ledger(Workspace.open(self.workspace.folder), clock=SystemClock()) as ledger:
            return ledger.check()

    def _command(self, *arguments: str, **environment: str) -> int:
        running = ForkedProcesses().start(
            self.workspace, arguments, {**self.workspace.environment, **environment}
        )
        ended = running.wait(HANG_SECONDS)
        if ended is None:
            self.faults.append(f"{' '.join(arguments)} hung")
            ended = running.kill()
        return ended.status


def main(arguments: list[str] | None = None) -> int:
    """Runs the cases; 0 if everything held in each."""
    parser = argparse.ArgumentParser("python -m soak.kill_drop", description=__doc__.split("\n")[0])
    parser.add_argument("--first", type=int, default=1, help="begin with this case")
    parser.add_argument("--every", type=int, default=1, help="leave out the cases between")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="ipp-drop-") as name:
        portal = PortalProcess.start(Path(name) / "portal")
        try:
            workspace = LoadWorkspace(Path(name), portal.url, TIMINGS)
            workspace.set_up()
            loop = KillDropLoop(portal, workspace)
            loop.run(options.first, options.every)
            output = (workspace.folder / "output.txt").read_text(encoding="utf-8", errors="replace")
        finally:
            portal.stop()
    if "Traceback" in output or "made a mistake" in output:
        loop.faults.append("a traceback was printed")
    for fault in loop.faults:
        print(fault)
    if loop.faults:
        print(output[-4000:])
    print(f"{loop.done} cases, {loop.settled} left open first, {len(loop.faults)} faults")
    return 1 if loop.faults else 0


if __name__ == "__main__":
    sys.exit(main())
