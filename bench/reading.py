"""How well and how fast papers are read: `python -m bench.reading --papers 3 --seed 7`.

Papers of every kind are invented and drawn in many conditions; what the reader says is compared
with what was drawn. Fonts come from Debian packages: fonts-wqy-microhei, fonts-wqy-zenhei,
fonts-arphic-gkai00mp, fonts-arphic-gbsn00lp, fonts-arphic-uming, fonts-noto-cjk, fonts-lxgw-wenkai;
those that are not installed are left aside.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from PIL import Image

from bench import drawing
from bench.certificates import Design, Inventor
from ipp_bot.reading import Paper, read
from ipp_bot.reading.recognition import use_cores

KINDS = (
    "software-registration", "software-change", "works-registration", "timestamp", "trademark",
    "patent", "power-of-attorney", "business-licence", "identity-card", "operating-page", "unknown",
)  # fmt: skip
CONDITIONS = (
    "text", "radicals", "two-in-one", "scan", "scan-72", "scan-100", "scan-300", "scan-600", "jpeg",
    "photo", "fax", "copy", "turn-90", "turn-180", "turn-270",
)  # fmt: skip
NO_PDF = frozenset({"identity-card", "operating-page"})
ENDS = ("right, sure", "right, look", "wrong, look", "left out", "SURE AND WRONG")


def drawn(
    design: Design, condition: str, dice: random.Random, path: Path, fonts: list[str]
) -> Path:
    """The file of one paper in one condition."""
    if condition in {"text", "radicals"}:
        sheet = drawing.laid_out(design, dice, [one for one in fonts if one in drawing.IN_PDF])
        drawing.text_pdf([sheet], path.with_suffix(".pdf"), radicals=condition == "radicals")
        return path.with_suffix(".pdf")
    sheet = drawing.laid_out(design, dice, fonts)
    dpi = (
        int(condition[5:])
        if condition.startswith("scan-")
        else dice.choice([150, 200, 300])
        if condition == "copy"
        else 200
        if condition == "photo"
        else 150
    )
    if design.kind == "identity-card":
        dpi = dpi * 2
    image = drawing.picture(sheet, dpi)
    changed = {
        "photo": lambda: drawing.photographed(image, dice),
        "fax": lambda: drawing.faxed(image, dice),
        "copy": lambda: drawing.copied(image, dice),
        "jpeg": lambda: drawing.jpeg(image, 35),
        "turn-90": lambda: drawing.scanned(image, dice).transpose(Image.Transpose.ROTATE_90),
        "turn-180": lambda: drawing.scanned(image, dice).transpose(Image.Transpose.ROTATE_180),
        "turn-270": lambda: drawing.scanned(image, dice).transpose(Image.Transpose.ROTATE_270),
    }.get(condition, lambda: drawing.scanned(image, dice))()
    suffix = ".png" if condition == "fax" else ".jpg"
    changed.save(path.with_suffix(suffix), quality=92)
    return path.with_suffix(suffix)


def judged(
    design: Design, paper: Paper | None, tally: Counter[str], wrongs: list[str], where: str
) -> None:
    """Counts each field of the truth."""
    for key, value in design.truth.items():
        found = (
            paper.fields.get(key) if paper is not None and str(paper.kind) == design.kind else None
        )
        if found is None:
            tally["left out"] += 1
            wrongs.append(f"{where}: {key} left out ({value})")
            continue
        own = list(found.value) if isinstance(found.value, tuple) else found.value
        right = own == value
        sure = found.state == "sure"
        end = (
            "right, sure"
            if right and sure
            else "right, look"
            if right
            else "SURE AND WRONG"
            if sure
            else "wrong, look"
        )
        tally[end] += 1
        if end != "right, sure":
            wrongs.append(f"{where}: {key} {end}: {own!r} for {value!r} {found.why}")
    if paper is not None and (str(paper.kind) != design.kind):
        wrongs.append(f"{where}: kind {paper.kind} {paper.why}")
    for key, found in paper.fields.items() if paper is not None else ():
        invented = key not in design.truth and key not in {
            "inventors",
            "certificate_number",
            "registration_number",
        }
        if invented or str(paper.kind if paper else "") != design.kind:
            end = "SURE AND WRONG" if found.state == "sure" else "wrong, look"
            tally[end] += 1
            wrongs.append(f"{where}: {key} {end}: {found.value!r} was not there")


class Plain:
    """RapidOCR alone, as its page tells one to use it, on as many cores as the reader."""

    def __init__(self, cores: int) -> None:
        from rapidocr import RapidOCR

        self._engine = RapidOCR(
            params={
                "Global.log_level": "critical",
                "EngineConfig.onnxruntime.intra_op_num_threads": cores,
            }
        )

    def seconds(self, path: Path) -> float:
        started = time.process_time()
        self._engine(str(path))
        return time.process_time() - started


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=1, help="papers of each kind and condition")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--kind", action="append", choices=KINDS)
    parser.add_argument("--condition", action="append", choices=CONDITIONS)
    parser.add_argument("--keep", type=Path, help="a folder to leave the drawn papers in")
    parser.add_argument("--plain", action="store_true", help="plain RapidOCR's CPU seconds, too")
    parser.add_argument("--show", action="store_true", help="every field that is not right, sure")
    parser.add_argument("--cores", type=int, default=-1, help="for the reader; -1 for all")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


class Bench:
    """What was counted so far."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.fonts = drawing.available()
        self.by_kind: dict[str, Counter[str]] = defaultdict(Counter)
        self.by_condition: dict[str, Counter[str]] = defaultdict(Counter)
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.plain_seconds: dict[str, list[float]] = defaultdict(list)
        self.ratios: dict[str, list[float]] = defaultdict(list)
        """What a page takes of a processor beside plain RapidOCR right after it, by kind."""
        self.plain = Plain(options.cores) if options.plain else None

    def paper(self, kind: str, condition: str, number: int, folder: Path) -> None:
        """Draws one file, reads it and counts."""
        name = f"{kind}-{condition}-{number}"
        seed = f"{self.options.seed}-{name}"
        designs = [Inventor(seed).design(kind)]
        dice = random.Random(seed)
        if condition == "two-in-one":
            designs.append(Inventor(f"{seed}-2").design(kind))
            sheets = [drawing.laid_out(one, dice, list(drawing.IN_PDF)) for one in designs]
            path = folder / f"{name}.pdf"
            drawing.text_pdf(sheets, path, radicals=False)
        else:
            path = drawn(designs[0], condition, dice, folder / name, self.fonts)
        started = time.process_time()
        papers = read(path)
        self.seconds[condition].append((time.process_time() - started) / len(designs))
        if self.plain is not None and path.suffix != ".pdf":
            plain = self.plain.seconds(path)
            self.plain_seconds[condition].append(plain)
            self.ratios[kind].append(self.seconds[condition][-1] / plain)
        for at, design in enumerate(designs):
            tally: Counter[str] = Counter()
            wrongs: list[str] = []
            judged(design, papers[at] if at < len(papers) else None, tally, wrongs, name)
            self.by_kind[kind] += tally
            self.by_condition[condition] += tally
            for line in wrongs:
                if self.options.show or "SURE AND" in line:
                    print(line, flush=True)

    def run(self, folder: Path) -> None:
        for condition in self.options.condition or CONDITIONS:
            for kind in self.options.kind or KINDS:
                if condition in {"text", "radicals", "two-in-one"} and kind in NO_PDF:
                    continue
                for number in range(self.options.papers):
                    self.paper(kind, condition, number, folder)


def main() -> None:
    options = arguments()
    use_cores(options.cores)
    bench = Bench(options)
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        bench.run(folder)
    told(bench.by_kind, {})
    told(bench.by_condition, bench.seconds, bench.plain_seconds)
    for kind, ratios in bench.ratios.items():
        print(f"{kind:24}{median(ratios):6.2f} times plain RapidOCR in the median of {len(ratios)}")
    print(f"\nmemory at the end: {psutil.Process().memory_info().rss / 1_048_576:.0f} MB")
    if options.json:
        counts = {"kinds": bench.by_kind, "conditions": bench.by_condition}
        options.json.write_text(json.dumps(counts))


def told(
    tallies: dict[str, Counter[str]],
    seconds: dict[str, list[float]],
    plain: dict[str, Any] | None = None,
) -> None:
    """A table; `seconds` adds what a page takes of a processor, in the median."""
    print(
        f"\n{'':24}"
        + "".join(f"{end:>16}" for end in ENDS)
        + ("   CPU s   plain" if seconds else "")
    )
    total: Counter[str] = Counter()
    for name, tally in tallies.items():
        count = max(1, sum(tally.values()))
        cells = "".join(f"{tally[end]:>8} {100 * tally[end] / count:5.1f} %" for end in ENDS)
        times = sorted(seconds.get(name, []))
        others = sorted((plain or {}).get(name, []))
        tail = f"{times[len(times) // 2]:8.2f}" if times else ""
        tail += f"{others[len(others) // 2]:8.2f}" if others else ""
        print(f"{name:24}{cells}{tail}")
        total += tally
    count = max(1, sum(total.values()))
    print(
        f"{'all':24}"
        + "".join(f"{total[end]:>8} {100 * total[end] / count:5.1f} %" for end in ENDS)
    )


if __name__ == "__main__":
    main()
