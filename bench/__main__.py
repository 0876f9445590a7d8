"""`python -m bench`: measures ipp-bot beside what people would use instead."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.peer import Peer, peers
from bench.run import measure, settings
from bench.tables import goals, table, write_docs

if TYPE_CHECKING:
    from collections.abc import Sequence

DOCS = Path(__file__).resolve().parents[1] / "docs" / "performance.md"


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _words(text: str) -> list[str]:
    return [part for part in text.split(",") if part]


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    add = parser.add_argument
    add("--filings", type=int, default=10, help="measured filings a turn, 3 a session at least")
    add("--turns", type=int, default=3, help="how often each contestant comes round")
    add("--sessions", type=_numbers, default=[1, 2, 4], help="for example 1,2,4,8,16")
    add("--latency", type=_numbers, default=[0, 150], help="milliseconds, for example 0,150")
    add("--skin", type=_words, default=["classic"], help="classic,modern,center")
    add("--only", type=_words, default=[], help="contestants, by name")
    add("--out", type=Path, default=Path("bench-results"), help="folder for the results")
    add("--docs", action="store_true", help="write the tables into docs/performance.md")
    add("--from", dest="given", type=Path, nargs="+", help="earlier results.json; nothing runs")
    return parser.parse_args(arguments)


def _environment(options: argparse.Namespace, arguments: Sequence[str]) -> dict[str, Any]:
    shown = [word for word in arguments if word != "--docs"]
    return {
        "command": " ".join(["python -m bench", *shown]),
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.system(),
        "turns": options.turns,
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    }


def _measure(options: argparse.Namespace, arguments: Sequence[str]) -> dict[str, Any]:
    from ipp_bot.browser import find_browser

    known = peers()
    if unknown := [name for name in options.only if name not in known]:
        raise SystemExit(f"no contestant {unknown[0]!r}; there are: {', '.join(sorted(known))}")
    chosen: list[Peer] = []
    results = {**_environment(options, arguments), "skipped": {}, "outcomes": []}
    found = find_browser()
    results["browser"] = f"{found.kind} {found.version}"
    for name in options.only or sorted(known):
        if words := known[name].missing():
            results["skipped"][name] = words
            _say(f"{name} is left out: {words}")
        else:
            chosen.append(known[name])
    for setting in settings(options.skin, options.latency, options.sessions):
        able = [
            peer
            for peer in chosen
            if setting.skin in peer.skins and setting.sessions <= peer.most_sessions
        ]
        filings = max(options.filings, 3 * setting.sessions)
        outcomes = measure(able, setting, filings=filings, turns=options.turns, say=_say)
        results["outcomes"] += [outcome.figures() for outcome in outcomes]
        _keep(options.out, results)  # a long run that is cut short leaves what it has
    return results


def _keep(folder: Path, results: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(results, ensure_ascii=False, indent=1) + "\n"
    (folder / "results.json").write_text(text, encoding="utf-8")
    (folder / "results.md").write_text(f"{table(results)}\n{goals(results)}", encoding="utf-8")


def _say(words: str) -> None:
    print(f"* {words}", file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, or takes an earlier run's figures, and writes what was asked for."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    options = _options(words)
    if options.given is not None:
        runs = [json.loads(path.read_text("utf-8")) for path in options.given]
    else:
        from bench.plot import draw

        runs = [_measure(options, words)]
        _keep(options.out, runs[0])
        _say(draw(runs[0], options.out / "results.png"))
    print("\n".join(map(table, runs)))
    print(goals(*runs))
    if options.docs:
        write_docs(DOCS, *runs)
    return 1 if any(outcome["failed"] for run in runs for outcome in run["outcomes"]) else 0


if __name__ == "__main__":
    sys.exit(main())
