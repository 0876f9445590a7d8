"""`python -m bench.nightly`: what the nightly check costs at a portal with many records.

It starts a local portal, seeds it, and runs `ipp-bot sync` from the outside: the first check of all
records, one after some were decided, one a day later with its part of the rolling audit. What each
of them reports is compared with what the portal did.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.meters import BROWSER, PARTS, PORTAL, cpu
from bench.peers.ipp_bot_client import write_workspace
from ipp_bot.portal_process import PortalProcess

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.portal_process import PortalProcess

DAY = 86400.0
SLACK = 30
"""Documents beyond the pages of what is pending and the changed records that a night may take."""


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.nightly", description=__doc__)
    add = parser.add_argument
    add("--records", type=int, default=10_000)
    add("--pending", type=int, default=300)
    add("--changed", type=int, default=40)
    add("--page-size", type=int, default=10, help="records that the portal lists on a page")
    add("--age-days", type=int, default=700)
    add("--latency", type=int, default=0, help="milliseconds that each list and record takes more")
    add("--skin", default="classic")
    add("--seed", type=int, default=1)
    add("--json", type=Path, help="also write the figures there")
    return parser.parse_args(arguments)


class NightlyCheck:
    """A seeded portal, a workspace, and one check after the other."""

    def __init__(self, portal: PortalProcess, folder: Path, options: argparse.Namespace) -> None:
        self.portal = portal
        self.folder = folder
        self.options = options
        self.rng = random.Random(options.seed)
        self.reported: set[tuple[str, str]] = set()
        self.faults: list[str] = []
        self.figures: list[dict[str, Any]] = []

    def seed(self) -> None:
        """Fills the portal; most records are approved, some were rejected, some are drafts."""
        size = self.options
        rejected = drafts = size.records // 50
        self.portal.call("POST", "settings", {"page_size": size.page_size})
        self.portal.seed(
            "acme",
            count=size.records,
            pending=size.pending,
            approved=size.records - size.pending - rejected - drafts,
            rejected=rejected,
            age_days=size.age_days,
            seed=size.seed,
        )
        if size.latency:
            slow = {"kind": "latency", "seconds": size.latency / 1000}
            self.portal.faults({**slow, "at": "list"}, {**slow, "at": "record"})

    def decide(self) -> set[tuple[str, str]]:
        """Approves some pending records, rejects others; the changes that a check must report."""
        pending = [each["number"] for each in self.portal.iprs() if each["status"] == "pending"]
        wanted = set()
        for number in self.rng.sample(sorted(pending), self.options.changed):
            if self.rng.random() < 0.5:
                self.portal.review(number, "approve")
                wanted.add(("approved", number))
            else:
                self.portal.review(number, "reject", ["CERT_BW"])
                wanted.add(("rejected", number))
        return wanted

    def check(self, name: str, wanted: set[tuple[str, str]], *arguments: str) -> None:
        """Runs one check, measures it and compares what it reported."""
        before, portal_before = self.portal.stats(), self._portal_cpu()
        began = time.monotonic()
        report, spent = _run(self.folder, *arguments)
        seconds = time.monotonic() - began
        spent[PORTAL] = self._portal_cpu() - portal_before
        after = self.portal.stats()
        account = report["accounts"][0]
        decided = {
            (each["kind"], each["number"])
            for each in report["changes"]
            if each["kind"] in {"approved", "rejected", "revoked", "withdrawn", "vanished"}
        }
        if decided != wanted:
            self.faults.append(
                f"{name}: missed {sorted(wanted - decided)}, invented {sorted(decided - wanted)}"
            )
        again = {(each["kind"], each["number"]) for each in report["changes"]} & self.reported
        if again:
            self.faults.append(f"{name}: told twice {sorted(again)}")
        self.reported |= {(each["kind"], each["number"]) for each in report["changes"]}
        self.figures.append(
            {
                "check": name,
                "seconds": round(seconds, 1),
                "cpu": {part: round(spent[part], 1) for part in PARTS},
                "documents": after["documents"] - before["documents"],
                "requests": sum(after["requests"].values()) - sum(before["requests"].values()),
                "audited_rows": account["audited_rows"],
                "changes": len(report["changes"]),
            }
        )
        print(_line(self.figures[-1]), flush=True)

    def _portal_cpu(self) -> float:
        return sum(cpu(self.portal.process.pid).values())


def _run(folder: Path, *arguments: str) -> tuple[dict[str, Any], dict[str, float]]:
    """What `ipp-bot sync` reported, and the processor seconds of its tree by part."""
    child = subprocess.Popen(
        [sys.executable, "-m", "ipp_bot", "sync", "--json", *arguments],
        cwd=folder,
        env=os.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    spent = dict.fromkeys(PARTS, 0.0)
    over = threading.Event()

    def look() -> None:
        # What a process spent is gone with it, or counts as its parent's: the highest sum is true.
        while not over.wait(0.2):
            now = cpu(child.pid)
            if sum(now.values()) > sum(spent.values()) and now[BROWSER] >= spent[BROWSER]:
                spent.update(now)

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    out, _ = child.communicate()
    over.set()
    looking.join()
    if child.returncode:
        raise SystemExit(f"ipp-bot sync ended with {child.returncode}: {out[-2000:]}")
    return json.loads(out), spent


def _line(figures: dict[str, Any]) -> str:
    parts = " ".join(f"{figures['cpu'][part]:.1f}" for part in PARTS)
    return (
        f"{figures['check']}: {figures['seconds']} s, "
        f"CPU {sum(figures['cpu'].values()):.1f} s ({', '.join(PARTS)}: {parts}), "
        f"{figures['documents']} documents, {figures['requests']} requests, "
        f"{figures['audited_rows']} rows audited, {figures['changes']} changes told"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and compares; 1 if something was missed, invented, told twice or took too much."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        portal = PortalProcess.start(folder / "portal", skin=options.skin)
        try:
            write_workspace(folder, portal.url)
            checks = NightlyCheck(portal, folder, options)
            checks.seed()
            checks.check("first check", set())
            wanted = checks.decide()
            checks.check("the same day", wanted)
            portal.advance(DAY)
            checks.check("next day, no audit", checks.decide(), "--no-audit")
            checks.check("next day, audit", set())
        finally:
            portal.stop()
    allowed = options.pending // options.page_size + options.changed + SLACK
    print(f"a night may take {allowed} documents")
    for figures in checks.figures[1:3]:
        if figures["documents"] > allowed:
            checks.faults.append(f"{figures['check']}: {figures['documents']} documents")
    for fault in checks.faults:
        print(fault, file=sys.stderr)
    if options.json:
        figures_json = {"load": os.getloadavg(), "allowed": allowed, "checks": checks.figures}
        options.json.write_text(json.dumps(figures_json, indent=1) + "\n", encoding="utf-8")
    return 1 if checks.faults else 0


if __name__ == "__main__":
    sys.exit(main())
