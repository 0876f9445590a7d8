"""What a submission loses by papers that are read beside it: `python -m bench.beside_reading`.

Filings are submitted one after the other in one browser at one local portal, by turns alone and
beside a process that reads papers two at a time as `read_all` does. Both of a pair are measured
right after each other, in either order by turns: what else the machine does is in both.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from bench.filings import faults, make
from bench.meters import cpu
from bench.peers.ipp_bot_client import opened, write_manifest, write_workspace
from bench.reading_growth import drawn_papers
from ipp_bot.portal_process import PortalProcess
from ipp_bot.reading import read_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.filings import Filing
    from bench.meters import cpu
from bench.peers.ipp_bot_client import Client

WARM_UP = 2
"""Filings that are not measured."""
STARTS = 15.0
"""Seconds until the reader has loaded its models."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=8)
    parser.add_argument("--filings", type=int, default=3, help="of each half of a pair")
    parser.add_argument("--skin", default="classic")
    parser.add_argument("--latency", type=float, default=0, help="of the portal, in milliseconds")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read is not None:
        _read_for_ever(options.read)
    with tempfile.TemporaryDirectory() as scratch:
        asyncio.run(_measure(Path(scratch), options))


def _read_for_ever(folder: Path) -> None:
    for _ in read_all(sorted(folder.iterdir()) * 1000):
        pass


@contextmanager
def _reader(papers: Path) -> Iterator[psutil.Process]:
    """A process that reads whenever it is resumed."""
    command = [sys.executable, "-m", "bench.beside_reading", "--read", str(papers)]
    with subprocess.Popen(command, cwd=Path(__file__).resolve().parents[1]) as child:
        process = psutil.Process(child.pid)
        try:
            time.sleep(STARTS)  # until its models are loaded
            process.suspend()
            yield process
        finally:
            process.kill()


async def _measure(folder: Path, options: argparse.Namespace) -> None:
    own, papers = folder / "own", folder / "papers"
    for each in (own, papers):
        each.mkdir()
    drawn_papers(papers, options.seed)
    count = WARM_UP + 2 * options.pairs * options.filings
    filings = make(own, count)
    portal = PortalProcess.start(folder / "portal", skin=options.skin)
    try:
        write_workspace(own, portal.url)
        if options.latency:
            portal.faults({"kind": "latency", "at": "any", "seconds": options.latency / 1000})
        with _reader(papers) as reader:
            async with opened(own, 1) as client:
                await _pairs(client, own, filings, reader, options)
        if wrong := faults(filings, portal.iprs()):
            raise SystemExit(f"filed wrongly: {wrong[0]}")
    finally:
        portal.stop()


async def _pairs(
    client: Client,
    folder: Path,
    filings: Sequence[Filing],
    reader: psutil.Process,
    options: argparse.Namespace,
) -> None:
    await client.submit(write_manifest(folder / "warm.yaml", filings[:WARM_UP]))
    starts = itertools.count(WARM_UP, options.filings)
    pairs: list[Pair] = []
    for number in range(options.pairs):
        pair = Pair()
        for beside in (False, True) if number % 2 == 0 else (True, False):
            start = next(starts)
            some = filings[start : start + options.filings]
            manifest = write_manifest(folder / f"{number}-{beside}.yaml", some)
            if beside:
                reader.resume()
            before, began, read = _own_cpu(reader), time.perf_counter(), _cpu(reader)
            pair.seconds[beside] = statistics.mean(await client.submit(manifest))
            wall = time.perf_counter() - began
            pair.cpu[beside] = (_own_cpu(reader) - before) / options.filings
            if beside:
                reader.suspend()
                pair.reading = (_cpu(reader) - read) / wall
        pairs.append(pair)
        print(f"pair {number + 1}: {pair}", flush=True)
    for words, ratio in (("processor time", Pair.cpu_ratio), ("time", Pair.time_ratio)):
        print(f"{words}: {statistics.median(map(ratio, pairs)):.3f} times in the median")


@dataclass
class Pair:
    """Filings alone and beside reading, a filing each."""

    seconds: dict[bool, float] = field(default_factory=dict)
    cpu: dict[bool, float] = field(default_factory=dict)
    """Processor seconds of client, driver, browser and portal."""
    reading: float = 0.0
    """Cores that the reader had."""

    def cpu_ratio(self) -> float:
        return self.cpu[True] / self.cpu[False]

    def time_ratio(self) -> float:
        return self.seconds[True] / self.seconds[False]

    def __str__(self) -> str:
        return (
            f"alone {self.seconds[False]:.2f} s and {self.cpu[False]:.2f} s of a processor, "
            f"beside reading {self.seconds[True]:.2f} s and {self.cpu[True]:.2f} s: "
            f"{self.time_ratio():.2f} and {self.cpu_ratio():.2f} times; "
            f"the reader had {self.reading:.2f} cores"
        )


def _cpu(process: psutil.Process) -> float:
    return float(sum(process.cpu_times()[:2]))


def _own_cpu(reader: psutil.Process) -> float:
    """Processor time of this process and all that it started, the reader aside."""
    return sum(cpu(os.getpid()).values()) - _cpu(reader)


if __name__ == "__main__":
    main()
