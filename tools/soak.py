"""Files many entries while its own worker is killed again and again, and counts what came of it.

    python tools/soak.py --filings 40 --kills 20 --seed 1

Every run of `ipp-bot submit` is ended with SIGKILL, browser and all, after a random time; the
portal meanwhile loses answers, commits late and drops connections. At the end the portal's records
are compared with the manifests.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from importlib.resources import files
from pathlib import Path

from ipp_bot.testing import PortalProcess, start_portal

ROOT = Path(__file__).parents[1]
DOCUMENTS = ROOT / "manifests" / "software" / "documents"
FAULTS = (
    {"at": "first_save", "kind": "reset_after", "probability": 0.03},
    {"at": "submit", "kind": "reset_after", "probability": 0.03},
    {"at": "first_save", "kind": "late_commit", "probability": 0.03, "seconds": 0.8},
    {"at": "submit", "kind": "late_commit", "probability": 0.03, "seconds": 0.8},
    {"at": "first_save", "kind": "late_listing", "probability": 0.03, "seconds": 0.8},
    {"at": "any", "kind": "reset_before", "probability": 0.01},
    {"at": "save", "kind": "expire_session", "probability": 0.01},
)


def workspace(folder: Path, url: str, filings: int) -> None:
    """A workspace in a hurry with so many entries of one account."""
    text = (files("ipp_bot.profile") / "alibaba-ipp.yaml").read_text(encoding="utf-8")
    for key, seconds in (("press_deadline", 3), ("lease", 12)):
        text = re.sub(rf"^(  {key}: )\d+", rf"\g<1>{seconds}", text, flags=re.MULTILINE)
    (folder / "hurried.yaml").write_text(text, encoding="utf-8")
    (folder / "ipp-bot.yaml").write_text(
        f'portal: {{profile: hurried.yaml, url: "{url}", settle_seconds: 1.5}}\n'
        "accounts:\n  acme: {username: acme, password_env: SOAK_PASSWORD, "
        "complainant: Acme Rights Agency Ltd.}\n",
        encoding="utf-8",
    )
    shutil.copytree(DOCUMENTS, folder / "documents")
    certificate = next(DOCUMENTS.glob("acme-0001-certificate*")).name
    screenshot = next(DOCUMENTS.glob("acme-0001-screenshot*")).name
    entries = [
        f"  - {{ref: soak-{n:05}, name: Soak {n:05}, version: V1, "
        f"registration_number: 2024SR{n:07}, completed_on: 2023-01-01, work: software,\n"
        f"     certificate: {{kind: software-registration, file: documents/{certificate}}},\n"
        f"     screenshots: documents/{screenshot}, acquisition: original, rights_scope: all,\n"
        "     holder: {name: Acme Rights Agency Ltd., kind: entity}}"
        for n in range(1, filings + 1)
    ]
    head = "version: 1\naccount: acme\ndefaults: {type: copyright, place: Mainland China}\niprs:\n"
    (folder / "soak.yaml").write_text(head + "\n".join(entries) + "\n", encoding="utf-8")


def submit(folder: Path, sessions: int, within: float | None) -> tuple[int, dict[str, object]]:
    """One run, killed with everything it started after so many seconds; its status and report."""
    child = subprocess.Popen(
        [
            sys.executable,
            *("-m", "ipp_bot", "submit", "soak.yaml", "--json", "--sessions", str(sessions)),
        ],
        cwd=folder,
        env={**os.environ, "SOAK_PASSWORD": "acme-pass1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        out, _ = child.communicate(timeout=within)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        return -signal.SIGKILL, {}
    try:
        return child.returncode, json.loads(out)
    except json.JSONDecodeError:
        return child.returncode, {}


def judge(portal: PortalProcess, filings: int) -> dict[str, int]:
    """Duplicates, losses, orphans and wrong contents among the portal's records."""
    iprs = [ipr for ipr in portal.iprs() if ipr["account"] == "acme"]
    filed = Counter(
        ipr["fields"].get("registration_number") for ipr in iprs if ipr["status"] == "pending"
    )
    wanted = {f"2024SR{n:07}": f"Soak {n:05}" for n in range(1, filings + 1)}
    return {
        "duplicates": sum(count - 1 for count in filed.values() if count > 1),
        "lost": len(wanted.keys() - filed.keys()),
        "wrong content": sum(
            wanted.get(str(ipr["fields"].get("registration_number"))) != ipr["fields"].get("name")
            or len(ipr["attachments"]) != 2  # noqa: PLR2004 - certificate and screenshot
            or ipr["submissions"] != 1
            for ipr in iprs
            if ipr["status"] == "pending"
        ),
        "orphan drafts": sum(ipr["status"] == "draft" for ipr in iprs),
    }


def main() -> int:
    """Runs the soak and prints its figures; 0 if every filing is there exactly once."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--filings", type=int, default=40)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--sessions", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=float, default=12.0, help="seconds of a run to be killed")
    options = parser.parse_args()
    dice = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="ipp-soak-") as name:
        folder = Path(name)
        portal = start_portal(folder / "portal")
        try:
            workspace(folder, portal.url, options.filings)
            portal.faults(*FAULTS, seed=options.seed)
            kills, began = 0, time.monotonic()
            while kills < options.kills:
                status, _ = submit(folder, options.sessions, dice.uniform(2.5, options.longest))
                kills += status == -signal.SIGKILL
                if status == 0:
                    break
                print(f"kill {kills}: {len(portal.iprs())} records", file=sys.stderr, flush=True)
            portal.faults()
            for _ in range(5):
                status, _ = submit(folder, options.sessions, None)
                if status == 0:
                    break
            found = judge(portal, options.filings)
            print(f"seed {options.seed}, {options.filings} filings, {options.sessions} sessions")
            print(f"kills {kills}, last run's status {status}, {time.monotonic() - began:.0f} s")
            for words, count in found.items():
                print(f"{words} {count}")
        finally:
            portal.stop()
    return 0 if status == 0 and not any(found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
