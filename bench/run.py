"""The harness: one portal a setting, every contestant in turn, again and again."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from bench import meters
from bench.filings import Filing, faults, make
from ipp_bot.portal_process import PortalProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bench.peer import Peer

WARM_UP = 2
"""Filings of each session that are not measured."""
TIME_LIMIT = 900.0
"""Seconds that one contestant may take for one turn."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is the same for all contestants of a comparison."""

    skin: str = "classic"
    latency: int = 0
    """Milliseconds that each answer of the portal takes longer."""
    sessions: int = 1

    def __str__(self) -> str:
        many = "1 session" if self.sessions == 1 else f"{self.sessions} sessions"
        return f"{self.skin} skin, {self.latency} ms latency, {many}"


@dataclass
class Measurement:
    """What one contestant did in one setting, all its turns together."""

    peer: str
    title: str
    setting: Setting
    seconds: list[float] = field(default_factory=list)
    """Each filing's."""
    wall: float = 0.0
    cpu: dict[str, float] = field(default_factory=lambda: dict.fromkeys(meters.PARTS, 0.0))
    memory_start: int = 0
    memory_peak: int = 0
    memory_end: int = 0
    messages: int = 0
    documents: int = 0
    requests: int = 0
    assets: int = 0
    failed: str = ""

    @property
    def filings(self) -> int:
        return len(self.seconds)

    def figures(self) -> dict[str, Any]:
        """Everything a table shows, a filing."""
        figures: dict[str, Any] = {
            "peer": self.peer,
            "title": self.title,
            **asdict(self.setting),
            "failed": self.failed,
        }
        if self.failed or not self.seconds:
            return figures
        count = self.filings
        spread = sorted(self.seconds)
        cpu = {part: spent / count for part, spent in self.cpu.items()}
        return {
            **figures,
            "filings": count,
            "median": statistics.median(spread),
            "p95": spread[min(count - 1, round(0.95 * (count - 1)))],
            "per_second": count / self.wall,
            "cpu": cpu,
            "cpu_total": sum(cpu.values()),
            "memory_start": self.memory_start,
            "memory_peak": self.memory_peak,
            "memory_end": self.memory_end,
            "round_trips": self.messages / count or None,
            "documents": self.documents / count,
            "requests": self.requests / count,
            "assets": self.assets / count,
        }


class Failed(Exception):
    """A contestant's turn that is not timed."""


def measure(
    peers: Sequence[Peer],
    setting: Setting,
    *,
    filings: int,
    turns: int,
    say: Callable[[str], None],
) -> list[Measurement]:
    """Every contestant in every turn; who fails once runs no more."""
    outcomes = [Measurement(peer.name, peer.title, setting) for peer in peers]
    with tempfile.TemporaryDirectory(prefix="ipp-bench-") as name:
        folder = Path(name)
        portal = PortalProcess.start(folder / "portal", skin=setting.skin)
        try:
            for turn in range(turns):
                for peer, outcome in zip(peers, outcomes, strict=True):
                    if outcome.failed:
                        continue
                    own = folder / f"{peer.name}-{turn}"
                    own.mkdir()
                    began = time.perf_counter()
                    try:
                        _turn(portal, peer, outcome, own, filings)
                    except Failed as failure:
                        outcome.failed = str(failure)
                    took = time.perf_counter() - began
                    say(f"{setting}: {peer.name} {outcome.failed or 'done'} ({took:.0f} s)")
        finally:
            portal.stop()
    return outcomes


def _turn(
    portal: PortalProcess, peer: Peer, outcome: Measurement, folder: Path, filings: int
) -> None:
    setting = outcome.setting
    portal.faults()
    portal.reset()
    if setting.latency:
        portal.faults({"kind": "latency", "at": "any", "seconds": setting.latency / 1000})
    warm_up = WARM_UP * setting.sessions
    warm = make(folder, warm_up)
    timed = make(folder, filings, first=warm_up)
    task = _task(portal, setting, folder, warm, timed)
    with PeerProcess(peer, task, folder) as child:
        child.expect("warm")
        stats, portal_cpu = portal.stats(), _portal_cpu(portal)
        spent, start = meters.cpu(child.pid), meters.pss(child.pid)
        peak = meters.Peak(child.pid)
        with peak.watching():
            began = time.perf_counter()
            child.send("go")
            child.expect("done")
            wall = time.perf_counter() - began
            portal_cpu = _portal_cpu(portal) - portal_cpu
            after, end = meters.cpu(child.pid), meters.pss(child.pid)
        now = portal.stats()
        child.send("end")
        answer = json.loads(child.line())
    if wrong := faults([*warm, *timed], portal.iprs()):
        raise Failed(f"filed wrongly: {wrong[0]}" + (" …" if len(wrong) > 1 else ""))
    if len(answer["seconds"]) != len(timed):
        raise Failed("reported other filings than it made")
    outcome.seconds += answer["seconds"]
    outcome.messages += answer["messages"]
    outcome.wall += wall
    for part in (meters.PYTHON, meters.DRIVER, meters.BROWSER):
        outcome.cpu[part] += after[part] - spent[part]
    outcome.cpu[meters.PORTAL] += portal_cpu
    outcome.memory_start = max(outcome.memory_start, start)
    outcome.memory_peak = max(outcome.memory_peak, peak.bytes, end)
    outcome.memory_end = max(outcome.memory_end, end)
    outcome.documents += now["documents"] - stats["documents"]
    outcome.assets += now["assets"] - stats["assets"]
    outcome.requests += sum(now["requests"].values()) - sum(stats["requests"].values())


def _portal_cpu(portal: PortalProcess) -> float:
    return float(sum(meters.cpu(portal.process.pid).values()))


def _task(
    portal: PortalProcess,
    setting: Setting,
    folder: Path,
    warm: Sequence[Filing],
    timed: Sequence[Filing],
) -> str:
    return json.dumps(
        {
            "url": portal.url,
            "origins": {"sign_in": portal.sign_in, "uploads": portal.uploads},
            "skin": setting.skin,
            "sessions": setting.sessions,
            "warm": [asdict(filing) for filing in warm],
            "filings": [asdict(filing) for filing in timed],
            "folder": str(folder),
        }
    )


class PeerProcess:
    """A contestant's process: one line to it, one line back."""

    def __init__(self, peer: Peer, task: str, folder: Path) -> None:
        self._log = folder / "log"
        self._task = task
        self._name = peer.name

    def __enter__(self) -> Self:
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bench.child", self._name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=Path(__file__).resolve().parents[1],
                env={**os.environ, "PYTHONHASHSEED": "0"},
            )
        self.pid = self._process.pid
        self._late = threading.Timer(TIME_LIMIT, self._end)
        self._late.start()
        self.send(self._task)
        return self

    def __exit__(self, *_: object) -> None:
        self._late.cancel()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._end()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _end(self) -> None:
        """Ends the process and all that it started."""
        for process in reversed(meters.tree(self.pid)):
            process.kill()

    def send(self, line: str) -> None:
        if self._process.stdin is not None:
            self._process.stdin.write(f"{line}\n")
            self._process.stdin.flush()

    def line(self) -> str:
        """The next line; Failed with the last words if there is none."""
        line = self._process.stdout.readline() if self._process.stdout is not None else ""
        if not line:
            words = [w for w in self._log.read_text("utf-8").splitlines() if w.strip()]
            self._end()
            raise Failed(f"ended early: {words[-1].strip() if words else 'it printed nothing'}")
        return line

    def expect(self, word: str) -> None:
        if (line := self.line().strip()) != word:
            raise Failed(f"said {line!r} instead of {word!r}")


def settings(
    skins: Sequence[str], latencies: Sequence[int], sessions: Sequence[int]
) -> Iterator[Setting]:
    """Every combination, the quick ones first."""
    for skin in skins:
        for latency in latencies:
            for many in sessions:
                yield Setting(skin, latency, many)
