"""`python -m bench.shares`: what share of a filing its promises take.

The promises are the ledger's transactions, the read-back of the whole form before Submit for
verification, and the evidence: both pictures and the receipt. Each is timed from the call to its
end, within filings of one session after three that warm up.
"""

from __future__ import annotations

import argparse
import asyncio
import functools
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, ParamSpec, TypeVar
from unittest.mock import patch

from bench.filings import make
from bench.peers.ipp_bot_client import opened, write_manifest, write_workspace
from ipp_bot.flows import receipts
from ipp_bot.flows.office import Books
from ipp_bot.pages import Details
from ipp_bot.testing import start_portal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

P = ParamSpec("P")
T = TypeVar("T")

WARM = 3
LEDGER, READ_BACK, PICTURES, RECEIPT = "ledger", "read-back", "pictures", "receipt"
PROMISES = (LEDGER, READ_BACK, PICTURES, RECEIPT)


class Stopwatch:
    """Seconds by name; of several that run at once, each moment counts for the one begun first."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = dict.fromkeys(PROMISES, 0.0)
        self._running: list[str] = []
        self._since = 0.0

    def around(self, name: str, work: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
        """The same function, timed."""

        @functools.wraps(work)
        async def timed(*args: P.args, **kwargs: P.kwargs) -> T:
            self._count()
            self._running.append(name)
            try:
                return await work(*args, **kwargs)
            finally:
                self._count()
                self._running.remove(name)

        return timed

    def _count(self) -> None:
        now = time.perf_counter()
        if self._running:
            self.spent[self._running[0]] += now - self._since
        self._since = now


async def measure(folder: Path, filings: int) -> tuple[dict[str, float], list[float]]:
    """Seconds of each promise over all filings, and the seconds of each filing."""
    every = make(folder, WARM + filings)
    warm = write_manifest(folder / "warm.yaml", every[:WARM])
    timed = write_manifest(folder / "timed.yaml", every[WARM:])
    watch = Stopwatch()
    async with opened(folder, 1) as client:
        await client.submit(warm)
        with (
            patch.object(Books, "__call__", watch.around(LEDGER, Books.__call__)),
            patch.object(Details, "read_back", watch.around(READ_BACK, Details.read_back)),
            patch.object(receipts, "picture", watch.around(PICTURES, receipts.picture)),
            patch.object(receipts, "write", watch.around(RECEIPT, receipts.write)),
        ):
            seconds = await client.submit(timed)
    return watch.spent, seconds


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints milliseconds and shares."""
    parser = argparse.ArgumentParser("python -m bench.shares", description=__doc__)
    parser.add_argument("--filings", type=int, default=40)
    parser.add_argument("--skin", default="classic", choices=("classic", "modern"))
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        portal = start_portal(folder / "portal", skin=options.skin)
        try:
            write_workspace(folder, portal.url)
            spent, seconds = asyncio.run(measure(folder, options.filings))
        finally:
            portal.stop()
    whole = sum(seconds)
    for name in PROMISES:
        each = spent[name] / len(seconds) * 1000
        print(f"{name}: {each:.0f} ms a filing, {spent[name] / whole:.1%}")
    print(f"together: {sum(spent.values()) / whole:.1%} of {median(seconds):.3f} s (median)")
    print(f"load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    return 0


if __name__ == "__main__":
    sys.exit(main())
