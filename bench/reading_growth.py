"""Whether reading grows in memory: `python -m bench.reading_growth --papers 300`.

A few papers of every kind are drawn once and read again and again, two at a time, nothing kept.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import random
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from bench import drawing
from bench.certificates import Inventor
from bench.reading import KINDS, NO_PDF, drawn
from ipp_bot.reading import read_all

if TYPE_CHECKING:
    from collections.abc import Sequence

CONDITIONS = ("text", "scan", "photo")
EVERY = 25


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=300)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--condition", action="append", choices=CONDITIONS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        paths = drawn_papers(Path(scratch), options.seed, options.condition or CONDITIONS)
        _read(paths, options.papers)


def drawn_papers(folder: Path, seed: str, conditions: Sequence[str] = CONDITIONS) -> list[Path]:
    """Papers of every kind as text layers, scans and photographs."""
    fonts = drawing.available()
    return [
        drawn(
            Inventor(f"{seed}-{kind}").design(kind),
            condition,
            random.Random(f"{seed}-{kind}-{condition}"),
            folder / f"{kind}-{condition}",
            fonts,
        )
        for condition in conditions
        for kind in KINDS
        if condition != "text" or kind not in NO_PDF
    ]


def _read(paths: list[Path], count: int) -> None:
    """Reads so many papers and prints what the process holds, and the slope of the second half."""
    process = psutil.Process()
    sizes: list[tuple[int, float]] = []
    wanted = list(itertools.islice(itertools.cycle(paths), count))
    for done, _ in enumerate(read_all(wanted), 1):
        if done % EVERY == 0:
            gc.collect()
            sizes.append((done, process.memory_info().rss / 1_048_576))
            print(f"{done:6} papers {sizes[-1][1]:8.0f} MB", flush=True)
    half = sizes[len(sizes) // 2 :]
    middle = sum(at for at, _ in half) / len(half)
    mean = sum(size for _, size in half) / len(half)
    spread = sum((at - middle) ** 2 for at, _ in half) or 1.0
    slope = sum((at - middle) * (size - mean) for at, size in half) / spread
    print(f"slope of the second half: {slope * 100:+.2f} MB in 100 papers")


if __name__ == "__main__":
    main()
