"""What a filing may ask of portal and browser: counted, and so the same on every machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.filings import make
from bench.messages import Messages
from bench.peers.ipp_bot_client import opened, write_manifest, write_workspace

if TYPE_CHECKING:
    from ipp_bot.portal_process import PortalProcess

BUDGET = Path(__file__).with_name("budget.json")
MEASURED = 2
"""Filings that are counted, after one that warms up."""


def budget(skin: str) -> dict[str, float]:
    """The committed budget of one skin, a filing."""
    found: dict[str, float] = json.loads(BUDGET.read_text("utf-8"))[skin]
    return found


async def count(portal: PortalProcess, folder: Path) -> dict[str, float]:
    """What the client asks for in a warm filing, on average."""
    write_workspace(folder, portal.url)
    filings = make(folder, 1 + MEASURED)
    warm = write_manifest(folder / "warm.yaml", filings[:1])
    counted = write_manifest(folder / "counted.yaml", filings[1:])
    messages = Messages()
    async with opened(folder, 1) as client:
        await client.submit(warm)
        before = portal.stats()
        messages.watch()
        try:
            await client.submit(counted)
        finally:
            messages.unwatch()
        after = portal.stats()
    sums = {
        "requests": _requests(after) - _requests(before),
        "documents": after["documents"] - before["documents"],
        "round_trips": messages.total,
        "evaluations": messages.evaluations,
    }
    return {name: total / MEASURED for name, total in sums.items()}


def _requests(stats: dict[str, Any]) -> int:
    return int(sum(stats["requests"].values()))


def overspent(found: dict[str, float], allowed: dict[str, float]) -> list[str]:
    """A sentence for each count that is above the budget."""
    return [
        f"a warm filing takes {found[name]:g} {name.replace('_', ' ')}, the budget is "
        f"{most:g}: save some, or raise bench/budget.json and say why"
        for name, most in allowed.items()
        if found[name] > most
    ]
