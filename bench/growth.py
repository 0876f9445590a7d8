"""`python -m bench.growth`: what memory does over many filings in one run."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression, median
from typing import TYPE_CHECKING, Self

from bench.filings import ACCOUNT, faults, make
from bench.meters import BROWSER, DRIVER, PYTHON, pss_by_part
from bench.peers.ipp_bot_client import opened, write_manifest, write_workspace
from ipp_bot.portal_process import PortalProcess
from ipp_bot.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

PARTS = (PYTHON, DRIVER, BROWSER)
EVERY = 2.0
"""Seconds between two samples."""


@dataclass(frozen=True)
class Sample:
    """Memory after so many filings, in MB by part."""

    filed: int
    memory: dict[str, float]

    @property
    def total(self) -> float:
        """All parts together."""
        return sum(self.memory.values())


class MemorySampler:
    """Measures the client's process tree every few seconds, without the portal."""

    def __init__(self, portal: int, receipts: Path) -> None:
        self.samples: list[Sample] = []
        self._portal = portal
        self._receipts = receipts
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(EVERY):
            filed = len(list(self._receipts.glob("*/receipt.json")))
            memory = pss_by_part(os.getpid(), without=self._portal)
            self.samples.append(Sample(filed, {part: memory[part] / 2**20 for part in PARTS}))


def windows(samples: Sequence[Sample], count: int) -> list[Sample]:
    """The median sample of each tenth of the run: pages and contexts are changed now and then."""
    by_tenth: dict[int, list[Sample]] = {}
    for sample in samples:
        by_tenth.setdefault(min(sample.filed * 10 // count, 9), []).append(sample)
    return [
        Sample(
            filed=(tenth + 1) * count // 10,
            memory={part: median(sample.memory[part] for sample in group) for part in PARTS},
        )
        for tenth, group in sorted(by_tenth.items())
    ]


def fitted(samples: Sequence[Sample]) -> float:
    """MB that the run grew by, by the line fitted to all samples; single ones vary."""
    if len(samples) < 2:
        return 0.0
    line = linear_regression([one.filed for one in samples], [one.total for one in samples])
    return line.slope * (samples[-1].filed - samples[0].filed)


async def _file(folder: Path, manifest: Path, sessions: int, sampler: MemorySampler) -> None:
    async with opened(folder, sessions) as client:
        with sampler:
            await client.submit(manifest)


def main(arguments: Sequence[str] | None = None) -> int:
    """Files them in one run and prints the memory; 1 if one was not filed once and right."""
    parser = argparse.ArgumentParser("python -m bench.growth", description=__doc__)
    parser.add_argument("--filings", type=int, default=2000)
    parser.add_argument("--sessions", type=int, default=1)
    parser.add_argument("--skin", default="classic", choices=("classic", "modern"))
    parser.add_argument("--json", type=Path, help="write the samples to this file")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        portal = PortalProcess.start(folder / "portal", skin=options.skin)
        try:
            write_workspace(folder, portal.url)
            filings = make(folder, options.filings)
            manifest = write_manifest(folder / "many.yaml", filings)
            receipts = Workspace.open(folder).folder("receipts") / ACCOUNT
            sampler = MemorySampler(portal.process.pid, receipts)
            asyncio.run(_file(folder, manifest, options.sessions, sampler))
            wrong = faults(filings, portal.iprs())
        finally:
            portal.stop()
    tenths = windows(sampler.samples, options.filings)
    for sample in tenths:
        parts = ", ".join(f"{part} {sample.memory[part]:.0f}" for part in PARTS)
        print(f"to filing {sample.filed}: {sample.total:.0f} MB ({parts})")
    print(f"from the first tenth to the last: {tenths[-1].total - tenths[0].total:+.0f} MB")
    print(f"by the line that fits all tenths best: {fitted(tenths):+.0f} MB")
    for fault in wrong:
        print(fault, file=sys.stderr)
    if options.json:
        samples = [{"filed": sample.filed, **sample.memory} for sample in sampler.samples]
        options.json.write_text(json.dumps(samples, indent=1) + "\n", encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
