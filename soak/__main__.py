"""Files many entries while the workers are killed again and again, and counts what came of it.

    python -m soak --filings 10000 --kills 1000 --seed 1           # the fast driver
    python -m soak --browser --filings 1000 --kills 200 --seed 1   # the real browser
    python -m soak --pair --filings 1000 --kills 100 --seed 1      # two workers on PostgreSQL

The portal meanwhile loses answers, commits and lists late, drops connections and signs people out.
The fast driver replaces the browser and the page objects, and nothing else: the command line, the
pool, the flows, the ledger and the portal are the real ones. At the end the portal's records are
compared with the manifests.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from ipp_bot.testing import start_portal
from soak.figures import presses_of, stray, told
from soak.kill_loop import KillLoop
from soak.postgres import new_database, server
from soak.processes import Browsers, Forks
from soak.two_workers import MACHINES, Pair
from soak.workspaces import FAULTS, LoadWorkspace, Times, judge


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m soak", description=__doc__.partition("\n")[0])
    add = parser.add_argument
    add("--browser", action="store_true", help="file through the real browser")
    add("--pair", action="store_true", help="two workers on PostgreSQL, one of them killed")
    add("--filings", type=int, default=40)
    add("--kills", type=int, default=20)
    add("--sessions", type=int, default=0, help="filings side by side (4; 2 with the browser)")
    add("--batch", type=int, default=200, help="filings that are planned at a time")
    add("--seed", type=int, default=1)
    add("--minutes", type=float, default=600, help="begin nothing new after so long")
    add("--keep", type=Path, help="work in this folder and leave it there")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Runs the soak and prints its figures; 0 if every filing is there exactly once."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="ipp-soak-") as name:
        folder = options.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        if not options.pair:
            return soak(options, folder, "sqlite")
        with server() as address:
            return soak(options, folder, new_database(address))


def soak(options: argparse.Namespace, folder: Path, database: str) -> int:
    """One soak in that folder."""
    fast = not options.browser
    times = Times(press_deadline=1, lease=6, settle=0.8, lag=0.4) if fast else Times()
    portal = start_portal(folder / "portal")
    try:
        agency = LoadWorkspace(folder, portal.url, times, database)
        agency.furnish()
        for machine in MACHINES if options.pair else ():
            agency.furnish(folder / machine)
        portal.faults(*FAULTS(times.lag), seed=options.seed)
        harrying = (Pair if options.pair else KillLoop)(
            agency,
            Forks() if fast else Browsers(),
            random.Random(options.seed),
            filings=options.filings,
            kills=options.kills,
            batch=options.batch,
            sessions=options.sessions or (4 if fast else 2),
            start_up=0.4 if fast else 2.5,
            until=time.monotonic() + options.minutes * 60,
            by_path=options.browser or options.pair,
        )
        harrying.run()
        struck = portal.call("GET", "faults")["faults"]
        iprs = portal.iprs()
        found = judge(iprs, harrying.planned)
    finally:
        portal.stop()
    presses = presses_of(agency, harrying.diary.kills)
    said = (folder / "said.txt").read_text(encoding="utf-8", errors="replace")
    found["receipts missing"] = harrying.planned - agency.receipts()
    found["tracebacks"] = said.count("Traceback") + said.count("ipp-bot made a mistake")
    driver = "the fast driver" if fast else "the real browser"
    where = "two workers on PostgreSQL, one killed, " if options.pair else ""
    print(f"seed {options.seed}: {where}{harrying.planned} filings through {driver}")
    for line in (
        *told(harrying.diary, presses, found, harrying.planned),
        *stray(agency, iprs),
    ):
        print(line)
    print(
        "faults that struck: " + ", ".join(f"{f['fired']} {f['kind']} at {f['at']}" for f in struck)
    )
    sound = not any(found.values()) and not presses.unfinished and not presses.still_open
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
