"""Files many entries while the workers are killed again and again, and counts the outcome.

    python -m soak --filings 10000 --kills 1000 --seed 1           # the fast driver
    python -m soak --browser --filings 1000 --kills 200 --seed 1   # the real browser
    python -m soak --browser --skin center --filings 40 --kills 20 --seed 1
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

from ipp_bot.portal_process import PortalProcess
from ipp_bot.reached import RareState, counts_in
from soak.figures import (
    empty_drafts_told,
    reached_lines,
    read_unanswered_clicks,
    report_lines,
    unowned_draft_lines,
)
from soak.kill_loop import KillLoop
from soak.processes import CommandProcesses, ForkedProcesses
from soak.two_workers import MACHINES, TwoWorkers
from soak.workspaces import FAULTS, LoadWorkspace, Timings, compare_with_manifests
from tools.postgres_server import new_database, server

ENOUGH_KILLS = 200
"""Kills from which a run must have met every state that kills lead to."""
MUST_BE_MET = {
    RareState.UNKNOWN_FIRST_SAVE,
    RareState.UNKNOWN_SUBMISSION,
    RareState.ADOPTION,
    RareState.FIRST_SAVE_NOT_DONE,
    RareState.RESOLVED_AS_SENT,
    RareState.RESOLVED_AS_NOT_SENT,
    RareState.TAKEN_OVER_FIRST_SAVE,
    RareState.TAKEN_OVER_DRAFTED,
    RareState.TAKEN_OVER_SUBMISSION,
    RareState.WORKER_DIED,
    RareState.RECEIPT_LATER,
}


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m soak", description=__doc__.partition("\n")[0])
    add = parser.add_argument
    add("--browser", action="store_true", help="file through the real browser")
    add("--skin", choices=["classic", "modern", "center"], default="classic")
    add("--pair", action="store_true", help="two workers on PostgreSQL, one of them killed")
    add("--filings", type=int, default=40)
    add("--kills", type=int, default=20)
    add("--sessions", type=int, default=0, help="filings side by side (4; 2 with the browser)")
    add("--batch", type=int, default=200, help="filings that are planned at a time")
    add("--seed", type=int, default=1)
    add("--minutes", type=float, default=600, help="start no further runs after this many minutes")
    add("--keep", type=Path, help="work in this folder and leave it there")
    options = parser.parse_args(arguments)
    if options.skin != "classic" and not options.browser:
        parser.error("the fast driver knows the classic skin only: add --browser")
    return options


def main(arguments: list[str] | None = None) -> int:
    """Runs the soak and prints its figures; 0 if every filing was submitted exactly once."""
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
    timings = Timings(press_deadline=1, lease=6, settle=0.8, lag=0.4) if fast else Timings()
    portal = PortalProcess.start(folder / "portal", skin=options.skin)
    try:
        workspace = LoadWorkspace(
            folder, portal.url, timings, database, portal.sign_in, portal.uploads
        )
        workspace.set_up()
        for machine in MACHINES if options.pair else ():
            workspace.set_up(folder / machine)
        portal.faults(*FAULTS(timings.lag), seed=options.seed)
        loop = (TwoWorkers if options.pair else KillLoop)(
            workspace,
            ForkedProcesses() if fast else CommandProcesses(),
            random.Random(options.seed),
            filings=options.filings,
            kills=options.kills,
            batch=options.batch,
            sessions=options.sessions or (4 if fast else 2),
            start_up=0.4 if fast else 2.5,
            until=time.monotonic() + options.minutes * 60,
            by_path=options.browser or options.pair,
        )
        loop.run()
        shown_faults = portal.call("GET", "faults")["faults"]
        iprs = portal.iprs()
        found = compare_with_manifests(iprs, loop.planned)
    finally:
        portal.stop()
    clicks = read_unanswered_clicks(workspace, loop.log.kills)
    output = (folder / "output.txt").read_text(encoding="utf-8", errors="replace")
    told = empty_drafts_told(workspace, iprs)
    found["orphan drafts"] -= told
    found["receipts missing"] = loop.planned - workspace.receipts()
    found["tracebacks"] = output.count("Traceback") + output.count("ipp-bot made a mistake")
    driver = "the fast driver" if fast else "the real browser"
    where = "two workers on PostgreSQL, one killed, " if options.pair else ""
    print(f"seed {options.seed}: {where}{loop.planned} filings through {driver}, {options.skin}")
    for line in (
        *report_lines(loop.log, clicks, found, loop.planned),
        f"empty drafts left and told {told}",
        *unowned_draft_lines(workspace, iprs),
    ):
        print(line)
    print(
        "faults that struck: "
        + ", ".join(f"{f['fired']} {f['kind']} at {f['at']}" for f in shown_faults)
    )
    met = counts_in(workspace.reached)
    for line in reached_lines(met):
        print(line)
    passed = not any(found.values()) and not clicks.unfinished and not clicks.still_open
    if options.kills >= ENOUGH_KILLS and (unmet := sorted(MUST_BE_MET - set(met))):
        print(f"this run proves nothing about: {'; '.join(unmet)}")
        passed = False
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
