"""`python -m bench.shares`: what its promises take of a filing.

The promises are the ledger's transactions, the read-back of the whole form before Submit for
verification, and the evidence: both pictures and the receipt. Filings of one session, after three
that warm up, come in turns of ten: with everything, without pictures, and without pictures,
read-back and receipt. What these take is how much longer a filing is with them, and how much more
processor time it needs: much of it happens beside other work. The ledger cannot be left out: its
calls are timed from beginning to end, where nothing else runs beside them.
"""

from __future__ import annotations

import argparse
import asyncio
import functools
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, ParamSpec, TypeVar
from unittest.mock import AsyncMock, patch

from bench import meters
from bench.filings import make
from bench.peers.ipp_bot_client import opened, write_manifest, write_workspace
from ipp_bot.flows import receipts
from ipp_bot.ledger import AsyncLedger
from ipp_bot.pages import Details
from ipp_bot.portal_process import PortalProcess

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from ipp_bot.forms import FormContent

P = ParamSpec("P")
T = TypeVar("T")

WARM = 3
TURN = 10


@dataclass
class Variant:
    """Filings with the same parts left out; all times in seconds."""

    took: list[float] = field(default_factory=list)
    spent: float = 0.0
    """Processor time of all processes but the portal's."""
    waited: float = 0.0
    """For the ledger."""
    counted: float = 0.0
    """Processor time of the ledger's thread."""

    @property
    def wall(self) -> float:
        """The median of a filing."""
        return median(self.took)

    @property
    def cpu(self) -> float:
        """Processor time of a filing."""
        return self.spent / len(self.took)

    @property
    def ledger(self) -> tuple[float, float]:
        """What the ledger's calls took of a filing, and their processor time."""
        return self.waited / len(self.took), self.counted / len(self.took)

    def timed(self, call: Callable[..., Awaitable[T]]) -> Callable[..., Awaitable[T]]:
        """Wraps the ledger's calls: their duration, and the processor time of its thread."""

        def counted(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
            began = time.thread_time()
            try:
                return work(*args, **kwargs)
            finally:
                self.counted += time.thread_time() - began

        async def waited(
            ledger: AsyncLedger, work: Callable[P, T], *args: object, **kwargs: object
        ) -> T:
            began = time.perf_counter()
            try:
                return await call(ledger, functools.partial(counted, work), *args, **kwargs)
            finally:
                self.waited += time.perf_counter() - began

        return waited


async def _as_entered(details: Details, _fields: object) -> FormContent | None:
    return details.form.entered


async def measure(folder: Path, filings: int, portal: int) -> tuple[Variant, Variant, Variant]:
    """Filings with everything, without pictures, and with no promise but the ledger's."""
    variants = Variant(), Variant(), Variant()
    left_out = (
        (),
        ((receipts, "picture", AsyncMock()),),
        (
            (receipts, "picture", AsyncMock()),
            (receipts, "write", AsyncMock()),
            (Details, "read", _as_entered),
            (AsyncLedger, "run_in_thread", variants[-1].timed(AsyncLedger.run_in_thread)),
        ),
    )
    every = make(folder, WARM + len(variants) * filings)
    async with opened(folder, 1) as client:
        await client.submit(write_manifest(folder / "warm.yaml", every[:WARM]))
        for turn, first in enumerate(range(WARM, len(every), TURN)):
            manifest = write_manifest(folder / f"{turn}.yaml", every[first : first + TURN])
            variant = variants[turn % len(variants)]
            before = _cpu(portal)
            with ExitStack() as without:
                for owner, name, instead in left_out[turn % len(variants)]:
                    without.enter_context(patch.object(owner, name, instead))
                variant.took += await client.submit(manifest)
            variant.spent += _cpu(portal) - before
    return variants


def _cpu(portal: int) -> float:
    """Processor seconds so far of this process and all that it started, but the portal."""
    return sum(meters.cpu(os.getpid()).values()) - sum(meters.cpu(portal).values())


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints milliseconds and shares."""
    parser = argparse.ArgumentParser("python -m bench.shares", description=__doc__)
    parser.add_argument("--filings", type=int, default=60, help="of each variant, in tens")
    parser.add_argument("--skin", default="classic", choices=("classic", "modern"))
    parser.add_argument("--latency", type=int, default=0, help="milliseconds of each answer")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        portal = PortalProcess.start(folder / "portal", skin=options.skin)
        try:
            if options.latency:
                portal.faults({"kind": "latency", "at": "any", "seconds": options.latency / 1000})
            write_workspace(folder, portal.url)
            measured = asyncio.run(measure(folder, options.filings, portal.process.pid))
        finally:
            portal.stop()
    whole, no_pictures, bare = measured
    waited, counted = bare.ledger
    for name, wall, cpu in (
        ("ledger", waited, counted),
        (
            "read-back and receipt",
            no_pictures.wall - bare.wall,
            no_pictures.cpu - bare.cpu,
        ),
        ("pictures", whole.wall - no_pictures.wall, whole.cpu - no_pictures.cpu),
        ("together", whole.wall - bare.wall + waited, whole.cpu - bare.cpu + counted),
    ):
        print(
            f"{name}: {wall * 1000:.0f} ms, {wall / whole.wall:.1%}; "
            f"processor {cpu * 1000:.0f} ms, {cpu / whole.cpu:.1%}"
        )
    print(f"of a filing's {whole.wall:.3f} s (median), and {whole.cpu:.3f} s of processor time")
    print(f"load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    return 0


if __name__ == "__main__":
    sys.exit(main())
