"""What the ledger costs: every transaction of a filing, timed on this disk.

python -m soak.cost --filings 500
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, TypeVar

from ipp_bot.clock import SystemClock
from ipp_bot.ledger import Claim, Ledger, Outcome, PlannedEntry, UploadedFile

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
LEAST = 20
"""Filings whose times give a 95th percentile worth telling."""


class Stopwatch:
    """Timings by name, in seconds."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = defaultdict(list)

    def time(self, work: Callable[[], T], name: str) -> T:
        """The result of the work, which is timed."""
        began = time.perf_counter()
        result = work()
        self.times[name].append(time.perf_counter() - began)
        return result


def file_one(ledger: Ledger, watch: Stopwatch, filing_id: int, number: str) -> None:
    """The transactions of one filing that nothing goes wrong with."""
    found = watch.time(lambda: ledger.claim(filing_id, "cost", 60), "claim")
    assert isinstance(found, Claim)  # noqa: S101 - nobody else claims here
    claim = found
    filing = claim.filing
    watch.time(
        lambda: ledger.with_registration_number(
            filing.key.account, filing.registration_number or ""
        ),
        "look for the registration number",
    )
    first = watch.time(
        lambda: ledger.intend_first_save(claim, deadline_seconds=20), "intend the first save"
    )
    watch.time(
        lambda: ledger.close_intent(claim, first, Outcome.DONE, number=number),
        "write down the number",
    )
    press = watch.time(
        lambda: ledger.intend_submit(
            claim,
            status="draft",
            submitted_at=None,
            submissions=0,
            deadline_seconds=20,
            uploaded=[UploadedFile("certificate", "certificate.pdf", 18_000, "ab" * 32)] * 2,
        ),
        "intend the submission",
    )
    receipt = {"number": number, "pictures": ["form.jpg"], "fields": {"name": "Soak" * 50}}
    watch.time(
        lambda: ledger.close_intent(claim, press, Outcome.DONE, receipt=receipt),
        "write down the submission",
    )
    watch.time(lambda: ledger.release(claim), "release")


def main(arguments: list[str] | None = None) -> int:
    """Prints the cost of each transaction and of all those of a filing."""
    parser = argparse.ArgumentParser("python -m soak.cost", description=__doc__.partition("\n")[0])
    parser.add_argument("--filings", type=int, default=500)
    parser.add_argument("--folder", type=Path, help="on which disk; by itself the temporary one")
    options = parser.parse_args(arguments)
    count = max(options.filings, LEAST)
    watch = Stopwatch()
    with tempfile.TemporaryDirectory(prefix="ipp-cost-", dir=options.folder) as folder:
        path = Path(folder) / "ledger.sqlite"
        with Ledger.open(path, origin="http://127.0.0.1", clock=SystemClock()) as ledger:
            entries = [
                PlannedEntry(account="acme", ref=f"r-{n}", entry_json="{}" * 500, fingerprint="f",
                             type="copyright", place="Mainland China", registration_number=f"R{n}")
                for n in range(count)
            ]  # fmt: skip
            planned = ledger.plan(entries)
            used = time.process_time()
            for n, (filing, _) in enumerate(planned):
                file_one(ledger, watch, filing.id, f"IPR{n:09}")
            used = time.process_time() - used
    whole = [sum(each) for each in zip(*watch.times.values(), strict=True)]
    for name, times in [*watch.times.items(), ("all of a filing", whole)]:
        high = quantiles(times, n=20, method="inclusive")[18]
        low = quantiles(times, n=20, method="inclusive")[1]
        print(
            f"{name}: median {median(times) * 1000:.2f} ms, "
            f"p10 {low * 1000:.2f} ms, p95 {high * 1000:.2f} ms"
        )
    print(f"processor time of a filing: {used / count * 1000:.2f} ms")
    print(f"load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    return 0


if __name__ == "__main__":
    sys.exit(main())
