"""The figures as tables of Markdown, and the goals beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench.meters import PARTS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Figures = dict[str, Any]
_HEAD = (
    "contestant", "median s", "p95 s", "filings/s", "CPU s a filing",
    f"({', '.join(PARTS)})", "PSS MB", "round trips", "requests", "documents",
)  # fmt: skip
US, FASTEST, IDIOMATIC = "ipp-bot", "playwright-fastest", "playwright-idiomatic"
SELENIUM = "selenium-chrome"


def _markdown(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |"]
    lines.append("|---" * (lines[0].count("|") - 1) + "|")
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _place(figures: Figures) -> tuple[str, int, int]:
    return figures["skin"], figures["latency"], figures["sessions"]


def _row(figures: Figures) -> list[str]:
    if figures["failed"] or "median" not in figures:
        return [figures["title"], f"failed: {figures['failed']}", *[""] * (len(_HEAD) - 2)]
    trips = figures["round_trips"]
    return [
        figures["title"],
        f"{figures['median']:.3f}",
        f"{figures['p95']:.3f}",
        f"{figures['per_second']:.2f}",
        f"{figures['cpu_total']:.2f}",
        " ".join(f"{figures['cpu'][part]:.2f}" for part in PARTS),
        f"{figures['memory_peak'] / 2**20:.0f}",
        f"{trips:.0f}" if trips else "",
        f"{figures['requests']:.1f}",
        f"{figures['documents']:.1f}",
    ]


def table(results: Figures) -> str:
    """All outcomes, a table a setting."""
    where = f"{results['browser']}, {results['cores']} cores, Python {results['python']}"
    turns = "1 turn" if results["turns"] == 1 else f"{results['turns']} turns"
    if results.get("load") is not None:
        turns += f"; load {results['load']:.1f} at the start"
    parts = [f"`{results['command']}`\n", f"{where}; {turns}; {results['at']}\n"]
    for skin, latency, sessions in dict.fromkeys(map(_place, results["outcomes"])):
        here = [o for o in results["outcomes"] if _place(o) == (skin, latency, sessions)]
        here.sort(key=lambda o: (bool(o["failed"]), o.get("median", 0)))
        many = "1 session" if sessions == 1 else f"{sessions} sessions"
        parts.append(f"### {skin} skin, {latency} ms latency, {many}\n")
        parts.append(_markdown(_HEAD, map(_row, here)))
    for name, words in results["skipped"].items():
        parts.append(f"Left out: {name}: {words}\n")
    return "\n".join(parts)


class _Results:
    def __init__(self, results: Figures) -> None:
        self.cores = int(results["cores"])
        self.valid = [o for o in results["outcomes"] if not o["failed"] and o["skin"] == "classic"]

    def at(self, peer: str, latency: int, sessions: int) -> Figures | None:
        wanted = (peer, latency, sessions)
        return next(
            (o for o in self.valid if (o["peer"], o["latency"], o["sessions"]) == wanted), None
        )

    def best(self, peer: str, latency: int) -> Figures | None:
        own = [o for o in self.valid if (o["peer"], o["latency"]) == (peer, latency)]
        return max(own, key=lambda o: float(o["per_second"]), default=None)


def goals(*runs: Figures) -> str:
    """Each goal that a run says something of: what was measured in that run, met or not."""
    rows = [
        [goal, f"{value:.2f}{unit}", "yes" if met else "**no**"]
        for results in runs
        for goal, value, unit, met in _goal_rows(results)
    ]
    return "### Goals\n\n" + _markdown(("goal", "measured", "met"), rows)


def _goal_rows(results: Figures) -> list[tuple[str, float, str, bool]]:
    found = _Results(results)
    rows: list[tuple[str, float, str, bool]] = []
    us = found.at(US, 0, 1)
    if us and (fast := found.at(FASTEST, 0, 1)):
        ratio = us["median"] / fast["median"]
        rows.append(("one session: at most 1.25 × the fastest script", ratio, "×", ratio <= 1.25))
        ratio = us["cpu_total"] / fast["cpu_total"]
        rows.append(("CPU a filing: at most 1.25 × the fastest script", ratio, "×", ratio <= 1.25))
    for peer, least, words in ((IDIOMATIC, 3, "idiomatic Playwright"), (SELENIUM, 6, "Selenium")):
        if us and (them := found.at(peer, 0, 1)):
            ratio = them["median"] / us["median"]
            rows.append((f"one session: {least} × faster than {words}", ratio, "×", ratio >= least))
    if many := found.at(US, 150, 16):
        share = 100 * many["per_second"] * many["cpu_total"] / found.cores
        goal = "150 ms, 16 sessions: 85 % of cores ÷ CPU seconds a filing"
        rows.append((goal, share, " %", share >= 85))
        if best := found.best(IDIOMATIC, 150):
            ratio = many["per_second"] / best["per_second"]
            goal = "150 ms, 16 sessions: more than 2 × idiomatic Playwright at its best"
            rows.append((goal, ratio, "×", ratio > 2))
    most = max((o["sessions"] for o in found.valid if o["peer"] == US), default=1)
    for latency in sorted({o["latency"] for o in found.valid}):
        one, full = found.at(US, latency, 1), found.at(US, latency, most)
        if one and full and most > 1:
            more = (full["memory_peak"] - one["memory_peak"]) / (most - 1) / 2**20
            goal = f"memory a further session below 25 MB ({latency} ms, {most} sessions)"
            rows.append((goal, more, " MB", more < 25))
    return rows


def write_docs(path: Path, *runs: Figures) -> None:
    """Puts the tables between the document's marks."""
    text = path.read_text("utf-8")
    sections = {"goals": goals(*runs), "tables": "\n".join(map(table, runs))}
    for mark, content in sections.items():
        begin, end = f"<!-- {mark} of bench -->", f"<!-- end of {mark} -->"
        before, opened, rest = text.partition(begin)
        _, closed, after = rest.partition(end)
        if not (opened and closed):
            raise SystemExit(f"{path.name} has no marks {begin} and {end}")
        text = f"{before}{begin}\n\n{content.strip()}\n\n{end}{after}"
    path.write_text(text, encoding="utf-8")
