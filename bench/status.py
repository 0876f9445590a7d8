"""`python -m bench.status`: how long `ipp-bot status` takes over a ledger with many filings."""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, text

from bench.peers.ipp_bot_client import write_workspace
from ipp_bot.clock import SystemClock
from ipp_bot.ledger import PlannedEntry, PortalRecord, State
from ipp_bot.run.account_sessions import open_ledger
from ipp_bot.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = (
    ("status",),
    ("status", "--json"),
    ("status", "--state", "submitted"),
    ("status", "--state", "awaiting POA"),
    ("status", "--holder", "Holder 7"),
    ("status", "--account", "acme"),
    ("status", "--ref", "bench-0777*"),
    ("status", "--portal-status", "rejected"),
    ("status", "bench-077777"),
)
STATES = (State.SUBMITTED, State.PLANNED, State.AWAITING_POA, State.REFUSED)
PORTAL_STATUSES = ("approved", "pending", "rejected")


def fill(folder: Path, count: int) -> None:
    """A ledger with so many filings in several states, half of them seen at the portal."""
    workspace = Workspace.open(folder)
    with open_ledger(workspace, clock=SystemClock()) as ledger:
        ledger.plan(
            PlannedEntry(
                account="acme",
                ref=f"bench-{at:06}",
                entry_json=json.dumps({"form": "copyright-software", "values": {"name": f"n{at}"}}),
                fingerprint=f"f{at}",
                manifest=str(folder / "manifest.yaml"),
                line=at,
                client=f"Client {at % 20}",
                holder=f"Holder {at % 200}",
                type="copyright",
                place="Mainland China",
                registration_number=f"2023SR{at:07}",
                title=f"星云排课软件 {at}",
            )
            for at in range(count)
        )
        path = workspace.hidden / "ledger.sqlite"
        engine = create_engine(f"sqlite:///{path}")
        with engine.begin() as connection:
            for at, state in enumerate(STATES):
                connection.execute(
                    text(
                        "UPDATE filings SET state = :state, number = CASE WHEN :sent "
                        "THEN 'IPR' || id END WHERE id % :all = :at"
                    ),
                    {
                        "state": state.value,
                        "sent": state is State.SUBMITTED,
                        "all": len(STATES),
                        "at": at,
                    },
                )
            sent = connection.execute(text("SELECT number FROM filings WHERE number IS NOT NULL"))
            numbers = [str(number) for number in sent.scalars()]
        engine.dispose()
        ledger.upsert_records(
            "acme",
            [
                PortalRecord(number=number, status=PORTAL_STATUSES[at % len(PORTAL_STATUSES)])
                for at, number in enumerate(numbers)
            ],
        )


def measure(folder: Path, command: Sequence[str]) -> tuple[float, float, int]:
    """Wall and processor seconds of one command, and the lines that it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "ipp_bot", *command],
        cwd=folder,
        env=os.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    wall = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, spent, done.stdout.count("\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Fills a ledger and asks each command several times; the best of them counts."""
    parser = argparse.ArgumentParser(prog="python -m bench.status", description=__doc__)
    parser.add_argument("--filings", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_workspace(folder, "http://127.0.0.1:9")
        fill(folder, options.filings)
        for command in COMMANDS:
            measure(folder, command)
            runs = [measure(folder, command) for _ in range(options.times)]
            wall, spent = min(run[0] for run in runs), min(run[1] for run in runs)
            print(
                f"ipp-bot {' '.join(command)}: {wall:.2f} s, CPU {spent:.2f} s, {runs[0][2]} lines"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
