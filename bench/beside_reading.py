"""What a submission loses by papers that are read beside it: `python -m bench.beside_reading`.

Filings are submitted one after the other in one browser at one local portal, by turns alone and
beside a process that reads papers two at a time as `read_all` does. Both of a pair are measured
right after each other, in either order by turns: what else the machine does is in both.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from bench.filings import faults, make
from bench.peers.ipp_bot_client import opened, write_manifest, write_workspace
from bench.reading_growth import drawn_papers
from ipp_bot.portal_process import PortalProcess
from ipp_bot.reading import read_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.filings import Filing
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
    ratios, spent = [], []
    for pair in range(options.pairs):
        seconds: dict[bool, float] = {}
        for beside in (False, True) if pair % 2 == 0 else (True, False):
            start = next(starts)
            some = filings[start : start + options.filings]
            manifest = write_manifest(folder / f"{pair}-{beside}.yaml", some)
            before = sum(reader.cpu_times()[:2])
            if beside:
                reader.resume()
            began = time.perf_counter()
            took = await client.submit(manifest)
            wall = time.perf_counter() - began
            if beside:
                reader.suspend()
                spent.append((sum(reader.cpu_times()[:2]) - before) / wall)
            seconds[beside] = statistics.mean(took)
        ratios.append(seconds[True] / seconds[False])
        print(
            f"pair {pair + 1}: alone {seconds[False]:.2f} s a filing, beside reading "
            f"{seconds[True]:.2f} s, {ratios[-1]:.2f} times; the reader had {spent[-1]:.2f} cores",
            flush=True,
        )
    print(
        f"median of {len(ratios)} pairs: {statistics.median(ratios):.3f} times; "
        f"the reader had {statistics.median(spent):.2f} cores"
    )
